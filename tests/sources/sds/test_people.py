"""Who is a pupil, whose mentor is who, who works where, out of an export of School Data Sync."""

from __future__ import annotations

from datetime import date

from bot.rules.values import Person, Pupil
from tests.sources.sds.export import Export

ALVA = Pupil(
    pupil_id="p1",
    given_name="Alva",
    family_name="Påhittad",
    class_name="8C",
    grade=8,
    school="Testskolan",
    mentor="mentor@test.example",
)


def test_pupils_have_class_grade_school_and_mentor(export: Export) -> None:
    roster, problems = export.read()
    assert roster.pupils[0] == ALVA
    assert [(one.pupil_id, one.grade, one.school) for one in roster.pupils] == [
        ("p1", 8, "Testskolan"),
        ("p2", 0, "Testskolan"),
    ]
    assert not problems


def test_staff_have_the_roles_a_routine_knows_and_staff_csv_adds_others(export: Export) -> None:
    export.write(
        "staff.csv", "email,name,role,school\nnurse@test.example,Nina Nurse,health_team,Testskolan\n"
    )
    roster, _ = export.read()
    assert roster.by_hand == {("nurse@test.example", "Testskolan")}
    roles = {one.email: (one.name, one.school, set(one.roles)) for one in roster.staff}
    assert roles == {
        "mentor@test.example": ("Maja Mentor", "Testskolan", {"teacher", "mentor"}),
        "prov@test.example": ("Per Provlärare", "Testskolan", {"teacher"}),
        "nurse@test.example": ("Nina Nurse", "Testskolan", {"nurse", "health_team"}),
    }


def test_the_advisor_of_a_class_is_its_mentor_and_makes_it_the_pupils_own(export: Export) -> None:
    export.change("classes.csv", ",LY26,MA8", ",LY26,")
    export.add("enrollments.csv", "c1,t2,advisor")
    roster, problems = export.read()
    assert {one.mentor for one in roster.pupils} == {"prov@test.example"}
    assert {one.class_name for one in roster.pupils} == {"8C"}
    assert not problems


def test_of_several_groups_that_could_be_a_class_none_is_guessed(export: Export) -> None:
    export.change("classes.csv", ",LY26,MA8", ",LY26,")
    roster, problems = export.read()
    alva, bo = roster.pupils
    assert (alva.class_name, alva.mentor, bo.class_name) == ("–", "", "8C")
    assert problems == [
        "enrollments.csv: pupils in several groups of which any could be their class: 1",
        "enrollments.csv: pupils without a mentor, the principal is asked instead: 1",
    ]


def test_without_classes_nobody_can_be_asked_and_that_is_said(export: Export) -> None:
    for name in ("classes.csv", "enrollments.csv"):
        (export.path / name).unlink()
    roster, problems = export.read()
    assert len(roster.pupils) == 2
    assert problems == [
        "enrollments.csv: pupils in no class of their own: 2",
        "enrollments.csv: pupils without a mentor, the principal is asked instead: 2",
    ]


def test_a_role_holds_from_its_first_day_to_its_last(export: Export) -> None:
    def there(day: date) -> bool:
        return "p1" in {one.pupil_id for one in export.read(day)[0].pupils}

    days = ((2026, 8, 16), (2026, 8, 17), (2027, 6, 11), (2027, 6, 12))
    assert [there(date(*day)) for day in days] == [False, True, True, False]


def test_a_teacher_who_left_is_nobodys_mentor(export: Export) -> None:
    export.change("roles.csv", "t1,s1,teacher,LY26,,TRUE,,", "t1,s1,teacher,LY26,,TRUE,,2026-10-31")
    roster, _ = export.read()
    assert {one.mentor for one in roster.pupils} == {""}
    assert "mentor@test.example" not in {one.email for one in roster.staff}


def test_of_two_schools_the_primary_one_counts(export: Export) -> None:
    export.add("orgs.csv", "s2,Andra skolan,school,m1")
    export.change("roles.csv", "p1,s1,student,LY26,08,TRUE", "p1,s2,student,LY26,07,FALSE")
    export.add("roles.csv", "p1,s1,student,LY26,08,TRUE,,")
    roster, _ = export.read()
    assert [one.school for one in roster.pupils] == ["Testskolan", "Testskolan"]


def test_columns_may_be_fewer_and_roster_csv_is_not_read(export: Export) -> None:
    export.write("roster.csv", "not,a,roster\n")
    export.write("orgs.csv", "name,type,sourcedId\nTestskolan,School,s1\n")
    export.write("roles.csv", "userSourcedId,orgSourcedId,role\np1,s1,student\n")
    roster, problems = export.read()
    assert [(one.pupil_id, one.grade) for one in roster.pupils] == [("p1", None)]
    assert roster.staff == ()
    assert problems == ["enrollments.csv: pupils without a mentor, the principal is asked instead: 1"]


def test_a_mentor_is_staff_even_with_no_other_role(export: Export) -> None:
    export.change("roles.csv", "t1,s1,teacher", "t1,s1,staff")
    roster, _ = export.read()
    assert Person(
        email="mentor@test.example", name="Maja Mentor", school="Testskolan", roles=frozenset({"mentor"})
    ) in list(roster.staff)


def test_a_pupil_is_nobodys_mentor_whatever_a_slip_calls_them(export: Export) -> None:
    export.change("enrollments.csv", "c1,t1,teacher", "c1,p2,teacher")
    roster, _ = export.read()
    assert "p2@test.example" not in {one.email for one in roster.staff}
    assert {one.mentor for one in roster.pupils} == {""}
