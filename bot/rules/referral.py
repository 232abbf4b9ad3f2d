"""``refer:``: a role is told, in its channel and by mail."""

from __future__ import annotations

from bot.rules.draft import A_WEEK, Draft
from bot.rules.roles import audience, staff_word
from bot.rules.state import Ask, AskKind, CaseStatus, JournalKind, OutKind
from bot.rules.steps import OWN_LANE


def refer(draft: Draft, stage: str, ask_id: str, action: str, role: str) -> None:
    """Tell ``role`` about ``action``: by its living ask, or by an ask of its own; and by mail.

    A case that is closed asks nothing more: the role gets a copy of what was answered.
    """
    draft.note(JournalKind.REFERRED, stage=stage, ask=ask_id, action=action, who=role)
    to = audience(draft.case, draft.ladder, role)
    told = _living(draft, role, to)
    if told is None and draft.case.status is CaseStatus.OPEN:
        told = draft.raise_ask(AskKind.REFERRAL, stage, role, draft.deadline(A_WEEK), about=action)
    about = told or draft.case.ask(ask_id)
    assert about is not None, "an answer's ask stays in the case"
    if not draft.asked_now(about):
        draft.say(OutKind.COPY, about, to)
    draft.say(OutKind.REFERRAL_MAIL, about, to)


def _living(draft: Draft, role: str, to: str) -> Ask | None:
    """The question the role has already; its own lane (a duty, a choice) does not speak of the pupil's case."""
    word = staff_word(draft.ladder, role)
    for ask in draft.case.waiting:
        same = draft.audience(ask) == to or staff_word(draft.ladder, ask.who) == word
        if same and ask.kind not in OWN_LANE:
            return ask
    return None
