"""Actions (buttons) of an ask and of ``always``."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from bot.rules.ladder import Action, LadderForm, Span, Text
from bot.rules.ladder_mistakes import quoted
from bot.rules.ladder_place import Place, named
from bot.rules.ladder_words import read_span, read_text

KEYS = (
    "form",
    "within",
    "refer",
    "opens",
    "closes",
    "holds",
    "letter",
    "told",
    "remember",
    "principal_duty",
)
TAKEN = frozenset({"show", "undo", "more", "explain"})
"""Action keys with a fixed meaning of their own."""
GENERAL_LETTER = "absence"
LANGUAGES = ("sv", "fi", "en")


@dataclass(frozen=True, kw_only=True)
class Library:
    """What every ladder may use without writing it out: standard forms and letters by key."""

    forms: Mapping[str, LadderForm]
    letters: Mapping[str, Text]


def read_actions(place: Place, library: Library, *, standard: bool = False) -> Mapping[str, Action]:
    """``{key: {form: …}, …}``, or a list of keys.

    ``standard``: keys given by name alone take the form of that name, where there is one (``always``).
    """
    if place.node.kind == "list":
        keys = place.names("a list of action keys")
        forms = {key: key if standard and key in library.forms else None for key in keys}
        found = {key: Action(key=key, form=forms[key]) for key in keys}
    else:
        entries = named(place, "action keys, e.g. contacted_guardian: {form: contact}")
        found = {key: _action(key, value, library) for key, value in entries.items()}
    for key in TAKEN & found.keys():
        place.wrong(f"{quoted(key)} is a button of the bot's own", "another action key")
    return found


def _action(key: str, place: Place, library: Library) -> Action:
    if place.node.kind == "empty":
        return Action(key=key)
    keys = place.keys(KEYS)
    form = keys["form"].name() if "form" in keys else None
    note, until = _remember(keys["remember"]) if "remember" in keys else (None, None)
    action = Action(
        key=key,
        form=None if form == "none" else form,
        within=read_span(keys["within"]) if "within" in keys else None,
        refer=_name(keys, "refer"),
        opens=_name(keys, "opens"),
        closes="closes" in keys and keys["closes"].flag(),
        holds="holds" in keys and keys["holds"].flag(),
        letter=_letter(keys["letter"], library) if "letter" in keys else None,
        told=keys["told"].text("the body that was told") if "told" in keys else None,
        remember=note,
        remember_until=until,
        principal_duty=_name(keys, "principal_duty"),
    )
    _one_way(place, action)
    return action


def _one_way(place: Place, action: Action) -> None:
    ways = [
        word
        for word, given in (("opens", action.opens), ("closes", action.closes), ("holds", action.holds))
        if given
    ]
    if len(ways) > 1:
        place.wrong(f"both {' and '.join(ways)}: a case goes one way", "one of opens, closes, holds")


def _name(keys: Mapping[str, Place], key: str) -> str | None:
    return keys[key].name() if key in keys else None


def _letter(place: Place, library: Library) -> Text | None:
    """A letter's key, or its text. A key without a text of its own is the general letter."""
    if place.node.kind == "map":
        return read_text(place)
    key = place.name()
    if key is None:
        return None
    return library.letters.get(key) or library.letters.get(GENERAL_LETTER) or {}


def _remember(place: Place) -> tuple[Text | None, Span | None]:
    keys = place.keys(("note", "until"), required=("note", "until"))
    until = read_span(keys["until"]) if "until" in keys else None
    if "note" not in keys:
        return None, until
    note = keys["note"]
    if note.is_text:
        # A plain sentence is the school's own; it is shown as it stands whatever the language.
        return dict.fromkeys(LANGUAGES, note.text() or ""), until
    return read_text(note), until
