"""Mail as ``lots check`` finds it: the server and its sign-in, and whose mailboxes are named. Nothing is sent."""

from __future__ import annotations

from bot.app.check_line import CheckLine
from bot.app.mailing import server_of
from bot.mail.smtp import reach
from bot.ports import SendError
from bot.settings import Mail

NO_BOX = 'add boxes to [mail], e.g. boxes = {health_team = "eht@skolan.example"}'
MEND = (
    "mend host, port, starttls, username or password in [mail], and see that this machine reaches the server"
)


def mail_lines(settings: Mail) -> list[CheckLine]:
    """A line for the server, then one for the mailboxes."""
    boxes = ", ".join(sorted(settings.boxes))
    named = (
        CheckLine.good(f"mail: referrals go to the mailbox of {boxes}")
        if boxes
        else CheckLine.fail("mail: no mailbox is named, so nothing is mailed", NO_BOX)
    )
    return [_server(settings), named]


def _server(settings: Mail) -> CheckLine:
    place = f"mail server {settings.host}:{settings.port}"
    try:
        reach(server_of(settings))
    except SendError as error:
        return CheckLine.fail(f"{place}: {error.why}", MEND)
    how = "encrypted" if settings.starttls else "NOT encrypted"
    return CheckLine.good(f"{place}: answers, {how}{', signed in' if settings.username else ''}")
