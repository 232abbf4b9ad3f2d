"""Mistakes seeded into a right payload: each is one that Slack refuses."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

Payload = dict[str, Any]
ALERT, FORM = "01_alert", "06_form_simple_investigation"


@dataclass(frozen=True, kw_only=True)
class Mistake:
    """``make`` spoils the fixture ``of`` in place."""

    name: str
    of: str
    make: Callable[[Payload], Any]


def _plain(text: str) -> Payload:
    return {"type": "plain_text", "text": text}


def _option(value: str, text: str = "a") -> Payload:
    return {"text": _plain(text), "value": value}


def _buttons(payload: Payload) -> list[Payload]:
    found: list[Payload] = payload["blocks"][3]["elements"]
    return found


def _input(payload: Payload, block_id: str) -> Payload:
    found: Payload = next(block for block in payload["blocks"] if block.get("block_id") == block_id)
    return found


def _alert(name: str, make: Callable[[Payload], Any]) -> Mistake:
    return Mistake(name=name, of=ALERT, make=make)


def _form(name: str, make: Callable[[Payload], Any]) -> Mistake:
    return Mistake(name=name, of=FORM, make=make)


def _element(payload: Payload, block_id: str) -> Payload:
    found: Payload = _input(payload, block_id)["element"]
    return found


MISTAKES = (
    _alert("wrong_block_type", lambda p: p["blocks"][0].update(type="heading")),
    _alert("header_in_mrkdwn", lambda p: p["blocks"][0]["text"].update(type="mrkdwn")),
    _alert("header_too_long", lambda p: p["blocks"][0]["text"].update(text="x" * 151)),
    _alert("header_text_as_string", lambda p: p["blocks"][0].update(text="Kontakta")),
    _alert("empty_text", lambda p: p["blocks"][2]["text"].update(text="")),
    _alert("section_too_long", lambda p: p["blocks"][2]["text"].update(text="x" * 3001)),
    _alert("section_without_text", lambda p: p["blocks"][2].pop("text")),
    _alert("eleven_fields", lambda p: p["blocks"][2].update(fields=[_plain("a")] * 11)),
    _alert("field_too_long", lambda p: p["blocks"][2].update(fields=[_plain("x" * 2001)])),
    _alert("emoji_on_mrkdwn", lambda p: p["blocks"][2]["text"].update(emoji=True)),
    _alert("eleven_context_elements", lambda p: p["blocks"][1].update(elements=[_plain("a")] * 11)),
    _alert("button_in_context", lambda p: p["blocks"][1].update(elements=_buttons(p)[:1])),
    _alert(
        "image_without_alt",
        lambda p: p["blocks"][1].update(elements=[{"type": "image", "image_url": "https://a"}]),
    ),
    _alert("unknown_key_on_block", lambda p: p["blocks"][0].update(colour="red")),
    _alert("no_actions", lambda p: p["blocks"][3].update(elements=[])),
    _alert(
        "too_many_actions",
        lambda p: p["blocks"][3].update(
            elements=[{k: v for k, v in _buttons(p)[1].items() if k != "action_id"}] * 26
        ),
    ),
    _alert("button_text_too_long", lambda p: _buttons(p)[0]["text"].update(text="x" * 76)),
    _alert("button_without_text", lambda p: _buttons(p)[0].pop("text")),
    _alert("button_value_as_number", lambda p: _buttons(p)[0].update(value=7)),
    _alert("button_value_too_long", lambda p: _buttons(p)[0].update(value="x" * 2001)),
    _alert("action_id_too_long", lambda p: _buttons(p)[0].update(action_id="x" * 256)),
    _alert("unknown_style", lambda p: _buttons(p)[0].update(style="default")),
    _alert("two_primary", lambda p: _buttons(p)[1].update(style="primary")),
    _alert("duplicate_action_id", lambda p: _buttons(p)[1].update(action_id="contacted_guardian")),
    _alert("six_in_overflow", lambda p: _buttons(p)[3].update(options=[_option(str(n)) for n in range(6)])),
    _alert("overflow_value_too_long", lambda p: _buttons(p)[3]["options"][0].update(value="x" * 76)),
    _alert("option_without_value", lambda p: _buttons(p)[3]["options"][0].pop("value")),
    _alert("fifty_one_blocks", lambda p: p.update(blocks=[{"type": "divider"}] * 51)),
    _alert("fallback_text_too_long", lambda p: p.update(text="x" * 4001)),
    _alert("no_fallback_text", lambda p: p.pop("text")),
    _form("title_too_long", lambda p: p["title"].update(text="x" * 25)),
    _form("no_title", lambda p: p.pop("title")),
    _form("submit_too_long", lambda p: p["submit"].update(text="x" * 25)),
    _form("input_without_submit", lambda p: p.pop("submit")),
    _form("metadata_too_long", lambda p: p.update(private_metadata="x" * 3001)),
    _form("a_hundred_and_one_blocks", lambda p: p.update(blocks=[{"type": "divider"}] * 101)),
    _form("duplicate_block_id", lambda p: _input(p, "what_1").update(block_id="situation")),
    _form("input_without_label", lambda p: _input(p, "situation").pop("label")),
    _form("button_in_input", lambda p: _input(p, "situation").update(element=p["blocks"][-3]["elements"][0])),
    _form(
        "eleven_checkboxes",
        lambda p: p["blocks"][1]["element"].update(options=[_option(str(n)) for n in range(11)]),
    ),
    _form(
        "initial_option_not_offered", lambda p: _element(p, "who_1").update(initial_option=_option("priest"))
    ),
    _form("not_a_date", lambda p: _element(p, "due_1").update(initial_date="14 dec")),
    _form("no_such_day", lambda p: _element(p, "due_1").update(initial_date="2026-02-30")),
    _form("placeholder_too_long", lambda p: _element(p, "what_1").update(placeholder=_plain("x" * 151))),
    _form("longer_than_its_own_limit", lambda p: _element(p, "what_1").update(max_length=5)),
    _form(
        "same_answer_twice", lambda p: _element(p, "who_1")["options"].append(_option("mentor", "Mentor två"))
    ),
    _form("limit_over_three_thousand", lambda p: _element(p, "situation").update(max_length=3001)),
    _form("optional_as_text", lambda p: _input(p, "situation").update(optional="no")),
)
