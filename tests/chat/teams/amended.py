"""Where what is sent parts from what was drawn, and why. Everything else is the drawing to the letter."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from bot.notices.texts import text

Json = dict[str, Any]
FORMS = ("04_form_contacted_guardian", "06_form_simple_investigation")


def amended(name: str, drawing: Json, lang: str) -> Json:
    """The drawing with its amendments."""
    for names, amend in AMENDMENTS:
        if name in names:
            amend(drawing, lang)
    return drawing


def take_acts_at_once(card: Json, lang: str) -> None:
    """*Ta ärendet* has no *…* and no form: the drawing opened a dialog for it."""
    taken = next(one for one in card["actions"] if one["data"]["action"] == "take")
    taken |= {"type": "Action.Execute", "verb": "take"}
    del taken["data"]["msteams"]


def note_where_there_is_room(card: Json, lang: str) -> None:
    """The reminder's menu held one of two choices, the same menu at the principal both."""
    note = {"action": "note", "ask": card["actions"][0]["data"]["ask"], "msteams": {"type": "task/fetch"}}
    label = f"{text(lang, 'button.note')} …"
    card["actions"].append({"type": "Action.Submit", "title": label, "data": note, "mode": "secondary"})


def nothing_lost_in_a_private_view(card: Json, lang: str) -> None:
    """*Anteckning* stood in Slack's menu and nowhere in this dialog; what has no room gets a row of its own,
    and the menu stands at the end."""
    note = {"action": "note", "ask": card["actions"][0]["data"]["ask"]}
    label = f"{text(lang, 'button.note')} …"
    seen = [one for one in card["actions"] if "mode" not in one]
    menu = [one for one in card.pop("actions") if "mode" in one]
    rows = [seen, [{"type": "Action.Submit", "title": label, "data": note}, *menu]]
    card["body"] += [{"type": "ActionSet", "actions": row} for row in rows]


def headed_like_its_neighbours(card: Json, lang: str) -> None:
    """*Läget* is a part of the digest in MESSAGES.md and in Slack: four figures without it were of nothing."""
    at = next(at for at, one in enumerate(card["body"]) if one["type"] == "ColumnSet")
    rule = {"separator": True, "spacing": "Medium"}
    for key in rule:
        del card["body"][at][key]
    heading = text(lang, "digest.now")
    card["body"].insert(at, {"type": "TextBlock", "text": heading, "wrap": True, "weight": "Bolder", **rule})


def holidays_named(card: Json, lang: str) -> None:
    """MESSAGES.md: *holidays named*. The dash says which holiday, and is explained only where one is drawn."""
    words = {"sv": "lov", "fi": "vapaa", "en": "day off"}[lang]
    names = {"sv": "höstlov", "fi": "syysloma", "en": "autumn break"}
    table = next(one for one in card["body"] if one["type"] == "Table")
    legend = next(one for one in card["body"] if words in one.get("text", "") and "\u2003" in one["text"])
    has_week_off = names[lang] in str(table["fallback"])
    legend["text"] = legend["text"].removesuffix(f"\u2003–\u00a0{words}")
    if has_week_off:
        legend["text"] += f"\u2003–\u00a0{names[lang]}"


def several_told_apart(card: Json, lang: str) -> None:
    """Teams sends choices as one text with commas: the button says which inputs are to be parted again."""
    many = [one["id"] for one in _inputs(card) if one.get("isMultiSelect")]
    card["actions"][0]["data"]["several"] = many


def required_where_it_is(card: Json, lang: str) -> None:
    """Every field of this form but agreements two and three is required; the drawing let three be sent empty.
    The hint stands as in the other form, long choices may wrap, *klart senast* is not in the past."""
    some = text(lang, "error.choices")
    missing = {
        "participants": some,
        "causes": some,
        "who_1": text(lang, "error.choice"),
        "due_1": text(lang, "error.day"),
    }
    for one in _inputs(card):
        if one["id"] in missing:
            one |= {"isRequired": True, "errorMessage": missing[one["id"]]}
        if one["id"] == "causes":
            one["label"] += f" {text(lang, 'hint.causes')}"
        if one.get("style") == "expanded":
            one["wrap"] = True
        if one["type"] == "Input.Date":
            one["min"] = "2026-12-10"


def _inputs(drawn: Any) -> Iterator[Json]:
    if isinstance(drawn, dict):
        if str(drawn.get("type", "")).startswith("Input."):
            yield drawn
        for one in drawn.values():
            yield from _inputs(one)
    elif isinstance(drawn, list):
        for one in drawn:
            yield from _inputs(one)


AMENDMENTS: list[tuple[tuple[str, ...], Callable[[Json, str], None]]] = [
    (("07_referral",), take_acts_at_once),
    (("08_reminder",), note_where_there_is_room),
    (("05b_before_after",), nothing_lost_in_a_private_view),
    (("10_digest",), headed_like_its_neighbours),
    (("03_show", "05b_before_after"), holidays_named),
    (FORMS, several_told_apart),
    (("06_form_simple_investigation",), required_where_it_is),
]
