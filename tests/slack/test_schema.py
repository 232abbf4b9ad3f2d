"""The schema takes every designed message and refuses seeded mistakes."""

from __future__ import annotations

import copy
import json
import os
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft7Validator

from tests.slack.mistakes import MISTAKES, Mistake
from tests.slack.schema import validate_message, validate_response, validate_view

HERE = Path(__file__).parent
FIXTURES = sorted((HERE / "fixtures").glob("*.json"))
SHARED = Path(os.environ.get("LOTS_SHARED", HERE.parents[2] / "shared"))
DESIGNED = sorted((SHARED / "design" / "messages" / "slack").glob("**/*.json"))


def load(path: Path) -> dict[str, Any]:
    payload: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return payload


def mistakes_in(payload: dict[str, Any]) -> list[str]:
    return validate_view(payload) if "type" in payload else validate_response(payload)


def test_there_are_fixtures_to_check() -> None:
    assert len(FIXTURES) == 4


def test_the_schema_is_one_and_refuses_unknown_keys() -> None:
    schema = load(HERE / "schema" / "blocks.json")
    Draft7Validator.check_schema(schema)
    shapes = {name: shape for name, shape in schema["definitions"].items() if "required" in shape}
    unions = {name for name, shape in shapes.items() if "allOf" in shape}
    assert len(shapes) > 60
    assert {
        name for name, shape in shapes.items() if shape.get("additionalProperties") is not False
    } == unions


@pytest.mark.parametrize("path", [*FIXTURES, *DESIGNED], ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_a_designed_payload_is_taken(path: Path) -> None:
    assert mistakes_in(load(path)) == []


@pytest.mark.parametrize("mistake", MISTAKES, ids=lambda mistake: mistake.name)
def test_a_seeded_mistake_is_refused(mistake: Mistake) -> None:
    payload = copy.deepcopy(load(HERE / "fixtures" / f"{mistake.of}.json"))
    assert mistakes_in(payload) == []
    mistake.make(payload)
    assert mistakes_in(payload) != []


def test_an_error_says_where_and_what() -> None:
    payload = load(HERE / "fixtures" / "01_alert.json")
    payload["blocks"][3]["elements"][0]["text"]["text"] = "x" * 76
    assert validate_message(payload) == [f"blocks[3].elements[0].text.text: '{'x' * 76}' is too long"]


def test_a_block_slack_does_not_know_is_named_once() -> None:
    found = validate_message({"text": "a", "blocks": [{"type": "headr"}]})
    assert len(found) == 1
    assert found[0].startswith("blocks[0].type: 'headr' is not one of")


def test_metadata_must_be_an_event_with_a_flat_payload() -> None:
    flat = {"event_type": "ask", "event_payload": {"key": "q_1"}}
    assert validate_message({"text": "a", "metadata": flat}) == []
    assert validate_message({"text": "a", "metadata": {"event_type": "ask"}}) != []
    assert validate_message({"text": "a", "metadata": flat | {"event_payload": {"key": None}}}) != []


def test_an_answer_that_deletes_its_message_needs_no_text() -> None:
    assert validate_response({"delete_original": True}) == []
    assert validate_response({"replace_original": "yes", "text": "a"}) != []


def test_a_home_tab_has_no_title() -> None:
    home = {"type": "home", "blocks": [{"type": "divider"}]}
    assert validate_view(home) == []
    assert validate_view(home | {"title": {"type": "plain_text", "text": "Hem"}}) != []
    assert validate_view({"type": "dialog"}) != []
