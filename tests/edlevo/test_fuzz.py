"""Whatever an Edlevo server sends: lines that can be read, nothing raised, memory in proportion to a person."""

from __future__ import annotations

import tracemalloc
from contextlib import suppress
from datetime import date
from zoneinfo import ZoneInfo

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.sources.edlevo.answer import Said, aggregations, events
from bot.sources.edlevo.lessons import Day
from bot.sources.records import Known
from bot.sources.table import table
from bot.sources.web import WebError
from tests.edlevo.server import SPACE, Edlevo, Event

FUZZ = settings(max_examples=200, deadline=None, suppress_health_check=list(HealthCheck))
DAY = date(2026, 10, 25)
TEXTS = st.one_of(
    st.sampled_from(
        ["p1", "hidden", "Valid", "Present", "60", "-1", "", "2026-10-25T02:30:00", "2026-10-25T03:10:00"]
    ),
    st.sampled_from(["2026-10-25", "9999-12-31T23:59:59", "2026-10-25T02:30:00Z", "9" * 40]),
    st.text(max_size=10),
)
CELLS = st.dictionaries(
    st.sampled_from(["start", "stop", "lessonid", "reason", "minutes", "lessonminutes"]), TEXTS
)


def day() -> Day:
    known = Known(pupils=frozenset({"p1"}), protected=frozenset({"hidden"}))
    return Day(day=DAY, known=known, zone=ZoneInfo("Europe/Stockholm"))


@FUZZ
@given(
    st.one_of(
        st.binary(max_size=300), st.text(max_size=300).map(lambda text: text.encode("utf-8", "surrogatepass"))
    )
)
def test_any_bytes_are_events_or_one_readable_error(body: bytes) -> None:
    for whole in (body, b"<persons>" + body + b"</persons>", b"<persons><person><event>" + body):
        with suppress(WebError):
            list(events(whole))
        with suppress(WebError):
            list(aggregations(whole))


@FUZZ
@given(st.lists(st.tuples(TEXTS, CELLS), max_size=12), st.booleans())
def test_any_event_is_a_record_or_counted(said: list[tuple[str, dict[str, str]]], absence: bool) -> None:
    found = day()
    told = [Said(person=person, cells=cells) for person, cells in said]
    found.take(told, absence=absence)
    rows = [*found.rows(), *found.unreported(told)]
    records = table(rows, "edlevo")
    assert all(
        row["pupil_id"] == "p1" and 0 <= row["absent"] <= row["scheduled"] for row in records.to_dicts()
    )
    assert all(row["scheduled"] > 0 and row["day"] == DAY for row in records.to_dicts())


def test_a_long_answer_is_read_person_by_person() -> None:
    many = [Event(person=f"p{n}", start="2026-10-25T10:00", length=60) for n in range(4000)]
    one = Edlevo(many)
    text = one._told("GetCompulsorySchoolPresence", many, many[0].at, many[0].at)
    body = text.encode()
    assert SPACE in text
    tracemalloc.start()
    assert sum(1 for _ in events(body)) == 4000
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < len(body)
