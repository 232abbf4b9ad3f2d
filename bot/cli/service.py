"""``lots run``, ``once``, ``simulate``, ``explain``, ``check``."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from bot.cli.options import Config, day, moment
from bot.errors import FoundWrong


class SimulateFormat(StrEnum):
    """How a dry run is told."""

    TABLE = "table"
    JSONL = "jsonl"
    HTML = "html"


def run(
    config: Config,
    clock: Annotated[
        str | None, typer.Option("--clock", metavar="ISO", help="Rehearsal: start the clock here.")
    ] = None,
) -> None:
    """Run the service: polls, delivers, receives, schedules."""
    from bot.app.service import serve

    serve(config, moment(clock, "--clock"))


def once(
    config: Config,
    now: Annotated[str | None, typer.Option("--now", metavar="ISO", help="The clock of this run.")] = None,
) -> None:
    """One poll, all due work, delivery until the outbox is empty or waiting; last line is JSON."""
    from bot.app.once import once as run_once

    typer.echo(run_once(config, moment(now, "--now")))


def simulate(
    ladder: Annotated[
        str,
        typer.Option(
            "--ladder", metavar="ID_OR_FILE", help="A shipped routine (lots ladder list), or a file."
        ),
    ],
    data: Annotated[Path, typer.Option("--data", metavar="DIR", help="A CSV school folder.")],
    first: Annotated[
        str | None, typer.Option("--from", metavar="DATE", help="First day on which anything is raised.")
    ] = None,
    last: Annotated[str | None, typer.Option("--to", metavar="DATE", help="Last day.")] = None,
    form: Annotated[
        SimulateFormat, typer.Option("--format", help="html: a page for a meeting.")
    ] = SimulateFormat.TABLE,
) -> None:
    """The dry run: what the ladder would have raised, nobody acting."""
    from bot.app.simulate import simulate as dry

    dry(ladder, data, day(first, "--from"), day(last, "--to"), form.value)


def explain(
    pupil: Annotated[str, typer.Argument(metavar="PUPIL", help="The pupil's id in the school's system.")],
    config: Config,
    at: Annotated[
        str | None,
        typer.Option("--at", metavar="DATE", help="The day to look at; else the last one measured."),
    ] = None,
) -> None:
    """Figures, limits, the records counted and the case's journal for one pupil."""
    from bot.app.explain import explain as told

    typer.echo(told(config, pupil, day(at, "--at")))


def check(config: Config) -> None:
    """Check every setting, token, ladder, roster row and channel; nothing is posted."""
    from bot.app.check import check as checked

    lines = checked(config)
    for line in lines:
        typer.echo(str(line))
    if not all(line.ok for line in lines):
        raise FoundWrong(f"{sum(not line.ok for line in lines)} to mend")


def register(app: typer.Typer) -> None:
    """Add the commands."""
    for command in (run, once, simulate, explain, check):
        app.command()(command)
