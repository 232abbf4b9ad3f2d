"""A click is acknowledged when it is saved, and a modal opens while its trigger lives."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Awaitable
from typing import Any

from tests.chat.slack.clicks import AT_ONCE, FORM, School, form_then_saved, story
from tests.chat.slack.school import (
    FakeInbox,
)
from tests.slack.server import SlackServer


async def held_up(school: School, click: Awaitable[Any]) -> Any:
    """The click's answer is not there while the inbox has not committed."""
    assert school.inbox.gate
    answer = asyncio.ensure_future(click)
    await asyncio.to_thread(school.inbox.reached.wait, 10)
    done, _ = await asyncio.wait({answer}, timeout=0.05)
    assert not done
    assert not school.committed()
    school.inbox.gate.set()
    response = await answer
    assert school.committed()
    return response


def test_a_click_is_never_acknowledged_before_it_is_kept(slack: SlackServer) -> None:
    async def tell(school: School) -> None:
        answer = await held_up(school, school.clicker.press("improved", user="U0ANNA", channel="C8C"))
        assert answer.status_code == 200

    # However short the patience: a click that saves is waited for.
    story(slack, tell, FakeInbox(gate=threading.Event()), AT_ONCE)


def test_a_sent_form_is_never_acknowledged_before_the_commit(slack: SlackServer) -> None:
    async def tell(school: School) -> None:
        await school.form()
        school.inbox.gate, school.inbox.committed = threading.Event(), False
        school.inbox.reached.clear()
        answer = await held_up(school, school.clicker.submit({}))
        assert answer.json() == {"response_action": "clear"}

    story(slack, tell, FakeInbox(answers={"contacted_guardian": form_then_saved}), AT_ONCE)


def test_that_the_bot_was_removed_is_never_acknowledged_before_the_commit(slack: SlackServer) -> None:
    async def tell(school: School) -> None:
        await held_up(school, school.clicker.member_left(slack.space.bot.id, "C8C"))

    assert story(slack, tell, FakeInbox(gate=threading.Event())).left == [("slack", "C8C")]


def test_the_trigger_lives_three_seconds_so_a_slow_form_opens_a_waiting_view_first(
    slack: SlackServer,
) -> None:
    async def tell(school: School) -> None:
        assert school.inbox.gate
        answer = await school.clicker.press("contacted_guardian", user="U0ANNA", channel="C8C")
        assert answer.status_code == 200
        assert not school.committed()
        while len(under_way := school.chat.later._tasks) > len(("the press", "what shows it")):
            await asyncio.wait(under_way, return_when=asyncio.FIRST_COMPLETED)
        assert "Hämtar …" in str(slack.latest_view().payload)
        slack.clock.advance(10)
        school.inbox.gate.set()
        await school.settled()
        assert slack.latest_view().payload["callback_id"] == "contacted_guardian"

    inbox = FakeInbox(answers={"contacted_guardian": FORM}, gate=threading.Event())
    story(slack, tell, inbox, AT_ONCE)
    assert len(slack.views) == 1


def test_a_waiting_view_says_so_when_it_turns_out_to_be_saved(slack: SlackServer) -> None:
    async def tell(school: School) -> None:
        assert school.inbox.gate
        await school.clicker.press("contacted_guardian", user="U0ANNA", channel="C8C")
        school.inbox.gate.set()
        await school.settled()
        assert "Kontakt tagen" in str(slack.latest_view().payload)

    story(slack, tell, FakeInbox(gate=threading.Event()), AT_ONCE)


def test_a_waiting_view_shows_that_something_went_wrong(slack: SlackServer) -> None:
    async def tell(school: School) -> None:
        assert school.inbox.gate
        await school.clicker.press("show", user="U0ANNA", channel="C8C")
        school.inbox.gate.set()
        await school.settled()
        assert "försök igen" in str(slack.latest_view().payload)

    story(slack, tell, FakeInbox(gate=threading.Event(), error=RuntimeError("locked")), AT_ONCE)
