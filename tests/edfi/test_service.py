"""An Ed-Fi server in the configuration: polled, and asked for what it lacks."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path

import pytest

from bot.app.check import check
from bot.app.once import once
from bot.settings import load_settings
from bot.settings_errors import SettingsError
from tests.app.office import MONDAY, TOML, ZONE, Office
from tests.edfi.polled import SECTION, event, opened
from tests.edfi.server import KEY, SECRET

LINES = f"""\
kind = "edfi"
url = "URL"
client_id = "{KEY}"
client_secret = "{SECRET}"
since = "{MONDAY}"
roster = "data/"
"""


def toml(url: str = "https://edfi.example/x", without: str = "-") -> str:
    lines = [line for line in LINES.replace("URL", url).splitlines() if not line.startswith(without)]
    return TOML.replace('kind = "csv"\npath = "data/"\n', "\n".join(lines) + "\n")


def test_the_service_reads_a_server_and_check_says_what_it_offers(tmp_path: Path) -> None:
    server = opened()
    server.put(SECTION, "e1", event("Unexcused Absence", day=MONDAY))
    with server.running() as url:
        office = Office(tmp_path, toml(url))
        said = once(office.config, datetime(2026, 8, 25, 16, tzinfo=ZONE))
        assert json.loads(said.splitlines()[-1])["polled"] == 1
        lines = [str(line) for line in check(office.config)]
    assert any("classPeriods answers, 4 objects" in line for line in lines)
    assert not any(SECRET in line for line in lines)


@pytest.mark.parametrize("key", ["client_id", "client_secret", "roster", "url"])
def test_what_a_server_needs_is_said_where_it_is_missing(tmp_path: Path, key: str) -> None:
    config = tmp_path / "lots.toml"
    config.write_text(toml(without=key), encoding="utf-8")
    with pytest.raises(SettingsError, match=f"{key} is missing: a source of kind edfi needs it"):
        load_settings(config, {})
