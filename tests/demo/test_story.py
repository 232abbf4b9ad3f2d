"""The term tells what it is meant to tell, by a count of its own."""

from __future__ import annotations

import subprocess
import sys
from datetime import date
from pathlib import Path

from bot.demo import nyland as nyland_sketch
from bot.demo import ostersund
from bot.demo.build import build
from bot.demo.model import Pupil
from bot.demo.school import plan
from tests.demo.counting import Count, read


def _reached(count: Count) -> bool:
    return count.at_least_10_percent or count.unreported_occasions >= 3


def _open(pupil: Pupil) -> bool:
    return pupil.protected == "no"


def _firsts(counts: list[Count]) -> dict[str, date]:
    """The first day on which each pupil reaches a limit; the protected stay out."""
    seen = {pupil.pupil_id for pupil in plan("ostersund").pupils if _open(pupil)}
    firsts: dict[str, date] = {}
    for count in counts:
        if count.pupil_id in seen and _reached(count):
            firsts.setdefault(count.pupil_id, count.day)
    return firsts


def _class_of(pupil_id: str) -> str:
    return next(p.class_key for p in plan("ostersund").pupils if p.pupil_id == pupil_id)


def _seat(class_key: str, seat: int) -> str:
    return [p.pupil_id for p in plan("ostersund").pupils if p.class_key == class_key][seat - 1]


def _days_reached(counts: list[Count], pupil_id: str) -> list[date]:
    return [count.day for count in counts if count.pupil_id == pupil_id and _reached(count)]


def test_a_plan_is_the_same_each_time() -> None:
    assert build(ostersund.SKETCH) == build(ostersund.SKETCH)
    assert build(nyland_sketch.SKETCH) == build(nyland_sketch.SKETCH)


def test_a_plan_is_the_same_in_another_process(lit: Path, tmp_path: Path) -> None:
    code = (
        "import sys, pathlib, datetime; from bot.demo.school import plan, write_day;"
        "write_day(plan('ostersund'), pathlib.Path(sys.argv[1]), datetime.date(2026, 11, 10))"
    )
    subprocess.run([sys.executable, "-c", code, str(tmp_path)], check=True)
    name = "attendance-2026-11-10.csv"
    assert (tmp_path / name).read_bytes() == (lit / name).read_bytes()


def test_the_first_question_of_the_term_is_for_8c_within_the_first_weeks(lit_counts: list[Count]) -> None:
    firsts = sorted((day, _class_of(pupil)) for pupil, day in _firsts(lit_counts).items())
    assert firsts[0][1] == "8C"
    assert date(2026, 8, 31) <= firsts[0][0] <= date(2026, 9, 18)
    assert firsts[1][0] > firsts[0][0]


def test_between_20_and_55_pupils_are_away_a_tenth_of_some_four_weeks(lit_counts: list[Count]) -> None:
    full = [count for count in lit_counts if count.day >= plan("ostersund").school_days[19]]
    assert 20 <= len({count.pupil_id for count in full if count.at_least_10_percent}) <= 55


def test_the_questions_are_spread_over_the_term(lit_counts: list[Count]) -> None:
    firsts = _firsts(lit_counts).values()
    assert 25 <= len(firsts) <= 45
    per_week = [sum(d.isocalendar().week == week for d in firsts) for week in range(37, 51) if week != 44]
    assert min(per_week) >= 1
    assert max(per_week) <= 7


def test_only_designed_courses_reach_a_limit(lit_counts: list[Count], nyland_counts: list[Count]) -> None:
    designed = {_seat(c.class_key, c.seat) for c in ostersund.SKETCH.courses if c.acts}
    assert set(_firsts(lit_counts)) <= designed
    assert len(designed) - len(_firsts(lit_counts)) == 1, "all but the protected pupil"


def test_most_pupils_are_away_a_little(lit_counts: list[Count]) -> None:
    last = plan("ostersund").school_days[-1]
    school = [count for count in lit_counts if count.day == last]
    assert 0.02 < sum(c.lost for c in school) / sum(c.given for c in school) < 0.06


