"""Asks in a channel: the alert, the deputy's copy, the principal's choice, the decision.

No name of a pupil, no figure, no note, no cause gets in here: none of these functions is given one.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date

from bot.notices.about import About, dots, joined, mentions, pick
from bot.notices.actions import OVERFLOW, always, ask_rows, buttons_of, in_channel, name, plain_button
from bot.notices.model import Button, Notice, NoticeKind, Section
from bot.notices.people import the, waits_for
from bot.notices.texts import Marked, has, plain, text
from bot.notices.words import clip, day, lower
from bot.rules.ladder import Action, StageAsk
from bot.rules.values import Person

HEADING, BODY = 34, 190

Actions = Mapping[str, Action]


def why_crossed(lang: str, operator: str, stage: int) -> Marked:
    """``Frånvaron har nått gränsen för steg 1.`` ``operator`` is ``at_least`` or ``over``."""
    return text(lang, f"why.{operator}", n=stage)


def why_judged(lang: str, role: str) -> Marked:
    """``Klassläraren vill att du tittar på ärendet.``"""
    return text(lang, "why.judged", role=the(role, lang))


def why_carried(lang: str, stage: int) -> Marked:
    """``Närvaron ökar inte än, så ärendet har gått vidare till steg 2.``"""
    return text(lang, "why.carried", n=stage)


def why_next(lang: str, stage: int) -> Marked:
    """``Nästa del av steg 2 är din.``: an ask raised once another role's part is done (``asked_after``)."""
    return text(lang, "why.next", n=stage)


def why_met(lang: str, on: date) -> Marked:
    """``Mötet var bokat till mån 5 okt. Har det hållits?``"""
    return text(lang, "why.met", day=day(on, lang))


def why_handed(lang: str, who: str) -> Marked:
    """``Omar Haddad har lämnat över frågan till dig.``"""
    return text(lang, "why.handed", who=who)


def why_back(lang: str) -> Marked:
    """``Pausen är slut och frågan är tillbaka.``"""
    return text(lang, "why.back")


def help_for(ask: StageAsk | None, actions: Actions, lang: str) -> str:
    """What helps: the ladder's own words for the ask, else ours for its first action, else nothing."""
    own = pick(ask.say, lang) if ask else ""
    if own:
        return plain(own)
    first = next(iter(actions), "")
    return text(lang, f"help.{first}") if has(lang, f"help.{first}") else ""


def heading(actions: Actions, lang: str) -> str:
    """What is asked, in at most 34 characters: by the main action."""
    first = next(iter(actions.values()), None)
    if first is None:
        return text(lang, "show.asks")
    own = f"ask.{first.key}"
    return text(lang, own) if has(lang, own) else clip(name(first, lang), HEADING)


def alert(
    about: About,
    *,
    to: Sequence[Person],
    due: date,
    actions: Actions,
    why: str,
    helps: str = "",
    audience: str = "mentor",
    done: Sequence[str] = (),
) -> Notice:
    """1: what is asked, why, what helps, the buttons, who and by when.

    ``why`` is one of the ``why_*`` sentences. Where every action is one that no channel may show, the ask
    becomes a decision; where the stage would name a cause, *Steg N* with *Öppna*. ``done`` are the parts
    already answered where the ask needs several (:func:`bot.notices.compose_status.done_part`).
    """
    shown = in_channel(actions, audience)
    if actions and not shown:
        return decision(about, to=to, due=due)
    if about.quiet:
        return quiet(about, to=to, due=due)
    buttons, overflow = ask_rows(about, shown, plain_button("show", about))
    title = heading({action.key: action for action in shown}, about.lang)
    return Notice(
        kind=NoticeKind.ALERT,
        fallback=push(about, title, due),
        language=about.lang,
        ask_id=about.ask_id,
        heading=title,
        meta=about.meta,
        body=clip(joined(" ", why, helps), BODY),
        sections=(Section(lines=tuple(map(plain, done))),) if done else (),
        buttons=buttons,
        overflow=overflow[:OVERFLOW],
        status=answer_by(about, to, due),
    )


def quiet(about: About, *, to: Sequence[Person], due: date, kind: NoticeKind = NoticeKind.ALERT) -> Notice:
    """``Steg N`` and one button: the stage would name a cause, so the rest is private."""
    title = about.say("stage.heading", n=about.stage)
    return Notice(
        kind=kind,
        fallback=push(about, title, due),
        language=about.lang,
        ask_id=about.ask_id,
        heading=title,
        meta=about.meta,
        buttons=(plain_button("show", about, "open", primary=True),),
        status=answer_by(about, to, due),
    )


def decision(about: About, *, to: Sequence[Person], due: date) -> Notice:
    """An ask whose actions no channel may show. Send it as a direct message."""
    return Notice(
        kind=NoticeKind.DECISION,
        fallback=about.say("decision.push", case=about.push),
        language=about.lang,
        ask_id=about.ask_id,
        body=about.say("decision"),
        buttons=(plain_button("show", about, primary=True),),
        status=dots(about.case, about.class_name, lower(answer_by(about, to, due))),
    )


def deputy(
    about: About, asked: Notice, *, to: Person, instead_of: str, since: date, due: date, helps: str = ""
) -> Notice:
    """8b: the question ``asked`` again, for the deputy (ersättare, varahenkilö) of ``instead_of``."""
    if asked.kind is NoticeKind.DECISION:
        return decision(about, to=(to,), due=due)
    made = replace(asked, kind=NoticeKind.DEPUTY, status=answer_by(about, (to,), due))
    if about.quiet:
        return made
    why = about.say("deputy.body", mentor=instead_of, day=day(since, about.lang))
    return replace(made, body=clip(joined(" ", why, helps), BODY))


def principal(
    about: About, *, to: Sequence[Person], role: str, waited: int, due: date, has_deputy: bool = True
) -> Notice:
    """8c: who takes the case? ``waited`` in school days, ``role`` whose question it was."""
    key = "takes.body.deputy" if has_deputy else "takes.body"
    body = about.say(key, role=waits_for(role, about.lang), n=waited)
    return _who_takes(about, NoticeKind.PRINCIPAL, about.say("takes.title"), body, to, due)


def nobody(about: About, *, to: Sequence[Person], due: date) -> Notice:
    """Nobody has the role the question goes to: the principal chooses."""
    return _who_takes(about, NoticeKind.NOBODY, about.say("nobody.title"), about.say("nobody.body"), to, due)


def _who_takes(
    about: About, kind: NoticeKind, title: str, body: str, to: Sequence[Person], due: date
) -> Notice:
    person = Button(key="hand_over", label=about.say("takes.person"), primary=True, opens_form=True)
    return Notice(
        kind=kind,
        fallback=about.say("takes.push", case=about.push),
        language=about.lang,
        ask_id=about.ask_id,
        heading=title,
        meta=about.meta,
        body=body,
        buttons=(person, plain_button("show", about)),
        overflow=buttons_of(about, always(("hold", "note"))),
        status=answer_by(about, to, due),
    )


def push(about: About, title: str, due: date) -> Marked:
    """``Ärende K7M2, 8C: kontakta vårdnadshavare. Svara senast tis 1 dec.``"""
    return about.say("push", case=about.push, ask=lower(title), due=day(due, about.lang))


def answer_by(about: About, to: Sequence[Person], due: date) -> Marked:
    """``Till @Anna Lind · svara senast *tis 1 dec*``"""
    key = "to" if to else "to.nobody"
    return about.say(key, who=mentions(to), due=day(due, about.lang))
