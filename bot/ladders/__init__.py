"""The shipped routines and how a ladder file is found."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from pathlib import Path

from bot.rules.ladder import Ladder, LadderForm
from bot.rules.ladder_file import LadderError, Library, Mistake, read_ladder, read_library
from bot.rules.ladder_mistakes import did_you_mean, one_of

SHIPPED = ("se-ostersund-lit", "fi-grundlaggande", "fi-nyland")


def shipped() -> list[str]:
    """Ids of the routines that come with the package."""
    return list(SHIPPED)


def load(ref: str) -> Ladder:
    """The ladder of a shipped id, or of a file. Raises LadderError: no such ladder or file, or its mistakes."""
    if ref in SHIPPED:
        return _shipped(ref)
    path = Path(ref)
    try:
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise _unreadable(ref, "is not UTF-8 text", "a YAML file saved as UTF-8") from error
    except IsADirectoryError as error:
        raise _unreadable(ref, "is a folder", "a YAML file") from error
    except (OSError, ValueError) as error:
        what = f"no ladder with this id, and no such file{did_you_mean(ref, SHIPPED)}"
        raise _unreadable(ref, what, f"{one_of(SHIPPED)} or the path of a YAML file") from error
    return read(text, path.name if path.is_absolute() else ref)


def read(text: str, filename: str) -> Ladder:
    """A ladder's text (a file, or the one pinned on a case), with the standard forms at hand."""
    return read_ladder(text, filename, library())


def load_forms() -> Mapping[str, LadderForm]:
    """The standard forms by key."""
    return library().forms


@cache
def library() -> Library:
    """The standard forms and letters, read once."""
    return read_library(_text("forms.yaml"), "forms.yaml")


@cache
def _shipped(name: str) -> Ladder:
    return read(_text(f"{name}.yaml"), f"{name}.yaml")


def _text(name: str) -> str:
    return (files(__name__) / name).read_text(encoding="utf-8")


def _unreadable(ref: str, what: str, allowed: str) -> LadderError:
    return LadderError([Mistake(file=ref, line=0, key="", what=what, allowed=allowed)])
