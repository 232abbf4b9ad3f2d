"""Cases: whoever saves on the version they read wins, and the columns find them again."""

from __future__ import annotations

import threading
from dataclasses import replace
from datetime import timedelta

from bot.rules.ladder import Ladder
from bot.rules.state import Answer, AskStatus, Case, CaseStatus, UndoPoint
from bot.storage import cases, ladders
from bot.storage.db import Database
from tests.storage.make import MONDAY, NOW, SCHOOL, ask, case, crossing

ANSWER = Answer(
    id="s1",
    action="contacted_guardian",
    stage="contact",
    ask_id="c1-a1",
    person="mentor@example.org",
    role="mentor",
    at=NOW,
    day=MONDAY,
    fields={"causes": ["sleep"], "note": "Ö", "consent": True},
)


def save(database: Database, *several: Case) -> None:
    with database.write() as conn:
        for one in several:
            assert cases.save(conn, one, 0)


def test_a_whole_case_comes_back_equal(database: Database) -> None:
    full = case(
        crossings=(crossing(),),
        answers=(ANSWER,),
        tracks={"ill": "contact"},
        answered={"contact": MONDAY},
        undo=(UndoPoint(answer_id="s1", ask_id="c1-a1", person="m", until=NOW, before=case(), changes=1),),
    )
    save(database, full)
    with database.read() as conn:
        assert cases.case(conn, "c1") == replace(full, version=1)


def test_a_case_is_found_by_id_reference_ask_and_pupil(database: Database) -> None:
    save(database, case(ref="K7QM"))
    with database.read() as conn:
        stored = cases.case(conn, "c1")
        assert stored is not None
        assert cases.case_by_ref(conn, " k7qm ") == stored
        assert cases.case_by_ask(conn, "c1-a1") == stored
        assert cases.open_case(conn, "p1", "se-ostersund-lit") == stored
        assert cases.cases_of_pupil(conn, "p1") == (stored,)
        assert cases.open_cases(conn, SCHOOL) == (stored,)
        assert cases.case(conn, "c9") is None
        assert cases.case_by_ref(conn, "ZZZZ") is None
        assert cases.case_by_ask(conn, "c9-a1") is None
        assert cases.open_case(conn, "p1", "fi-nyland") is None


def test_the_second_save_of_a_version_loses_and_changes_nothing(database: Database) -> None:
    save(database, case())
    with database.write() as conn:
        assert cases.save(conn, case(stage="investigate", asks=(ask("c1-a2"),)), 1)
        assert not cases.save(conn, case(stage="problematic", asks=(ask("c1-a3"),)), 1)
        assert not cases.save(conn, case(), 0)
        stored = cases.case(conn, "c1")
        assert stored is not None
        assert (stored.stage, stored.version) == ("investigate", 2)
        assert [row.ask_id for row in cases.asks_of(conn, school=SCHOOL)] == ["c1-a2"]


def test_of_racing_savers_exactly_one_wins(database: Database) -> None:
    save(database, case())
    won: list[str] = []
    ready = threading.Barrier(3)

    def change(stage: str) -> None:
        ready.wait()
        with database.write() as conn:
            if cases.save(conn, case(stage=stage), 1):
                won.append(stage)

    racers = [threading.Thread(target=change, args=(stage,)) for stage in ("a", "b", "c")]
    for racer in racers:
        racer.start()
    for racer in racers:
        racer.join()
    with database.read() as conn:
        stored = cases.case(conn, "c1")
        assert stored is not None
        assert won == [stored.stage]


def test_a_pupil_has_one_open_case_per_ladder(database: Database) -> None:
    closed = case("c1", status=CaseStatus.CLOSED, closed_on=MONDAY, next_due=None)
    save(database, closed, case("c2"), case("c3", ladder_id="fi-nyland"))
    with database.write() as conn:
        assert not cases.save(conn, case("c4"), 0)
        assert not cases.save(conn, replace(closed, status=CaseStatus.OPEN), 1)
        assert cases.save(conn, case("c2", status=CaseStatus.CLOSED), 1)
        assert cases.save(conn, replace(closed, status=CaseStatus.OPEN), 1)


