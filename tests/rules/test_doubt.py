"""What of a class's day looks wrong, and what was usual there before."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import pytest

from bot.rules.doubt import ClassDay, Fault, Limits, fault_of, without
from bot.rules.values import Kind, Lesson, PupilDay, Status

LIMITS = Limits()
ORDINARY = [ClassDay(pupils=25, away=2, doubled=1)] * 20
AT_HOME = [ClassDay(pupils=25, away=20)] * 20
PARALLEL = [ClassDay(pupils=25, doubled=5)] * 20


@pytest.mark.parametrize(
    ("one", "before", "fault"),
    [
        (ClassDay(pupils=25, away=25), ORDINARY, Fault.AWAY),
        (ClassDay(pupils=20, away=18), ORDINARY, Fault.AWAY),
        (ClassDay(pupils=20, away=17), ORDINARY, None),
        (ClassDay(pupils=25, away=25), [], Fault.AWAY),
        (ClassDay(pupils=25, away=25), AT_HOME, None),
        (ClassDay(pupils=7, away=7), ORDINARY, None),
        (ClassDay(pupils=8, away=8), ORDINARY, Fault.AWAY),
        (ClassDay(pupils=0), ORDINARY, None),
        (ClassDay(pupils=24, doubled=6), ORDINARY, Fault.DOUBLED),
        (ClassDay(pupils=24, doubled=5), ORDINARY, None),
        (ClassDay(pupils=24, doubled=24), PARALLEL, None),
        (ClassDay(pupils=24, away=24, doubled=24), PARALLEL, Fault.AWAY),
        (ClassDay(pupils=24, away=24, doubled=24), AT_HOME, Fault.DOUBLED),
    ],
)
def test_a_fault_is_what_looks_wrong_and_was_not_usual(
    one: ClassDay, before: Sequence[ClassDay], fault: Fault | None
) -> None:
    assert fault_of(one, before, LIMITS) is fault


def test_usual_is_less_than_half_the_limit_over_all_days_together() -> None:
    one = ClassDay(pupils=20, away=20)
    below = [ClassDay(pupils=20, away=18), ClassDay(pupils=20, away=0), ClassDay(pupils=0)]
    assert fault_of(one, [*below, ClassDay(pupils=1)], LIMITS) is Fault.AWAY
    assert fault_of(one, below, LIMITS) is None


def test_a_doubted_day_reads_as_if_no_register_had_been_taken() -> None:
    lesson = Lesson(
        record_id="r", starts=480, ends=540, scheduled=60, absent=60, status=Status.ABSENT, kind=Kind.INVALID
    )
    one, other = (PupilDay(day=date(2026, 11, day), lessons=(lesson,)) for day in (10, 11))
    (masked, kept) = without((one, other), frozenset({one.day}))
    assert kept is other
    (blank,) = masked.lessons
    assert (blank.status, blank.absent, blank.kind, blank.scheduled) == (Status.UNREPORTED, 0, None, 60)
