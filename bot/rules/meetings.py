"""Meetings (möten, tapaamiset): booked by a form that names ``meeting_on``, brought to mind on the school day before.

On the school day after the question comes back: was it held?
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from bot.rules.draft import A_WEEK, Draft
from bot.rules.forms import MEETING_ON, as_day
from bot.rules.ladder import Action, Ladder
from bot.rules.pressed import KEEPS_ASK
from bot.rules.state import Answer, Ask, AskKind, Case, JournalKind, Meeting, OutKind, Step


def passed(case: Case, ask: Ask, today: date) -> date | None:
    """The day of the meeting that should have been, where nothing has been said of it since; else None."""
    said = [one for one in case.done if one.ask_id == ask.id and one.action not in KEEPS_ASK]
    on = as_day(said[-1].fields.get(MEETING_ON)) if said else None
    return on if on is not None and on < today else None


def books(ladder: Ladder, action: Action) -> bool:
    """Whether the action's form names the day of a meeting: it may be filled in again, to move the meeting."""
    form = ladder.forms.get(action.form or "")
    return form is not None and any(one.key == MEETING_ON for one in form.fields)


def book(draft: Draft, ask: Ask, answer: Answer) -> None:
    """A meeting is agreed on, or moved to another day. Until it has been nobody is reminded of its question.

    Any other answer to the same question on its day or later has the meeting behind it.
    """
    on = as_day(answer.fields.get(MEETING_ON))
    if ask.kind is not AskKind.STAGE:
        return
    if on is None:
        mine = (ask.stage, ask.item)
        ahead = (one for one in draft.case.meetings if one.of != mine or one.on > answer.day)
        draft.set(meetings=tuple(ahead))
        return
    calendar = draft.school.calendar
    before = calendar.before(on, 1)
    meeting = Meeting(
        stage=ask.stage,
        item=ask.item,
        answer_id=answer.id,
        on=on,
        remind_on=before if before > draft.today else None,
        ask_on=calendar.after(max(on, draft.today), 1),
    )
    kept = tuple(one for one in draft.case.meetings if one.of != meeting.of)
    draft.set(meetings=(*kept, meeting))
    draft.say(OutKind.MEETING, ask)
    waiting = question(draft.case, meeting)
    if waiting is not None and waiting.due < meeting.ask_on:
        draft.nobody_chooses(waiting)
        draft.put(replace(waiting, due=meeting.ask_on, step=Step.ASKED, stepped_on=None))


def day(draft: Draft) -> None:
    """What the day says of meetings: one is soon, one should have been."""
    for meeting in draft.case.meetings:
        ask = question(draft.case, meeting)
        if ask is None:
            continue
        if meeting.ask_on <= draft.today:
            draft.set(meetings=tuple(one for one in draft.case.meetings if one != meeting))
            draft.note(JournalKind.ASKED, stage=ask.stage, ask=ask.id, who=ask.who, meeting="over")
            due = draft.deadline(A_WEEK)
            fresh = draft.put(replace(ask, due=due, step=Step.ASKED, stepped_on=None))
            draft.say_again(fresh)
        elif meeting.remind_on is not None and meeting.remind_on <= draft.today:
            told = replace(meeting, remind_on=None)
            draft.set(meetings=tuple(told if one == meeting else one for one in draft.case.meetings))
            draft.note(JournalKind.REMINDED, stage=ask.stage, ask=ask.id, meeting="soon")
            draft.say(OutKind.MEETING_SOON, ask)


def due_with(case: Case, ask: Ask, due: date) -> date:
    """The answer day of an ask that is asked anew: not before its meeting has been."""
    ahead = [one.ask_on for one in case.meetings if question(case, one) == ask]
    return max([due, *ahead])


def finish(draft: Draft) -> None:
    """A meeting whose question has ended is not asked about."""
    draft.set(meetings=tuple(one for one in draft.case.meetings if question(draft.case, one)))


def question(case: Case, meeting: Meeting) -> Ask | None:
    """The living ask the meeting was booked for, whoever has it now."""
    found = (ask for ask in case.waiting if ask.kind is AskKind.STAGE)
    return next((ask for ask in found if (ask.stage, ask.item) == meeting.of), None)
