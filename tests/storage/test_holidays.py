"""Public holidays: only the countries that schools are in are loaded."""

from __future__ import annotations

import subprocess
import sys
from datetime import date

from bot.storage.holidays import public_days_off

SCRIPT = """
import sys
from bot.storage.holidays import public_days_off
for country in ("SE", "FI"):
    public_days_off(country, 2026, 2026)
print(*sorted(name for name in sys.modules if name.startswith("holidays.countries.")))
"""


def test_no_other_country_is_loaded() -> None:
    """The library's package of countries would load all 250 of them."""
    done = subprocess.run([sys.executable, "-c", SCRIPT], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["holidays.countries.finland", "holidays.countries.sweden"]


def test_each_country_has_its_own_days_in_its_own_words() -> None:
    assert public_days_off("SE", 2026, 2026)[date(2026, 6, 19)] == "Midsommarafton"
    assert date(2026, 12, 6) in public_days_off("FI", 2026, 2026)
    assert public_days_off("NO", 2026, 2026)[date(2026, 5, 17)]
