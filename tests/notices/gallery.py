"""Every message there is, in a language: the designed ones, the others, and all asks and forms of the ladders."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction

from bot.ladders import load, load_forms, shipped
from bot.notices import (
    compose,
    compose_doubt,
    compose_follow,
    compose_lists,
    compose_mail,
    compose_private,
    compose_small,
    compose_status,
    forms,
)
from bot.notices.about import About, stage_title
from bot.notices.actions import Afterwards
from bot.notices.compose_status import Answered, Next
from bot.notices.model import Form, Notice
from bot.rules.doubt import Doubt, Fault, State
from bot.rules.ladder import Action, FollowUpRule, LadderForm, Stage
from tests.notices import designed
from tests.notices.school import (
    ANNA,
    ASK,
    KIM,
    LADDER,
    MARIA,
    MENTOR_ASK,
    SHARE,
    about,
    actions,
    at,
    day,
    strip_of,
)

LANGS = ("sv", "fi", "en", "sv-FI")
DOUBT_ASK = "doubt:3f9ac0d1:2026-11-12:77a01b2c"
PAPER = FollowUpRule(after=MENTOR_ASK.within, question="paper_arrived")


def channel(lang: str) -> Iterator[tuple[str, Notice]]:
    """Everything that may stand in a channel or a direct message, by name."""
    own = designed_lang(lang)
    for name, make in {**designed.MESSAGES, **designed.EPHEMERAL}.items():
        yield name, make(own)
    here = about(lang)
    due = day(12, 1)
    yield (
        "judged",
        compose.alert(here, to=[ANNA], due=due, actions=actions(), why=compose.why_judged(lang, "teacher")),
    )
    for key in ("why.carried", "why.next"):
        yield key, compose.alert(here, to=(), due=due, actions=actions(), why=here.say(key, n=2))
    yield (
        "over",
        compose.alert(here, to=[ANNA], due=due, actions={}, why=compose.why_crossed(lang, "over", 2)),
    )
    yield "quiet", compose.alert(replace(here, quiet=True), to=[ANNA], due=due, actions=actions(), why="")
    yield "decision", compose.decision(here, to=[MARIA], due=due)
    yield "nobody", compose.nobody(here, to=[MARIA], due=due)
    yield "takes", compose.principal(here, to=[], role="office", waited=1, due=due, has_deputy=False)
    yield "held", compose_status.held(here, to=[ANNA], due=due)
    yield "duty", compose_status.duty(here, duty="report_to_huvudman", to=[MARIA], due=due)
    yield "own duty", compose_status.duty(here, duty="tell_the_board", to=[MARIA], due=due)
    yield "remember", compose_status.remember(here, note="Titta på schemat igen.", to=[ANNA], due=due)
    yield "review", compose_lists.review_call(lang, period="HT26", ask_id=ASK)
    for fault in Fault:
        seen = Doubt(
            school="s", class_name="8B", day=day(11, 12), fault=fault, pupils=25, count=24, until=day(11, 17)
        )
        for state in State:
            one = replace(seen, state=state)
            said = compose_doubt.doubt(lang, one, ask_id=DOUBT_ASK, at=at(11, 13, 9, 20), by="Maria Berg")
            yield f"doubt {fault} {state}", said
    yield "copy", compose_status.copy(here, designed.MADE, audience="special_educator")
    yield (
        "paper",
        compose_follow.follow_up(
            here,
            to=[ANNA],
            due=due,
            rule=PAPER,
            step="x",
            since=day(11, 24),
            on=day(12, 1),
            leads=("stay", "2"),
        ),
    )
    yield "mail", compose_mail.referral(here, done=[("Kontakt tagen", day(11, 24))], due=due)
    yield "mail to the nurse", compose_mail.referral(here, done=[], due=due, audience="nurse")
    yield "mail of a closed case", compose_mail.referral(here, done=[], due=None)
    yield (
        "mail of a closed case to the nurse",
        compose_mail.referral(here, done=[], due=None, audience="nurse"),
    )
    yield (
        "met",
        compose.alert(here, to=[ANNA], due=due, actions=actions(), why=compose.why_met(lang, day(11, 20))),
    )
    for key, to in (("meeting", [ANNA]), ("meeting to nobody", [])):
        yield key, compose_follow.meeting_soon(here, to=to, at=at(12, 2, 14, 30))
    yield "reminder to nobody", compose_follow.reminder(here, to=[], since=due, actions={})
    for key in sorted(compose_small.SMALL):
        yield key, compose_small.small(lang, key)
    yield "undone", compose_small.undone(lang)
    yield from _answers(here)


def designed_lang(lang: str) -> str:
    """The designed messages exist in three languages."""
    return lang[:2]


def _answers(here: About) -> Iterator[tuple[str, Notice]]:
    then = Afterwards(day=day(12, 4), who="Omar Haddad", leads_to="2")
    kinds = ("improves", "paper", "evaluate", "back")
    keys = [
        action.key
        for stage in LADDER.stages.values()
        for ask in stage.asks
        for action in ask.actions.values()
    ]
    extra = [
        "improved",
        "not_improved",
        "follow_up_later",
        "arrived",
        "not_arrived",
        "take",
        "hand_over",
        "own_key",
    ]
    for at_, key in enumerate(dict.fromkeys([*keys, *extra])):
        for audience in ("mentor", "health_team"):
            answer = Answered(action=key, by="Anna Lind", at=at(11, 24, 16, 32), then=then)
            following = Next(kind=kinds[at_ % len(kinds)], day=day(12, 8))
            yield (
                f"answered {key} {audience}",
                compose_status.answered(here, answer, then=following, undo_until=None, audience=audience),
            )


def private(lang: str) -> Iterator[tuple[str, Notice]]:
    """What only one person sees, with name and figures."""
    for name, make in designed.VIEWS.items():
        yield name, make(designed_lang(lang))
    here = about(lang)
    yield "changed", compose_private.changed(
        here, pupil=KIM, before=SHARE, after=replace(SHARE, value=Fraction(996, 10000)), ladder=LADDER,
        strip=strip_of(lang),
    )  # fmt: skip
    row = compose_lists.ReviewRow(name="Kim Ekdahl", class_name="8C", figure="72 h", ref="K7M2", ask_id="q_1")
    band = compose_lists.Band(limit="över 70 timmar", pupils=[row, replace(row, ref="", ask_id="")])
    yield (
        "review list",
        compose_lists.review(lang, [band, replace(band, limit="")], period="HT26", ask_id=ASK),
    )
    yield "no review", compose_lists.review(lang, [], period="HT26", ask_id=ASK)
    task = compose_lists.TaskRow(ref="K7M2", ask_id=ASK, what="Meddela", due=day(12, 1), class_name="8C")
    yield "tasks", compose_lists.tasks(lang, [task])
    yield "no tasks", compose_lists.tasks(lang, [])


def homes(lang: str) -> Iterator[tuple[str, Notice]]:
    """A person's own list."""
    for name, make in designed.HOMES.items():
        yield name, make(designed_lang(lang))
    yield "no cases", compose_lists.cases(lang, need=[], plan=[], other=[], at=at(11, 24, 16, 32))


