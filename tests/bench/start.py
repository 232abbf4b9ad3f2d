"""How long ``lots --help`` takes, and the memory of ``lots run`` once it serves, with each chat."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

from tests.bench.csv import roster
from tests.bench.line import Figure, seconds
from tests.graph.server import GraphServer
from tests.slack.server import SIGNING_SECRET, TOKEN, SlackServer
from tests.teams.server import TeamsServer

LOTS = [sys.executable, "-m", "bot"]
CONFIG = """
[database]
url = "sqlite:///{folder}/lots.db"
[[schools]]
name = "Testskolan"
country = "SE"
timezone = "Europe/Stockholm"
language = "sv"
ladder = "se-ostersund-lit"
[[sources]]
name = "csv"
kind = "csv"
path = "{folder}/school"
[http]
bind = "127.0.0.1:{port}"
"""
SLACK = """
[slack]
bot_token = "{token}"
signing_secret = "{secret}"
api_url = "{api_url}"
"""
TEAMS = """
[teams]
client_id = "{app}"
client_secret = "{secret}"
tenant_id = "{tenant}"
login_url = "{login}"
openid_url = "{openid}"
service_url = "{service}"
"""
GRAPH = """
[graph]
url = "{url}"
[mail]
kind = "graph"
sender = "narvaro@lits.example"
[meetings]
kind = "graph"
"""
Chats = Callable[[ExitStack], str]
"""Starts the servers, and says them in the configuration."""


def figures() -> Iterator[Figure]:
    """Six."""

    def run(*words: str) -> float:
        return seconds(lambda: subprocess.run(words, check=True, capture_output=True), 7)

    yield Figure(
        name="lots --help", ours=run(*LOTS, "--help"), floor=None, target=0.3, unit="s", said="fastest of 7"
    )
    bare = run(sys.executable, "-c", "pass")
    yield Figure(
        name="… of which python itself", ours=bare, floor=None, target=None, unit="s", said="-c pass"
    )
    yield Figure(
        name="resident memory of lots run, Slack only",
        ours=_memory(_slack, made=True),
        floor=None,
        target=120,
        unit="MB",
        said="VmRSS after the first poll of 25 pupils, its database up to date",
    )
    yield Figure(
        name="… where this start makes the database",
        ours=_memory(_slack, made=False),
        floor=None,
        target=120,
        unit="MB",
        said="the same; the database is made by a process of its own",
    )
    for name, chats in (("Teams only", _teams), ("Teams, mail and meetings by Graph", _graph)):
        yield Figure(
            name=f"… {name}",
            ours=_memory(chats, made=True),
            floor=None,
            target=None,
            unit="MB",
            said="likewise",
        )


def _slack(open_: ExitStack) -> str:
    slack = open_.enter_context(SlackServer())
    return SLACK.format(token=TOKEN, secret=SIGNING_SECRET, api_url=slack.api_url)


def _teams(open_: ExitStack) -> str:
    teams = open_.enter_context(TeamsServer())
    return TEAMS.format(
        app=teams.app_id,
        secret=teams.secret,
        tenant=teams.tenant_id,
        login=teams.login_endpoint,
        openid=teams.openid_url,
        service=teams.service_url,
    )


def _graph(open_: ExitStack) -> str:
    graph = open_.enter_context(GraphServer())
    return _teams(open_) + GRAPH.format(url=graph.url)


def _memory(chats: Chats, *, made: bool) -> float:
    with tempfile.TemporaryDirectory() as name, ExitStack() as open_, socket.socket() as free:
        folder = Path(name)
        (folder / "school").mkdir()
        roster(folder / "school", 25)
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
        free.close()
        said = CONFIG.format(folder=name, port=port) + chats(open_)
        (folder / "lots.toml").write_text(said)
        if made:
            upgrade = [*LOTS, "db", "upgrade", "--config", str(folder / "lots.toml")]
            subprocess.run(upgrade, check=True, capture_output=True)
        process = subprocess.Popen(
            [*LOTS, "run", "--config", str(folder / "lots.toml")],
            stderr=subprocess.PIPE,
            env=dict(os.environ),
        )
        try:
            _ready(f"http://127.0.0.1:{port}/readyz", process)
            time.sleep(5)  # the first poll
            status = Path(f"/proc/{process.pid}/status").read_text()
        finally:
            process.terminate()
            process.wait()
    line = next(line for line in status.splitlines() if line.startswith("VmRSS"))
    return int(line.split()[1]) / 1024


def _ready(url: str, process: subprocess.Popen[bytes]) -> None:
    for _ in range(300):
        if process.poll() is not None:
            assert process.stderr
            raise AssertionError(process.stderr.read().decode())
        try:
            with urllib.request.urlopen(url, timeout=2):
                return
        except OSError:
            time.sleep(0.1)
    raise AssertionError("lots run does not get ready")
