"""A school in Slack for tests: people, channels, an alert, an inbox that writes down what it is asked."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Coroutine, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, TypeVar

from bot.chat.slack.client import SlackChat
from bot.notices.model import Button, Field, FieldKind, Form, Notice, NoticeKind
from bot.ports import ChatUser, Press, Pressed, PressKind
from tests.slack.server import SlackServer

T = TypeVar("T")
ANNA, OMAR = "anna.lind@lits.example", "omar.haddad@lits.example"
LATE_KEY = "00000000-0000-4000-8000-000000000001"


def run(work: Coroutine[Any, Any, T]) -> T:
    """Run in a loop of its own; nothing here may take long."""
    return asyncio.run(asyncio.wait_for(work, 20))


def alert(**changed: Any) -> Notice:
    """The first message, without any pupil."""
    said: dict[str, Any] = {
        "kind": NoticeKind.ALERT,
        "fallback": "Ärende K7M2, 8C: kontakta vårdnadshavare.",
        "language": "sv",
        "ask_id": "q_7f3c91d2",
        "heading": "Kontakta vårdnadshavare",
        "meta": "Ärende K7M2 · 8C · steg 1 av 3",
        "body": "Frånvaron har nått gränsen för steg 1.",
        "buttons": (
            Button(key="contacted_guardian", label="Kontakt tagen …", primary=True, opens_form=True),
            Button(key="improved", label="Ja, den ökar"),
            Button(key="show", label="Visa elev"),
        ),
        "overflow": (
            Button(key="hold", label="Pausa till …", opens_form=True),
            Button(key="take", label="Ta ärendet"),
        ),
        "status": f"Till @{{{ANNA}}} · svara senast tis 1 dec",
    }
    return Notice(**(said | changed))


def answered() -> Notice:
    """The same message after the answer."""
    return alert(
        kind=NoticeKind.ANSWERED, heading="", body="✓ *Kontakt tagen*", buttons=(), overflow=(), status=""
    )


def shown(**changed: Any) -> Notice:
    """The pupil's private view."""
    buttons = (
        Button(key="explain", label="Så räknades det"),
        Button(key="improved", label="Ja, den ökar"),
        Button(key="note", label="Anteckning …", opens_form=True),
    )
    said: dict[str, Any] = {
        "kind": NoticeKind.SHOW,
        "heading": "Kim Ekdahl, 8C",
        "dialog_title": "Ärende K7M2",
        "close": "Stäng",
        "private": True,
        "buttons": buttons,
        "overflow": (),
    }
    return alert(**(said | changed))


def cases(*, names: bool = False) -> Notice:
    """One's own cases."""
    key = "hide_names" if names else "show_names"
    return Notice(
        kind=NoticeKind.CASES,
        fallback="Mina ärenden",
        language="sv",
        heading="Mina ärenden",
        body="Kim Ekdahl" if names else "K7M2",
        buttons=(Button(key=key, label="Dölj namn" if names else "Visa namn", ask_id="me"),),
        dialog_title="Mina ärenden",
    )


def small(words: str = "Det här ärendet kan bara öppnas av dem som arbetar med eleven.") -> Notice:
    """A line only the one who clicked sees."""
    return Notice(kind=NoticeKind.REFUSED, fallback=words, language="sv", body=words)


def contact_form(**changed: Any) -> Form:
    """A form with a text and a list of agreements."""
    agreement = (
        Field(key="what", kind=FieldKind.TEXT, label="Vad gör vi?"),
        Field(key="who", kind=FieldKind.TEXT, label="Vem ansvarar?"),
        Field(key="by", kind=FieldKind.DATE, label="Klart senast"),
    )
    said: dict[str, Any] = {
        "action": "contacted_guardian",
        "ask_id": "q_7f3c91d2",
        "title": "Kontakt med hemmet",
        "fields": (
            Field(key="note", kind=FieldKind.LONG_TEXT, label="Anteckning", required=True),
            Field(key="person", kind=FieldKind.PERSON, label="Vem var med?"),
            Field(key="agreements", kind=FieldKind.LIST, label="Överenskommelse", fields=agreement),
        ),
        "after": "När du sparar är frågan besvarad.",
        "submit": "Spara",
        "close": "Avbryt",
    }
    return Form(**(said | changed))


