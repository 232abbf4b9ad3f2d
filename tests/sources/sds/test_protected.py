"""An export of School Data Sync cannot say who is protected: nobody is shown of whom no other file says no."""

from __future__ import annotations

from tests.sources.school import HEADER, lesson, said
from tests.sources.sds.export import Export


def test_nothing_of_a_protected_pupil_is_left(export: Export) -> None:
    export.write("attendance.csv", "\n".join([HEADER, lesson(pupil_id="hidden")]))
    batch = export.poll()
    assert batch.roster is not None
    assert batch.roster.protected == {"hidden"}
    assert batch.protected_rows == 1
    assert not any(word in repr(batch) for word in ("hidden", "Canary", "p3@"))


def test_nothing_of_passwords_telephones_and_guardians_is_left(export: Export) -> None:
    export.write("relationships.csv", b"\xff not even text")
    export.write("userFlags.csv", b"\xff not even text")
    export.write("demographics.csv", b"\xff not even text")
    batch = export.poll()
    assert not batch.problems
    assert not any(word in repr(batch) for word in ("Hemligt", "0700000000", "guardian", "Gun"))


def test_without_the_file_nothing_is_taken(export: Export) -> None:
    (export.path / "protected.csv").unlink()
    batch = export.poll()
    assert batch.roster is None
    assert said(batch) == ["protected.csv: is missing"]


def test_a_pupil_who_is_not_listed_is_left_out_and_counted(export: Export) -> None:
    export.change("protected.csv", "p2,no\n", "")
    roster, problems = export.read()
    assert [one.pupil_id for one in roster.pupils] == ["p1"]
    assert roster.protected == {"hidden"}
    assert problems == ["protected.csv: pupils of roles.csv who are not listed, left out: 1"]


def test_only_a_plain_no_lets_a_pupil_be_shown(export: Export) -> None:
    export.change("protected.csv", "p1,no", "p1,nej")
    export.change("protected.csv", "p2,no", "p2,")
    roster, problems = export.read()
    assert not roster.pupils
    assert roster.protected == {"p1", "p2", "hidden"}
    assert problems == ["protected.csv:2: protected: is neither no nor yes: counted as protected"]


def test_one_row_that_says_protected_is_enough(export: Export) -> None:
    export.add("protected.csv", "p1,yes", "p1,no")
    roster, _ = export.read()
    assert "p1" in roster.protected
    assert "p1" not in {one.pupil_id for one in roster.pupils}


def test_a_protected_pupil_with_another_role_is_not_shown_as_staff(export: Export) -> None:
    export.add("roles.csv", "hidden,s1,teacher,LY26,,FALSE,,")
    roster, _ = export.read()
    assert "Canary" not in repr(roster)
