"""``lots ladder``: list, check, show."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

import typer

from bot.cli.options import aligned, language

app = typer.Typer(no_args_is_help=True)


class Form(StrEnum):
    """How a routine is shown."""

    TEXT = "text"
    MERMAID = "mermaid"


@app.command("list")
def list_ladders() -> None:
    """List the routines that come with the program."""
    from bot.ladders import load, shipped

    rows = []
    for key in shipped():
        ladder = load(key)
        name = ladder.name.get("sv") or next(iter(ladder.name.values()))
        rows.append((key, ladder.country, f"v{ladder.version}", name))
    for line in aligned(rows):
        typer.echo(line)


@app.command()
def check(file: Annotated[str, typer.Argument(help="A ladder file, or the id of a shipped one.")]) -> None:
    """Say every mistake of a ladder file with its line, key and what is allowed."""
    from bot.errors import FoundWrong
    from bot.ladders import load
    from bot.notices.actions import labelled
    from bot.rules.ladder_file import LadderError, missing_to_go_live

    try:
        ladder = load(file)
    except LadderError as error:
        raise FoundWrong(str(error)) from None
    spoken = "fi" if ladder.country == "FI" and "fi" in ladder.name else next(iter(ladder.name), "sv")
    typer.echo(f"ok: {ladder.id} v{ladder.version}, {len(ladder.stages)} stages")
    for lack in missing_to_go_live(ladder, spoken, labelled()):
        typer.echo(f"to go live: {lack}")


@app.command()
def show(
    ref: Annotated[str, typer.Argument(metavar="ID", help="The id of a shipped routine, or a file.")],
    form: Annotated[Form, typer.Option("--format", help="text or mermaid")] = Form.TEXT,
    words: Annotated[str, typer.Option("--language", help="sv, fi or en")] = "sv",
) -> None:
    """Draw a routine: its stages, limits, who is asked, and how what the text leaves open is read."""
    from bot.errors import UserError
    from bot.ladders import load
    from bot.rules.ladder_file import LadderError
    from bot.rules.ladder_show import as_mermaid, as_text

    spoken = language(words)
    try:
        ladder = load(ref)
    except LadderError as error:
        raise UserError(str(error)) from None
    typer.echo(as_mermaid(ladder, spoken) if form is Form.MERMAID else as_text(ladder, spoken))
