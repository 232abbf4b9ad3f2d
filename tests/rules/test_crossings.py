"""Which stage is raised on a day: fire once, re-arm, highest only, tracks, corrections."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from bot.rules.crossings import holding, no_longer_holds, raise_crossings
from bot.rules.ladder import Ladder
from bot.rules.memory import Fired, Memory
from bot.rules.values import Crossing, Pupil, PupilDay
from tests.rules.marks import SCHOOL, ladder, view, weeks

PUPIL = Pupil(
    pupil_id="p1",
    given_name="Alva",
    family_name="Testdotter",
    class_name="8C",
    grade=8,
    school="Provskolan",
    mentor="mentor@example.org",
)
MONDAY = date(2026, 8, 17)
CALM = ".... .... .... .... ...."

TWO = ladder("""
  few:
    when: {any: [{hours: {over: 2, last: 2 school weeks}}]}
  many:
    when: {any: [{hours: {over: 6, last: 2 school weeks}}]}
""")


def on_day(ladder: Ladder, lines: Sequence[str], on: date, memory: Memory) -> list[Crossing]:
    return raise_crossings(ladder, PUPIL, view(*lines), SCHOOL, on, memory)


def told(crossings: Sequence[Crossing]) -> list[tuple[str, str]]:
    return [(one.stage, one.period) for one in crossings]


def fired(**past: Fired) -> dict[str, tuple[Fired, ...]]:
    return {stage: (one,) for stage, one in past.items()}


def test_a_pupil_first_seen_far_up_enters_at_the_highest_stage_that_holds() -> None:
    found = on_day(TWO, ["iiii iiii .... .... ...."], date(2026, 8, 18), Memory())
    assert told(found) == [("many", "1")]
    assert found[0].skipped == ("few",)


def test_a_stage_that_stands_is_not_raised_again_and_lower_ones_are_not_either() -> None:
    many = Memory(fired=fired(many=Fired(line=0, block="", period="1")), standing={"": 2})
    assert on_day(TWO, ["iiii iiii .... .... ...."], date(2026, 8, 18), many) == []
    sunk = ["iiii i... .... .... ....", CALM, CALM]
    assert on_day(TWO, sunk, date(2026, 8, 18), many) == []


def test_a_stage_people_moved_on_from_is_not_raised_by_figures() -> None:
    assert on_day(TWO, ["iiii .... .... .... ...."], MONDAY, Memory(standing={"": 2})) == []


def test_on_a_day_off_nothing_is_raised() -> None:
    assert on_day(TWO, ["iiii iiii .... .... ...."], date(2026, 8, 22), Memory()) == []


def test_an_earlier_stage_that_was_documented_is_not_listed_as_skipped() -> None:
    few = Memory(fired=fired(few=Fired(line=0, block="", period="1")), standing={"": 1})
    assert on_day(TWO, ["iiii iiii .... .... ...."], date(2026, 8, 18), few)[0].skipped == ()
    answered = Memory(answered={"few": (MONDAY,)})
    assert on_day(TWO, ["iiii iiii .... .... ...."], date(2026, 8, 18), answered)[0].skipped == ()
    old = Memory(fired=fired(few=Fired(line=0, block="", period="1", closed=date(2026, 5, 4))))
    assert on_day(TWO, ["iiii iiii .... .... ...."], date(2026, 8, 18), old)[0].skipped == ("few",)


CLOSED = date(2026, 8, 20)
AGAIN = ["iii. .... .... .... ....", CALM, CALM, "iii. .... .... .... ...."]


def test_a_rolling_line_is_armed_again_once_it_was_false_since_the_case_closed() -> None:
    closed = Memory(fired=fired(few=Fired(line=0, block="", period="1", closed=CLOSED)))
    still_true, false_between = date(2026, 8, 21), date(2026, 9, 7)
    assert on_day(TWO, AGAIN, still_true, closed) == []
    assert told(on_day(TWO, AGAIN, false_between, closed)) == [("few", "2")]


def test_while_the_case_is_open_a_rolling_line_does_not_fire_again() -> None:
    still_open = Memory(fired=fired(few=Fired(line=0, block="", period="1")), standing={"": 1})
    assert on_day(TWO, AGAIN, date(2026, 9, 7), still_open) == []


def test_closing_a_case_does_not_raise_the_lower_stage_it_passed_over() -> None:
    passed = Memory(fired=fired(many=Fired(line=0, block="", period="1", closed=CLOSED)))
    bad = "iii. .... .... .... ...."
    lines = ["iiii iii. .... .... ....", CALM, bad, CALM, CALM, bad]
    sunk_but_never_false, after_a_calm = date(2026, 8, 31), date(2026, 9, 21)
    assert on_day(TWO, lines, sunk_but_never_false, passed) == []
    assert told(on_day(TWO, lines, after_a_calm, passed)) == [("few", "1")]


MONTHLY = ladder("""
  few:
    when: {any: [{hours: {over: 2, this: month}}, {days_in_a_row: {at_least: 3}}]}
  many:
    when: {any: [{hours: {over: 6, this: month}}]}
