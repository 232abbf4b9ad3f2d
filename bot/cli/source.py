"""``lots source``: try a mapping on an export, list and show the shipped mappings."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from bot.cli.options import aligned

app = typer.Typer(no_args_is_help=True)


@app.command("try")
def try_it(
    mapping: Annotated[str, typer.Argument(help="A mapping file, or the id of a shipped one.")],
    file: Annotated[Path, typer.Argument(help="An export.")],
    roster: Annotated[
        Path | None,
        typer.Option("--roster", metavar="DIR", help="The school folder: who is known and protected."),
    ] = None,
    zone: Annotated[
        str, typer.Option("--timezone", help="Of the export, where the mapping does not say it.")
    ] = "Europe/Stockholm",
) -> None:
    """Show the first rows of an export as understood, what is left out and why, and the counts. Nothing is taken."""
    from bot.app.try_source import try_source

    for line in try_source(mapping, file, roster, zone):
        typer.echo(line)


@app.command("list")
def list_mappings() -> None:
    """List the mappings that come with the program."""
    from bot.sources.mapped.load import load, shipped

    for line in aligned([(key, load(key).title) for key in shipped()]):
        typer.echo(line)


@app.command()
def show(mapping: Annotated[str, typer.Argument(metavar="ID", help="The id of a shipped mapping.")]) -> None:
    """Print a shipped mapping, to be saved and changed."""
    from bot.errors import UserError
    from bot.sources.mapped.load import MappingError, text_of

    try:
        typer.echo(text_of(mapping), nl=False)
    except MappingError as error:
        raise UserError(str(error)) from None
