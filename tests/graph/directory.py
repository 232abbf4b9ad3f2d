"""The pretended directory: people, the groups they are in, and the app installed for them or in a team."""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from tests.teams.people import Json
from tests.teams.tenant import TeamsError

Path = Mapping[str, str]
Body = Mapping[str, Any]
APP = "5f4e3d2c-0000-4000-8000-00000000a001"
BY_MAIL = re.compile(r"mail eq '((?:[^']|'')*)'")
BY_APP = re.compile(r"teamsApp/id eq '([^']*)'")
BOUND = re.compile(r"https?://[^/]+/v1\.0/appCatalogs/teamsApps/(.+)")


@dataclass(kw_only=True)
class Entry:
    """A person; ``upn`` is what they sign in with."""

    id: str
    upn: str
    mail: str
    guest: bool = False
    enabled: bool | None = True
    name: str = ""

    def told(self) -> Json:
        """As Graph says it."""
        return {
            "id": self.id,
            "userPrincipalName": self.upn,
            "mail": self.mail,
            "displayName": self.name,
            "userType": "Guest" if self.guest else "Member",
            "accountEnabled": self.enabled,
        }


class Directory:
    """Everybody in the tenant. ``chat`` gives the conversation of a person the app is installed for."""

    def __init__(self) -> None:
        self.url = ""
        self.entries: list[Entry] = []
        self.installed: dict[str, str] = {}
        """By person or team: the number of the installation."""
        self.groups: dict[str, list[str]] = {}
        """By id: the ids of its members."""
        self.other_host = ""
        """Where a page says the next one is, if not here."""
        self.chat: Callable[[str], str] = "19:{}@unq.gbl.spaces".format
        self._count = itertools.count(1)

    def person(self, path: Path, body: Body) -> Json:
        """By directory id or sign-in name."""
        return self._entry(path["user"]).told()

    def people(self, path: Path, body: Body) -> Json:
        """By e-mail."""
        asked = BY_MAIL.fullmatch(str(body.get("$filter", "")))
        if asked is None:
            raise TeamsError(400, "BadRequest", "Invalid filter clause.")
        wanted = asked[1].replace("''", "'").lower()
        return {"value": [one.told() for one in self.entries if one.mail.lower() == wanted]}

    def members(self, path: Path, body: Body) -> Json:
        """Everybody in a group, two a page however many are asked for."""
        if path["group"] not in self.groups:
            raise TeamsError(404, "Request_ResourceNotFound", "Resource does not exist.")
        start, kind = int(body.get("$skiptoken", 0)), {"@odata.type": "#microsoft.graph.user"}
        wanted = self.groups[path["group"]]
        page: Json = {"value": [kind | self._entry(one).told() for one in wanted[start : start + 2]]}
        page["value"].append({"@odata.type": "#microsoft.graph.device", "id": f"device-{start}"})
        if start + 2 < len(wanted):
            where = f"{self.other_host or self.url}/v1.0/groups/{path['group']}/transitiveMembers"
            page["@odata.nextLink"] = f"{where}?$skiptoken={start + 2}"
        return page

    def installs(self, path: Path, body: Body) -> Json:
        """The app, if a person has it."""
        asked = BY_APP.fullmatch(str(body.get("$filter", "")))
        if asked is None or body.get("$expand") != "teamsApp":
            raise TeamsError(400, "BadRequest", "Invalid filter clause.")
        number = self.installed.get(self._entry(path["user"]).id)
        there = number is not None and asked[1] == APP
        return {"value": [{"id": number, "teamsApp": {"id": APP}}] if there else []}

    def install(self, path: Path, body: Body) -> None:
        """For a person. A second time is a conflict."""
        self._install(self._entry(path["user"]).id, body)

    def add(self, path: Path, body: Body) -> None:
        """To a team."""
        self._install(path["team"], body)

    def open(self, path: Path, body: Body) -> Json:
        """The chat of the installation."""
        user = self._entry(path["user"]).id
        if self.installed.get(user) != path["item"]:
            raise TeamsError(404, "NotFound", "No such installation.")
        return {"id": self.chat(user), "chatType": "oneOnOne"}

    def _entry(self, name: str) -> Entry:
        for one in self.entries:
            if name.lower() in (one.id, one.upn.lower()):
                return one
        raise TeamsError(404, "Request_ResourceNotFound", f"Resource '{name}' does not exist.")

    def _install(self, where: str, body: Body) -> None:
        bound = BOUND.fullmatch(str(body.get("teamsApp@odata.bind", "")))
        if bound is None or bound[1] != APP:
            raise TeamsError(404, "NotFound", "The app is not in the catalogue.")
        if where in self.installed:
            raise TeamsError(409, "Conflict", "The app is installed already.")
        self.installed[where] = f"number-{next(self._count)}"


CALLS: Mapping[str, tuple[Callable[..., Json | None], int]] = {
    "person": (Directory.person, 200),
    "people": (Directory.people, 200),
    "members": (Directory.members, 200),
    "installs": (Directory.installs, 200),
    "install": (Directory.install, 201),
    "open": (Directory.open, 200),
    "add": (Directory.add, 201),
}
