"""``[[sources]]``: where attendance comes from."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal, Self

from pydantic import Field
from pydantic import model_validator as check

from bot.settings_part import Part
from bot.settings_values import Address, LocalPath, MappingName, Secret, Word, Zone

SourceKind = Literal["csv", "ss12000", "edlevo", "edfi"]
SchoolType = Literal[
    "preschool_class",
    "compulsory",
    "compulsory_adapted",
    "upper_secondary",
    "upper_secondary_adapted",
    "municipal_adult",
    "adult_adapted",
    "swedish_for_immigrants",
    "higher_vocational",
]
"""Edlevo has a service for each."""
NEEDED = {
    "edlevo": ("license_key", "units", "school_types", "roster"),
    "edfi": ("client_id", "client_secret", "roster"),
}
"""Besides ``url``."""


class Source(Part):
    """Where attendance comes from. ``path`` for csv, ``url`` for the others.

    ``roster`` is a school folder: of its roster files counts what the system itself does not tell.
    """

    name: Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9_-]*$")]
    kind: SourceKind
    path: LocalPath | None = None
    mapping: MappingName | None = None
    """How to read exports that are not in the form of the school folder."""
    url: Address | None = None
    roster: LocalPath | None = None
    timezone: Zone | None = None
    """Else the first school's."""
    size_cap_mb: Annotated[int, Field(ge=1, le=4096)] = 512
    every_minutes: Annotated[int, Field(ge=1, le=1440)] = 5
    wake_secret: Secret | None = None
    token_url: Address | None = None
    client_id: Word | None = None
    client_secret: Secret | None = None
    scope: Word | None = None
    certificate: LocalPath | None = None
    certificate_key: LocalPath | None = None
    trusted: LocalPath | None = None
    organisation: Annotated[str, Field(pattern=r"^[0-9A-Za-z-]{1,64}$")] | None = None
    paging: Literal["token", "filters"] = "token"
    """``filters``: the server wants them repeated with each ``pageToken``."""
    page_size: Annotated[int, Field(ge=1, le=100_000)] = 500
    license_key: Secret | None = None
    units: tuple[Annotated[str, Field(pattern=r"^[0-9A-Za-z{}-]{1,64}$")], ...] = ()
    school_types: tuple[SchoolType, ...] = ("compulsory",)
    day_minutes: Annotated[int, Field(ge=30, le=720)] = 360
    since: date | None = None
    reread_days: Annotated[int, Field(ge=1, le=366)] = 14

    @check(mode="after")
    def _has_its_place(self) -> Self:
        needed, unused = ("path", "url") if self.kind == "csv" else ("url", "path")
        if getattr(self, needed) is None:
            raise ValueError(f"{needed} is missing: a source of kind {self.kind} needs it")
        if getattr(self, unused) is not None:
            raise ValueError(f"{unused} is not for a source of kind {self.kind}; allowed: {needed}")
        lacks = [name for name in NEEDED.get(self.kind, ()) if not getattr(self, name)]
        if lacks:
            raise ValueError(f"{lacks[0]} is missing: a source of kind {self.kind} needs it")
        if self.mapping is not None and self.kind != "csv":
            raise ValueError(f"mapping is not for a source of kind {self.kind}; allowed: with kind csv")
        return self
