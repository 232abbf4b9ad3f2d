"""Questions of SS 12000: page after page to the end, each thing once, in both dialects of paging."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from bot.sources.ss12000.account import Account
from bot.sources.token import Token
from bot.sources.web import Params, Web, WebError

MOST_PAGES = 20_000
"""A server that never comes to an end is broken."""
Thing = dict[str, Any]
"""An object as it came."""


class RefusedError(Exception):
    """An endpoint does not give what was asked. ``path`` is the endpoint, ``why`` what it did."""

    def __init__(self, path: str, error: WebError) -> None:
        super().__init__(f"{path}: {error.why}")
        self.path, self.why, self.status, self.later = path, error.why, error.status, error.later

    @property
    def is_missing(self) -> bool:
        """The server does not offer this, rather than failing at it."""
        return self.status in (403, 404, 405, 410, 501)


class Api:
    """A server, asked with its token."""

    def __init__(self, account: Account, web: Web, token: Token) -> None:
        self._account, self._web, self._token = account, web, token

    @property
    def said_at(self) -> datetime | None:
        """The server's clock in its last answer."""
        return self._web.said_at

    def pages(self, path: str, params: Params = ()) -> Iterator[tuple[Thing, ...]]:
        """Page after page of objects. :class:`RefusedError` where any page is missing."""
        for data in self.answers(path, params):
            if not isinstance(data, list):
                raise RefusedError(path, WebError("answers without a list in data"))
            yield tuple(thing for thing in data if isinstance(thing, dict))

    def all(self, path: str, params: Params = ()) -> dict[str, Thing]:
        """Every object by id. One that pages repeat, as they shift while they are read, counts once: the latest."""
        found: dict[str, Thing] = {}
        for page in self.pages(path, params):
            for thing in page:
                name = thing.get("id")
                if isinstance(name, str) and not (name in found and _is_older(thing, found[name])):
                    found[name] = thing
        return found

    def answers(self, path: str, params: Params = ()) -> Iterator[object]:
        """The ``data`` of page after page."""
        limit = [("limit", str(self._account.page_size))]
        token: object = None
        seen: set[str] = set()
        for _ in range(MOST_PAGES):
            if token is None:
                asked = [*params, *limit]
            elif self._account.filters_again:
                asked = [*params, *limit, ("pageToken", str(token))]
            else:
                asked = [*limit, ("pageToken", str(token))]
            answer = self.one(path, asked)
            yield answer.get("data")
            token = answer.get("pageToken")
            if not token:
                return
            if str(token) in seen:
                raise RefusedError(path, WebError("gives the same page for ever: try the other paging"))
            seen.add(str(token))
        raise RefusedError(path, WebError(f"has more than {MOST_PAGES} pages"))

    def one(self, path: str, params: Params = ()) -> Thing:
        """One answer, an object. A token that was refused is fetched anew once."""
        for again in (True, False):
            try:
                answer = self._web.get(path, params, self._token.headers())
            except WebError as error:
                if error.status == 401 and again:
                    self._token.forget()
                    continue
                raise RefusedError(path, error) from None
            if not isinstance(answer, dict):
                raise RefusedError(path, WebError("answers with something else than an object"))
            return answer
        raise AssertionError("the second try returns or raises")


def within(account: Account) -> Params:
    """The filter for the organisation asked for."""
    return [("organisation", account.organisation)] if account.organisation else []


def several(name: str, values: Sequence[str]) -> Params:
    """A filter that takes a list."""
    return [(name, value) for value in values]


def _is_older(thing: Thing, known: Thing) -> bool:
    return _modified(thing) < _modified(known)


def _modified(thing: Thing) -> str:
    meta = thing.get("meta")
    said = meta.get("modified") if isinstance(meta, dict) else None
    return said if isinstance(said, str) else ""
