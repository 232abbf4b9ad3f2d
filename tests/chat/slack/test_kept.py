"""A click that saves is kept, acknowledged, then pressed; a stop in between loses nothing."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Mapping
from datetime import UTC, datetime

import pytest

from bot.chat.later import Later
from bot.chat.slack.backlog import Backlog, Quiet
from bot.chat.slack.inbound import Inbound
from bot.chat.slack.keeper import Keeper
from bot.chat.slack.touch import Place, Touch, of_kept, to_keep
from bot.ports import Press, Pressed
from tests.chat.slack.clicks import FORM, School, form_then_saved, story
from tests.chat.slack.school import SAVED, FakeInbox, chat_of, run
from tests.slack.server import SlackServer

NOW = datetime(2026, 11, 27, 16, 30, tzinfo=UTC)
TOUCH = Touch(
    place=Place.MESSAGE,
    click_id="slack:T0LIT:U0ANNA:1.0:q_7f3c91d2:improved",
    user="U0ANNA",
    team="T0LIT",
    user_team="T0LIT",
    ask_id="q_7f3c91d2",
    action="improved",
    channel="C8C",
)


class Held(FakeInbox):
    """Presses wait until they are let through; keeping does not."""

    def __init__(self) -> None:
        super().__init__()
        self.through = threading.Event()

    def press(self, press: Press, /) -> Pressed:
        assert self.through.wait(10)
        return super().press(press)


def test_a_click_is_acknowledged_while_the_case_is_still_to_be_saved(slack: SlackServer) -> None:
    inbox = Held()

    async def tell(school: School) -> None:
        answer = await school.clicker.press("improved", user="U0ANNA", channel="C8C")
        assert answer.status_code == 200
        assert list(inbox.waiting) == [TOUCH.click_id.replace("1.0", _stamp(inbox))]
        assert inbox.presses == []
        inbox.through.set()
        await school.settled()

    story(slack, tell, inbox)
    assert [press.action for press in inbox.presses] == ["improved"]
    assert inbox.waiting == {}


def _stamp(inbox: FakeInbox) -> str:
    (kept,) = inbox.waiting
    return kept.split(":")[3]


def test_what_was_kept_is_pressed_after_a_start(slack: SlackServer) -> None:
    async def tell() -> FakeInbox:
        inbox = FakeInbox(waiting={TOUCH.click_id: to_keep(TOUCH)})
        chat = chat_of(slack, inbox)
        await Inbound(inbox, chat).resume(NOW)
        await chat.later.settled()
        await chat.close()
        return inbox

    inbox = run(tell())
    assert [(one.click_id, one.ask_id, one.action) for one in inbox.presses] == [
        (TOUCH.click_id, TOUCH.ask_id, "improved")
    ]
    assert inbox.waiting == {}


@pytest.mark.parametrize("answer", [FORM, Pressed(kind=SAVED.kind)])
def test_nothing_waits_once_a_click_has_had_its_answer(slack: SlackServer, answer: Pressed) -> None:
    inbox = FakeInbox(answers={"improved": answer})
    story(slack, lambda school: school.press("improved"), inbox)
    assert inbox.known
    assert inbox.waiting == {}


def test_what_only_opens_something_is_not_kept(slack: SlackServer) -> None:
    inbox = FakeInbox(answers={"contacted_guardian": form_then_saved})

    async def tell(school: School) -> None:
        await school.press("contacted_guardian")
        await school.press("show")

    story(slack, tell, inbox)
    assert inbox.known == set()


def test_a_click_that_cannot_be_kept_says_so_and_is_not_pressed(slack: SlackServer) -> None:
    inbox = FakeInbox(error=RuntimeError("locked"))

    async def tell(school: School) -> None:
        assert await school.press("improved") == 200

    story(slack, tell, inbox)
    assert inbox.presses == []
    (message,) = slack.ephemerals
    assert "försök igen" in str(message.blocks)


def test_what_is_kept_holds_nothing_that_was_typed() -> None:
    typed = Touch(**{**vars(TOUCH), "view": {"state": {"values": {"b": {"note": {"value": "Kim är sjuk"}}}}}})
    assert "Kim" not in to_keep(typed)
    assert of_kept(to_keep(typed)) == TOUCH


def test_clicks_that_come_while_one_is_kept_share_the_next_commit() -> None:
    saved: list[Mapping[str, str]] = []

    def save(some: Mapping[str, str]) -> frozenset[str]:
        saved.append(some)
        return frozenset(some) - {"c7"}

    async def tell() -> list[bool]:
        keeper = Keeper(save)
        return await asyncio.gather(*(keeper.keep(f"c{n}", "") for n in range(20)), keeper.keep("c1", ""))

    assert run(tell()) == [n != 7 for n in range(20)] + [False]
    assert [len(some) for some in saved] == [1, 19]


def test_everybody_is_told_that_nothing_was_kept() -> None:
    def fail(_: Mapping[str, str]) -> frozenset[str]:
        raise RuntimeError("locked")

    async def tell() -> list[bool | BaseException]:
        keeper = Keeper(fail)
        return await asyncio.gather(*(keeper.keep(f"c{n}", "") for n in range(3)), return_exceptions=True)

    assert [str(each) for each in run(tell())] == ["locked"] * 3


def test_clicks_wait_while_others_come_and_not_for_ever() -> None:
    async def tell() -> tuple[list[str], list[str]]:
        begun: list[str] = []

        async def work(touch: Touch) -> None:
            begun.append(touch.click_id)

        patient, hasty = Later(), Later()
        waiting = Backlog(work, patient, Quiet(gap=60, longest=60))
        waiting.add(TOUCH)
        await asyncio.sleep(0)
        before = list(begun)
        at_once = Backlog(work, hasty, Quiet(gap=60, longest=0))
        at_once.add(TOUCH)
        at_once.add(TOUCH)
        await hasty.settled()
        return before, begun

    before, begun = run(tell())
    assert before == []
    assert begun == [TOUCH.click_id]
