"""Workers killed at any moment: every message still arrives exactly once."""

from __future__ import annotations

import random
import subprocess
import sys
from collections import Counter
from datetime import timedelta
from pathlib import Path

import sqlalchemy as sa

from bot.storage import outbox
from bot.storage import tables as t
from bot.storage.db import Database
from bot.storage.outbox import State
from tests.storage.make import row

MESSAGES = 120
WORKER = """
import os, random, signal, sys
from bot.storage import outbox
from bot.storage.db import Database
from tests.storage.make import NOW
url, chat, seed, deadly = sys.argv[1:]
dice, db = random.Random(seed), Database(url)
def step():
    if deadly == "yes" and dice.random() < 0.05:
        os.kill(os.getpid(), signal.SIGKILL)
def arrived():
    return open(chat).read().split()
def send(one):
    with open(chat, "a") as out:
        out.write(one.key + "\\n")
while True:
    with db.write() as conn:
        mine, doubtful = outbox.claim(conn, 3, 600, NOW), outbox.unknown_rows(conn, 3, 600, NOW)
        step()
    if not mine and not doubtful:
        break
    for one in mine:
        step(); send(one); step()
        with db.write() as conn:
            outbox.sent(conn, one, None, NOW); step()
    for one in doubtful:
        there = one.key in arrived(); step()
        with db.write() as conn:
            outbox.sent(conn, one, None, NOW) if there else outbox.again(conn, one); step()
"""


def test_nothing_is_lost_or_doubled_when_workers_are_killed(database: Database, tmp_path: Path) -> None:
    chat, kills = tmp_path / "chat", 0
    chat.touch()
    with database.write() as conn:
        outbox.put(conn, [row(f"k{n}", case_id=f"c{n % 7}", channel=f"C{n % 4}") for n in range(MESSAGES)])
    url = database.url.render_as_string(hide_password=False)
    dice = random.Random(7)
    for generation in range(7):
        deadly = "yes" if generation < 6 else "no"
        command = [sys.executable, "-c", WORKER, url, str(chat)]
        pair = [subprocess.Popen([*command, str(dice.random()), deadly]) for _ in range(2)]
        kills += sum(one.wait() == -9 for one in pair)
        _lose_leases(database)
    assert kills > 4
    assert Counter(chat.read_text().split()) == Counter({f"k{n}": 1 for n in range(MESSAGES)})
    with database.read() as conn:
        assert outbox.counts(conn)[State.SENT] == MESSAGES


def _lose_leases(database: Database) -> None:
    """Both workers are gone: let the leases they held run out."""
    with database.write() as conn:
        past = database.now(conn) - timedelta(seconds=1)
        conn.execute(sa.update(t.outbox).where(t.outbox.c.lease_until.is_not(None)).values(lease_until=past))
