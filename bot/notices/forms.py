"""Forms: a ladder's fields in the reader's language, what saving does, and what is missing in what was sent."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from bot.notices.about import About, dots, pick
from bot.notices.actions import name, readable
from bot.notices.model import Field, FieldKind, Form, Option
from bot.notices.people import roles
from bot.notices.texts import Marked, has, plain, text
from bot.notices.words import begin, clip, day
from bot.rules.ladder import Action, FormField, LadderForm, Text
from bot.rules.values import Person

TITLE = 24
LONG = 3000
USUAL = {"participants": ("pupil", "guardian"), "who": ("mentor",)}
"""Filled in to begin with, where the form has these answers."""

Initial = Mapping[str, str | tuple[str, ...]]


@dataclass(frozen=True, kw_only=True)
class Consequence:
    """What saving causes besides the answer itself; everything that does not happen is left out."""

    part: bool = False
    """The ask still needs other actions."""
    closes: bool = False
    opens: int | None = None
    """Number of the stage it goes on to."""
    queued: bool = False
    """The case joins the health team's queue."""
    copy_to: str = ""
    """Words for who gets a copy (:func:`bot.notices.people.copy_to`)."""
    duty: bool = False
    """The principal is reminded to report to the school authority (huvudman)."""
    follow_up: date | None = None
    evaluates: bool = False
    """The follow-up looks at agreements: *Utvärdering …* instead of *… kommer frågan …*."""
    after_break: bool = False
    paper: bool = False
    chosen: bool = False
    """The day of the follow-up is one of the form's own fields."""


@dataclass(frozen=True, kw_only=True)
class Given:
    """What a form needs to know of the day and the people: ``people`` are offered where one is chosen."""

    today: date
    school_year_ends: date | None = None
    people: Sequence[Person] = ()
    initial: Initial | None = None
    """By field key, or ``agreements.by`` for a column."""


def form(
    about: About, action: Action, fields: LadderForm, given: Given, *, then: str, intro: str = ""
) -> Form:
    """4, 6: the form of an action. ``then`` says what saving causes (:func:`after`)."""
    title = pick(fields.title, about.lang) or name(action, about.lang)
    drawn = tuple(_field(each, about.lang, given) for each in fields.fields)
    return Form(
        action=action.key,
        ask_id=about.ask_id,
        title=clip(plain(title), TITLE),
        fields=_guarded(drawn, about.lang),
        after=then,
        submit=about.say("save"),
        close=about.say("cancel"),
        intro=intro,
        language=about.lang,
    )


def after(action: str, lang: str, then: Consequence) -> Marked:
    """What saving does, as every form ends: ``När du sparar är frågan besvarad. Tis 8 dec kommer …``"""
    own = "protect" if action in ("concern_report", "child_protection_notice") else action
    if has(lang, f"form.after.{own}"):
        return text(lang, f"form.after.{own}")
    return Marked(" ".join([_saving(lang, then), *_evaluation(lang, then)]))


def private_line(shown: Form) -> Marked:
    """``Kim Ekdahl, 8C · Ärende K7M2 · visas bara för dig``: above a form that stands in nothing that says so."""
    return dots(shown.intro, text(shown.language, "private"))


def _saving(lang: str, then: Consequence) -> Marked:
    if then.copy_to:
        return text(lang, "form.after.copy_duty" if then.duty else "form.after.copy", who=then.copy_to)
    if then.duty:
        return text(lang, "form.after.duty")
    if then.queued:
        return text(lang, "form.after.queue")
    if then.closes:
        return text(lang, "form.after.closes")
    if then.opens:
        return text(lang, "form.after.opens", n=then.opens)
    return text(lang, "form.after.part" if then.part else "form.after")


def _evaluation(lang: str, then: Consequence) -> Iterable[str]:
    if then.follow_up is None:
        return
    if then.chosen and not then.paper:
        yield text(lang, "form.after.chosen")
        return
    if then.evaluates:
        key = "form.after.evaluation.break" if then.after_break else "form.after.evaluation"
    else:
        key = "form.after.paper" if then.paper else "form.after.improves"
    yield begin(text(lang, key, day=day(then.follow_up, lang)))


def _field(each: FormField, lang: str, given: Given) -> Field:
    kind = FieldKind(each.kind)
    options = _options(each, kind, lang, given)
    latest = {"today": given.today, "school year": given.school_year_ends}.get(each.latest)
    return Field(
        key=each.key,
        kind=kind,
        label=word("field", each.key, each.label, lang),
        required=each.required,
        hint=plain(pick(each.hint, lang)),
        options=options,
        fields=tuple(_column(each, column, lang, given) for column in each.fields),
        initial=_initial(each.key, each, options, given),
        earliest=given.today if each.earliest == "today" else None,
        latest=latest,
        max_length=min(each.max_length, LONG),
    )


def _column(row: FormField, column: FormField, lang: str, given: Given) -> Field:
    """A column of a list; its beginning may be given as ``agreements.by``."""
    started = (given.initial or {}).get(f"{row.key}.{column.key}")
    initial = {column.key: started} if started is not None else {}
    own = Given(
        today=given.today,
        school_year_ends=given.school_year_ends,
        people=given.people,
        initial=initial,
    )
    return _field(column, lang, own)


def _options(each: FormField, kind: FieldKind, lang: str, given: Given) -> tuple[Option, ...]:
    if kind is FieldKind.PERSON:
        return tuple(Option(key=one.email, label=_person(one, lang)) for one in given.people)
    if kind is FieldKind.YES_NO:
        return tuple(Option(key=key, label=text(lang, f"option.{key}")) for key in ("yes", "no"))
    return tuple(Option(key=key, label=word("option", key, own, lang)) for key, own in each.options)


def _person(one: Person, lang: str) -> str:
    return ", ".join(filter(None, (plain(one.name), plain(roles(one.roles, lang)))))


def _initial(
    key: str, each: FormField, options: Sequence[Option], given: Given
) -> str | tuple[str, ...] | None:
    if given.initial and key in given.initial:
        return given.initial[key]
    if each.kind == "date" and each.latest == "today":
        return given.today.isoformat()
    usual = tuple(one for one in USUAL.get(key, ()) if one in {option.key for option in options})
    if not usual:
        return None
    return usual if each.kind == "choices" else usual[0]


def word(group: str, key: str, own: Text, lang: str) -> str:
    """A ``field`` or ``option`` in words: the ladder's label, else ours.

    Where the label is our standard Swedish word, Finland's Swedish has its own word for it.
    """
    known = f"{group}.{key}"
    standard = has(lang, known) and lang not in own and own.get(lang[:2]) == text(lang[:2], known)
    written = "" if standard else pick(own, lang)
    if written:
        return plain(written)
    return text(lang, known) if has(lang, known) else readable(key)


def _guarded(fields: tuple[Field, ...], lang: str) -> tuple[Field, ...]:
    """The note of care under the first long text, where the ladder has written none."""
    long = [each for each in fields if each.kind is FieldKind.LONG_TEXT]
    if not long or any(each.hint for each in long):
        return fields
    hint = text(lang, "form.guard", max=long[0].max_length)
    return tuple(replace(each, hint=hint) if each is long[0] else each for each in fields)
