"""What is typed wrong is said in a line with status 2, never as a traceback."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, get_type_hints

import pytest
import typer
from typer.testing import CliRunner

from bot.cli import app, run
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


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["simulate", "--bogus"], "lots simulate: No such option: --bogus; see `lots simulate --help`\n"),
        (["check"], "lots check: Missing option '--config'; see `lots check --help`\n"),
        (["nonsense"], "lots: No such command 'nonsense'; see `lots --help`\n"),
    ],
)
def test_wrong_usage_is_one_line(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], words: list[str], said: str
) -> None:
    monkeypatch.setattr("sys.argv", ["lots", *words])
    with pytest.raises(SystemExit, match="2"):
        run()
    assert capsys.readouterr().err == said


def test_a_command_that_is_done_ends_with_0(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.argv", ["lots", "ladder", "list"])
    with pytest.raises(SystemExit, match="0"):
        run()


def callbacks(group: typer.Typer) -> Iterator[Callable[..., Any]]:
    yield from (one.callback for one in group.registered_commands if one.callback)
    for inner in group.registered_groups:
        assert inner.typer_instance
        yield from callbacks(inner.typer_instance)


@pytest.mark.parametrize("command", callbacks(app), ids=lambda one: f"{one.__module__}.{one.__name__}")
def test_every_option_says_what_it_is_for(command: Callable[..., Any]) -> None:
    for name, hint in get_type_hints(command, include_extras=True).items():
        for told in getattr(hint, "__metadata__", ()):
            assert told.help, f"{command.__name__}: {name}"
