"""Roster, staff, calendar, channels: who may be shown, who can be asked."""

from __future__ import annotations

import pytest

from bot.ports import Roster
from tests.sources.school import ROSTER, STAFF, School, lesson

HEAD = ROSTER.splitlines()[0]


def roster(school: School) -> tuple[Roster, list[str]]:
    found = school.source.roster()
    assert found.roster is not None
    return found.roster, [str(problem) for problem in found.problems]


def pupil_row(
    pupil_id: str = "p1", grade: str = "8", mentor: str = "mentor@test.example", protected: str = "no"
) -> str:
    return f"{pupil_id},Alva,Påhittad,8C,{grade},Testskolan,{mentor},{protected}"


@pytest.mark.parametrize(
    ("word", "shown", "doubts"),
    [("no", 1, 0), ("NO", 1, 0), ("yes", 0, 0), ("", 0, 0), ("nej", 0, 1), ("0", 0, 1)],
)
def test_only_a_plain_no_lets_a_pupil_be_shown(school: School, word: str, shown: int, doubts: int) -> None:
    school.write("roster.csv", f"{HEAD}\n{pupil_row(protected=word)}\n")
    found, problems = roster(school)
    assert (len(found.pupils), len(found.protected)) == (shown, 1 - shown)
    assert problems == ["roster.csv:2: protected: is neither no nor yes: counted as protected"] * doubts


def test_one_row_that_says_protected_is_enough(school: School) -> None:
    school.write("roster.csv", f"{HEAD}\n{pupil_row()}\n{pupil_row(protected='yes')}\n{pupil_row()}\n")
    found, _ = roster(school)
    assert (found.pupils, len(found.protected)) == ((), 1)


def test_nothing_of_a_protected_pupil_is_left(school: School) -> None:
    school.lessons(lesson(pupil_id="hidden"))
    batch = school.poll()
    assert batch.roster is not None
    assert len(batch.roster.protected) == 1
    assert not any(word in repr(batch) for word in ("hidden", "Canary"))


def test_a_pupil_listed_twice_is_named_and_the_first_row_stands(school: School) -> None:
    school.write("roster.csv", f"{HEAD}\n{pupil_row(grade='7')}\n{pupil_row(grade='8')}\n")
    found, problems = roster(school)
    assert [pupil.grade for pupil in found.pupils] == [7]
    assert problems == ["roster.csv:3: pupil_id: is there twice: the first row stands"]


@pytest.mark.parametrize(
    ("grade", "read", "doubts"), [("8", 8, 0), ("", None, 0), ("F", 0, 0), ("8C", None, 1)]
)
def test_a_grade_is_a_number_or_unknown(school: School, grade: str, read: int | None, doubts: int) -> None:
    school.write("roster.csv", f"{HEAD}\n{pupil_row(grade=grade)}\n")
    found, problems = roster(school)
    assert found.pupils[0].grade == read
    assert len(problems) == doubts


def test_a_mentor_who_is_not_staff_is_told_and_the_pupil_kept(school: School) -> None:
    school.write("roster.csv", f"{HEAD}\n{pupil_row(mentor='gone@test.example')}\n")
    found, problems = roster(school)
    assert len(found.pupils) == 1
    assert problems == [
        "roster.csv:2: mentor: is not in staff.csv: the pupil is kept, the principal is asked instead"
    ]


def test_a_class_nobody_mentors_is_told(school: School) -> None:
    school.write("roster.csv", f"{HEAD}\n{pupil_row(mentor='')}\n")
    found, problems = roster(school)
    assert len(found.pupils) == 1
    assert problems == ["roster.csv:2: mentor: is empty: the pupil is kept, the principal is asked instead"]


def test_e_mail_addresses_meet_whatever_their_case(school: School) -> None:
    school.write("roster.csv", f"{HEAD}\n{pupil_row(mentor='Mentor@Test.example')}\n")
    found, problems = roster(school)
    assert (problems, found.pupils[0].mentor) == ([], "mentor@test.example")


