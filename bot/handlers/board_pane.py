"""The right-hand side: a case's way up the ladder, or the ladder itself."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from fractions import Fraction

from bot.handlers import board_journal, private
from bot.handlers.board_messages import step
from bot.handlers.board_scenes import Scenes
from bot.handlers.board_times import left, squares, weekday
from bot.handlers.scene import Scene
from bot.notices.about import pick, stage_title
from bot.notices.actions import CLOSED, plain_button
from bot.notices.board_case import (
    Always,
    CaseRow,
    Course,
    Gate,
    LadderPane,
    Progress,
    Squares,
    StageView,
    Task,
)
from bot.notices.figures import during, what
from bot.notices.model import Button
from bot.notices.people import role_word
from bot.notices.texts import text
from bot.notices.texts.board import board_text
from bot.notices.words import begin, limit, long_day, number, short_day
from bot.rules.draft import item_of, rule_of
from bot.rules.ladder import Ladder, Line, Measure, Span, Stage, StageAsk, Unit
from bot.rules.pressed import KEEPS_ASK, REPORTS, always_there
from bot.rules.roles import staff_word
from bot.rules.state import Answer, Ask, AskKind, AskStatus, CaseStatus
from bot.rules.values import Person
from bot.storage import journal

ASIDE = {
    AskKind.DUTY: "task.duty",
    AskKind.WHO_TAKES: "task.takes",
    AskKind.REMEMBER: "task.remember",
    AskKind.REFERRAL: "task.referral",
}
SPANS = {
    Unit.SCHOOL_DAYS: "school_days",
    Unit.SCHOOL_WEEKS: "weeks",
    Unit.DAYS: "days",
    Unit.WEEKS: "weeks",
    Unit.MONTHS: "months",
}


# --- a case -----------------------------------------------------------------------------------------


def course(scenes: Scenes, scene: Scene, viewer: Person, ask: Ask) -> Course:
    """*Förlopp*: stages with gates, the journal, what is always possible."""
    lang = scenes.lang
    lines = journal.of_case(scenes.conn, scene.case.id)
    return Course(
        stages=tuple(_stage(scene, stage, viewer, lang) for stage in scene.ladder.stages.values()),
        journal=board_journal.rows(scene, lines, viewer, lang),
        always=_always(scene, ask, lang),
    )


def _always(scene: Scene, ask: Ask, lang: str) -> Always:
    """The report of concern: a personal duty of everybody, reachable from every stage."""
    shown = always_there(scene.ladder)
    own = REPORTS[1] if scene.ladder.country == "FI" else REPORTS[0]
    key = own if own in shown else next(one for one in REPORTS if one in shown)
    words = plain_button(key, scene.about(ask))
    act = Button(key=key, label=f"{words.label} …", opens_form=True, ask_id=ask.id)
    return Always(heading=board_text(lang, "always"), text=text(lang, "show.protect"), button=act)


def _stage(scene: Scene, stage: Stage, viewer: Person, lang: str) -> StageView:
    progress = _progress(scene, stage)
    seen = StageView(heading=stage_title(stage, lang), progress=progress)
    if progress is Progress.PASSED:
        return replace(seen, text=board_text(lang, "stage.passed"))
    if progress is Progress.AHEAD:
        return replace(seen, text=pick(stage.say, lang), gate=_gate(scene, stage, lang))
    return replace(seen, tasks=tuple(_tasks(scene, stage, viewer, lang)), gate=_gate(scene, stage, lang))


def _progress(scene: Scene, stage: Stage) -> Progress:
    case = scene.case
    if case.tracks.get(stage.track) == stage.key and case.status is CaseStatus.OPEN:
        return Progress.NOW
    if stage.key in case.not_documented:
        return Progress.PASSED
    here = case.tracks.get(stage.track)
    passed = here is not None and stage.number < scene.ladder.stages[here].number
    return Progress.DONE if stage.key in case.entered or passed else Progress.AHEAD


def _tasks(scene: Scene, stage: Stage, viewer: Person, lang: str) -> Iterator[Task]:
    """What each role has done or is to do at the stage; what was done on an ask stands under its name."""
    for ask in scene.case.asks:
        if ask.stage == stage.key and ask.kind is not AskKind.FOLLOW_UP:
            yield from _of_ask(scene, ask, item_of(ask, stage), viewer, lang)
    if scene.case.tracks.get(stage.track) == stage.key and scene.case.status is CaseStatus.OPEN:
        asked = {ask.item for ask in scene.case.asks if ask.stage == stage.key and ask.kind is AskKind.STAGE}
        for number, item in enumerate(stage.asks):
            if number not in asked:
                yield Task(
                    label=_label(item, lang), progress=Progress.AHEAD, who=_role(scene, item.who, lang)
                )


def _of_ask(scene: Scene, ask: Ask, item: StageAsk | None, viewer: Person, lang: str) -> Iterator[Task]:
    for done in _answers(scene, ask, viewer):
        who = f"{scene.name(done.person)}, {short_day(done.day, lang)}"
        secret = done.action in CLOSED and item is None
        label = text(lang, "done.closed") if secret else step(done.action, lang)
        yield Task(label=label, progress=Progress.DONE, who=who)
    if ask.status is not AskStatus.WAITING:
        return
    asked = scene.asked(ask)
    who = asked[0].name if len(asked) == 1 else _role(scene, ask.who, lang)
    resting = scene.case.held_until is not None and ask.kind is not AskKind.DUTY
    for label in _open_labels(ask, item, lang):
        yield Task(
            label=label,
            progress=Progress.NOW,
            who=who,
            squares=None if resting else squares(scene, ask),
            left="" if resting else left(scene, ask, lang),
            late=scene.today > ask.due,
        )


def _answers(scene: Scene, ask: Ask, viewer: Person) -> list[Answer]:
    known = private.seen_by(scene, viewer)
    return [one for one in known if one.ask_id == ask.id and one.action not in KEEPS_ASK]


def _open_labels(ask: Ask, item: StageAsk | None, lang: str) -> Iterator[str]:
    if item is None:
        known = f"duty.{ask.about}"
        if ask.kind is AskKind.DUTY and ask.about == "report_to_huvudman":
            yield text(lang, known).rstrip(".")
        else:
            yield board_text(lang, ASIDE.get(ask.kind, "task.follow"))
        return
    open_parts = [key for key in item.needed if key not in ask.done]
    if open_parts:
        yield from (step(key, lang) for key in open_parts)
    else:
        yield _label(item, lang)


def _label(item: StageAsk, lang: str) -> str:
    keys = [*item.needed, *item.actions]
    return step(keys[0], lang) if keys else text(lang, "show.asks")


def _role(scene: Scene, who: str, lang: str) -> str:
    return begin(role_word(staff_word(scene.ladder, who), lang))


# --- gates ------------------------------------------------------------------------------------------


def _gate(scene: Scene, stage: Stage, lang: str) -> Gate | None:
    if stage.follow_up is None:
        return None
    question = "improves" if stage.follow_up.question == "improved" else "paper"
    ask = board_text(lang, question)
    waiting = next(
        (a for a in scene.case.waiting if a.kind is AskKind.FOLLOW_UP and a.stage == stage.key), None
    )
    leads = _leads(scene.ladder, stage, lang)
    if waiting is not None:
        return Gate(
            heading=begin(ask),
            text=leads,
            progress=Progress.NOW,
            squares=squares(scene, waiting),
            left=left(scene, waiting, lang),
        )
    booked = next((one for one in scene.case.follow_ups if one.stage == stage.key), None)
    if booked is not None:
        when = begin(weekday(booked.on, lang))
        return Gate(
            heading=board_text(lang, "gate", when=when, ask=ask),
            text=leads,
            progress=Progress.NOW,
            squares=_until(scene, booked.since, booked.on),
            left=board_text(lang, "left", n=scene.calendar.between(scene.today, booked.on)),
        )
    answered = _answered(scene, stage)
    if answered is not None:
        good = answered.action == rule_of(stage).answers[0]
        told = board_text(
            lang,
            "gate.yes" if good else "gate.no",
            who=scene.name(answered.person),
            day=short_day(answered.day, lang),
        )
        return Gate(heading=begin(ask), text=told, progress=Progress.DONE)
    after = board_text(lang, "gate.after", span=span(stage.follow_up.after, lang))
    return Gate(heading=board_text(lang, "gate", when=after, ask=ask), text=leads)


def _answered(scene: Scene, stage: Stage) -> Answer | None:
    words = rule_of(stage).answers
    given = [one for one in scene.case.done if one.stage == stage.key and one.action in words]
    return given[-1] if given else None


def _until(scene: Scene, since: date, on: date) -> Squares:
    total = max(scene.calendar.between(since, on), 1)
    return Squares(total=total, gone=max(min(scene.calendar.between(since, scene.today), total), 0))


def _leads(ladder: Ladder, stage: Stage, lang: str) -> str:
    rule = rule_of(stage)

    def lead(where: str) -> str:
        if where in ("close", "stay"):
            return board_text(lang, f"lead.{where}")
        return board_text(lang, "lead.stage", n=ladder.stages[where].number)

    return board_text(lang, "gate.leads", yes=lead(rule.good), no=lead(rule.bad))


def span(length: Span, lang: str) -> str:
    """``2 veckor``."""
    return board_text(lang, f"span.{SPANS[length.unit]}", n=length.n)


# --- the ladder itself ------------------------------------------------------------------------------


def ladder(scenes: Scenes, viewer: Person, hidden: str = "") -> LadderPane:
    """No case chosen, or one that is not the viewer's: the routine; to the principal with what is open."""
    lang, routine = scenes.lang, scenes.school.ladder
    principal = "principal" in viewer.roles
    open_cases = [case for case in scenes.cases.values() if case.status is CaseStatus.OPEN]
    counts = {key: sum(case.stage == key for case in open_cases) for key in routine.stages}
    stages = tuple(
        StageView(
            heading=stage_title(stage, lang),
            text=_about(stage, lang),
            count=board_text(lang, "count.open", n=counts[key]) if principal and counts[key] else "",
            gate=_plain_gate(routine, stage, lang),
        )
        for key, stage in routine.stages.items()
    )
    return LadderPane(
        title=pick(routine.name, lang),
        stages=stages,
        lines=(board_text(lang, "ladder.numbers"), board_text(lang, "ladder.file")),
        hidden=hidden,
        cases=tuple(_rows(scenes)) if principal else (),
    )


