"""``lots case`` and ``lots db``: what the office reads of a case, and what it does not."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.app.cases import dossier, listing, shown
from bot.errors import UserError
from tests.app.office import ANNA, MONDAY, ROSTER, Office, lots

FRIDAY = MONDAY + timedelta(days=25)
CONTACT = {"date": FRIDAY.isoformat(), "causes": ["schoolwork"], "note": "Mormors kanariefågel"}
INVESTIGATION = {
    "participants": ["pupil", "guardian"],
    "situation": "Svårt att komma upp",
    "causes": ["routines"],
    "pupil_view": "Trött",
    "guardian_view": "Orolig",
    "agreements": [{"what": "Mentor möter vid entrén", "who": "mentor", "by": "2026-10-15"}],
}


@pytest.fixture
def contacted(ill: Office) -> Office:
    """Anna has been in contact with the guardian; a fortnight without absence followed."""
    ill.press(ill.case(), "contacted_guardian", CONTACT, FRIDAY)
    ill.once(ill.weeks(6, {"p1": tuple(MONDAY + timedelta(days=n) for n in (22, 23, 24))}))
    return ill


def test_the_list_says_who_is_waited_for_and_by_when(ill: Office) -> None:
    header, *lines = listing(ill.config)
    assert header.split() == ["ref", "class", "opened", "stage", "waits", "for"]
    assert all(len(line) <= 80 for line in lines)
    row = " ".join(line.strip() for line in lines)
    assert row.startswith(f"{ill.case().ref}  8C     2026-09-18  contact  mentor ({'anna.pahittad@'}")
    assert "by 2026-09-25 (past due)" in row


def test_closed_cases_are_listed_only_when_asked_for(ill: Office) -> None:
    ill.press(ill.case(), "not_worrying", {"reason": "explained"}, FRIDAY)
    assert listing(ill.config) == ["no open case"]
    assert f"closed {FRIDAY}" in listing(ill.config, everything=True)[1]


def test_show_tells_the_way_and_the_journal(contacted: Office) -> None:
    told = shown(contacted.config, contacted.case().ref.lower())
    assert "1. Rapportera och analysera: entered 2026-09-18" in told
    assert "2026-09-18 contacted_guardian, mentor" in told
    assert "follow-up 2026-10-02" in told or "waits for: mentor" in told
    assert "answered" in told
    assert "chain whole" in told
    assert all(len(line) <= 80 for line in told.splitlines())


def test_neither_names_nor_notes_nor_reports_reach_the_terminal(contacted: Office) -> None:
    report = {"done": "yes", "date": "2026-10-02", "role": "mentor"}
    contacted.press(contacted.case(), "concern_report", report, FRIDAY + timedelta(days=14))
    case = contacted.case()
    assert any(answer.action == "concern_report" for answer in case.answers)
    for told in (shown(contacted.config, case.ref), "\n".join(listing(contacted.config))):
        for canary in ("Kanariefågel", "Påhittsson", "Mormors", "concern_report"):
            assert canary not in told
    assert "(a private step)" in shown(contacted.config, case.ref)
    assert "anmäl" not in dossier(contacted.config, case.ref).partition("Inte med")[0]


def test_the_dossier_lists_steps_with_attendance_before_and_after(contacted: Office) -> None:
    told = dossier(contacted.config, contacted.case().ref)
    assert told.startswith(f"Underlag i ärende {contacted.case().ref}\nPåhittskolan, klass 8C")
    assert "18 september 2026: Kontakt med vårdnadshavare (mentor)" in told
    assert "Vad kom fram?: Skolarbete eller stöd" in told
    assert "Frånvaro 15,0\u00a0% under 20 skoldagar före; 0,0\u00a0% under 10 skoldagar efter" in told
    assert "kanariefågel" not in told.lower()
    assert "får läsa (1)" in told


def test_the_dossier_lists_agreements_with_who_and_by_when(contacted: Office) -> None:
    contacted.press(contacted.case(), "not_improved", {}, FRIDAY + timedelta(days=14))
    contacted.press(contacted.case(), "simple_investigation", INVESTIGATION, FRIDAY + timedelta(days=14))
    told = dossier(contacted.config, contacted.case().ref)
    assert "Överenskommelser\n  – Mentor möter vid entrén; Mentor; 15 oktober 2026" in told
    assert "Elevens bild: Trött" in told


def test_a_case_whose_pupil_is_protected_by_now_is_told_without_a_class(ill: Office) -> None:
    ref = ill.case().ref
    ill.write("roster.csv", ROSTER.replace(f"{ANNA},no", f"{ANNA},yes", 1))
    ill.once(FRIDAY)
    assert shown(ill.config, ref).startswith(f"Case {ref}, Påhittskolan\n")
    assert dossier(ill.config, ref).splitlines()[1] == "Påhittskolan"


def test_an_unknown_reference_says_where_to_look(ill: Office) -> None:
    with pytest.raises(UserError, match="there is no case 'ZZZZ'; `lots case list --all` lists them"):
        shown(ill.config, "zzzz")


def test_the_database_says_from_where_to_where(office: Office) -> None:
    first = lots("db", "upgrade", "--config", office.config)
    assert "empty → " in first.stdout
    again = lots("db", "upgrade", "--config", office.config)
    assert "already" in again.stdout
    assert listing(office.config) == ["no open case"]


def test_a_database_of_an_earlier_release_is_not_read(office: Office) -> None:
    import sqlite3

    lots("db", "upgrade", "--config", office.config)
    with sqlite3.connect(office.folder / "lots.db") as conn:
        conn.execute("UPDATE alembic_version SET version_num = '0001'")
    with pytest.raises(
        UserError, match="schema 0001 of an earlier release; bring it up with `lots db upgrade`"
    ):
        listing(office.config)


def test_a_database_of_a_later_release_is_left_alone(office: Office) -> None:
    import sqlite3

    lots("db", "upgrade", "--config", office.config)
    with sqlite3.connect(office.folder / "lots.db") as conn:
        conn.execute("UPDATE alembic_version SET version_num = '9999'")
    for words in (("case", "list"), ("db", "upgrade")):
        done = lots(*words, "--config", office.config)
        assert done.returncode == 2
        assert "newer than this program" in done.stderr
        assert "Traceback" not in done.stderr
