"""Questions to the Absence API: one unit and one day at a time."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from time import monotonic, sleep

from bot.sources.edlevo.account import SERVICES, Account
from bot.sources.edlevo.answer import Said, aggregations, events
from bot.sources.web import Web, WebError

ONE_DAY = timedelta(days=1)
NOT_SERVED = (404, 405, 410, 501)


class Api:
    """``pause`` waits and ``clock`` is monotonic; tests put their own in."""

    def __init__(
        self, account: Account, pause: Callable[[float], None] = sleep, clock: Callable[[], float] = monotonic
    ) -> None:
        self._account = account
        self._web = Web(account.url, certificate=account.certificate, pause=pause, clock=clock)

    def events(self, day: date, what: str) -> Iterator[Said]:
        """``Absence`` or ``Presence`` of all units. :class:`WebError` names the service, never the address."""
        for service, unit in self._asked(what):
            try:
                yield from list(events(self._ask(service, unit, day)))
            except WebError as error:
                raise _of(service, error) from None

    def sums(self, day: date) -> list[Said] | None:
        """Minutes offered that day; None where the server has no sums."""
        found: list[Said] = []
        for what in ("AbsenceAggregation", "PresenceAggregation"):
            for service, unit in self._asked(what):
                try:
                    found += aggregations(self._ask(service, unit, day))
                except WebError as error:
                    if error.status in NOT_SERVED:
                        return None
                    raise WebError(
                        f"{service}: {error.why}", status=error.status, later=error.later
                    ) from None
        return found

    def _asked(self, what: str) -> list[tuple[str, str]]:
        account = self._account
        return [(f"Get{SERVICES[one]}{what}", unit) for one in account.school_types for unit in account.units]

    def _ask(self, service: str, unit: str, day: date) -> bytes:
        # A day without a time of day means its beginning: the end is the next day.
        params = [("UnitId", unit), ("StartDate", day.isoformat()), ("EndDate", (day + ONE_DAY).isoformat())]
        key = [("LicenseKey", self._account.license_key)]
        return self._web.ask("GET", service, [*params, *key], headers={"Accept": "application/xml"})


def _of(service: str, error: WebError) -> WebError:
    return WebError(f"{service}: {error.why}", status=error.status, later=error.later)
