"""Open cases follow the roster: another class, another mentor, gone, protected. Half a roster is not believed."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest
import sqlalchemy as sa

from bot.handlers.deliver import Deliverer
from bot.notices.model import Notice
from bot.ports import Receipt
from bot.rules.state import CaseStatus
from bot.rules.values import Pupil
from bot.storage import journal, posts
from bot.storage import school as rosters
from bot.storage.columns import metadata
from bot.storage.db import Database
from tests.handlers.posting import Posts, Standing
from tests.handlers.test_poll import state
from tests.handlers.town import DAY, LIT, MONDAY, Town, email, pupil, school_of
from tests.notices.reading import words

TUESDAY, WEDNESDAY, THURSDAY = (MONDAY + n * DAY for n in range(1, 4))
NAME = ("Kanariep1", "Fågelssonp1")


@pytest.fixture
def town(database: Database) -> Town:
    made = Town(database, pupils=[pupil("p1"), pupil("p2"), pupil("p3", class_name="8D")])
    made.days(MONDAY, 2, p1="AAAP")
    return made


@dataclass
class Kept(Posts):
    """Keeps updates too, by the message they replace."""

    updated: dict[str, Notice] = field(default_factory=dict)

    async def update(self, receipt: Receipt, notice: Notice) -> None:
        """What stands there now."""
        self.updated[receipt.message] = notice


def deliver(town: Town, chat: Posts) -> None:
    """Send what is in the outbox."""
    asyncio.run(Deliverer(town.house, {"local": chat}, Standing(town.clock)).run())


# --- moving --------------------------------------------------------------------------------------------


def test_a_pupil_who_changes_class_takes_the_case_to_the_new_mentor(town: Town) -> None:
    town.enrol(pupil("p1", class_name="8D"), pupil("p2"), pupil("p3", class_name="8D"))
    town.poll(WEDNESDAY)
    case = town.case()
    assert (case.class_name, case.mentor, case.status) == ("8D", email("8D"), CaseStatus.OPEN)
    assert case.waiting[0].who == "mentor"
    town.press(case.waiting[0], "talked_with_pupil", email("8D"))
    assert "answered" in town.journal(case)


def test_the_former_mentor_may_no_longer_see_or_answer(town: Town) -> None:
    town.enrol(pupil("p1", class_name="8D"), pupil("p2"), pupil("p3", class_name="8D"))
    town.poll(WEDNESDAY)
    before = town.case()
    for action in ("show", "talked_with_pupil"):
        town.press(before.waiting[0], action, email("8C"))
    assert town.journal(before).count("refused") == 2
    assert town.case() == before


def test_another_mentor_of_the_same_class_takes_over(town: Town) -> None:
    new = email("8D")
    town.enrol(pupil("p1", mentor=new), pupil("p2", mentor=new), pupil("p3", class_name="8D"))
    town.poll(WEDNESDAY)
    assert town.case().mentor == new
    assert town.case().class_name == "8C"


def test_a_pupil_who_leaves_ends_the_case_visibly(town: Town) -> None:
    chat = Kept()
    deliver(town, chat)
    town.enrol(pupil("p2"), pupil("p3", class_name="8D"))
    town.poll(WEDNESDAY)
    assert town.case().status is CaseStatus.CLOSED
    assert "closed" in town.journal(town.case())
    deliver(town, chat)
    (redrawn,) = chat.updated.values()
    assert not redrawn.buttons


def test_a_pupil_who_comes_back_begins_anew_by_the_figures(town: Town) -> None:
    town.enrol(pupil("p2"), pupil("p3", class_name="8D"))
    town.poll(WEDNESDAY)
    town.enrol(pupil("p1"), pupil("p2"), pupil("p3", class_name="8D"))
    town.say("p1", WEDNESDAY, "AAPP")
    town.poll(WEDNESDAY, hour=17)
    with town.db.read() as conn:
        assert rosters.left_on(conn, "p1") is None
    assert [one.status for one in town.cases()][:1] == [CaseStatus.CLOSED]


def test_who_comes_back_and_still_crosses_the_limit_is_asked_about_again(town: Town) -> None:
    """One night's roster without a class must not silence its cases for the rest of the school year."""
    town.enrol(pupil("p2"), pupil("p3", class_name="8D"))
    town.poll(WEDNESDAY)
    town.enrol(pupil("p1"), pupil("p2"), pupil("p3", class_name="8D"))
    last = town.days(THURSDAY, 2)
    assert [one.status for one in town.cases()] == [CaseStatus.CLOSED, CaseStatus.OPEN]
    assert town.cases()[-1].waiting[0].stage == "four"
    town.close()
    town.days(last + DAY, 3)
    assert len(town.cases()) == 2, "somebody has judged it now"


