"""Microsoft's own offline client, the M365 Agents Playground, as a person's Teams.

``with Playground(teams, bot_url) as page_url:`` starts it on a free port in front of the bot at ``bot_url``. It sends
no token, so a :class:`Gate` stands between the two: it signs what the client sends with the test key, and lets
through what the bot sends only with the bot's own token. The product has no switch for any of this.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import tempfile
import threading
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import httpx
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from tests.slack.serve import Served
from tests.teams.npm import fetched
from tests.teams.people import Json
from tests.teams.server import TeamsServer
from tests.teams.signed import token
from tests.teams.tenant import BOT_NAME

VERSION = "0.2.28"
QUIET = {
    "TEAMSAPPTESTER_BROWSER": "none",
    "APPLICATION_INSIGHTS_NO_STATSBEAT": "1",
}
PERSONAL, GROUP, CHANNEL = "a:1anna", "19:eht@thread.v2", "19:8c@thread.tacv2"
LISTENS = re.compile(r"Listening on (\d+)")
Passed = tuple[str, str, Json]


def installed() -> Path:
    """The client's program."""
    modules = fetched(VERSION, f"@microsoft/m365agentsplayground@{VERSION}")
    return modules / "@microsoft" / "m365agentsplayground" / "cli.js"


class Gate:
    """Signs on the way in, checks the bot's token on the way out; ``passed`` is what went through."""

    def __init__(self, teams: TeamsServer, bot_url: str) -> None:
        self.teams = teams
        self.bot_url = bot_url
        self.client_url = ""
        self.passed: list[Passed] = []
        verbs = ["GET", "POST", "PUT", "DELETE"]
        self.app = Starlette(
            routes=[
                Route("/api/messages", self._in, methods=["POST"]),
                Route("/connector/{path:path}", self._out, methods=verbs),
            ]
        )
        self.served = Served(self.app, abrupt=True)
        self.service_url = f"{self.served.url}/connector/"

    async def _in(self, request: Request) -> Response:
        """From the client to the bot, with the token Teams would have sent."""
        activity: Json = await request.json()
        activity["serviceUrl"] = self.service_url
        signed = f"Bearer {token(self.teams, {}, self.service_url)}"
        return await self._pass("POST", f"{self.bot_url}/api/messages", activity, signed)

    async def _out(self, request: Request) -> Response:
        """From the bot to the client."""
        authorization = request.headers.get("authorization", "")
        if not self.teams.entra.knows(authorization):
            return Response(status_code=401)
        body: Any = await request.json() if await request.body() else None
        url = f"{self.client_url}/_connector/{request.path_params['path']}"
        return await self._pass(request.method, url, body, authorization)

    async def _pass(self, verb: str, url: str, body: Any, authorization: str) -> Response:
        self.passed.append((verb, url, body or {}))
        headers = {"authorization": authorization}
        async with httpx.AsyncClient(trust_env=False, verify=False, timeout=30) as client:
            answer = await client.request(verb, url, json=body, headers=headers)
        kind = answer.headers.get("content-type")
        return Response(answer.content, answer.status_code, media_type=kind)


class Playground:
    """The client's page in front of a bot; ``gate.service_url`` is what the bot must take for Teams."""

    def __init__(self, teams: TeamsServer, bot_url: str = "") -> None:
        self.gate = Gate(teams, bot_url)
        self._teams = teams
        self._home = Path(tempfile.mkdtemp(prefix="playground-"))
        self._process: subprocess.Popen[str] | None = None
        self.url = ""

    def __enter__(self) -> Self:
        self.gate.served.start()
        (self._home / ".m365agentsplayground.yml").write_text(json.dumps(_config(self._teams)))
        told = ["-e", f"{self.gate.served.url}/api/messages", "-c", "msteams", "-p", "0"]
        command = ["node", str(installed()), "start", *told, "--su", self.gate.service_url]
        self._process = subprocess.Popen(
            [*command, "--disable-telemetry"],
            cwd=self._home,
            env=os.environ | QUIET,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        self.url = self.gate.client_url = f"http://127.0.0.1:{self._port()}"
        return self

    def _port(self) -> str:
        """What it says it listens on: it may take another port than asked for."""
        assert self._process
        assert self._process.stdout
        said = []
        for line in self._process.stdout:
            said.append(line)
            if found := LISTENS.search(line):
                # What else it says is read away, so that it never waits for a reader.
                threading.Thread(target=self._process.stdout.read, daemon=True).start()
                return found[1]
        raise AssertionError(f"the playground did not start: {''.join(said)}")

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._process:
            self._process.terminate()
            self._process.wait(timeout=10)
        self.gate.served.stop()
        shutil.rmtree(self._home, ignore_errors=True)


def _config(teams: TeamsServer) -> Json:
    """JSON is YAML too. The client wants one person who acts, exactly five others, one group and one team."""
    return {
        "version": "0.1.1",
        "tenantId": teams.tenant_id,
        "bot": {"id": teams.tenant.bot_id, "name": BOT_NAME},
        "currentUser": _person("Anna Lind", 0),
        "users": [_person(f"Person {number}", number) for number in range(1, 6)],
        "personalChat": {"id": PERSONAL},
        "groupChat": {"id": GROUP, "name": "EHT"},
        "team": {
            "id": "19:lits-skola@thread.tacv2",
            "name": "Lits skola",
            "aadGroupId": "00000000-0000-4000-8000-000000000031",
            "channels": [{"id": CHANNEL, "name": "8C"}],
        },
    }


def _person(name: str, number: int) -> Json:
    given, _, surname = name.partition(" ")
    email = f"{given.lower()}{number or ''}@lits.example"
    return {
        "id": f"29:{given.lower()}{number or ''}",
        "name": name,
        "userPrincipleName": email,  # the client's own spelling
        "aadObjectId": f"00000000-0000-4000-8000-00000000002{number}",
        "givenName": given,
        "surname": surname,
        "email": email,
    }