def _about(stage: Stage, lang: str) -> str:
    """The stage's limits and what it asks."""
    lines = stage.when.lines if stage.when else ()
    said = pick(stage.say, lang)
    if not lines:
        return said
    limits = ", ".join(dict.fromkeys(_limit(line, lang) for line in lines))
    return f"{board_text(lang, 'limit.at', limits=limits)} {said}"


def _limit(line: Line, lang: str) -> str:
    amounts = [_amount(line, band.limit, lang) for band in line.bands]
    name = what(line, lang)
    return f"{name[:1].lower()}{name[1:]} {' / '.join(dict.fromkeys(amounts))} {during(line, lang)}".strip()


def _amount(line: Line, value: Fraction, lang: str) -> str:
    """``minst 10 %``, ``minst 3 tillfällen``: here a count needs its unit."""
    if line.measure in (Measure.SHARE, Measure.HOURS):
        return limit(value, line.operator, line.measure, lang)
    counted = text(lang, f"unit.{line.measure}", v=number(value, lang, trim=True), n=int(value))
    return text(lang, f"limit.{line.operator}", v=counted)


def _plain_gate(routine: Ladder, stage: Stage, lang: str) -> Gate | None:
    if stage.follow_up is None:
        return None
    question = "improves" if stage.follow_up.question == "improved" else "paper"
    after = board_text(lang, "gate.after", span=span(stage.follow_up.after, lang))
    heading = board_text(lang, "gate", when=after, ask=board_text(lang, question))
    return Gate(heading=heading, text=_leads(routine, stage, lang))


