"""Our Ed-Fi server answers as the published API does: what is read from it would be read from a real one."""

from __future__ import annotations

from datetime import date

import httpx
import pytest

from tests.edfi.polled import event, opened, tell, whole_day
from tests.edfi.published import CHANGES, PUBLISHED, wrong
from tests.edfi.server import CATEGORY, KEY, SCHOOL, SECRET, SECTION, EdFiServer
from tests.sources.term import term


def told() -> EdFiServer:
    """Everything there is, with a deletion and a new key."""
    server = opened()
    tell(server, term(("p1", "p2"), date(2026, 9, 28), 12))
    server.put(SCHOOL, "whole", whole_day("Excused Absence"))
    server.put(SECTION, "gone", event("Tardy", sectionAttendanceDuration=10))
    server.put(SECTION, "moved", event("Tardy", 2, classPeriods=[period(2)], departureTime="09:00:00"))
    server.delete(SECTION, "gone")
    server.rekey(SECTION, "moved", attendanceEventCategoryDescriptor=f"{CATEGORY}Present")
    return server


def period(number: int) -> dict[str, object]:
    return {"classPeriodReference": {"classPeriodName": f"P{number}", "schoolId": 1}}


@pytest.mark.parametrize("resource", PUBLISHED)
def test_every_object_has_the_published_names(resource: str) -> None:
    things = [thing for _, thing in told().tables[resource].values()]
    assert things
    assert list(wrong(PUBLISHED[resource], things)) == []


@pytest.mark.parametrize("kind", CHANGES)
def test_deletions_and_new_keys_are_told_as_published(kind: str) -> None:
    with told().running() as url, httpx.Client(base_url=url) as client:
        form = {"grant_type": "client_credentials", "client_id": KEY, "client_secret": SECRET}
        token = client.post("/oauth/token", data=form).json()["access_token"]
        answer = client.get(f"/data/v3/ed-fi/{SECTION}/{kind}", headers={"authorization": f"Bearer {token}"})
    assert answer.json()
    assert list(wrong(CHANGES[kind], answer.json())) == []


def test_what_is_not_published_is_seen() -> None:
    assert list(wrong(PUBLISHED["schools"], [{"schoolId": "1", "namn": "x"}]))
