"""Questions to the ODS/API: pages of objects, what changed, what was deleted, whose key is another now."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from time import monotonic, sleep
from typing import Any

from bot.sources.edfi.account import PAGE, Account
from bot.sources.token import Token
from bot.sources.web import Params, Web, WebError

SECTION, SCHOOL = "studentSectionAttendanceEvents", "studentSchoolAttendanceEvents"
EVENTS = (SECTION, SCHOOL)
LONGEST = 20_000
"""Pages of one question; a server that gives more goes round in circles."""
Thing = dict[str, Any]


class Api:
    """``pause`` waits and ``clock`` is monotonic; tests put their own in."""

    def __init__(
        self, account: Account, pause: Callable[[float], None] = sleep, clock: Callable[[], float] = monotonic
    ) -> None:
        self._account = account
        self._web = Web(account.url, certificate=account.certificate, pause=pause, clock=clock)
        token_url = account.token_url or f"{account.url.rstrip('/')}/oauth/token"
        login = Web(token_url, certificate=account.certificate, pause=pause, clock=clock)
        self._token = Token(account, login)

    def newest(self) -> int:
        """The change version up to which everything is known now."""
        said = self._get("changeQueries/v1/availableChangeVersions")
        found = said if isinstance(said, dict) else {}
        version = found.get("newestChangeVersion", found.get("NewestChangeVersion"))
        if not isinstance(version, int) or isinstance(version, bool):
            raise WebError("availableChangeVersions names no newest version")
        return version

    def all(self, resource: str, params: Params = ()) -> Iterator[Thing]:
        """Every object, page by page."""
        size = min(self._account.page_size, PAGE)
        for page in range(LONGEST):
            paging = [("offset", str(page * size)), ("limit", str(size))]
            found = self._get(f"data/v3/ed-fi/{resource}", [*params, *paging])
            if not isinstance(found, list):
                raise WebError(f"{resource}: answers with something that is no list")
            yield from (one for one in found if isinstance(one, dict))
            if len(found) < size:
                return
        raise WebError(f"{resource}: does not come to the end of its pages")

    def of_day(self, resource: str, day: date) -> list[Thing]:
        """All events of a day, each once: pages shift while they are read, so it is read until that agrees."""
        found: dict[str, Thing] = {}
        while True:
            before = self.newest()
            told = {
                str(one.get("id", "")): one for one in self.all(resource, [("eventDate", day.isoformat())])
            }
            if self.newest() == before or told.keys() == found.keys():
                return list(told.values())
            found = told

    def changed(self, resource: str, after: int, up_to: int) -> Iterator[Thing]:
        """Objects, and the old and new keys of what was deleted or has another key, between two versions."""
        window = [("minChangeVersion", str(after + 1)), ("maxChangeVersion", str(up_to))]
        yield from self.all(resource, window)
        for one in self.all(f"{resource}/deletes", window):
            yield _keys(one, "keyValues")
        for one in self.all(f"{resource}/keyChanges", window):
            yield _keys(one, "oldKeyValues")
            yield _keys(one, "newKeyValues")

    def _get(self, path: str, params: Params = ()) -> Any:  # noqa: ANN401 - JSON
        try:
            return self._web.get(path, params, self._token.headers())
        except WebError as error:
            if error.status != 401:
                raise WebError(f"{path}: {error.why}", status=error.status, later=error.later) from None
        self._token.forget()
        try:
            return self._web.get(path, params, self._token.headers())
        except WebError as error:
            raise WebError(f"{path}: {error.why}", status=error.status, later=error.later) from None


def _keys(one: Thing, name: str) -> Thing:
    """Older servers tell no key of what was deleted: an empty one then."""
    found = one.get(name)
    return found if isinstance(found, dict) else {}
