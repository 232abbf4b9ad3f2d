"""``lots check``: a question that nobody can have seen is said."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.app.check import check
from bot.rules.state import AskKind, CaseStatus
from bot.storage import cases, outbox
from bot.storage.db import Database
from tests.app.office import CHANNELS, MONDAY, TOML, Office

AWAY = {"p1": tuple(MONDAY + timedelta(days=n) for n in (22, 23, 24))}


def lost(office: Office) -> list[str]:
    return [str(line) for line in check(office.config) if line.what.startswith("cases of")]


def test_a_question_that_stands_nowhere_is_named_until_it_stands_somewhere(office: Office) -> None:
    office.write("channels.csv", CHANNELS.replace(",local,", ",slack,#"))
    friday = office.weeks(4, AWAY)
    office.once(friday)
    (line,) = lost(office)
    assert line.startswith(
        f"fail  cases of Påhittskolan: {office.case().ref} wait for an answer and stand nowhere ("
    )
    assert "Kanariefågel" not in line
    office.write("channels.csv", CHANNELS)
    office.weeks(6, AWAY)
    for days in range(3, 13):
        office.once(friday + timedelta(days=days), hour=9)
    assert lost(office) == []


@pytest.mark.parametrize("kind", ["referral_mail", "meeting"])
def test_a_mail_or_a_meeting_that_was_given_up_is_named_until_another_one_came(
    ill: Office, kind: str
) -> None:
    case = ill.case()
    database = Database(f"sqlite:///{ill.folder / 'lots.db'}")

    def row(key: str, *, why: str = "") -> None:
        with database.write() as conn:
            put = outbox.Row(
                key=key,
                kind=kind,
                platform="mail",
                channel="x",
                case_id=case.id,
                ask_id="q",
                created_at=ill.at(MONDAY),
                payload={},
            )
            outbox.put(conn, [put])
            claimed = next(one for one in outbox.claim(conn, 50, 60, ill.at(MONDAY)) if one.key == key)
            if why:
                outbox.dead(conn, claimed, why, ill.at(MONDAY))
            else:
                outbox.sent(conn, claimed, None, ill.at(MONDAY))

    row("first", why="ErrorInvalidUser")
    (line,) = lost(ill)
    assert line.startswith(
        f"fail  cases of Påhittskolan: a mail or a meeting of {case.ref} was given up (ErrorInvalidUser)"
    )
    row("second")
    assert lost(ill) == []


def test_a_duty_that_stands_nowhere_is_named_though_its_case_is_closed(ill: Office) -> None:
    case, database = ill.case(), Database(f"sqlite:///{ill.folder / 'lots.db'}")
    duty = replace(case.asks[0], id="q_duty", kind=AskKind.DUTY, who="principal", person=None)
    closed = replace(case, status=CaseStatus.CLOSED, closed_on=MONDAY, asks=(duty,), next_due=duty.due)
    put = outbox.Row(
        key="k",
        kind="ask",
        platform="slack",
        channel="x",
        case_id=case.id,
        ask_id=duty.id,
        created_at=ill.at(MONDAY),
        payload={},
    )
    with database.write() as conn:
        assert cases.save(conn, closed, case.version)
        outbox.put(conn, [put])
        (claimed,) = outbox.claim(conn, 50, 60, ill.at(MONDAY))
        outbox.dead(conn, claimed, "channel_not_found", ill.at(MONDAY))
    (line,) = lost(ill)
    assert f"{case.ref} wait for an answer and stand nowhere (channel_not_found)" in line


def test_nothing_is_said_where_every_question_stands(ill: Office) -> None:
    assert lost(ill) == []


def test_the_one_school_may_be_called_otherwise_in_its_roster(office: Office) -> None:
    office.config.write_text(TOML.replace('"Påhittskolan"', '"Hittepå"'), encoding="utf-8")
    office.write("channels.csv", CHANNELS.replace(",local,", ",slack,#"))
    office.once(office.weeks(4, AWAY))
    (line,) = lost(office)
    assert f"{office.case().ref} wait for an answer and stand nowhere" in line
