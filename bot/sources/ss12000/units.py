"""School units (skolenheter): organisations by id, and the name a school goes by here."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import Any

from bot.sources.ss12000.read import ident, refers, text

UNIT = "Skolenhet"
Units = Mapping[str, str]
"""Id of an organisation to the name of its school; those of a school that is not configured stand with their own."""
DEEP = 20
"""Levels above a unit; more is a circle."""


def units(organisations: Mapping[str, dict[str, Any]], schools: Collection[str]) -> Units:
    """Every organisation's school: the nearest above it that is configured, by name or unit code, else itself.

    With a single school configured only its own units count, however many others the server has; a server
    with a single unit is that school's, whatever its name.
    """
    by_id = {ident(thing): thing for thing in organisations.values() if ident(thing)}
    found = {one: _school(one, by_id, schools) for one in by_id}
    if len(schools) != 1:
        return found
    (only,) = schools
    if (
        only not in found.values()
        and sum(text(one, "organisationType") == UNIT for one in by_id.values()) == 1
    ):
        return dict.fromkeys(found, only)
    return {one: name for one, name in found.items() if name == only}


def _school(unit: str, by_id: Mapping[str, dict[str, Any]], schools: Collection[str]) -> str:
    for above in _upwards(unit, by_id):
        for name in (text(above, "displayName"), text(above, "schoolUnitCode")):
            if name in schools:
                return name
    return text(by_id[unit], "displayName")


def _upwards(unit: str, by_id: Mapping[str, dict[str, Any]]) -> Iterator[dict[str, Any]]:
    for _ in range(DEEP):
        if unit not in by_id:
            return
        yield by_id[unit]
        unit = refers(by_id[unit], "parentOrganisation")


def unit_names(organisations: Mapping[str, dict[str, Any]]) -> list[str]:
    """The school units' own names."""
    return sorted(
        text(one, "displayName") for one in organisations.values() if text(one, "organisationType") == UNIT
    )
