"""Public holidays (helgdagar, pyhäpäivät), which schools need not list among their days off."""

from __future__ import annotations

import sys
from datetime import date
from importlib.machinery import ModuleSpec
from importlib.util import module_from_spec
from pathlib import Path

import holidays

EVES = {"SE": ("public", "de_facto")}
"""Sweden counts Midsummer, Christmas and New Year's Eve apart from its public holidays; no school is open."""

LANGUAGES = {"FI": "sv_FI"}
"""Names come in the country's own language, in Finland Swedish as in the rest of the product."""


COUNTRIES = "holidays.countries"


def _one_country_at_a_time() -> None:
    """Each country is a module, found by its name; their package would load all 250 of them, 8 MB for one school."""
    if COUNTRIES not in sys.modules:
        package = ModuleSpec(COUNTRIES, None, is_package=True)
        package.submodule_search_locations = [str(Path(holidays.__file__).with_name("countries"))]
        sys.modules[COUNTRIES] = module_from_spec(package)


def public_days_off(country: str, first_year: int, last_year: int) -> dict[date, str]:
    """Every public holiday of both years and those between, with its name in the country's language.

    ``country`` is the ISO code (``SE``, ``FI`` …). Raises ValueError for a country that is not known.
    """
    _one_country_at_a_time()
    years = range(first_year, last_year + 1)
    try:
        # The default language of the library is the machine's, which must not change what staff read.
        language = LANGUAGES.get(country) or holidays.country_holidays(country).default_language
        found = holidays.country_holidays(
            country, years=years, categories=EVES.get(country), language=language
        )
    except NotImplementedError as error:
        raise ValueError(
            f"country {country!r}: no public holidays are known; give a code such as SE or FI"
        ) from error
    return {day: found[day] for day in sorted(found) if first_year <= day.year <= last_year}