SAVED = Pressed(kind=PressKind.SAVED, redraw=answered())
SILENT = Pressed(kind=PressKind.SILENT)


@dataclass
class FakeInbox:
    """Answers each action as told (``answers``), else SAVED; ``gate`` holds it up until it is opened."""

    answers: dict[str, Pressed | Callable[[Press], Pressed]] = field(default_factory=dict)
    commanded: Pressed = field(default_factory=lambda: Pressed(kind=PressKind.PRIVATE, notice=cases()))
    presses: list[Press] = field(default_factory=list)
    commands: list[tuple[ChatUser, str, str]] = field(default_factory=list)
    links: dict[str, ChatUser] = field(default_factory=dict)
    link_calls: int = 0
    left: list[tuple[str, str]] = field(default_factory=list)
    gate: threading.Event | None = None
    reached: threading.Event = field(default_factory=threading.Event)
    error: Exception | None = None
    committed: bool = False
    waiting: dict[str, str] = field(default_factory=dict)
    """Clicks kept and not yet let go, by id."""
    known: set[str] = field(default_factory=set)
    """Ids of clicks ever kept."""

    def keep(self, clicks: Mapping[str, str], /) -> frozenset[str]:
        self._wait()
        new = {each: what for each, what in clicks.items() if each not in self.known}
        self.waiting |= new
        self.known |= set(new)
        return frozenset(new)

    def kept(self, platform: str, before: datetime, /) -> tuple[str, ...]:
        return tuple(what for each, what in self.waiting.items() if each.startswith(f"{platform}:"))

    def let_go(self, click_id: str, /) -> None:
        self.waiting.pop(click_id, None)

    def press(self, press: Press, /) -> Pressed:
        self.presses.append(press)
        self._wait()
        answer = self.answers.get(press.action, SAVED)
        said = answer(press) if callable(answer) else answer
        if said.kind is PressKind.SAVED:
            self.let_go(press.click_id)
        return said

    def command(self, user: ChatUser, text: str, click_id: str, /) -> Pressed:
        self.commands.append((user, text, click_id))
        self._wait()
        return self.commanded

    def who(self, platform: str, email: str, /) -> tuple[str, str] | None:
        linked = self.links.get(email)
        return (linked.team, linked.user) if linked else None

    def linked(self, user: ChatUser, email: str, /) -> None:
        self.link_calls += 1
        self.links[email] = user

    def gone(self, platform: str, address: str, /) -> None:
        self._wait()
        self.left.append((platform, address))

    def _wait(self) -> None:
        self.reached.set()
        if self.gate:
            assert self.gate.wait(10), "nobody opened the gate"
        if self.error:
            raise self.error
        self.committed = True


def people(slack: SlackServer) -> SlackServer:
    """Anna and Omar of the staff, a guest, somebody of another company; a channel of class 8C."""
    slack.add_user(ANNA, id="U0ANNA", name="Anna Lind")
    slack.add_user(OMAR, id="U0OMAR", name="Omar Haddad")
    slack.add_user("guest@lits.example", id="U0GUEST", is_restricted=True)
    slack.add_user("elsa@firm.example", id="U0ELSA", team_id="T0FIRM", is_stranger=True)
    slack.add_channel("C8C", name="8c")
    return slack


def chat_of(slack: SlackServer, inbox: FakeInbox | None = None, **changed: Any) -> SlackChat:
    """The client against the test server; names are the part before the dot."""
    said: dict[str, Any] = {
        "token": slack.token,
        "api_url": slack.api_url,
        "who": (inbox or FakeInbox()).who,
        "names": lambda email: email.partition(".")[0].title(),
        "timeout": 5.0,
    }
    return SlackChat(**(said | changed))
