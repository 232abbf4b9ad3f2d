"""A server that is down, busy, wrong or elsewhere: one readable line, nothing half-taken, no other host."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from bot.ports import Batch
from bot.sources.ss12000.source import Ss12000
from tests.ss12000.polled import Polled, folder, polled, served
from tests.ss12000.register import uid
from tests.ss12000.school import DAY, MONDAY, School, local
from tests.ss12000.server import ENDLESS, GARBLED, LATIN, LIST, MOVED, SECRET

EVENING = local(MONDAY, "18:00")


@pytest.fixture
def school() -> School:
    made = School().open(c8=["p1", "p2"])
    made.day(MONDAY, "PI")
    return made


@pytest.fixture
def one(school: School, tmp_path: Path) -> Iterator[Polled]:
    with polled(served(school), tmp_path) as made:
        yield made


def is_nothing(batch: Batch) -> bool:
    return (batch.roster, batch.records.height, dict(batch.files), batch.told, batch.more) == (
        None,
        0,
        {},
        (),
        False,
    )


@pytest.mark.parametrize(
    ("what", "said"),
    [
        (500, "answers with an error (500)"),
        (503, "answers with an error (503)"),
        (429, "asks to be asked less often (429)"),
        (400, "does not understand the question (400)"),
        (MOVED, "leads to another address, which is not followed: mend the address in the settings"),
        (GARBLED, "answers with something that is not JSON"),
        (LATIN, "answers with something that is not JSON"),
        (LIST, "answers with something else than an object"),
        (ENDLESS, "gives the same page for ever: try the other paging"),
    ],
)
@pytest.mark.parametrize(
    "path", ["organisations", "persons", "calendarEvents", "attendances", "deletedEntities"]
)
def test_whatever_is_wrong_with_one_answer_nothing_is_taken_and_one_line_says_why(
    one: Polled, path: str, what: int | str, said: str
) -> None:
    one.server.fault(path, what)
    batch = one.poll()[-1]
    assert is_nothing(batch)
    assert [str(problem) for problem in batch.problems] == [f"{path}: {said}"]


@pytest.mark.parametrize("what", [500, 502, 503, 504, 429])
def test_a_server_busy_for_a_moment_is_asked_again_after_a_pause(one: Polled, what: int) -> None:
    one.server.fault("calendarEvents", what, times=2)
    one.poll()
    assert one.said == []
    assert one.waits == [0.5, 2.0]
    assert one.marks("p2") == "IIII"


def test_a_pause_the_server_asks_for_is_kept(one: Polled) -> None:
    one.server.fault("calendarEvents", 429, times=1, headers={"Retry-After": "7"})
    one.poll()
    assert [round(wait) for wait in one.waits] == [7]
    assert one.said == []


def test_a_server_that_asks_for_an_hour_is_left_alone_for_it(one: Polled) -> None:
    time = [0.0]
    one.source = Ss12000(one.account, pause=one.waits.append, clock=lambda: time[0])
    one.server.fault("attendances", 429, times=1, headers={"Retry-After": "3600"})
    one.poll()
    asked = len(one.server.calls)
    time[0] = 3599.0
    (batch,) = one.poll()
    assert is_nothing(batch)
    assert len(one.server.calls) == asked
    assert str(batch.problems[0]).startswith("ss12000: the server asked to be asked later")
    time[0] = 3601.0
    one.poll()
    assert one.waits == []
    assert one.taken["after"]


def test_a_server_that_hangs_is_given_up(
    school: School, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with polled(served(school), tmp_path) as one:
        one.source._api._web._http.timeout = 0.05
        one.server.fault("persons", "hang")
        (batch,) = one.poll()
        assert is_nothing(batch)
        assert one.said == ["persons: does not answer in time"]


def test_a_server_that_is_not_there_is_said(school: School, tmp_path: Path) -> None:
    with polled(served(school), tmp_path) as one:
        account = one.account
    one.source = Ss12000(account, pause=lambda _: None)
    (batch,) = one.poll()
    assert [str(problem) for problem in batch.problems] == ["organisations: token_url cannot be reached"]


def test_an_outage_in_the_middle_of_the_first_reading_goes_on_where_it_was(
    school: School, tmp_path: Path
) -> None:
    for n in range(1, 5):
        school.day(MONDAY + n * DAY, "PI")
    with polled(served(school), tmp_path, local(MONDAY + 4 * DAY, "18:00")) as one:
        one.server.fault("calendarEvents", 503, after=2)
        batches = one.poll()
        assert [batch.whole for batch in batches[:-1]] == [False, False]
        assert is_nothing(batches[-1])
        one.server.faults.clear()
        one.server.calls.clear()
        one.restarted()
        batches = one.poll()
        assert [(batch.done, batch.of) for batch in batches[:3]] == [(3, 5), (4, 5), (5, 5)]
        starts = [
            call.query["startTime.onOrAfter"][0][:10] for call in one.server.asked("calendarEvents")[:3]
        ]
        assert starts == [str(MONDAY + n * DAY) for n in (2, 3, 4)]
        assert one.marks("p2") == "I" * 20


def test_a_poll_that_fails_loses_no_change(one: Polled, school: School) -> None:
    one.poll()
    lesson = uid("event", MONDAY, "08:10", "8C", 1)
    one.server.register.at(EVENING)
    school.said(lesson, "p1", "I")
    one.server.fault("deletedEntities", 503)
    assert is_nothing(one.poll()[-1])
    one.server.faults.clear()
    one.server.register.at(local(MONDAY, "23:00"))
    one.poll()
    assert one.marks("p1") == "IPPP"


def test_what_was_told_but_not_taken_in_is_told_again(one: Polled, school: School) -> None:
    one.poll()
    one.server.register.at(EVENING)
    school.said(uid("event", MONDAY, "08:10", "8C", 1), "p1", "I")
    assert one.source.read(one.taken).records.height == 2
    assert (
        one.source.read(one.taken).records.height == 2
    )  # the transaction failed: the marks are the former ones


def test_a_token_that_ran_out_is_fetched_anew(one: Polled) -> None:
    one.poll()
    one.server.tokens.clear()
    one.server.register.at(EVENING)
    (batch,) = one.poll()
    assert batch.problems == ()


def test_credentials_may_have_to_stand_in_the_header(one: Polled) -> None:
    one.server.refuses_body = True
    one.poll()
    assert one.said == []


def test_a_wrong_secret_is_said_and_not_shown(one: Polled) -> None:
    one.source = Ss12000(replace(one.account, client_secret="helt-fel"), pause=one.waits.append)
    (batch,) = one.poll()
    said = [str(problem) for problem in batch.problems]
    assert said == ["organisations: token_url refuses the credentials (401)"]
    assert "helt-fel" not in repr(one.source.__dict__) + str(said)
    assert SECRET not in repr(one.account)


def test_a_broken_roster_folder_is_said_and_nothing_is_asked(one: Polled, tmp_path: Path) -> None:
    folder(tmp_path / "data", terms="school,term\nTestskolan,HT26\n")
    (batch,) = one.poll()
    assert is_nothing(batch)
    assert one.said == ["terms.csv:1: broken header: missing starts, ends; allowed: school,term,starts,ends"]
    assert one.server.calls == []


def test_a_school_that_the_server_calls_otherwise_is_said_with_the_names_there_are(
    one: Polled, school: School
) -> None:
    school.register.put(
        "organisations", {"id": uid("x"), "displayName": "Nya", "organisationType": "Skolenhet"}
    )
    one.source = Ss12000(replace(one.account, schools=("Annat namn",)), pause=one.waits.append)
    (batch,) = one.poll()
    assert is_nothing(batch)
    assert "the server has: 'Nya', 'Testskolan'" in one.said[0]


def test_without_the_servers_clock_changes_are_followed_all_the_same(one: Polled, school: School) -> None:
    one.server.says_the_time = False
    one.poll()
    one.server.register.at(EVENING)
    school.said(uid("event", MONDAY, "08:10", "8C", 1), "p1", "I")
    one.poll()
    assert one.marks("p1") == "IPPP"


def test_sums_that_differ_from_the_lessons_are_told(one: Polled, school: School) -> None:
    one.poll()
    real = one.server.answer

    def wrong(path: str, query: object) -> tuple[int, object]:
        status, body = real(path, query)  # type: ignore[arg-type]  # passed on
        if path == "aggregatedAttendance":
            body = body | {"data": [one | {"offeredSum": 2 * one["offeredSum"]} for one in body["data"]]}
        return status, body

    one.server.answer = wrong  # type: ignore[method-assign]
    one.server.register.at(local(MONDAY + DAY, "01:00"))
    one.poll()
    (said,) = one.said
    assert said == (
        "aggregatedAttendance: offeredSum: 2 of 2 pupils have other minutes offered than their lessons add up to, "
        "2026-08-17 to 2026-08-17: 960 by the server's sums, 480 by its lessons"
    )


def test_sums_that_agree_are_not_spoken_of(one: Polled) -> None:
    one.poll()
    one.server.register.at(local(MONDAY + DAY, "01:00"))
    one.poll()
    assert one.said == []
    assert one.server.asked("aggregatedAttendance")
