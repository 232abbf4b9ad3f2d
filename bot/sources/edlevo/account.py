"""What the configuration says of an Edlevo server."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from bot.sources.web import Certificate

SERVICES: Mapping[str, str] = {
    "preschool_class": "PreSchoolClass",
    "compulsory": "CompulsorySchool",
    "compulsory_adapted": "CompulsorySchoolForLearningDisabilities",
    "upper_secondary": "UpperSecondarySchool",
    "upper_secondary_adapted": "UpperSecondarySchoolForLearningDisabilities",
    "municipal_adult": "MunicipalAdultSchool",
    "adult_adapted": "AdultSchoolForLearningDisabilities",
    "swedish_for_immigrants": "SwedishForImmigrantsSchool",
    "higher_vocational": "HigherVocationalEducation",
}
"""School type to the middle of its services' names. Preschools have no lessons."""
AUGUST = 8


@dataclass(frozen=True, kw_only=True)
class Account:
    """``units`` are asked one by one; ``now`` is the clock; ``folder`` the school folder: this API tells no roster."""

    name: str
    url: str
    license_key: str = field(repr=False)
    units: tuple[str, ...]
    school_types: tuple[str, ...] = ("compulsory",)
    now: Callable[[], datetime]
    zone: ZoneInfo
    folder: Path
    since: date | None = None
    reread_days: int = 14
    certificate: Certificate = field(default_factory=Certificate)

    @property
    def today(self) -> date:
        """The local day."""
        return self.now().astimezone(self.zone).date()

    @property
    def first(self) -> date:
        """The first day to read: else the first of August of this school year."""
        today = self.today
        return self.since or date(today.year if today.month >= AUGUST else today.year - 1, AUGUST, 1)
