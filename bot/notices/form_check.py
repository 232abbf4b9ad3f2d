"""What is missing or wrong in what a form sent, said kindly beside the field."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta

from bot.notices.model import Field, FieldKind, Form
from bot.notices.texts import text
from bot.rules.forms import as_time

BACK = AHEAD = timedelta(days=400)
"""What was done longer ago than this is a slip of the pen, follow-ups are counted from the day; so is a day later."""
Value = object
"""``str``, a tuple of ``str``, or a list of rows (mappings) as a form sends them."""


def mistakes(form: Form, sent: Mapping[str, Value]) -> dict[str, str]:
    """Field key (``agreements.0.what`` in a list) to what is missing or wrong, in the form's language."""
    found: dict[str, str] = {}
    for each in form.fields:
        if each.kind is FieldKind.LIST:
            found.update(_list_mistakes(each, sent.get(each.key), form.language))
        elif wrong := _mistake(each, sent.get(each.key), form.language):
            found[each.key] = wrong
    return found


def only(form: Form, sent: Mapping[str, Value]) -> dict[str, Value]:
    """What the form asks for, and nothing else: a field it does not have would mean something to the case."""
    return {
        each.key: _rows(each, sent[each.key]) if each.kind is FieldKind.LIST else sent[each.key]
        for each in form.fields
        if each.key in sent
    }


def _rows(each: Field, sent: Value) -> Value:
    columns = {column.key for column in each.fields}
    rows = [row for row in sent if isinstance(row, Mapping)] if isinstance(sent, (list, tuple)) else []
    return [{key: value for key, value in row.items() if key in columns} for row in rows]


def _list_mistakes(each: Field, sent: Value, lang: str) -> dict[str, str]:
    rows = [row for row in sent if isinstance(row, Mapping)] if isinstance(sent, (list, tuple)) else []
    filled = [(at, row) for at, row in enumerate(rows) if any(row.values())]
    if not filled and each.required:
        # An empty first row says what it needs field by field, where the reader looks.
        filled = [(0, {})]
    return {
        f"{each.key}.{at}.{column.key}": wrong
        for at, row in filled
        for column in each.fields
        if (wrong := _mistake(column, row.get(column.key), lang))
    }


def _mistake(each: Field, sent: Value, lang: str) -> str:
    if sent in (None, "", (), []):
        return missing(each, lang) if each.required else ""
    if not _has_shape(each.kind, sent):
        return missing(each, lang)
    if each.options and not set(_many(sent)) <= {option.key for option in each.options}:
        return text(lang, "error.choices" if each.kind is FieldKind.CHOICES else "error.choice")
    if each.kind is FieldKind.DATE:
        return _date_mistake(each, str(sent), lang)
    if each.kind is FieldKind.TIME and as_time(sent) is None:
        return missing(each, lang)
    if each.kind in (FieldKind.TEXT, FieldKind.LONG_TEXT) and len(str(sent)) > each.max_length:
        return text(lang, "error.long", max=each.max_length)
    return ""


def _has_shape(kind: FieldKind, sent: Value) -> bool:
    """Several values only where several may be chosen; everything else is one piece of text."""
    if kind is FieldKind.CHOICES and isinstance(sent, (list, tuple)):
        return all(isinstance(one, str) for one in sent)
    return isinstance(sent, str)


def missing(each: Field, lang: str) -> str:
    """What a field asks for, said where it is empty: ``Välj ett datum, senast i dag.``"""
    if each.kind is FieldKind.DATE and each.latest and not each.earliest:
        return text(lang, "error.date")
    keys = {
        FieldKind.DATE: "error.day",
        FieldKind.TIME: "error.time",
        FieldKind.CHOICE: "error.choice",
        FieldKind.YES_NO: "error.choice",
        FieldKind.CHOICES: "error.choices",
        FieldKind.PERSON: "error.person",
    }
    return text(lang, keys.get(each.kind, "error.text"))


def _date_mistake(each: Field, sent: str, lang: str) -> str:
    try:
        chosen = date.fromisoformat(sent)
    except ValueError:
        return text(lang, "error.day")
    if each.latest and not each.earliest and chosen < each.latest - BACK:
        return text(lang, "error.day")
    if each.latest and chosen > each.latest:
        return text(lang, "error.day" if each.earliest else "error.date")
    if each.earliest and chosen > each.earliest + AHEAD:
        return text(lang, "error.day")
    return text(lang, "error.date.ahead") if each.earliest and chosen < each.earliest else ""


def _many(sent: Value) -> tuple[str, ...]:
    return tuple(map(str, sent)) if isinstance(sent, (list, tuple)) else (str(sent),)
