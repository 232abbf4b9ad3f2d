"""What a source could not take stands in the log when it is new, and again when it comes back."""

from __future__ import annotations

import asyncio

import pytest

from bot.app.service import Service
from bot.app.wiring import Clock, house_of, settings_of
from tests.app.office import ANNA, ROSTER, Office

NO_MENTOR = ROSTER.replace(
    f"p2,Bo,Exempelsson,8C,8,Påhittskolan,{ANNA}", "p2,Bo,Exempelsson,8C,8,Påhittskolan,"
)


def test_a_mistake_that_stays_is_said_once(office: Office, caplog: pytest.LogCaptureFixture) -> None:
    now = office.at(office.weeks(1, {}))

    async def polls() -> list[int]:
        settings = settings_of(office.config)
        service = Service(settings, house_of(settings), Clock(now, stands=True))
        said = []
        for roster in (NO_MENTOR, NO_MENTOR, ROSTER, NO_MENTOR):
            office.write("roster.csv", roster)
            caplog.clear()
            await service.poll_one(service.sources["csv"])
            said.append(len(caplog.records))
        return said

    assert asyncio.run(polls()) == [1, 0, 0, 1]
