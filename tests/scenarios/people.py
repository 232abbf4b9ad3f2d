"""People of a school's story: what they read in their rooms, press, fill in and type."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from tests.scenarios.folder import Kid
from tests.scenarios.reading import Shown, read
from tests.slack.messages import Message, View
from tests.slack.server import SlackServer

if TYPE_CHECKING:
    from tests.scenarios.story import School


@dataclass(frozen=True, kw_only=True)
class Reaction:
    """What a person got for a click: the view that opened, or the line only they see; nothing of either."""

    view: Shown | None = None
    line: Shown | None = None
    errors: Mapping[str, str] = field(default_factory=dict)

    def says(self, words: str) -> bool:
        """Whether the words stand in what was shown."""
        return any(shown.says(words) for shown in (self.view, self.line) if shown)

    @property
    def shown(self) -> Shown:
        """What was shown; fails where nothing was."""
        found = self.view or self.line
        assert found, "nothing was shown"
        return found


@dataclass(frozen=True, kw_only=True)
class Room:
    """A channel or direct message as the people in it see it."""

    slack: SlackServer
    address: str

    @property
    def messages(self) -> list[Shown]:
        """What the bot wrote, oldest first, replies in threads included."""
        return [read(one) for one in self.slack.messages(self.address) if one.bot_id]

    @property
    def latest(self) -> Shown:
        """The newest message that stands by itself."""
        found = [one for one in self.messages if not _thread(one)]
        assert found, f"nothing was posted in {self.address}"
        return found[-1]

    def find(self, words: str) -> Shown:
        """The newest message that says this."""
        found = [one for one in self.messages if one.says(words)]
        there = "\n---\n".join(f"{one.heading}\n{one.text}" for one in self.messages)
        assert found, f"{words!r} is not in {self.address}; there is:\n{there}"
        return found[-1]

    def has(self, words: str) -> bool:
        """Whether some message says this now."""
        return any(one.says(words) for one in self.messages)


def _thread(shown: Shown) -> str:
    return shown.place.thread_ts if isinstance(shown.place, Message) else ""


@dataclass(frozen=True, kw_only=True)
class Staff:
    """A member of staff: presses, fills in, types."""

    school: School
    email: str
    user: str
    rooms: tuple[str, ...]
    """Channels read, the direct message with the bot among them."""

    @property
    def dm(self) -> Room:
        """The direct message with the bot."""
        return self.school.room(self.user)

    def press(self, action: str, at: Shown | None = None) -> Reaction:
        """Click a button or menu choice of ``at``, else wherever it stands."""
        return self.school.click(self, action, at or self._where(action))

    def answers(self, action: str, at: Shown | None = None, **fields: Any) -> Reaction:
        """Press, and fill in the form where one opens."""
        reaction = self.press(action, at)
        opened = reaction.view
        if opened is None or not isinstance(opened.place, View):
            return reaction
        if opened.place.payload.get("callback_id") != action:
            assert not fields, f"no form opened for {action}: {opened.text}"
            return reaction
        return self.submits(opened, **fields)

    def submits(self, form: Shown, **fields: Any) -> Reaction:
        """Send an open form."""
        assert isinstance(form.place, View)
        return self.school.send(self, form.place, fields)

    def opens(self, at: Shown | None = None) -> Shown:
        """The pupil's private view: by *Visa elev* of ``at``, else of the newest question."""
        place = at or self._where("show")
        reaction = self.press("show", place)
        assert reaction.view, f"no view opened; {reaction.line.text if reaction.line else 'nothing was said'}"
        return reaction.view

    def command(self, words: str = "") -> Reaction:
        """``/franvaro …``."""
        return self.school.act(self, lambda clicker: clicker.command(self.user, words))

    def raises(self, kid: Kid, stage: str = "") -> Reaction:
        """``/franvaro lyft oro``, for this pupil; ``stage`` where a later one than the first is chosen."""
        form = self.command("lyft oro").shown
        return self.submits(form, pupil=kid.pupil_id, **({"stage": stage} if stage else {}))

    def _where(self, action: str) -> Shown:
        """The newest message with the action; else the private view of the newest question that has it."""
        read_here = [one for room in self.rooms for one in self.school.room(room).messages]
        newest = sorted(read_here, key=_at, reverse=True)
        for message in newest:
            if action in message.offers:
                return message
        seen = []
        for message in [one for one in newest if "show" in one.offers][:4]:
            view = self.press("show", message).view
            if view and action in view.offers:
                return view
            seen += sorted(view.offers) if view else []
        raise AssertionError(f"{self.email} finds no {action}; private views offer {seen}")


def _at(shown: Shown) -> str:
    return shown.place.ts if isinstance(shown.place, Message) else ""
