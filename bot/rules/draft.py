"""The workbench of a decision: one case being changed, with its journal and outbox, until it is frozen again."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from hashlib import blake2s
from zoneinfo import ZoneInfo

from bot.rules.ladder import FollowUpRule, Ladder, Span, Stage, StageAsk, Unit
from bot.rules.state import (
    Answer,
    Ask,
    AskKind,
    AskStatus,
    Case,
    CaseStatus,
    Decision,
    Entry,
    FollowUp,
    JournalKind,
    Out,
    OutKind,
    Reply,
    Step,
    Surroundings,
)

A_WEEK = Span(5, Unit.SCHOOL_DAYS)
"""Answer time where the routine names none: follow-ups, duties, asks made by hand."""
PLAIN_FOLLOW_UP = FollowUpRule(after=Span(2, Unit.WEEKS), repeat=Span(2, Unit.WEEKS))
"""Where a stage is answered and its routine says nothing more, the mentor is asked again: no case lies idle."""
OWN_LANE = frozenset({AskKind.DUTY, AskKind.WHO_TAKES, AskKind.REMEMBER})
"""Asks that stand beside the case's own question and are not replaced by it."""


@dataclass
class Draft:
    """Collects what one event does. ``now`` is aware; ``today`` is the school's local day."""

    case: Case
    ladder: Ladder
    school: Surroundings
    now: datetime
    actor: str = "lots"
    role: str = ""
    journal: list[Entry] = field(default_factory=list)
    out: list[Out] = field(default_factory=list)

    @property
    def today(self) -> date:
        """The local day of ``now``."""
        return self.now.astimezone(ZoneInfo(self.school.timezone)).date()

    def set(self, **changes: object) -> None:
        """Change fields of the case."""
        self.case = replace(self.case, **changes)  # type: ignore[arg-type]  # replace() is not typed per field

    def new_id(self, prefix: str) -> str:
        """An opaque id: unguessable because the case's own id is, and the same when the event is tried again."""
        made = self.case.made + 1
        self.set(made=made)
        return prefix + blake2s(f"{self.case.id}/{made}".encode(), digest_size=6).hexdigest()

    def note(
        self, kind: JournalKind, *, stage: str = "", ask: str = "", action: str = "", **data: object
    ) -> None:
        """Write a journal entry."""
        self.journal.append(
            Entry(
                kind=kind,
                actor=self.actor,
                role=self.role,
                stage=stage or self.case.stage,
                ask_id=ask,
                action=action,
                data=data,
            )
        )

    def say(self, kind: OutKind, ask: Ask, to: str = "") -> None:
        """Put a message in the outbox. A held case asks nobody: what must be asked is asked when it resumes."""
        asking = kind in (OutKind.ASK, OutKind.REMINDER, OutKind.DEPUTY)
        if asking and self.held and ask.kind is not AskKind.DUTY:
            return
        intent = Out(kind=kind, ask_id=ask.id, to=to or self.audience(ask))
        if intent not in self.out:
            self.out.append(intent)

    @property
    def held(self) -> bool:
        """True while the case rests until a date."""
        return self.case.held_until is not None

    def audience(self, ask: Ask) -> str:
        """Whom an ask goes to: ``mentor:EMAIL``, ``person:EMAIL`` or ``ROLE:SCHOOL``."""
        if ask.person:
            return f"person:{ask.person}"
        if ask.who == "mentor" or ask.who == "subject_teacher":
            return f"mentor:{self.case.mentor}"
        if ask.who == "responsible":
            return (
                f"person:{self.case.responsible}" if self.case.responsible else f"mentor:{self.case.mentor}"
            )
        return f"{self.staff_role(ask.who)}:{self.case.school}"

    def staff_role(self, who: str) -> str:
        """The word of staff.csv for a role of the ladder."""
        return self.ladder.roles.get(who, who)

    def reaches_somebody(self, who: str) -> bool:
        """True where the role is a person of the case, or somebody at the school has it."""
        return (
            who in ("mentor", "subject_teacher", "responsible") or self.staff_role(who) in self.school.staffed
        )

    # --- asks -------------------------------------------------------------------------------------

    def put(self, ask: Ask) -> Ask:
        """Replace the ask of the same id, or append it."""
        asks = tuple(ask if old.id == ask.id else old for old in self.case.asks)
        self.set(asks=asks if any(old.id == ask.id for old in self.case.asks) else (*asks, ask))
        return ask

    def end(self, ask: Ask, status: AskStatus) -> None:
        """End a living ask; its posted messages are redrawn, and nobody need choose who takes it."""
        self.put(replace(ask, status=status, ended_on=self.today))
        self.say(OutKind.REDRAW, ask)
        for other in self.case.waiting:
            if other.kind is AskKind.WHO_TAKES and other.about == ask.id:
                self.put(replace(other, status=AskStatus.WITHDRAWN, ended_on=self.today))
                self.say(OutKind.REDRAW, other)

    def raise_ask(
        self,
        kind: AskKind,
        stage: str,
        who: str,
        due: date,
        *,
        track: str = "",
        about: str = "",
        person: str | None = None,
    ) -> Ask:
        """Ask an audience something; its earlier living ask in the same lane is superseded."""
        ask = Ask(
            id=self.new_id("q_"),
            kind=kind,
            stage=stage,
            who=who,
            person=person,
            track=track,
            asked_on=self.today,
            due=due,
            about=about,
        )
        for old in self.case.waiting:
            if self._same_lane(old, ask):
                self.end(old, AskStatus.SUPERSEDED)
        self.put(ask)
        self.note(JournalKind.ASKED, stage=stage, ask=ask.id, who=who, about=about, due=due.isoformat())
        self.say(OutKind.ASK, ask)
        if not self.reaches_somebody(who):
            self.nobody(ask)
        return ask

    def _same_lane(self, old: Ask, new: Ask) -> bool:
        if new.kind in OWN_LANE or old.kind in OWN_LANE:
            return (old.kind, old.about) == (new.kind, new.about)
        return (old.track, self.audience(old)) == (new.track, self.audience(new))

    def nobody(self, ask: Ask) -> None:
        """Nobody has the role: the principal chooses who takes it, unless it is the principal who is missing."""
        self.note(JournalKind.NOBODY_TO_NOTIFY, stage=ask.stage, ask=ask.id, who=ask.who)
        self.who_takes(ask)

    def who_takes(self, ask: Ask) -> None:
        """Ask the principal who takes an ask that nobody answers or that reached nobody."""
        already = any(o.kind is AskKind.WHO_TAKES and o.about == ask.id for o in self.case.waiting)
        if already or ask.kind is AskKind.WHO_TAKES or self.staff_role(ask.who) == "principal":
            return
        self.raise_ask(
            AskKind.WHO_TAKES, ask.stage, "principal", self.deadline(A_WEEK), track=ask.track, about=ask.id
        )

    def stage_ask(self, ask: Ask) -> StageAsk | None:
        """The ladder's own words for an ask of a stage, or None for asks of other kinds."""
        if ask.kind is not AskKind.STAGE or ask.stage not in self.ladder.stages:
            return None
        return next((item for item in self.ladder.stages[ask.stage].asks if item.who == ask.who), None)

    # --- time -------------------------------------------------------------------------------------

    def deadline(self, span: Span, start: date | None = None) -> date:
        """``span`` from ``start`` (today), never before today and never on a day off."""
        calendar = self.school.calendar
        return max(calendar.add(start or self.today, span), calendar.on_or_after(self.today))

    def book(self, stage: str, on: date, since: date, *, agreed: bool = False) -> None:
        """Book the next follow-up of a stage; the track has one at a time."""
        track = self.ladder.stages[stage].track
        others = tuple(f for f in self.case.follow_ups if self.ladder.stages[f.stage].track != track)
        day = max(self.school.calendar.on_or_after(on), self.school.calendar.on_or_after(self.today))
        self.set(follow_ups=(*others, FollowUp(stage=stage, on=day, since=since, agreed=agreed)))
        self.note(JournalKind.FOLLOW_UP_BOOKED, stage=stage, on=day.isoformat(), agreed=agreed)

    def drop_follow_ups(self, track: str) -> None:
        """Take away the booked follow-ups of a track: its next stage books its own."""
        kept = tuple(f for f in self.case.follow_ups if self.ladder.stages[f.stage].track != track)
        self.set(follow_ups=kept)

    # --- end --------------------------------------------------------------------------------------

    def close(self, reason: str, status: AskStatus = AskStatus.SUPERSEDED) -> None:
        """Close the case. Duties outlive it: what the law asks of the principal does not end with the case."""
        for ask in self.case.waiting:
            if ask.kind is not AskKind.DUTY:
                self.end(ask, status)
        self.set(
            status=CaseStatus.CLOSED,
            closed_on=self.today,
            close_reason=reason,
            follow_ups=(),
            remembers=(),
            held_until=None,
            held_on=None,
            held_reason="",
        )
        self.note(JournalKind.CLOSED, reason=reason)

    def decision(self, reply: Reply = Reply.NOTHING, answered_by: Answer | None = None) -> Decision:
        """Freeze: next due day worked out, order of messages kept."""
        self.set(next_due=next_due(self.case, self.school))
        return Decision(
            case=self.case,
            journal=tuple(self.journal),
            out=tuple(self.out),
            reply=reply,
            answered_by=answered_by,
        )


def next_due(case: Case, school: Surroundings) -> date | None:
    """The first day on which time alone does something to the case, or None."""
    if case.status is CaseStatus.OPEN and case.held_until is not None:
        return case.held_until
    days: Iterable[date] = (
        *(step_day(ask, school) for ask in case.waiting),
        *(item.on for item in case.follow_ups),
        *(item.on for item in case.remembers),
    )
    return min(days, default=None)


def step_day(ask: Ask, school: Surroundings) -> date:
    """The school day on which a waiting ask takes its next step: reminder, deputy, principal, then every week."""
    patience = school.patience
    late = {Step.ASKED: patience.remind, Step.REMINDED: patience.deputy, Step.DEPUTY: patience.principal}
    if ask.step is Step.PRINCIPAL or (ask.step is Step.REMINDED and ask.kind in OWN_LANE):
        return school.calendar.after(ask.stepped_on or ask.due, A_WEEK.n)
    return school.calendar.after(ask.due, late[ask.step])


def stages_before(ladder: Ladder, stage: Stage) -> tuple[str, ...]:
    """Keys of the earlier stages of the same track."""
    return tuple(k for k, s in ladder.stages.items() if s.track == stage.track and s.number < stage.number)
