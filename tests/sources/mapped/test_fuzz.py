"""Whatever a mapping or an export holds: readable errors, every row accounted for, nothing raised."""

from __future__ import annotations

import tracemalloc
from contextlib import suppress
from zoneinfo import ZoneInfo

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.ports import PROBLEMS_LISTED
from bot.sources.csv_file import RejectedError
from bot.sources.mapped.load import MappingError, parse, text_of
from bot.sources.mapped.mapping import Mapping
from bot.sources.mapped.understand import Understood, understand
from bot.sources.records import RECORD_SCHEMA, Known
from tests.sources.mapped.office import HEADER, PLAIN, row
from tests.sources.mapped.test_rows import MINUTES

FUZZ = settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
KNOWN = Known(pupils=frozenset({"p1", "p2"}), protected=frozenset({"hidden"}))
ZONE = ZoneInfo("Europe/Stockholm")
CELLS = st.one_of(
    st.sampled_from(["p1", "p2", "hidden", "", "2026-11-02", "08:10", "09:10", "25", "0,5"]),
    st.sampled_from(["S", "O", "N", '"', "-5", "9" * 30]),
    st.text(max_size=12),
)
GOOD = st.builds(
    row,
    st.sampled_from(["p1", "p2", "hidden", "nobody", ""]),
    st.sampled_from(["2026-11-02", "2026-10-25", "2026-03-29", "9999-12-31", "2026-02-30", ""]),
    st.sampled_from(["08:10", "02:30", "23:50", "8", ""]),
    st.sampled_from(["09:10", "03:30", "00:10", "x", ""]),
    st.sampled_from(["", "0", "10", "61", "1:00", "-1", "0,5"]),
    st.sampled_from(["N", "S", "O", "F", "R", "X", "B", "?", ""]),
)
MAPPINGS = st.sampled_from(
    [
        PLAIN,
        PLAIN + "[whole_day]\nminutes = 300\n",
        PLAIN.replace("[columns]", "[file]\nskip_lines = 2\n[columns]"),
        MINUTES,
    ]
).map(lambda text: parse(text, "m.toml"))


def read(data: bytes, mapping: Mapping) -> Understood | None:
    try:
        found = understand("x.csv", data, mapping, KNOWN, ZONE, "try")
    except RejectedError:
        return None
    assert found.records.select(RECORD_SCHEMA.names()).schema == RECORD_SCHEMA
    assert "hidden" not in repr(found.records.to_dicts())
    assert len(found.broken) <= PROBLEMS_LISTED + 1
    return found


@FUZZ
@given(st.binary(max_size=400), MAPPINGS)
def test_any_bytes_are_taken_or_refused(data: bytes, mapping: Mapping) -> None:
    read(data, mapping)
    read(f"{HEADER}\n".encode() + data, mapping)


@FUZZ
@given(st.lists(st.lists(CELLS, min_size=1, max_size=9), max_size=8), MAPPINGS)
def test_any_cells_are_taken_or_named(table: list[list[str]], mapping: Mapping) -> None:
    text = "\n".join([HEADER, *(";".join(cells) for cells in table)])
    read(text.encode("utf-8", "surrogatepass"), mapping)


@FUZZ
@given(st.lists(GOOD, max_size=20))
def test_each_row_is_a_record_or_said_or_counted(rows: list[str]) -> None:
    found = read("\n".join([HEADER, *rows]).encode(), parse(PLAIN, "m.toml"))
    assert found is not None
    ignored = sum(";B;" in one for one in rows if one.startswith(("p1", "p2", ";")))
    gone = sum(
        number for what, number in found.counts.items() if what not in ("rows", "records", "unknown pupil")
    )
    said = len(found.broken) + len(found.doubts)
    assert found.records.height + said + gone + ignored == len(rows)


@FUZZ
@given(st.text(max_size=200), st.integers(0, 3), st.data())
def test_any_mapping_file_is_read_or_its_mistakes_are_said(
    text: str, place: int, data: st.DataObject
) -> None:
    whole = text_of(("wilma", "skola24", "vklass", "schoolsoft")[place])
    at = data.draw(st.integers(0, len(whole)))
    for broken in (text, whole[:at] + text, whole[:at] + text + whole[at:]):
        with suppress(MappingError):
            parse(broken, "m.toml")


def test_a_hostile_file_costs_memory_in_proportion_to_its_size() -> None:
    data = "\n".join([HEADER, *[f'p1;"{"x" * 40}' for _ in range(20_000)]]).encode()
    tracemalloc.start()
    found = read(data, parse(PLAIN, "m.toml"))
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert found is not None
    assert len(found.broken) == PROBLEMS_LISTED + 1
    assert peak < 20 * len(data)
