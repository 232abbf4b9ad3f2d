"""The live stream: it begins with the present state, then tells what differs, to each viewer their own."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncIterator
from dataclasses import replace

from bot.chat.local.desk import Click, Step, View
from bot.chat.local.stream import FRAGMENT, Seen, event, follow
from bot.notices.board import Board
from tests.chat.local import samples
from tests.chat.local.school import School

ANNA = View(room="8C", viewer="anna", case="K7M2")
ANSWER = Click(
    click_id="c",
    ask_id="1",
    action="contacted_guardian",
    viewer="anna",
    room="8C",
    fields={"date": ("2026-08-24",)},
)


def asked() -> School:
    """A school in which Anna has been asked."""
    school = School()
    school.step(Step.PLAY, "")
    return school


def board(school: School, view: View = ANNA) -> Board:
    """The view's board."""
    made = school.board(view)
    assert isinstance(made, Board)
    return made


def test_the_first_news_is_the_present_state() -> None:
    news = "".join(Seen().news(board(asked())))
    for name in ("date", "term", "today", "step", "rooms", "queue", "m-K7M2", "case"):
        assert f'id="{name}"' in news
    assert "event: say" not in news


def test_the_same_state_again_is_no_news() -> None:
    school, seen = asked(), Seen()
    seen.news(board(school))
    assert seen.news(board(school)) == []


def test_an_answer_changes_its_message_and_not_the_calendar() -> None:
    school, seen = asked(), Seen()
    seen.news(board(school))
    school.answer(ANSWER)
    news = "".join(seen.news(board(school)))
    assert 'id="m-K7M2"' in news
    assert 'id="case"' in news
    assert 'id="term"' not in news


def test_a_new_question_is_spoken_without_a_name() -> None:
    school = School()
    seen = Seen()
    seen.news(board(school))
    school.step(Step.PLAY, "")
    news = seen.news(board(school))
    assert news[-1] == event("say", "1 ny fråga, till Anna i 8C.")
    assert 'data-title="(1) 8C' in "".join(news)


def test_the_stream_holds_no_form_and_nobody_elses_pupil() -> None:
    school = asked()
    writing = replace(ANNA, form="1.contacted_guardian")
    assert 'id="f-K7M2"' not in "".join(Seen().news(board(school, writing)))
    looking = replace(ANNA, pupil=True)
    assert samples.PUPIL in "".join(Seen().news(board(school, looking)))
    others = replace(looking, viewer="mehmet")
    assert samples.PUPIL not in "".join(Seen().news(board(school, others)))
    assert school.views == []


def test_each_patch_is_a_fragment_within_its_budget() -> None:
    school = School(extra={"7A": samples.gallery()})
    for news in Seen().news(board(school, View(room="7A", viewer="mehmet"))):
        assert len(news.encode()) <= FRAGMENT + 200


def test_lines_of_an_event_stay_inside_it() -> None:
    assert event("patch", "a\r\nb\rc\nd") == "event: patch\ndata: a\ndata: b\ndata: c\ndata: d\n\n"


async def until(stream: AsyncIterator[str], word: str) -> str:
    """The first event with the word in it."""
    async for found in stream:
        if word in found:
            return found
    return ""


def test_the_stream_follows_the_school_and_ends_with_it() -> None:
    school, closing = School(), threading.Event()

    async def listen() -> tuple[str, str, str]:
        stream = follow(school, ANNA, closing)
        first = await until(stream, 'id="case"')
        await asyncio.to_thread(school.step, Step.PLAY, "")
        told = await until(stream, "event: say")
        await asyncio.to_thread(school.step, Step.AGAIN, "")
        return first, told, await until(stream, "event: reload")

    first, told, reload = asyncio.run(listen())
    assert first.startswith("event: patch")
    assert "till Anna i 8C" in told
    assert reload


def test_closing_ends_an_open_stream() -> None:
    school, closing = asked(), threading.Event()

    async def listen() -> int:
        count = 0
        async for _ in follow(school, ANNA, closing):
            closing.set()
            count += 1
        return count

    assert asyncio.run(listen()) >= 1
