"""``lots teams package``."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from bot.cli.options import Config
from bot.errors import UserError

app = typer.Typer(no_args_is_help=True)


@app.callback()
def teams() -> None:
    """Teams."""


@app.command()
def package(
    config: Config = Path("lots.toml"),
    out: Annotated[Path, typer.Option("--out", help="Where the package is written.", metavar="FILE")] = Path(
        "narvarolots-teams.zip"
    ),
    website: Annotated[
        str, typer.Option("--website", help="The school's own address, shown to staff.", metavar="URL")
    ] = "",
    version: Annotated[
        str,
        typer.Option("--version", help="Higher than that of the app uploaded before.", metavar="X.Y.Z"),
    ] = "",
) -> None:
    """Write the app package to upload to Teams."""
    from bot.app.wiring import settings_of
    from bot.chat.teams.package import NOBODYS, VERSION
    from bot.chat.teams.package import package as made

    settings = settings_of(config)
    if settings.teams is None:
        raise UserError("[teams] is missing: the package names its client_id")
    content = made(
        settings.teams.client_id, settings.schools[0].language, website or NOBODYS, version or VERSION
    )
    try:
        out.write_bytes(content)
    except OSError as error:
        raise UserError(f"--out: {out} cannot be written: {error.strerror}") from None
    if not website:
        typer.echo(f"staff are shown {NOBODYS}: --website names the school's own address", err=True)
    typer.echo(f"{out}: upload it in the Teams admin centre, Manage apps, Upload new app")