def test_due_cases_come_in_pages_and_the_oldest_is_known(database: Database) -> None:
    soon, later = MONDAY + timedelta(days=1), MONDAY + timedelta(days=9)
    save(
        database,
        *(case(f"c{n}", pupil_id=f"p{n}", next_due=soon) for n in range(1, 6)),
        case("c6", pupil_id="p6", next_due=later),
        case("c7", pupil_id="p7", next_due=None, status=CaseStatus.CLOSED),
    )
    with database.read() as conn:
        first = cases.due(conn, soon, limit=3)
        rest = cases.due(conn, soon, after_id=first[-1].id, limit=3)
        assert [one.id for one in (*first, *rest)] == ["c1", "c2", "c3", "c4", "c5"]
        assert cases.due(conn, MONDAY) == ()
        assert cases.oldest_due(conn) == soon


def test_a_closed_case_with_a_duty_left_is_still_due(database: Database) -> None:
    save(database, case("c1", next_due=MONDAY, status=CaseStatus.CLOSED, closed_on=MONDAY))
    with database.read() as conn:
        assert [one.id for one in cases.due(conn, MONDAY)] == ["c1"]
        assert cases.oldest_due(conn) == MONDAY


def test_asks_are_listed_by_person_role_and_school(database: Database) -> None:
    save(
        database,
        case("c1", asks=(ask("a1"), ask("a2", who="nurse", person=None, status=AskStatus.ANSWERED))),
        case("c2", pupil_id="p2", asks=(ask("a3", person="annan@example.org", deputy="mentor@example.org"),)),
        case("c3", pupil_id="p3", school="Annan skola", asks=(ask("a4", who="nurse", person=None),)),
    )
    with database.read() as conn:
        mine = cases.asks_of(conn, person="mentor@example.org")
        assert [(row.ask_id, row.ref, row.pupil_id) for row in mine] == [
            ("a1", "REF1", "p1"),
            ("a3", "REF2", "p2"),
        ]
        assert [row.ask_id for row in cases.asks_of(conn, who="nurse")] == ["a4"]
        assert [row.ask_id for row in cases.asks_of(conn, who="nurse", status=None)] == ["a2", "a4"]
        assert cases.asks_of(conn, who="nurse", school=SCHOOL) == ()


def test_cases_of_a_school_reach_back_to_a_day(database: Database) -> None:
    before = MONDAY - timedelta(days=1)
    save(
        database,
        case("c1", status=CaseStatus.CLOSED, closed_on=before),
        case("c2", pupil_id="p2", status=CaseStatus.CLOSED, closed_on=MONDAY),
        case("c3", pupil_id="p3"),
    )
    with database.read() as conn:
        assert [one.id for one in cases.cases_of_school(conn, SCHOOL, MONDAY)] == ["c2", "c3"]


def test_references_are_short_unambiguous_and_free(database: Database) -> None:
    with database.write() as conn:
        refs = {cases.new_ref(conn) for _ in range(50)}
        assert all(len(ref) == 4 and set(ref) <= set(cases.REF_ALPHABET) for ref in refs)
        assert not set(cases.REF_ALPHABET) & set("01OIL")
        assert len(refs) > 45


def test_a_pinned_ladder_keeps_its_text(database: Database) -> None:
    ladder = Ladder(id="se-x", name={"sv": "X"}, country="SE", text="id: se-x\n# å\n")
    digest = ladders.digest_of(ladder.text)
    with database.write() as conn:
        ladders.pin(conn, digest, ladder)
        ladders.pin(conn, digest, ladder)
        assert ladders.pinned(conn, digest) == "id: se-x\n# å\n"
        assert ladders.pinned(conn, "other") is None
