"""``lots run`` as an operator meets it: a process that answers, delivers, takes clicks and stops in order."""

from __future__ import annotations

import json
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest

from bot.demo.school import plan, write_school
from tests.slack.client import Clicker
from tests.slack.server import SlackServer

CONFIG = """
[school]
name = "Lits skola"
country = "SE"
timezone = "Europe/Stockholm"
language = "sv"
ladder = "se-ostersund-lit"
[[sources]]
name = "csv"
kind = "csv"
path = "data"
[http]
bind = "127.0.0.1:{port}"
[slack]
bot_token = "xoxb-test"
signing_secret = "{secret}"
api_url = "{api}"
"""
LONG = 60.0


def free_port() -> int:
    with socket.socket() as sock:
        sock.bind(("127.0.0.1", 0))
        port: int = sock.getsockname()[1]
        return port


@pytest.fixture
def slack() -> Iterator[SlackServer]:
    with SlackServer() as server:
        yield server


@pytest.fixture
def folder(tmp_path: Path, slack: SlackServer) -> Path:
    """The sample school up to its first question, in Slack's channels instead of the local rooms."""
    school = plan("ostersund")
    data = tmp_path / "data"
    data.mkdir()
    write_school(school, data, until=school.school_days[14])
    rows = (data / "channels.csv").read_text(encoding="utf-8").splitlines()
    moved = [rows[0]]
    for row in rows[1:]:
        audience, _, address = row.split(",")
        moved.append(f"{audience},slack,C{address.upper()}")
        slack.add_channel(f"C{address.upper()}")
    (data / "channels.csv").write_text("\n".join(moved) + "\n", encoding="utf-8")
    for number, person in enumerate({member.email: member for member in school.staff}.values()):
        slack.add_user(person.email, id=f"U{number:04}", name=person.name)
    return tmp_path


@contextmanager
def running(folder: Path, slack: SlackServer) -> Iterator[tuple[subprocess.Popen[bytes], str]]:
    port = free_port()
    text = CONFIG.format(port=port, secret=slack.signing_secret, api=slack.api_url)
    (folder / "lots.toml").write_text(text, encoding="utf-8")
    command = [
        sys.executable,
        "-m",
        "bot",
        "run",
        "--config",
        str(folder / "lots.toml"),
        "--clock",
        "2026-09-07T15:00",
    ]
    with (folder / "log.txt").open("wb") as log, subprocess.Popen(command, stdout=log, stderr=log) as process:
        url = f"http://127.0.0.1:{port}"
        try:
            eventually(lambda: alive(url), process, folder)
            yield process, url
        finally:
            process.kill()


def shown(slack: SlackServer) -> str:
    return json.dumps(slack.latest("C8C").blocks, ensure_ascii=False)


def alive(url: str) -> bool:
    try:
        return httpx.get(f"{url}/healthz").status_code == 200
    except httpx.TransportError:
        return False


def eventually(true: object, process: subprocess.Popen[bytes], folder: Path) -> None:
    """Look until it is so; the process ending or a minute passing is a failure with its log."""
    assert callable(true)
    end = time.monotonic() + LONG
    while not true():
        assert process.poll() is None, (folder / "log.txt").read_text(encoding="utf-8")
        assert time.monotonic() < end, (folder / "log.txt").read_text(encoding="utf-8")
        process_pause()


def process_pause() -> None:
    """Let the other process work: wait on a socket that nothing arrives at."""
    with socket.socket() as sock:
        sock.settimeout(0.05)
        sock.bind(("127.0.0.1", 0))
        sock.listen()
        try:
            sock.accept()
        except TimeoutError:
            return


def test_the_service_asks_takes_the_answer_and_stops_in_order(folder: Path, slack: SlackServer) -> None:
    with running(folder, slack) as (process, url):
        eventually(lambda: slack.messages("C8C"), process, folder)
        assert json.loads(httpx.get(f"{url}/readyz").text)["ready"] is True
        assert "lots_outbox_rows" in httpx.get(f"{url}/metrics").text
        assert httpx.post(f"{url}/sources/csv/wake").status_code == 202
        assert httpx.post(f"{url}/sources/none/wake").status_code == 404
        assert httpx.post(f"{url}/slack/events", content=b"payload=1").status_code == 401

        anna = next(user.id for user in slack.space.users.values() if user.email.startswith("anna.lindqvist"))
        clicker = Clicker(slack, url)
        message = slack.latest("C8C")
        clicker.press("contacted_guardian", user=anna, channel="C8C", ts=message.ts)
        eventually(lambda: [view for view in slack.views if view.is_open], process, folder)
        clicker.submit({"date": "2026-09-07", "causes": ["unknown"]}, user=anna)
        eventually(lambda: "Kontakt tagen med vårdnadshavare" in shown(slack), process, folder)

        second = subprocess.run(process.args, capture_output=True, text=True, timeout=LONG)
        place = url.removeprefix("http://")
        said = f"http.bind: {place} cannot be used (Address already in use); try another\n"
        assert (second.returncode, second.stderr) == (2, said)

        process.send_signal(signal.SIGTERM)
        assert process.wait(timeout=10) == 0
    log = (folder / "log.txt").read_text(encoding="utf-8")
    assert f"listening at {url}/" in log
    assert "Traceback" not in log
    assert slack.signing_secret not in log
    assert slack.token not in log
