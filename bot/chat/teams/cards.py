"""A neutral notice as a whole Adaptive Card 1.5: plain dicts, inside Teams' limits, nothing reworded."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from bot.chat.teams.actions import left_over
from bot.chat.teams.fit import fitted
from bot.chat.teams.parts import facts
from bot.chat.teams.sections import Pen, action_set, is_small, sections
from bot.chat.teams.text import (
    BOLD,
    CLOSE,
    HEADER,
    HEADING,
    SMALL,
    SUBTLE,
    Json,
    Mention,
    Words,
    block,
    nobody,
    plain,
)
from bot.notices.model import Button, Notice, NoticeKind, Section
from bot.notices.texts import text

SCHEMA, VERSION = "http://adaptivecards.io/schemas/adaptive-card.json", "1.5"
WIDE = frozenset({NoticeKind.QUEUE, NoticeKind.DIGEST, NoticeKind.CASES, NoticeKind.TASKS})
"""Lists take the width there is."""
BOLD_LINE = re.compile(r"(✓\s+)?\*([^*]+)\*")


def card(notice: Notice, mention: Mention = nobody) -> Json:
    """The card for a channel, a group or a person's own chat."""
    return _card(notice, Words(mention), dialog=False, title="")


def dialog_card(notice: Notice, mention: Mention, title: str) -> Json:
    """The card of a dialog whose title is ``title``: buttons send the dialog, nothing is pushed."""
    return _card(notice, Words(mention), dialog=True, title=title)


def shell(said: str, lang: str) -> Json:
    """A card with nothing in it yet; ``said`` is read out, and stands where no card can be shown."""
    return {
        "type": "AdaptiveCard",
        "$schema": SCHEMA,
        "version": VERSION,
        "lang": lang.partition("-")[0],  # a language alone: where it is spoken would make the whole invalid
        "fallbackText": said,
        "speak": said,
    }


def _card(notice: Notice, say: Words, *, dialog: bool, title: str) -> Json:
    shown = for_teams(notice, dialog=dialog)
    pen = Pen(say=say, ask_id=shown.ask_id, dialog=dialog, private=shown.private)
    told, end, actions = _parts(shown, pen, title)
    named = dialog and shown.dialog_title
    drawn = shell(title if named else say.push(shown.fallback) or "–", shown.language)
    body = fitted(told, end, [drawn, actions]) or [block(say(drawn["speak"]))]
    drawn["body"] = body
    if actions:
        drawn["actions"] = actions
    teams: Json = {"width": "full"} if shown.kind in WIDE and not dialog else {}
    if called := say.entities(body):
        teams["entities"] = called
    return drawn | ({"msteams": teams} if teams else {})


def for_teams(notice: Notice, *, dialog: bool) -> Notice:
    """What differs in Teams: names are shown in a dialog, not for ten minutes, and a dialog leads back itself."""
    lang = notice.language
    if notice.kind is NoticeKind.CASES:
        return _own_cases(notice)
    if dialog and notice.kind is NoticeKind.EXPLAIN and notice.ask_id:
        back = Button(key="show", label=text(lang, "back"))
        return replace(notice, buttons=(*notice.buttons, back))
    return _with_note(notice) if dialog else notice


def _own_cases(notice: Notice) -> Notice:
    with_names = text(notice.language, "button.with_names")
    kept = [one for one in notice.buttons if one.key != "hide_names"]
    named = (replace(one, label=with_names) if one.key == "show_names" else one for one in kept)
    meta = text(notice.language, "private.title") if notice.private else notice.meta
    return replace(notice, buttons=tuple(named), meta=meta)


def _with_note(notice: Notice) -> Notice:
    """A note that the menu has no room for stands beside what has been done."""
    note = next((one for one in left_over(notice.buttons, notice.overflow) if one.key == "note"), None)
    done = text(notice.language, "done")
    at = next((at for at, one in enumerate(notice.sections) if one.heading == done and not one.buttons), None)
    if note is None or at is None:
        return notice
    beside = replace(notice.sections[at], buttons=(note,))
    return replace(
        notice,
        sections=(*notice.sections[:at], beside, *notice.sections[at + 1 :]),
        overflow=tuple(one for one in notice.overflow if one is not note),
    )


def _parts(notice: Notice, pen: Pen, title: str) -> tuple[list[Json], list[Json], list[Json]]:
    """What may give way when it is too long, what stays below it, the card's own actions."""
    above, below = _placed(notice, after_buttons=False), _placed(notice, after_buttons=True)
    told = [*_head(notice, pen, title), *facts(notice.facts, pen.say)]
    told += sections(above, pen, told)
    rows, links = pen.buttons(notice.buttons, notice.overflow), _links(notice)
    if any(each.buttons and not _is_done(notice, each) for _, each in below):
        answers = [action_set(each) for each in rows]
        end = [*answers, *sections(below, pen, [*told, *answers])]
        return told, [*end, *_foot(notice, pen, end)], links
    told += sections(below, pen, told)
    end = _foot(notice, pen, told)
    if len(rows) > 1 or (rows and links):
        return told, [*end, *(action_set(each) for each in rows)], links
    return told, end, links or (rows[0] if rows else [])


def _is_done(notice: Notice, shown: Section) -> bool:
    return shown.heading == text(notice.language, "done")


def _placed(notice: Notice, *, after_buttons: bool) -> list[tuple[int, Section]]:
    return [(at, one) for at, one in enumerate(notice.sections) if one.after_buttons is after_buttons]


def _head(notice: Notice, pen: Pen, title: str) -> list[Json]:
    drawn: list[Json] = []
    if notice.heading and plain(notice.heading, HEADER) != title:
        drawn.append(block(pen.say(notice.heading, HEADER), HEADING))
    if notice.meta:
        style = SMALL if notice.private else SUBTLE
        drawn.append(block(pen.say(notice.meta), style, CLOSE if drawn else {}))
    first, *others = [line for line in notice.body.split("\n") if line.strip()] or [""]
    if first:
        drawn.append(_first_line(first, pen))
    return drawn + [block(pen.say(line), SUBTLE, CLOSE) for line in others]


def _first_line(line: str, pen: Pen) -> Json:
    """Bold as a whole where the whole line is."""
    if found := BOLD_LINE.fullmatch(line):
        return block(pen.say(f"{found[1] or ''}{found[2]}"), BOLD)
    return block(pen.say(line))


def _links(notice: Notice) -> list[Json]:
    if notice.link is None or not notice.link.url.startswith(("https://", "http://")):
        return []
    return [{"type": "Action.OpenUrl", "title": plain(notice.link.label), "url": notice.link.url}]


def _foot(notice: Notice, pen: Pen, before: Sequence[Json]) -> list[Json]:
    words = " ".join(part for part in (notice.status, notice.repeat) if part)
    close = CLOSE if before and is_small(before[-1]) else {}
    return [block(pen.say(words), SMALL, close)] if words else []
