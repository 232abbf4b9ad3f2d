"""What the private view says beyond the designed case."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from typing import Any

import pytest

from bot.notices import (
    compose_private,
)
from bot.notices.model import Notice
from bot.rules.ladder import Action
from tests.notices import designed
from tests.notices.reading import words
from tests.notices.school import (
    KIM,
    LADDER,
    LINES,
    OCCASIONS,
    SHARE,
    about,
    day,
    pupil_days,
    strip_of,
)

HERE = about("sv")
DUE = day(12, 1)


def show(**changes: Any) -> Notice:
    given: dict[str, Any] = {
        "pupil": KIM, "mentor": "Anna Lind", "facts": [], "strip": None, "counted": "", "done": [],
        "actions": {}, "everywhere": {},
    }  # fmt: skip
    return compose_private.show(HERE, **{**given, **changes})


def test_the_private_view_holds_every_action_of_the_ask_and_the_ladder() -> None:
    own = {
        key: Action(key=key)
        for key in ("contacted_guardian", "guardian_informed", *(f"own_{n}" for n in range(6)))
    }
    always = {"consult_pupil_health": Action(key="consult_pupil_health", form="consult_pupil_health")}
    made = compose_private.show(
        HERE, pupil=KIM, mentor="Anna Lind", facts=[], strip=strip_of("sv"), counted="", done=["✓  Klart"],
        actions=own, everywhere=always, checklist=["Hur har eleven det?"],
    )  # fmt: skip
    keys = [one.key for one in (*made.buttons, *made.overflow)]
    keys += [one.key for section in made.sections for one in section.buttons]
    assert {*own, *always, "explain", "hold", "hand_over", "note", "concern_report"} == set(keys)
    assert len(keys) == len(set(keys))
    assert "Hur har eleven det?" in words(made)


def test_the_report_of_concern_follows_the_country_where_the_ladder_is_silent() -> None:
    assert "Orosanmälan" in words(show())
    finnish = compose_private.show(
        replace(HERE, country="FI", lang="sv-FI", title=""), pupil=KIM, mentor="Anna Lind", facts=[], strip=None,
        counted="", done=[], actions={}, everywhere={},
    )  # fmt: skip
    assert "Barnskyddsanmälan" in words(finnish)
    assert finnish.meta.startswith("Steg 1 av 3 · klassföreståndare Anna Lind")


def test_the_principals_own_decision_is_the_first_button() -> None:
    only = {"concern_report": LADDER.always["concern_report"]}
    made = compose_private.show(
        HERE, pupil=KIM, mentor="Anna Lind", facts=[], strip=None, counted="", done=[], actions=only,
        everywhere=LADDER.always,
    )  # fmt: skip
    assert made.buttons[0].key == "concern_report"


def test_passed_stages_are_listed_as_not_documented() -> None:
    assert compose_private.not_documented([1, 2], "sv") == (
        "Steg 1, inte dokumenterat",
        "Steg 2, inte dokumenterat",
    )


def test_the_sum_names_each_line_and_a_long_list_is_shortened() -> None:
    many = replace(SHARE, days=tuple(each.day for each in pupil_days()))
    days = [day_ for day_ in pupil_days() for _ in range(3)]
    made = compose_private.explain(HERE, pupil=KIM, figures=[many, OCCASIONS], ladder=LADDER, days=days)
    said = words(made)
    assert "Oanmäld frånvaro 2 tillfällen" in said
    assert "Gränsen är minst 3 under 20 skoldagar." in said
    assert f"… och {len(days) - 60} till." in said


def test_a_line_the_ladder_no_longer_has_counts_every_lesson_missed() -> None:
    lost = replace(SHARE, line=9)
    made = compose_private.explain(HERE, pupil=KIM, figures=[lost], ladder=LADDER, days=pupil_days())
    assert "16 lektioner i 4 dagar räknades." in words(made)


def test_a_correction_shows_the_figure_before_and_after() -> None:
    after = replace(SHARE, value=Fraction(996, 10000), holds=False)
    made = compose_private.changed(HERE, pupil=KIM, before=SHARE, after=after, ladder=LADDER, strip=None)
    assert [(fact.label, fact.value) for fact in made.facts] == [
        ("Före rättelsen", "14,3\u00a0%"),
        ("Efter rättelsen", "9,9\u00a0%"),
    ]
    gone = compose_private.changed(HERE, pupil=KIM, before=SHARE, after=None, ladder=LADDER, strip=None)
    assert len(gone.facts) == 1


@pytest.mark.parametrize(
    ("after", "said"),
    [(Fraction(1, 10), "mindre"), (Fraction(3, 10), "mer"), (Fraction(2001, 10000), "lika mycket")],
)
def test_before_and_after_are_compared_as_they_are_written(after: Fraction, said: str) -> None:
    stretch = compose_private.Stretch(share=Fraction(2, 10), days=20, first=day(10, 21), last=day(11, 24))
    assert designed.RULE is not None
    made = compose_private.before_after(
        HERE, pupil=KIM, before=stretch, after=replace(stretch, share=after), strip=strip_of("sv"), step="own",
        rule=designed.RULE, leads=("close", "2"),
    )  # fmt: skip
    assert f"visar {said} frånvaro" in made.sections[1].text
    assert made.facts[0].label == "Före steget"
    assert LINES


def test_before_and_after_of_a_case_has_below_it_what_is_always_there() -> None:
    stretch = compose_private.Stretch(share=Fraction(2, 10), days=20, first=day(10, 21), last=day(11, 24))
    assert designed.RULE is not None
    always = {key: Action(key=key) for key in ("note", "concern_report", "hand_over")}
    made = compose_private.before_after(
        HERE, pupil=KIM, before=stretch, after=stretch, strip=strip_of("sv"), step="own", rule=designed.RULE,
        leads=("close", "2"), everywhere=always, done=["✓  Kontakt"], notes=["Ringde i går"],
    )  # fmt: skip
    said = words(made)
    assert "✓  Kontakt" in said
    assert "Ringde i går" in said
    below = [button.key for section in made.sections for button in section.buttons]
    assert below.count("concern_report") == 1
    assert {"note", "hand_over"} <= {*below, *(one.key for one in made.overflow)}
