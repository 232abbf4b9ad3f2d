"""A school whose system speaks SS 12000: configured, checked, read, killed in the middle, woken."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from bot.app.check import check
from bot.app.once import once
from bot.storage import sources
from bot.storage.db import Database
from tests.ss12000.polled import folder
from tests.ss12000.school import DAY, MONDAY, School, local, mail
from tests.ss12000.server import CLIENT, GARBLED, SECRET, SsServer

WEEKS = 4
TOML = """\
[school]
name = "Testskolan"
country = "SE"
timezone = "Europe/Stockholm"
language = "sv"
ladder = "se-ostersund-lit"
[[sources]]
name = "elevregister"
kind = "ss12000"
url = "{url}/v2.0"
token_url = "{url}/token"
client_id = "{client}"
client_secret = "{secret}"
since = 2026-08-17
roster = "data/"
[http]
bind = "127.0.0.1:0"
"""
CHANNELS = f"""\
audience,platform,address
mentor:{mail("mentor8C")},local,8c
health_team:Testskolan,local,eht
nurse:Testskolan,local,skolskoterska
special_educator:Testskolan,local,specialpedagog
principal:Testskolan,local,rektor
"""


class Town:
    """The configuration, the server and its school: p1 is there, p2 is away validly every other day."""

    def __init__(self, path: Path, server: SsServer, school: School, url: str) -> None:
        self.path, self.server, self.school = path, server, school
        self.config = path / "lots.toml"
        self.config.write_text(TOML.format(url=url, client=CLIENT, secret=SECRET), encoding="utf-8")
        folder(path / "data", channels=CHANNELS)
        self.days = [MONDAY + timedelta(days=7 * week + day) for week in range(WEEKS) for day in range(5)]
        for n, day in enumerate(self.days):
            school.day(day, "PA" if n % 2 else "PP")
        server.register.at(local(self.days[-1], "17:00"))

    def once(self, hours: int = 0) -> dict[str, int]:
        """``lots once``, so many hours after the last lesson."""
        now = local(self.days[-1], "17:00") + timedelta(hours=hours)
        self.server.register.at(now)
        found: dict[str, int] = json.loads(once(self.config, now))
        return found

    def read_days(self) -> list[str]:
        """Days whose lessons were asked for, in order, first pages only."""
        calls = self.server.asked("calendarEvents")
        whole = [
            call.query for call in calls if "meta.modified.after" not in call.query and len(call.query) > 3
        ]
        return [query["startTime.onOrAfter"][0][:10] for query in whole]


@pytest.fixture
def town(tmp_path: Path) -> Iterator[Town]:
    school = School().open(c8=["p1", "p2"])
    server = SsServer(school.register)
    with server.running() as url:
        yield Town(tmp_path, server, school, url)


def test_the_first_poll_reads_the_year_and_asks_and_the_second_reads_what_is_new(town: Town) -> None:
    first = town.once()
    assert first["polled"] >= len(town.days) * 8
    assert (first["crossings"], first["asks"]) == (1, 1)
    town.server.calls.clear()
    assert town.once(hours=1)["polled"] == 0
    assert town.read_days() == []


def test_lots_check_says_what_the_server_offers_and_how_fresh_it_is(town: Town) -> None:
    town.once()
    said = [str(line) for line in check(town.config)]
    assert "ok    source elevregister: 2 pupils, 0 protected left out, 4 staff" in said
    assert "ok    source elevregister: calendarEvents answers" in said
    assert [line for line in said if "elevregister" in line and line.startswith("fail")] == []
    assert SECRET not in str(said)


def test_a_server_that_is_down_is_seen_and_closes_nothing(
    town: Town, capsys: pytest.CaptureFixture[str]
) -> None:
    town.once()
    town.server.fault("persons", GARBLED)
    assert town.once(hours=2) | {"delivered": 0} == dict.fromkeys(
        ("polled", "crossings", "asks", "delivered", "waiting", "failed"), 0
    )
    assert "persons: answers with something that is not JSON" in capsys.readouterr().err
    database = Database(f"sqlite:///{town.path / 'lots.db'}")
    with database.read() as conn:
        state = sources.state(conn, "elevregister")
    database.close()
    assert state.good_at is not None
    assert state.error == "persons: answers with something that is not JSON"
    town.server.faults.clear()
    said = [str(line) for line in check(town.config)]
    assert any(
        "the last poll failed: persons: answers with something that is not JSON" in line for line in said
    )


def test_killed_in_the_middle_it_goes_on_where_it_was_and_measures_nobody_before(town: Town) -> None:
    reached = threading.Event()
    kept = town.days[9].isoformat()

    def stop(path: str, offset: int) -> None:
        if path == "calendarEvents" and kept in str(town.server.asked("calendarEvents")[-1].query):
            reached.set()
            town.server.lock.release()  # the others may be answered meanwhile
            go_on.wait(60)
            town.server.lock.acquire()

    go_on = threading.Event()
    town.server.on_page = stop
    now = local(town.days[-1], "17:00").isoformat()
    command = [sys.executable, "-m", "bot", "once", "--config", str(town.config), "--now", now]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        assert reached.wait(60)
        process.send_signal(signal.SIGKILL)
    go_on.set()
    town.server.on_page = lambda path, offset: None
    before = town.read_days()
    assert before[-1] == kept
    town.server.calls.clear()

    done = town.once(hours=1)
    again = town.read_days()
    assert again[0] == kept  # the one that was cut off
    assert set(again) & set(before) == {kept}
    assert done["crossings"] == 1
    assert (town.days[-1] - MONDAY).days + 1 == len({*before, *again})


def test_the_night_after_the_latest_days_are_read_anew(town: Town) -> None:
    town.once()
    town.server.calls.clear()
    town.once(hours=8)
    days = town.read_days()
    assert len(days) == 15
    assert days[-1] == (town.days[-1] + DAY).isoformat()
