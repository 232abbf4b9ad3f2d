"""The workbench of a decision: one case being changed, with its journal and outbox, until it is frozen again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from hashlib import blake2s
from zoneinfo import ZoneInfo

from bot.rules.forms import MEETING_ON, as_day
from bot.rules.ladder import FollowUpRule, Ladder, Span, Stage, StageAsk, Unit
from bot.rules.roles import PRINCIPAL, audience, is_principals, person_asked, staff_word
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
    Surroundings,
)
from bot.rules.steps import OWN_LANE, next_due

A_WEEK = Span(5, Unit.SCHOOL_DAYS)
"""Answer time where the routine names none: follow-ups, duties, asks made by hand."""
TAKEN = "taken"
"""Why the principal's choice is withdrawn: somebody has answered or taken the question."""
PLAIN_FOLLOW_UP = FollowUpRule(after=Span(2, Unit.WEEKS), repeat=Span(2, Unit.WEEKS))
"""Where a stage is answered and its routine says nothing more, the mentor is asked again: no case lies idle."""


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
        self,
        kind: JournalKind,
        *,
        stage: str = "",
        ask: str = "",
        action: str = "",
        figures: Mapping[str, object] | None = None,
        **data: object,
    ) -> None:
        """Write a journal entry; its data are ``figures`` and the other values named."""
        self.journal.append(
            Entry(
                kind=kind,
                actor=self.actor,
                role=self.role,
                stage=stage or self.case.stage,
                ask_id=ask,
                action=action,
                data={**data, **(figures or {})},
            )
        )

    def say(self, kind: OutKind, ask: Ask, to: str = "") -> None:
        """Put a message in the outbox. A held case asks nobody: what must be asked is asked when it resumes."""
        asking = kind in (OutKind.ASK, OutKind.REMINDER, OutKind.DEPUTY, OutKind.MEETING_SOON)
        if asking and self.held and ask.kind is not AskKind.DUTY:
            return
        intent = Out(kind=kind, ask_id=ask.id, to=to or self.audience(ask))
        # A redraw is of every message of the ask, wherever it was posted.
        redrawn = kind is OutKind.REDRAW and any(o.kind is kind and o.ask_id == ask.id for o in self.out)
        if intent not in self.out and not redrawn:
            self.out.append(intent)

    def say_again(self, ask: Ask) -> None:
        """Ask anew: what was posted is put right, and a message goes to whoever is asked now."""
        self.say(OutKind.REDRAW, ask)
        self.say(OutKind.ASK, ask)

    def asked_now(self, ask: Ask) -> bool:
        """True where this very event asks it: nothing more need be said about it."""
        return any(intent.kind is OutKind.ASK and intent.ask_id == ask.id for intent in self.out)

    @property
    def held(self) -> bool:
        """True while the case rests until a date."""
        return self.case.held_until is not None

    def audience(self, ask: Ask) -> str:
        """Whom an ask goes to: ``mentor:EMAIL``, ``person:EMAIL`` or ``ROLE:SCHOOL``."""
        return audience(self.case, self.ladder, ask.who, ask.person)

    def reaches_somebody(self, ask: Ask) -> bool:
        """True where the ask is to a known person, or somebody at the school has the role."""
        person = person_asked(self.case, self.ladder, ask.who, ask.person)
        return bool(person) if person is not None else staff_word(self.ladder, ask.who) in self.school.staffed

    # --- asks -------------------------------------------------------------------------------------

    def put(self, ask: Ask) -> Ask:
        """Replace the ask of the same id, or append it."""
        asks = tuple(ask if old.id == ask.id else old for old in self.case.asks)
        self.set(asks=asks if any(old.id == ask.id for old in self.case.asks) else (*asks, ask))
        return ask

    def end(self, ask: Ask, status: AskStatus, why: str = "") -> None:
        """End a living ask; its posted messages are redrawn, and nobody need choose who takes it."""
        self.put(replace(ask, status=status, ended_on=self.today, why=why))
        self.say(OutKind.REDRAW, ask)
        self.nobody_chooses(ask)

    def raise_ask(
        self,
        kind: AskKind,
        stage: str,
        who: str,
        due: date,
        *,
        about: str = "",
        person: str | None = None,
        item: int = 0,
        done: tuple[str, ...] = (),
        since: date | None = None,
    ) -> Ask:
        """Ask an audience something; its earlier living ask in the same lane is superseded."""
        ask = Ask(
            id=self.new_id("q_"),
            kind=kind,
            stage=stage,
            who=who,
            person=person,
            track=self.ladder.stages[stage].track,
            asked_on=self.today,
            due=due,
            about=about,
            item=item,
            done=done,
            since=since,
        )
        old = self.in_lane(ask)
        if old is not None:
            self.end(old, AskStatus.SUPERSEDED)
        self.put(ask)
        self.note(JournalKind.ASKED, stage=stage, ask=ask.id, who=who, about=about, due=due.isoformat())
        self.say(OutKind.ASK, ask)
        if not self.reaches_somebody(ask):
            self.note(JournalKind.NOBODY_TO_NOTIFY, stage=stage, ask=ask.id, who=who)
            self.who_takes(ask)
        return ask

    def in_lane(self, new: Ask) -> Ask | None:
        """The living ask that ``new`` stands in the place of: same people and track, or the same own subject."""
        return next(
            (old for old in self.case.waiting if old.id != new.id and self._same_lane(old, new)), None
        )

    def _same_lane(self, old: Ask, new: Ask) -> bool:
        if new.kind in OWN_LANE or old.kind in OWN_LANE:
            return (old.kind, old.about) == (new.kind, new.about)
        return (old.track, self.audience(old)) == (new.track, self.audience(new))

    def who_takes(self, ask: Ask) -> None:
        """Ask the principal who takes an ask that nobody answers or that reached nobody, once."""
        already = any(o.kind is AskKind.WHO_TAKES and o.about == ask.id for o in self.case.waiting)
        if not already and ask.kind is not AskKind.WHO_TAKES and not is_principals(ask, self.ladder):
            self.raise_ask(AskKind.WHO_TAKES, ask.stage, PRINCIPAL, self.deadline(A_WEEK), about=ask.id)

    def nobody_chooses(self, ask: Ask) -> None:
        """Somebody has taken the ask on: the principal need no longer choose."""
        for other in self.case.waiting:
            if other.kind is AskKind.WHO_TAKES and other.about == ask.id:
                self.put(replace(other, status=AskStatus.WITHDRAWN, ended_on=self.today, why=TAKEN))
                self.say(OutKind.REDRAW, other)

    def stage_ask(self, ask: Ask) -> StageAsk | None:
        """The ladder's own words for an ask of a stage, or None for asks of other kinds."""
        return item_of(ask, self.ladder.stages[ask.stage])

    # --- time -------------------------------------------------------------------------------------

    def deadline(self, span: Span, start: date | None = None) -> date:
        """``span`` from ``start`` (today), never before today and never on a day off."""
        calendar = self.school.calendar
        return max(calendar.add(start or self.today, span), calendar.on_or_after(self.today))

    def book(self, stage: str, on: date, since: date, *, agreed: bool = False) -> None:
        """Book the next follow-up of a stage, tomorrow at the earliest; the track has one at a time."""
        self.drop_follow_ups(self.ladder.stages[stage].track)
        day = max(self.school.calendar.on_or_after(on), self.school.calendar.after(self.today, 1))
        follow_up = FollowUp(stage=stage, on=day, since=since, agreed=agreed)
        self.set(follow_ups=(*self.case.follow_ups, follow_up))
        self.note(JournalKind.FOLLOW_UP_BOOKED, stage=stage, on=day.isoformat(), agreed=agreed)

    def drop_follow_ups(self, track: str) -> None:
        """Take away the booked follow-ups of a track: its next stage books its own."""
        kept = tuple(f for f in self.case.follow_ups if self.ladder.stages[f.stage].track != track)
        self.set(follow_ups=kept)

    # --- end --------------------------------------------------------------------------------------

    def close(self, reason: str, status: AskStatus = AskStatus.SUPERSEDED) -> None:
        """Close the case. Duties outlive it: what the law asks of the principal does not end with the case."""
        self._call_off()
        for ask in self.case.waiting:
            if ask.kind is not AskKind.DUTY:
                self.end(ask, status, reason)
        self.set(
            status=CaseStatus.CLOSED,
            closed_on=self.today,
            close_reason=reason,
            follow_ups=(),
            remembers=(),
            queued=(),
            meetings=(),
            held_until=None,
            held_on=None,
            held_reason="",
        )
        self.note(JournalKind.CLOSED, reason=reason)

    def _call_off(self) -> None:
        """Meetings go out of the calendar with their case, those too whose question ended before it.

        Whether one of today has been is told by the hour: the calendar looks.
        """
        for answer in self.case.done:
            on, ask = as_day(answer.fields.get(MEETING_ON)), self.case.ask(answer.ask_id)
            if ask is not None and ask.kind is AskKind.STAGE and on is not None and on >= self.today:
                self.say(OutKind.MEETING, ask)

    def decision(self, reply: Reply = Reply.NOTHING, answered_by: Answer | None = None) -> Decision:
        """Freeze: next due day worked out, order of messages kept, ways back that have run out forgotten."""
        self.set(
            next_due=next_due(self.case, self.ladder, self.school),
            undo=tuple(point for point in self.case.undo if self.now <= point.until),
        )
        return Decision(
            case=self.case,
            journal=tuple(self.journal),
            out=tuple(self.out),
            reply=reply,
            answered_by=answered_by,
        )


def item_of(ask: Ask, stage: Stage) -> StageAsk | None:
    """Which of the stage's asks an ask is, or None for asks of other kinds and stages without asks."""
    if ask.kind is not AskKind.STAGE or ask.item >= len(stage.asks):
        return None
    return stage.asks[ask.item]


def rule_of(stage: Stage) -> FollowUpRule:
    """The stage's follow-up, or the plain one."""
    return stage.follow_up or PLAIN_FOLLOW_UP


def stages_before(ladder: Ladder, stage: Stage) -> tuple[str, ...]:
    """Keys of the earlier stages of the same track."""
    return tuple(k for k, s in ladder.stages.items() if s.track == stage.track and s.number < stage.number)
