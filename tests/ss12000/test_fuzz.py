"""Whatever a server answers, the worst of it is a readable line: no traceback, nothing of anybody in what is said."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.ports import Batch
from bot.rules.values import Kind, Status
from bot.sources.records import RECORD_SCHEMA
from bot.sources.ss12000.source import Ss12000
from tests.ss12000.polled import Polled, polled, served
from tests.ss12000.school import MONDAY, School, id_of, local
from tests.ss12000.server import SsServer

CANARY = "Kanariehidden"
PATHS = (
    "organisations", "persons", "groups", "duties", "calendarEvents", "attendances", "absences", "deletedEntities",
    "aggregatedAttendance",
)  # fmt: skip
SCALARS = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(2**63), 2**63 - 1),
    st.floats(allow_nan=False, allow_infinity=False),
    st.text(max_size=20),
    st.sampled_from(
        [
            "",
            "Ingen",
            "2026-08-17",
            "2026-02-30",
            "0001-01-01T00:00:00Z",
            "9999-12-31T23:59:59-14:00",
            "\x00",
            "\ud7ff",
        ]
    ),
)
JUNK = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=6,
)


def school() -> School:
    made = School().open(c8=["p1", "hidden"])
    made.enrol("hidden", securityMarking="Sekretessmarkering")
    made.away("p1", local(MONDAY, "00:00"), local(MONDAY, "12:00"))
    out = {"student": {"id": id_of("p1")}, "participates": True, "teachingLength": 40}
    made.lesson(MONDAY, "08:10", said="II", studentExceptions=[out])
    made.day(MONDAY, "AL", 2)
    return made


@pytest.fixture(scope="module")
def one(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Polled]:
    with polled(served(school()), tmp_path_factory.mktemp("fuzz")) as made:
        yield made


class Spoiler:
    """Puts junk somewhere into the answers of one path."""

    def __init__(self, server: SsServer, path: str, junk: Any, places: list[int]) -> None:
        self.real, self.path, self.junk, self.places = type(server).answer, path, junk, places
        self.server = server

    def __call__(self, path: str, query: Any) -> tuple[int, Any]:
        status, body = self.real(self.server, path, query)
        if path.partition("/")[0] == self.path and status == 200:
            body = spoil(copy.deepcopy(body), self.places, self.junk)
        return status, body


def spoil(body: Any, places: list[int], junk: Any) -> Any:
    """Walk down by these turns; what stands there in the end is the junk."""
    if not places or not isinstance(body, dict | list) or not body:
        return junk
    keys = list(body) if isinstance(body, dict) else list(range(len(body)))
    key = keys[places[0] % len(keys)]
    body[key] = spoil(body[key], places[1:], junk)
    return body


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(path=st.sampled_from(PATHS), junk=JUNK, places=st.lists(st.integers(0, 20), max_size=7))
def test_junk_anywhere_in_an_answer_ends_in_records_or_in_a_readable_line(
    one: Polled, path: str, junk: Any, places: list[int]
) -> None:
    server = one.server
    server.answer = Spoiler(server, path, junk, places)  # type: ignore[method-assign]
    source = Ss12000(one.account, pause=lambda _: None)
    taken: dict[str, str] = {}
    try:
        for _ in range(6):
            batch = source.read(taken)
            sound(batch)
            taken |= batch.files
            if not batch.more:
                break
    finally:
        del server.answer


def sound(batch: Batch) -> None:
    """Records are canonical, problems are lines, and of the hidden pupil there is nothing."""
    assert batch.records.schema == RECORD_SCHEMA
    for row in batch.records.to_dicts():
        assert 0 <= row["absent"] <= row["scheduled"] <= 24 * 60
        assert 0 <= row["starts"] < row["ends"] <= 2 * 24 * 60
        assert row["status"] in set(Status)
        assert row["kind"] is None or row["kind"] in set(Kind)
        assert row["pupil_id"] != id_of("hidden")
    said = [str(problem) for problem in batch.problems]
    assert all(line.isprintable() and len(line) < 400 for line in said), said
    assert CANARY not in str(said)
    assert id_of("hidden") not in str(said)
    assert CANARY not in repr(batch.roster)


JSON = st.binary(max_size=200) | st.text(max_size=100).map(lambda text: text.encode("latin-1", "replace"))


@settings(max_examples=60, deadline=None)
@given(body=JSON)
def test_bytes_that_are_no_json_are_said_to_be_none(one: Polled, body: bytes) -> None:
    source = Ss12000(one.account, pause=lambda _: None)
    source._api._web._once = lambda *_args: body  # type: ignore[method-assign]
    batch = source.read({})
    sound(batch)
    assert batch.roster is None
    assert batch.problems
