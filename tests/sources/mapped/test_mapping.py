"""Mapping files: every mistake with its file, line, key and what is allowed; the shipped ones are right."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.sources.mapped.load import MappingError, load, parse, shipped
from tests.sources.mapped.office import PLAIN

MISTAKES = {
    "unknown_key": (
        PLAIN.replace("absent =", "missed ="),
        "m.toml:7: columns.missed: unknown key; allowed: pupil, date,",
    ),
    "encoding": (
        PLAIN.replace("[columns]", '[file]\nencoding = "latin1"\n[columns]'),
        "m.toml:3: file.encoding: is not one of them; allowed: utf-8, utf-16, windows-1252, iso-8859-1, iso-8859-15",
    ),
    "separator": (
        PLAIN.replace("[columns]", '[file]\nseparator = ":"\n[columns]'),
        "m.toml:3: file.separator: is not one of them; allowed: ;, ,, ",
    ),
    "date_format": (
        PLAIN.replace("[columns]", '[file]\ndates = ["%d.%m"]\n[columns]'),
        'm.toml:3: file.dates[0]: is not a format of dates; allowed: like "%Y-%m-%d" or "%d.%m.%Y"',
    ),
    "no_dates": (
        PLAIN.replace("[columns]", "[file]\ndates = []\n[columns]"),
        "m.toml:3: file.dates: is empty; allowed: one text",
    ),
    "time_format": (
        PLAIN.replace("[columns]", '[file]\ntimes = ["HH:MM"]\n[columns]'),
        'm.toml:3: file.times[0]: is not a format of times; allowed: like "%H:%M"',
    ),
    "zone": (
        PLAIN.replace("[columns]", '[file]\ntimezone = "Stockholm"\n[columns]'),
        "m.toml:3: file.timezone: is not a known time zone; allowed: a name like Europe/Stockholm",
    ),
    "status": (
        PLAIN.replace('"present"', '"here"'),
        "m.toml:10: codes.N.status: is not one of them; allowed: present, absent, late, left_early, unreported,",
    ),
    "of_a_code": (
        PLAIN.replace("reason =", "freason ="),
        "m.toml:11: codes.S.freason: unknown key; allowed: status, authorisation, reason",
    ),
    "reason": (
        PLAIN.replace('"health"', '"flu"'),
        "m.toml:11: codes.S.reason: is not one of them; allowed: health, leave, other",
    ),
    "no_codes": (PLAIN[: PLAIN.index("[codes]")], "m.toml: codes: is missing: what the column code may hold"),
    "no_code_column": (
        PLAIN.replace('code = "Kod"\n', ""),
        "m.toml: codes: is there but columns.code is not",
    ),
    "no_day": (
        PLAIN.replace('date = "Dag"\nstart = "Från"\n', ""),
        "m.toml:2: columns: date is missing: a row must say its day",
    ),
    "nothing_missed": (
        PLAIN[: PLAIN.index("absent =")],
        "m.toml:2: columns: code is missing: a row must say what was missed; allowed: code, absent, valid, invalid",
    ),
    "both_ways": (
        PLAIN.replace("[codes]", 'valid = "G"\n[codes]'),
        "m.toml:2: columns: code and valid or invalid are both there; allowed: one of them",
    ),
    "record": (
        PLAIN.replace("[codes]", "record = []\n[codes]"),
        "m.toml:9: columns.record: is empty or names a column twice",
    ),
    "lesson_starts": (
        PLAIN.replace("[codes]", 'lesson = "Nr"\n[codes]'),
        "m.toml: lessons.starts: is missing: when each lesson of columns.lesson begins",
    ),
    "bell": (
        PLAIN + '[lessons]\nstarts = { 1 = "8" }\n',
        'm.toml:18: lessons.starts.1: is not a time of day; allowed: "07:30"',
    ),
    "unit": (
        PLAIN + '[lessons]\nunit = "lessons"\n',
        "m.toml:17: lessons: minutes is missing: with unit lessons a lesson needs its length",
    ),
    "hours_twice": (
        PLAIN + '[hours]\ntimetable = "t.csv"\nweekly_minutes = { 8 = 1 }\n',
        "m.toml:17: hours: needs either timetable or weekly_minutes; allowed: one of them",
    ),
    "hours_of_half_days": (
        PLAIN + "[hours]\nweekly_minutes = { 8 = 1500 }\n",
        "m.toml: hours: needs file.snapshot = true: only of whole days is the rest known",
    ),
    "no_time": (
        PLAIN.replace('start = "Från"\n', ""),
        "m.toml: whole_day: is missing: rows without a time need starts and minutes",
    ),
    "toml": ("title = ", "m.toml:1: is not TOML: Invalid value"),
    "no_title": (PLAIN.replace('title = "An invented export"\n', ""), "m.toml: title: is missing"),
}


@pytest.mark.parametrize("mistake", MISTAKES)
def test_a_mistake_is_said_with_its_place_and_what_is_allowed(mistake: str) -> None:
    text, why = MISTAKES[mistake]
    with pytest.raises(MappingError) as caught:
        parse(text, "m.toml")
    assert len(caught.value.lines) == 1
    assert caught.value.lines[0].startswith(why)


def test_all_mistakes_are_said_at_once() -> None:
    with pytest.raises(MappingError) as caught:
        parse(PLAIN.replace('"present"', '"here"').replace("absent =", "missed ="), "m.toml")
    assert len(caught.value.lines) == 2


@pytest.mark.parametrize("key", ["wilma", "skola24", "vklass", "schoolsoft"])
def test_the_shipped_mappings_load_and_say_what_is_assumed(key: str) -> None:
    assert key in shipped()
    assert load(key).title


def test_an_unknown_id_or_file_is_said(tmp_path: Path) -> None:
    with pytest.raises(MappingError, match="there is no mapping 'wilmaa'; allowed: schoolsoft, skola24"):
        load("wilmaa")
    with pytest.raises(MappingError, match=r"gone\.toml: cannot be read"):
        load(str(tmp_path / "gone.toml"))
    (tmp_path / "latin.toml").write_bytes("title = 'å'".encode("latin-1"))
    with pytest.raises(MappingError, match=r"latin\.toml: is not UTF-8 \(byte 9\)"):
        load(str(tmp_path / "latin.toml"))
