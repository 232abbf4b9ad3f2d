"""The API's XML, read person by person: no entities, no DTD, nothing kept that is not asked for."""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from xml.etree.ElementTree import Element, ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import iterparse

from bot.sources.web import WebError

_EVENT = frozenset({"start", "stop"})
_SCHOOL_EVENT = frozenset({"lessonid", "reason", "minutes", "lessonminutes", "courseorsubjectcode"})
_SUM = frozenset({"minutes", "offeredminutes", "courseorsubjectid"})


@dataclass(frozen=True, kw_only=True)
class Said:
    """An event or an aggregation of a person, its texts by element."""

    person: str
    cells: Mapping[str, str]


def events(body: bytes) -> Iterator[Said]:
    """Events of lessons; those of preschools have none. :class:`WebError` where it is another structure."""
    for person, found in _people(body, "event"):
        school = next((child for child in found if _name(child) == "schoolevent"), None)
        if school is not None:
            yield Said(person=person, cells=_texts(found, _EVENT) | _texts(school, _SCHOOL_EVENT))


def aggregations(body: bytes) -> Iterator[Said]:
    """Sums of a person by course and reason."""
    for person, found in _people(body, "aggregation"):
        yield Said(person=person, cells=_texts(found, _SUM))


def _people(body: bytes, wanted: str) -> Iterator[tuple[str, Element]]:
    root: Element | None = None
    try:
        for step, element in iterparse(io.BytesIO(body), events=("start", "end"), forbid_dtd=True):
            if root is None:
                root = element
                if _name(root) != "persons":
                    raise WebError("answers with something that is not the Absence API's")
            if step == "end" and _name(element) == "person":
                person = next((one.text or "" for one in element if _name(one) == "personid"), "").strip()
                yield from ((person, one) for one in element if _name(one) == wanted)
                root.clear()  # who has been read is let go: memory stays that of one person
    except (ParseError, DefusedXmlException, ValueError, LookupError):
        raise WebError("answers with something that is not XML, or is cut off") from None


def _name(element: Element) -> str:
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


def _texts(element: Element, wanted: frozenset[str]) -> dict[str, str]:
    return {name: (child.text or "").strip() for child in element if (name := _name(child)) in wanted}
