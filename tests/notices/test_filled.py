"""A form as somebody filled it in: said in words, and only to those who may read each field."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from bot.notices.filled import filled
from bot.rules.ladder import FormField, LadderForm
from tests.notices.school import ANNA

NBSP = "\u00a0"


def field(key: str, kind: str, **more: object) -> FormField:
    """A field without words of its own, but for those in ``more``."""
    return FormField(key=key, kind=kind, **{"label": {}, **more})  # type: ignore[arg-type]  # a test's shorthand


CAUSE = field(
    "cause",
    "choices",
    label={"sv": "Vad ligger bakom?"},
    options=(("sleep", {"sv": "Sömn"}), ("way", {"sv": "Skolvägen"})),
)
ROWS = field(
    "agreed",
    "list",
    label={"sv": "Överenskommet"},
    fields=(
        field("what", "text", label={"sv": "Vad"}),
        field("by", "person", label={"sv": "Vem"}),
        field("day", "date", label={"sv": "När"}),
    ),
)
OWN = LadderForm(
    key="own",
    title={},
    fields=(
        field("said", "long_text", label={"sv": "Elevens bild:"}),
        CAUSE,
        field("whole", "yes_no", label={"sv": "Hela dagen"}),
        field("seen", "date", label={"sv": "Den"}),
        field("keeper", "person", label={"sv": "Ansvarig"}),
        ROWS,
    ),
)


def lines(values: Mapping[str, object], *, hidden: str = "") -> tuple[str, ...]:
    return filled(
        OWN,
        values,
        "sv",
        reads=lambda each: each.key != hidden,
        names=lambda email: ANNA.name if email == ANNA.email else email,
    )


@pytest.mark.parametrize(
    ("key", "value", "said"),
    [
        ("said", "Vill inte gå *ut*", "Elevens bild: Vill inte gå ∗ut∗"),
        ("cause", "sleep", "Vad ligger bakom?: Sömn"),
        ("cause", ["sleep", "way"], "Vad ligger bakom?: Sömn, Skolvägen"),
        ("whole", "yes", "Hela dagen: Ja"),
        ("whole", True, "Hela dagen: Ja"),
        ("whole", "no", "Hela dagen: Nej"),
        ("seen", "2026-11-24", f"Den: tis{NBSP}24{NBSP}nov"),
        ("seen", "i tisdags", "Den: i tisdags"),
        ("keeper", ANNA.email, "Ansvarig: Anna Lind"),
        ("keeper", "borta@lits.example", "Ansvarig: borta@lits.example"),
    ],
)
def test_an_answer_is_read_out_in_the_words_of_the_form(key: str, value: object, said: str) -> None:
    assert lines({key: value}) == (said,)


@pytest.mark.parametrize("value", [None, "", [], ()])
def test_what_was_left_empty_is_not_read_out(value: object) -> None:
    assert lines({"said": value, "agreed": value}) == ()


def test_each_row_of_a_list_is_a_line_of_its_own() -> None:
    rows = [{"what": "Skjuts", "by": ANNA.email, "day": "2026-12-01"}, {"what": "Samtal", "by": ""}]
    assert lines({"agreed": rows}) == (
        f"Överenskommet 1: Skjuts · Anna Lind · tis{NBSP}1{NBSP}dec",
        "Överenskommet 2: Samtal",
    )


@pytest.mark.parametrize("value", ["Skjuts", ["Skjuts"]])
def test_a_list_kept_in_another_shape_is_not_guessed_at(value: object) -> None:
    assert lines({"agreed": value}) == ()


def test_what_a_reader_may_not_read_is_left_out_wholly() -> None:
    values = {"said": "Det är hemligt", "whole": "yes"}
    assert lines(values, hidden="said") == ("Hela dagen: Ja",)
    assert lines(values)[0] == "Elevens bild: Det är hemligt"
