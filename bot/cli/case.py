"""``lots case`` and ``lots db``."""

from __future__ import annotations

from typing import Annotated

import typer

from bot.cli.options import Config

app = typer.Typer(no_args_is_help=True)
database = typer.Typer(no_args_is_help=True)
Everything = Annotated[bool, typer.Option("--all", help="Closed ones too.")]
Ref = Annotated[str, typer.Argument(metavar="REF", help="The case's reference, e.g. K7M2.")]


@app.command("list")
def list_cases(config: Config, everything: Everything = False) -> None:  # noqa: FBT002  # a flag of the command line
    """List the cases: reference, class, stage, who is waited for, by when."""
    from bot.app.cases import listing

    for line in listing(config, everything=everything):
        typer.echo(line)


@app.command()
def show(ref: Ref, config: Config) -> None:
    """Show a case: its way through the routine and its journal."""
    from bot.app.cases import shown

    typer.echo(shown(config, ref))


@app.command()
def dossier(ref: Ref, config: Config) -> None:
    """Print what has been done in a case, for the meeting or the notice that needs it."""
    from bot.app.cases import dossier as written

    typer.echo(written(config, ref))


@database.callback()
def _database() -> None:
    """The database."""


@database.command()
def upgrade(config: Config) -> None:
    """Bring the database to this program's schema."""
    from bot.app.cases import upgrade_database

    typer.echo(upgrade_database(config))
