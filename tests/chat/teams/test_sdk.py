"""The SDK is imported late and alone: no ``.env``, no open door, nothing of it where only Slack is set up."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from bot.chat.teams.sdk import OPEN_DOOR, refuse_open_door
from bot.errors import UserError

SLACK_ONLY = """
[school]
name = "Exempelskolan"
country = "SE"
timezone = "Europe/Stockholm"
language = "sv"
ladder = "se-ostersund-lit"

[slack]
bot_token = "not-used"
signing_secret = "not-used"
"""
TEAMS = """
[teams]
client_id = "3d1f8b7e-52c4-4a0b-b6d9-7e8f9a0b1c2d"
client_secret = "not-used"
tenant_id = "6f0c3a52-1d5b-4c87-9d0e-2b7a1f4e8c31"
"""
STARTED = """
import asyncio, os, sys
from pathlib import Path
from bot.app.platforms import platforms
from bot.app.service import Service, chat_routes, slack_inbound
from bot.app.wiring import Clock, house_of, settings_of

async def started():
    settings = settings_of(Path("lots.toml"))
    service = Service(settings, house_of(settings), Clock())
    async with platforms(settings, service.house, service.inbox, service.clock.now) as found:
        service.slack = slack_inbound(service, found)
        chat_routes(service, rehearsal=False)
        print(sorted(found))

asyncio.run(started())
print(sorted(name for name in ("microsoft_teams", "msgraph", "msal", "fastapi", "httpx") if name in sys.modules))
print(os.environ.get("FROM_DOTENV"), os.environ.get("CLIENT_SECRET"))
"""


def started(folder: Path, settings: str, environ: dict[str, str] | None = None) -> list[str]:
    """What a fresh process says that has its platforms open."""
    (folder / "lots.toml").write_text(settings)
    root = Path(__file__).parents[3]
    done = subprocess.run(
        [sys.executable, "-c", STARTED],
        cwd=folder,
        env={"PYTHONPATH": str(root), "PATH": "/usr/bin:/bin"} | (environ or {}),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.splitlines()


def test_with_slack_only_neither_sdk_is_imported(tmp_path: Path) -> None:
    assert started(tmp_path, SLACK_ONLY)[:2] == ["['local', 'slack']", "[]"]


def test_a_dotenv_lying_about_is_not_read_and_the_environment_stands(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("FROM_DOTENV=1\nCLIENT_ID=evil\n")
    said = started(tmp_path, SLACK_ONLY + TEAMS, {"CLIENT_SECRET": "another", "CLOUD": "nowhere"})
    assert said[0] == "['local', 'slack', 'teams']"
    assert said[2] == "None another"


@pytest.mark.parametrize("value", ["1", "true", "false", ""])
def test_an_open_door_in_the_environment_is_refused(value: str) -> None:
    with pytest.raises(UserError, match=OPEN_DOOR):
        refuse_open_door({OPEN_DOOR: value})


def test_an_open_door_in_a_dotenv_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    inner = tmp_path / "inner"
    inner.mkdir()
    monkeypatch.chdir(inner)
    refuse_open_door({})
    (tmp_path / ".env").write_text(f"export {OPEN_DOOR}=true\n")
    with pytest.raises(UserError, match=OPEN_DOOR):
        refuse_open_door({})
