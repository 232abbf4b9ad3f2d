"""One field of a form as Adaptive Card inputs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bot.chat.teams.text import BOLD, SMALL, TEXT, Json, Words, block, plain
from bot.notices.form_check import missing
from bot.notices.model import Field, FieldKind, Option
from bot.notices.texts import text

FEW = 5
"""So many options of one choice are drawn open; more as a list to open, people as one to search."""
HINT, OPTION, EMAIL = 300, 100, 254
OPTIONS = 400
RESERVED = frozenset({"action", "ask", "several", "msteams"})
"""Names of what a dialog's button sends beside its inputs."""
_OWN = "field-"


def input_name(key: str) -> str:
    """The input of a field; a school's own field called like a button's data gets another name."""
    return f"{_OWN}{key}" if key in RESERVED else key


def field_key(name: str) -> str:
    """The field of an input's name."""
    return name.removeprefix(_OWN) if name.removeprefix(_OWN) in RESERVED else name


@dataclass(frozen=True, kw_only=True)
class Asked:
    """A field as it is drawn: its input's name, what stands in it, what is wrong with it."""

    field: Field
    name: str
    lang: str
    value: tuple[str, ...] = ()
    error: str = ""
    needed: bool = False
    compact: bool = False


def drawn(asked: Asked, say: Words) -> list[Json]:
    """The input with its hint and its mistake beneath it."""
    shown = asked.field
    element: Json = {**_element(asked), "id": asked.name, "label": _label(asked)}
    if asked.needed:
        element |= {"isRequired": True, "errorMessage": missing(shown, asked.lang)}
    parts = [element]
    if asked.error:
        parts.append(block(say(asked.error), BOLD, {"spacing": "Small"}))
    if shown.hint and shown.kind is not FieldKind.CHOICES:
        parts.append(block(say(shown.hint), SMALL, {"spacing": "Small"}))
    return parts


def _label(asked: Asked) -> str:
    shown = asked.field
    said = shown.label
    if shown.kind is FieldKind.CHOICES and shown.hint:
        said = f"{said} {shown.hint}"
    silent = shown.required or asked.compact or shown.kind in (FieldKind.CHOICES, FieldKind.YES_NO)
    return plain(said if silent else text(asked.lang, "form.optional", label=plain(said, HINT)), HINT)


def _element(asked: Asked) -> Json:
    shown = asked.field
    match shown.kind:
        case FieldKind.TEXT | FieldKind.LONG_TEXT:
            return _text(asked)
        case FieldKind.DATE:
            ends = (("min", shown.earliest), ("max", shown.latest))
            limits = {word: day.isoformat() for word, day in ends if day is not None}
            return {"type": "Input.Date", **limits, **_started(asked)}
        case FieldKind.TIME:
            return {"type": "Input.Time", **_started(asked)}
        case FieldKind.PERSON if not shown.options:
            return {"type": "Input.Text", "style": "Email", "maxLength": EMAIL, **_started(asked)}
        case _:
            return _choice(asked)


def _text(asked: Asked) -> Json:
    most = max(1, min(asked.field.max_length, TEXT))
    element: Json = {"type": "Input.Text", "maxLength": most}
    if asked.field.kind is FieldKind.LONG_TEXT:
        element["isMultiline"] = True
    return {**element, **({"value": asked.value[0][:most]} if asked.value else {})}


def _started(asked: Asked) -> Json:
    return {"value": asked.value[0]} if asked.value else {}


def _choice(asked: Asked) -> Json:
    shown = asked.field
    several = shown.kind is FieldKind.CHOICES
    options: Sequence[Option] = shown.options or tuple(
        Option(key=key, label=text(asked.lang, f"option.{key}")) for key in ("yes", "no")
    )
    open_ = several or (len(options) <= FEW and not asked.compact)
    # A person among many is found by typing.
    closed = "filtered" if shown.kind is FieldKind.PERSON and len(options) > FEW else "compact"
    element: Json = {"type": "Input.ChoiceSet", "style": "expanded" if open_ else closed}
    if open_:
        element["wrap"] = True
    if several:
        element["isMultiSelect"] = True
    element["choices"] = [{"title": plain(one.label, OPTION), "value": one.key} for one in options[:OPTIONS]]
    chosen = [one.key for one in options if one.key in asked.value]
    return {**element, **({"value": ",".join(chosen)} if chosen else {})}