def test_several_rows_of_one_person_are_one_person_per_school(school: School) -> None:
    extra = "mentor@test.example,Maja,coordinator,Testskolan\nmentor@test.example,Maja,mentor,Andra skolan\n"
    school.write("staff.csv", STAFF + extra)
    found, problems = roster(school)
    assert problems == []
    assert [(person.school, sorted(person.roles), person.name) for person in found.staff] == [
        ("Testskolan", ["coordinator", "mentor"], "Maja Mentor"),
        ("Andra skolan", ["mentor"], "Maja"),
    ]


def test_names_may_hold_separators_quotes_and_line_breaks(school: School) -> None:
    school.write(
        "roster.csv", f'{HEAD}\np1,"Al,va ""A""","På\nhittad",8C,8,Testskolan,mentor@test.example,no\n'
    )
    found, _ = roster(school)
    assert found.pupils[0].name == 'Al,va "A" På\nhittad'


def test_the_calendar_and_the_channels_are_read(school: School) -> None:
    school.write("periods.csv", "school,period,starts,ends\nTestskolan,jakso 2,2026-10-05,2026-11-27\n")
    school.write("days_off.csv", "school;date;name\r\nTestskolan;2026-10-26;höstlov\r\n")
    school.write(
        "channels.csv", "audience,platform,address\nMENTOR:M@x.se,slack,C1\nmentor:M@x.se,Slack,@m@x.se\n"
    )
    found, problems = roster(school)
    assert [(str(span.first), str(span.last)) for span in found.terms] == [("2026-08-17", "2026-12-18")]
    assert [span.name for span in found.periods] == ["jakso 2"]
    assert [(str(off.day), off.name) for off in found.days_off] == [("2026-10-26", "höstlov")]
    assert [(row.audience, row.platform, row.address) for row in found.channels] == [
        ("mentor:m@x.se", "slack", "@m@x.se")
    ]
    assert problems == ["channels.csv:2: audience: is not like mentor:EMAIL, class:8C or health_team:SCHOOL"]


@pytest.mark.parametrize(
    ("name", "row", "why"),
    [
        ("roster.csv", "p1,Alva", "has 2 columns, not 8"),
        ("roster.csv", pupil_row(pupil_id=""), "pupil_id: is empty"),
        ("staff.csv", "canary,Maja,mentor,Testskolan", "email: is not an e-mail address"),
        (
            "staff.csv",
            "m@x.se,Maja,head of canary,Testskolan",
            "role: is not a word like mentor or health_team",
        ),
        ("terms.csv", "Testskolan,VT27,2027-01-11,2027-02-30", "ends: is not a date like 2026-11-02"),
        ("terms.csv", "Testskolan,VT27,2027-06-11,2027-01-11", "ends: is before starts"),
        ("channels.csv", "class:8C,fax,canary", "platform: is not one of local, slack, teams"),
        ("channels.csv", "class:8C,local,", "address: is empty"),
        (
            "channels.csv",
            "class:8C,teams,m@x.se",
            "address: is an e-mail address; allowed for a direct message: @ before it",
        ),
    ],
)
def test_a_broken_row_is_left_out_and_named(school: School, name: str, row: str, why: str) -> None:
    header = (school.path / name).read_text().splitlines()[0]
    school.write(name, f"{header}\n{row}\n")
    _, problems = roster(school)
    assert problems == [f"{name}:2: {why}"]


def test_roster_files_are_read_anew_at_each_poll(school: School) -> None:
    school.poll()
    school.write("roster.csv", f"{HEAD}\n{pupil_row('p9')}\n")
    batch = school.poll()
    assert batch.roster is not None
    assert [pupil.pupil_id for pupil in batch.roster.pupils] == ["p9"]


def test_a_pupil_whose_row_cannot_be_read_has_not_left(school: School) -> None:
    nameless = pupil_row("p2").replace("Alva", "")
    hidden = pupil_row("p3", protected="").replace("Alva", "")
    school.write("roster.csv", f"{HEAD}\n{pupil_row()}\n{pupil_row()}\n{nameless}\n{hidden}\n")
    found, _ = roster(school)
    assert [pupil.pupil_id for pupil in found.pupils] == ["p1"]
    assert found.unread == {"p2"}
