"""Mistakes in the settings as one readable line each: place, key, what is wrong, what is allowed. Never a value."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, get_args

from pydantic import BaseModel, SecretStr, ValidationError

from bot.settings_text import FILE_SUFFIX, Key, nearest_line, variable

_WORDS = {
    "string_type": "must be text in quotation marks",
    "string_too_short": "is empty",
    "int_type": "must be a whole number",
    "int_parsing": "must be a whole number",
    "int_from_float": "must be a whole number",
    "float_type": "must be a number",
    "float_parsing": "must be a number",
    "bool_type": "must be true or false",
    "bool_parsing": "must be true or false",
    "date_type": "must be a date like 2026-08-17",
    "date_from_datetime_parsing": "must be a date like 2026-08-17",
    "date_parsing": "must be a date like 2026-08-17",
    "path_type": "must be a path in quotation marks",
    "tuple_type": "must be a list of tables, like [[sources]]",
    "dict_type": "must be a table",
    "mapping_type": "must be a table",
    "model_type": "must be a table",
    "model_attributes_type": "must be a table",
}
_PATTERNS = {
    ("schools", "country"): "is not a country; allowed: two letters like SE or FI",
    ("sources", "name"): "is not a name; allowed: small letters, digits, - and _",
    ("sources", "organisation"): "is not an id; allowed: letters, digits and -",
    ("sources", "units"): "is not an id of a unit; allowed: letters, digits and -",
    ("http", "bind"): "is not an address; allowed: host:port like 127.0.0.1:8080",
}


class SettingsError(Exception):
    """``lines``: one per mistake, fit for stderr."""

    def __init__(self, lines: Sequence[str]) -> None:
        self.lines = tuple(lines)
        super().__init__("\n".join(lines))


def mistakes(
    error: ValidationError,
    model: type[BaseModel],
    file: str,
    lines: Mapping[Key, int],
    variables: Mapping[Key, str],
    *,
    alone: bool,
) -> list[str]:
    """A line per mistake; ``alone`` says that ``[school]`` was written, not ``[[schools]]``."""
    found = []
    for wrong in error.errors(include_url=False, include_input=False):
        key: Key = wrong["loc"]
        written: Key = ("school", *key[2:]) if alone and key[:1] == ("schools",) else key
        place = _place(written, file, lines, variables)
        found.append(f"{place}: {_dotted(written)}{_words(dict(wrong), key, model)}")
    return found


def _place(key: Key, file: str, lines: Mapping[Key, int], variables: Mapping[Key, str]) -> str:
    if key in variables:
        return f"environment {variables[key]}"
    line = nearest_line(lines, key)
    return file if line is None else f"{file}:{line}"


def _dotted(key: Key) -> str:
    text = "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in key).removeprefix(".")
    return f"{text}: " if text else ""


def _words(wrong: Mapping[str, Any], key: Key, model: type[BaseModel]) -> str:
    kind, context = wrong["type"], wrong.get("ctx", {})
    if kind == "value_error":
        return str(context["error"])
    if kind == "extra_forbidden":
        return f"unknown key; allowed: {', '.join(_keys_beside(key, model))}"
    if kind == "missing":
        return f"is missing{_from_a_file(key, model)}"
    if kind == "literal_error":
        return (
            f"is not one of them; allowed: {context['expected'].replace(chr(39), '').replace(' or ', ', ')}"
        )
    if kind == "string_pattern_mismatch":
        return _PATTERNS[str(key[0]), next(str(part) for part in reversed(key) if isinstance(part, str))]
    if kind in ("greater_than_equal", "less_than_equal"):
        sign, bound = ("at least", context.get("ge")) if kind[0] == "g" else ("at most", context.get("le"))
        return f"is out of range; allowed: {sign} {bound:g}"
    return _WORDS.get(kind, "is not allowed here")


def _keys_beside(key: Key, model: type[BaseModel]) -> list[str]:
    """The keys of the table the unknown key stands in."""
    names = list(_table(key, model).model_fields)
    return ["school", *names] if names[:1] == ["schools"] else names


def _from_a_file(key: Key, model: type[BaseModel]) -> str:
    """For a secret, which a person's shell lacks though the service has it: the variable that names its file."""
    field = _table(key, model).model_fields.get(str(key[-1]))
    if field is None or field.annotation is not SecretStr:
        return ""
    return f"; allowed: here, or in a file named by {variable(key)}{FILE_SUFFIX}"


def _table(key: Key, model: type[BaseModel]) -> type[BaseModel]:
    for part in key[:-1]:
        if part in model.model_fields:  # else a place in a list, or a word of the user's own (a code)
            model = _model_in(model.model_fields[part].annotation) or model
    return model


def _model_in(annotation: Any) -> type[BaseModel] | None:  # noqa: ANN401 - annotations have no narrower type
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    return next((found for inner in get_args(annotation) if (found := _model_in(inner)) is not None), None)
