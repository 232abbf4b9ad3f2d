"""``lots staff unlink``: a person's chat account is another one now."""

from __future__ import annotations

from pathlib import Path

from bot.app.opened import opened
from bot.errors import UserError
from bot.storage import staff


def unlinked(config: Path, email: str) -> list[str]:
    """Forget which chat accounts are this person's; a line for each chat. UserError where there is none.

    Somebody is linked once, by e-mail, and stays so: an account made anew would else never be taken for theirs.
    """
    email = email.strip().lower()
    _, house = opened(config)
    with house.db.write() as conn:
        platforms = staff.unlink(conn, email)
    if not platforms:
        raise UserError(
            f"{email}: no chat account is linked to it; allowed: the e-mail in staff.csv of somebody who has "
            "written to the bot or pressed a button"
        )
    return [
        f"{one}: {email} is linked to no account; whoever next speaks to the bot there with that e-mail is linked"
        for one in platforms
    ]
