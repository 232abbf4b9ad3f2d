"""``lots explain``: why, from which lessons, and what came of it."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from bot.app.explain import explain
from bot.errors import UserError
from tests.app.office import HEADER, MONDAY, Office, lots

FRIDAY = MONDAY + timedelta(days=25)


def test_the_figure_stands_beside_its_limit_window_and_registers(ill: Office) -> None:
    told = explain(ill.config, "p1", None)
    assert "Pupil p1, class 8C, grade 8, Påhittskolan" in told
    assert "15.0%, limit at least 10%: reached" in told
    assert "0 occasions, limit at least 3: not reached" in told
    assert "2026-08-24 to 2026-09-18, 20 school days" in told
    assert "registers taken for 80 of 80 lessons (100%); 12 lessons counted" in told
    assert "reached by people, never by figures" in told


def test_every_record_counted_is_listed_and_no_other(ill: Office) -> None:
    told = explain(ill.config, "p1", None)
    assert "Records counted: 12" in told
    assert told.count("60 of 60 min") == 12
    assert "2026-09-15 08:10–09:10  absent     60 of 60 min  valid" in told
    assert "2026-09-14" not in told
    assert all(len(line) <= 80 for line in told.splitlines())


def test_no_name_and_no_reason_is_printed(ill: Office) -> None:
    told = explain(ill.config, "p1", None)
    for canary in ("Kanariefågel", "Påhittsson", "health"):
        assert canary not in told


def test_the_case_follows_with_its_journal(ill: Office) -> None:
    told = explain(ill.config, "p1", None)
    assert f"Case {ill.case().ref}: open, stage contact, opened 2026-09-18" in told
    assert "waits for: mentor (anna.pahittad@skolan.example) by 2026-09-25" in told
    assert "raised 2026-09-18: contact, 15.0%, limit at least 10%: reached" in told
    assert "journal: 2 entries, chain whole" in told


def test_a_journal_that_was_changed_is_said_to_be_broken(ill: Office) -> None:
    import sqlite3

    with sqlite3.connect(ill.folder / "lots.db") as conn:
        triggers = [row[0] for row in conn.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")]
        for name in triggers:
            conn.execute(f"DROP TRIGGER {name}")
        conn.execute("UPDATE journal SET role = 'principal' WHERE seq = 2")
    assert "CHAIN BROKEN at entry 2" in explain(ill.config, "p1", None)


def test_a_day_before_shows_what_it_was_then(ill: Office) -> None:
    told = explain(ill.config, "p1", date(2026, 9, 15))
    assert "5.9%" in told
    assert "not reached" in told
    assert "Records counted: 4" in told


def test_a_day_off_and_a_day_not_measured_are_said(ill: Office) -> None:
    told = explain(ill.config, "p1", date(2026, 9, 20))
    assert "Measured up to 2026-09-18: what is later has not raised anything yet" in told
    assert "2026-09-20 is no school day: no stage is raised on it" in told


def test_too_few_registers_are_said(ill: Office) -> None:
    rows = [f"x{n},p2,2026-09-18T{n + 6:02}:00,2026-09-18T{n + 6:02}:50,unreported,,," for n in range(4)]
    hole = [f"2026-09-{d:02}-{n}-p2,p2,2026-09-{d:02}T08:10,2026-09-{d:02}T09:10,unreported,,,"
            for d in (7, 8, 9, 10, 11, 14, 15, 16) for n in range(4)]  # fmt: skip
    ill.write("attendance-2.csv", "\n".join([HEADER, *rows, *hole]) + "\n")
    ill.once(FRIDAY, 17)
    assert "too few registers: below 80% nothing is raised" in explain(ill.config, "p2", None)


def test_an_unknown_pupil_is_a_mistake_of_the_person(ill: Office) -> None:
    with pytest.raises(UserError, match="is in no roster that was taken in; allowed: a pupil_id"):
        explain(ill.config, "nobody", None)


def test_a_protected_pupil_is_as_unknown_as_nobody(ill: Office) -> None:
    said = []
    for pupil in ("hidden", "nobody"):
        with pytest.raises(UserError) as caught:
            explain(ill.config, pupil, None)
        said.append(str(caught.value).replace(pupil, "X"))
    assert said[0] == said[1]


def test_before_the_first_poll_it_says_so_and_makes_no_database(office: Office) -> None:
    with pytest.raises(UserError, match="is not there yet; `lots run` or `lots once` makes it"):
        explain(office.config, "p1", None)
    assert not (office.folder / "lots.db").exists()


def test_an_empty_database_says_that_nothing_was_polled(office: Office) -> None:
    assert lots("db", "upgrade", "--config", office.config).returncode == 0
    with pytest.raises(UserError, match="nothing has been polled yet"):
        explain(office.config, "p1", None)


def test_a_person_s_mistake_is_one_line_and_status_2(ill: Office) -> None:
    done = lots("explain", "nobody", "--config", ill.config)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.count("\n") == 1
    assert "Traceback" not in done.stderr