def test_classes_differ(lit_counts: list[Count]) -> None:
    def share(class_key: str) -> float:
        own = [c for c in lit_counts if _class_of(c.pupil_id) == class_key]
        return sum(c.lost for c in own) / sum(c.given for c in own)

    assert share("4A") * 1.8 < share("8C")


def test_the_mondays_of_viggo_end_in_the_health_team(lit_counts: list[Count]) -> None:
    viggo = _seat("8C", 4)
    reached = _days_reached(lit_counts, viggo)
    assert reached[0] == date(2026, 9, 7)
    assert reached[-1] == date(2026, 12, 18), "nothing helped"


def test_a_guardians_late_report_takes_a_crossing_away(lit_counts: list[Count]) -> None:
    assert _days_reached(lit_counts, _seat("9A", 6)) == [date(2026, 9, 29)]


def test_a_wrong_registration_corrected_takes_a_crossing_away(lit_counts: list[Count]) -> None:
    reached = _days_reached(lit_counts, _seat("7A", 13))
    assert reached
    assert reached[-1] < date(2026, 10, 9)


def test_a_report_taken_back_makes_a_crossing_afterwards(lit_counts: list[Count]) -> None:
    assert _days_reached(lit_counts, _seat("8B", 19))[0] == date(2026, 11, 25)


def test_the_long_ill_pupil_has_every_lesson_reported(lit: Path) -> None:
    ill = _seat("7B", 8)
    rows = [row for path in sorted(lit.glob("attendance-*.csv")) for row in read(path)]
    away = [row for row in rows if row["pupil_id"] == ill and row["status"] == "absent"]
    assert len(away) > 200
    assert {row["authorisation"] for row in away} == {"valid"}


def test_missing_registers_arrive_late_or_never(lit: Path) -> None:
    of_6a = [p.pupil_id for p in plan("ostersund").pupils if p.class_key == "6A"]
    missing = [r for r in read(lit / "attendance-2026-10-06.csv") if r["pupil_id"] in of_6a]
    assert {row["status"] for row in missing} == {"unreported"}
    came = {row["record_id"]: row["status"] for row in read(lit / "attendance-2026-10-13.csv")}
    assert all(came[row["record_id"]] != "unreported" for row in missing)


def test_a_pupil_moves_class_with_lessons_and_roster(tmp_path: Path, lit: Path) -> None:
    school = plan("ostersund")
    (move,) = school.moves
    mover = next(p for p in school.pupils if p.pupil_id == move.pupil_id)
    assert (school.class_on(mover, date(2026, 10, 2)), school.class_on(mover, move.day)) == ("8B", "8C")
    row = next(r for r in read(lit / "roster.csv") if r["pupil_id"] == mover.pupil_id)
    assert (row["class"], row["mentor"]) == ("8C", "anna.lindqvist@lits.example")


def test_the_protected_pupil_would_have_been_asked_about(lit_counts: list[Count]) -> None:
    """Otherwise the silence about a protected pupil would show nothing."""
    (hidden,) = (p.pupil_id for p in plan("ostersund").pupils if p.protected == "yes")
    assert _days_reached(lit_counts, hidden)


def test_in_nyland_hours_lead_to_every_stage(nyland_counts: list[Count]) -> None:
    grades = {p.pupil_id: p.grade for p in plan("nyland").pupils if _open(p)}
    reached: dict[str, int] = {}
    for count in nyland_counts:
        if count.pupil_id in grades:
            limits = (30, 50, 70) if grades[count.pupil_id] <= 6 else (40, 70, 90)
            stage = sum(count.lost > limit for limit in limits)
            reached[count.pupil_id] = max(stage, reached.get(count.pupil_id, 0))
    per_stage = [sum(stage >= at for stage in reached.values()) for at in (1, 2, 3)]
    assert 10 <= per_stage[0] <= 20
    assert per_stage[0] > per_stage[1] > per_stage[2] >= 3
