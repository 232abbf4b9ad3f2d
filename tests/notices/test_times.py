"""Proposed times stand before day and time, the one chosen fills them in; a calendar holds a reference only."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from bot.notices.compose_mail import appointment_words
from bot.notices.model import Field, FieldKind, Form
from bot.notices.times import OTHER, PROPOSED, chosen, resolved, with_times
from tests.notices.school import KIM, about

NOW = datetime(2026, 11, 23, 9, tzinfo=ZoneInfo("Europe/Stockholm"))
FREE = (datetime(2026, 11, 24, 14, 30, tzinfo=ZoneInfo("Europe/Stockholm")),)


def form(lang: str) -> Form:
    fields = (
        Field(key="note", kind=FieldKind.TEXT, label="Ord", required=True),
        Field(key="meeting_on", kind=FieldKind.DATE, label="Mötesdag", required=True),
        Field(key="time", kind=FieldKind.TIME, label="Klockslag", required=True),
    )
    return Form(
        action="meeting_booked",
        ask_id="q_1",
        title="Möte",
        fields=fields,
        after="",
        submit="Spara",
        close="Avbryt",
        intro="",
        language=lang,
    )


@pytest.mark.parametrize(
    ("lang", "label", "shown"),
    [
        ("sv", "Förslag på tider", ["Tis\u00a024\u00a0nov kl.\u00a014.30", "Annan tid"]),
        ("fi", "Ehdotetut ajat", ["Ti\u00a024.11. klo\u00a014.30", "Muu aika"]),
        ("en", "Proposed times", ["Tue\u00a024\u00a0Nov, 14:30", "Another time"]),
    ],
)
def test_a_choice_stands_before_the_day(lang: str, label: str, shown: list[str]) -> None:
    drawn = with_times(form(lang), FREE)
    assert [(each.key, each.required) for each in drawn.fields] == [
        ("note", True),
        (PROPOSED, True),
        ("meeting_on", False),
        ("time", False),
    ]
    assert drawn.fields[1].label == label
    assert [one.label for one in drawn.fields[1].options] == shown


def test_the_chosen_one_fills_in_day_and_time() -> None:
    sent = {"note": "Hej", PROPOSED: "2026-11-24T14:30", "meeting_on": "", "time": ""}
    assert resolved(sent, NOW) == {"note": "Hej", "meeting_on": "2026-11-24", "time": "14:30"}


def test_one_that_passed_while_the_form_lay_open_is_none() -> None:
    late = NOW.replace(day=24, hour=14, minute=30)
    sent = {PROPOSED: "2026-11-24T14:30", "meeting_on": "", "time": ""}
    assert resolved(sent, late) == {"meeting_on": "", "time": ""}


@pytest.mark.parametrize("said", [OTHER, "", "i morgon", None, ["2026-11-24T14:30"]])
def test_another_time_is_what_was_written(said: object) -> None:
    written = {"meeting_on": "2026-11-25", "time": "08:15"}
    assert resolved({PROPOSED: said, **written}, NOW) == written
    assert chosen({PROPOSED: said}, NOW) is None


@pytest.mark.parametrize(
    ("lang", "subject"),
    [("sv", "Möte · ärende K7M2"), ("fi", "Tapaaminen · asia K7M2"), ("en", "Meeting · case K7M2")],
)
def test_in_a_calendar_a_meeting_has_its_reference_and_neither_name_nor_class(
    lang: str, subject: str
) -> None:
    shown = replace(about(lang), shown=f"{KIM.given_name} {KIM.family_name}")
    said, text = appointment_words(shown)
    assert said == subject
    assert not any(one in said + text for one in (KIM.given_name, KIM.family_name, KIM.class_name))
