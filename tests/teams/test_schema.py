"""The checks take every designed card and refuse seeded mistakes."""

from __future__ import annotations

import copy
import json
import os
from pathlib import Path
from typing import Any

import pytest

from tests.teams.mistakes import FORM, MISTAKES, Mistake
from tests.teams.schema import (
    CARD,
    validate_action_answer,
    validate_card,
    validate_message,
    validate_task_answer,
)

HERE = Path(__file__).parent
FIXTURES = sorted((HERE / "fixtures").glob("*.json"))
SHARED = Path(os.environ.get("LOTS_SHARED", HERE.parents[2] / "shared"))
DESIGNED = sorted((SHARED / "design" / "messages" / "teams").glob("**/[0-9]*.json"))


def load(name: str) -> dict[str, Any]:
    card: dict[str, Any] = json.loads((HERE / "fixtures" / f"{name}.json").read_text(encoding="utf-8"))
    return card


def test_there_are_fixtures_to_check() -> None:
    assert len(FIXTURES) == 6


@pytest.mark.parametrize("path", [*FIXTURES, *DESIGNED], ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_a_designed_card_is_taken(path: Path) -> None:
    assert validate_card(json.loads(path.read_text(encoding="utf-8"))) == []


@pytest.mark.parametrize("mistake", MISTAKES, ids=lambda mistake: mistake.name)
def test_a_seeded_mistake_is_refused(mistake: Mistake) -> None:
    card, dialog = copy.deepcopy(load(mistake.of)), mistake.of == FORM
    assert validate_card(card, dialog=dialog) == []
    mistake.make(card)
    assert mistake.says in "\n".join(validate_card(card, dialog=dialog))


def test_an_error_says_where_and_what() -> None:
    card = load("01_alert")
    card["body"][0]["text"] = 7
    assert validate_card(card) == ["body[0].text: 7 is not of type 'string'"]


def test_a_message_needs_text_or_cards() -> None:
    card = {"contentType": CARD, "content": load("01_alert")}
    assert validate_message({"type": "message", "attachments": [card]}) == []
    assert validate_message({"type": "message", "text": "a"}) == []
    assert validate_message({"type": "message"}) == ["message: neither text nor attachment"]
    assert validate_message({"attachments": [card | {"contentType": "text/html"}]}) != []
    assert validate_message({"attachments": [{"contentType": CARD}]}) == [
        "attachments[0]: card: not an object"
    ]


@pytest.mark.parametrize(
    ("answer", "fine"),
    [
        ({"statusCode": 200, "type": CARD, "value": load("01_alert")}, True),
        ({"statusCode": 200, "type": "application/vnd.microsoft.activity.message", "value": "Sparat"}, True),
        ({"statusCode": 403, "type": "application/vnd.microsoft.error", "value": {}}, True),
        ({"statusCode": 200, "type": CARD, "value": {}}, False),
        ({"statusCode": 200, "type": "application/vnd.microsoft.activity.message", "value": {}}, False),
        ({"statusCode": 200, "type": "text/plain", "value": "a"}, False),
        ({"statusCode": 500, "type": CARD, "value": {}}, False),
        ({}, False),
    ],
)
def test_an_answer_to_a_click(answer: dict[str, Any], fine: bool) -> None:
    assert (validate_action_answer(answer) == []) is fine


def dialog(**changes: Any) -> dict[str, Any]:
    value = {"title": "Enkel utredning", "card": {"contentType": CARD, "content": load(FORM)}} | changes
    return {"task": {"type": "continue", "value": value}}


@pytest.mark.parametrize(
    ("answer", "fine"),
    [
        (dialog(), True),
        (dialog(height="medium", width=600), True),
        ({"task": {"type": "message", "value": "Sparat"}}, True),
        ({}, True),
        (dialog(title=""), False),
        (dialog(height="huge"), False),
        (dialog(url="https://lots.example/"), False),
        (dialog(card={"contentType": CARD, "content": load("05_follow_up")}), False),
        (dialog(card={"contentType": "text/html", "content": load(FORM)}), False),
        ({"task": {"type": "message", "value": ""}}, False),
        ({"task": {"type": "close"}}, False),
    ],
)
def test_an_answer_to_a_dialog(answer: dict[str, Any], fine: bool) -> None:
    assert (validate_task_answer(answer) == []) is fine
