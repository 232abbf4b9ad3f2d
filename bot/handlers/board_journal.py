"""The journal of a case in words its people may read: who, what kind of step, when. Never what was written."""

from __future__ import annotations

from collections.abc import Iterable

from bot.handlers import private
from bot.handlers.board_messages import step
from bot.handlers.scene import Scene
from bot.notices.actions import CLOSED, HEALTH_TEAM_ONLY, PRIVATE
from bot.notices.board_case import JournalRow
from bot.notices.people import role_word
from bot.notices.texts.board import board_text
from bot.notices.words import day as in_words
from bot.notices.words import short_day
from bot.rules.access import relations
from bot.rules.forms import as_day
from bot.rules.journal import Entry, JournalKind
from bot.rules.roles import staff_word
from bot.rules.values import Person
from bot.storage.journal import Line

SHOWN = 40
"""Rows of the pane: the newest."""
OF_STAGE = frozenset({JournalKind.OPENED, JournalKind.ADVANCED, JournalKind.CORRECTED})
OF_DAY = frozenset({JournalKind.HELD, JournalKind.FOLLOW_UP_BOOKED})
PLAIN = frozenset(
    {
        JournalKind.REMINDED,
        JournalKind.WITHDRAWN,
        JournalKind.NOBODY_TO_NOTIFY,
        JournalKind.DELIVERY_FAILED,
        JournalKind.REFUSED,
        JournalKind.REDACTED,
        JournalKind.CLOSED,
        JournalKind.REOPENED,
    }
)
"""Kinds whose sentence needs nothing."""


def rows(scene: Scene, lines: Iterable[Line], viewer: Person, lang: str) -> tuple[JournalRow, ...]:
    """The newest rows, the oldest first; the same sentence twice on one day stands once."""
    found: dict[tuple[str, str], JournalRow] = {}
    for line in lines:
        said = sentence(scene, line.entry, viewer, lang)
        if said:
            on = short_day(scene.school.today(line.at), lang)
            again = line.entry.kind in (JournalKind.ANSWERED, JournalKind.UNDONE, JournalKind.LATE_ANSWER)
            found.setdefault((on, f"{said}{line.seq if again else ''}"), JournalRow(day=on, text=said))
    return tuple(found.values())[-SHOWN:]


def sentence(scene: Scene, entry: Entry, viewer: Person, lang: str) -> str:
    """One entry in words; empty where it says nothing of its own."""
    kind, data = entry.kind, entry.data
    if kind in PLAIN:
        return board_text(lang, f"journal.{kind}")
    if kind is JournalKind.ANSWERED:
        return _answered(scene, entry, viewer, lang)
    if kind in OF_STAGE:
        return _of_stage(scene, entry, lang)
    if kind in OF_DAY:
        return _of_day(scene, entry, lang)
    if kind in (JournalKind.ASKED, JournalKind.REFERRED):
        return board_text(lang, f"journal.{kind}", who=_role(scene, entry, str(data.get("who", "")), lang))
    if kind in (JournalKind.ESCALATED, JournalKind.HANDED_OVER):
        return board_text(lang, f"journal.{kind}", who=_who(scene, str(data.get("to", "")), lang))
    by_person = kind in (JournalKind.LATE_ANSWER, JournalKind.UNDONE, JournalKind.VIEWED)
    return board_text(lang, f"journal.{kind}", who=scene.name(entry.actor)) if by_person else ""


def _of_stage(scene: Scene, entry: Entry, lang: str) -> str:
    if entry.kind is JournalKind.OPENED and entry.data.get("judged_by"):
        return board_text(lang, "journal.judged", who=scene.name(entry.actor))
    again = entry.kind is JournalKind.ADVANCED and entry.data.get("again")
    return board_text(lang, "journal.again" if again else f"journal.{entry.kind}", n=_number(scene, entry))


def _of_day(scene: Scene, entry: Entry, lang: str) -> str:
    if entry.kind is JournalKind.FOLLOW_UP_BOOKED:
        on = as_day(entry.data.get("on"))
        return board_text(lang, "journal.follow_up_booked", day=in_words(on, lang)) if on else ""
    until = as_day(entry.data.get("until")) or scene.case.held_until
    if entry.data.get("over") or until is None:
        return board_text(lang, "journal.held.over")
    return board_text(lang, "journal.held", day=in_words(until, lang))


def _number(scene: Scene, entry: Entry) -> int:
    stage = scene.ladder.stages.get(entry.stage)
    return stage.number if stage else 0


def _answered(scene: Scene, entry: Entry, viewer: Person, lang: str) -> str:
    who = scene.name(entry.actor)
    if entry.action == "note":
        return board_text(lang, "journal.note", who=who)
    if not may_know(scene, entry, viewer):
        return board_text(lang, "journal.saved", who=who)
    what = step(entry.action, lang)
    return board_text(lang, "journal.answered", who=who, what=what[:1].lower() + what[1:])


def may_know(scene: Scene, entry: Entry, viewer: Person) -> bool:
    """Whether the viewer may read what kind of step it was: their own, or one no channel keeps to itself.

    What the health team found is for the team; a report of concern for whoever made it and the principal.
    """
    if entry.actor == viewer.email or entry.action not in CLOSED | HEALTH_TEAM_ONLY:
        return True
    if not relations(viewer, scene.case, scene.ladder):
        return False
    if entry.action in PRIVATE:
        return private.may_know(entry.action, entry.actor, viewer)
    ask = scene.case.ask(entry.ask_id)
    return ask is not None and staff_word(scene.ladder, ask.who) in viewer.roles


def _role(scene: Scene, entry: Entry, role: str, lang: str) -> str:
    """The person asked by name, a team by its role."""
    ask = scene.case.ask(entry.ask_id)
    asked = scene.asked(ask) if ask is not None and entry.kind is JournalKind.ASKED else ()
    return asked[0].name if len(asked) == 1 else _who(scene, staff_word(scene.ladder, role), lang)


def _who(scene: Scene, who: str, lang: str) -> str:
    if who in scene.people:
        return scene.name(who)
    return role_word(who, lang)
