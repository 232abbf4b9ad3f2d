"""A school's calendar over what its source says; one that fails leaves the last good one standing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from bot.app.check import check
from bot.app.once import once
from bot.app.wiring import house_of, settings_of
from bot.ports import Batch, DayOff, Roster, SchoolSpan
from bot.sources.calendar.source import Calendared, Feed
from bot.sources.records import no_records
from bot.sources.web import WebError
from tests.app.office import TOML, ZONE, Office
from tests.sources.calendar.test_feed import WORDS, entry, feed

NOW = datetime(2026, 11, 2, 12, tzinfo=UTC)
OLD = SchoolSpan(school="Testskolan", name="HT", first=date(2026, 8, 1), last=date(2026, 12, 1))
OTHER = SchoolSpan(school="Annan", name="HT", first=date(2026, 8, 1), last=date(2026, 12, 1))
SHUT = DayOff(school="Testskolan", day=date(2026, 11, 6), name="Stängt")
GOOD = feed(
    entry("Hösttermin", "20260818", "20261219"), entry("Studiedag", "20261106"), entry("Höstlov", "20261026")
)


@dataclass
class Desk:
    """A source with one calendar: ``body`` is what the feed gives, or the error it gives."""

    body: bytes | WebError = GOOD
    taken: dict[str, str] = field(default_factory=dict)
    at: float = 0.0
    name: str = "csv"

    def __post_init__(self) -> None:
        self.roster = Roster(terms=(OLD, OTHER), days_off=(SHUT,))
        self.restarted()

    def restarted(self) -> None:
        one = Feed(school="Testskolan", words=WORDS, load=self.load)
        self.source = Calendared(self, [one], lambda: NOW, lambda: self.at)

    def load(self) -> bytes:
        if isinstance(self.body, WebError):
            raise self.body
        return self.body

    def read(self, taken: Mapping[str, str]) -> Batch:
        return Batch(roster=self.roster, records=no_records())

    def poll(self) -> Batch:
        batch = self.source.read(self.taken)
        self.taken |= batch.files
        self.at += 3600
        return batch


def off(batch: Batch) -> list[tuple[str, str]]:
    assert batch.roster is not None
    return sorted((str(one.day), one.name) for one in batch.roster.days_off)


def terms(batch: Batch) -> list[tuple[str, str]]:
    assert batch.roster is not None
    return sorted((one.school, str(one.last)) for one in batch.roster.terms)


LAID = [("2026-10-26", "Höstlov"), ("2026-11-06", "Stängt")]


def test_the_school_s_terms_take_the_place_of_the_folder_s_and_its_days_off_are_added() -> None:
    batch = Desk().poll()
    assert off(batch) == LAID
    assert terms(batch) == [("Annan", "2026-12-01"), ("Testskolan", "2026-12-18")]
    assert batch.problems == ()


def test_the_roster_is_the_same_object_while_nothing_changes() -> None:
    desk = Desk()
    first, second = desk.poll(), desk.poll()
    assert second.roster is first.roster
    assert second.files == {}


@pytest.mark.parametrize(
    ("body", "why"),
    [
        (WebError("cannot be reached"), "cannot be reached; that of 2026-11-02 stands"),
        (b"<html>", "cannot be read as iCalendar; that of 2026-11-02 stands"),
        (
            feed(),
            "holds no whole day whose title is one of calendar_terms or calendar_days_off; that of 2026-11-02 stands",
        ),
    ],
)
def test_a_feed_that_fails_leaves_the_last_good_one_standing_also_after_a_restart(
    body: bytes | WebError, why: str
) -> None:
    desk = Desk()
    desk.poll()
    desk.body = body
    for _ in range(2):
        batch = desk.poll()
        assert (off(batch), [one.why for one in batch.problems]) == (LAID, [why])
        desk.restarted()


def test_a_feed_that_never_answered_leaves_the_folder_s_days() -> None:
    batch = Desk(body=WebError("cannot be reached")).poll()
    assert off(batch) == [("2026-11-06", "Stängt")]
    assert [str(one) for one in batch.problems] == [
        "calendar of Testskolan: cannot be reached; terms.csv and days_off.csv alone stand"
    ]


def test_a_file_beside_the_settings_becomes_the_school_s_calendar(tmp_path: Path) -> None:
    toml = TOML.replace('language = "sv"', 'language = "sv"\ncalendar = "kalender.ics"')
    office = Office(tmp_path, toml)
    (tmp_path / "kalender.ics").write_bytes(feed(entry("Studiedag", "20260826")))
    once(office.config, datetime(2026, 8, 25, 16, tzinfo=ZONE))
    house = house_of(settings_of(office.config))
    with house.db.read() as conn:
        calendar = house.calendar(conn, "Påhittskolan")
    assert not calendar.is_school_day(date(2026, 8, 26))
    assert calendar.off_names[date(2026, 8, 26)] == "Studiedag"
    (tmp_path / "kalender.ics").unlink()
    assert any("kalender.ics: is missing; that of" in str(line) for line in check(office.config))
