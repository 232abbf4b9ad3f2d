"""Modals and the home tab: private notices and forms as Slack views, and what a submitted view holds.

A field's ``block_id`` is its key, a list's columns are numbered by row (:mod:`bot.chat.rows`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from bot.chat.rows import ROWS, Value, column_id, column_of, gathered, input_id
from bot.chat.slack.blocks import VIEW_BLOCKS, body
from bot.chat.slack.inputs import field_blocks
from bot.chat.slack.parts import DIVIDER, button
from bot.chat.slack.text import TITLE, Json, Mention, context, nobody, plain, section
from bot.notices.forms import private_line
from bot.notices.model import Button, Field, FieldKind, Form, Notice
from bot.notices.texts import has, text


def view(notice: Notice, mention: Mention = nobody) -> Json:
    """A private notice as a modal; ``private_metadata`` is the ask's id."""
    return {
        "type": "modal",
        "title": plain(notice.dialog_title or notice.heading, TITLE),
        "close": plain(notice.close or text(notice.language, "close"), TITLE),
        "private_metadata": notice.ask_id,
        "blocks": body(notice, mention, VIEW_BLOCKS),
    }


def home(notice: Notice, mention: Mention = nobody) -> Json:
    """A person's own list as their home tab."""
    return {"type": "home", "blocks": body(notice, mention, VIEW_BLOCKS)}


def loading(lang: str, title: str) -> Json:
    """What opens at once, before anything is looked up: a trigger lives three seconds."""
    return {
        "type": "modal",
        "title": plain(title, TITLE),
        "close": plain(text(lang, "close"), TITLE),
        "blocks": [section(text(lang, "loading"), nobody)],
    }


def form_view(form: Form) -> Json:
    """A form as a modal; ``callback_id`` is the action, ``private_metadata`` the ask's id."""
    lists = any(each.kind is FieldKind.LIST for each in form.fields)
    compact = lists or len(form.fields) > ROWS + 1
    blocks: list[Json] = [context(private_line(form), nobody)] if form.intro else []
    for each in form.fields:
        if each.kind is FieldKind.LIST:
            blocks += _list(each, form)
        else:
            blocks += field_blocks(each, each.key, form.language, compact=compact)
    if form.after:
        blocks += [DIVIDER, context(form.after, nobody)] if lists else [context(form.after, nobody)]
    return {
        "type": "modal",
        "callback_id": form.action,
        "title": plain(form.title, TITLE),
        "submit": plain(form.submit, TITLE),
        "close": plain(form.close, TITLE),
        "private_metadata": form.ask_id,
        "blocks": blocks[:VIEW_BLOCKS],
    }


def _list(shown: Field, form: Form) -> list[Json]:
    blocks: list[Json] = []
    drawn = min(shown.rows, ROWS)
    for at in range(1, drawn + 1):
        name = text(form.language, "form.row", label=shown.label, n=at)
        blocks += [DIVIDER, section(f"*{name}*", nobody)]
        for column in shown.fields:
            blocks += field_blocks(column, column_id(shown.key, column.key, at), form.language, compact=True)
    if drawn < ROWS:
        key = f"form.add.{shown.key}"
        label = text(form.language, key if has(form.language, key) else "form.add")
        add = button(Button(key="add_agreement", label=label), form.ask_id)
        blocks.append({"type": "actions", "elements": [add]})
    return blocks


def with_row(form: Form) -> Form:
    """The form with one more row of its list: what *Lägg till överenskommelse* asks for."""
    fields = (
        replace(each, rows=min(each.rows + 1, ROWS)) if each.kind is FieldKind.LIST else each
        for each in form.fields
    )
    return replace(form, fields=tuple(fields))


def rows_shown(shown: Mapping[str, Any]) -> int:
    """How many rows of its list a view payload shows."""
    found = [column_of(str(block.get("block_id", ""))) for block in shown.get("blocks", ())]
    return max((place[2] for place in found if place), default=1)


def read_view(shown: Mapping[str, Any]) -> dict[str, Value]:
    """What a ``view_submission`` payload's view holds, by field key; lists as rows in their order.

    Text and dates as ``str``, choices as a tuple, nothing chosen as ``""`` or ``()``. A yes or no is
    ``"yes"`` or ``"no"``.
    """
    values = shown.get("state", {}).get("values", {})
    return gathered((name, _value(next(iter(elements.values()), {}))) for name, elements in values.items())


def _value(element: Mapping[str, Any]) -> str | tuple[str, ...]:
    if "selected_options" in element:
        return tuple(str(each["value"]) for each in element["selected_options"] or ())
    if "selected_option" in element:
        return str((element["selected_option"] or {}).get("value", ""))
    for key in ("value", "selected_date", "selected_time", "selected_user"):
        if key in element:
            return str(element[key] or "")
    return ""


def field_errors(mistakes: Mapping[str, str]) -> Json:
    """The answer that keeps the modal open with each mistake at its field (``agreements.0.what``)."""
    return {
        "response_action": "errors",
        "errors": {input_id(key): plain(words, 150)["text"] for key, words in mistakes.items()},
    }
