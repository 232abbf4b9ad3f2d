"""What is typed wrong is said in a line with status 2, never as a traceback."""

from __future__ import annotations

import pytest
from typer.testing import CliRunner

from bot.cli import app
from bot.errors import UserError


@pytest.mark.parametrize("port", ["-1", "65536", "99999999"])
def test_a_port_that_cannot_be_is_wrong_usage(port: str) -> None:
    done = CliRunner().invoke(app, ["demo", "--port", port])
    assert done.exit_code == 2
    assert "--port" in done.output


def test_a_routine_is_not_shown_in_a_language_there_is_not() -> None:
    done = CliRunner().invoke(app, ["ladder", "show", "se-ostersund-lit", "--language", "xx"])
    assert isinstance(done.exception, UserError)
    assert done.exception.status == 2
    assert str(done.exception) == "--language: there is no 'xx'; allowed: sv, fi, en"
