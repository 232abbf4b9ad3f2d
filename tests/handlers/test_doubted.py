"""A class whose registers of a day look wrong: nobody is asked because of it until it is mended, confirmed or old."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from datetime import date, timedelta

import pytest

from bot.handlers.deliver import Deliverer
from bot.notices.model import Notice
from bot.ports import Pressed, PressKind, Receipt
from bot.rules.doubt import Limits, State
from bot.storage import doubts, outbox
from bot.storage.db import Database
from tests.handlers.posting import Posts, Standing
from tests.handlers.town import DAY, MONDAY, Town, email, ladder, pupil, record, school_of

CLASS = [f"p{n}" for n in range(1, 11)]
ONE_DAY = {"over: 4": "over: 3"}
"""A stage that four lessons missed on one day already reach."""
PRINCIPAL = email("principal")
TUESDAY, WEDNESDAY = MONDAY + 8 * DAY, MONDAY + 9 * DAY


@dataclass
class Room(Posts):
    """A chat in which messages are replaced."""

    now: dict[Receipt, Notice] = field(default_factory=dict)

    async def post(self, address: str, notice: Notice, key: str, thread: Receipt | None = None) -> Receipt:
        receipt = await super().post(address, notice, key, thread)
        self.now[receipt] = notice
        return receipt

    async def update(self, receipt: Receipt, notice: Notice) -> None:
        self.now[receipt] = notice

    @property
    def doubts(self) -> list[Notice]:
        """What stands about doubted days, as it reads now."""
        return [notice for notice in self.now.values() if notice.kind == "doubt"]


@dataclass
class Story:
    """A class of ten with six ordinary days behind it."""

    town: Town
    chat: Room = field(default_factory=Room)

    def deliver(self) -> list[Notice]:
        """Empty the outbox; the messages about doubted days."""
        chats = {"local": self.chat}
        asyncio.run(Deliverer(self.town.house, chats, Standing(self.town.clock), settle=timedelta()).run())
        return self.chat.doubts

    def day(self, day: date, marks: str = "PPPP") -> list[Notice]:
        """A day on which the whole class has the same marks, polled and said."""
        self.town.give(day, **dict.fromkeys(CLASS, marks))
        self.town.poll(day)
        return self.deliver()

    def raised(self) -> set[str]:
        """Pupils of whom anything stands raised."""
        return {one for one in CLASS if self.town.raised(one)}

    def states(self) -> list[State]:
        """What became of the doubts, the oldest day first."""
        with self.town.db.read() as conn:
            days = [MONDAY + n * DAY for n in range(40)]
            return [one.state for one in doubts.of_days(conn, self.town.house.schools[0].name, days)]

    def says_right(self, notice: Notice, by: str = PRINCIPAL, click_id: str = "") -> Pressed:
        """The button under the message."""
        return self.town.press(notice.ask_id, "data_right", by, click_id=click_id)


@pytest.fixture
def story(database: Database) -> Story:
    """Monday a week later: a Tuesday is about to go wrong."""
    town = Town(
        database,
        [school_of(steps=ladder(**ONE_DAY), doubts=Limits())],
        [pupil(one) for one in CLASS],
    )
    town.days(MONDAY, 6)
    return Story(town)


def test_half_a_file_asks_nobody_and_the_mended_one_asks_of_whom_it_should(story: Story) -> None:
    (told,) = story.day(TUESDAY, "IIII")
    assert story.raised() == set()
    assert (told.heading, told.meta) == (
        "Stämmer frånvaron i 8C?",
        "Tis\u00a025\u00a0aug · 10 av 10 elever är borta hela dagen",
    )
    assert "Annars räknas den från fre\u00a028\u00a0aug" in told.body
    assert [button.label for button in told.buttons] == ["Uppgifterna stämmer"]
    for one in CLASS[1:]:
        story.town.say(one, TUESDAY, "PPPP")
    (told,) = story.day(WEDNESDAY)
    assert story.raised() == {"p1"}
    assert story.town.stages("p1") == [(TUESDAY, "four")]
    assert told.status == "✓ Rättat i frånvarosystemet, ons\u00a026\u00a0aug kl.\u00a016.00. Dagen räknas."
    assert told.buttons == ()
    assert len(story.chat.posted) == 2, "one message about the day, one question about the pupil"


def test_a_class_that_was_really_ill_is_asked_of_once_the_principal_says_so(story: Story) -> None:
    (told,) = story.day(TUESDAY, "AAAA")
    said = story.says_right(told)
    assert said.notice
    assert said.notice.body == "Sparat. Dagen räknas nu."
    (told,) = story.day(WEDNESDAY)
    assert story.raised() == set(CLASS)
    assert story.town.stages("p2") == [(TUESDAY, "four")]
    assert told.status.endswith("uppgifterna stämmer. Dagen räknas.")
    assert told.status.startswith("✓ Namn principal@lits.example")


def test_what_nobody_mends_or_confirms_counts_after_three_school_days(story: Story) -> None:
    story.day(TUESDAY, "IIII")
    story.day(WEDNESDAY)
    story.day(WEDNESDAY + DAY)
    assert story.raised() == set()
    (told,) = story.day(WEDNESDAY + 2 * DAY)
    assert story.raised() == set(CLASS)
    assert told.status.startswith("Ingen har ändrat uppgifterna. Dagen räknas sedan fre\u00a028\u00a0aug")
    assert story.states() == [State.STANDS]


def test_a_day_without_any_poll_of_new_records_ends_it_as_well(story: Story) -> None:
    story.day(TUESDAY, "IIII")
    story.town.poll(WEDNESDAY + 2 * DAY)
    assert story.raised() == set(CLASS)


def test_what_rests_on_other_days_is_raised_all_the_same(story: Story) -> None:
    story.town.say("p1", MONDAY + 3 * DAY, "IIII")
    story.day(TUESDAY, "IIII")
    (crossing,) = story.town.raised("p1")
    assert story.raised() == {"p1"}
    assert crossing.figure.value == 4, "the doubted day is no part of what the mentor is shown"
    story.says_right(story.chat.doubts[0])
    story.day(WEDNESDAY)
    assert [stage for _, stage in story.town.stages("p1")] == ["four"]


def test_an_open_case_is_not_touched_by_a_doubt(story: Story) -> None:
    story.town.say("p1", MONDAY + 3 * DAY, "IIII")
    story.day(MONDAY + 7 * DAY)
    before = story.town.case("p1")
    story.day(TUESDAY, "IIII")
    assert story.town.case("p1") == before


def test_nothing_is_said_of_a_mistake_mended_before_the_message_went(story: Story) -> None:
    for one in CLASS:
        story.town.say(one, TUESDAY, "IIII")
    story.town.poll(TUESDAY)
    for one in CLASS:
        story.town.say(one, TUESDAY, "PPPP")
    story.town.poll(TUESDAY)
    assert story.deliver() == []
    assert story.states() == [State.MENDED]
    with story.town.db.read() as conn:
        assert outbox.awaited(conn) == 0


def test_only_who_answers_for_the_school_may_say_so_and_once(story: Story) -> None:
    (told,) = story.day(TUESDAY, "IIII")
    said = story.says_right(told, by=email("8c"))
    assert said.kind is PressKind.PRIVATE
    assert said.notice
    assert said.notice.kind == "refused"
    assert story.states() == [State.HELD]
    story.says_right(told, click_id="x")
    again = story.says_right(told, click_id="x")
    assert again.notice
    assert again.notice.body == "Det är redan avgjort. Inget har ändrats."
    assert story.states() == [State.RIGHT]


def test_what_was_confirmed_is_not_doubted_again(story: Story) -> None:
    (told,) = story.day(TUESDAY, "IIII")
    story.says_right(told)
    story.town.say("p1", TUESDAY, "AAAA")
    story.day(WEDNESDAY)
    assert story.states() == [State.RIGHT]
    assert len(story.chat.doubts) == 1


def test_registers_taken_twice_are_doubted(story: Story) -> None:
    for one in CLASS[:3]:
        rows = [record(one, TUESDAY, place, "I") for place in range(4)]
        story.town.feed.rows += [
            {**row, "record_id": f"x{row['record_id']}", "starts": row["starts"] + 5} for row in rows
        ]
    (told,) = story.day(TUESDAY)
    assert told.meta.endswith("3 av 10 elever har lektioner på samma tid")
    assert story.raised() == set()


def test_a_school_that_wants_no_doubts_has_none(story: Story) -> None:
    story.town.edit(doubts=None)
    assert story.day(TUESDAY, "IIII") == []
    assert story.raised() == set(CLASS)


def test_switched_off_while_something_is_held_it_counts_at_the_next_poll(story: Story) -> None:
    story.day(TUESDAY, "IIII")
    story.town.edit(doubts=None)
    story.day(WEDNESDAY)
    assert story.raised() == set(CLASS)


def test_an_office_of_its_own_is_told_before_the_principal(story: Story) -> None:
    roster = story.town.feed.roster
    assert roster
    office = roster.staff[-1].__class__(
        email="kansli@lits.example", name="Kansli", school=roster.staff[0].school, roles=frozenset({"office"})
    )
    story.town.enrol(*roster.pupils, staff=(*roster.staff, office))
    (told,) = story.day(TUESDAY, "IIII")
    assert [address for address, notice in story.chat.posted if notice.kind == "doubt"] == [
        "@kansli@lits.example"
    ]
    assert story.says_right(told, by="kansli@lits.example").kind is PressKind.SAVED
