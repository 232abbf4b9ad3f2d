"""Dates, clock times and numbers in each language."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.notices import words
from tests.notices.school import at

WHEN = at(11, 24, 7, 5)


def spaced(said: str) -> str:
    """No-break spaces made visible."""
    return said.replace("\u00a0", "~")


@pytest.mark.parametrize(
    ("lang", "day", "short", "long", "clock", "moment", "period"),
    [
        (
            "sv",
            "tis~24~nov",
            "24~nov",
            "24~november",
            "kl.~07.05",
            "tis~24~nov kl.~07.05",
            "24~nov till 1~dec",
        ),
        (
            "sv-FI",
            "tis~24~nov",
            "24~nov",
            "24~november",
            "kl.~07.05",
            "tis~24~nov kl.~07.05",
            "24~nov till 1~dec",
        ),
        ("fi", "ti~24.11.", "24.11.", "24.~marraskuuta", "klo~7.05", "ti~24.11. klo~7.05", "24.11.–1.12."),
        ("en", "Tue~24~Nov", "24~Nov", "24~November", "07:05", "Tue~24~Nov, 07:05", "24~Nov to 1~Dec"),
    ],
)
def test_dates_and_times_are_written_as_staff_read_them(
    lang: str, day: str, short: str, long: str, clock: str, moment: str, period: str
) -> None:
    on = WHEN.date()
    assert spaced(words.day(on, lang)) == day
    assert spaced(words.short_day(on, lang)) == short
    assert spaced(words.long_day(on, lang)) == long
    assert spaced(words.clock(WHEN, lang)) == clock
    assert spaced(words.moment(WHEN, lang)) == moment
    assert spaced(words.period(on, date(2026, 12, 1), lang)) == period


@pytest.mark.parametrize(
    ("lang", "share", "change", "limit", "over"),
    [
        ("sv", "14,3~%", "−0,8", "minst 10~%", "över 30~timmar"),
        ("fi", "14,3~%", "−0,8", "vähintään 10~%", "yli 30~tuntia"),
        ("en", "14.3%", "−0.8", "at least 10%", "over 30~hours"),
    ],
)
def test_numbers_keep_their_unit_and_their_true_minus(
    lang: str, share: str, change: str, limit: str, over: str
) -> None:
    assert spaced(words.percent(Fraction(1, 7), lang)) == share
    assert spaced(words.change(Fraction(-8, 10), lang)) == change
    assert spaced(words.limit(Fraction(1, 10), "at_least", "share", lang)) == limit
    assert spaced(words.limit(Fraction(30), "over", "hours", lang)) == over


def test_no_change_has_no_sign() -> None:
    assert words.change(Fraction(1, 100), "sv") == "0"
    assert words.change(Fraction(13, 10), "sv") == "+1,3"


@pytest.mark.parametrize(
    ("value", "operator", "limit", "shown"),
    [
        (Fraction(996, 100), "at_least", 10, "9,9"),
        (Fraction(10), "at_least", 10, "10"),
        (Fraction(3004, 100), "over", 30, "30,1"),
        (Fraction(30), "over", 30, "30"),
        (Fraction(2996, 100), "over", 30, "30"),
    ],
)
def test_rounding_never_crosses_a_limit(value: Fraction, operator: str, limit: int, shown: str) -> None:
    said = words.amount(value, "hours", "sv", operator=operator, limit=Fraction(limit))
    assert spaced(said) == f"{shown}~timmar"


@given(
    st.fractions(min_value=0, max_value=200, max_denominator=400),
    st.sampled_from(["at_least", "over"]),
    st.integers(min_value=1, max_value=100),
)
def test_what_is_shown_agrees_with_whether_the_limit_holds(
    value: Fraction, operator: str, limit: int
) -> None:
    said = words.amount(value, "hours", "en", operator=operator, limit=Fraction(limit))
    shown = Fraction(said.split("\u00a0")[0])
    assert words.holds(shown, operator, Fraction(limit)) == words.holds(value, operator, Fraction(limit))


def test_counts_have_their_singular() -> None:
    one = words.amount(Fraction(1), "occasions", "sv", operator="at_least", limit=Fraction(3))
    half = words.amount(Fraction(3, 2), "hours", "sv", operator="over", limit=Fraction(3))
    assert (one, spaced(half)) == ("1 tillfälle", "1,5~timmar")
    assert words.limit(Fraction(3), "at_least", "occasions", "sv") == "minst 3"


def test_registers_are_all_taken_only_at_a_hundred_per_cent() -> None:
    assert spaced(words.coverage(1999, 2000, "sv")) == "99~%"
    assert spaced(words.coverage(0, 0, "sv")) == "0~%"


def test_what_is_cut_says_so() -> None:
    assert words.clip("Kontakta vårdnadshavare", 10) == "Kontakta…"
    assert words.clip("kort", 10) == "kort"
