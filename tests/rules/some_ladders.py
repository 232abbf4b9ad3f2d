"""Ladders nobody would write, of every key of the language, and the shipped ones."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import strategies as st

from bot.ladders import load, shipped
from bot.rules.ladder import Action, FollowUpRule, Ladder, Span, Stage, StageAsk, Unit
from tests.rules.build import act, ask, ladder, stage

ROLES = (
    "mentor",
    "nurse",
    "health_team",
    "principal",
    "responsible",
    "subject_teacher",
    "coordinator",
    "team",
)
KEYS = ("called", "met", "planned", "referred", "documented")
STAGES = ("one", "two", "three", "four")
SPANS = st.sampled_from(
    (Span(1, Unit.SCHOOL_DAYS), Span(1, Unit.WEEKS), Span(10, Unit.DAYS), Span(1, Unit.MONTHS))
)


def maybe(values: st.SearchStrategy[object], often: int = 4) -> st.SearchStrategy[object]:
    """None most of the time."""
    return st.integers(0, often).flatmap(lambda n: values if n == 0 else st.none())


@st.composite
def actions(draw: st.DrawFn, key: str, stages: tuple[str, ...]) -> Action:
    """An action with a few of the keys of LANGUAGE.md; one way at most (opens, closes, holds)."""
    until = draw(maybe(SPANS))
    way: dict[str, object] = draw(
        st.sampled_from(({}, {}, {}, {"closes": True}, {"holds": True}, *({"opens": k} for k in stages)))
    )
    return act(
        key,
        within=draw(maybe(SPANS)),
        refer=draw(maybe(st.sampled_from(ROLES))),
        principal_duty=draw(maybe(st.just("report_to_huvudman"))),
        remember={"sv": "?"} if until else None,
        remember_until=until,
        **way,
    )


@st.composite
def asks(draw: st.DrawFn, stages: tuple[str, ...]) -> StageAsk:
    """One ask; ``asked_after`` may name anything, also what never happens."""
    keys = draw(st.lists(st.sampled_from(KEYS), min_size=1, max_size=3, unique=True))
    made = [draw(actions(key, stages)) for key in keys]
    needed = draw(st.one_of(st.just([]), st.lists(st.sampled_from(keys), unique=True)))
    after = draw(maybe(st.sampled_from((*KEYS, "improved", "not_improved", "consult_pupil_health")), 2))
    who = draw(st.sampled_from(ROLES))
    within = draw(SPANS)
    return ask(who, *made, within=within, needed=tuple(needed), after=(str(after),) if after else ())


@st.composite
def rules(draw: st.DrawFn, stages: tuple[str, ...]) -> FollowUpRule:
    """A follow-up rule."""
    ways = st.sampled_from(("close", "stay", *stages))
    counted, refer = draw(maybe(st.sampled_from(KEYS), 1)), draw(maybe(st.sampled_from(ROLES)))
    rule = FollowUpRule(
        after=draw(SPANS),
        counted_from=str(counted) if counted else None,
        who=draw(st.sampled_from(ROLES)),
        question=draw(st.sampled_from(("improved", "paper_arrived"))),
        good=draw(ways),
        bad=draw(ways),
        refer=str(refer) if refer else None,
    )
    return replace(rule, repeat=draw(SPANS)) if draw(st.booleans()) else rule


@st.composite
def stages_of(draw: st.DrawFn, key: str, stages: tuple[str, ...]) -> Stage:
    """One stage."""
    return stage(
        key,
        *draw(st.lists(asks(stages), max_size=3)),
        track=draw(st.sampled_from(("", "", "late"))),
        done_when=tuple(draw(st.lists(st.sampled_from(KEYS), max_size=2, unique=True))),
        follow_up=draw(st.one_of(st.none(), rules(stages))),
    )


@st.composite
def generated(draw: st.DrawFn) -> Ladder:
    """A ladder of two to four stages."""
    keys = STAGES[: draw(st.integers(2, 4))]
    always = [act("concern_report"), draw(actions("consult_pupil_health", keys))]
    made = [draw(stages_of(key, keys)) for key in keys]
    return ladder(*made, always=always, roles={"team": "teacher"})


def ladders() -> st.SearchStrategy[Ladder]:
    """Any of them."""
    return st.one_of(st.sampled_from(shipped()).map(load), generated(), generated())
