"""What is wrong in an export is named by file, line and column, and closes nobody's case."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.ports import Roster
from tests.sources.school import said
from tests.sources.sds.export import FILES, Export

FUZZ = settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
EXPORTED = [name for name in FILES if name not in ("terms.csv", "channels.csv")]
CELLS = st.one_of(
    st.sampled_from(
        ["", "p1", "p2", "hidden", "t1", "s1", "c1", "no", "yes", "student", "teacher", "school", '"']
    ),
    st.text(max_size=6),
)


@pytest.mark.parametrize(
    ("name", "line", "problem"),
    [
        ("orgs.csv", "s2,Andra skolan", "orgs.csv:5: has 2 columns, not 4"),
        ("orgs.csv", "s2,,school,", "orgs.csv:5: name: is empty"),
        (
            "users.csv",
            "p1,x,Annan,Annansson,,,,,",
            "users.csv:9: sourcedId: is there twice: the first row stands",
        ),
        ("roles.csv", "p1,s9,student,,,,,", "roles.csv:9: orgSourcedId: is not in orgs.csv"),
        ("roles.csv", "p1,m1,student,,,,,", "roles.csv:9: orgSourcedId: belongs to no org of type school"),
        (
            "roles.csv",
            "t1,s1,teacher,,,,8/24/2026,",
            "roles.csv:9: roleStartDate: is not a date like 2026-11-02: the row counts without it",
        ),
        (
            "roles.csv",
            "p1,s1,student,,PS,,,",
            "roles.csv:9: grade: is not a number or F: the pupil is kept without a grade",
        ),
        ("classes.csv", "c1,s1,9A,,", "classes.csv:4: sourcedId: is there twice: the first row stands"),
        ("enrollments.csv", "c9,p1,student", "enrollments.csv:8: classSourcedId: is not in classes.csv"),
        ("protected.csv", ",no", "protected.csv:5: pupil_id: is empty"),
    ],
)
def test_a_broken_row_is_named_and_the_others_are_taken(
    export: Export, name: str, line: str, problem: str
) -> None:
    export.add(name, line)
    roster, problems = export.read()
    assert [one.pupil_id for one in roster.pupils] == ["p1", "p2"]
    assert problems == [problem]


@pytest.mark.parametrize("name", EXPORTED)
def test_a_broken_header_rejects_the_export(export: Export, name: str) -> None:
    export.change(name, FILES[name].split(",")[0], "Okänd")
    batch = export.poll()
    assert batch.roster is None
    assert said(batch)[0].startswith(
        f"{name}:1: broken header: missing {FILES[name].split(',')[0]}; needed: "
    )
    assert "Okänd" not in said(batch)[0]


@pytest.mark.parametrize(
    ("name", "old", "new"),
    [
        ("users.csv", "p1,p1@test.example,Alva", "p1,p1@test.example,"),
        ("users.csv", "p1,p1@test.example,Alva,", "p1,p1@test.example,"),
        ("roles.csv", "p1,s1,student,LY26,", "p1,s1,student,"),
        ("orgs.csv", "s1,Testskolan,school,m1", "s1,Testskolan"),
    ],
)
def test_a_pupil_whose_row_cannot_be_read_has_not_left(export: Export, name: str, old: str, new: str) -> None:
    export.change(name, old, new)
    roster, problems = export.read()
    assert "p1" in roster.unread
    assert "hidden" not in roster.unread
    assert problems[0].startswith(f"{name}:")


def test_orgs_that_belong_to_each_other_are_no_school(export: Export) -> None:
    export.write(
        "orgs.csv", "sourcedId,name,type,parentSourcedId\ns1,A,district,d1\nd1,B,district,s1\nm1,C,local,\n"
    )
    roster, problems = export.read()
    assert (roster.pupils, len(problems)) == ((), 2)


def looked_at(name: str, data: bytes) -> Roster | None:
    with TemporaryDirectory() as folder:
        export = Export(Path(folder))
        export.write(name, data)
        batch = export.poll()
    assert all(problem.why and "\n" not in str(problem) for problem in batch.problems)
    assert not any(word in repr(batch) for word in ("Canary", "Hemligt", "Guardian"))
    return batch.roster


@FUZZ
@given(st.sampled_from(EXPORTED), st.binary(max_size=200))
def test_any_bytes_are_a_file_or_a_problem(name: str, data: bytes) -> None:
    looked_at(name, data)


@FUZZ
@given(st.sampled_from(EXPORTED), st.lists(st.lists(CELLS, max_size=9).map(",".join), max_size=12))
def test_whatever_rows_come_nobody_is_shown_whom_no_row_opens(name: str, rows: list[str]) -> None:
    roster = looked_at(name, (FILES[name] + "\n".join(rows)).encode("utf-8", "surrogatepass"))
    if roster is None:
        return
    shown = {one.pupil_id for one in roster.pupils}
    assert "hidden" in roster.protected
    assert not shown & roster.protected
    assert not roster.unread & (shown | roster.protected)
    if name != "protected.csv":
        assert shown <= {"p1", "p2"}
