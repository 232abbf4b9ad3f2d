"""``lots check``: questions that wait for somebody who cannot have seen them, mails and meetings that never came."""

from __future__ import annotations

from collections.abc import Mapping

from bot.app.check_line import CheckLine, listed
from bot.settings import Settings
from bot.storage import cases, given_up
from bot.storage.db import Database

MEND = (
    "mend the channel in channels.csv; a reminder comes on the school day after the answer day, "
    "*mina ärenden* shows the question at once"
)
TELL = "tell whom it was for; see to [mail] boxes, and that whoever calls a meeting has a mailbox the app may use"


def case_lines(settings: Settings, database: Database | None) -> list[CheckLine]:
    """Lines of schools with open questions posted nowhere, or mails and meetings given up; none where all is well."""
    if database is None:
        return []
    lines: list[CheckLine] = []
    with database.read() as conn:
        lost, outside = given_up.nowhere(conn), given_up.outside(conn)
        for name in cases.schools(conn) if settings.alone else [one.name for one in settings.schools]:
            # A duty of the principal's waits on in a case that was closed.
            asks = cases.asks_of(conn, school=name)
            unseen = {one.ref: lost[one.ask_id] for one in asks if one.ask_id in lost}
            lines += _line(name, "{} wait for an answer and stand nowhere", unseen, MEND)
            opened = cases.open_cases(conn, name)
            never = {case.ref: outside[case.id] for case in opened if case.id in outside}
            lines += _line(name, "a mail or a meeting of {} was given up", never, TELL)
    return lines


def _line(school: str, what: str, refs: Mapping[str, str], mend: str) -> list[CheckLine]:
    """What is wrong with these cases, each with its reason; nothing where there are none."""
    if not refs:
        return []
    why = ", ".join(sorted(set(refs.values())))
    return [CheckLine.fail(f"cases of {school}: {what.format(listed(sorted(refs)))} ({why})", mend)]
