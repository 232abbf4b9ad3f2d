"""``lots.toml`` and the environment, checked. Nothing is read at import; secrets are never shown."""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from collections.abc import Collection, Mapping
from datetime import time
from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import Field, SecretStr, ValidationError
from pydantic import model_validator as check

from bot.settings_errors import SettingsError, mistakes
from bot.settings_part import Part
from bot.settings_source import Source as Source
from bot.settings_text import lines_of_keys, overlay, put
from bot.settings_values import (
    DAYS_OFF,
    LOOPBACK,
    TERMS,
    Address,
    Audience,
    CalendarAddress,
    Clock,
    DatabaseUrl,
    Guid,
    HeaderName,
    LadderName,
    MailAddress,
    Place,
    Secret,
    Share,
    Word,
    Zone,
)

Display = Literal["reference", "initials", "name"]
Language = Literal["sv", "fi", "en"]


class School(Part):
    """A school (skolenhet, koulu). ``ladder`` is a shipped id or a file beside ``lots.toml``."""

    name: Word
    country: Annotated[str, Field(pattern=r"^[A-Z]{2}$")]
    timezone: Zone
    language: Language
    ladder: LadderName
    calendar: CalendarAddress | None = None
    calendar_days_off: tuple[Word, ...] = DAYS_OFF
    calendar_terms: tuple[Word, ...] = TERMS


class Database(Part):
    """Where state is kept; the address may hold a password. A relative SQLite file lies beside ``lots.toml``."""

    url: DatabaseUrl = SecretStr("sqlite:///lots.db")


class Slack(Part):
    """``app_token`` for Socket Mode, else ``signing_secret``; ``pace`` is seconds between posts to a channel."""

    bot_token: Secret
    signing_secret: Secret | None = None
    app_token: Secret | None = None
    api_url: Address = "https://slack.com/api/"
    pace: Annotated[float, Field(ge=0, le=60)] = 1.0

    @check(mode="after")
    def _can_receive(self) -> Self:
        if self.signing_secret is None and self.app_token is None:
            raise ValueError(
                "signing_secret is missing (or app_token, for Socket Mode): no click could be received"
            )
        return self


class Teams(Part):
    """One tenant only: messages of any other are refused. The addresses are Microsoft's; tests name their own.

    With ``catalogue_id``, the app's id in the organisation's catalogue, the bot has it installed by Graph for whom and
    where channels.csv names.
    """

    client_id: Guid
    client_secret: Secret
    tenant_id: Guid
    catalogue_id: Guid | None = None
    pace: Annotated[float, Field(ge=0, le=60)] = 1.0
    login_url: Address = "https://login.microsoftonline.com"
    openid_url: Address = "https://login.botframework.com/v1/.well-known/openidconfiguration"
    service_url: Address = "https://smba.trafficmanager.net/teams"


class Graph(Part):
    """Microsoft Graph, with the credentials of ``[teams]``. The address is Microsoft's; tests name their own.

    ``roles``: role, or ``role:SCHOOL``, to the id of the group whose members have it.
    """

    url: Address = "https://graph.microsoft.com"
    roles: Mapping[Audience, Guid] = {}


class Mail(Part):
    """``graph`` uses the credentials of ``[teams]`` and the mailbox ``sender``; ``smtp`` needs ``host``.

    ``boxes`` are the mailboxes by audience; ``headers`` go on every mail, such as one that a mail gateway
    takes as the wish to encrypt.
    """

    kind: Literal["graph", "smtp"]
    boxes: Mapping[Audience, MailAddress] = {}
    headers: Mapping[HeaderName, Word] = {}
    sender: MailAddress | None = None
    host: Word | None = None
    port: Annotated[int, Field(ge=1, le=65535)] = 587
    username: Word | None = None
    password: Secret | None = None
    starttls: bool = True

    @check(mode="after")
    def _has_its_server(self) -> Self:
        if self.kind == "smtp" and self.host is None:
            raise ValueError("host is missing: mail of kind smtp needs it")
        if self.kind == "graph" and self.sender is None:
            raise ValueError("sender is missing: mail of kind graph is sent from a mailbox of the school")
        return self

    @property
    def own(self) -> str:
        """From whom mails come."""
        return self.sender or f"narvarolots@{self.host}"


class Meetings(Part):
    """Booked meetings go into staff's calendars, with the credentials of ``[teams]``."""

    kind: Literal["graph"]
    minutes: Annotated[int, Field(ge=15, le=240)] = 45


class Privacy(Part):
    """What channels may show. ``channels`` opts single channels (by id) in to more than ``display``."""

    display: Display = "reference"
    channels: Mapping[str, Display] = {}
    class_min: Annotated[int, Field(ge=5, le=100)] = 10
    """A class with fewer pupils is left out of posts, and classes are not compared by it."""

    def display_in(self, channel: str) -> Display:
        """How a pupil is spoken of in that channel."""
        return self.channels.get(channel, self.display)


class Http(Part):
    """``bind`` is ``host:port``; IPv6 in brackets."""

    bind: Annotated[str, Field(pattern=r"^(\[[0-9a-fA-F:]+\]|[A-Za-z0-9.-]+):\d{1,5}$")] = "127.0.0.1:8080"

    @check(mode="after")
    def _port_exists(self) -> Self:
        if not self.port <= 65535:
            raise ValueError("bind has no such port; allowed: 0 to 65535")
        return self

    @property
    def host(self) -> str:
        """The address without its port."""
        return self.bind.rpartition(":")[0].strip("[]")

    @property
    def here(self) -> bool:
        """Whether only this machine reaches it."""
        return self.host in LOOPBACK

    @property
    def port(self) -> int:
        """The port; 0 lets the system choose."""
        return int(self.bind.rpartition(":")[2])


