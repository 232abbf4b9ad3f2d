"""One field of a form as Slack input blocks."""

from __future__ import annotations

from collections.abc import Sequence

from bot.chat.slack.text import HINT, LABEL, OPTION, Json, plain
from bot.notices.model import Field, FieldKind, Option
from bot.notices.texts import text

FEW = 5
CHECKBOXES, OPTIONS = 10, 100
TEXT_MOST = 3000


def field_blocks(shown: Field, block_id: str, lang: str, *, compact: bool) -> list[Json]:
    """The input of a field. ``compact``: in a long form many choices become a list to open."""
    element = _element(shown, block_id, lang, compact=compact)
    drawn: Json = {
        "type": "input",
        "block_id": block_id,
        "label": plain(shown.label, LABEL),
        "element": element,
        "optional": not shown.required,
    }
    if shown.hint and element["type"] != "multi_static_select":
        drawn["hint"] = plain(shown.hint, HINT)
    return [drawn]


def _element(shown: Field, action_id: str, lang: str, *, compact: bool) -> Json:
    match shown.kind:
        case FieldKind.TEXT | FieldKind.LONG_TEXT:
            return _text(shown, action_id)
        case FieldKind.DATE:
            return _started({"type": "datepicker", "action_id": action_id}, "initial_date", shown)
        case FieldKind.TIME:
            return _started({"type": "timepicker", "action_id": action_id}, "initial_time", shown)
        case FieldKind.CHOICES:
            return _choices(shown, action_id, lang, compact=compact)
        case FieldKind.PERSON if not shown.options:
            return {"type": "users_select", "action_id": action_id}
        case _:
            return _choice(shown, action_id, lang)


def _text(shown: Field, action_id: str) -> Json:
    element: Json = {
        "type": "plain_text_input",
        "action_id": action_id,
        "max_length": min(shown.max_length, TEXT_MOST),
    }
    if shown.kind is FieldKind.LONG_TEXT:
        element["multiline"] = True
    started = _one(shown)
    return {**element, "initial_value": started[: shown.max_length]} if started else element


def _started(element: Json, key: str, shown: Field) -> Json:
    started = _one(shown)
    return {**element, key: started} if started else element


def _choices(shown: Field, action_id: str, lang: str, *, compact: bool) -> Json:
    long = len(shown.options) > CHECKBOXES or (compact and len(shown.options) > FEW)
    element: Json = {"type": "checkboxes", "action_id": action_id}
    if long:
        element = {
            "type": "multi_static_select",
            "action_id": action_id,
            "placeholder": plain(text(lang, "form.choose"), OPTION),
        }
    element["options"] = _options(shown.options)
    chosen = [one for one in shown.options if one.key in (shown.initial or ())]
    return {**element, "initial_options": _options(chosen)} if chosen else element


def _choice(shown: Field, action_id: str, lang: str) -> Json:
    options = shown.options or tuple(
        Option(key=key, label=text(lang, f"option.{key}")) for key in ("yes", "no")
    )
    radio = len(options) <= FEW
    element: Json = {
        "type": "radio_buttons" if radio else "static_select",
        "action_id": action_id,
        "options": _options(options),
    }
    chosen = [one for one in options if one.key == _one(shown)]
    return {**element, "initial_option": _options(chosen)[0]} if chosen else element


def _options(options: Sequence[Option]) -> list[Json]:
    return [{"text": plain(one.label, OPTION), "value": one.key} for one in options[:OPTIONS]]


def _one(shown: Field) -> str:
    started = shown.initial or ""
    return started if isinstance(started, str) else "".join(started[:1])
