"""Held to the published specification: our questions by a server made of it, our server's answers by its schemas."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import httpx
import pytest

from bot.sources.ss12000.source import Ss12000
from tests.ss12000 import spec
from tests.ss12000.asked import FILTERS, NEEDED
from tests.ss12000.polled import Polled, polled, served
from tests.ss12000.school import DAY, MONDAY, UNIT, School, id_of, local, member
from tests.ss12000.server import Call

PATHS = sorted(FILTERS)


@pytest.fixture(scope="module")
def published() -> Iterator[str]:
    with spec.prism() as url:
        yield url


def everything(one: Polled, school: School) -> list[Call]:
    """Every question there is to put: probe, first reading, night, changes, newcomers, deletions."""
    one.source.probe()
    one.poll()
    lesson = school.lesson(MONDAY + DAY, said="II", studentExceptions=[_excepted("p2")])
    one.server.register.at(local(MONDAY + DAY, "16:00"))
    one.poll()
    one.server.register.at(local(MONDAY + DAY, "17:00"))
    school.said(lesson, "p1", "A")
    school.away("p1", local(MONDAY, "08:00"), local(MONDAY, "12:00"))
    school.enrol("p3")
    school.group("8C", ["p1", "p2", member("p3", MONDAY)])
    one.poll()
    one.server.register.at(local(MONDAY + DAY, "18:00"))
    school.register.delete("calendarEvents", lesson)
    school.register.delete("activities", school.activity("8C", "Slöjd"))
    one.poll()
    return one.server.calls


def _excepted(who: str) -> dict[str, object]:
    return {"student": {"id": id_of(who)}, "participates": True, "teachingLength": 30}


@pytest.fixture
def school() -> School:
    made = School().open(c8=["p1", "p2"])
    made.day(MONDAY, "PL")
    return made


@pytest.mark.parametrize("paging", ["token", "filters"])
def test_every_question_is_one_of_the_specification(
    tmp_path: Path, school: School, published: str, paging: str
) -> None:
    with polled(served(school, page=2, paging=paging), tmp_path, organisation=UNIT) as one:
        calls = everything(one, school)
    questions = {(call.path, tuple(_pairs(call))) for call in calls if call.path != "token"}
    assert {path.partition("/")[0] for path, _ in questions} == set(PATHS) - {"activities"}
    with httpx.Client(headers={"Authorization": "Bearer token"}) as client:
        for path, params in sorted(questions):
            known = spec.filters("calendarEvents/{id}" if "/" in path else path)
            assert {key for key, _ in params} <= known
            answer = client.get(f"{published}/{path}", params=httpx.QueryParams(params))
            # What it finds wrong with a question it refuses; its own examples are full of mistakes.
            wrong = [] if answer.status_code == 200 else json.loads(answer.headers["sl-violations"])
            # By its words a pageToken goes with limit only, by its parameters not without the required ones.
            paged = {key for key, _ in params} == {"limit", "pageToken"}
            assert [one for one in wrong if not (paged and one["code"] == "required")] == [], path


def _pairs(call: Call) -> Iterator[tuple[str, str]]:
    for key, values in call.query.items():
        yield from ((key, value) for value in values)


def test_a_server_made_of_the_specification_is_read_without_a_traceback(
    published: str, tmp_path: Path
) -> None:
    school = School().open()
    with polled(served(school), tmp_path) as one:
        batch = Ss12000(replace(one.account, url=published), pause=lambda _: None).read({})
    assert batch.roster is None
    # Its examples give the same page for ever.
    assert [problem.why for problem in batch.problems] == [
        "gives the same page for ever: try the other paging"
    ]


@pytest.mark.parametrize("path", PATHS)
def test_our_server_knows_the_filters_of_the_specification_and_no_other(path: str) -> None:
    assert FILTERS[path] <= spec.filters(path)
    needed = spec.document()["paths"][f"/{path}"]["get"]["parameters"]
    assert NEEDED.get(path, frozenset()) == {one["name"] for one in needed if one.get("required")}


@pytest.mark.parametrize("path", PATHS)
def test_our_server_answers_as_the_specification_says(tmp_path: Path, school: School, path: str) -> None:
    school.away("p1", local(MONDAY, "08:00"), local(MONDAY, "12:00"), "Beviljad ledighet")
    school.register.delete("activities", school.activity("8C", "Slöjd"))
    school.lesson(MONDAY, "13:10", said="U-", studentExceptions=[_excepted("p2")])
    server = served(school)
    query: dict[str, list[str]] = {
        "startTime.onOrAfter": [local(MONDAY, "00:00").isoformat()],
        "startTime.onOrBefore": [local(MONDAY, "23:59").isoformat()],
        "startDate": [MONDAY.isoformat()],
        "endDate": [MONDAY.isoformat()],
        "expand": {"calendarEvents": ["activity", "attendance"], "groups": ["assignmentRoles"]}.get(path, []),
    }
    if path == "duties":
        query["expand"] = ["person"]
    status, answer = server.answer(
        path, {key: value for key, value in query.items() if key in FILTERS[path] and value}
    )
    assert status == 200
    assert answer["data"]
    assert spec.mistakes(path, answer) == []


def test_the_schemas_find_a_lie() -> None:
    assert spec.mistakes("attendances", {"data": [{"id": "1", "isReported": "yes"}]}) != []
