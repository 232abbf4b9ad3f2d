"""What only those who work with the pupil may see: the pupil, how it was counted, before and after."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction

from sqlalchemy import Connection

from bot.handlers import render
from bot.handlers.memory import memory_of, reach
from bot.handlers.scene import Scene
from bot.notices import compose_private, figures
from bot.notices.about import dots, pick
from bot.notices.actions import PRIVATE, step_name
from bot.notices.compose_private import Stretch
from bot.notices.filled import filled
from bot.notices.model import Fact, Notice, Section
from bot.notices.patterns import patterns
from bot.notices.strip import strip
from bot.notices.words import day as in_words
from bot.rules.access import may_read_field, relations, role_for
from bot.rules.answers import KEEPS_ASK
from bot.rules.crossings import holding
from bot.rules.days import DaysView
from bot.rules.draft import rule_of, stages_before
from bot.rules.forms import is_done
from bot.rules.ladder import Action, Ladder, LadderForm, Stage
from bot.rules.roles import PRINCIPAL
from bot.rules.state import Answer, Ask, AskKind, AskStatus
from bot.rules.values import Figure, Person, Pupil, PupilDay
from bot.storage import cases, changed, rollup

STRIP_DAYS = 20
BACK = timedelta(days=400)


@dataclass(frozen=True, kw_only=True)
class Picture:
    """The pupil's days and figures up to ``on``, the last day that has been measured."""

    pupil: Pupil
    days: tuple[PupilDay, ...]
    figures: tuple[Figure, ...]
    on: date


def picture_of(conn: Connection, scene: Scene, stage: Stage) -> Picture:
    """Read the pupil's days and measure the stage's lines; a stage without numbers shows the nearest below."""
    pupil = scene.pupil
    assert pupil is not None
    # What comes after a case is nobody's who worked in it.
    ends = scene.case.closed_on or scene.today
    on = min(changed.looked(conn, scene.case.school) or ends, ends)
    mine = cases.cases_of_pupil(conn, pupil.pupil_id)
    memory = memory_of(mine, scene.ladder)
    first = min(reach(scene.ladder, scene.calendar, on, memory), on - timedelta(days=90))
    days = rollup.days(conn, pupil.pupil_id, first, on)
    view = DaysView.of(days, scene.calendar)
    readings = holding(scene.ladder, view, scene.calendar, on, pupil.grade, memory.answered)
    shown = measured_stage(scene, stage)
    found = readings[shown.key].figures if shown else ()
    return Picture(pupil=pupil, days=days, figures=tuple(found), on=on)


def measured_stage(scene: Scene, stage: Stage) -> Stage | None:
    """The stage whose numbers are shown: its own, else the nearest earlier one's, else the first that has any."""
    earlier = [scene.ladder.stages[key] for key in stages_before(scene.ladder, stage)]
    nearest = [one for one in (stage, *reversed(earlier)) if one.when]
    return next(iter([*nearest, *(one for one in scene.ladder.stages.values() if one.when)]), None)


def show(conn: Connection, scene: Scene, ask: Ask, person: Person) -> Notice:
    """3, or at a follow-up 5b."""
    if ask.kind is AskKind.FOLLOW_UP and ask.status is AskStatus.WAITING:
        return before_after(conn, scene, ask, person)
    stage = scene.ladder.stages[ask.stage]
    about = scene.about(ask)
    picture = picture_of(conn, scene, stage)
    main = picture.figures[0] if picture.figures else None
    counted = figures.counted(main, figures.line_of(main, scene.ladder), about.lang) if main else ""
    mine = own_actions(scene, ask, person)
    item = scene.stage_ask(ask)
    return compose_private.show(
        about,
        pupil=picture.pupil,
        mentor=scene.name(scene.case.mentor),
        facts=[_fact(scene, figure, about.lang) for figure in picture.figures],
        strip=strip(picture.days, scene.calendar, picture.on, lang=about.lang, n=STRIP_DAYS),
        counted=counted,
        done=done_lines(scene, person, about.lang),
        actions=mine,
        everywhere=everywhere(scene, ask, person, mine),
        checklist=item.checklist.get(about.lang[:2], ()) if item else stage.checklist.get(about.lang[:2], ()),
        patterns=patterns(recent(scene, picture), stage.show, about.lang),
        letter=letter_of(mine, about.lang),
        notes=notes(scene),
        told=told(scene, person),
    )


def recent(scene: Scene, picture: Picture) -> tuple[PupilDay, ...]:
    """The days of the strip: patterns are looked for where the reader sees them."""
    shown = set(scene.calendar.last(picture.on, STRIP_DAYS))
    return tuple(day for day in picture.days if day.day in shown)


def _fact(scene: Scene, figure: Figure, lang: str) -> Fact:
    reached = next(
        (c.day for c in scene.case.crossings if c.stage == figure.stage and c.figure.line == figure.line),
        None,
    )
    return figures.fact(figure, figures.line_of(figure, scene.ladder), lang, reached=reached)


def own_actions(scene: Scene, ask: Ask, person: Person) -> dict[str, Action]:
    """What the person may answer on this ask: nothing where it was not put to them or is over."""
    if ask.status is not AskStatus.WAITING or role_for(person, ask, scene.case, scene.ladder) is None:
        return {}
    return render.open_actions(scene, ask)


