"""A concern raised by hand (lyft oro, huoli): staff's judgement opens a case without any figure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from sqlalchemy import Connection

from bot.handlers.commit import again_if_lost, store
from bot.handlers.house import House
from bot.notices.about import stage_title
from bot.notices.form_check import mistakes
from bot.notices.model import Field, FieldKind, Form, Notice, NoticeKind, Option
from bot.notices.texts import language_for, plain, text
from bot.ports import Pressed, PressKind
from bot.rules.access import may_judge
from bot.rules.case import decide
from bot.rules.ladder import Ladder, Stage
from bot.rules.state import Judged, Reply
from bot.rules.values import Person, Pupil
from bot.storage import cases, clicks
from bot.storage import school as roster

ASK = "concern"
ACTION = "raise_concern"
PUPIL, STAGE = "pupil", "stage"
LISTED = 100
"""As many as one select holds."""


def judged_stage(ladder: Ladder, person: Person, mentor: str, wanted: str = "") -> tuple[str, str] | None:
    """The stage this person may open by judgement, and the role in which they may: ``wanted``, else the first."""
    for key in (*([wanted] if wanted in ladder.stages else []), *ladder.stages):
        role = may_judge(person, key, mentor, ladder, school=person.school)
        if role is not None:
            return key, role
    return None


def judged_stages(ladder: Ladder, person: Person, pupils: Sequence[Pupil]) -> tuple[Stage, ...]:
    """Every stage this person may open by judgement for some of the pupils."""
    mentors = {pupil.mentor for pupil in pupils}
    return tuple(
        stage
        for key, stage in ladder.stages.items()
        if any(may_judge(person, key, mentor, ladder, school=person.school) for mentor in mentors)
    )


def raise_concern(
    house: House,
    person: Person,
    words: str,
    click_id: str,
    now: datetime,
    fields: Mapping[str, object] | None = None,
) -> Pressed:
    """The form to choose the pupil, or, with its ``fields``, the concern itself."""
    school = house.school(person.school)
    lang = language_for(school.language, school.country)
    with house.db.read() as conn:
        pupils = theirs(conn, person, school.ladder, words)
    if not pupils:
        return _said(lang, "concern.none")
    stages = judged_stages(school.ladder, person, pupils)
    form = replace(_form(lang, pupils[:LISTED], stages), ask_id=ask_for(words, pupils))
    if fields is None:
        return Pressed(kind=PressKind.FORM, form=form)
    # Whom the form offered depends on the words of the command; a sent form knows the class alone.
    wrong = mistakes(_form(lang, pupils, stages), fields)
    if wrong:
        return Pressed(kind=PressKind.ERRORS, form=replace(form, errors=wrong))
    pupil = next(one for one in pupils if one.pupil_id == fields[PUPIL])
    wanted = str(fields.get(STAGE) or "")
    return again_if_lost(_raise, house, person, pupil, wanted, click_id, now, lang)


def ask_for(words: str, pupils: Sequence[Pupil]) -> str:
    """The form's question: it keeps the class asked for, or that of all who were found; a name is kept nowhere."""
    wanted = words.strip().casefold()
    classes = sorted({one.class_name for one in pupils}) if wanted else []
    found = next((one for one in classes if len(classes) == 1 or one.casefold() == wanted), "")
    return f"{ASK}:{found}" if found else ASK


def theirs(conn: Connection, person: Person, ladder: Ladder, words: str) -> list[Pupil]:
    """Pupils this person may raise a concern about; ``words`` narrow them by class or name."""
    wanted = words.strip().casefold()
    found = [
        pupil
        for pupil in roster.pupils(conn, person.school)
        if judged_stage(ladder, person, pupil.mentor)
        and (not wanted or wanted == pupil.class_name.casefold() or wanted in pupil.name.casefold())
    ]
    return sorted(found, key=lambda pupil: (pupil.mentor != person.email, pupil.class_name, pupil.name))


def _raise(
    house: House, person: Person, pupil: Pupil, wanted: str, click_id: str, now: datetime, lang: str
) -> Pressed:
    with house.db.write() as conn:
        if not clicks.first_time(conn, click_id, now):
            return Pressed(kind=PressKind.SILENT)
        school = house.school(pupil.school)
        before = cases.open_case(conn, pupil.pupil_id, school.ladder.id)
        ladder = house.ladder(conn, before) if before else school.ladder
        judged = judged_stage(ladder, person, pupil.mentor, wanted)
        if judged is None:
            return _said(lang, "concern.none")
        stage, role = judged
        event = Judged(
            click_id=click_id, person=person.email, role=role, stage=stage, opening=house.opening(conn, pupil)
        )
        decision = decide(before, event, ladder, house.surroundings(conn, pupil.school), now)
        about = before or decision.case
        if about is None:
            return Pressed(kind=PressKind.SILENT)
        store(conn, about, decision, ladder, now)
        key = "concern.already" if decision.reply is Reply.ALREADY else "concern.saved"
        return _said(lang, key, ref=about.ref, kind=PressKind.SAVED)


def _form(lang: str, pupils: Sequence[Pupil], stages: Sequence[Stage]) -> Form:
    options = tuple(Option(key=one.pupil_id, label=plain(f"{one.name}, {one.class_name}")) for one in pupils)
    field = Field(
        key=PUPIL,
        kind=FieldKind.CHOICE,
        label=text(lang, "concern.pupil"),
        required=True,
        hint=text(lang, "concern.hint"),
        options=options,
    )
    return Form(
        action=ACTION,
        ask_id=ASK,
        title=text(lang, "concern.title"),
        fields=(field, *_which(lang, stages)),
        after=text(lang, "concern.after"),
        submit=text(lang, "save"),
        close=text(lang, "cancel"),
        language=lang,
    )


def _which(lang: str, stages: Sequence[Stage]) -> tuple[Field, ...]:
    """The choice of a stage, for whoever may open more than one; left empty it is the first."""
    if len(stages) == 1:
        return ()
    options = tuple(
        Option(key=one.key, label=plain(f"{one.number}. {stage_title(one, lang)}")) for one in stages
    )
    return (Field(key=STAGE, kind=FieldKind.CHOICE, label=text(lang, "concern.stage"), options=options),)


def _said(lang: str, key: str, *, kind: PressKind = PressKind.PRIVATE, **values: object) -> Pressed:
    body = text(lang, key, **values)
    notice = Notice(kind=NoticeKind.SMALL, fallback=body, language=lang, body=body)
    return Pressed(kind=kind, notice=notice)
