"""A case keeps the routine it was opened under; the school's new routine serves new cases."""

from __future__ import annotations

from dataclasses import replace

from bot.handlers.house import School as Configured
from bot.ladders import load
from bot.ladders import read as read_ladder
from tests.scenarios import filled, ostersund
from tests.scenarios.story import School


def edited(configured: Configured) -> Configured:
    """The same routine, but followed up after three weeks."""
    text = load("se-ostersund-lit").text.replace("      after: 2 weeks\n", "      after: 3 weeks\n", 1)
    return replace(configured, ladder=read_ladder(text, "edited"))


def test_an_edited_ladder_serves_new_cases_only(lit: School) -> None:
    ostersund.contact_is_asked(lit)
    object.__setattr__(lit.house, "schools", (edited(lit.house.schools[0]),))
    lit.anna.answers("contacted_guardian", **filled.contact(lit))
    assert lit.room("8C").latest.says("Nästa: tis 6 okt")
    lit.lo.absent("2026-09-23", "2026-09-24")
    lit.day("2026-09-24")
    lit.anna.answers("contacted_guardian", lit.room("8C").latest, **filled.contact(lit))
    assert lit.room("8C").latest.says("Nästa: tor 15 okt")
