"""``lots.toml`` and the environment, checked. Nothing is read at import; secrets are never shown."""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import time
from pathlib import Path
from typing import Annotated, Literal, Self
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    SecretStr,
    ValidationError,
    ValidationInfo,
)
from pydantic import model_validator as check

from bot.settings_errors import SettingsError, mistakes
from bot.settings_text import lines_of_keys, overlay, put

Display = Literal["reference", "initials", "name"]
Language = Literal["sv", "fi", "en"]
SourceKind = Literal["csv", "ss12000", "edlevo", "edfi"]
_LOOPBACK = ("localhost", "127.0.0.1", "::1")
_DATABASES = ("sqlite:///", "postgresql+psycopg://")


_SQLITE = "sqlite:///"


@dataclass(frozen=True, kw_only=True)
class Place:
    """What checking needs besides the values: the folder of ``lots.toml`` and the shipped ladders, if known."""

    folder: Path
    ladders: Collection[str] | None = None


def _zone(text: str) -> str:
    try:
        ZoneInfo(text)
    except (ValueError, OSError):  # ZoneInfoNotFoundError is a KeyError only for names that look right
        raise ValueError("is not a time zone; allowed: a name like Europe/Stockholm") from None
    except KeyError:
        raise ValueError("is not a known time zone; allowed: a name like Europe/Stockholm") from None
    return text


def _https(text: str) -> str:
    address = urlsplit(text)
    if address.scheme == "https" and address.hostname:
        return text
    if address.scheme == "http" and address.hostname in _LOOPBACK:
        return text
    raise ValueError("is not an address; allowed: https://…, or http://… on this machine")


def _clock(value: object) -> object:
    if isinstance(value, str) and re.fullmatch(r"([01]\d|2[0-3]):[0-5]\d", value, re.ASCII):
        return time(int(value[:2]), int(value[3:]))
    if isinstance(value, time):
        return value
    raise ValueError('is not a time of day; allowed: "07:30"')


def _share(value: object) -> object:
    if isinstance(value, str):
        match = re.fullmatch(r"(\d{1,3}(?:[.,]\d+)?) ?(%?)", value.strip(), re.ASCII)
        if match is not None:
            number = float(match[1].replace(",", "."))
            value = number / 100 if match[2] else number
    if isinstance(value, int | float) and not isinstance(value, bool) and 0 <= value <= 1:
        return float(value)
    raise ValueError('is not a share; allowed: "80 %" or 0.8')


def _database(secret: SecretStr, info: ValidationInfo) -> SecretStr:
    url = secret.get_secret_value()
    if not url.startswith(_DATABASES):
        raise ValueError(
            f"is not a database address; allowed: {', '.join(f'{start}…' for start in _DATABASES)}"
        )
    file = url.removeprefix(_SQLITE)
    if file == url or file in ("", ":memory:") or not isinstance(info.context, Place):
        return secret
    return SecretStr(f"{_SQLITE}{info.context.folder / file}")


def _path(path: Path, info: ValidationInfo) -> Path:
    return info.context.folder / path if isinstance(info.context, Place) else path


def _ladder(text: str, info: ValidationInfo) -> str:
    """A file becomes an absolute path; a shipped id stays as it is."""
    place = info.context
    if not isinstance(place, Place):
        return text
    if text.endswith((".yaml", ".yml")) or "/" in text:
        file = place.folder / text
        if not file.is_file():
            raise ValueError("there is no such file; allowed: a shipped id, or a file beside lots.toml")
        return str(file)
    if place.ladders is not None and text not in place.ladders:
        raise ValueError(
            f"there is no such ladder; allowed: {', '.join(sorted(place.ladders))}, or a .yaml file"
        )
    return text


def _secret(secret: SecretStr) -> SecretStr:
    if not secret.get_secret_value().strip():
        raise ValueError("is empty")
    return secret


Zone = Annotated[str, AfterValidator(_zone)]
Address = Annotated[str, AfterValidator(_https)]
Secret = Annotated[SecretStr, AfterValidator(_secret)]
Clock = Annotated[time, BeforeValidator(_clock)]
Share = Annotated[float, BeforeValidator(_share)]
Word = Annotated[str, Field(min_length=1, max_length=200)]


class Part(BaseModel):
    """A table of the file: unknown keys are errors, values never change."""

    model_config = ConfigDict(
        frozen=True, extra="forbid", hide_input_in_errors=True, str_strip_whitespace=True
    )


class School(Part):
    """A school (skolenhet, koulu). ``ladder`` is a shipped id or a file beside ``lots.toml``."""

    name: Word
    country: Annotated[str, Field(pattern=r"^[A-Z]{2}$")]
    timezone: Zone
    language: Language
    ladder: Annotated[str, Field(min_length=1, max_length=500), AfterValidator(_ladder)]


class Database(Part):
    """Where state is kept; the address may hold a password. A relative SQLite file lies beside ``lots.toml``."""

    url: Annotated[SecretStr, AfterValidator(_database), Field(validate_default=True)] = SecretStr(
        "sqlite:///lots.db"
    )


class Source(Part):
    """Where attendance comes from. ``path`` for csv, ``url`` for the others."""

    name: Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9_-]*$")]
    kind: SourceKind
    path: Annotated[Path, AfterValidator(_path)] | None = None
    url: Address | None = None
    timezone: Zone | None = None
    """Else the first school's."""
    size_cap_mb: Annotated[int, Field(ge=1, le=4096)] = 512
    every_minutes: Annotated[int, Field(ge=1, le=1440)] = 5
    token_url: Address | None = None
    client_id: Word | None = None
    client_secret: Secret | None = None
    wake_secret: Secret | None = None

    @check(mode="after")
    def _has_its_place(self) -> Self:
        needed, unused = ("path", "url") if self.kind == "csv" else ("url", "path")
        if getattr(self, needed) is None:
            raise ValueError(f"{needed} is missing: a source of kind {self.kind} needs it")
        if getattr(self, unused) is not None:
            raise ValueError(f"{unused} is not for a source of kind {self.kind}; allowed: {needed}")
        return self


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
    """One tenant only: messages of any other are refused."""

    client_id: Word
    client_secret: Secret
    tenant_id: Word


class Mail(Part):
    """``graph`` uses the credentials of ``[teams]``; ``smtp`` needs ``host``."""

    kind: Literal["graph", "smtp"]
    sender: Word | None = None
    host: Word | None = None
    port: Annotated[int, Field(ge=1, le=65535)] = 587
    username: Word | None = None
    password: Secret | None = None
    starttls: bool = True

    @check(mode="after")
    def _has_its_server(self) -> Self:
        if self.kind == "smtp" and self.host is None:
            raise ValueError("host is missing: mail of kind smtp needs it")
        return self


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


class Settings(Part):
    """The whole of ``lots.toml``; ``[school]`` is read as the only row of ``schools``."""

    schools: tuple[School, ...]
    database: Database = Database()
    sources: tuple[Source, ...] = ()
    slack: Slack | None = None
    teams: Teams | None = None
    mail: Mail | None = None
    privacy: Privacy = Privacy()
    http: Http = Http()
    reminders: Reminders = Reminders()
    digest: Digest = Digest()
    coverage: Coverage = Coverage()

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
