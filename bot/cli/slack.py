"""``lots slack manifest``."""

from __future__ import annotations

from typing import Annotated

import typer

app = typer.Typer(no_args_is_help=True)


@app.callback()
def slack() -> None:
    """Slack."""


@app.command()
def manifest(
    url: Annotated[
        str, typer.Option("--url", help="Public address of the service; empty for Socket Mode.")
    ] = "",
    language: Annotated[str, typer.Option("--language", help="sv, fi or en")] = "sv",
) -> None:
    """Print the app manifest to paste when the school makes its Slack app."""
    from bot.chat.slack.manifest import manifest as made

    typer.echo(made(url, language))
