"""A stateful Graph for tests: ``with GraphServer() as graph:`` and point ``[graph] url`` and ``login_url`` at it.

It gives tokens, keeps drafts, mails and events, knows people and installs the app for them, and can break in every
way Teams' server can (``graph.faults``).
Its methods: ``token``, ``draft``, ``mails``, ``send``, ``rewrite``, ``book``, ``events``, ``move``, ``cancel``,
``schedule``, ``person``, ``people``, ``members``, ``installs``, ``install``, ``open``, ``add``.
"""

from __future__ import annotations

from types import TracebackType
from typing import Self

from starlette.responses import JSONResponse, Response

from tests.graph import directory, exchange
from tests.graph.directory import Directory, Entry
from tests.graph.exchange import Box, Exchange
from tests.slack.clock import Clock
from tests.slack.serve import Served
from tests.teams.entra import Entra
from tests.teams.faults import Faults
from tests.teams.server import APP_ID, SECRET, TENANT
from tests.teams.tenant import TeamsError, Tenant
from tests.teams.tokens import GRAPH_SCOPE
from tests.teams.web import Call, Web

USER = "/v1.0/users/{user}"
APPS = USER + "/teamwork/installedApps"


class GraphWeb(Web):
    """Graph's addresses behind the same login."""

    addresses = (
        ("POST", "/{tenant}/oauth2/v2.0/token", "token"),
        ("POST", USER + "/messages", "draft"),
        ("GET", USER + "/messages", "mails"),
        ("POST", USER + "/messages/{item}/send", "send"),
        ("PATCH", USER + "/messages/{item}", "rewrite"),
        ("POST", USER + "/events", "book"),
        ("GET", USER + "/events", "events"),
        ("PATCH", USER + "/events/{item}", "move"),
        ("DELETE", USER + "/events/{item}", "cancel"),
        ("POST", USER + "/calendar/getSchedule", "schedule"),
        ("GET", "/v1.0/users", "people"),
        ("GET", USER, "person"),
        ("GET", "/v1.0/groups/{group}/transitiveMembers", "members"),
        ("GET", APPS, "installs"),
        ("POST", APPS, "install"),
        ("GET", APPS + "/{item}/chat", "open"),
        ("POST", "/v1.0/teams/{team}/installedApps", "add"),
    )

    def __init__(
        self, tenant: Tenant, entra: Entra, faults: Faults, boxes: Exchange, people: Directory
    ) -> None:
        super().__init__(tenant, entra, faults, limited=False)
        self._boxes, self._people = boxes, people

    def served(self, call: Call, authorization: str) -> Response:
        """A mailbox's answer, or the directory's."""
        if not self.entra.knows(authorization, GRAPH_SCOPE):
            raise TeamsError(401, "InvalidAuthenticationToken", "Access token is empty.")
        if call.method in directory.CALLS:
            work, status = directory.CALLS[call.method]
            body = work(self._people, call.path, call.body)
        else:
            work, status = exchange.CALLS[call.method]
            body = work(self._boxes, call.path, call.body)
        return Response(status_code=status) if body is None else JSONResponse(body, status)


class GraphServer:
    """One tenant's mailboxes."""

    def __init__(self) -> None:
        self.faults = Faults()
        self.tenant_id, self.app_id, self.secret = TENANT, APP_ID, SECRET
        clock = Clock()
        self.entra = Entra(clock=clock, tenant=TENANT, app_id=APP_ID, secret=SECRET, kid="lots-test-key")
        self.exchange, self.directory = Exchange(), Directory()
        tenant = Tenant(clock, TENANT, APP_ID)
        self._web = GraphWeb(tenant, self.entra, self.faults, self.exchange, self.directory)
        self._served = Served(self._web.app, abrupt=True)
        self._web.reset = self._served.reset
        self.url = self.directory.url = self._served.url

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

    def know(
        self, number: str, upn: str, *, mail: str = "", guest: bool = False, enabled: bool | None = True
    ) -> Entry:
        """Somebody in the directory."""
        made = Entry(id=number, upn=upn, mail=mail or upn, guest=guest, enabled=enabled)
        self.directory.entries.append(made)
        return made

    def calls_of(self, method: str) -> list[Call]:
        """Calls of a method, in order of arrival."""
        return [call for call in self._web.calls if call.method == method]
