"""Invented rows for the storage tests."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from fractions import Fraction
from typing import Any

import polars as pl

from bot.rules.state import Ask, AskKind, Case, Entry, JournalKind
from bot.rules.values import Crossing, Figure, Pupil, Window
from bot.storage.outbox import Row

NOW = datetime(2026, 11, 3, 7, 30, tzinfo=UTC)
MONDAY = date(2026, 11, 2)
SCHOOL = "Lits skola"
RECORD = {
    "source": "csv",
    "record_id": "r1",
    "pupil_id": "p1",
    "day": MONDAY,
    "starts": 480,
    "ends": 540,
    "scheduled": 60,
    "absent": 0,
    "status": "present",
    "kind": None,
    "reason": None,
    "subject": "",
    "deleted": False,
    "seq": 1,
}
SCHEMA = {
    "source": pl.String,
    "record_id": pl.String,
    "pupil_id": pl.String,
    "day": pl.Date,
    "starts": pl.Int32,
    "ends": pl.Int32,
    "scheduled": pl.Int32,
    "absent": pl.Int32,
    "status": pl.String,
    "kind": pl.String,
    "reason": pl.String,
    "subject": pl.String,
    "deleted": pl.Boolean,
    "seq": pl.Int64,
}


def frame(*rows: dict[str, Any]) -> pl.DataFrame:
    """A batch of records, each row what differs from :data:`RECORD`."""
    return pl.DataFrame([RECORD | row for row in rows], schema=SCHEMA)


def pupil(pupil_id: str, **changes: Any) -> Pupil:
    """A pupil of 8C."""
    one = Pupil(
        pupil_id=pupil_id,
        given_name="Påhittad",
        family_name="Elevsson",
        class_name="8C",
        grade=8,
        school=SCHOOL,
        mentor="mentor@example.org",
    )
    return replace(one, **changes)


def ask(ask_id: str, **changes: Any) -> Ask:
    """A stage's ask to the mentor."""
    one = Ask(
        id=ask_id,
        kind=AskKind.STAGE,
        stage="contact",
        who="mentor",
        person="mentor@example.org",
        asked_on=MONDAY,
        due=MONDAY + timedelta(days=3),
    )
    return replace(one, **changes)


def case(case_id: str = "c1", **changes: Any) -> Case:
    """An open case of pupil p1 with one waiting ask."""
    one = Case(
        id=case_id,
        ref=f"REF{case_id[-1].upper()}",
        school=SCHOOL,
        pupil_id="p1",
        class_name="8C",
        mentor="mentor@example.org",
        ladder_id="se-ostersund-lit",
        ladder_version=1,
        ladder_digest="d1",
        opened_on=MONDAY,
        stage="contact",
        asks=(ask(f"{case_id}-a1"),),
        next_due=MONDAY + timedelta(days=3),
    )
    return replace(one, **changes)


def crossing(**changes: Any) -> Crossing:
    """Ten per cent and more, raised for p1."""
    figure = Figure(
        stage="contact",
        line=0,
        measure="share",
        value=Fraction(1, 7),
        operator="at_least",
        limit=Fraction(1, 10),
        window=Window(first=MONDAY, last=MONDAY),
        holds=True,
        days=(MONDAY,),
    )
    one = Crossing(pupil_id="p1", stage="contact", day=MONDAY, figure=figure, period="2026-11")
    return replace(one, **changes)


def entry(kind: JournalKind = JournalKind.ANSWERED, **changes: Any) -> Entry:
    """A journal entry by the mentor."""
    one = Entry(kind=kind, actor="mentor@example.org", role="mentor", stage="contact", data={"value": "1/7"})
    return replace(one, **changes)


def row(key: str, **changes: Any) -> Row:
    """A message to the channel C1 about the case c1."""
    one = Row(
        key=key,
        kind="ask",
        platform="local",
        channel="C1",
        created_at=NOW,
        case_id="c1",
        ask_id="c1-a1",
        payload={"kind": "ask"},
    )
    return replace(one, **changes)
