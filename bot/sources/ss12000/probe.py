"""What a server offers, one readable line each: some publish no attendance at all."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, time, timedelta

from bot.ports import Finding, Roster
from bot.sources.ss12000.account import Account
from bot.sources.ss12000.api import Api, RefusedError
from bot.sources.ss12000.roster import People, read_people
from bot.sources.web import Params

ASK_VENDOR = "ask the vendor to open it for these credentials"


def findings(api: Api, account: Account) -> tuple[Roster | None, tuple[Finding, ...]]:
    """Roster and lines. Nothing is asked besides where not even the organisations are given."""
    try:
        api.one("organisations", [("limit", "1")])
    except RefusedError as error:
        mend = "mend url, token_url, client_id and client_secret, or ask the vendor"
        return None, (Finding(what=str(error), mend=mend),)
    roster, lines = _roster(api, account)
    return roster, (*lines, *_endpoints(api, account))


def _roster(api: Api, account: Account) -> tuple[Roster | None, tuple[Finding, ...]]:
    try:
        found = read_people(api, account)
    except RefusedError as error:
        return None, (Finding(what=str(error), mend=ASK_VENDOR),)
    if not isinstance(found, People):
        return None, tuple(
            Finding(what=str(one), mend="mend the settings, or the file named") for one in found
        )
    mend = "mend it at the vendor's, or in the roster folder"
    return found.roster, tuple(Finding(what=str(one), mend=mend) for one in found.problems)


def _endpoints(api: Api, account: Account) -> Iterator[Finding]:
    for path, params, without in _questions(account):
        try:
            api.one(path, [*params, ("limit", "1")])
        except RefusedError as error:
            if without and error.is_missing:
                yield Finding(what=f"{path} is not served: {without}")
            else:
                yield Finding(what=str(error), mend=ASK_VENDOR)
        else:
            yield Finding(what=f"{path} answers")


def _questions(account: Account) -> Iterator[tuple[str, Params, str]]:
    """Path, what to ask, and how it goes without; empty where it does not."""
    day = account.today
    midnight = datetime.combine(day, time(), account.zone)
    lessons = [
        ("startTime.onOrAfter", midnight.isoformat()),
        ("startTime.onOrBefore", (midnight + timedelta(hours=23)).isoformat()),
        ("expand", "activity"),
        ("expand", "attendance"),
    ]
    yield "calendarEvents", lessons, ""
    yield "attendances", [("meta.modified.after", midnight.isoformat())], ""
    yield (
        "absences",
        [("meta.modified.after", midnight.isoformat())],
        "leave that was granted is not told apart",
    )
    yield (
        "deletedEntities",
        [("after", midnight.isoformat())],
        f"deletions are found by reading {account.reread_days} days anew each night",
    )
    sums = [("startDate", day.isoformat()), ("endDate", day.isoformat())]
    yield "aggregatedAttendance", sums, "the lessons' sums are not held against the system's own"
