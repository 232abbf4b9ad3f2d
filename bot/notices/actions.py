"""What each action is called, whether its answer may be seen in a channel, and where its button may stand."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from bot.notices.about import About
from bot.notices.model import Button
from bot.notices.texts import Marked, has, keys, plain, text
from bot.notices.words import begin, clip, day
from bot.rules.ladder import Action

VISIBLE, OVERFLOW, LABEL = 3, 5, 28
MORE = " …"
EHT = "health_team"
EHT_AND_MEMBERS = frozenset({EHT, "special_educator"})

CLOSED = frozenset(
    {
        "note", "show", "reported_to_nurse", "nurse_contacted_family", "adaptations_recorded", "measures_proposed",
        "measures_presented", "guardian_informed", "concern_report", "child_protection_notice",
        "social_welfare_contacted", "consult_pupil_health", "mapping_done", "actors_invited",
        "expert_group_formed", "flexible_teaching",
    }
)  # fmt: skip
"""Afterwards a channel only says *Svar sparat*: what was done is secret, or says why the pupil is away."""

PRIVATE = frozenset(
    {
        "concern_report", "child_protection_notice", "social_welfare_contacted", "consult_pupil_health",
        "guardian_informed",
    }
)  # fmt: skip
"""Never a button in a channel: the wish to report must not be seen."""

HEALTH_TEAM_ONLY = frozenset({"criteria_met", "criteria_not_met", "deep_investigation", "measures_proposed"})
"""What the health team found is for its own channel."""

VERDICTS = frozenset({"criteria_met", "criteria_not_met"})
PROTECTS = ("concern_report", "child_protection_notice")
REPORT_NOW = "report_now"
"""The button of a report that nothing gates, where the stage asks for the same report with its file (underlag)."""

FORMED = frozenset({"hold", "hand_over", "note", "follow_up_later"})
"""These have a form of their own at every stage."""

SELDOM = frozenset({"not_worrying", "hold", "documented"})
"""Not the alternative beside the expected step where the ladder offers another one."""

_KNOWN = frozenset(key.removeprefix("done.") for key in keys("sv") if key.startswith("done."))


def labelled() -> frozenset[str]:
    """The actions that have a label of their own; another is shown by its key."""
    return frozenset(key.removeprefix("button.") for key in keys("sv") if key.startswith("button."))


ALWAYS = ("hold", "hand_over", "note")


@dataclass(frozen=True, kw_only=True)
class Afterwards:
    """What an answer's sentence may need: the day it names, the person, where the case went."""

    day: date | None = None
    who: str = ""
    leads_to: str = ""
    """``close``, ``stay`` or a stage's number, for *improved* and *not improved*."""


NOTHING_MORE = Afterwards()


def opens_form(action: Action) -> bool:
    """Whether the click saves nothing yet."""
    return action.form not in (None, "none") or action.key in FORMED


def label(action: Action, lang: str) -> Marked:
    """The button's words: ours, or the ladder's own key made readable; ``…`` where a form opens."""
    more = MORE if opens_form(action) else ""
    return Marked(clip(name(action, lang), LABEL - len(more)) + more)


def name(action: Action, lang: str) -> str:
    """The action's words without ``…``."""
    return text(lang, f"button.{action.key}") if has(lang, f"button.{action.key}") else readable(action.key)


def readable(key: str) -> str:
    """A key of somebody's own ladder as words: ``simple_mapping`` is *Simple mapping*."""
    return begin(plain(key.replace("_", " ").strip()))


def step_name(key: str, lang: str, own: Mapping[str, Action] | None = None) -> str:
    """What the step is called in a list of what was done."""
    if has(lang, f"step.{key}"):
        return text(lang, f"step.{key}")
    return name((own or {}).get(key) or Action(key=key), lang)


