"""``lots demo``: a sample school on this computer only, its term replayed in the local chat."""

from __future__ import annotations

import logging
import shutil
import sys
import threading
from dataclasses import dataclass
from pathlib import Path
from types import FrameType
from typing import get_args

import uvicorn
from pydantic import TypeAdapter, ValidationError
from starlette.applications import Starlette

from bot.app.desk import HouseDesk
from bot.app.listening import listen
from bot.app.news import News
from bot.app.replay import Replay
from bot.app.school_day import Parts
from bot.app.wiring import Clock
from bot.chat.local.inbound import local_app
from bot.chat.local.platform import LocalChat
from bot.demo.model import SamplePlan
from bot.demo.school import Which, plan, write_school
from bot.errors import UserError
from bot.handlers.board_rooms import LOCAL
from bot.handlers.deliver import Deliverer
from bot.handlers.house import House, School
from bot.handlers.inbox import HouseInbox
from bot.ladders import load
from bot.notices.model import Notice, NoticeKind
from bot.ports import Receipt
from bot.rules.doubt import Limits
from bot.sources.csv_folder import CsvFolder
from bot.storage.db import Database
from bot.storage.errors import StorageError

LOOPBACK = "127.0.0.1"
FIRST_ROOM = {"ostersund": "8C", "nyland": "5A"}
_notices = TypeAdapter(dict[str, Notice])


class KeepingChat(LocalChat):
    """The local chat, which keeps what was said to the whole school: a digest is true of its Monday only."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self.kept: dict[str, Notice] = {}
        self.read()

    def read(self) -> None:
        """Take what an earlier start kept; nothing where there is nothing to read."""
        self.kept.clear()
        try:
            self.kept.update(_notices.validate_json(self._file.read_bytes()))
        except (OSError, ValidationError):
            return

    async def post(self, address: str, notice: Notice, key: str, thread: Receipt | None = None) -> Receipt:
        """The message stands in the room from now on."""
        if notice.kind in (NoticeKind.DIGEST, NoticeKind.REVIEW):
            self.kept[key] = notice
            part = self._file.with_name(self._file.name + ".part")
            part.write_bytes(_notices.dump_json(self.kept))
            part.replace(self._file)
        return await super().post(address, notice, key, thread)


@dataclass(frozen=True, kw_only=True)
class Demo:
    """The demo's parts, set up and not yet served."""

    desk: HouseDesk
    replay: Replay
    house: House


def demo(port: int, school: str, folder: Path) -> None:
    """Serve the sample school until stopped. UserError: unknown school, port taken, folder unusable."""
    logging.basicConfig(level=logging.WARNING, format="%(levelname)s %(message)s")
    which = _which(school)
    # Loopback only: whoever opens the page may be anybody of the school.
    listening = listen(LOOPBACK, port, f"--port: {port}")
    url = f"http://{LOOPBACK}:{listening[0].getsockname()[1]}/"
    sys.stdout.write(f"{plan(which).name}: {url}\n")
    sys.stdout.flush()
    made = set_up(which, folder)
    closing = threading.Event()
    app = Starlette(routes=list(local_app(made.desk, closing)))
    config = uvicorn.Config(
        app, log_level="warning", access_log=False, lifespan="off", timeout_graceful_shutdown=3
    )
    try:
        Server(config, closing).run(sockets=listening)
    finally:
        made.replay.close()
        made.house.db.close()


class Server(uvicorn.Server):
    """Ends the open streams first, so that stopping does not wait for them."""

    def __init__(self, config: uvicorn.Config, closing: threading.Event) -> None:
        super().__init__(config)
        self._closing = closing

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """Ctrl+C, or SIGTERM."""
        self._closing.set()
        super().handle_exit(sig, frame)


def _which(school: str) -> Which:
    known = get_args(Which)
    found = next((each for each in known if each == school), None)
    if found is None:
        raise UserError(f"--school: {school!r} is not known; allowed: {', '.join(known)}")
    return found  # type: ignore[no-any-return]  # one of the literal's own values


def set_up(which: Which, folder: Path) -> Demo:
    """The school as it was left, or on the first day of its term."""
    sample, place = plan(which), folder / which
    registers, database = place / "school", place / "lots.db"
    try:
        registers.mkdir(parents=True, exist_ok=True)
        db = Database(f"sqlite:///{database}")
        db.upgrade()
    except (OSError, StorageError) as error:
        raise UserError(f"--data: {error}") from None
    house = House(db=db, schools=(_school(sample),))
    clock, news, chat = Clock(stands=True), News(), KeepingChat(place / "said.json")
    inbox = HouseInbox(house, clock.now)
    parts = Parts(
        plan=sample,
        folder=registers,
        house=house,
        inbox=inbox,
        deliverer=Deliverer(house, {LOCAL: chat}, clock),
        source=CsvFolder("csv", registers, sample.timezone),
        clock=clock,
    )

    def begin_anew() -> None:
        """Throw away what has happened; pages that are open read again afterwards."""
        db.close()
        for file in (database, *(database.with_name(database.name + end) for end in ("-wal", "-shm"))):
            file.unlink(missing_ok=True)
        shutil.rmtree(registers)
        (place / "said.json").unlink(missing_ok=True)
        chat.read()
        db.upgrade()
        write_school(sample, registers)

    first = FIRST_ROOM[which]
    own = frozenset(one.mentor for one in sample.classes if one.key == first)
    replay = Replay(parts, news, place / "state.json", own=own, begin_anew=begin_anew)
    if not (place / "state.json").exists():
        begin_anew()
    replay.begin()
    desk = HouseDesk(house, inbox, clock.now, news, calendar=replay, kept=chat.kept, first=first)
    return Demo(desk=desk, replay=replay, house=house)


def _school(sample: SamplePlan) -> School:
    return School(
        name=sample.name,
        country=sample.country,
        timezone=sample.timezone,
        language=sample.language,
        ladder=load(sample.ladder),
        doubts=Limits(),
    )
