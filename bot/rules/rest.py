"""Holding a case (pausa, lykätä) and taking it up again."""

from __future__ import annotations

from dataclasses import replace

from bot.rules.draft import A_WEEK, TAKEN, Draft
from bot.rules.forms import as_day
from bot.rules.meetings import due_with
from bot.rules.state import Answer, Ask, AskKind, AskStatus, JournalKind, OutKind, Step


def hold(draft: Draft, ask: Ask, answer: Answer) -> None:
    """Rest the case until a date: it asks nobody until then, and every message says so."""
    calendar = draft.school.calendar
    until = as_day(answer.fields.get("until")) or draft.deadline(A_WEEK)
    until = max(calendar.on_or_after(until), calendar.after(draft.today, 1))
    reason = answer.fields.get("reason")
    draft.set(held_until=until, held_on=draft.today, held_reason=reason if isinstance(reason, str) else "")
    draft.note(
        JournalKind.HELD,
        stage=ask.stage,
        ask=ask.id,
        action=answer.action,
        answer=answer.id,
        until=until.isoformat(),
    )
    for other in draft.case.waiting:
        draft.say(OutKind.REDRAW, other)


def resume(draft: Draft) -> None:
    """The hold is over: what waited is asked anew, with a full answer time. Duties never rested."""
    draft.set(held_until=None, held_on=None, held_reason="")
    draft.note(JournalKind.HELD, over=True)
    for ask in draft.case.waiting:
        if ask.kind is AskKind.DUTY or (ask.kind is AskKind.WHO_TAKES and _is_settled(draft, ask)):
            continue
        item = draft.stage_ask(ask)
        due = due_with(draft.case, ask, draft.deadline(item.within if item else A_WEEK))
        fresh = draft.put(replace(ask, asked_on=draft.today, due=due, step=Step.ASKED, stepped_on=None))
        draft.say_again(fresh)


def _is_settled(draft: Draft, choice: Ask) -> bool:
    """Whoever was silent is asked again with full time, so nobody need choose yet, unless there is nobody to ask."""
    about = draft.case.ask(choice.about)
    if about is None or not draft.reaches_somebody(about):
        return False
    draft.end(choice, AskStatus.WITHDRAWN, TAKEN)
    return True