def afterwards(key: str, lang: str, then: Afterwards, *, audience: str) -> Marked:
    """The sentence a channel sees once ``key`` was answered. ``audience`` is the channel's role."""
    if key in VERDICTS and audience != EHT:
        return Marked(text(lang, "eht").rstrip("."))
    if key in CLOSED or (key in HEALTH_TEAM_ONLY and audience not in EHT_AND_MEMBERS):
        return text(lang, "done.closed")
    if key in ("improved", "not_improved"):
        return _improved(key, lang, then)
    if not has(lang, f"done.{key}"):
        # A school's own action may say anything: its words stay private.
        return text(lang, "done.closed")
    return text(lang, f"done.{key}", day=day(then.day, lang) if then.day else "", who=then.who)


def told_openly(key: str, audience: str) -> bool:
    """Whether a channel of this audience may list the step among what is done: nothing secret, nothing unknown."""
    if key in CLOSED or key not in _KNOWN:
        return False
    return audience in EHT_AND_MEMBERS or key not in HEALTH_TEAM_ONLY


def _improved(key: str, lang: str, then: Afterwards) -> Marked:
    usual = "close" if key == "improved" else "stage"
    kind = then.leads_to if then.leads_to in ("close", "stay") else "stage"
    return text(lang, f"done.{key}" if kind == usual else f"done.{key}.{kind}", n=then.leads_to)


def button(action: Action, about: About, *, primary: bool = False) -> Button:
    """The button of an action."""
    known = f"alt.{action.key}"
    alt = about.say(known) if opens_form(action) and has(about.lang, known) else ""
    return Button(
        key=action.key,
        label=label(action, about.lang),
        alt=alt,
        primary=primary,
        opens_form=opens_form(action),
    )


def plain_button(key: str, about: About, words: str = "", *, primary: bool = False) -> Button:
    """A button that shows or acts at once; ``words`` are a key of the texts, else the button's own."""
    return Button(
        key=key,
        label=about.say(words or f"button.{key}"),
        primary=primary,
        opens_form=key in FORMED,
    )


def in_channel(actions: Mapping[str, Action], audience: str) -> tuple[Action, ...]:
    """The actions whose button may stand in this audience's channel."""
    return tuple(
        action
        for key, action in actions.items()
        if key not in PRIVATE and (audience in EHT_AND_MEMBERS or key not in HEALTH_TEAM_ONLY)
    )


def always(keys: Iterable[str] = ALWAYS) -> tuple[Action, ...]:
    """Hold, hand over and note, which stand at every stage."""
    return tuple(Action(key=key) for key in keys)


def row(chosen: Sequence[Button], rest: Sequence[Button]) -> tuple[tuple[Button, ...], tuple[Button, ...]]:
    """Three visible buttons whose first words differ, and five under *more*; what is left is private."""
    visible: list[Button] = []
    later: list[Button] = []
    for each in chosen:
        taken = {_first_word(one) for one in visible}
        (later if len(visible) == VISIBLE or _first_word(each) in taken else visible).append(each)
    seen = {one.key for one in visible}
    left: dict[str, Button] = {}
    for one in (*later, *rest):
        if one.key not in seen:
            left.setdefault(one.key, one)
    return tuple(visible), tuple(left.values())


def ask_rows(
    about: About, shown: Sequence[Action], look: Button
) -> tuple[tuple[Button, ...], tuple[Button, ...]]:
    """The expected step first and filled, one alternative, ``look``; then all the rest, uncut."""
    if not shown:
        return row([look], buttons_of(about, always()))
    made = [button(action, about, primary=at == 0) for at, action in enumerate(shown)]
    first, others = made[0], sorted(made[1:], key=lambda one: one.key in SELDOM)
    second = [one for one in others if _first_word(one) != _first_word(first)][:1]
    keys = {one.key for one in made}
    rest = [*made[1:], *buttons_of(about, always(key for key in ALWAYS if key not in keys))]
    return row([first, *second, look], rest)


def buttons_of(about: About, actions: Iterable[Action]) -> tuple[Button, ...]:
    """A plain button for each action."""
    return tuple(button(action, about) for action in actions)


def _first_word(one: Button) -> str:
    return one.label.split()[0].casefold()
