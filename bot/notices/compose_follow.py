"""Later asks in a channel: the follow-up, the referral to the health team, the reminder."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from bot.notices.about import About, dots, mentions
from bot.notices.actions import (
    EHT,
    HEALTH_TEAM_ONLY,
    OVERFLOW,
    VERDICTS,
    always,
    button,
    buttons_of,
    in_channel,
    plain_button,
    row,
)
from bot.notices.compose import BODY, Actions, answer_by, decision, heading, help_for, push, quiet
from bot.notices.model import Button, Notice, NoticeKind, Section
from bot.notices.texts import Marked, has, plain, text
from bot.notices.words import begin, clip, day, moment, short_day
from bot.rules.ladder import Action, FollowUpRule, Ladder
from bot.rules.values import Person


def follow_up(
    about: About,
    *,
    to: Sequence[Person],
    due: date,
    rule: FollowUpRule,
    step: str,
    since: date,
    on: date,
    leads: tuple[str, str],
    more: Actions | None = None,
    audience: str = "mentor",
) -> Notice:
    """5: is attendance improving? ``step`` is the action counted from, ``leads`` where yes and no lead.

    A lead is ``close``, ``stay`` or the number of a stage. ``more`` are actions possible besides.
    """
    if about.quiet:
        return quiet(about, to=to, due=due, kind=NoticeKind.FOLLOW_UP)
    paper = "" if rule.question == "improved" else ".paper"
    look = plain_button("show", about, "button.show" if paper else "follow.look", primary=True)
    buttons, overflow = row([look, *answers(about, rule)], follow_up_more(about, more or {}, audience))
    return Notice(
        kind=NoticeKind.FOLLOW_UP,
        fallback=about.say(
            "push.asks", case=about.push, ask=about.say(f"follow.ask{paper}"), due=day(due, about.lang)
        ),
        language=about.lang,
        ask_id=about.ask_id,
        heading=about.say(f"follow.title{paper}"),
        meta=about.meta,
        body=about.say(
            f"follow.body{paper}", span=since_when(since, on, about.lang), what=_since(step, about.lang)
        ),
        sections=(Section(note=click_says(about, leads), after_buttons=True),),
        buttons=buttons,
        overflow=overflow[:OVERFLOW],
        status=answer_by(about, to, due),
    )


def answers(about: About, rule: FollowUpRule) -> tuple[Button, Button]:
    """Yes and no, which look alike: the answer is a judgement."""
    yes, no = rule.answers
    return plain_button(yes, about), plain_button(no, about)


def follow_up_more(about: About, more: Actions, audience: str) -> tuple[Button, ...]:
    """What stands behind *more* at a follow-up, the choice of a later day first."""
    return buttons_of(about, (*always(("follow_up_later",)), *in_channel(more, audience), *always()))


def click_says(about: About, leads: tuple[str, str]) -> Marked:
    """``Ja avslutar ärendet. Nej går vidare till steg 2. Båda går att ångra i 15 minuter.``"""
    yes, no = (
        about.say(f"follow.{word}.{lead if lead in ('close', 'stay') else 'stage'}", n=lead)
        for word, lead in zip(("yes", "no"), leads, strict=True)
    )
    return about.say("follow.click", yes=yes, no=no)


def leads(rule: FollowUpRule, ladder: Ladder) -> tuple[str, str]:
    """Where yes and no lead: ``close``, ``stay``, or the number of a stage."""
    numbers = {key: str(stage.number) for key, stage in ladder.stages.items()}
    return numbers.get(rule.good, rule.good), numbers.get(rule.bad, rule.bad)


def since_when(since: date, on: date, lang: str) -> Marked:
    """``två veckor``: how long ago, in whole weeks where it is."""
    weeks, rest = divmod((on - since).days, 7)
    if rest or not weeks:
        return text(lang, "window.days", n=(on - since).days)
    named = {1: "since.one_week", 2: "since.two_weeks"}
    return text(lang, named[weeks]) if weeks in named else text(lang, "count.weeks", n=weeks)


def referral(
    about: About,
    *,
    by: str,
    on: date,
    done: Sequence[tuple[str, date]],
    place: tuple[int, int],
    due: date,
    actions: Actions,
    helps: str = "",
    audience: str = EHT,
    to: Sequence[Person] = (),
) -> Notice:
    """7: a case for the health team. ``done`` are steps with days, support measures left out.

    Looking at the file is the expected step; yes and no look alike. While the verdict is open, what comes
    after it stands in the private view only; once it is given, the message asks for that. ``to`` is used
    where the case was referred to somebody else than the health team.
    """
    shown = in_channel(actions, audience)
    if actions and not shown:
        return decision(about, to=to, due=due)
    asked, later = _verdict(shown)
    look = plain_button("show", about, "referral.show", primary=True)
    own = [button(action, about) for action in asked]
    after = [plain_button("take", about), *buttons_of(about, always()), *buttons_of(about, later)]
    buttons, overflow = row([look, *own], after)
    title, body, push_text = _referred(about, asked, helps, audience, place, due)
    n, of = place
    queued = about.say("referral.queue", n=n, of=of, due=day(due, about.lang))
    return Notice(
        kind=NoticeKind.REFERRAL,
        fallback=push_text,
        language=about.lang,
        ask_id=about.ask_id,
        heading=title,
        meta=dots(about.case, about.class_name, about.say("referral.by", who=by, day=day(on, about.lang))),
        body=clip(body, BODY),
        sections=(Section(heading=about.say("done"), lines=done_lines(done, about.lang)),) if done else (),
        buttons=buttons,
        overflow=overflow[:OVERFLOW],
        status=queued if audience == EHT else answer_by(about, to, due),
    )


def _verdict(shown: Sequence[Action]) -> tuple[Sequence[Action], Sequence[Action]]:
    """What is asked now, and what else may be answered: first the verdict alone, then the rest."""
    verdict = [action for action in shown if action.key in VERDICTS]
    if len(verdict) == len(VERDICTS):
        return verdict, ()
    return [action for action in shown if action.key not in VERDICTS], verdict


def _referred(
    about: About, asked: Sequence[Action], helps: str, audience: str, place: tuple[int, int], due: date
) -> tuple[str, str, str]:
    """Heading, body and push text: new to the health team, or what comes after its verdict."""
    n, of = place
    if audience != EHT:
        told = about.say("referral.push.other", case=about.push, due=day(due, about.lang))
        return about.say("referral.title.other"), plain(helps), told
    if asked and asked[0].key in HEALTH_TEAM_ONLY - VERDICTS:
        rest = {action.key: action for action in asked}
        title = heading(rest, about.lang)
        return title, help_for(None, rest, about.lang), push(about, title, due)
    told = about.say("referral.push", case=about.push, n=n, of=of)
    return about.say("referral.title"), plain(helps) or about.say("referral.body"), told


def done_lines(done: Sequence[tuple[str, date]], lang: str) -> tuple[str, ...]:
    """``✓  Kontakt med vårdnadshavare, 24 nov``"""
    return tuple(f"✓  {text(lang, 'done.line', what=what, day=short_day(on, lang))}" for what, on in done)


def reminder(
    about: About,
    *,
    to: Sequence[Person],
    since: date,
    actions: Actions,
    deputy_from: date | None = None,
    deputy_name: str = "",
    audience: str = "mentor",
) -> Notice:
    """8: a reply in the thread. ``deputy_from`` is when the deputy gets the question too."""
    who, names = mentions(to), Marked(", ".join(plain(person.name) for person in to))
    case, when = about.say("case.lower", ref=about.ref), day(since, about.lang)
    parts = [about.say("remind.help")]
    if deputy_from is not None:
        later = about.say("remind.deputy", day=day(deputy_from, about.lang), deputy=deputy_name)
        parts.append(begin(later))
    key = "remind.body" if to else "remind.body.nobody"
    own = () if about.quiet else in_channel(actions, audience)
    chosen = [button(own[0], about, primary=True)] if own else []
    look = plain_button("show", about, "open" if about.quiet else "button.show", primary=not own)
    buttons, overflow = row([*chosen, look, *buttons_of(about, always(("hand_over", "hold", "note")))], ())
    return Notice(
        kind=NoticeKind.REMINDER,
        fallback=about.say(key, who=names, case=case, day=when),
        language=about.lang,
        ask_id=about.ask_id,
        body=Marked(about.say(key, who=who, case=case, day=when) + "\n" + " ".join(parts)),
        buttons=buttons[:1] if about.quiet else buttons,
        overflow=() if about.quiet else overflow[:OVERFLOW],
    )


def meeting_soon(about: About, *, to: Sequence[Person], at: datetime) -> Notice:
    """A reply in the thread on the school day before a meeting. ``at`` is in the school's own time."""
    who, names = mentions(to), Marked(", ".join(plain(person.name) for person in to))
    key, when = "meeting.soon" if to else "meeting.soon.nobody", moment(at, about.lang)
    case = about.say("case.lower", ref=about.ref)
    return Notice(
        kind=NoticeKind.REMINDER,
        fallback=begin(about.say(key, who=names, case=case, when=when)),
        language=about.lang,
        ask_id=about.ask_id,
        body=begin(about.say(key, who=who, case=case, when=when)),
        buttons=(plain_button("show", about, "open" if about.quiet else "button.show"),),
    )


def _since(step: str, lang: str) -> Marked:
    return text(lang, f"since.{step}" if has(lang, f"since.{step}") else "since.other")
