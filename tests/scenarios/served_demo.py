"""`lots demo` as a person starts it: a process of its own, on a free port, with a folder of its own."""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import sys
import time
import urllib.request
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from bot.app.demo import set_up
from bot.chat.local.desk import Step, View
from bot.demo.school import Which
from bot.notices.board import Board

ROOT = Path(__file__).parents[2]
PATIENCE = 60.0


class RunningDemo:
    """The command, started; ``stop`` and ``start`` again keep its port and its folder."""

    def __init__(self, folder: Path, school: Which = "ostersund") -> None:
        self.folder, self.school, self.port = folder, school, 0
        self._process: subprocess.Popen[str] | None = None

    @property
    def url(self) -> str:
        """Where the page is."""
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> None:
        """Start it and wait until it answers."""
        command = [sys.executable, "-m", "bot", "demo", "--port", str(self.port)]
        command += ["--school", self.school, "--data", str(self.folder)]
        self._process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        found = re.search(r"http://127\.0\.0\.1:(\d+)/", line)
        assert found, f"said {line!r}"
        self.port = int(found[1])
        # The socket is open before the school is set up: the first answer comes when both are.
        with urllib.request.urlopen(f"{self.url}/static/lots.svg", timeout=PATIENCE) as answer:
            assert answer.status == 200

    def stop(self) -> float:
        """End it as Ctrl+C does; the seconds it took."""
        assert self._process is not None
        began = time.monotonic()
        self._process.send_signal(signal.SIGINT)
        self._process.wait(PATIENCE)
        return time.monotonic() - began

    def kill(self) -> None:
        """Whatever happened, nothing is left running."""
        if self._process is not None and self._process.poll() is None:
            os.kill(self._process.pid, signal.SIGKILL)
            self._process.wait(PATIENCE)


def played_to_first_question(folder: Path, school: Which) -> None:
    """A demo folder in which the first question has just been put. In a thread: a browser may hold this one's loop."""
    with ThreadPoolExecutor(max_workers=1) as pool:
        pool.submit(_play, folder, school).result()


def _play(folder: Path, school: Which) -> None:
    made = set_up(school, folder)
    room, viewer = made.desk.first_room()
    for _ in range(90):
        made.desk.step(Step.DAY, "")
        board = made.desk.board(View(room=room, viewer=viewer))
        assert isinstance(board, Board)
        if board.waiting:
            break
    made.replay.close()
    made.house.db.close()


def copied(prepared: Path, to: Path) -> Path:
    """The folder as it was prepared, for one test."""
    return Path(shutil.copytree(prepared, to))
