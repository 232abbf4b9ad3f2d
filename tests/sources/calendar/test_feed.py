"""A school's iCalendar feed: terms and days off by the words of the titles, whole days only, nothing that hangs."""

from __future__ import annotations

from contextlib import suppress
from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.settings_values import DAYS_OFF, TERMS
from bot.sources.calendar.feed import FeedError, SchoolCalendar, Words, read_feed

WORDS = Words(days_off=DAYS_OFF, terms=TERMS)
FIRST, LAST = date(2026, 8, 1), date(2027, 7, 31)
FUZZ = settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))


def feed(*entries: str) -> bytes:
    """A calendar of entries, each as lines."""
    inner = "".join(
        f"BEGIN:VEVENT\r\nUID:{n}\r\nDTSTAMP:20260801T000000Z\r\n{entry}\r\nEND:VEVENT\r\n"
        for n, entry in enumerate(entries)
    )
    return f"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//Test//\r\n{inner}END:VCALENDAR\r\n".encode()


def entry(title: str, first: str, after: str = "", more: str = "") -> str:
    end = f"\r\nDTEND;VALUE=DATE:{after}" if after else ""
    return f"SUMMARY:{title}\r\nDTSTART;VALUE=DATE:{first}{end}{more}"


def read(*entries: str) -> SchoolCalendar:
    return read_feed(feed(*entries), "Testskolan", WORDS, FIRST, LAST)


def test_terms_and_days_off_are_told_apart_and_the_end_is_the_day_after() -> None:
    found = read(
        entry("Hösttermin 2026", "20260818", "20261219"),
        entry("Höstlov", "20261026", "20261031"),
        entry("Studiedag", "20260921"),
        entry("Öppet hus", "20260922"),
    )
    assert [(one.name, str(one.first), str(one.last)) for one in found.terms] == [
        ("Hösttermin 2026", "2026-08-18", "2026-12-18")
    ]
    assert [(str(one.day), one.name) for one in found.days_off] == [
        ("2026-09-21", "Studiedag"),
        *((f"2026-10-{day}", "Höstlov") for day in (26, 27, 28, 29, 30)),
    ]


@pytest.mark.parametrize(
    "title", ["Syysloma", "LOVDAG för elever", "Sportlovet", "Vapaapäivä", "School holiday"]
)
def test_days_off_are_known_in_the_languages_of_the_product(title: str) -> None:
    assert len(read(entry(title, "20261012")).days_off) == 1


@pytest.mark.parametrize("title", ["Lovskola", "Termins", "Öppet hus", ""])
def test_other_titles_say_nothing(title: str) -> None:
    assert read(entry(title, "20261012")) == SchoolCalendar()


def test_repetitions_are_worked_out_and_exceptions_left_out() -> None:
    found = read(
        entry("Studiedag", "20260907", more="\r\nRRULE:FREQ=MONTHLY;COUNT=3\r\nEXDATE;VALUE=DATE:20261007")
    )
    assert [str(one.day) for one in found.days_off] == ["2026-09-07", "2026-11-07"]


def test_an_entry_with_a_time_of_day_is_no_day_off() -> None:
    assert read("SUMMARY:Studiedag\r\nDTSTART:20260921T080000\r\nDTEND:20260921T120000") == SchoolCalendar()


@pytest.mark.parametrize(
    "rule", ["FREQ=SECONDLY", "FREQ=MINUTELY", "FREQ=HOURLY", "FREQ=DAILY;BYHOUR=1;BYSECOND=1,2,3"]
)
def test_a_rule_that_would_never_come_to_an_end_is_left_out(rule: str) -> None:
    assert read(entry("Studiedag", "20260907", more=f"\r\nRRULE:{rule}")) == SchoolCalendar()


def test_an_entry_of_years_is_no_holiday() -> None:
    assert read(entry("Ledigt", "20260907", "20300101")) == SchoolCalendar()


@pytest.mark.parametrize(
    "body", [b"", b"<html/>", b"BEGIN:VCALENDAR", b"BEGIN:VEVENT\r\nEND:VEVENT\r\n", b"\xff\xfe"]
)
def test_what_is_no_calendar_is_said_or_says_nothing(body: bytes) -> None:
    with suppress(FeedError):
        assert read_feed(body, "Testskolan", WORDS, FIRST, LAST) == SchoolCalendar()


@FUZZ
@given(
    st.text(max_size=30), st.sampled_from(["20261012", "2026", "99991231", "00000000", "x"]),
    st.sampled_from(["20261013", "20261011", "99991231", ""]), st.text("RULE:;=FQDAILYWK0123456789,\r\n", max_size=40),
)  # fmt: skip
def test_any_entry_is_days_or_one_error(title: str, first: str, after: str, more: str) -> None:
    with suppress(FeedError):
        found = read(entry(title.replace("\n", " "), first, after, f"\r\nRRULE:FREQ=DAILY{more}"))
        assert all(one.day >= FIRST for one in found.days_off)


@FUZZ
@given(st.binary(max_size=200))
def test_any_bytes_are_a_calendar_or_one_error(body: bytes) -> None:
    for whole in (body, b"BEGIN:VCALENDAR\r\n" + body + b"\r\nEND:VCALENDAR\r\n"):
        with suppress(FeedError):
            read_feed(whole, "Testskolan", WORDS, FIRST, LAST)
