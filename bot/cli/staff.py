"""``lots staff unlink``."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from bot.cli.options import Config

app = typer.Typer(no_args_is_help=True)
Email = Annotated[str, typer.Argument(metavar="EMAIL", help="The person's e-mail, as in staff.csv.")]


@app.callback()
def staff() -> None:
    """Staff."""


@app.command()
def unlink(email: Email, config: Config = Path("lots.toml")) -> None:
    """Forget whose chat account is this person's: the account that speaks next with that e-mail is linked anew."""
    from bot.app.links import unlinked

    for line in unlinked(config, email):
        typer.echo(line)
