"""``lots run``: polls, delivers, receives, schedules, until it is told to stop."""

from __future__ import annotations

import asyncio
import logging
import signal
import socket
import threading
from collections.abc import Awaitable, Callable, Coroutine, Iterator, Mapping
from contextlib import contextmanager, suppress
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from secrets import compare_digest
from typing import TYPE_CHECKING, Any

import uvicorn
from apscheduler.schedulers.asyncio import AsyncIOScheduler
from pydantic import SecretStr
from starlette.applications import Starlette
from starlette.routing import BaseRoute

from bot.app.aside import aside
from bot.app.diary import CalendarDiary
from bot.app.graphing import bookings_of, graph_open
from bot.app.heap import settle
from bot.app.http import service_routes
from bot.app.listening import listen
from bot.app.logs import begin
from bot.app.news import News
from bot.app.once import advance
from bot.app.platforms import platforms
from bot.app.reaching import reaching_of
from bot.app.wiring import Clock, house_of, in_zone, settings_of, sources_of, upgrade_aside
from bot.errors import UserError
from bot.handlers.deliver import Deliverer
from bot.handlers.house import House
from bot.handlers.inbox import HouseInbox
from bot.handlers.jobs import Times, note_due, work_off
from bot.handlers.poll import poll
from bot.ports import AttendanceSource, ChatPlatform, RowProblem
from bot.settings import Settings
from bot.storage import clock as seen
from bot.storage.errors import EarlierTimeError

if TYPE_CHECKING:
    from bot.chat.slack.inbound import Inbound

log = logging.getLogger("lots")
STOP_WITHIN = 10.0
EVERY_SECONDS = 2.0
KEPT_AFTER = timedelta(minutes=1)
"""A kept click older than this is nobody's any more: working on it takes seconds at most."""
Work = Callable[[], Coroutine[Any, Any, None]]


class Service:
    """The running house. Each kind of work has one task at a time; what fails is logged and tried again."""

    def __init__(self, settings: Settings, house: House, clock: Clock) -> None:
        self.settings, self.house, self.clock = settings, house, clock
        self.loop = asyncio.get_running_loop()
        self.woken = asyncio.Event()
        self.news = News()
        self.inbox = HouseInbox(house, clock.now, self.changed)
        self.others: list[Work] = []
        """What is looked at every minute besides."""
        self.sources = {source.name: source for source in sources_of(settings, clock)}
        self.wishes: set[str] = set()
        self.known: dict[str, frozenset[RowProblem]] = {}
        """By source, what its last poll could not take: in the log once, not every ten minutes until it is mended."""
        self.reading = {name: asyncio.Lock() for name in self.sources}
        self.stopping = asyncio.Event()
        self.closing = threading.Event()
        self.slack: Inbound | None = None
        """Where Slack comes in, where it is set up."""

    @property
    def language(self) -> str:
        """The language of messages that belong to no case."""
        return self.settings.schools[0].language

    def changed(self) -> None:
        """Something is to be sent or shown: called from any thread."""
        self.loop.call_soon_threadsafe(self.woken.set)
        self.news.tell()

    def wake(self, name: str, secret: str) -> bool:
        """A source says that it has news; False for a name that is not configured, or another's secret."""
        wanted = next((source for source in self.settings.sources if source.name == name), None)
        if wanted is None or not knows(wanted.wake_secret, secret):
            return False
        self.wishes.add(name)
        return True

    async def poll_one(self, source: AttendanceSource) -> None:
        """One poll of one source, never two of it at once."""
        async with self.reading[source.name]:
            done = await aside(lambda: poll(self.house, source, self.clock.now(), stop=self.closing.is_set))
        known = self.known.get(source.name, frozenset())
        for problem in done.problems:
            if problem not in known:
                log.warning("%s: %s", source.name, problem)
        self.known[source.name] = frozenset(done.problems)
        if done.asks or done.crossings:
            self.woken.set()

    async def poll_wished(self) -> None:
        """Sources that called."""
        while self.wishes:
            await self.poll_one(self.sources[self.wishes.pop()])

    async def read_out(self) -> None:
        """Nothing is being read any more."""
        for lock in self.reading.values():
            async with lock:
                pass

    async def resume(self, after: timedelta = KEPT_AFTER) -> None:
        """Clicks that were kept, and that a stop came before (here or at another replica)."""
        if self.slack is not None:
            await self.slack.resume(self.clock.now() - after)

    def remember_time(self) -> None:
        """A rehearsal may not be started before what this database has lived through."""
        with suppress(EarlierTimeError), self.house.db.write() as conn:
            seen.advance(conn, self.clock.now())

    async def by_calendar(self) -> None:
        """What the calendar says is due."""
        await asyncio.to_thread(self.remember_time)
        times = Times(digest=self.settings.digest.at)
        await asyncio.to_thread(note_due, self.house, self.clock.now(), times)
        if await asyncio.to_thread(work_off, self.house, self.clock.now()):
            self.woken.set()

    async def deliver(self, deliverer: Deliverer) -> None:
        """Empty the outbox, whenever something was put in it and every few seconds besides."""
        while not self.stopping.is_set():
            with suppress(TimeoutError):
                await asyncio.wait_for(self.woken.wait(), EVERY_SECONDS)
            self.woken.clear()
            await careful(lambda: ran(deliverer.run()))()

    def schedule(self) -> AsyncIOScheduler:
        """The clock: APScheduler keeps nothing but the beat; what is due stands in the database."""
        scheduler = AsyncIOScheduler(timezone="UTC")
        usual: dict[str, Any] = {"misfire_grace_time": None, "coalesce": True, "max_instances": 1}
        for wanted in self.settings.sources:
            source = self.sources[wanted.name]
            scheduler.add_job(
                careful(partial(self.poll_one, source)),
                "interval",
                minutes=wanted.every_minutes,
                next_run_time=Clock().now(),
                **usual,
            )
        scheduler.add_job(careful(self.by_calendar), "interval", seconds=20, **usual)
        scheduler.add_job(careful(self.resume), "interval", seconds=30, **usual)
        scheduler.add_job(careful(self.poll_wished), "interval", seconds=2, **usual)
        for work in self.others:
            scheduler.add_job(careful(work), "interval", minutes=1, next_run_time=Clock().now(), **usual)
        return scheduler


