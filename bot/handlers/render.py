"""What stands in the channel for an ask, as it is now: nothing is worded when it is decided, all when it is sent."""

from __future__ import annotations

from datetime import date, datetime

from bot.handlers.scene import Scene
from bot.notices import compose, compose_follow, compose_small, compose_status
from bot.notices.about import About, pick
from bot.notices.actions import Afterwards, step_name, told_openly
from bot.notices.compose_status import Answered, Next
from bot.notices.model import Notice
from bot.rules import meetings
from bot.rules.answers import KEEPS_ASK, actions_of, as_day
from bot.rules.draft import rule_of, stages_before
from bot.rules.ladder import Action
from bot.rules.roles import HEALTH_TEAM
from bot.rules.state import Answer, Ask, AskKind, AskStatus, CaseStatus, PupilLeft


def ask_notice(
    scene: Scene, ask: Ask, *, display: str | None = None, place: tuple[int, int] = (1, 1)
) -> Notice:
    """The message of an ask. ``place`` is its place in the health team's queue."""
    if ask.status is AskStatus.WAITING:
        # What the law asks of the principal does not rest with the case.
        rest = held_by(scene) if ask.kind is not AskKind.DUTY else None
        return told(scene, ask, rest, display) if rest else asking(scene, ask, display, place)
    about = scene.about(ask, display)
    if scene.case.close_reason == PupilLeft().reason:
        return compose_small.small(about.lang, "redacted")
    if ask.status is AskStatus.WITHDRAWN:
        at = _noon(scene, ask.ended_on or scene.today)
        if ask.why in ("undone", "taken"):
            return compose_status.taken_back(about, at=at, why=ask.why)
        return compose_status.withdrawn(about, at=at)
    answer = scene.answer(ask.last_answer) if ask.status is AskStatus.ANSWERED else None
    return told(scene, ask, answer, display) if answer else superseded(scene, ask, about)


def superseded(scene: Scene, ask: Ask, about: About) -> Notice:
    """9: the case went on, was closed, or another question took this one's place at the same stage."""
    here = scene.case.tracks.get(ask.track, scene.case.stage)
    closed = bool(ask.why) and scene.case.status is CaseStatus.CLOSED
    return compose_status.superseded(about, stage=scene.ladder.stages[here].number, closed=closed)


def held_by(scene: Scene) -> Answer | None:
    """The answer that put the case on hold, while it rests."""
    if scene.case.held_until is None:
        return None
    holds = [answer for answer in scene.case.done if answer.action == "hold" or "until" in answer.fields]
    return holds[-1] if holds else None


def asking(scene: Scene, ask: Ask, display: str | None = None, place: tuple[int, int] = (1, 1)) -> Notice:
    """A living ask, with its buttons."""
    about, to = scene.about(ask, display), scene.asked(ask)
    match ask.kind:
        case AskKind.FOLLOW_UP:
            return follow_up(scene, ask, display)
        case AskKind.DUTY:
            return compose_status.duty(about, duty=ask.about, to=to, due=ask.due)
        case AskKind.REMEMBER:
            note = _remembered(scene, ask)
            return compose_status.remember(about, note=note, to=to, due=ask.due)
        case AskKind.WHO_TAKES:
            return who_takes(scene, ask, display)
    if ask.who == HEALTH_TEAM or ask.kind is AskKind.REFERRAL:
        return referral(scene, ask, display, place)
    return alert(scene, ask, display)


def alert(scene: Scene, ask: Ask, display: str | None = None) -> Notice:
    """1: an ask of a stage."""
    about = scene.about(ask, display)
    actions = open_actions(scene, ask)
    helps = compose.help_for(scene.stage_ask(ask), actions, about.lang)
    return compose.alert(
        about,
        to=scene.asked(ask),
        due=ask.due,
        actions=actions,
        why=why(scene, ask),
        helps=helps,
        audience=ask.who,
        done=done_parts(scene, ask),
    )


