"""A person's own lists: their cases, with names on demand; what stands behind a post without a case."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import Connection

from bot.handlers import render
from bot.handlers.house import House
from bot.handlers.review import review_notice
from bot.handlers.roster import is_set_up
from bot.handlers.scene import Scene, scene_of
from bot.handlers.school_posts import REVIEW, posted
from bot.handlers.tasks import my_tasks
from bot.notices import compose, compose_lists, compose_small
from bot.notices.compose_lists import CaseRow
from bot.notices.model import Notice
from bot.notices.texts import language_for
from bot.rules.access import Relation, relations, role_for
from bot.rules.state import Ask, AskKind
from bot.rules.values import Person
from bot.storage import cases, staff

NAMES_FOR = timedelta(minutes=10)
EXPLAIN_WORDS = frozenset({"förklara", "selitä", "explain"})
CONCERN_WORDS = frozenset({"lyft", "oro", "herätä", "huoli", "raise", "a", "concern"})


def without(words: str, known: frozenset[str]) -> str:
    """What follows the words of a command: ``lyft oro 8C`` is ``8C``."""
    rest = words.split()
    while rest and rest[0].lower() in known:
        rest = rest[1:]
    return " ".join(rest)


def listed(conn: Connection, house: House, person: Person, ask_id: str, action: str, now: datetime) -> Notice:
    """The list behind a button that is not about one case."""
    if action == "my_tasks":
        return my_tasks(conn, house, person, now)
    found = posted(house, ask_id)
    if found is not None and found.kind == REVIEW:
        seen = review_notice(conn, house, found.school, person, found.day, now)
        return seen or compose_small.refused(language_for(found.school.language, found.school.country))
    if found is not None:
        return my_tasks(conn, house, person, now)
    return my_cases(conn, house, person, now, names=action == "show_names")


def my_cases(conn: Connection, house: House, person: Person, now: datetime, *, names: bool) -> Notice:
    """12: what waits for the person, what is planned, what others have; at all their schools."""
    school = house.school(person.school)
    lang = language_for(school.language, school.country)
    local = now.astimezone(ZoneInfo(school.timezone))
    need: list[CaseRow] = []
    plan: list[CaseRow] = []
    other: list[CaseRow] = []
    places = [one for one in staff.everywhere(conn, person.email) if is_set_up(house, one.school)]
    for me, case in ((one, case) for one in places for case in cases.open_cases(conn, one.school)):
        scene = scene_of(conn, house, case, now)
        asks = [ask for ask in case.waiting if ask.kind is AskKind.DUTY or not case.held_until]
        mine = [ask for ask in asks if role_for(me, ask, case, scene.ladder)]
        if mine:
            need += [
                _row(scene, ask, compose_lists.line_due(lang, asked(scene, ask), ask.due)) for ask in mine
            ]
        elif _own(me, scene):
            (plan if case.held_until or not case.waiting else other).append(_elsewhere(scene, lang))
    until = local + NAMES_FOR if names else None
    return compose_lists.cases(lang, need=need, plan=plan, other=other, at=local, names_until=until)


def _own(person: Person, scene: Scene) -> bool:
    """Cases one works with; a principal's list is not the whole school."""
    return bool(relations(person, scene.case, scene.ladder) - {Relation.PRINCIPAL})


def asked(scene: Scene, ask: Ask) -> str:
    """What an ask asks, in a few words."""
    if ask.kind is AskKind.STAGE:
        return compose.heading(render.open_actions(scene, ask), scene.lang)
    return render.ask_notice(scene, ask).heading or scene.about(ask).say("show.asks")


def _elsewhere(scene: Scene, lang: str) -> CaseRow:
    case = scene.case
    ask = case.asks[-1]
    if case.held_until:
        return _row(scene, ask, compose_lists.line_held(lang, case.held_until))
    if case.waiting:
        first = case.waiting[0]
        return _row(scene, first, compose_lists.line_with(lang, first.who, first.asked_on))
    booked = min((item.on for item in case.follow_ups), default=case.next_due or case.opened_on)
    return _row(scene, ask, compose_lists.line_follow_up(lang, booked))


def _row(scene: Scene, ask: Ask, line: str) -> CaseRow:
    about = scene.about(ask)
    return CaseRow(
        ref=scene.case.ref,
        ask_id=ask.id,
        stage=about.stage,
        line=line,
        class_name=about.class_name,
        name=scene.pupil.name if scene.pupil else "",
        school=scene.case.school,
    )
