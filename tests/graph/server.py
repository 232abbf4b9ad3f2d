"""A stateful Graph for tests: ``with GraphServer() as graph:`` and point ``[graph] url`` and ``login_url`` at it.

It gives tokens, keeps drafts, mails and events, and can break in every way Teams' server can (``graph.faults``).
Its methods: ``token``, ``draft``, ``mails``, ``send``, ``book``, ``events``, ``move``, ``cancel``, ``schedule``.
"""

from __future__ import annotations

from types import TracebackType
from typing import Self

from starlette.responses import JSONResponse, Response

from tests.graph.exchange import CALLS, Box, Exchange
from tests.slack.clock import Clock
from tests.slack.serve import Served
from tests.teams.entra import Entra
from tests.teams.faults import Faults
from tests.teams.server import APP_ID, SECRET, TENANT
from tests.teams.tenant import TeamsError, Tenant
from tests.teams.tokens import GRAPH_SCOPE
from tests.teams.web import Call, Web

USER = "/v1.0/users/{user}"


class GraphWeb(Web):
    """Graph's addresses behind the same login."""

    addresses = (
        ("POST", "/{tenant}/oauth2/v2.0/token", "token"),
        ("POST", USER + "/messages", "draft"),
        ("GET", USER + "/messages", "mails"),
        ("POST", USER + "/messages/{item}/send", "send"),
        ("POST", USER + "/events", "book"),
        ("GET", USER + "/events", "events"),
        ("PATCH", USER + "/events/{item}", "move"),
        ("DELETE", USER + "/events/{item}", "cancel"),
        ("POST", USER + "/calendar/getSchedule", "schedule"),
    )

    def __init__(self, tenant: Tenant, entra: Entra, faults: Faults, exchange: Exchange) -> None:
        super().__init__(tenant, entra, faults, limited=False)
        self._exchange = exchange

    def served(self, call: Call, authorization: str) -> Response:
        """A mailbox's answer."""
        if not self.entra.knows(authorization, GRAPH_SCOPE):
            raise TeamsError(401, "InvalidAuthenticationToken", "Access token is empty.")
        work, status = CALLS[call.method]
        body = work(self._exchange, call.path, call.body)
        return Response(status_code=status) if body is None else JSONResponse(body, status)


class GraphServer:
    """One tenant's mailboxes."""

    def __init__(self) -> None:
        self.faults = Faults()
        self.tenant_id, self.app_id, self.secret = TENANT, APP_ID, SECRET
        clock = Clock()
        self.entra = Entra(clock=clock, tenant=TENANT, app_id=APP_ID, secret=SECRET, kid="lots-test-key")
        self.exchange = Exchange()
        self._web = GraphWeb(Tenant(clock, TENANT, APP_ID), self.entra, self.faults, self.exchange)
        self._served = Served(self._web.app, abrupt=True)
        self._web.reset = self._served.reset
        self.url = self._served.url

    def __enter__(self) -> Self:
        self._served.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._served.stop()

    def add(self, *addresses: str) -> Box:
        """Mailboxes; the last one."""
        for address in addresses:
            self.exchange.boxes[address.lower()] = Box()
        return self.exchange.boxes[addresses[-1].lower()]

    def calls_of(self, method: str) -> list[Call]:
        """Calls of a method, in order of arrival."""
        return [call for call in self._web.calls if call.method == method]
