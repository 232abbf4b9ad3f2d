"""Mapping files: the shipped ones by their id, or a school's own."""

from __future__ import annotations

import re
import tomllib
from importlib import resources
from pathlib import Path

from pydantic import ValidationError

from bot.settings_errors import mistakes
from bot.settings_text import lines_of_keys
from bot.sources.mapped.mapping import Mapping

CAP = 1024 * 1024


class MappingError(Exception):
    """``lines``: one per mistake, with the file, the line, the key and what is allowed."""

    def __init__(self, *lines: str) -> None:
        self.lines = lines
        super().__init__("\n".join(lines))


def shipped() -> tuple[str, ...]:
    """The ids of the mappings that come with the program."""
    found = (resources.files("bot.sources.mapped") / "shipped").iterdir()
    return tuple(sorted(one.name.removesuffix(".toml") for one in found if one.name.endswith(".toml")))


def load(ref: str) -> Mapping:
    """A shipped id, or a file. :class:`MappingError` says every mistake at once."""
    if not ref.endswith(".toml") and "/" not in ref:
        return parse(text_of(ref), f"{ref}.toml")
    return parse(_read(Path(ref)), Path(ref).name)


def text_of(key: str) -> str:
    """The text of a shipped mapping."""
    if key not in shipped():
        raise MappingError(f"there is no mapping {key!r}; allowed: {', '.join(shipped())}, or a .toml file")
    return (resources.files("bot.sources.mapped") / "shipped" / f"{key}.toml").read_text("utf-8")


def parse(text: str, name: str) -> Mapping:
    """Check the text of a mapping file called ``name``."""
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        why, _, at = str(error).partition(" (at ")
        line = re.match(r"line (\d+)", at)
        raise MappingError(f"{name}:{line[1] if line else 1}: is not TOML: {why}") from None
    except RecursionError:
        raise MappingError(f"{name}: is not TOML: too many tables inside each other") from None
    try:
        return Mapping.model_validate(data)
    except ValidationError as error:
        found = mistakes(error, Mapping, name, lines_of_keys(text), {}, alone=False)
    raise MappingError(*found)


def _read(path: Path) -> str:
    try:
        if path.stat().st_size > CAP:
            raise MappingError(f"{path.name}: is larger than 1 MB")
        return path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise MappingError(f"{path.name}: is not UTF-8 (byte {error.start})") from None
    except OSError as error:
        raise MappingError(f"{path.name}: cannot be read: {error.strerror}") from None
