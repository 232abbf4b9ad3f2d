"""Published routines from several countries are expressed and accepted."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import pytest

from bot.ladders import load
from bot.rules.ladder import Block, Measure, Merge, Span, Unit
from bot.rules.ladder_file import missing_to_go_live
from bot.rules.ladder_show import as_mermaid, as_text
from bot.rules.values import Kind, Reason, Status

HERE = Path(__file__).parent
DANDERYD = HERE.parents[1] / "docs" / "examples" / "se-danderyd.yaml"
GOOD = [*sorted((HERE / "good").glob("*.yaml")), DANDERYD]


@pytest.mark.parametrize("path", GOOD, ids=lambda path: path.stem)
def test_the_routine_is_accepted_and_can_be_read_out(path: Path) -> None:
    ladder = load(str(path))

    assert ladder.id == path.stem
    for language in ("sv", "fi", "en"):
        text = as_text(ladder, language)
        drawn = as_mermaid(ladder, language)
        assert all(decision in text for decision in ladder.decisions)
        assert all(f"  s{stage.number}[" in drawn for stage in ladder.stages.values())


@pytest.mark.parametrize("path", GOOD, ids=lambda path: path.stem)
def test_the_routine_can_go_live_in_swedish(path: Path) -> None:
    assert missing_to_go_live(load(str(path)), "sv") == []


def test_the_example_has_its_finished_values() -> None:
    ladder = load(str(DANDERYD))
    contact, mapping, investigation, together = ladder.stages.values()

    assert contact.when is not None
    first, second = contact.when.lines
    assert (first.measure, first.operator, first.this) == (Measure.OCCASIONS, "at_least", Block.TERM)
    assert first.kinds == {Kind.INVALID}
    assert (second.merge, second.last) == (Merge.SPELL, Span(3, Unit.SCHOOL_WEEKS))
    assert contact.names_cause
    assert contact.asks[0].needed == ("contacted_guardian", "meeting_booked")
    assert contact.asks[0].actions["meeting_booked"].within == Span(2, Unit.WEEKS)
    assert contact.follow_up is not None
    assert (contact.follow_up.counted_from, contact.follow_up.bad) == ("contacted_guardian", "mapping")

    assert mapping.when is not None
    assert (mapping.when.lines[0].since, mapping.when.lines[0].earliest) == ("contact", Span(2, Unit.WEEKS))
    assert not mapping.may_be_jumped_to
    assert investigation.when is not None
    assert investigation.when.lines[0].limit_for(8) == Fraction(15, 100)
    told = investigation.asks[0].actions["authority_told"]
    assert (told.told, told.form) == ("Bildningsförvaltningen", None)
    assert investigation.done_when == ("investigation_done",)
    assert together.when is None
    assert together.or_judged_by == ("principal", "health_team")
    assert ladder.roles == {"team": "teacher"}
    assert ladder.always["concern_report"].form == "concern_report"


def test_sick_spells_run_on_a_track_of_their_own() -> None:
    sick = load(str(HERE / "good" / "nl-16-hours.yaml")).stages["sick_talk"]

    assert sick.track == "sick"
    assert sick.when is not None
    assert [line.reasons for line in sick.when.lines] == [frozenset({Reason.HEALTH})] * 2
    assert sick.when.lines[1].measure is Measure.DAYS_IN_A_ROW


def test_late_marks_are_counted_again_at_every_third() -> None:
    lates = load(str(HERE / "good" / "uk-lates.yaml")).stages["lates"]

    assert lates.when is not None
    line = lates.when.lines[0]
    assert line.marks == {Status.LATE}
    assert (line.again_every, line.this) == (Fraction(3), Block.PERIOD)


def test_a_stage_can_wait_for_the_end_of_the_month() -> None:
    ladder = load(str(HERE / "good" / "dk-10-15.yaml"))

    assert {stage.raised for stage in ladder.stages.values()} == {Block.MONTH}
    letter = ladder.stages["ten"].asks[0].actions["letter_sent"].letter
    assert letter is not None
    assert "{figures}" in letter["sv"]
