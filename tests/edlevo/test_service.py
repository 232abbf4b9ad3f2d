"""An Edlevo server in the configuration: checked, polled, and asked for what it lacks."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from bot.app.check import check
from bot.app.once import once
from bot.app.wiring import house_of, settings_of
from bot.settings import load_settings
from bot.settings_errors import SettingsError
from bot.storage import rollup
from tests.app.office import MONDAY, TOML, ZONE, Office
from tests.edlevo.polled import lesson
from tests.edlevo.server import KEY, Edlevo

LINES = f"""\
kind = "edlevo"
url = "URL"
license_key = "{KEY}"
units = ["unit-1"]
since = "{MONDAY}"
roster = "data/"
"""


def toml(url: str = "https://edlevo.example/x", without: str = "-") -> str:
    lines = [line for line in LINES.replace("URL", url).splitlines() if not line.startswith(without)]
    return TOML.replace('kind = "csv"\npath = "data/"\n', "\n".join(lines) + "\n")


def test_the_service_reads_a_server_and_check_says_what_it_offers(tmp_path: Path) -> None:
    server = Edlevo(
        [lesson(MONDAY, reason="Invalid"), lesson(MONDAY, "09:20"), lesson(MONDAY, person="hidden")]
    )
    with server.running() as url:
        office = Office(tmp_path, toml(url))
        now = datetime(2026, 8, 25, 16, tzinfo=ZONE)
        assert json.loads(once(office.config, now).splitlines()[-1])["polled"] == 2
        lines = [str(line) for line in check(office.config)]
    with house_of(settings_of(office.config)).db.read() as conn:
        (day,) = rollup.days(conn, "p1", MONDAY, MONDAY + timedelta(days=4))
    assert [found.absent for found in day.lessons] == [60, 0]
    assert "ok    source csv: Absence answers, 0 events today" in lines
    assert not any(KEY in line for line in lines)


@pytest.mark.parametrize("key", ["license_key", "units", "roster", "url"])
def test_what_a_server_needs_is_said_where_it_is_missing(tmp_path: Path, key: str) -> None:
    config = tmp_path / "lots.toml"
    config.write_text(toml(without=key), encoding="utf-8")
    with pytest.raises(SettingsError, match=f"{key} is missing: a source of kind edlevo needs it"):
        load_settings(config, {})


def test_a_unit_or_school_type_that_is_none_is_said_with_what_is_allowed(tmp_path: Path) -> None:
    config = tmp_path / "lots.toml"
    text = toml().replace('"unit-1"', '"unit 1"').replace("since =", 'school_types = ["gymnasium"]\nsince =')
    config.write_text(text, encoding="utf-8")
    with pytest.raises(SettingsError) as caught:
        load_settings(config, {})
    assert [line.partition(": ")[2].partition(", ")[0] for line in caught.value.lines] == [
        "sources[0].units[0]: is not an id of a unit; allowed: letters",
        "sources[0].school_types[0]: is not one of them; allowed: preschool_class",
    ]
