"""``lots check``: everything a school can have got wrong, a line each with its mend. Nothing is posted or changed."""

from __future__ import annotations

import os
from dataclasses import dataclass, replace
from pathlib import Path

from bot.app.check_cases import case_lines
from bot.app.check_http import bind
from bot.app.check_line import CheckLine
from bot.app.check_mail import mail_lines
from bot.app.check_school import school_lines
from bot.app.check_sources import Read, read_source
from bot.app.opened import missing_file, schema
from bot.app.wiring import Clock
from bot.errors import UserError
from bot.ladders import load, shipped
from bot.notices.actions import labelled
from bot.rules.ladder import Ladder
from bot.rules.ladder_file import LadderError, missing_to_go_live
from bot.settings import School, Settings, load_settings
from bot.settings_errors import SettingsError
from bot.storage import clock
from bot.storage.db import Database
from bot.storage.errors import StorageError
from bot.storage.migrations import HEAD


@dataclass(frozen=True, kw_only=True)
class Checked:
    """Lines so far, and what the later ones build on."""

    lines: tuple[CheckLine, ...]
    database: Database | None = None


def check(config: Path) -> list[CheckLine]:
    """Every line, in the order in which things are to be mended. UserError: there is no such file."""
    if not config.is_file():
        raise UserError(f"--config: there is no file {config}")
    try:
        settings = load_settings(config, os.environ, shipped())
    except SettingsError as error:
        return [CheckLine.fail(line, "mend the line named") for line in error.lines]
    opened = _database(settings)
    lines = [CheckLine.good(f"settings: {config.name}"), *opened.lines, bind(settings.http)]
    ladders = _ladders(settings)
    lines += [line for found in ladders for line in found.lines]
    reads = [read_source(settings, source, opened.database, Clock().now()) for source in settings.sources]
    if not reads:
        lines.append(CheckLine.fail("sources: there is none", "add a [[sources]] table"))
    lines += [line for read in reads for line in read.lines]
    lines += _groups(settings, reads)
    routines = [found.ladder for found in ladders]
    lines += school_lines(settings, routines, reads)
    lines += [*_slack(settings, reads), *_teams(settings, reads, opened.database)]
    lines += [*mail_lines(settings, routines), *_meetings(settings, reads)]
    lines += case_lines(settings, opened.database)
    if opened.database:
        opened.database.close()
    return lines


def _database(settings: Settings) -> Checked:
    file = missing_file(settings)
    if file is not None:
        return Checked(lines=(_new_file(file),))
    try:
        database = Database(settings.database.url.get_secret_value())
        revision = schema(database)
        database.is_current()
    except StorageError as error:
        mend = "start the database server, mend database.url, or give its user the right to connect"
        return Checked(lines=(CheckLine.fail(str(error), mend),))
    place = f"database {database.place}: reachable"
    if revision != HEAD:
        had = f"schema {revision}" if revision else "empty"
        return Checked(lines=(CheckLine.good(f"{place}, {had}: `lots run` brings it to {HEAD}"),))
    with database.read() as conn:
        latest = clock.seen(conn)
    if latest and latest > Clock().now():
        # Only a rehearsal gets there; the service itself says why it does not start.
        place += f", has seen {latest:%Y-%m-%d %H:%M}Z (a rehearsal: not for use)"
    return Checked(lines=(CheckLine.good(f"{place}, schema {revision}"),), database=database)


def _new_file(file: Path) -> CheckLine:
    if not file.parent.is_dir():
        return CheckLine.fail(f"database {file}: its folder does not exist", f"make the folder {file.parent}")
    if not os.access(file.parent, os.W_OK):
        return CheckLine.fail(
            f"database {file}: its folder cannot be written by this user",
            "run this as the user of the service, or let that user write there",
        )
    return CheckLine.good(f"database {file}: is made at the first start")


@dataclass(frozen=True, kw_only=True)
class Routine:
    """A school's ladder, None where it cannot be read."""

    lines: tuple[CheckLine, ...]
    ladder: Ladder | None


def _ladders(settings: Settings) -> list[Routine]:
    return [_ladder(school) for school in settings.schools]


def _ladder(school: School) -> Routine:
    try:
        ladder = load(school.ladder)
    except LadderError as error:
        mend = "mend the file; `lots ladder check` reads it again"
        lines = tuple(CheckLine.fail(line, mend) for line in str(error).splitlines())
        return Routine(lines=lines, ladder=None)
    lacks = missing_to_go_live(ladder, school.language, labelled())
    mend = "write it in the ladder file: without it nobody can be asked"
    bad = tuple(CheckLine.fail(f"ladder {ladder.id}: {lack}", mend) for lack in lacks)
    good = CheckLine.good(f"ladder {ladder.id} v{ladder.version}: {len(ladder.stages)} stages, {school.name}")
    return Routine(lines=bad or (good,), ladder=ladder)


def _slack(settings: Settings, reads: list[Read]) -> list[CheckLine]:
    addresses = _addresses("slack", reads)
    if settings.slack is None:
        if not addresses:
            return []
        mend = "add [slack] with bot_token and signing_secret, or name another platform"
        return [CheckLine.fail("channels.csv: names Slack, but there is no [slack]", mend)]
    # Slack's client is the larger part of a start: only where it is set up.
    from bot.app.check_slack import slack_lines

    return slack_lines(settings.slack, addresses)


def _teams(settings: Settings, reads: list[Read], database: Database | None) -> list[CheckLine]:
    addresses = _addresses("teams", reads)
    if settings.teams is None:
        if not addresses:
            return []
        mend = "add [teams] with client_id, client_secret and tenant_id, or name another platform"
        return [CheckLine.fail("channels.csv: names Teams, but there is no [teams]", mend)]
    from bot.app.check_teams import teams_lines

    lines = teams_lines(settings.teams, addresses, database)
    people = [address[1:] for address in addresses if address.startswith("@")]
    if settings.teams.catalogue_id is None or not people:
        return lines
    from bot.app.check_graph import installs_line

    return [*lines, *[installs_line(settings, person) for person in people]]


def _addresses(platform: str, reads: list[Read]) -> list[str]:
    rosters = [read.roster for read in reads if read.roster]
    return sorted({one.address for roster in rosters for one in roster.channels if one.platform == platform})


def _groups(settings: Settings, reads: list[Read]) -> list[CheckLine]:
    """Whoever is in the groups of ``[graph] roles`` is staff from here on, as in the service."""
    if not settings.graph.roles:
        return []
    from bot.app.check_graph import groups_line
    from bot.app.staffed import beside, groups_of

    groups = groups_of(settings, Clock().monotonic)
    line = groups_line(settings, groups)
    if groups.known:
        reads[:] = [
            replace(read, roster=beside(read.roster, groups)) if read.roster else read for read in reads
        ]
    return [line]


def _meetings(settings: Settings, reads: list[Read]) -> list[CheckLine]:
    """One calendar is looked into: the rights are the same for all."""
    staff = sorted(person.email for read in reads if read.roster for person in read.roster.staff)
    if settings.meetings is None or not staff:
        return []
    from bot.app.check_graph import calendar_line

    return [calendar_line(settings, staff[0], Clock().now())]
