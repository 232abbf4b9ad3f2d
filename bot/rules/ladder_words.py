"""Small values of a ladder file: spans, limits, clock times and texts per language."""

from __future__ import annotations

import re
from collections.abc import Mapping
from fractions import Fraction

from bot.rules.ladder import Band, Span, Text, Unit
from bot.rules.ladder_mistakes import one_of, quoted
from bot.rules.ladder_place import Place

UNITS = {
    "min": Unit.MINUTES,
    "minute": Unit.MINUTES,
    "school day": Unit.SCHOOL_DAYS,
    "school week": Unit.SCHOOL_WEEKS,
    "day": Unit.DAYS,
    "week": Unit.WEEKS,
    "month": Unit.MONTHS,
}
MINUTES = frozenset({Unit.MINUTES})
CALENDAR = frozenset({Unit.SCHOOL_DAYS, Unit.SCHOOL_WEEKS, Unit.DAYS, Unit.WEEKS, Unit.MONTHS})
LONGEST = 1000
LANGUAGES = frozenset(
    re.findall(
        "[a-z]{2}",
        """
        aa ab ae af ak am an ar as av ay az ba be bg bh bi bm bn bo br bs ca ce ch co cr cs cu cv cy da de
        dv dz ee el en eo es et eu fa ff fi fj fo fr fy ga gd gl gn gu gv ha he hi ho hr ht hu hy hz ia id
        ie ig ii ik io is it iu ja jv ka kg ki kj kk kl km kn ko kr ks ku kv kw ky la lb lg li ln lo lt lu
        lv mg mh mi mk ml mn mr ms mt my na nb nd ne ng nl nn no nr nv ny oc oj om or os pa pi pl ps pt qu
        rm rn ro ru rw sa sc sd se sg si sk sl sm sn so sq sr ss st su sv sw ta te tg th ti tk tl tn to tr
        ts tt tw ty ug uk ur uz ve vi vo wa wo xh yi yo za zh zu
        """,
    )
)
"""ISO 639-1."""


def read_span(place: Place, units: frozenset[Unit] = CALENDAR) -> Span | None:
    """``4 school weeks``, ``30 days``, ``30 min``."""
    allowed = "a number and a unit, e.g. " + one_of(_example(unit) for unit in Unit if unit in units)
    word = place.text(allowed)
    if word is None:
        return None
    match = re.fullmatch(r"([0-9]{1,4}) +([a-z]+(?: [a-z]+)?)", " ".join(word.split()))
    unit = UNITS.get(match[2]) or UNITS.get(match[2].removesuffix("s")) if match else None
    if match is None or unit not in units or unit is None or not 1 <= int(match[1]) <= LONGEST:
        place.wrong(f"{quoted(word)} is no span of time here", allowed)
        return None
    return Span(int(match[1]), unit)


def _example(unit: Unit) -> str:
    return {
        Unit.MINUTES: "30 min",
        Unit.SCHOOL_DAYS: "20 school days",
        Unit.SCHOOL_WEEKS: "4 school weeks",
        Unit.DAYS: "30 days",
        Unit.WEEKS: "2 weeks",
        Unit.MONTHS: "2 months",
    }[unit]


def read_amount(place: Place, *, share: bool, whole: bool) -> Fraction | None:
    """``30``, ``7.5`` or, for shares, ``10 %`` (returned as 1/10)."""
    allowed = (
        "a percentage, e.g. 10 %" if share else ("a whole number" if whole else "a number, e.g. 30 or 7.5")
    )
    word = place.text(allowed)
    return None if word is None else amount(place, word, allowed, share=share, whole=whole)


def amount(place: Place, word: str, allowed: str, *, share: bool, whole: bool) -> Fraction | None:
    """The exact number ``word`` stands for, or None with the mistake written at ``place``."""
    match = re.fullmatch(r"([0-9]{1,6}(?:\.[0-9]{1,4})?) *(%?)", word)
    if match is None or bool(match[2]) != share:
        place.wrong(f"{quoted(word)} is not such a number", allowed)
        return None
    value = Fraction(match[1])
    if whole and value.denominator != 1:
        place.wrong(f"{quoted(word)} is not such a number", allowed)
        return None
    if share and value > 100:
        place.wrong(f"{quoted(word)} is more than everything", "0 % to 100 %")
        return None
    return value / 100 if share else value


def read_bands(place: Place, *, share: bool, whole: bool) -> tuple[Band, ...]:
    """``30`` for every grade, or ``{1-6: 30, 7-9: 40}``; overlapping bands are a mistake."""
    if place.node.kind != "map":
        limit = read_amount(place, share=share, whole=whole)
        return () if limit is None else (Band(None, None, limit),)
    bands: list[Band] = []
    for key, value in place.entries().items():
        match = re.fullmatch(r"([0-9]{1,2})(?:\s*[-–]\s*([0-9]{1,2}))?", key)
        limit = read_amount(value, share=share, whole=whole)
        if match is None or int(match[2] or match[1]) < int(match[1]):
            value.wrong(f"{quoted(key)} is no band of grades", "e.g. {1-6: 30, 7-9: 40}")
        elif limit is not None:
            bands.append(Band(int(match[1]), int(match[2] or match[1]), limit))
    if not place.node.pairs:
        place.wrong("no grades in the bands", "e.g. {1-6: 30, 7-9: 40}")
    _apart(place, bands)
    return tuple(bands)


def _apart(place: Place, bands: list[Band]) -> None:
    seen: set[int] = set()
    for band in bands:
        grades = set(range(band.first or 0, (band.last or 0) + 1))
        if grades & seen:
            place.wrong(f"grade {min(grades & seen)} is in two bands", "each grade in one band")
        seen |= grades


def read_clock(place: Place) -> int | None:
    """``12:00`` as the minute of the day."""
    word = place.text("a time of day, e.g. 12:00")
    match = re.fullmatch(r"([01]?[0-9]|2[0-3])[:.]([0-5][0-9])", word or "")
    if word is not None and match is None:
        place.wrong(f"{quoted(word)} is no time of day", "e.g. 12:00")
    return int(match[1]) * 60 + int(match[2]) if match else None


def read_text(place: Place) -> Text:
    """A text per language: ``{sv: …, fi: …}``."""
    return {
        language: text for language, value in languages(place).items() if (text := value.text()) is not None
    }


def read_lists(place: Place) -> Mapping[str, tuple[str, ...]]:
    """A list of texts per language: ``{sv: [..., ...]}``."""
    found: dict[str, tuple[str, ...]] = {}
    for language, value in languages(place).items():
        listed = value.items("a list of questions")
        if value.node.kind == "list" and not listed:
            value.wrong("is an empty list", "at least one question, or no such key")
        lines = [item.text() for item in listed]
        found[language] = tuple(line for line in lines if line is not None)
    return found


def languages(place: Place) -> Mapping[str, Place]:
    """The values per language; keys which are no languages are mistakes.

    ``{en: Sent, one week more}`` is YAML for two keys, the second without a value: the hint says so.
    """
    found = place.entries("a text per language, e.g. {sv: …, fi: …}")
    for key in [key for key in found if key not in LANGUAGES]:
        value = found.pop(key)
        hint = "; a text with a comma needs quotes" if value.node.kind == "empty" else ""
        value.wrong(
            f"{quoted(key)} is no language{hint}", 'language codes, e.g. sv, fi, en: {sv: "…", en: "…"}'
        )
    if place.node.kind == "map" and not place.node.pairs:
        place.wrong("no text in any language", "e.g. {sv: …}")
    return found