def test_who_moves_on_to_another_school_is_asked_about_there(database: Database) -> None:
    town = Town(database, [school_of(), school_of("Esbo skola")], [pupil("p1"), pupil("p2", "Esbo skola")])
    town.days(MONDAY, 2, p1="AAAP")
    town.enrol(pupil("p1", "Esbo skola"), pupil("p2", "Esbo skola"), pupil("p4"))
    town.days(WEDNESDAY, 1)
    there = [(one.school, one.status) for one in town.cases()]
    assert set(there) == {(LIT, CaseStatus.CLOSED), ("Esbo skola", CaseStatus.OPEN)}


def test_a_pupil_who_moves_to_another_school_ends_the_case_at_the_first(database: Database) -> None:
    town = Town(database, [school_of(), school_of("Esbo skola")], [pupil("p1"), pupil("p2", "Esbo skola")])
    town.days(MONDAY, 2, p1="AAAP")
    first = town.case()
    town.enrol(pupil("p1", "Esbo skola"), pupil("p2", "Esbo skola"), pupil("p4"))
    town.say("p1", WEDNESDAY, "AAAA")
    town.poll(WEDNESDAY)
    ended = next(case for case in town.cases() if case.id == first.id)
    assert ended.status is CaseStatus.CLOSED
    assert {case.school for case in town.cases() if case.status is CaseStatus.OPEN} <= {"Esbo skola"}


# --- half a roster -------------------------------------------------------------------------------------


def test_half_a_roster_is_not_believed(database: Database) -> None:
    many = [pupil(f"p{n}") for n in range(1, 31)]
    town = Town(database, pupils=many)
    town.days(MONDAY, 2, p1="AAAP")
    good = state(database).good_at
    town.enrol(*many[15:])
    polled = town.poll(WEDNESDAY)
    assert "15 pupils where 30 are known" in str(polled.problems[0])
    assert town.case().status is CaseStatus.OPEN
    assert state(database).good_at == good
    with database.read() as conn:
        assert len(rosters.pupils(conn, LIT)) == 30
    town.enrol(*many[1:])
    town.poll(THURSDAY)
    assert town.case().status is CaseStatus.CLOSED


def test_a_roster_that_names_nobody_is_not_believed_of_the_smallest_school(town: Town) -> None:
    given = town.feed.roster
    assert given is not None
    town.feed.roster = replace(given, pupils=())
    polled = town.poll(WEDNESDAY)
    assert "0 pupils where 3 are known" in str(polled.problems[0])
    assert town.case().status is CaseStatus.OPEN


def test_the_only_pupil_of_a_school_may_move_to_another(database: Database) -> None:
    schools = [school_of(), school_of("Öjebyns skola")]
    town = Town(database, schools, [pupil("p1"), pupil("p2", "Öjebyns skola")])
    town.days(MONDAY, 1)
    given = town.feed.roster
    assert given is not None
    town.feed.roster = replace(given, pupils=(pupil("p1", "Öjebyns skola"), pupil("p2", "Öjebyns skola")))
    assert not town.poll(TUESDAY).problems


def test_in_half_a_roster_who_became_protected_is_forgotten_all_the_same(database: Database) -> None:
    many = [pupil(f"p{n}") for n in range(1, 31)]
    town = Town(database, pupils=many)
    town.days(MONDAY, 2, p1="AAAP")
    town.enrol(*many[15:], protected=["p1"])
    town.poll(WEDNESDAY)
    with database.read() as conn:
        assert rosters.pupil(conn, "p1") is None
    assert not town.cases()


