"""``lots demo``."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer


def demo(
    port: Annotated[
        int, typer.Option("--port", min=0, max=65535, help="Where the page is served, on this computer only.")
    ] = 8080,
    school: Annotated[str, typer.Option("--school", help="ostersund or nyland")] = "ostersund",
    data: Annotated[Path, typer.Option("--data", help="Where the demo keeps what happened.")] = Path(
        "demo-data"
    ),
) -> None:
    """A sample school's term, day by day, in the browser. No account, nothing to configure."""
    from bot.app.demo import demo as start

    start(port=port, school=school, folder=data)


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(demo)