""")
LATE_AUGUST_AND_SEPTEMBER = ["iii. .... .... .... ....", CALM, ".... iii. .... .... ...."]


def test_a_new_block_of_the_line_that_fired_it_arms_a_stage_even_below_a_higher_one() -> None:
    memory = Memory(
        fired=fired(
            few=Fired(line=0, block="2026-08", period="2026-08"),
            many=Fired(line=0, block="2026-08", period="2026-08"),
        ),
        standing={"": 2},
    )
    assert on_day(MONTHLY, LATE_AUGUST_AND_SEPTEMBER, date(2026, 8, 31), memory) == []
    september = on_day(MONTHLY, LATE_AUGUST_AND_SEPTEMBER, date(2026, 9, 1), memory)
    assert told(september) == [("few", "2026-09")]


def test_a_block_of_another_line_than_the_one_that_fired_it_arms_nothing() -> None:
    by_row = Memory(fired=fired(few=Fired(line=1, block="", period="1")), standing={"": 1})
    assert on_day(MONTHLY, LATE_AUGUST_AND_SEPTEMBER, date(2026, 9, 1), by_row) == []


def test_closing_a_case_does_not_arm_a_block_line_within_its_block() -> None:
    closed = Memory(fired=fired(few=Fired(line=0, block="2026-08", period="2026-08", closed=MONDAY)))
    lines = ["iii. .... .... .... ....", "iii. .... .... .... ...."]
    assert on_day(MONTHLY, lines, date(2026, 8, 24), closed) == []


ALL = ladder("""
  both:
    when: {all: [{hours: {over: 2, last: 5 school days}}, {occasions: {at_least: 2, last: 10 school days}}]}
""")


def test_all_lines_must_hold_and_the_first_one_says_why() -> None:
    lines = ["iii. i... .... .... ....", CALM]
    assert on_day(ALL, lines, MONDAY, Memory()) == []
    found = on_day(ALL, lines, date(2026, 8, 18), Memory())
    assert [(one.stage, one.figure.line, len(one.also)) for one in found] == [("both", 0, 1)]


def test_a_stage_of_all_is_armed_again_when_any_of_its_lines_was_false() -> None:
    closed = Memory(fired=fired(both=Fired(line=0, block="", period="1", closed=MONDAY)))
    lines = ["iii. i... .... .... ...."]
    assert told(on_day(ALL, lines, date(2026, 8, 18), closed)) == [("both", "2")]


TRACKS = ladder("""
  lates:
    track: late
    when: {any: [{occasions: {marks: [late], at_least: 2, again_every: 2, this: term}}]}
  absent:
    when: {any: [{hours: {over: 2, this: term}}]}
""")


def test_each_track_raises_its_own_highest_stage() -> None:
    found = on_day(TRACKS, ["iiil l... .... .... ...."], date(2026, 8, 18), Memory())
    assert [(one.stage, one.track) for one in found] == [("lates", "late"), ("absent", "")]


def test_again_every_fires_at_each_further_number_once() -> None:
    one = Memory(
        fired=fired(lates=Fired(line=0, block="term:HT26/2026", period="term:HT26/2026")),
        standing={"late": 1},
    )
    assert on_day(TRACKS, ["lll. .... .... .... ...."], MONDAY, one) == []
    found = on_day(TRACKS, ["llll .... .... .... ...."], MONDAY, one)
    assert told(found) == [("lates", "term:HT26/2026+1")]
    two = Memory(
        fired=fired(lates=Fired(line=0, block="term:HT26/2026", period="term:HT26/2026+1", further=1)),
        standing={"late": 1},
    )
    assert on_day(TRACKS, ["llll l... .... .... ...."], date(2026, 8, 18), two) == []
    assert told(on_day(TRACKS, ["llll ll.. .... .... ...."], date(2026, 8, 18), two)) == [
        ("lates", "term:HT26/2026+2")
    ]


OTHER_LINE = ladder("""
  stage:
    when:
      any:
        - occasions: {marks: [late], at_least: 2, again_every: 2, last: 1 school day}
        - hours: {over: 2, this: term}
""")


def test_again_every_waits_for_the_line_that_fired() -> None:
    memory = Memory(fired=fired(stage=Fired(line=0, block="", period="1")), standing={"": 1})
    assert on_day(OTHER_LINE, ["iii. .... .... .... ...."], MONDAY, memory) == []


AFTER = ladder("""
  contact:
    when: {any: [{hours: {over: 2, this: term}}]}
  mapping:
    when: {any: [{hours: {over: 0, since: contact}}, {hours: {over: 4, this: term}}]}
  meeting:
    after: contact
    when: {any: [{hours: {over: 6, this: term}}]}
