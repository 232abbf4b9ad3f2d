"""The attendance sources as ``lots check`` finds them: folder, every row, and how fresh they are."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from bot.app.check_line import CheckLine
from bot.app.doubt_line import doubt_line
from bot.app.told import local
from bot.app.wiring import Clock, source_of
from bot.errors import UserError
from bot.handlers.digest import GOOD_TIME
from bot.ports import AttendanceSource, Probed, Roster
from bot.settings import Settings, Source
from bot.storage import calendars, clock, doubts, rollup, sources
from bot.storage.db import Database

POLL_OLD = timedelta(days=3)
"""Longer than a week-end."""
MAY_READ = "let the service's user read it, e.g. by a group: docs/install.md"
DAYS_OLD = 5
"""School days without any new lesson."""


@dataclass(frozen=True, kw_only=True)
class Read:
    """One source: its lines, and its roster where it could be read."""

    lines: tuple[CheckLine, ...]
    roster: Roster | None = None


def read_source(settings: Settings, source: Source, database: Database | None, now: datetime) -> Read:
    """Read what the next poll would read, and take nothing in."""
    name = f"source {source.name}"
    for key, folder in (("path", source.path), ("roster", source.roster)):
        if folder is not None and not folder.is_dir():
            mend = f"make the folder, or mend the source's {key}"
            return Read(lines=(CheckLine.fail(f"{name}: there is no folder {folder}", mend),))
        if folder is not None and not os.access(folder, os.R_OK | os.X_OK):
            return Read(
                lines=(CheckLine.fail(f"{name}: this user may not read the folder {folder}", MAY_READ),)
            )
    try:
        made = source_of(settings, source, Clock())
    except UserError as error:
        return Read(lines=(CheckLine.fail(f"{name}: {error}", "mend the line named"),))
    lines, roster = _looked_at(name, made, database)
    if database:
        now = _rehearsed(database, roster) or now
        lines += [*_polls(settings, source.name, database, now), *_lessons(settings, roster, database, now)]
    lines += _terms(roster, now) if roster else []
    return Read(lines=tuple(lines), roster=roster)


def _looked_at(
    name: str, source: AttendanceSource, database: Database | None
) -> tuple[list[CheckLine], Roster | None]:
    """What a source over the network says of itself; of any other, what the next poll would read."""
    if isinstance(source, Probed):
        roster, findings = source.probe()
        found = [CheckLine(ok=not one.mend, what=f"{name}: {one.what}", mend=one.mend) for one in findings]
        return [*_people(name, roster, ""), *found], roster
    batch = source.read(_taken(database, source.name))
    rows = f"; {batch.records.height} new attendance rows in {len(batch.files)} files"
    wrong = [CheckLine.fail(f"{name}: {problem}", "mend it in the export") for problem in batch.problems]
    return [*_people(name, batch.roster, rows), *wrong], batch.roster


def _taken(database: Database | None, name: str) -> dict[str, str]:
    """Files taken already: a row that was reported then is not reported for ever."""
    if database is None:
        return {}
    with database.read() as conn:
        return sources.taken(conn, name)


def _is_local(roster: Roster | None) -> bool:
    return roster is not None and all(channel.platform == "local" for channel in roster.channels)


def _terms(roster: Roster, now: datetime) -> Iterator[CheckLine]:
    """After its last known term a school has no school day and nothing goes out; a rehearsal has old terms."""
    last: dict[str, date] = {}
    for term in roster.terms:
        last[term.school] = max(term.last, last.get(term.school, term.last))
    for name, end in sorted(last.items()):
        if now.date() > end and not _is_local(roster):
            said = f"{name}: its last known term ended {end}, nobody is asked or reminded"
            yield CheckLine.fail(said, "add the next term to terms.csv")
        elif now.date() >= end - GOOD_TIME:
            yield CheckLine.good(f"{name}: its last known term ends {end}, add the next to terms.csv")


def _rehearsed(database: Database, roster: Roster | None) -> datetime | None:
    """The time of a rehearsal, which is what its data are as old as: only there do local channels reach anybody."""
    if not _is_local(roster):
        return None
    with database.read() as conn:
        return clock.seen(conn)


def _people(name: str, roster: Roster | None, rows: str) -> Iterator[CheckLine]:
    if roster is None:
        return
    people = (
        f"{len(roster.pupils)} pupils, {len(roster.protected)} protected left out, {len(roster.staff)} staff"
    )
    yield CheckLine.good(f"{name}: {people}{rows}")
    if not roster.pupils:
        yield CheckLine.fail(
            f"{name}: roster.csv names no pupil who may be shown",
            "write no in the column protected: an empty cell counts as protected",
        )


def _polls(settings: Settings, name: str, database: Database, now: datetime) -> Iterator[CheckLine]:
    zone = settings.schools[0].timezone
    with database.read() as conn:
        state = sources.state(conn, name)
    if state.polled_at is None:
        yield CheckLine.good(f"source {name}: not polled yet")
        return
    if state.error:
        yield CheckLine.fail(
            f"source {name}: the last poll failed: {state.error}",
            "mend it; until then the last good roster and attendance stand",
        )
    if halves := sources.half_of(state):
        said = f"source {name}: is being read; measured once it has been to the end: {', '.join(halves)}"
        yield CheckLine.good(said)
    if state.good_at and now - state.good_at > POLL_OLD:
        at = local(state.good_at, zone)
        yield CheckLine.fail(f"source {name}: last taken in {at}", "is `lots run` running?")
    elif state.good_at:
        yield CheckLine.good(f"source {name}: last taken in {local(state.good_at, zone)}")


def _lessons(
    settings: Settings, roster: Roster | None, database: Database, now: datetime
) -> Iterator[CheckLine]:
    """A poll that works and an export that has stopped look the same from inside: the lessons tell."""
    for name in sorted({pupil.school for pupil in roster.pupils}) if roster else ():
        country = next((s.country for s in settings.schools if s.name == name), settings.schools[0].country)
        with database.read() as conn:
            latest = rollup.latest_day(conn, name)
            doubted = doubts.of_school(conn, name)
            passed = calendars.read(conn, name, country).between(latest, now.date()) if latest else 0
        if passed > DAYS_OLD:
            yield CheckLine.fail(
                f"{name}: no lesson since {latest}, {passed} school days ago",
                "look at the export from the school's system",
            )
        for one in doubted:
            mend = "put it right there, or press that the data are right in the message about it"
            yield CheckLine.fail(f"{name}: {doubt_line(one)}", mend)
