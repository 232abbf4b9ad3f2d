"""The health team's list (7b): one message in its channel, pinned, replaced whenever the queue changes."""

from __future__ import annotations

from bot.handlers.queue_post import put_queue
from bot.storage import outbox
from tests.scenarios import filled, ostersund
from tests.scenarios.conftest import Open
from tests.scenarios.reading import Shown
from tests.scenarios.setting import LIT
from tests.scenarios.story import School
from tests.slack.faults import Fault
from tests.slack.messages import Message


def lists(lit: School) -> list[Shown]:
    """Every list in EHT's channel."""
    return [one for one in lit.room("EHT").messages if one.heading.startswith("EHT-kön")]


def queue(lit: School) -> Shown:
    """The list, of which there is one."""
    (found,) = lists(lit)
    return found


def pinned(lit: School) -> bool:
    """Whether exactly the list is pinned in EHT's channel."""
    place = queue(lit).place
    assert isinstance(place, Message)
    return lit.slack.channel("CEHT").pins == [place.ts]


def test_it_comes_with_the_first_referral_above_it_and_is_pinned(lit: School) -> None:
    ostersund.investigation_is_done(lit)
    assert lists(lit) == []
    lit.day("2026-10-21")
    lit.anna.answers("not_improved")
    ref = lit.case(lit.kim).ref
    first, second = lit.room("EHT").messages
    assert (first.heading, second.heading) == ("EHT-kön, 1 ärende", "Nytt ärende till EHT")
    assert first.says(f"*{ref}* · 8C · ny i dag\nBedöm kriterierna · ingen har tagit ärendet")
    assert second.says("Plats 1 av 1 i kön")
    assert pinned(lit)
    assert lit.hedda.opens(first).heading.startswith("Kim")


def test_a_school_day_later_it_says_how_long_each_has_waited(lit: School) -> None:
    ostersund.case_is_with_the_health_team(lit)
    lit.day("2026-10-22")
    assert queue(lit).says("väntat 1 skoldag\n")
    assert queue(lit).says("uppdaterad tor 22 okt")


def test_it_says_who_has_taken_a_case_and_what_is_done_with_it(lit: School) -> None:
    ostersund.case_is_with_the_health_team(lit)
    lit.hedda.answers("take", lit.room("EHT").latest)
    assert queue(lit).says("Bedöm kriterierna · Hedda Strand")
    lit.hedda.answers("criteria_met", **filled.judged(lit))
    assert queue(lit).says("Fördjupad utredning pågår · Hedda Strand")
    lit.siri.answers("deep_investigation", **filled.investigation(lit, deep=True))
    assert not queue(lit).says("Fördjupad utredning")
    assert pinned(lit)


def test_what_is_over_leaves_it_and_an_undone_answer_brings_it_back(lit: School) -> None:
    ostersund.case_is_with_the_health_team(lit)
    lit.hedda.answers("criteria_not_met", **filled.judged(lit), advice=filled.words("Prova en mjukstart"))
    assert (queue(lit).heading, queue(lit).buttons) == ("EHT-kön, 0 ärenden", ())
    assert queue(lit).says("Kön är tom.")
    lit.hedda.press("undo")
    assert queue(lit).heading == "EHT-kön, 1 ärende"


def test_the_oldest_stands_first_and_the_referral_says_the_same_place(lit: School) -> None:
    ostersund.case_is_with_the_health_team(lit)
    lit.tove.absent("2026-10-21", "2026-10-22")
    lit.day("2026-10-22")
    lit.omar.answers("refer_to_eht", reason="worried")
    kim, tove = lit.case(lit.kim).ref, lit.case(lit.tove).ref
    assert queue(lit).heading == "EHT-kön, 2 ärenden"
    assert queue(lit).text.index(kim) < queue(lit).text.index(tove)
    assert lit.room("EHT").latest.says("Plats 2 av 2 i kön")


def test_a_refused_pin_is_no_failure(lit: School) -> None:
    lit.slack.faults.push("pins.add", Fault.DENY("missing_scope"))
    ostersund.case_is_with_the_health_team(lit)
    assert queue(lit).heading == "EHT-kön, 1 ärende"
    assert lit.deliver().failed == 0


def test_a_list_whose_answer_was_lost_is_found_and_pinned_and_not_posted_again(lit: School) -> None:
    ostersund.investigation_is_done(lit)
    lit.day("2026-10-21")
    question = lit.room("8C").latest
    # The first post of the answer is the list: it stands above the referral.
    lit.slack.faults.push("chat.postMessage", Fault.ACCEPT_THEN_RESET)
    lit.anna.answers("not_improved", question)
    lit.pass_time(minutes=1)
    lit.deliver()
    assert pinned(lit)
    lit.hedda.answers("take", lit.room("EHT").latest)
    assert queue(lit).says("Hedda Strand"), "it can be replaced: its place is known"


def test_put_again_and_after_old_rows_are_purged_it_is_still_one(lit: School) -> None:
    ostersund.case_is_with_the_health_team(lit)
    for _ in range(3):
        with lit.house.db.write() as conn:
            outbox.purge(conn, lit.clock.now())
            put_queue(conn, LIT.name, lit.clock.now())
            put_queue(conn, LIT.name, lit.clock.now())
        assert lit.deliver().sent == 1, "two changes before the next delivery are one update"
    assert queue(lit).heading == "EHT-kön, 1 ärende"


def test_a_team_without_a_channel_has_no_list(opened: Open) -> None:
    lit = opened(without=(f"health_team:{LIT.name}",))
    ostersund.case_is_with_the_health_team(lit)
    assert lists(lit) == []


def test_a_list_that_somebody_deleted_is_posted_and_pinned_anew(lit: School) -> None:
    ostersund.case_is_with_the_health_team(lit)
    place = queue(lit).place
    assert isinstance(place, Message)
    channel = lit.slack.channel("CEHT")
    channel.messages.remove(place)
    channel.pins.clear()
    lit.hedda.answers("take", lit.room("EHT").latest)
    lit.deliver()
    assert queue(lit).says("Hedda Strand")
    assert pinned(lit)
    lit.hedda.answers("criteria_met", **filled.judged(lit))
    assert queue(lit).says("Fördjupad utredning pågår"), "the new one is replaced from now on"
