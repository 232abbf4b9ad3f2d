"""What happens to a story when the registers change, are missing, or the pupil moves."""

from __future__ import annotations

from bot.rules.state import CaseStatus, JournalKind
from tests.scenarios import filled, ostersund
from tests.scenarios.story import School


def test_a_correction_withdraws_an_untouched_alert_visibly(lit: School) -> None:
    ostersund.contact_is_asked(lit)
    lit.kim.present("2026-09-22")
    lit.day("2026-09-23")
    message = lit.room("8C").latest
    assert message.says("Tillbakadragen.")
    assert message.says("Frånvaron är rättad och gränsen är inte längre nådd.")
    assert "contacted_guardian" not in message.offers
    case = lit.case(lit.kim)
    assert (case.status, case.close_reason) == (CaseStatus.CLOSED, "corrected")
    assert lit.journalled(lit.kim, JournalKind.WITHDRAWN) == 1


def test_a_correction_annotates_what_somebody_has_acted_on(lit: School) -> None:
    ostersund.guardian_is_contacted(lit)
    lit.kim.present("2026-09-22")
    lit.day("2026-09-23")
    message = lit.room("8C").latest
    assert message.says("Rättad ons 23 sep") or message.says("Rättat ons 23 sep")
    assert message.says("Det som är gjort ligger kvar")
    assert lit.case(lit.kim).status is CaseStatus.OPEN
    lit.day("2026-10-06")
    assert lit.room("8C").latest.heading == "Ökar närvaron?"


def test_a_corrected_kind_counts_for_the_occasions(lit: School) -> None:
    for day in ("2026-09-21", "2026-09-22", "2026-09-23"):
        lit.kim.absent(day, lessons=1, kind="invalid")
    lit.day("2026-09-23")
    assert lit.room("8C").latest.heading == "Kontakta vårdnadshavare"
    lit.kim.absent("2026-09-23", lessons=1, kind="valid")
    lit.day("2026-09-24")
    assert lit.room("8C").latest.says("Tillbakadragen.")


def test_an_alert_taken_back_comes_again_when_the_limit_is_reached_again(lit: School) -> None:
    ostersund.contact_is_asked(lit)
    lit.kim.present("2026-09-22")
    lit.day("2026-09-23")
    lit.kim.absent("2026-09-24")
    lit.day("2026-09-24")
    assert len(lit.cases(lit.kim)) == 2
    assert lit.room("8C").latest.heading == "Kontakta vårdnadshavare"


def test_missing_registers_hold_the_alert_until_they_come(lit: School) -> None:
    missing = [f"2026-09-{number:02}" for number in range(7, 12)]
    lit.kim.unreported(*missing)
    lit.kim.absent("2026-09-21", "2026-09-22", "2026-09-23")
    lit.day("2026-09-23")
    assert lit.cases(lit.kim) == (), "fifteen of twenty days is less than four in five"
    lit.kim.present(*missing)
    lit.day("2026-09-24")
    assert lit.room("8C").latest.heading == "Kontakta vårdnadshavare"


def test_what_is_not_registered_is_never_absence(lit: School) -> None:
    for day in ("2026-09-21", "2026-09-22", "2026-09-23"):
        lit.kim.unreported(day)
    lit.day("2026-09-23")
    assert lit.cases(lit.kim) == ()


def test_a_protected_pupil_is_not_there_at_all(lit: School) -> None:
    for day in range(21, 26):
        lit.maja.absent(f"2026-09-{day}", kind="invalid")
    lit.day("2026-09-28")
    assert lit.cases(lit.maja) == ()
    assert lit.room("8C").messages == []
    assert not any("Maja" in one.text or "Gömd" in one.text for one in lit.anna.dm.messages)


def test_a_pupil_who_changes_class_takes_the_question_along(lit: School) -> None:
    ostersund.contact_is_asked(lit)
    lit.kim.class_name, lit.kim.mentor = "7B", lit.omar.email
    lit.folder.write_roster()
    lit.day("2026-09-23")
    assert lit.room("7B").latest.heading == "Kontakta vårdnadshavare"
    assert "contacted_guardian" not in lit.room("8C").latest.offers
    lit.omar.answers("contacted_guardian", **filled.contact(lit))
    assert lit.case(lit.kim).follow_ups


def test_a_pupil_who_leaves_leaves_no_open_question(lit: School) -> None:
    ostersund.contact_is_asked(lit)
    lit.kim.here = False
    lit.folder.write_roster()
    lit.day("2026-09-22")
    lit.day("2026-09-23")
    case = lit.case(lit.kim)
    assert case.status is CaseStatus.CLOSED
    assert lit.room("8C").latest.says("Ärendet är avslutat och uppgifterna är borttagna.")
    assert lit.room("8C").latest.buttons == ()
