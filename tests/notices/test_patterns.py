"""Patterns beside the question: kinds, weekdays, subjects, edges of the day, months."""

from __future__ import annotations

from dataclasses import replace

from bot.notices.patterns import patterns
from bot.rules.values import PupilDay, Reason
from tests.notices.school import day, pupil_days

ALL = ("kinds", "weekdays", "subjects", "edges", "trend")


def spaced(lines: tuple[str, ...]) -> list[str]:
    return [line.replace("\u00a0", "~") for line in lines]


def test_each_pattern_is_a_line() -> None:
    named = [
        replace(
            each, lessons=tuple(replace(one, subject="Idrott", reason=Reason.HEALTH) for one in each.lessons)
        )
        for each in pupil_days()
    ]
    assert spaced(patterns(named, ALL, "sv")) == [
        "Fördelning: Anmäld frånvaro 15 · Oanmäld frånvaro 4 · Frånvaro av hälsoskäl 19",
        "Veckodagar: mån 6 · tis 3 · ons 0 · tor 8 · fre 2",
        "Ämnen: Idrott 19",
        "Dagens början och slut: dagens första 5 · dagens sista 2",
        "Utveckling: okt 35,3~% · nov 8,5~% · dec 8,8~%",
    ]


def test_only_what_the_stage_asks_for_is_shown() -> None:
    assert spaced(patterns(pupil_days(), ["trend"], "fi")) == [
        "Kehitys: loka 35,3~% · marras 8,5~% · joulu 8,8~%"
    ]


def test_nothing_is_said_where_nobody_was_away() -> None:
    there = [PupilDay(day=day(11, 2), lessons=())]
    assert patterns(there, ALL, "en") == ()
    present = [each for each in pupil_days() if each.day == day(11, 2)]
    assert spaced(patterns(present, ALL, "en")) == ["Trend: Nov 0.0%"]