def knows(wanted: SecretStr | None, said: str) -> bool:
    """Whether a caller may wake a source: anybody where no secret is set, for it only has it polled."""
    return wanted is None or compare_digest(wanted.get_secret_value().encode(), said.encode())


def careful(work: Work) -> Work:
    """Log what goes wrong and go on: one failure must not stop the house. The log names no pupil."""

    async def run() -> None:
        try:
            await work()
        except Exception:  # whatever it is, the next beat tries again
            log.exception("the work is tried again at the next beat")

    return run


async def ran(work: Awaitable[object]) -> None:
    """Wait for work whose result nobody needs."""
    await work


class Server(uvicorn.Server):
    """uvicorn without its own signal handling: the house stops in order, the server with it."""

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Leave the signals to the house."""
        yield


def serve(config: Path, start: datetime | None) -> None:
    """Run until SIGTERM or SIGINT."""
    begin(logging.INFO)
    for noisy in ("alembic", "apscheduler", "httpx"):
        logging.getLogger(noisy).setLevel(logging.WARNING)
    settings = settings_of(config)
    # Before the database: a second start beside the running service changes nothing.
    listening = listen(settings.http.host, settings.http.port, f"http.bind: {settings.http.bind}")
    upgrade_aside(config, settings)
    house = house_of(settings)
    clock = Clock(in_zone(start, settings))
    advance(house, clock.now(), "--clock")
    rehearsal = start is not None
    if rehearsal and not settings.http.here:
        raise UserError("http.bind: a rehearsal (--clock) serves the local chat; allowed: 127.0.0.1:PORT")
    asyncio.run(_serve(settings, house, clock, listening, rehearsal=rehearsal))


async def _serve(
    settings: Settings, house: House, clock: Clock, listening: list[socket.socket], *, rehearsal: bool
) -> None:
    service = Service(settings, house, clock)
    for number in (signal.SIGTERM, signal.SIGINT):
        service.loop.add_signal_handler(number, service.stopping.set)
    async with (
        graph_open(settings) as graph,
        platforms(settings, house, service.inbox, clock.now, graph) as found,
    ):
        if settings.slack is not None:
            service.slack = slack_inbound(service, found)
        routes = [
            *service_routes(house, clock.now, service.wake),
            *chat_routes(service, rehearsal=rehearsal),
            *await teams_routes(service, found),
        ]
        server = Server(
            uvicorn.Config(
                Starlette(routes=routes),
                # Its own handlers would write tracebacks as they are.
                log_config=None,
                log_level="warning",
                access_log=False,
                timeout_graceful_shutdown=int(STOP_WITHIN) - 2,
            )
        )
        calendar = bookings_of(settings, house, graph)
        deliverer = Deliverer(house, found, clock, calendar=calendar, changed=service.changed)
        if calendar is not None:
            service.inbox.diary = CalendarDiary(calendar, service.loop)
        reaching = reaching_of(settings, house, service.inbox, service.clock, found, graph)
        service.others += [reaching.run] if reaching else []
        by_socket = asyncio.create_task(careful(lambda: socket_mode(service))())
        settle()
        await careful(lambda: service.resume(timedelta(0)))()
        try:
            await _until_stopped(service, server, deliverer, listening)
        finally:
            by_socket.cancel()


def chat_routes(service: Service, *, rehearsal: bool) -> list[BaseRoute]:
    """Where the chats come in: Slack by HTTP where it is configured, the local page in a rehearsal."""
    made: list[BaseRoute] = []
    slack = service.settings.slack
    if slack is not None and slack.signing_secret is not None and service.slack is not None:
        from bot.chat.slack.inbound import routes

        made += routes(service.slack, slack.signing_secret.get_secret_value())
    if rehearsal:
        from bot.app.desk import HouseDesk
        from bot.chat.local.inbound import local_app

        desk = HouseDesk(service.house, service.inbox, service.clock.now, service.news)
        made += local_app(desk, service.closing)
    return made


def slack_inbound(service: Service, found: Mapping[str, ChatPlatform]) -> Inbound:
    """The one place where Slack comes in, by HTTP or by Socket Mode."""
    from bot.chat.slack.client import SlackChat
    from bot.chat.slack.inbound import Inbound

    chat = found["slack"]
    assert isinstance(chat, SlackChat)
    return Inbound(service.inbox, chat, service.language)


async def teams_routes(service: Service, found: Mapping[str, ChatPlatform]) -> list[BaseRoute]:
    """Where Teams comes in, with the keys of the Bot Framework fetched beforehand."""
    settings = service.settings.teams
    if settings is None:
        return []
    from bot.chat.teams.client import TeamsChat
    from bot.chat.teams.inbound import routes
    from bot.chat.teams.keys import Keys, fetched

    chat = found["teams"]
    assert isinstance(chat, TeamsChat)
    keys = Keys(lambda: fetched(settings.openid_url), later=chat.later)
    await keys.load()
    return [*routes(inbox=service.inbox, chat=chat, keys=keys, language=service.language)]


async def socket_mode(service: Service) -> None:
    """Slack without an open port: runs until cancelled; returns at once where it is not set up."""
    slack = service.settings.slack
    if slack is None or slack.app_token is None or service.slack is None:
        return
    from bot.chat.slack.inbound import bolt_app
    from bot.chat.slack.socket import run_socket

    await run_socket(slack.app_token.get_secret_value(), bolt_app(service.slack, ""))


async def _until_stopped(
    service: Service, server: Server, deliverer: Deliverer, listening: list[socket.socket]
) -> None:
    scheduler = service.schedule()
    scheduler.start()
    tasks = [
        asyncio.create_task(server.serve(sockets=listening)),
        asyncio.create_task(service.deliver(deliverer)),
    ]
    log.info("listening at http://%s/", service.settings.http.bind)
    stop = asyncio.create_task(ran(service.stopping.wait()))
    done, _ = await asyncio.wait([stop, tasks[0]], return_when=asyncio.FIRST_COMPLETED)
    service.stopping.set()
    service.closing.set()
    server.should_exit = True
    scheduler.shutdown(wait=False)
    tasks.append(asyncio.create_task(service.read_out()))
    await asyncio.wait(tasks, timeout=STOP_WITHIN - 1)
    for task in tasks:
        task.cancel()
    for task in done - {stop}:
        task.result()
