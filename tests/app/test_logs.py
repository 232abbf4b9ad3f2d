"""Nothing of a pupil in the log, not even in what a library says of an error."""

from __future__ import annotations

import asyncio
import gc
import logging
from collections.abc import Callable

import pytest
import sqlalchemy as sa
from pydantic import TypeAdapter

from bot import cli
from bot.app.logs import Scrubbed
from bot.errors import UserError
from bot.storage.db import Database

CANARY = "Kanarie Fågelsson"


def validation() -> None:
    TypeAdapter(int).validate_python(CANARY)


def key() -> None:
    {}[CANARY]  # type: ignore[index]


def chained() -> None:
    try:
        key()
    except KeyError as error:
        raise ValueError(CANARY) from error


def grouped() -> None:
    raise ExceptionGroup(CANARY, [ValueError(CANARY)])


@pytest.mark.parametrize("fails", [validation, key, chained, grouped])
def test_a_traceback_names_the_error_and_quotes_nothing(fails: Callable[[], None]) -> None:
    said = logged(fails)
    assert CANARY not in said
    assert fails.__name__ in said
    assert "Error" in said or "ExceptionGroup" in said


def test_a_task_that_nobody_waited_for_says_nothing_of_what_it_was_given(
    caplog: pytest.LogCaptureFixture,
) -> None:
    async def fails() -> None:
        raise ValueError(CANARY)

    async def left() -> None:
        task = asyncio.create_task(fails(), name=CANARY)
        await asyncio.sleep(0)
        del task
        gc.collect()

    asyncio.run(left())
    (record,) = [one for one in caplog.records if one.name == "asyncio"]
    said = Scrubbed("%(message)s").format(record)
    assert CANARY in record.getMessage()
    assert CANARY not in said
    assert "never retrieved" in said
    assert "builtins.ValueError" in said


def test_a_command_that_fails_quotes_nothing(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def fails(*_given: object, **_named: object) -> None:
        raise ValueError(CANARY)

    monkeypatch.setattr(cli, "app", fails)
    with pytest.raises(SystemExit) as caught:
        cli.run()
    assert caught.value.code == 1
    said = capsys.readouterr().err
    assert CANARY not in said
    assert said.endswith("builtins.ValueError\n")


def test_what_this_project_says_of_its_own_errors_stays() -> None:
    def fails() -> None:
        raise UserError("slack.bot_token: missing")

    assert logged(fails).endswith("UserError: slack.bot_token: missing")


def test_an_error_of_the_database_quotes_no_values(database: Database) -> None:
    with pytest.raises(sa.exc.DBAPIError) as caught, database.read() as conn:
        conn.execute(sa.text("SELECT * FROM nowhere WHERE name = :name"), {"name": CANARY})
    assert CANARY not in str(caught.value)


def logged(fails: Callable[[], None]) -> str:
    try:
        fails()
    except (ValueError, KeyError, ExceptionGroup, UserError) as error:
        record = logging.LogRecord(
            "lots", logging.ERROR, "", 0, "failed", (), (type(error), error, error.__traceback__)
        )
        return Scrubbed("%(message)s").format(record)
    raise AssertionError("it did not fail")
