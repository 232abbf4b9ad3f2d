"""A form as somebody filled it in, line by line, for a private view."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date

from bot.notices.about import dots
from bot.notices.forms import word
from bot.notices.texts import Marked, plain, text
from bot.notices.words import day
from bot.rules.ladder import FormField, LadderForm

Reads = Callable[[FormField], bool]
Names = Callable[[str], str]
"""E-mail to the name of a member of staff."""


def filled(
    form: LadderForm, values: Mapping[str, object], lang: str, *, reads: Reads, names: Names
) -> tuple[str, ...]:
    """``Elevens bild: …``: what was answered, without the fields that ``reads`` says no to."""
    return tuple(line for each in form.fields if reads(each) for line in _lines(each, values, lang, names))


def _lines(each: FormField, values: Mapping[str, object], lang: str, names: Names) -> Iterator[str]:
    value = values.get(each.key)
    if not value:
        return
    label = word("field", each.key, each.label, lang)
    if each.kind != "list":
        yield Marked(f"{label.rstrip(':')}: {_said(each, value, lang, names)}")
        return
    for number, row in enumerate(_rows(value), start=1):
        parts = [_said(one, row[one.key], lang, names) for one in each.fields if row.get(one.key)]
        yield Marked(f"{label} {number}: {dots(*parts)}")


def _rows(value: object) -> Sequence[Mapping[str, object]]:
    return [row for row in value if isinstance(row, Mapping)] if isinstance(value, list | tuple) else []


def _said(each: FormField, value: object, lang: str, names: Names) -> str:
    if isinstance(value, list | tuple):
        return plain(", ".join(_said(each, one, lang, names) for one in value))
    said = str(value)
    options = dict(each.options)
    if said in options:
        return word("option", said, options[said], lang)
    if each.kind == "yes_no":
        return text(lang, f"option.{'yes' if value in ('yes', True) else 'no'}")
    if each.kind == "person":
        return plain(names(said))
    return plain(_day(said, lang) if each.kind == "date" else said)


def _day(said: str, lang: str) -> str:
    try:
        return day(date.fromisoformat(said), lang)
    except ValueError:
        return said
