"""A small school in memory that behaves as the service does: a Desk for the page's own tests."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date

from bot.chat.local.desk import Click, NoAccess, Outcome, OutcomeKind, Step, View
from bot.notices.board import (
    Board,
    DayHead,
    Link,
    MessageState,
    MessageView,
    Refusal,
    Sand,
    Show,
    Undo,
)
from bot.notices.board_case import (
    Always,
    CasePane,
    Course,
    Gate,
    JournalRow,
    LadderPane,
    Progress,
    Squares,
    StageView,
    Task,
)
from bot.notices.model import Button, Form, Notice, NoticeKind, Option
from tests.chat.local import samples
from tests.chat.local.people import (
    BY_KEY,
    NAMES,
    OWNER,
    STAFF,
    groups,
    header,
    long_day,
    short_day,
    term,
    term_days,
)

REFERENCE = "K7M2"
FIRST_ASK = 5
"""School day of the term on which the first question comes."""


@dataclass
class Ask:
    """One question in one room."""

    ask_id: str
    key: str
    room: str
    notice: Notice
    day: date
    due: date | None = None
    answered: str = ""
    undoable: bool = False


@dataclass
class School:
    """The Desk. One pupil's case, from the first question to the health team."""

    asks: list[Ask] = field(default_factory=list)
    journal: list[tuple[date, str]] = field(default_factory=list)
    at: int = 0
    line: str = "Provskola. Inget lämnar den här datorn."
    link: Link | None = None
    extra: dict[str, tuple[MessageView, ...]] = field(default_factory=dict)
    clicks: set[str] = field(default_factory=set)
    views: list[str] = field(default_factory=list)
    follow_up_on: date | None = None
    language: str = "sv"
    _again: int = 0
    _listeners: dict[int, Callable[[], None]] = field(default_factory=dict)
    _lock: threading.RLock = field(default_factory=threading.RLock)

    @property
    def today(self) -> date:
        """The demo's day."""
        return term()[self.at]

    def first_room(self) -> tuple[str, str]:
        """Anna's."""
        return "8C", "anna"

    def epoch(self) -> str:
        """Changes with *Börja om*."""
        return str(self._again)

    def subscribe(self, changed: Callable[[], None], /) -> Callable[[], None]:
        """Tell of every change."""
        with self._lock:
            number = max(self._listeners, default=0) + 1
            self._listeners[number] = changed
        return lambda: self._listeners.pop(number, None) and None

    def step(self, step: Step, speed: str, /) -> None:
        """Turn the calendar; play is over at once."""
        with self._lock:
            if step is Step.AGAIN:
                self.asks, self.journal, self.at, self.follow_up_on = [], [], 0, None
                self._again += 1
            days = {Step.DAY: 1, Step.WEEK: 5, Step.PLAY: len(term())}.get(step, 0)
            for _ in range(days):
                if self.at + 1 >= len(term()):
                    break
                self.at += 1
                if self._morning() and step is Step.PLAY:
                    break
        self._tell()

    def _tell(self) -> None:
        for changed in list(self._listeners.values()):
            changed()

    def _morning(self) -> bool:
        """What comes of a new day; True when a question was sent."""
        self.line, self.link = "Inga nya frågor.", None
        if self.at == FIRST_ASK:
            self._ask(
                "1", REFERENCE, "8C", samples.alert("1"), "Gränsen i steg 1 nådd, fråga till Anna Lindqvist"
            )
        elif self.follow_up_on is not None and self.today >= self.follow_up_on:
            self.follow_up_on = None
            self._ask("2", f"{REFERENCE}-2", "8C", samples.follow_up("2"), "Fråga om närvaron ökar")
        else:
            return False
        self.line, self.link = "1 ny fråga, till Anna i 8C.", Link(label="8C", room="8C")
        return True

    def _ask(self, ask_id: str, key: str, room: str, notice: Notice, told: str) -> None:
        due = term()[min(self.at + 5, len(term()) - 1)]
        self.asks.append(Ask(ask_id=ask_id, key=key, room=room, notice=notice, day=self.today, due=due))
        self.journal.append((self.today, told))

    def answer(self, click: Click, /) -> Outcome:
        """Take a click as the service would."""
        with self._lock:
            outcome = self._answer(click)
        self._tell()
        return outcome

    def _answer(self, click: Click) -> Outcome:
        ask = next((each for each in self.asks if each.ask_id == click.ask_id), None)
        if ask is None:
            return Outcome(kind=OutcomeKind.LATE, refusal=_note("Frågan är ersatt. Svaret ändrar inget."))
        key = ask.key if click.room in (ask.room, "") else ""
        base = Outcome(
            kind=OutcomeKind.SAVED, reference=REFERENCE, key=key, room=ask.room, say="Svaret är sparat."
        )
        owner = OWNER[ask.room]
        if click.viewer != owner and (click.viewer, click.action) != ("birgitta", "note"):
            self.journal.append((self.today, "Försök av någon annan"))
            words = "Det här ärendet kan bara öppnas av dem som arbetar med eleven."
            return replace(base, kind=OutcomeKind.REFUSED, refusal=_note(words, become=owner))
        if click.action == "show":
            self.views.append(click.viewer)
            return replace(base, kind=OutcomeKind.SHOWN, say="")
        if click.click_id in self.clicks:
            return replace(base, kind=OutcomeKind.REPEATED)
        if click.action == "undo":
            ask.answered, ask.undoable, self.follow_up_on = "", False, None
            self.journal.append((self.today, "Anna Lindqvist: ångrat"))
            return replace(base, say="Ångrad, frågan är öppen igen.")
        if ask.answered:
            return replace(
                base, kind=OutcomeKind.ALREADY, refusal=_note("*Redan besvarad* av Anna Lindqvist.")
            )
        return self._take(ask, click, base)

    def _take(self, ask: Ask, click: Click, base: Outcome) -> Outcome:
        form = self._form(f"{click.ask_id}.{click.action}")
        if form is not None:
            if click.fields is None:
                return replace(base, kind=OutcomeKind.FORM, form=form, say="")
            wrong = self._wrong(click)
            if wrong:
                return replace(base, kind=OutcomeKind.ERRORS, form=replace(form, errors=wrong), say="")
        self.clicks.add(click.click_id)
        if click.action == "note":
            self.journal.append((self.today, "Anteckning"))
            return base
        ask.undoable = True
        if click.action == "contacted_guardian":
            ask.answered = "Kontakt tagen med vårdnadshavare"
            self.follow_up_on = term()[min(self.at + 10, len(term()) - 1)]
            self.journal.append((self.today, "Anna Lindqvist: kontakt med vårdnadshavare"))
        elif click.action == "not_improved":
            ask.answered = "Närvaron ökar inte"
            self._ask(
                "3", REFERENCE, "Skolsköterska", samples.small("Ta kontakt med hemmet", ask_id="3"), "Steg 2"
            )
        else:
            ask.answered = "Svar sparat"
            if click.action == "refer_to_eht":
                self._ask(
                    "4", REFERENCE, "EHT", samples.small("Nytt ärende till EHT", ask_id="4"), "Lyft till EHT"
                )
        return base

    def _wrong(self, click: Click) -> dict[str, str]:
        if click.action == "contacted_guardian":
            day = (click.fields or {}).get("date", ("",))[-1]
            if not day or day > self.today.isoformat():
                return {"date": "Välj ett datum, senast i dag."}
        return {}

    def _form(self, wanted: str) -> Form | None:
        ask_id, _, action = wanted.partition(".")
        if action == "contacted_guardian":
            return samples.contact_form(ask_id, self.today)
        if action == "note":
            return replace(samples.agreements_form(ask_id), action="note")
        return None

    def board(self, view: View, /) -> Board | NoAccess:
        """The page for the view's person."""
        with self._lock:
            return self._board(view)

    def _board(self, view: View) -> Board | NoAccess:
        viewer = view.viewer or OWNER.get(view.room, "") or "anna"
        if view.room not in OWNER:
            return NoAccess.ROOM
        if viewer not in BY_KEY:
            return NoAccess.PERSON
        if view.pupil and view.opening:
            self.views.append(viewer)
        extra = self.extra.get(view.room, ())
        messages = (*(self._message(a, viewer, view) for a in self.asks if a.room == view.room), *extra)
        open_asks = [ask for ask in self.asks if not ask.answered]
        waiting: dict[str, tuple[int, bool]] = {}
        for ask in open_asks:
            count, _ = waiting.get(ask.room, (0, False))
            waiting[ask.room] = (count + 1, OWNER[ask.room] == viewer)
        mine = [ask for ask in open_asks if OWNER[ask.room] == viewer]
        here = tuple(REFERENCE for ask in mine if ask.room == view.room)
        return Board(
            language=self.language,
            school="Lits skola",
            viewer=BY_KEY[viewer],
            staff=STAFF,
            groups=groups(waiting),
            room=header(view.room, viewer, here),
            pane=self._pane(view, viewer),
            messages=messages if view.show is Show.OLDER else messages[-50:],
            heads=tuple(DayHead(day=d, label=self._head(d)) for d in sorted({m.day for m in messages})),
            view=view.show,
            waiting=len(mine),
            older=len(messages) > 50 and view.show is not Show.OLDER,
            sand=self._sand(),
            names=NAMES,
        )

    def board_date(self) -> str:
        """The strip's date."""
        return long_day(self.today).capitalize()

    def _head(self, day: date) -> str:
        return f"Idag, {long_day(day)}" if day == self.today else long_day(day).capitalize()

    def _sand(self) -> Sand:
        speeds = (Option(key="calm", label="Lugn fart"), Option(key="fast", label="Rask fart"))
        return Sand(
            title=self.board_date(),
            week=f"vecka {self.today.isocalendar().week}",
            today=self.today,
            term=term_days({ask.day for ask in self.asks}),
            line=self.line,
            link=self.link,
            begun=bool(self.asks),
            ended=self.at + 1 >= len(term()),
            speed="calm",
            speeds=speeds,
        )

    def _message(self, ask: Ask, viewer: str, view: View) -> MessageView:
        mine = OWNER[ask.room] == viewer
        state = MessageState.WAITING_ME if mine else MessageState.WAITING_OTHER
        notice, timer = ask.notice, "5 skoldagar kvar. Svara senast på dagen, sedan frågas Petra Näslund."
        if ask.answered:
            state, timer = MessageState.ANSWERED, ""
            notice = samples.small(
                ask.answered, f"@{{anna@lits.example}}, {short_day(self.today)}", ask_id=ask.ask_id
            )
        asked, _, _ = view.form.partition(".")
        return MessageView(
            key=ask.key,
            notice=notice,
            day=ask.day,
            clock="07:30",
            state=state,
            state_text="" if mine or ask.answered else f"Väntar på {BY_KEY[OWNER[ask.room]].name}",
            reference=REFERENCE,
            where="8C, steg 1 av 3",
            mine=mine,
            squares=None if ask.answered else Squares(total=5),
            timer=timer,
            undo=Undo(ask_id=ask.ask_id, until="10:59", label="Ångra") if ask.undoable and mine else None,
            form=self._form(view.form) if asked == ask.ask_id and mine and not ask.answered else None,
        )

    def _pane(self, view: View, viewer: str) -> CasePane | LadderPane:
        allowed = {"anna", "birgitta", *(OWNER[ask.room] for ask in self.asks)}
        if not view.case or not any(view.case == REFERENCE for _ in self.asks):
            return samples.ladder(counts=viewer == "birgitta")
        if viewer not in allowed:
            return samples.ladder(hidden=view.case)
        ask_id = next((ask.ask_id for ask in self.asks if OWNER[ask.room] == viewer), "1")
        note = Button(key="note", label="Anteckning …", opens_form=True)
        key = next((ask.key for ask in self.asks if ask.room == view.room), "")
        return CasePane(
            reference=view.case,
            meta=f"8C, öppnat {short_day(self.asks[0].day)}",
            pupil=samples.pupil() if view.pupil else None,
            course=None if view.pupil else self._course(ask_id),
            key=key,
            ask_id=ask_id,
            buttons=(note,) if view.pupil else (),
        )

    def _course(self, ask_id: str) -> Course:
        done = Progress.DONE if self.asks[0].answered else Progress.NOW
        squares = Squares(total=5)
        task = Task(
            label="Kontakt med vårdnadshavare",
            progress=done,
            who="Anna Lindqvist",
            squares=squares,
            left="5 skoldagar kvar" if done is Progress.NOW else "",
        )
        day = long_day(self.follow_up_on).capitalize() if self.follow_up_on else "Två veckor efter kontakten"
        gate = Gate(
            heading=f"{day}: ökar närvaron?",
            text="*Ja*, avslutas. *Nej*, vidare till steg 2.",
            progress=Progress.NOW if self.follow_up_on else Progress.AHEAD,
        )
        first = StageView(heading="Rapportera och analysera", progress=Progress.NOW, tasks=(task,), gate=gate)
        return Course(
            stages=(first, *samples.ladder().stages[1:]),
            journal=tuple(JournalRow(day=short_day(day), text=text) for day, text in self.journal),
            always=Always(
                heading="Alltid möjligt",
                text="Vid oro för att ett barn far illa: gör en orosanmälan genast.",
                button=Button(key="concern_report", label="Orosanmälan …", ask_id=ask_id or "1"),
            ),
        )


def _note(words: str, *, become: str = "") -> Refusal:
    notice = Notice(
        kind=NoticeKind.REFUSED,
        fallback="",
        language="sv",
        body=words,
        meta="Inget har ändrats.",
        private=True,
    )
    return Refusal(notice=notice, become=BY_KEY.get(become))