""")


def test_stages_that_build_on_an_answer_are_never_jumped_to() -> None:
    lines = ["iiii iiii .... .... ...."]
    tuesday = date(2026, 8, 18)
    assert told(on_day(AFTER, lines, tuesday, Memory())) == [("contact", "term:HT26/2026")]
    same_day = Memory(answered={"contact": (tuesday,)})
    assert told(on_day(AFTER, lines, tuesday, same_day)) == [("contact", "term:HT26/2026")]
    day_before = Memory(answered={"contact": (MONDAY,)})
    assert told(on_day(AFTER, lines, tuesday, day_before)) == [("meeting", "term:HT26/2026")]
    few = ["iiii i... .... .... ...."]
    assert told(on_day(AFTER, few, tuesday, day_before)) == [("mapping", "1")]


MONTH_END = ladder("""
  said:
    when: {any: [{hours: {over: 2, last: 5 school days}}]}
    raised: month_end
""")
MONTH_OF_ONE_BAD_WEEK = ["iii. .... .... .... ....", CALM, CALM]


def test_what_is_found_in_the_month_is_said_on_its_last_school_day() -> None:
    assert on_day(MONTH_END, MONTH_OF_ONE_BAD_WEEK, MONDAY, Memory()) == []
    found = on_day(MONTH_END, MONTH_OF_ONE_BAD_WEEK, date(2026, 8, 31), Memory())
    assert [(one.day, one.figure.window.last) for one in found] == [(date(2026, 8, 31), date(2026, 8, 21))]


def test_what_was_corrected_away_is_not_said() -> None:
    corrected = ["i... .... .... .... ....", CALM, CALM]
    assert on_day(MONTH_END, corrected, date(2026, 8, 31), Memory()) == []


def test_holding_shows_every_stage_with_its_figures() -> None:
    found = holding(AFTER, view("iii. .... .... .... ...."), SCHOOL, MONDAY, 8, {})
    assert {key: (one.holds, len(one.figures)) for key, one in found.items()} == {
        "contact": (True, 1),
        "mapping": (False, 1),
        "meeting": (False, 1),
    }


def gone(ladder: Ladder, crossing: Crossing, days: Sequence[PupilDay], **answered: tuple[date, ...]) -> bool:
    from_pupil = view() if not days else type(view()).of(days, SCHOOL)
    return no_longer_holds(ladder, crossing, from_pupil, SCHOOL, 8, answered)


def test_a_correction_takes_a_crossing_away_or_leaves_it() -> None:
    crossing = on_day(TWO, ["iiii .... .... .... ...."], MONDAY, Memory())[0]
    assert not gone(TWO, crossing, weeks("iiii .... .... .... ...."))
    assert not gone(TWO, crossing, weeks("vvv. .... .... .... ...."))
    assert gone(TWO, crossing, weeks("ii.. iiii .... .... ...."))
    assert gone(TWO, crossing, ())


def test_another_line_of_the_stage_keeps_the_crossing() -> None:
    crossing = on_day(MONTHLY, ["iii. .... .... .... ...."], MONDAY, Memory())[0]
    assert not gone(MONTHLY, crossing, weeks("iii. .... .... .... ....", first=MONDAY))
    third_day = on_day(MONTHLY, ["i i i"], date(2026, 8, 19), Memory())[0]
    assert not gone(MONTHLY, third_day, weeks("i i i"))
    assert gone(MONTHLY, third_day, weeks("i . i"))


def test_one_of_again_every_goes_when_the_line_no_longer_comes_as_far() -> None:
    memory = Memory(
        fired=fired(lates=Fired(line=0, block="term:HT26/2026", period="term:HT26/2026")),
        standing={"late": 1},
    )
    crossing = on_day(TRACKS, ["llll .... .... .... ...."], MONDAY, memory)[0]
    assert not gone(TRACKS, crossing, weeks("lllll .... .... .... ...."))
    assert gone(TRACKS, crossing, weeks("lll. .... .... .... ...."))
    assert gone(TRACKS, crossing, weeks("l... .... .... .... ...."))


def test_an_answer_given_anew_does_not_take_a_crossing_away() -> None:
    lines = ["iiii i... .... .... ...."]
    tuesday, later = date(2026, 8, 18), (date(2026, 9, 1),)
    mapping = on_day(AFTER, lines, tuesday, Memory(answered={"contact": (MONDAY,)}))[0]
    assert not gone(AFTER, mapping, weeks(*lines), contact=later)
    assert gone(AFTER, mapping, weeks("iiii .... .... .... ...."), contact=later)
    meeting = on_day(AFTER, ["iiii iiii .... .... ...."], tuesday, Memory(answered={"contact": (MONDAY,)}))[0]
    assert not gone(AFTER, meeting, weeks("iiii iiii .... .... ...."), contact=later)