# --- protected -----------------------------------------------------------------------------------------


def test_who_becomes_protected_is_forgotten_in_every_table(town: Town) -> None:
    case = town.case()
    town.press(case.waiting[0], "note", email("8C"), {"note": "Kanariefågel i anteckningen"})
    protect(town)
    with town.db.read() as conn:
        for table in metadata.sorted_tables:
            for row in conn.execute(sa.select(table)):
                assert not found_in(repr(tuple(row))), f"{table.name} still knows"


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)  # PostgreSQL keeps its own files
def test_who_becomes_protected_leaves_no_byte_in_the_file(town: Town) -> None:
    file = town.db.url.database
    assert file is not None
    files = [Path(file), Path(f"{file}-wal")]
    assert any(b"Kanariep1" in one.read_bytes() for one in files), "it is there before"
    town.press(town.case().waiting[0], "note", email("8C"), {"note": "Kanariep1 mår bra"})
    protect(town)
    for one in files:
        if one.exists():
            assert not found_in(one.read_bytes().decode("utf-8", errors="replace")), one.name


def test_the_journal_of_a_forgotten_pupil_stays_whole(town: Town) -> None:
    case = town.case()
    protect(town)
    with town.db.read() as conn:
        assert journal.verify(conn, case.id) is None
    kinds = town.journal(case)
    assert kinds[:2] == ["opened", "asked"]
    assert "redacted" in kinds


def test_posted_messages_of_a_forgotten_pupil_say_nothing_of_them_anywhere(database: Database) -> None:
    """Names shown by choice, a case closed long ago, a reminder in a thread: all are redrawn."""
    town = Town(database, [school_of(display="name")], [pupil("p1"), pupil("p2"), pupil("p3")])
    town.days(MONDAY, 2, p1="AAAP")
    chat = Kept()
    deliver(town, chat)
    assert any("Kanariep1" in words(notice) for _, notice in chat.posted), "names are shown"
    town.close()
    deliver(town, chat)
    protect(town, others=[pupil("p2"), pupil("p3")])
    deliver(town, chat)
    with database.read() as conn:
        standing = [post.receipt.message for post in posts.posts_on(conn, "local")]
    assert standing
    for message in standing:
        redrawn = chat.updated[message]
        assert not found_in(words(redrawn) + redrawn.fallback)
        assert not redrawn.buttons


def test_a_button_of_a_forgotten_pupil_opens_nothing(town: Town) -> None:
    ask = town.case().waiting[0]
    protect(town)
    for action in ("show", "explain", "talked_with_pupil"):
        answer = town.press(ask, action, email("8C"))
        assert answer.form is None
        assert answer.notice is None or not found_in(words(answer.notice))


def test_a_pupil_protected_from_the_start_is_never_stored(database: Database) -> None:
    town = Town(database, pupils=[pupil("p2")])
    town.enrol(pupil("p2"), protected=["p1"])
    town.days(MONDAY, 3, p2="AAAP")
    with database.read() as conn:
        for table in metadata.sorted_tables:
            assert "p1" not in {str(value) for row in conn.execute(sa.select(table)) for value in row}


def test_who_is_no_longer_protected_begins_with_nothing(town: Town) -> None:
    protect(town)
    town.enrol(pupil("p1"), pupil("p2"), pupil("p3", class_name="8D"))
    town.say("p1", THURSDAY, "AAAA")
    town.poll(THURSDAY)
    assert not town.cases()


def protect(town: Town, others: Sequence[Pupil] = ()) -> None:
    """p1 becomes protected; the others stay."""
    rest = others or [pupil("p2"), pupil("p3", class_name="8D")]
    town.enrol(*rest, protected=["p1"])
    town.poll(WEDNESDAY)


def found_in(text: str) -> list[str]:
    """What of p1 stands in a text: the names, or the id as a word of its own."""
    return [one for one in (*NAME, "'p1'", '"p1"', "p1/2026") if one in text]
