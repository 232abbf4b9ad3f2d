"""Dialogs: private notices and forms as titled cards, and what a sent dialog holds.

An input's ``id`` is its field's key, a list's columns are numbered by row (:mod:`bot.chat.rows`). Teams sends
several choices as one text with commas; the button says beside them which inputs are of that kind.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from bot.chat.rows import ROWS, One, Value, column_id, gathered
from bot.chat.teams.actions import action
from bot.chat.teams.cards import dialog_card, shell
from bot.chat.teams.inputs import RESERVED, Asked, drawn, field_key, input_name
from bot.chat.teams.parts import column
from bot.chat.teams.sections import action_set
from bot.chat.teams.text import BOLD, CLOSE, RULE, SMALL, SUBTLE, Json, Mention, Words, block, nobody, plain
from bot.notices.forms import private_line
from bot.notices.model import Button, Field, FieldKind, Form, Notice
from bot.notices.texts import has, text

TITLE = 24
BRAND = "Närvarolots"
SEVERAL = "several"
NOTHING: Mapping[str, Value] = {}


@dataclass(frozen=True, kw_only=True)
class Dialog:
    """What opens over the chat: a title of at most 24 characters and a card."""

    title: str
    card: Json


def of_notice(notice: Notice, mention: Mention = nobody) -> Dialog:
    """A private notice."""
    title = plain(notice.dialog_title or notice.heading or BRAND, TITLE)
    return Dialog(title=title, card=dialog_card(notice, mention, title))


def of_form(form: Form, typed: Mapping[str, Value] = NOTHING) -> Dialog:
    """A form; opened again after a mistake it holds what was ``typed`` and says what is wrong at its field."""
    title = plain(form.title, TITLE)
    say = Words()
    body = [block(say(private_line(form)), SMALL)] if form.intro else []
    body += _summary(form, say)
    for each in form.fields:
        body += (
            _list(each, form, typed, say) if each.kind is FieldKind.LIST else _field(each, form, typed, say)
        )
    end = [block(say(form.after), SMALL, RULE)] if form.after else []
    sent = action(Button(key=form.action, label=form.submit, primary=True), form.ask_id, dialog=True)
    if several := [input_name(one.key) for one in form.fields if one.kind is FieldKind.CHOICES]:
        sent["data"][SEVERAL] = several
    # Never cut: a form without one of its inputs could not be sent.
    card = shell(title, form.language) | {"body": [*body, *end], "actions": [sent]}
    return Dialog(title=title, card=card)


def unsaved(data: Mapping[str, object], lang: str) -> Dialog:
    """A form that could not be saved: its button sends what was typed once more. The form itself is not at hand."""
    say = Words()
    error = text(lang, "error")
    # What has a space in it was typed; keys, days and addresses have none, and are sent again all the same.
    words = [one for one in data.values() if isinstance(one, str) and " " in one.strip()]
    body = [block(say(error), BOLD), block(say(text(lang, "unsaved")))]
    for one in words:
        lines = [line for line in one.split("\n") if line.strip()]
        body += [block(say(line), SUBTLE, CLOSE if at else {}) for at, line in enumerate(lines)]
    again: Json = {"type": "Action.Submit", "title": text(lang, "button.again"), "data": dict(data)}
    return Dialog(
        title=BRAND, card=shell(error, lang) | {"body": body, "actions": [again | {"style": "positive"}]}
    )


def read_data(data: Mapping[str, object]) -> dict[str, Value]:
    """What a sent dialog holds, by field key; lists as rows in their order, without those left empty.

    Text and dates as ``str``, several choices as a tuple, nothing chosen as ``""`` or ``()``.
    """
    named = data.get(SEVERAL)
    several = {str(one) for one in named} if isinstance(named, list | tuple) else set()
    values = dict.fromkeys(several, "") | {
        name: value if isinstance(value, str) else "" for name, value in data.items() if name not in RESERVED
    }
    fields = gathered((name, _one(value, name in several)) for name, value in values.items())
    return {
        field_key(key): [row for row in value if any(row.values())] if isinstance(value, list) else value
        for key, value in fields.items()
    }


def _one(value: str, several: bool) -> One:  # noqa: FBT001 - which of two shapes the text has
    return tuple(part for part in value.split(",") if part) if several else value


def _field(shown: Field, form: Form, typed: Mapping[str, Value], say: Words) -> list[Json]:
    asked = Asked(
        field=shown,
        name=input_name(shown.key),
        lang=form.language,
        value=_started(typed.get(shown.key) if typed else shown.initial),
        error=form.errors.get(shown.key, shown.error),
        needed=shown.required,
    )
    return drawn(asked, say)


def _started(value: object) -> tuple[str, ...]:
    if isinstance(value, str):
        return (value,) if value else ()
    return tuple(one for one in value if isinstance(one, str)) if isinstance(value, list | tuple) else ()


def _summary(form: Form, say: Words) -> list[Json]:
    """What is wrong, above the form: a dialog opened again shows its beginning."""
    labels = dict(_labels(form))
    items = [
        block(f"•  {say(_ended(labels.get(key, key)))} {say(wrong)}", {"spacing": "Small"})
        for key, wrong in form.errors.items()
    ]
    return [{"type": "Container", "style": "emphasis", "items": items}] if items else []


def _ended(label: str) -> str:
    return label if label.endswith(("?", ".", "!", ":")) else f"{label}:"


def _labels(form: Form) -> Iterator[tuple[str, str]]:
    for each in form.fields:
        yield each.key, each.label
        for at in range(ROWS):
            row = text(form.language, "form.row", label=each.label, n=at + 1)
            for one in each.fields:
                yield f"{each.key}.{at}.{one.key}", f"{row}, {one.label}"


def _list(shown: Field, form: Form, typed: Mapping[str, Value], say: Words) -> list[Json]:
    sent = typed.get(shown.key)
    rows = [row for row in sent if isinstance(row, Mapping)] if isinstance(sent, list | tuple) else []
    seen = max(1, min(ROWS, max(shown.rows, len(rows))))
    names = [f"{shown.key.removesuffix('s')}_{at}" for at in range(1, ROWS + 1)]
    boxes = [
        {
            "type": "Container",
            "id": name,
            "isVisible": at < seen,
            "spacing": "Medium",
            "items": _row(shown, at, form, rows[at] if at < len(rows) else ({} if typed else None), say),
        }
        for at, name in enumerate(names)
    ]
    boxes[0]["separator"] = True
    if seen == ROWS:
        return boxes
    key = f"form.add.{shown.key}"
    add: Json = {
        "type": "Action.ToggleVisibility",
        "title": text(form.language, key if has(form.language, key) else "form.add"),
        "targetElements": [{"elementId": name, "isVisible": True} for name in names[seen:]],
    }
    return [*boxes, action_set([add])]


def _row(shown: Field, at: int, form: Form, row: Mapping[str, object] | None, say: Words) -> list[Json]:
    name = text(form.language, "form.row", label=shown.label, n=at + 1)
    items = [block(say(name), BOLD)]
    narrow: list[list[Json]] = []
    for one in shown.fields:
        # A row nobody has begun is empty: only the first starts with what is usual.
        usual = one.initial if at == 0 else None
        asked = Asked(
            field=one,
            name=column_id(shown.key, one.key, at + 1),
            lang=form.language,
            value=_started(usual if row is None else row.get(one.key)),
            error=form.errors.get(f"{shown.key}.{at}.{one.key}", ""),
            needed=one.required and shown.required and at == 0,
            compact=True,
        )
        if one.kind in (FieldKind.TEXT, FieldKind.LONG_TEXT):
            items += drawn(asked, say)
        else:
            narrow.append(drawn(asked, say))
    pairs = [narrow[place : place + 2] for place in range(0, len(narrow), 2)]
    return items + [{"type": "ColumnSet", "columns": [column(one) for one in pair]} for pair in pairs]
