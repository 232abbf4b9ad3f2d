"""``forms:`` of a ladder file, and of the library of standard forms."""

from __future__ import annotations

from collections.abc import Mapping

from bot.rules.ladder import FormField, LadderForm, Text
from bot.rules.ladder_mistakes import one_of, quoted
from bot.rules.ladder_place import Place, named
from bot.rules.ladder_words import read_text

FIELD_KINDS = ("text", "long_text", "date", "time", "choice", "choices", "yes_no", "person", "list")
KEYS = (
    "kind",
    "label",
    "hint",
    "required",
    "options",
    "fields",
    "secret_to",
    "open_if",
    "earliest",
    "latest",
    "max_length",
)
ONLY_FOR = {
    "options": ("choice", "choices"),
    "fields": ("list",),
    "earliest": ("date",),
    "latest": ("date",),
    "max_length": ("text", "long_text"),
}
LENGTHS = {"text": 200, "long_text": 1000}


def read_forms(place: Place) -> Mapping[str, LadderForm]:
    """Form key to its fields; ``title`` among them is the form's title, not a field."""
    return {key: read_form(key, value) for key, value in named(place, "form keys with their fields").items()}


def read_form(key: str, place: Place) -> LadderForm:
    """One form. A field is a kind (``note: long_text``) or keys (``note: {kind: long_text, label: …}``)."""
    entries = dict(named(place, "field keys, e.g. note: {kind: long_text, label: {sv: …}}"))
    title = read_text(entries.pop("title")) if "title" in entries else {}
    fields = _fields(entries)
    if place.node.kind == "map" and not entries:
        place.wrong("a form without fields", "at least one field; form: none on the action for no form")
    _consents(entries, fields)
    return LadderForm(key=key, title=title, fields=fields)


def _fields(entries: Mapping[str, Place]) -> tuple[FormField, ...]:
    return tuple(field for key, place in entries.items() if (field := _field(key, place)) is not None)


def _field(key: str, place: Place) -> FormField | None:
    if place.is_text:
        kind = place.choice(FIELD_KINDS)
        if kind in ("choice", "choices", "list"):
            place.wrong(
                f"{kind} needs its {'fields' if kind == 'list' else 'options'}", f"{{kind: {kind}, …}}"
            )
        return None if kind is None else FormField(key=key, kind=kind, label={})
    keys = place.keys(KEYS, required=("kind",))
    kind = keys["kind"].choice(FIELD_KINDS) if "kind" in keys else None
    if kind is None:
        return None
    for word, kinds in ONLY_FOR.items():
        if word in keys and kind not in kinds:
            keys[word].wrong(f"a {kind} has no {word}", f"{word} on {one_of(kinds)}")
    return FormField(
        key=key,
        kind=kind,
        label=_text(keys, "label"),
        hint=_text(keys, "hint"),
        required="required" in keys and keys["required"].flag(),
        options=_options(place, keys, kind),
        fields=_columns(place, keys, kind),
        secret_to=frozenset(keys["secret_to"].names("a list of roles"))
        if "secret_to" in keys
        else frozenset(),
        open_if=keys["open_if"].name() if "open_if" in keys else None,
        earliest=(keys["earliest"].choice(("today",)) or "") if "earliest" in keys else "",
        latest=(keys["latest"].choice(("today", "school year")) or "") if "latest" in keys else "",
        max_length=_length(keys, kind),
    )


def _text(keys: Mapping[str, Place], key: str) -> Text:
    return read_text(keys[key]) if key in keys else {}


def _length(keys: Mapping[str, Place], kind: str) -> int:
    standard = LENGTHS.get(kind, 500)
    return (keys["max_length"].whole(1, 3000) or standard) if "max_length" in keys else standard


def _options(place: Place, keys: Mapping[str, Place], kind: str) -> tuple[tuple[str, Text], ...]:
    if kind not in ONLY_FOR["options"]:
        return ()
    if "options" not in keys:
        place.wrong(f"a {kind} needs options", "options: {key: {sv: …}, …}")
        return ()
    options = named(keys["options"], "option keys with their texts")
    return tuple((key, read_text(value)) for key, value in options.items())


def _columns(place: Place, keys: Mapping[str, Place], kind: str) -> tuple[FormField, ...]:
    if kind != "list":
        return ()
    if "fields" not in keys:
        place.wrong("a list needs the fields of its rows", "fields: {what: {kind: text, …}, …}")
        return ()
    entries = named(keys["fields"], "field keys")
    for value in entries.values():
        kind_node = value.node.pairs.get("kind")
        if kind_node is not None and kind_node.text == "list":
            value.wrong("a list inside a list", "other kinds of field")
    return _fields(entries)


def _consents(entries: Mapping[str, Place], fields: tuple[FormField, ...]) -> None:
    consents = [field.key for field in fields if field.kind == "yes_no"]
    for field in fields:
        if field.open_if is None:
            continue
        place = entries[field.key].child("open_if")
        if field.open_if not in consents:
            place.wrong(f"no yes_no field {quoted(field.open_if)} in this form", one_of(consents))
        if not field.secret_to:
            place.wrong("open_if lifts secret_to, which is not given", "secret_to: [roles]")