def everywhere(scene: Scene, ask: Ask, person: Person, mine: Mapping[str, Action]) -> dict[str, Action]:
    """What is always there, and the actions of earlier stages that stay available to whoever was asked."""
    found = dict(scene.ladder.always) if relations(person, scene.case, scene.ladder) else {}
    if not mine:
        return found
    stage = scene.ladder.stages[ask.stage]
    done = {answer.action for answer in scene.case.done}
    for key in reversed(stages_before(scene.ladder, stage)):
        for item in scene.ladder.stages[key].asks:
            if item.who == ask.who:
                found |= {
                    k: a for k, a in item.actions.items() if k not in mine and k not in done and not a.closes
                }
    return found


def done_lines(scene: Scene, person: Person, lang: str) -> list[str]:
    """What has been done, by whom and when; stages passed by are said to be not documented."""
    numbers = [scene.ladder.stages[key].number for key in scene.case.not_documented]
    steps = [one for one in seen_by(scene, person) if one.action not in KEEPS_ASK and is_done(one.fields)]
    told = (f"{step_name(a.action, lang)}, {scene.name(a.person)}, {in_words(a.day, lang)}" for a in steps)
    return [*compose_private.not_documented(numbers, lang), *told]


def seen_by(scene: Scene, person: Person) -> list[Answer]:
    """The answers a person may know of."""
    return [one for one in scene.case.done if may_know(one.action, one.person, person)]


def may_know(action: str, by: str, person: Person) -> bool:
    """That somebody (by e-mail) reported or consulted is theirs and the principal's to know."""
    return action not in PRIVATE or by == person.email or PRINCIPAL in person.roles


def told(scene: Scene, person: Person) -> list[Section]:
    """What was written in the case's forms, as far as this person may read it, the oldest first."""
    found = []
    for answer in seen_by(scene, person):
        form = form_used(scene.ladder, answer)
        lines = _lines(scene, person, answer, form) if form and answer.action != "note" else ()
        if lines:
            who = f"{scene.name(answer.person)}, {in_words(answer.day, scene.lang)}"
            found.append(Section(heading=dots(step_name(answer.action, scene.lang), who), lines=lines))
    return found


def _lines(scene: Scene, person: Person, answer: Answer, form: LadderForm) -> tuple[str, ...]:
    return filled(
        form,
        answer.fields,
        scene.lang,
        reads=lambda field: may_read_field(field, answer.fields, person, scene.case, scene.ladder),
        names=scene.name,
    )


def form_used(ladder: Ladder, answer: Answer) -> LadderForm | None:
    """The form an answer was given by: a report is made by the stage's own form or by the plain one."""
    action = ladder.action(answer.stage, answer.action)
    keys = dict.fromkeys(((action.form if action else None) or answer.action, answer.action))
    forms = [ladder.forms[key] for key in keys if key in ladder.forms]
    return max(
        forms, key=lambda form: len(answer.fields.keys() & {one.key for one in form.fields}), default=None
    )


def notes(scene: Scene) -> list[str]:
    """Notes in the case, which whoever works with the pupil may read."""
    said = ((answer, answer.fields.get("note")) for answer in scene.case.done if answer.action == "note")
    return [
        f"{scene.name(answer.person)}, {in_words(answer.day, scene.lang)}: {note}"
        for answer, note in said
        if isinstance(note, str) and note
    ]


def letter_of(actions: Mapping[str, Action], lang: str) -> str:
    """The text of a letter that one of the actions carries; staff send it."""
    return next((pick(action.letter, lang) for action in actions.values() if action.letter), "")


def explain(conn: Connection, scene: Scene, ask: Ask) -> Notice:
    """3b: the records counted."""
    picture = picture_of(conn, scene, scene.ladder.stages[ask.stage])
    about = scene.about(ask)
    return compose_private.explain(
        about, pupil=picture.pupil, figures=picture.figures, ladder=scene.ladder, days=picture.days
    )


def before_after(conn: Connection, scene: Scene, ask: Ask, person: Person) -> Notice:
    """5b: absence before the step and after it, of equal length where the time allows."""
    stage = scene.ladder.stages[ask.stage]
    picture = picture_of(conn, scene, stage)
    step, since = render.counted_from(scene, ask)
    calendar = scene.calendar
    before = calendar.last(since, STRIP_DAYS)
    after = tuple(day for day in calendar.last(picture.on, STRIP_DAYS) if day > since) or (picture.on,)
    return compose_private.before_after(
        scene.about(ask),
        pupil=picture.pupil,
        before=stretch(picture.days, before or (since,)),
        after=stretch(picture.days, after),
        strip=strip(
            picture.days,
            calendar,
            picture.on,
            lang=scene.lang,
            n=STRIP_DAYS,
            split_at=calendar.after(since, 1),
        ),
        step=step,
        rule=rule_of(stage),
        leads=render.leads(scene, ask),
        more=render.besides(scene, ask),
        everywhere=everywhere(scene, ask, person, {}),
        done=done_lines(scene, person, scene.lang),
        told=told(scene, person),
        notes=notes(scene),
    )


def stretch(days: tuple[PupilDay, ...], shown: tuple[date, ...]) -> Stretch:
    """Absence over the given school days, of what was scheduled."""
    lessons = [lesson for each in days if each.day in set(shown) for lesson in each.lessons]
    scheduled = sum(lesson.scheduled for lesson in lessons)
    away = sum(lesson.absent for lesson in lessons)
    return Stretch(
        share=Fraction(away, scheduled) if scheduled else Fraction(0),
        days=len(shown),
        first=shown[0],
        last=shown[-1],
    )