class Reminders(Part):
    """School days past due until the asked is reminded, a deputy is asked, the principal is told."""

    remind_after: Annotated[int, Field(ge=1, le=60)] = 1
    deputy_after: Annotated[int, Field(ge=1, le=60)] = 4
    principal_after: Annotated[int, Field(ge=1, le=60)] = 8

    @check(mode="after")
    def _in_order(self) -> Self:
        if not self.remind_after < self.deputy_after < self.principal_after:
            raise ValueError("remind_after, deputy_after and principal_after must grow in this order")
        return self


class Digest(Part):
    """When the principal's Monday digest goes out, school time."""

    at: Clock = time(7, 30)


class Coverage(Part):
    """Below this share of registers taken an alert is held."""

    minimum: Share = 0.8


class Doubts(Part):
    """From what on a class's day is not believed: shares of its pupils, school days until it counts all the same."""

    on: bool = True
    pupils: Annotated[int, Field(ge=5, le=1000)] = 8
    away: Share = 0.9
    doubled: Share = 0.25
    days: Annotated[int, Field(ge=1, le=60)] = 3


class Settings(Part):
    """The whole of ``lots.toml``; ``[school]`` is read as the only row of ``schools``."""

    schools: tuple[School, ...]
    database: Database = Database()
    sources: tuple[Source, ...] = ()
    slack: Slack | None = None
    teams: Teams | None = None
    graph: Graph = Graph()
    mail: Mail | None = None
    meetings: Meetings | None = None
    privacy: Privacy = Privacy()
    http: Http = Http()
    reminders: Reminders = Reminders()
    digest: Digest = Digest()
    coverage: Coverage = Coverage()
    doubts: Doubts = Doubts()

    @check(mode="after")
    def _graph_has_its_credentials(self) -> Self:
        needed = "needs [teams] with client_id, client_secret and tenant_id"
        if self.mail is not None and self.mail.kind == "graph" and self.teams is None:
            raise ValueError(f"mail: kind graph {needed}; allowed: smtp")
        if self.graph.roles and self.teams is None:
            raise ValueError(f"graph: roles {needed}")
        if self.meetings is not None and self.teams is None:
            raise ValueError(f"meetings: kind graph {needed}")
        return self

    @property
    def alone(self) -> bool:
        """Whether there is one school: it may be called otherwise in its roster."""
        return len(self.schools) == 1

    @property
    def boxes(self) -> Mapping[str, str]:
        """Mailboxes by audience; where there is one school by role, whatever its roster calls it."""
        found = self.mail.boxes if self.mail else {}
        if not self.alone:
            return found
        return {audience.partition(":")[0]: found[audience] for audience in sorted(found)}

    @check(mode="after")
    def _audiences_are_of_schools_there_are(self) -> Self:
        known = [school.name for school in self.schools]
        if len(known) < 2:  # it may be called otherwise in its roster
            return self
        for what, named in (
            ("mail: boxes", self.mail.boxes if self.mail else {}),
            ("graph: roles", self.graph.roles),
        ):
            strange = sorted(school for one in named if (school := one.partition(":")[2]) not in ("", *known))
            if strange:
                allowed = ", ".join(map(repr, known))
                raise ValueError(
                    f"{what} names the school {strange[0]!r}, which is not set up; allowed: {allowed}"
                )
        return self

    @check(mode="after")
    def _names_once(self) -> Self:
        if not self.schools:
            raise ValueError("schools: is empty; allowed: at least one")
        for what, names in (("schools", self.schools), ("sources", self.sources)):
            twice = [name for name, times in Counter(row.name for row in names).items() if times > 1]
            if twice:
                raise ValueError(f"{what}: the name {twice[0]} is there twice")
        return self


def load_settings(path: Path, environ: Mapping[str, str], ladders: Collection[str] | None = None) -> Settings:
    """Read the file, lay the environment over it, check. :class:`SettingsError` lists every mistake at once.

    ``ladders`` are the shipped ids; where given, each school's ladder must be one of them or a file that is
    there. Relative paths are taken from the folder of ``path``.
    """
    text, data = _read(path)
    added = overlay(environ)
    wrong = list(added.mistakes)
    for key, value in added.values.items():
        if not put(data, key, value):
            wrong.append(f"environment {added.variables[key]}: there is no such setting")
    data.setdefault("database", {})  # so that the default file, too, lies beside lots.toml
    alone = "school" in data
    if alone and "schools" in data:
        wrong.append(f"{path.name}: [school] and [[schools]] are both there; allowed: one of them")
    elif alone:
        data["schools"] = [data.pop("school")]
    if wrong:
        raise SettingsError(wrong)
    try:
        return Settings.model_validate(data, context=Place(folder=path.absolute().parent, ladders=ladders))
    except ValidationError as error:
        lines = lines_of_keys(text)
        found = mistakes(error, Settings, path.name, lines, added.variables, alone=alone)
    raise SettingsError(found)


def _read(path: Path) -> tuple[str, dict[str, object]]:
    try:
        text = path.read_text(encoding="utf-8-sig")
        return text, tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        why, _, at = str(error).partition(" (at ")
        line = re.match(r"line (\d+)", at)
        raise SettingsError([f"{path.name}:{line[1] if line else 1}: is not TOML: {why}"]) from None
    except UnicodeDecodeError as error:
        raise SettingsError([f"{path.name}: is not UTF-8 (byte {error.start})"]) from None
    except OSError as error:
        raise SettingsError([f"{path.name}: cannot be read: {error.strerror}"]) from None
