"""A page over the sample school on the day of its first question, for tests of what is drawn for whom."""

from __future__ import annotations

from pathlib import Path

from bot.app.demo import Demo, set_up
from bot.chat.local.desk import Click, Outcome, Step, View
from bot.notices.board import Board

ANNA, MEHMET, MARIA, LEILA, BIRGITTA = (
    "anna-lindqvist",
    "mehmet-demir",
    "maria-hedlund",
    "leila-haddad",
    "birgitta-norin",
)


class Played:
    """A demo without a server; ``click`` makes a fresh id each time."""

    def __init__(self, folder: Path) -> None:
        self.demo: Demo = set_up("ostersund", folder)
        self._clicks = 0

    def until_asked(self) -> None:
        """Day by day to the first question."""
        while not self.board("8C", ANNA).waiting:
            self.demo.desk.step(Step.DAY, "")

    def board(self, room: str, viewer: str, **more: object) -> Board:
        """The page as it is now."""
        found = self.demo.desk.board(View(room=room, viewer=viewer, **more))  # type: ignore[arg-type]  # a view's own
        assert isinstance(found, Board)
        return found

    def click(self, room: str, viewer: str, action: str, fields: dict[str, str] | None = None) -> Outcome:
        """Press a button of the room's newest message."""
        self._clicks += 1
        message = self.board(room, viewer).messages[-1]
        return self.demo.desk.answer(
            Click(
                click_id=f"test-{self._clicks}",
                ask_id=message.notice.ask_id,
                action=action,
                viewer=viewer,
                room=room,
                fields=None if fields is None else {key: (value,) for key, value in fields.items()},
            )
        )

    def close(self) -> None:
        """Nothing stays open."""
        self.demo.replay.close()
        self.demo.house.db.close()
