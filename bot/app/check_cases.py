"""``lots check``: questions that wait for somebody who cannot have seen them, mails and meetings that never came."""

from __future__ import annotations

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
        # The one school there is may be called otherwise in its roster.
        alone = len(settings.schools) == 1
        for name in cases.schools(conn) if alone else [one.name for one in settings.schools]:
            opened = cases.open_cases(conn, name)
            # A duty of the principal's waits on in a case that was closed.
            asks = cases.asks_of(conn, school=name)
            unseen = {one.ref: lost[one.ask_id] for one in asks if one.ask_id in lost}
            if unseen:
                why = ", ".join(sorted(set(unseen.values())))
                what = f"{listed(sorted(unseen))} wait for an answer and stand nowhere ({why})"
                lines.append(CheckLine.fail(f"cases of {name}: {what}", MEND))
            never = {case.ref: outside[case.id] for case in opened if case.id in outside}
            if never:
                why = ", ".join(sorted(set(never.values())))
                what = f"a mail or a meeting of {listed(sorted(never))} was given up ({why})"
                lines.append(CheckLine.fail(f"cases of {name}: {what}", TELL))
    return lines
