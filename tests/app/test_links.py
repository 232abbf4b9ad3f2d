"""``lots staff unlink``: a chat account that was made anew."""

from __future__ import annotations

from bot.app.wiring import house_of, settings_of
from bot.handlers.inbox import HouseInbox
from bot.ports import ChatUser
from tests.app.office import ANNA, MONDAY, Office, lots


def spoke(office: Office, user: str) -> tuple[str, str] | None:
    """Whose account is Anna's once that one has spoken to the bot."""
    house = house_of(settings_of(office.config))
    inbox = HouseInbox(house, lambda: office.at(MONDAY))
    if inbox.who("teams", ANNA) is None:
        inbox.linked(ChatUser(platform="teams", team="tenant", user=user), ANNA)
    found = inbox.who("teams", ANNA)
    house.db.close()
    return found


def test_the_next_account_with_the_mail_address_is_theirs(ill: Office) -> None:
    assert spoke(ill, "old") == ("tenant", "old")
    assert spoke(ill, "new") == ("tenant", "old")
    done = lots("staff", "unlink", ANNA.upper(), "--config", ill.config)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith(f"teams: {ANNA} is linked to no account;")
    assert spoke(ill, "new") == ("tenant", "new")


def test_somebody_who_is_linked_to_nothing_is_said(ill: Office) -> None:
    done = lots("staff", "unlink", ANNA, "--config", ill.config)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith(f"{ANNA}: no chat account is linked to it; allowed: ")
    assert done.stderr.count("\n") == 1
