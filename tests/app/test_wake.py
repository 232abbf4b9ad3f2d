"""A source is woken by who knows its secret; work aside hands back what came of it."""

from __future__ import annotations

import asyncio

import pytest
from pydantic import SecretStr
from starlette.applications import Starlette
from starlette.testclient import TestClient

from bot.app.aside import aside
from bot.app.http import service_routes
from bot.app.service import knows
from bot.handlers.house import House
from bot.storage.db import Database
from tests.handlers.town import school_of
from tests.storage.make import NOW


@pytest.fixture
def said(database: Database) -> tuple[TestClient, list[tuple[str, str]]]:
    heard: list[tuple[str, str]] = []

    def wake(name: str, secret: str) -> bool:
        heard.append((name, secret))
        return name == "ss" and knows(SecretStr("vårens hemlighet"), secret)

    house = House(db=database, schools=(school_of(),))
    return TestClient(Starlette(routes=service_routes(house, lambda: NOW, wake))), heard


@pytest.mark.parametrize(
    ("address", "headers", "status"),
    [
        ("/sources/ss/wake?secret=v%C3%A5rens+hemlighet", {}, 202),
        ("/sources/ss/wake?secret=annan", {}, 404),
        ("/sources/ss/wake", {}, 404),
        ("/sources/other/wake?secret=v%C3%A5rens+hemlighet", {}, 404),
    ],
)
def test_only_the_secret_wakes_a_source(
    said: tuple[TestClient, list[tuple[str, str]]], address: str, headers: dict[str, str], status: int
) -> None:
    client, _ = said
    body = {"modifiedEntites": ["Attendance"], "deletedEntities": False}
    assert client.post(address, headers=headers, json=body).status_code == status


def test_a_secret_may_come_as_a_bearer_token(said: tuple[TestClient, list[tuple[str, str]]]) -> None:
    client, heard = said
    client.post("/sources/ss/wake", headers={"Authorization": "bearer hej"})
    assert heard == [("ss", "hej")]


def test_without_a_secret_anybody_may_have_a_source_polled() -> None:
    assert knows(None, "")


def test_work_aside_gives_its_result_or_its_error() -> None:
    def broken() -> int:
        raise LookupError("no such page")

    assert asyncio.run(aside(lambda: 7)) == 7
    with pytest.raises(LookupError, match="no such page"):
        asyncio.run(aside(broken))