def _rows(scenes: Scenes) -> Iterator[CaseRow]:
    """The open cases, the one with the earliest answer day first."""
    listed = sorted(
        (case for case in scenes.cases.values() if case.status is CaseStatus.OPEN),
        key=lambda case: (min((ask.due for ask in case.waiting), default=date.max), case.ref),
    )
    for case in listed:
        scene = scenes.of(case)
        about = scene.about(case.asks[-1])
        words = _row(scene, scenes.lang)
        stage = scene.ladder.stages[case.stage].number
        row = board_text(scenes.lang, "case.row", cls=about.class_name, n=stage, what=words)
        yield CaseRow(reference=case.ref, text=row.removeprefix(", "))


def _row(scene: Scene, lang: str) -> str:
    case = scene.case
    if case.held_until is not None:
        return board_text(lang, "case.row.held", day=short_day(case.held_until, lang))
    if case.waiting:
        first = min(case.waiting, key=lambda ask: ask.due)
        asked = scene.asked(first)
        who = asked[0].name if len(asked) == 1 else _role(scene, first.who, lang)
        return board_text(lang, "case.row.with", who=who)
    booked = min((one.on for one in case.follow_ups), default=case.next_due or case.opened_on)
    return board_text(lang, "case.row.follow", day=short_day(booked, lang))


def opened(scene: Scene, ask: Ask, lang: str) -> str:
    """``8C, öppnat 19 oktober``."""
    named = scene.about(ask).class_name
    on = long_day(scene.case.opened_on, lang)
    meta = board_text(lang, "opened" if named else "opened.only", cls=named, day=on)
    if scene.case.closed_on is None:
        return meta
    return board_text(lang, "closed", meta=meta, day=long_day(scene.case.closed_on, lang))
