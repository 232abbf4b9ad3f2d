"""The command ``lots``. Commands import what they need when they run, so that ``--help`` stays quick."""

from __future__ import annotations

import sys

import typer

from bot.cli import case, demo, ladder, service, slack, source, teams
from bot.errors import UserError

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    help="Närvarolots carries a pupil's absence from the first alert to the last stage of the school's routine.",
)
app.add_typer(ladder.app, name="ladder", help="The routines: list, check, show.")
app.add_typer(source.app, name="source", help="Exports of schools' systems: try, list, show.")
app.add_typer(case.app, name="case", help="The cases: list, show, dossier.")
app.add_typer(case.database, name="db", help="The database: upgrade.")
app.add_typer(slack.app, name="slack", help="Slack: the app manifest.")
app.add_typer(teams.app, name="teams", help="Teams: the app package.")
demo.register(app)
service.register(app)


def run() -> None:
    """Run the command; a person's mistake is one line on stderr and exit status 1 or 2."""
    try:
        app()
    except UserError as error:
        sys.stderr.write(f"{error}\n")
        raise SystemExit(error.status) from None
    except BrokenPipeError:
        raise SystemExit(0) from None
