"""The command ``lots``. Commands import what they need when they run, so that ``--help`` stays quick."""

from __future__ import annotations

import sys
from typing import Any

import typer

from bot.cli import case, demo, ladder, service, slack, source, staff, teams
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
app.add_typer(staff.app, name="staff", help="Staff: unlink a chat account.")
app.add_typer(slack.app, name="slack", help="Slack: the app manifest.")
app.add_typer(teams.app, name="teams", help="Teams: the app package.")
demo.register(app)
service.register(app)


WrongUsage: type[Any] = typer.BadParameter.__mro__[1]
"""Any option or argument that is not as it must be: typer names only one kind of these in public."""


def run() -> None:
    """Run the command; a person's mistake is one line on stderr and exit status 1 or 2."""
    try:
        status = app(prog_name="lots", standalone_mode=False)
    except UserError as error:
        sys.stderr.write(f"{error}\n")
        raise SystemExit(error.status) from None
    except WrongUsage as error:
        sys.stderr.write(f"{_said(error)}\n")
        raise SystemExit(2) from None
    except typer.Abort:
        raise SystemExit(1) from None
    except BrokenPipeError:
        raise SystemExit(0) from None
    except Exception as error:  # noqa: BLE001 - whatever it is, its own words may quote a row
        from bot.app.logs import scrubbed

        sys.stderr.write(f"{scrubbed(error)}\n")
        raise SystemExit(1) from None
    raise SystemExit(status if isinstance(status, int) else 0)


def _said(error: Any) -> str:  # noqa: ANN401 - the class has no public name
    """One line; the help itself where no command was named."""
    said, asked = error.format_message(), error.ctx.command_path if error.ctx else "lots"
    return said if "\n" in said else f"{asked}: {said.rstrip('.')}; see `{asked} --help`"
