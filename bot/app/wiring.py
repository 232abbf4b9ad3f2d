"""From ``lots.toml`` to a house with its sources and platforms."""

from __future__ import annotations

import os
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from fractions import Fraction
from pathlib import Path
from time import monotonic
from zoneinfo import ZoneInfo

from bot.errors import UserError
from bot.handlers.house import House, School
from bot.ladders import load, shipped
from bot.ports import AttendanceSource
from bot.rules.doubt import Limits
from bot.rules.ladder_file import LadderError
from bot.rules.state import Patience
from bot.settings import Doubts, Settings, Source, load_settings
from bot.settings_errors import SettingsError
from bot.sources.csv_folder import CsvFolder
from bot.storage.db import Database
from bot.storage.errors import StorageError


class Clock:
    """The one clock. A rehearsal starts it at another time and lets it run on; ``set`` is for a single run."""

    def __init__(self, start: datetime | None = None, *, stands: bool = False) -> None:
        self._offset = start - datetime.now(UTC) if start else timedelta()
        self._stands_at = start if stands else None

    def now(self) -> datetime:
        """The time, aware."""
        return self._stands_at or datetime.now(UTC) + self._offset

    def monotonic(self) -> float:
        """Seconds that never go back."""
        return monotonic()

    def set(self, now: datetime) -> None:
        """Stand at this moment from now on (the demo's calendar)."""
        self._stands_at = now


def settings_of(config: Path) -> Settings:
    """Read the configuration; UserError names each mistake."""
    try:
        return load_settings(config, os.environ, shipped())
    except SettingsError as error:
        raise UserError(str(error)) from None


def house_of(settings: Settings, *, upgrade: bool = True) -> House:
    """Open the database and load each school's ladder. UserError: unreachable, newer, or a ladder with mistakes."""
    try:
        database = Database(settings.database.url.get_secret_value())
        if upgrade:
            database.upgrade()
    except StorageError as error:
        raise UserError(str(error)) from None
    return House(
        db=database,
        schools=tuple(_school(settings, number) for number in range(len(settings.schools))),
        boxes=settings.boxes,
        sources=frozenset(source.name for source in settings.sources),
    )


def upgrade_aside(config: Path, settings: Settings) -> None:
    """Have an older database brought up by a process of its own: what that reads (Alembic) would stay in this one."""
    try:
        database = Database(settings.database.url.get_secret_value())
        is_current = database.is_current()
        database.close()
    except StorageError as error:
        raise UserError(str(error)) from None
    if is_current:
        return
    command = [sys.executable, "-m", "bot", "db", "upgrade", "--config", str(config)]
    # What is run is this program, on the file it was started with.
    if ended := subprocess.run(command, stdout=subprocess.DEVNULL, check=False).returncode:  # noqa: S603
        raise SystemExit(ended)  # it has said why


def _school(settings: Settings, number: int) -> School:
    school = settings.schools[number]
    try:
        ladder = load(school.ladder)
    except LadderError as error:
        raise UserError(str(error)) from None
    reminders = settings.reminders
    return School(
        name=school.name,
        country=school.country,
        timezone=school.timezone,
        language=school.language,
        ladder=ladder,
        display=settings.privacy.display,
        class_min=settings.privacy.class_min,
        coverage=_share(settings.coverage.minimum),
        doubts=_doubts(settings.doubts),
        patience=Patience(
            remind=reminders.remind_after, deputy=reminders.deputy_after, principal=reminders.principal_after
        ),
    )


def _doubts(said: Doubts) -> Limits | None:
    if not said.on:
        return None
    return Limits(pupils=said.pupils, away=_share(said.away), doubled=_share(said.doubled), days=said.days)


def _share(said: float) -> Fraction:
    return Fraction(said).limit_denominator(1000)


def sources_of(settings: Settings, clock: Clock) -> tuple[AttendanceSource, ...]:
    """The attendance sources, in the order of the file."""
    made = tuple(source_of(settings, source, clock) for source in settings.sources)
    if not settings.graph.roles:
        return made
    from bot.app.staffed import Staffed, groups_of

    groups = groups_of(settings, clock.monotonic)
    return tuple(Staffed(source, groups) for source in made)


def source_of(settings: Settings, source: Source, clock: Clock) -> AttendanceSource:
    """The source of that kind, with the schools' calendars. UserError where a file it needs is wrong."""
    made = _plain_source(settings, source, clock)
    if not any(school.calendar for school in settings.schools):
        return made
    from bot.app.calendar_feeds import with_calendars

    return with_calendars(made, settings, clock.now)


def _plain_source(settings: Settings, source: Source, clock: Clock) -> AttendanceSource:
    zone = source.timezone or settings.schools[0].timezone
    if source.kind == "csv" and source.path is not None:
        size_cap = source.size_cap_mb * 1024 * 1024
        if source.mapping is not None:
            from bot.app.drops import mapped

            return mapped(settings, source, zone, clock.now)
        return CsvFolder(
            source.name,
            source.path,
            zone,
            roster=source.roster,
            size_cap=size_cap,
            today=lambda: clock.now().astimezone(ZoneInfo(zone)).date(),
        )
    from bot.app import servers

    if source.kind == "ss12000":
        return servers.ss12000(settings, source, zone, clock.now)
    if source.kind == "edlevo":
        return servers.edlevo(source, zone, clock.now)
    return servers.edfi(source, zone, clock.now)


def in_zone(moment: datetime | None, settings: Settings) -> datetime | None:
    """A moment given without an offset is the first school's local time."""
    if moment is None or moment.tzinfo is not None:
        return moment
    return moment.replace(tzinfo=ZoneInfo(settings.schools[0].timezone))
