"""How far a story of Östersund's ladder has come: each function goes on from the one before."""

from __future__ import annotations

from tests.scenarios import filled
from tests.scenarios.story import School

REACHED = "2026-09-22"
"""Two of the last twenty school days away: exactly ten percent."""


def contact_is_asked(lit: School) -> None:
    """Kim is away two days; Anna is asked to contact the guardian."""
    lit.kim.absent("2026-09-21", REACHED)
    lit.day(REACHED)
    assert lit.room("8C").latest.heading == "Kontakta vårdnadshavare"


def guardian_is_contacted(lit: School) -> None:
    """Anna answers the same day; the follow-up is two weeks later."""
    contact_is_asked(lit)
    lit.anna.answers("contacted_guardian", **filled.contact(lit))


def investigation_is_asked(lit: School) -> None:
    """Two weeks later attendance is not improving."""
    guardian_is_contacted(lit)
    lit.day("2026-10-06")
    lit.anna.answers("not_improved")
    assert lit.case(lit.kim).stage == "investigate"


def investigation_is_done(lit: School) -> None:
    """Anna tells the nurse and investigates with pupil and guardian."""
    investigation_is_asked(lit)
    lit.day("2026-10-07")
    lit.anna.answers("reported_to_nurse", causes=["health"])
    lit.anna.answers("simple_investigation", **filled.investigation(lit))


def case_is_with_the_health_team(lit: School) -> None:
    """The agreements did not help: referred to EHT."""
    investigation_is_done(lit)
    lit.day("2026-10-21")
    lit.anna.answers("not_improved")
    assert lit.case(lit.kim).stage == "problematic"


def criteria_are_met(lit: School) -> None:
    """EHT's verdict."""
    case_is_with_the_health_team(lit)
    lit.day("2026-10-22")
    lit.hedda.answers("criteria_met", **filled.judged(lit))


def measures_are_proposed(lit: School) -> None:
    """After the deep investigation EHT proposes measures."""
    criteria_are_met(lit)
    lit.siri.answers("deep_investigation", **filled.investigation(lit, deep=True))
    lit.day("2026-11-02")
    lit.hedda.answers("measures_proposed", **filled.agreements(lit, "measures"))


def measures_are_presented(lit: School) -> None:
    """The mentor presents them; from now on it is followed up every week."""
    measures_are_proposed(lit)
    lit.day("2026-11-03")
    lit.anna.answers("measures_presented", **filled.presented(lit))
