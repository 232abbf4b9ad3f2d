"""The inputs of a form. Each has a label, its hint in the label, its error beneath it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from bot.chat.local.html import h
from bot.chat.local.look import Look
from bot.notices.model import Field, FieldKind, Form, Option

FEW = 5
"""So many options are drawn as radio buttons; more as a list to open."""


def draw(look: Look, key: str, field: Field, errors: Mapping[str, str]) -> str:
    """One field of the form of message ``key``; list rows are named ``agreements.0.what``."""
    if field.kind is FieldKind.LIST:
        return "".join(_row(look, key, field, row, errors) for row in range(field.rows))
    return _single(look, key, field, errors.get(field.key) or field.error)


def _row(look: Look, key: str, field: Field, row: int, errors: Mapping[str, str]) -> str:
    named = [replace(column, key=f"{field.key}.{row}.{column.key}") for column in field.fields]
    columns = [_refill(column, column.key, field.typed) if field.typed else column for column in named]
    drawn = "".join(draw(look, key, column, errors) for column in columns)
    wrong = errors.get(field.key) or field.error if row == 0 else ""
    bad, _, says = _error(f"i-{key}-{field.key}", wrong)
    hint = field.hint or ("" if field.required or row else look.t("optional"))
    told = f' <span class="hint">{h(hint)}</span>' if hint and row == 0 else ""
    return (
        f'<fieldset class="f{bad}"><legend>{h(field.label)} {row + 1}{told}</legend>{drawn}{says}</fieldset>'
    )


def _single(look: Look, key: str, field: Field, error: str) -> str:
    name = f"i-{key}-{field.key}"
    bad, described, says = _error(name, error)
    hint = " · ".join(part for part in (field.hint, "" if field.required else _optional(look, field)) if part)
    label = h(field.label) + (f' <span class="hint">{h(hint)}</span>' if hint else "")
    if _picks(field):
        return (
            f'<fieldset class="f{bad}"{described}><legend>{label}</legend>'
            f"{_choices(look, name, field)}{says}</fieldset>"
        )
    control = _control(look, name, field, described)
    return f'<div class="f{bad}"><label for="{h(name)}">{label}</label>{control}{says}</div>'


def _optional(look: Look, field: Field) -> str:
    """Said once: not where nothing need be picked, nor for each column of a list (``agreements.0.what``)."""
    silent = field.kind in (FieldKind.CHOICES, FieldKind.YES_NO) or "." in field.key
    return "" if silent else look.t("optional")


def _error(name: str, error: str) -> tuple[str, str, str]:
    if not error:
        return "", "", ""
    mark = f' aria-invalid="true" aria-describedby="e-{h(name)}"'
    return " bad", mark, f'<p class="err" id="e-{h(name)}">{h(error)}</p>'


def _picks(field: Field) -> bool:
    few = field.kind is FieldKind.CHOICE and len(field.options) <= FEW
    return few or field.kind in (FieldKind.CHOICES, FieldKind.YES_NO)


def _choices(look: Look, name: str, field: Field) -> str:
    options: Sequence[Option] = field.options
    if field.kind is FieldKind.YES_NO and not options:
        options = (Option(key="yes", label=look.t("yes")), Option(key="no", label=look.t("no")))
    kind = "checkbox" if field.kind is FieldKind.CHOICES else "radio"
    picked = values(field)
    drawn = "".join(
        f'<label><input type="{kind}"{_id(name, at)} name="{h(field.key)}" value="{h(option.key)}"'
        f"{' checked' if option.key in picked else ''}>{h(option.label)}</label>"
        for at, option in enumerate(options)
    )
    return f'<div class="picks{" short" if len(options) == 2 else ""}">{drawn}</div>'


def _id(name: str, at: int) -> str:
    """The first of a set carries the field's id, so that the focus finds it."""
    return f' id="{h(name)}"' if at == 0 else ""


def _control(look: Look, name: str, field: Field, described: str) -> str:
    common = f'id="{h(name)}" name="{h(field.key)}"{" required" if field.required else ""}{described}'
    value = next(iter(values(field)), "")
    if field.kind is FieldKind.LONG_TEXT:
        return f'<textarea {common} rows="2" maxlength="{field.max_length}">{h(value)}</textarea>'
    if field.options:
        options = "".join(
            f'<option value="{h(o.key)}"{" selected" if o.key == value else ""}>{h(o.label)}</option>'
            for o in field.options
        )
        return f'<select {common}><option value="">{look.t("choose")}</option>{options}</select>'
    if field.kind in (FieldKind.DATE, FieldKind.TIME):
        ends = (("min", field.earliest), ("max", field.latest))
        limits = "".join(f' {word}="{day.isoformat()}"' for word, day in ends if day is not None)
        return f'<input {common} type="{field.kind.value}" value="{h(value)}"{limits}>'
    return f'<input {common} type="text" value="{h(value)}" maxlength="{field.max_length}">'


def values(field: Field) -> tuple[str, ...]:
    """What stands in the field to begin with."""
    if field.initial is None:
        return ()
    return (field.initial,) if isinstance(field.initial, str) else field.initial


def typed(form: Form, sent: Mapping[str, tuple[str, ...]]) -> Form:
    """The form with what was sent put back, so that an error costs no writing."""
    return replace(form, fields=tuple(_refill(field, field.key, sent) for field in form.fields))


def _refill(field: Field, path: str, sent: Mapping[str, tuple[str, ...]]) -> Field:
    if field.kind is FieldKind.LIST:
        return replace(field, typed={key: said for key, said in sent.items() if key.startswith(f"{path}.")})
    return replace(field, initial=sent.get(path, ()))
