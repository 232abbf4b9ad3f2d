"""A story in bad weather: Slack refuses, loses answers, channels disappear. Nobody is asked twice or forgotten."""

from __future__ import annotations

from bot.rules.state import JournalKind
from tests.scenarios import filled, ostersund
from tests.scenarios.conftest import Open
from tests.scenarios.story import School
from tests.slack.faults import Fault


def kontakta(lit: School) -> int:
    """How often the question stands in the class channel."""
    return sum(one.heading == "Kontakta vårdnadshavare" for one in lit.room("8C").messages)


def test_a_rate_limit_delays_the_question_and_loses_nothing(lit: School) -> None:
    lit.slack.faults.push("chat.postMessage", Fault.RATE_LIMITED(30), times=2)
    ostersund.contact_is_asked(lit)
    assert kontakta(lit) == 1


def test_a_message_that_arrived_though_the_answer_was_lost_is_found_and_not_sent_again(lit: School) -> None:
    lit.day("2026-09-21")
    lit.slack.faults.push("chat.postMessage", Fault.ACCEPT_THEN_RESET)
    ostersund.contact_is_asked(lit)
    assert kontakta(lit) == 1
    lit.anna.answers("contacted_guardian", **filled.contact(lit))
    assert lit.room("8C").latest.says("Kontakt tagen med vårdnadshavare"), (
        "it can be redrawn: its place is known"
    )


def test_a_message_that_never_arrived_is_sent_again(lit: School) -> None:
    lit.day("2026-09-21")
    lit.slack.faults.push("chat.postMessage", Fault.RESET)
    ostersund.contact_is_asked(lit)
    assert kontakta(lit) == 1


def test_a_redraw_that_failed_is_done_again(lit: School) -> None:
    ostersund.contact_is_asked(lit)
    lit.slack.faults.push("chat.update", Fault.HTTP_503, times=2)
    lit.anna.answers("contacted_guardian", **filled.contact(lit))
    lit.deliver()
    assert lit.room("8C").latest.says("Kontakt tagen med vårdnadshavare")


def test_a_click_whose_view_could_not_open_changes_nothing_and_says_so(lit: School) -> None:
    ostersund.contact_is_asked(lit)
    lit.slack.faults.push("views.open", Fault.HTTP_500)
    reaction = lit.anna.press("contacted_guardian")
    assert reaction.line is not None
    assert lit.case(lit.kim).answers == ()
    lit.anna.answers("contacted_guardian", **filled.contact(lit))
    assert lit.case(lit.kim).follow_ups


def test_a_click_that_slack_sends_again_counts_once(lit: School) -> None:
    ostersund.guardian_is_contacted(lit)
    version = lit.case(lit.kim).version
    again = lit.hand.sent[-1].again()
    assert lit.hand.replay(again).status_code == 200
    assert lit.case(lit.kim).version == version


def test_where_the_channel_is_gone_the_principal_chooses_who_takes_it(lit: School) -> None:
    lit.day("2026-09-21")
    lit.slack.remove_channel("C8C")
    lit.kim.absent("2026-09-22", "2026-09-23")
    lit.day("2026-09-23")
    choice = lit.rut.dm.latest
    assert choice.buttons[0] == "hand_over"
    assert lit.journalled(lit.kim, JournalKind.DELIVERY_FAILED) >= 1
    lit.rut.answers("hand_over", choice, person=lit.anna.email)
    assert lit.anna.dm.latest.heading == "Kontakta vårdnadshavare"
    lit.anna.answers("contacted_guardian", lit.anna.dm.latest, **filled.contact(lit))
    assert lit.case(lit.kim).follow_ups


def test_where_the_bot_was_removed_the_other_channels_go_on(lit: School) -> None:
    lit.day("2026-09-21")
    lit.hand.member_left(lit.slack.space.bot.id, "C8C")
    lit.kim.absent("2026-09-22", "2026-09-23")
    lit.tove.absent("2026-09-22", "2026-09-23")
    lit.day("2026-09-23")
    assert lit.room("8C").messages == []
    assert lit.room("7B").latest.heading == "Kontakta vårdnadshavare"
    assert lit.rut.dm.latest.buttons[0] == "hand_over"


def test_a_role_without_a_channel_is_the_principals_to_settle(opened: Open) -> None:
    lit = opened(without=("nurse:Lits skola",))
    ostersund.investigation_is_asked(lit)
    choice = lit.rut.dm.latest
    assert choice.buttons[0] == "hand_over"
    lit.rut.answers("hand_over", choice, person=lit.nils.email)
    assert "nurse_contacted_family" in lit.nils.dm.latest.offers


def test_a_channel_shared_with_others_gets_nothing(lit: School) -> None:
    lit.day("2026-09-21")
    lit.slack.channel("C8C").is_ext_shared = True
    lit.kim.absent("2026-09-22", "2026-09-23")
    lit.day("2026-09-23")
    assert lit.room("8C").messages == []
    assert lit.rut.dm.latest.buttons[0] == "hand_over"