def done_parts(scene: Scene, ask: Ask) -> list[str]:
    """The parts done of an ask that needs several."""
    about = scene.about(ask)
    parts = [one for one in scene.case.done if one.ask_id == ask.id and one.action in ask.done]
    return [compose_status.done_part(about, answered(scene, one), ask.who) for one in parts]


def why(scene: Scene, ask: Ask) -> str:
    """Why somebody is asked, as far as a channel may know."""
    about = scene.about(ask)
    item = scene.stage_ask(ask)
    met = meetings.passed(scene.case, ask, scene.today)
    if met is not None:
        return compose.why_met(about.lang, met)
    if item is not None and item.asked_after:
        return compose.why_next(about.lang, about.stage)
    crossing = next((one for one in reversed(scene.case.crossings) if one.stage == ask.stage), None)
    if crossing is not None:
        return compose.why_crossed(about.lang, crossing.figure.operator, about.stage)
    first = min(scene.case.entered, key=lambda key: scene.ladder.stages[key].number, default=ask.stage)
    if scene.case.judged_by and first == ask.stage:
        return compose.why_judged(about.lang, scene.case.judged_by)
    carried = any(one.action in ("not_improved", "not_arrived") for one in scene.case.done)
    return compose.why_carried(about.lang, about.stage) if carried else ""


def open_actions(scene: Scene, ask: Ask) -> dict[str, Action]:
    """The answers an ask still takes; last a meeting that is booked, which may be moved."""
    own = actions_of(ask, scene.ladder.stages)
    moved = {key: one for key, one in own.items() if key in ask.done and meetings.books(scene.ladder, one)}
    return {key: one for key, one in own.items() if key not in ask.done} | moved


def leads(scene: Scene, ask: Ask) -> tuple[str, str]:
    """Where yes and no lead: ``close``, ``stay`` or a stage's number."""
    rule = rule_of(scene.ladder.stages[ask.stage])
    return _lead(scene, rule.good), _lead(scene, rule.bad)


def _lead(scene: Scene, where: str) -> str:
    return where if where in ("close", "stay") else str(scene.ladder.stages[where].number)


def counted_from(scene: Scene, ask: Ask) -> tuple[str, date]:
    """The step a follow-up looks back on, and its day."""
    rule = rule_of(scene.ladder.stages[ask.stage])
    own = [one for one in scene.case.done if one.stage == ask.stage and one.action not in KEEPS_ASK]
    steps = [one for one in own if one.action == rule.counted_from] or [
        one for one in own if one.action not in rule.answers and one.action != "follow_up_later"
    ]
    if steps:
        return steps[-1].action, steps[-1].day
    entered = scene.case.entered.get(ask.stage)
    return "", entered.day if entered else scene.case.opened_on


def follow_up(scene: Scene, ask: Ask, display: str | None = None) -> Notice:
    """5: is attendance improving?"""
    stage = scene.ladder.stages[ask.stage]
    step, since = counted_from(scene, ask)
    return compose_follow.follow_up(
        scene.about(ask, display),
        to=scene.asked(ask),
        due=ask.due,
        rule=rule_of(stage),
        step=step,
        since=since,
        on=ask.asked_on,
        leads=leads(scene, ask),
        more=besides(scene, ask),
        audience=ask.who,
    )


def besides(scene: Scene, ask: Ask) -> dict[str, Action]:
    """What may be done at a follow-up besides answering it: referring the case."""
    found: dict[str, Action] = {}
    for key in (ask.stage, *reversed(stages_before(scene.ladder, scene.ladder.stages[ask.stage]))):
        for item in scene.ladder.stages[key].asks:
            if item.who == ask.who:
                found |= {k: a for k, a in item.actions.items() if a.refer and a.opens}
    return found


def referral(scene: Scene, ask: Ask, display: str | None, place: tuple[int, int]) -> Notice:
    """7: a case for the health team, with what has been done so far."""
    about = scene.about(ask, display)
    before = [one for one in scene.case.done if one.action not in KEEPS_ASK]
    actions = open_actions(scene, ask)
    return compose_follow.referral(
        about,
        by=scene.name(before[-1].person) if before else scene.name(scene.case.mentor),
        on=ask.asked_on,
        done=done_steps(scene, ask.who),
        place=place,
        due=ask.due,
        actions=actions,
        helps=compose.help_for(scene.stage_ask(ask), actions, about.lang),
        audience=ask.who,
        to=scene.asked(ask),
    )


