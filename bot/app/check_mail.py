"""Mail as ``lots check`` finds it: the server or mailbox, and whose mailboxes are named. Nothing is sent."""

from __future__ import annotations

from collections.abc import Sequence

from bot.app.check_line import CheckLine
from bot.app.check_school import asked
from bot.app.mailing import server_of
from bot.mail.smtp import reach
from bot.ports import SendError
from bot.rules.ladder import Ladder
from bot.rules.roles import IN_CASE, staff_word
from bot.settings import Mail, Settings

NO_BOX = 'add boxes to [mail], e.g. boxes = {health_team = "eht@skolan.example"}'
MEND = (
    "mend host, port, starttls, username or password in [mail], and see that this machine reaches the server"
)


def mail_lines(settings: Settings, ladders: Sequence[Ladder | None]) -> list[CheckLine]:
    """A line for the server or the mailbox mails come from, then one for the mailboxes they go to."""
    mail = settings.mail
    if mail is None:
        return []
    boxes = ", ".join(sorted(mail.boxes))
    named = (
        CheckLine.good(f"mail: referrals go to the mailbox of {boxes}")
        if boxes
        else CheckLine.fail("mail: no mailbox is named, so nothing is mailed", NO_BOX)
    )
    return [
        _mailbox(settings, mail) if mail.kind == "graph" else _server(mail),
        named,
        *_unasked(mail, ladders),
    ]


def _unasked(mail: Mail, ladders: Sequence[Ladder | None]) -> list[CheckLine]:
    """A mailbox of a role that no routine asks would stay empty for ever."""
    words = {staff_word(ladder, who) for ladder in ladders if ladder for who in asked(ladder)} - IN_CASE
    lost = sorted(box for box in mail.boxes if box.partition(":")[0] not in words)
    if not lost or None in ladders:
        return []
    mend = f"name a role of the routine in boxes: {', '.join(sorted(words))}"
    return [CheckLine.fail(f"mail: no routine asks {', '.join(lost)}", mend)]


def _mailbox(settings: Settings, mail: Mail) -> CheckLine:
    # Graph's SDK takes a second to import: only where it is set up.
    from bot.app.check_graph import mailbox_line

    return mailbox_line(settings, mail.own)


def _server(settings: Mail) -> CheckLine:
    place = f"mail server {settings.host}:{settings.port}"
    try:
        reach(server_of(settings))
    except SendError as error:
        return CheckLine.fail(f"{place}: {error.why}", MEND)
    how = "encrypted" if settings.starttls else "NOT encrypted"
    return CheckLine.good(f"{place}: answers, {how}{', signed in' if settings.username else ''}")
