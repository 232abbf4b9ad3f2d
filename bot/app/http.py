"""The service's own addresses: alive, ready, metrics, and the wake-up of a source."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from datetime import datetime

from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, Gauge, generate_latest
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from bot.handlers.house import House
from bot.handlers.school_posts import known_as
from bot.storage import cases, doubts, outbox, sources
from bot.storage.errors import StorageError

Wake = Callable[[str, str], bool]
"""A source's name and the secret said with it."""
Endpoint = Callable[[Request], Awaitable[Response]]


def service_routes(house: House, now: Callable[[], datetime], wake: Wake) -> list[Route]:
    """``/healthz``, ``/readyz``, ``/metrics`` and ``/sources/NAME/wake``."""

    async def healthz(_request: Request) -> Response:
        return PlainTextResponse("ok\n")

    async def readyz(_request: Request) -> Response:
        why = await asyncio.to_thread(not_ready, house)
        return JSONResponse({"ready": not why, "why": why}, status_code=503 if why else 200)

    async def metrics(_request: Request) -> Response:
        text = await asyncio.to_thread(figures, house, now())
        return Response(text, media_type=CONTENT_TYPE_LATEST)

    async def woken(request: Request) -> Response:
        known = wake(request.path_params["name"], secret_of(request))
        return PlainTextResponse("ok\n" if known else "no such source\n", status_code=202 if known else 404)

    return [
        Route("/healthz", healthz, methods=["GET"]),
        Route("/readyz", readyz, methods=["GET"]),
        Route("/metrics", metrics, methods=["GET"]),
        Route("/sources/{name}/wake", woken, methods=["POST"]),
    ]


def secret_of(request: Request) -> str:
    """As a bearer token, or in the address: a subscription of SS 12000 holds nothing but an address."""
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    return token if scheme.lower() == "bearer" else request.query_params.get("secret", "")


def not_ready(house: House) -> str:
    """Why the service may not be sent traffic, or nothing."""
    try:
        return "" if house.db.is_current() else "database is not migrated"
    except StorageError as error:
        return str(error)


def figures(house: House, now: datetime) -> bytes:
    """What an operator watches. No label names a school's pupil, case or channel."""
    registry = CollectorRegistry()
    with house.db.read() as conn:
        counts = outbox.counts(conn)
        oldest = outbox.oldest_undelivered(conn)
        due = cases.oldest_due(conn)
        states = sources.states(conn)
        held = len(doubts.holding(conn))
        ends = [house.calendar(conn, known_as(conn, house, one)).end for one in house.schools]
    rows = Gauge("lots_outbox_rows", "Messages by state.", ["state"], registry=registry)
    for state, count in counts.items():
        rows.labels(state.value).set(count)
    waited = (now - oldest.created_at).total_seconds() if oldest else 0
    Gauge(
        "lots_oldest_undelivered_seconds", "Age of the oldest message not delivered.", registry=registry
    ).set(waited)
    overdue = max((now.date() - due).days, 0) if due else 0
    Gauge(
        "lots_oldest_overdue_days", "Days since the oldest step of a case fell due.", registry=registry
    ).set(overdue)
    left = [(end - now.date()).days for end in ends if end is not None]
    if left:
        what = "Days until some school's last known term ends; after it nobody there is asked or reminded."
        Gauge("lots_known_term_days", what, registry=registry).set(min(left))
    what = "Days of classes whose data do not look right: no alert rests on them."
    Gauge("lots_doubted_class_days", what, registry=registry).set(held)
    stale = Gauge(
        "lots_source_stale_seconds", "Seconds since the last good poll.", ["source"], registry=registry
    )
    for source in states:
        if source.good_at is not None:
            stale.labels(source.name).set((now - source.good_at).total_seconds())
    return generate_latest(registry)