def asks(lang: str) -> Iterator[tuple[str, Notice]]:
    """Each ask of each shipped ladder, as its audience sees it."""
    for ref in shipped():
        ladder = load(ref)
        for stage in ladder.stages.values():
            here = _at(lang, stage, len(ladder.stages), ladder.country)
            for ask in stage.asks:
                yield (
                    f"{ref} {stage.key} {ask.who}",
                    compose.alert(
                        here,
                        to=[ANNA],
                        due=day(12, 1),
                        actions=ask.actions,
                        why=compose.why_crossed(lang, "at_least", stage.number),
                        helps=compose.help_for(ask, ask.actions, lang),
                        audience=ask.who,
                    ),
                )


def shows(lang: str) -> Iterator[tuple[str, Notice]]:
    """The private view of each ask of each shipped ladder."""
    for ref in shipped():
        ladder = load(ref)
        for stage in ladder.stages.values():
            here = _at(lang, stage, len(ladder.stages), ladder.country)
            for ask in stage.asks:
                yield (
                    f"{ref} {stage.key} {ask.who}",
                    compose_private.show(
                        here, pupil=KIM, mentor="Anna Lind", facts=[], strip=strip_of(lang), counted="",
                        done=compose_private.not_documented([1], lang), actions=ask.actions,
                        everywhere=ladder.always, checklist=["Hur har eleven det?"], patterns=["mån: 3"],
                        letter="Hej", notes=["Ring igen"],
                    ),
                )  # fmt: skip


def _at(lang: str, stage: Stage, of: int, country: str) -> About:
    return replace(
        about(lang),
        stage=stage.number,
        of=of,
        quiet=stage.names_cause,
        title=stage_title(stage, lang),
        country=country,
    )


def all_forms(lang: str) -> Iterator[tuple[str, Form]]:
    """Every standard form, with what saving it does."""
    given = forms.Given(today=day(11, 24), school_year_ends=day(6, 11, 2027), people=[ANNA, MARIA])
    for key, fields in load_forms().items():
        yield key, _form(lang, key, fields, given)


def _form(lang: str, key: str, fields: LadderForm, given: forms.Given) -> Form:
    then = forms.after(key, lang, forms.Consequence(follow_up=day(12, 8)))
    intro = compose_private.pupil_line(about(lang), KIM)
    return forms.form(about(lang), Action(key=key, form=key), fields, given, then=then, intro=intro)
