"""People of a school's story: what they read in their rooms, press, fill in and type."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from tests.scenarios.folder import Kid
from tests.scenarios.reading import Shown
from tests.scenarios.setting import Somebody

if TYPE_CHECKING:
    from tests.scenarios.desk import Desk
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

    desk: Desk
    address: str

    @property
    def messages(self) -> list[Shown]:
        """What the bot wrote, oldest first, replies in threads included."""
        return self.desk.messages(self.address)

    @property
    def latest(self) -> Shown:
        """The newest message that stands by itself."""
        found = [one for one in self.messages if not one.threaded]
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


@dataclass(frozen=True, kw_only=True)
class Staff:
    """A member of staff: presses, fills in, types."""

    school: School
    who: Somebody
    desk: Desk

    @property
    def email(self) -> str:
        """Their address."""
        return self.who.email

    @property
    def user(self) -> str:
        """The code of their direct message with the bot."""
        return self.who.user

    @property
    def rooms(self) -> tuple[str, ...]:
        """Channels read, the direct message with the bot among them."""
        return (*self.who.rooms, self.who.user)

    @property
    def dm(self) -> Room:
        """The direct message with the bot."""
        return Room(desk=self.desk, address=self.user)

    def press(self, action: str, at: Shown | None = None) -> Reaction:
        """Click a button or menu choice of ``at``, else wherever it stands."""
        place = at or self._where(action)
        return self.school.act(self, lambda desk: desk.click(self.who, action, place))

    def answers(self, action: str, at: Shown | None = None, **fields: Any) -> Reaction:
        """Press, and fill in the form where one opens."""
        reaction = self.press(action, at)
        opened = reaction.view
        if opened is None:
            return reaction
        if opened.form != action:
            assert not fields, f"no form opened for {action}: {opened.text}"
            return reaction
        return self.submits(opened, **fields)

    def submits(self, form: Shown, **fields: Any) -> Reaction:
        """Send an open form."""
        return self.school.act(self, lambda desk: desk.submit(self.who, form, fields))

    def opens(self, at: Shown | None = None) -> Shown:
        """The pupil's private view: by *Visa elev* of ``at``, else of the newest question."""
        place = at or self._where("show")
        reaction = self.press("show", place)
        assert reaction.view, f"no view opened; {reaction.line.text if reaction.line else 'nothing was said'}"
        return reaction.view

    def command(self, words: str = "") -> Reaction:
        """``/franvaro …``; what may not be written is opened."""
        told = self.school.act(self, lambda desk: desk.command(self.who, words))
        return self.press(told.view.door, told.view) if told.view and told.view.door else told

    def raises(self, kid: Kid, stage: str = "") -> Reaction:
        """``/franvaro lyft oro``, for this pupil; ``stage`` where a later one than the first is chosen."""
        form = self.command("lyft oro").shown
        return self.submits(form, pupil=kid.pupil_id, **({"stage": stage} if stage else {}))

    def _where(self, action: str) -> Shown:
        """The newest message with the action; else the private view of the newest question that has it."""
        read_here = [one for room in self.rooms for one in Room(desk=self.desk, address=room).messages]
        newest = sorted(read_here, key=lambda one: one.at, reverse=True)
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
