"""The dossier of a case (underlag, yhteenveto): steps, agreements, what was tried and how it went.

It goes to a meeting or beside a notice, so it is in the school's language. It names no pupil, and holds
nothing that only some roles may read.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from babel.dates import format_date
from sqlalchemy import Connection

from bot.handlers.private import BACK, STRIP_DAYS, stretch
from bot.handlers.scene import Scene
from bot.notices.about import pick
from bot.notices.actions import PRIVATE, step_name
from bot.notices.texts import language_for
from bot.notices.texts.dossier import said
from bot.notices.words import amount, limit, percent
from bot.rules.answers import KEEPS_ASK
from bot.rules.ladder import FormField, LadderForm
from bot.rules.ladder_say import Say
from bot.rules.state import Answer, CaseStatus
from bot.rules.values import PupilDay
from bot.storage import changed, rollup

FORM = "dossier"
"""Answers by this form are what the notice itself needs: printed under the form's title, the step unnamed."""
DATE = "date"
"""The day the answer counts from, which is said already."""
NOTE = "note"
"""What somebody wrote down in passing, for those they work with."""


@dataclass(frozen=True, kw_only=True)
class Dossier:
    """A case and the pupil's days up to the last one measured."""

    scene: Scene
    days: tuple[PupilDay, ...]
    on: date

    @property
    def language(self) -> str:
        """Of the school."""
        return self.scene.school.language

    @property
    def lang(self) -> str:
        """Of the messages: ``sv-FI`` where Swedish is spoken in Finland."""
        return language_for(self.language, self.scene.school.country)

    @property
    def say(self) -> Say:
        """The ladder in words."""
        return Say(self.scene.ladder, self.language)

    def said(self, key: str, **values: object) -> str:
        """A text of the dossier."""
        return said(self.language, key, **values)

    def day(self, day: date) -> str:
        """``24 november 2026``."""
        return format_date(day, "long", locale="en_GB" if self.language == "en" else self.language)


def dossier_of(conn: Connection, scene: Scene) -> Dossier:
    """Read what the dossier of a case needs."""
    case = scene.case
    on = min(changed.looked(conn, case.school) or scene.today, scene.today)
    days = rollup.days(conn, case.pupil_id, case.opened_on - BACK, on)
    return Dossier(scene=scene, days=days, on=on)


def written(dossier: Dossier) -> str:
    """The dossier as plain text."""
    parts = (_head, _why, _steps, _agreements, _rest)
    return "\n\n".join(text for part in parts if (text := "\n".join(part(dossier))))


def _head(d: Dossier) -> Iterator[str]:
    case, ladder = d.scene.case, d.scene.ladder
    yield d.said("title", ref=case.ref)
    yield case.school + (f", {d.said('class', name=case.class_name)}" if case.class_name else "")
    yield f"{d.said('routine')}: {d.say.text(ladder.name, ladder.id)} (v{case.ladder_version})"
    ended = d.said("closed", day=d.day(case.closed_on)) if case.closed_on else ""
    yield ". ".join(part for part in (d.said("opened", day=d.day(case.opened_on)), ended) if part)
    if case.status is CaseStatus.OPEN:
        yield f"{d.said('stage')}: {d.say.stage(case.stage)}"
    yield d.said("written", day=d.day(d.scene.today))


def _why(d: Dossier) -> Iterator[str]:
    case = d.scene.case
    yield d.said("why")
    if case.judged_by:
        yield f"  {d.said('judged', who=d.say.role(case.judged_by))}"
    for crossing in case.crossings:
        figure = crossing.figure
        value = amount(figure.value, figure.measure, d.lang, operator=figure.operator, limit=figure.limit)
        most = limit(figure.limit, figure.operator, figure.measure, d.lang)
        told = d.said("reached", value=value, limit=most)
        yield f"  {d.day(crossing.day)}: {d.say.stage(crossing.stage)}. {told}"
    if case.not_documented:
        stages = ", ".join(d.say.stage(key) for key in case.not_documented)
        yield f"  {d.said('skipped', stages=stages)}"


def _steps(d: Dossier) -> Iterator[str]:
    yield d.said("steps")
    steps = _told(d)
    if not steps:
        yield f"  {d.said('nothing')}"
    for answer in steps:
        form = form_of(d, answer)
        private = answer.action in PRIVATE
        name = d.say.text(form.title) if private and form else step_name(answer.action, d.lang)
        yield f"  {d.day(answer.day)}: {name} ({d.say.role(answer.role)})"
        yield from (f"    {line}" for line in _answered(d, answer, form))
        if not private:
            yield f"    {_before_after(d, answer.day)}"


