"""``stages:`` of a ladder file."""

from __future__ import annotations

from collections.abc import Mapping

from bot.rules.ladder import Block, FollowUpRule, Span, Stage, StageAsk, Unit
from bot.rules.ladder_actions import Library, read_actions
from bot.rules.ladder_mistakes import one_of, quoted
from bot.rules.ladder_place import Place, named
from bot.rules.ladder_when import read_when
from bot.rules.ladder_words import read_lists, read_span, read_text

STAGE = (
    "title",
    "say",
    "checklist",
    "when",
    "or_judged_by",
    "after",
    "track",
    "raised",
    "asks",
    "done_when",
    "follow_up",
    "show",
)
ASK = ("who", "within", "say", "checklist", "actions", "needed", "asked_after")
QUESTIONS = {"improved": ("improved", "not_improved"), "paper_arrived": ("arrived", "not_arrived")}
FOLLOW_UP = ("after", "counted_from", "who", "repeat", "question", "refer")
SHOW = ("kinds", "weekdays", "subjects", "edges", "trend")
RAISED = {
    "week_end": Block.WEEK,
    "month_end": Block.MONTH,
    "period_end": Block.PERIOD,
    "term_end": Block.TERM,
}
RESERVED = frozenset({"stay", "close"})


def read_stages(place: Place, library: Library) -> Mapping[str, Stage]:
    """The stages in order, numbered from 1."""
    entries = named(place, "stage keys, in order")
    if place.node.kind == "map" and not place.node.pairs:
        place.wrong("a ladder has at least one stage")
    for key in RESERVED & entries.keys():
        entries[key].wrong(f"{quoted(key)} is an answer, not a stage", "another stage key")
    return {
        key: _stage(key, number, value, library) for number, (key, value) in enumerate(entries.items(), 1)
    }


def _stage(key: str, number: int, place: Place, library: Library) -> Stage:
    if place.node.kind == "empty":
        return Stage(key=key, number=number, title={})
    keys = place.keys(STAGE)
    raised = keys["raised"].choice(RAISED) if "raised" in keys else None
    return Stage(
        key=key,
        number=number,
        title=read_text(keys["title"]) if "title" in keys else {},
        say=read_text(keys["say"]) if "say" in keys else {},
        checklist=read_lists(keys["checklist"]) if "checklist" in keys else {},
        when=read_when(keys["when"]) if "when" in keys else None,
        or_judged_by=_names(keys, "or_judged_by"),
        after=keys["after"].name() if "after" in keys else None,
        track=(keys["track"].name() or "") if "track" in keys else "",
        raised=RAISED[raised] if raised else None,
        asks=_asks(keys["asks"], library) if "asks" in keys else (),
        done_when=_names(keys, "done_when"),
        follow_up=_follow_up(keys["follow_up"]) if "follow_up" in keys else None,
        show=keys["show"].choices(SHOW) if "show" in keys else (),
    )


def _names(keys: Mapping[str, Place], key: str) -> tuple[str, ...]:
    return keys[key].names() if key in keys else ()


def _asks(place: Place, library: Library) -> tuple[StageAsk, ...]:
    return tuple(_ask(item, library) for item in place.items("a list of asks, e.g. - who: mentor"))


def _ask(place: Place, library: Library) -> StageAsk:
    keys = place.keys(ASK, required=("who", "within"))
    return StageAsk(
        who=(keys["who"].name() or "") if "who" in keys else "",
        within=_span(keys, "within"),
        actions=read_actions(keys["actions"], library) if "actions" in keys else {},
        needed=_names(keys, "needed"),
        say=read_text(keys["say"]) if "say" in keys else {},
        checklist=read_lists(keys["checklist"]) if "checklist" in keys else {},
        asked_after=_names(keys, "asked_after"),
    )


def _span(keys: Mapping[str, Place], key: str) -> Span:
    """The span, or a stand-in where a mistake has been written down (the ladder is then refused)."""
    read = read_span(keys[key]) if key in keys else None
    return read or Span(1, Unit.WEEKS)


def _follow_up(place: Place) -> FollowUpRule:
    every_answer = [answer for answers in QUESTIONS.values() for answer in answers]
    keys = place.keys((*FOLLOW_UP, *every_answer), required=("after",))
    question = (keys["question"].choice(QUESTIONS) if "question" in keys else None) or "improved"
    good, bad = QUESTIONS[question]
    for answer in every_answer:
        if answer in keys and answer not in (good, bad):
            keys[answer].wrong(f"the question {question} is not answered {answer}", one_of((good, bad)))
    return FollowUpRule(
        after=_span(keys, "after"),
        counted_from=keys["counted_from"].name() if "counted_from" in keys else None,
        who=(keys["who"].name() or "") if "who" in keys else "mentor",
        repeat=read_span(keys["repeat"]) if "repeat" in keys else None,
        question=question,
        good=(keys[good].name() or "") if good in keys else "close",
        bad=(keys[bad].name() or "") if bad in keys else "stay",
        refer=keys["refer"].name() if "refer" in keys else None,
    )