def done_steps(scene: Scene, audience: str) -> list[tuple[str, date]]:
    """Steps done so far, as a channel may know them."""
    return [(step_name(one.action, scene.lang), one.day) for one in done_openly(scene, audience)]


def done_openly(scene: Scene, audience: str) -> list[Answer]:
    """Answers a channel may know of: support measures, reports and a school's own steps are left out."""
    hidden = KEEPS_ASK | {"follow_up_later"}
    return [one for one in scene.case.done if told_openly(one.action, audience) and one.action not in hidden]


def who_takes(scene: Scene, ask: Ask, display: str | None) -> Notice:
    """8c: the principal chooses who takes an ask that nobody answers, or that reaches nobody."""
    about, to = scene.about(ask, display), scene.asked(ask)
    target = scene.case.ask(ask.about)
    if target is None or target.step.value != "principal":
        return compose.nobody(about, to=to, due=ask.due)
    waited = scene.calendar.between(target.asked_on, ask.asked_on)
    return compose.principal(
        about, to=to, role=target.who, waited=waited, due=ask.due, has_deputy=target.deputy is not None
    )


def told(scene: Scene, ask: Ask, answer: Answer, display: str | None = None) -> Notice:
    """2 and 9c: what was answered, by whom, when, and what comes next."""
    about = scene.about(ask, display)
    said = answered(scene, answer)
    if ask.stage in scene.case.corrected and answer.action not in KEEPS_ASK:
        return compose_status.corrected(
            about, said, then=next_step(scene, ask), on=scene.today, audience=ask.who
        )
    return compose_status.answered(
        about, said, then=next_step(scene, ask), undo_until=undo_until(scene, ask), audience=ask.who
    )


def answered(scene: Scene, answer: Answer) -> Answered:
    """An answer in the form its sentence needs."""
    who = answer.fields.get("person")
    days = (as_day(answer.fields.get(key)) for key in ("until", "follow_up_on"))
    then = Afterwards(
        day=next((day for day in days if day), scene.case.held_until),
        who=scene.name(who) if isinstance(who, str) else scene.name(answer.person),
        leads_to=_leads_to(scene, answer),
    )
    return Answered(action=answer.action, by=scene.name(answer.person), at=scene.local(answer.at), then=then)


def _leads_to(scene: Scene, answer: Answer) -> str:
    rule = rule_of(scene.ladder.stages[answer.stage])
    if answer.action not in rule.answers:
        return ""
    return _lead(scene, rule.good if answer.action == rule.answers[0] else rule.bad)


def next_step(scene: Scene, ask: Ask) -> Next | None:
    """The follow-up that comes next in the ask's track."""
    if scene.case.held_until is not None:
        return Next(kind="back", day=scene.case.held_until)
    for item in scene.case.follow_ups:
        stage = scene.ladder.stages[item.stage]
        if stage.track == ask.track:
            return Next(kind="improves" if rule_of(stage).question == "improved" else "paper", day=item.on)
    return None


def undo_until(scene: Scene, ask: Ask) -> datetime | None:
    """Until when the ask's answer may be undone; None once it may not."""
    point = next((one for one in scene.case.undo if one.ask_id == ask.id), None)
    return scene.local(point.until) if point and scene.now <= point.until else None


def _remembered(scene: Scene, ask: Ask) -> str:
    action = scene.ladder.action(ask.stage, ask.about)
    return pick(action.remember or {}, scene.lang) if action else ""


def _noon(scene: Scene, day: date) -> datetime:
    """A day as a moment, where only the day is known."""
    return (
        scene.local(scene.now)
        if day == scene.today
        else scene.local(scene.now).replace(year=day.year, month=day.month, day=day.day, hour=12, minute=0)
    )