def _told(d: Dossier) -> list[Answer]:
    """Steps that may be printed; a private one only by what its dossier form says."""
    return [
        answer
        for answer in d.scene.case.done
        if answer.action not in KEEPS_ASK and (answer.action not in PRIVATE or _is_dossier(d, answer))
    ]


def _is_dossier(d: Dossier, answer: Answer) -> bool:
    form = form_of(d, answer)
    return form is not None and form.key == FORM


def form_of(d: Dossier, answer: Answer) -> LadderForm | None:
    """The form an answer was given by."""
    ladder = d.scene.ladder
    action = ladder.action(answer.stage, answer.action) if answer.stage in ladder.stages else None
    return ladder.forms.get((action.form if action else None) or answer.action)


def _answered(d: Dossier, answer: Answer, form: LadderForm | None) -> Iterator[str]:
    for field in form.fields if form else ():
        value = answer.fields.get(field.key)
        if value in (None, "", (), []) or field.key == DATE or field.kind == "list":
            continue
        if printed(field, answer):
            yield f"{pick(field.label, d.lang) or field.key}: {_value(d, field, value)}"


def printed(field: FormField, answer: Answer) -> bool:
    """Whether everybody in the case may read a field: no note, no secret, or one whose consent was given."""
    if field.key == NOTE:
        return False
    if not field.secret_to:
        return True
    return field.open_if is not None and answer.fields.get(field.open_if) in ("yes", True)


def _value(d: Dossier, field: FormField, value: object) -> str:
    if isinstance(value, list | tuple):
        return ", ".join(_value(d, field, one) for one in value)
    if field.kind == "yes_no":
        return d.said("yes" if value in ("yes", True) else "no")
    word = str(value)
    if field.kind == "date":
        return _date(d, word)
    option = next((text for key, text in field.options if key == word), None)
    return " ".join((pick(option, d.lang) if option else word).split())


def _date(d: Dossier, word: str) -> str:
    try:
        return d.day(date.fromisoformat(word))
    except ValueError:
        return word


def _before_after(d: Dossier, since: date) -> str:
    """What attendance was before and after a step: laid side by side, nothing is concluded from it."""
    calendar = d.scene.calendar
    before = stretch(d.days, calendar.last(since, STRIP_DAYS) or (since,))
    first = d.said("before", share=percent(before.share, d.lang), n=before.days)
    days = tuple(day for day in _after(d, since) if day <= d.on)
    if not days:
        return f"{first}; {d.said('later')}"
    after = stretch(d.days, days)
    return f"{first}; {d.said('after', share=percent(after.share, d.lang), n=after.days)}"


def _after(d: Dossier, since: date) -> Iterator[date]:
    day = since
    for _ in range(STRIP_DAYS):
        day = d.scene.calendar.after(day, 1)
        yield day


def _agreements(d: Dossier) -> Iterator[str]:
    lines = [line for answer in _told(d) for line in _lists(d, answer)]
    if lines:
        yield d.said("agreements")
        yield from (f"  – {line}" for line in lines)


def _lists(d: Dossier, answer: Answer) -> Iterator[str]:
    form = form_of(d, answer)
    for field in form.fields if form else ():
        rows = answer.fields.get(field.key)
        if field.kind != "list" or not isinstance(rows, list | tuple) or not printed(field, answer):
            continue
        for row in rows:
            if isinstance(row, Mapping):
                yield "; ".join(_value(d, one, row[one.key]) for one in field.fields if row.get(one.key))


def _rest(d: Dossier) -> Iterator[str]:
    case = d.scene.case
    if case.responsible:
        yield f"{d.said('responsible')}: {d.scene.name(case.responsible)}"
    booked = min((one.on for one in case.follow_ups), default=None)
    if booked:
        yield f"{d.said('coming')}: {d.day(booked)}"
    yield d.said("left_out", n=left_out(d))


def left_out(d: Dossier) -> int:
    """How many notes, reports and secret fields are there and not printed."""
    told = _told(d)
    hidden = [one for one in d.scene.case.done if one not in told and (one.action in PRIVATE or one.fields)]
    secret = (
        field
        for answer in told
        if (form := form_of(d, answer))
        for field in form.fields
        if answer.fields.get(field.key) and not printed(field, answer)
    )
    return len(hidden) + sum(1 for _ in secret)
