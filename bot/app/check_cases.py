"""``lots check``: questions that wait for somebody who cannot have seen them."""

from __future__ import annotations

from bot.app.check_line import CheckLine, listed
from bot.settings import Settings
from bot.storage import cases, given_up
from bot.storage.db import Database

MEND = (
    "mend the channel in channels.csv; a reminder comes on the school day after the answer day, "
    "*mina ärenden* shows the question at once"
)


def case_lines(settings: Settings, database: Database | None) -> list[CheckLine]:
    """A line for each school with open questions that could be posted nowhere; none where all stand somewhere."""
    if database is None:
        return []
    lines: list[CheckLine] = []
    with database.read() as conn:
        lost = given_up.nowhere(conn)
        for school in settings.schools:
            asks = [
                (case.ref, ask.id) for case in cases.open_cases(conn, school.name) for ask in case.waiting
            ]
            unseen = {ref: lost[ask] for ref, ask in asks if ask in lost}
            if unseen:
                why = ", ".join(sorted(set(unseen.values())))
                what = f"{listed(sorted(unseen))} wait for an answer and stand nowhere ({why})"
                lines.append(CheckLine.fail(f"cases of {school.name}: {what}", MEND))
    return lines
