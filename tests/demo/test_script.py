"""What everybody else answers: the same every time, only what may be pressed, every field that must be filled."""

from __future__ import annotations

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from bot.demo.script import Question, chosen, filled, school_days_taken
from bot.notices.form_check import mistakes
from bot.notices.model import Field, FieldKind, Form, Option

TODAY = date(2026, 11, 10)
ACTIONS = ("contacted_guardian", "refer_to_eht", "not_worrying", "hold")


def form() -> Form:
    """A field of every kind, all of them required."""
    options = (Option(key="a", label="A"), Option(key="b", label="B"))
    fields = tuple(
        Field(key=kind.value, kind=kind, label=kind.value, required=True, options=options if picks else ())
        for kind, picks in (
            (FieldKind.TEXT, False),
            (FieldKind.LONG_TEXT, False),
            (FieldKind.TIME, False),
            (FieldKind.CHOICE, True),
            (FieldKind.CHOICES, True),
            (FieldKind.PERSON, True),
        )
    )
    rows = Field(key="rows", kind=FieldKind.LIST, label="rows", required=True, fields=fields[:1])
    been = Field(key="date", kind=FieldKind.DATE, label="been", required=True, latest=TODAY)
    comes = Field(key="until", kind=FieldKind.DATE, label="comes", required=True, earliest=TODAY)
    return Form(
        action="x",
        ask_id="q",
        title="",
        fields=(*fields, rows, been, comes),
        after="",
        submit="",
        close="",
    )


@given(st.text(max_size=20))
def test_a_question_is_answered_the_same_way_every_time(seed: str) -> None:
    question = Question(seed=seed, kind="stage", actions=ACTIONS)
    assert chosen(question, improving=False) == chosen(question, improving=True)
    assert chosen(question, improving=False) in ACTIONS
    assert school_days_taken(seed) == school_days_taken(seed)
    assert filled(form(), seed, TODAY, "a") == filled(form(), seed, TODAY, "a")


@given(st.text(max_size=20))
def test_every_form_is_filled_without_a_mistake(seed: str) -> None:
    assert mistakes(form(), filled(form(), seed, TODAY, "a")) == {}


def test_a_follow_up_is_answered_by_what_the_figures_show() -> None:
    question = Question(seed="x", kind="follow_up", actions=("improved", "not_improved", "follow_up_later"))
    assert chosen(question, improving=True) == "improved"
    assert chosen(question, improving=False) == "not_improved"


@given(st.text(max_size=20))
def test_a_verdict_that_was_given_is_not_turned_round(seed: str) -> None:
    left = ("criteria_not_met", "deep_investigation", "measures_proposed")
    question = Question(seed=seed, kind="stage", actions=left, needed=("measures_proposed",))
    assert chosen(question, improving=False) == "measures_proposed"


def test_some_are_late_and_most_are_not() -> None:
    late = sum(school_days_taken(str(n))[1] for n in range(500))
    assert 20 < late < 120
