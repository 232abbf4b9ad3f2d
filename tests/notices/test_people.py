"""How people are told apart where one is chosen."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.notices import forms
from bot.notices.forms import Given
from bot.notices.people import roles
from bot.rules.ladder import Action, FormField, LadderForm
from tests.notices.school import ANNA, about, day


@pytest.mark.parametrize(
    ("have", "lang", "said"),
    [
        ({"mentor", "deputy"}, "sv", "ersättare, mentor"),
        ({"mentor", "deputy", "counselor"}, "sv", "kurator"),
        ({"health_team", "nurse"}, "sv-FI", "hälsovårdare, elevhälsan"),
        ({"study_coach"}, "fi", "study coach"),
        (set(), "en", ""),
    ],
)
def test_what_somebody_is(have: set[str], lang: str, said: str) -> None:
    assert roles(have, lang) == said


def test_whom_to_hand_over_to_is_said_with_what_they_are() -> None:
    people = [replace(ANNA, roles=frozenset({"mentor"})), replace(ANNA, name="Bo Ek", roles=frozenset())]
    own = LadderForm(key="own", title={}, fields=(FormField(key="to", kind="person", label={}),))
    given = Given(today=day(11, 24), school_year_ends=None, people=people)
    made = forms.form(about("sv"), Action(key="own_step", form="own"), own, given, then="")
    assert [one.label for one in made.fields[0].options] == ["Anna Lind, mentor", "Bo Ek"]
