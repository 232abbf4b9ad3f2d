"""What a setting may be: the kinds of value of ``lots.toml``, each with its own sentence where it is wrong."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass
from datetime import time
from pathlib import Path
from typing import Annotated
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, BeforeValidator, Field, SecretStr, ValidationInfo

LOOPBACK = ("localhost", "127.0.0.1", "::1")
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
    if address.scheme == "http" and address.hostname in LOOPBACK:
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


def _database_url(secret: SecretStr, info: ValidationInfo) -> SecretStr:
    url = secret.get_secret_value()
    if not url.startswith(_DATABASES):
        raise ValueError(
            f"is not a database address; allowed: {', '.join(f'{start}…' for start in _DATABASES)}"
        )
    file = url.removeprefix(_SQLITE)
    if file == url or file in ("", ":memory:") or not isinstance(info.context, Place):
        return secret
    return SecretStr(f"{_SQLITE}{info.context.folder / file}")


def _local_path(path: Path, info: ValidationInfo) -> Path:
    return info.context.folder / path if isinstance(info.context, Place) else path


def _ladder_name(text: str, info: ValidationInfo) -> str:
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


def _mapping_name(text: str, info: ValidationInfo) -> str:
    """A file becomes an absolute path; a shipped id stays as it is."""
    if not text.endswith(".toml") and "/" not in text:
        return text
    file = info.context.folder / text if isinstance(info.context, Place) else Path(text)
    if isinstance(info.context, Place) and not file.is_file():
        raise ValueError("there is no such file; allowed: a shipped id, or a file beside lots.toml")
    return str(file)


def _calendar(text: str, info: ValidationInfo) -> str:
    """An address, or a file beside ``lots.toml``, which becomes an absolute path."""
    if "://" in text:
        return _https(text)
    return str(info.context.folder / text) if isinstance(info.context, Place) else text


def _secret(secret: SecretStr) -> SecretStr:
    if not secret.get_secret_value().strip():
        raise ValueError("is empty")
    return secret


def _mail_address(text: str) -> str:
    if re.fullmatch(r"[^\s@<>,;:\"]+@[A-Za-z0-9.-]+", text, re.ASCII) is None:
        raise ValueError("is not a mail address; allowed: one address like eht@skolan.example")
    return text


def _header(name: str) -> str:
    if re.fullmatch(r"X-[A-Za-z0-9-]{1,60}", name, re.ASCII) is None:
        raise ValueError("is not a header of one's own; allowed: a name like X-Encrypt")
    return name


def _guid(text: str) -> str:
    if re.fullmatch(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", text, re.ASCII) is None:
        raise ValueError("is not an id of Microsoft's; allowed: 8-4-4-4-12 digits and small letters a to f")
    return text


def _audience(text: str) -> str:
    if re.fullmatch(r"[a-z][a-z_]*(:.+)?", text, re.ASCII | re.DOTALL) is None:
        raise ValueError("is not an audience; allowed: a role like health_team, or health_team:SCHOOL")
    return text


Zone = Annotated[str, AfterValidator(_zone)]
Address = Annotated[str, AfterValidator(_https)]
Secret = Annotated[SecretStr, AfterValidator(_secret)]
Clock = Annotated[time, BeforeValidator(_clock)]
Share = Annotated[float, BeforeValidator(_share)]
Word = Annotated[str, Field(min_length=1, max_length=200)]
MailAddress = Annotated[str, AfterValidator(_mail_address)]
HeaderName = Annotated[str, AfterValidator(_header)]
Audience = Annotated[str, AfterValidator(_audience)]
Guid = Annotated[str, AfterValidator(_guid)]
DatabaseUrl = Annotated[SecretStr, AfterValidator(_database_url), Field(validate_default=True)]
LocalPath = Annotated[Path, AfterValidator(_local_path)]
LadderName = Annotated[str, Field(min_length=1, max_length=500), AfterValidator(_ladder_name)]
MappingName = Annotated[str, Field(min_length=1, max_length=500), AfterValidator(_mapping_name)]
CalendarAddress = Annotated[str, Field(min_length=1, max_length=500), AfterValidator(_calendar)]
DAYS_OFF = (
    "*lov", "*lovet", "studiedag*", "kompetensdag*", "kompetensutvecklingsdag*", "planeringsdag*", "lovdag*",
    "skolfri*", "ledig*", "*loma", "vapaa*", "holiday*", "break", "closed",
)  # fmt: skip
"""Words of a calendar's titles that mean a day off; ``*`` stands for any letters."""
TERMS = ("*termin", "*terminen", "*lukukausi", "term", "semester")
