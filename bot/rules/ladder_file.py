"""A ladder file's text to a :class:`~bot.rules.ladder.Ladder`, or everything that is wrong with it."""

from __future__ import annotations

import re
from collections.abc import Mapping

from bot.rules.ladder import Block, Counting, Ladder, LadderForm, Merge, Review, Text
from bot.rules.ladder_actions import Library, read_actions
from bot.rules.ladder_forms import read_forms
from bot.rules.ladder_links import NAMED, ROLES, Links
from bot.rules.ladder_live import missing_to_go_live
from bot.rules.ladder_mistakes import LadderError, Mistake, quoted
from bot.rules.ladder_place import Notebook, Place, named
from bot.rules.ladder_stages import read_stages
from bot.rules.ladder_words import MINUTES, read_clock, read_span, read_text
from bot.rules.ladder_yaml import compose

__all__ = [
    "NOTHING",
    "LadderError",
    "Library",
    "Mistake",
    "missing_to_go_live",
    "read_ladder",
    "read_library",
]

KEYS = (
    "id",
    "name",
    "country",
    "version",
    "source",
    "decisions",
    "counting",
    "roles",
    "forms",
    "always",
    "reviews",
    "stages",
)
COUNTING = ("hour", "occasion", "absent_day", "day_divides_at", "late_is_absence_from")
HOURS = {"lesson": None, "45 min": 45, "60 min": 60}
REVIEWED = (Block.MONTH, Block.QUARTER, Block.PERIOD, Block.TERM)
LISTS = ("bands", "waiting", "past_due")
NOTHING = Library(forms={}, letters={})


def read_ladder(text: str, filename: str, library: Library = NOTHING) -> Ladder:
    """Read a ladder. ``library`` holds the forms it may use without writing them out; its own come first.

    Raises :class:`LadderError` with every mistake found, in the order of the file.
    """
    book = Notebook(filename)
    root = Place(compose(text, filename), "", 1, book)
    keys = root.keys(KEYS, required=("id", "name", "country", "stages"))
    own = read_forms(keys["forms"]) if "forms" in keys else {}
    library = Library(forms={**library.forms, **own}, letters=library.letters)
    ladder = Ladder(
        id=_id(keys),
        name=read_text(keys["name"]) if "name" in keys else {},
        country=_country(keys),
        version=(keys["version"].whole(1, 999_999) or 1) if "version" in keys else 1,
        source=(keys["source"].text() or "") if "source" in keys else "",
        decisions=_sentences(keys["decisions"]) if "decisions" in keys else (),
        counting=_counting(keys["counting"]) if "counting" in keys else Counting(),
        roles=_roles(keys["roles"]) if "roles" in keys else {},
        forms=library.forms,
        always=read_actions(keys["always"], library, standard=True) if "always" in keys else {},
        reviews=_reviews(keys["reviews"]) if "reviews" in keys else (),
        stages=read_stages(keys["stages"], library) if "stages" in keys else {},
        text=text,
    )
    Links(ladder, root).check()
    if book.mistakes:
        raise LadderError(book.mistakes)
    return ladder


def read_library(text: str, filename: str) -> Library:
    """Read the library: ``forms:`` in the ladder's own form language, ``letters:`` key to texts."""
    book = Notebook(filename)
    root = Place(compose(text, filename), "", 1, book)
    keys = root.keys(("common", "forms", "letters"), required=("forms", "letters"))
    forms: Mapping[str, LadderForm] = read_forms(keys["forms"]) if "forms" in keys else {}
    letters: dict[str, Text] = {}
    if "letters" in keys:
        letters = {key: read_text(value) for key, value in named(keys["letters"], "letters").items()}
    if book.mistakes:
        raise LadderError(book.mistakes)
    return Library(forms=forms, letters=letters)


def _id(keys: Mapping[str, Place]) -> str:
    word = keys["id"].text("a short name, e.g. se-danderyd") if "id" in keys else None
    if word is not None and not re.fullmatch(r"[a-z0-9][a-z0-9_-]{0,59}", word):
        keys["id"].wrong(f"{quoted(word)} is no id", "small letters, digits and -, e.g. se-danderyd")
    return word or ""


def _country(keys: Mapping[str, Place]) -> str:
    word = keys["country"].text("two capital letters, e.g. SE") if "country" in keys else None
    if word is not None and not re.fullmatch(r"[A-Z]{2}", word):
        keys["country"].wrong(f"{quoted(word)} is no country", "two capital letters, e.g. SE, FI, GB")
    return word or ""


def _sentences(place: Place) -> tuple[str, ...]:
    lines = [item.text("a sentence") for item in place.items("a list of sentences")]
    return tuple(line for line in lines if line is not None)


def _counting(place: Place) -> Counting:
    keys = place.keys(COUNTING)
    standard = Counting()
    hour = keys["hour"].choice(HOURS) if "hour" in keys else None
    late = read_span(keys["late_is_absence_from"], MINUTES) if "late_is_absence_from" in keys else None
    divides = read_clock(keys["day_divides_at"]) if "day_divides_at" in keys else None
    return Counting(
        hour_minutes=HOURS[hour] if hour else None,
        occasion=(keys["occasion"].enum(Merge) if "occasion" in keys else None) or standard.occasion,
        absent_day=(keys["absent_day"].choice(("all", "half", "any")) if "absent_day" in keys else None)
        or standard.absent_day,
        day_divides_at=standard.day_divides_at if divides is None else divides,
        late_is_absence_from=late.n if late else None,
    )


def _roles(place: Place) -> Mapping[str, str]:
    """The routine's word to the word in ``staff.csv``; a plain list where they are the same."""
    if place.node.kind == "list":
        return {word: word for word in place.names("a list of role words")}
    entries = named(place, "the routine's words and those of staff.csv, e.g. team: teacher")
    for word in {*ROLES, *NAMED} & entries.keys():
        entries[word].wrong(f"{quoted(word)} has its meaning already", "other words")
    return {word: value.name() or "" for word, value in entries.items()}


def _reviews(place: Place) -> tuple[Review, ...]:
    return tuple(_review(item) for item in place.items("a list of reviews, e.g. - every: quarter"))


def _review(place: Place) -> Review:
    keys = place.keys(("every", "who", "list"), required=("every", "who"))
    return Review(
        every=(keys["every"].enum(Block, REVIEWED) if "every" in keys else None) or Block.MONTH,
        who=keys["who"].names("a list of roles") if "who" in keys else (),
        list=(keys["list"].choice(LISTS) if "list" in keys else None) or "bands",
    )
