"""What may never stand where others can read it (DOMAIN.md): looked for in everything a test's bot has posted."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.notices.actions import PRIVATE
from bot.rules.calendar import Calendar
from tests.scenarios.desk import Desk
from tests.scenarios.folder import Kid

SECRET = "hemlig"
"""Stands in every free text that a test writes into a form."""
FIGURE = re.compile(r"\d\s?%|\d\s(timm|tillfäll|lektion|tuntia)")
NEVER = re.compile(
    r"orosanm|barnskydd|lastensuojelu|socialt|sosiaali|samtyck|sjuk|hälsoskäl|SRAS|giltig|ogiltig|oanmäl",
    re.IGNORECASE,
)
ALLOWED = re.compile(r"skolsköterska\w*|sjuksköterska\w*", re.IGNORECASE)
OVERVIEW = re.compile(r"Måndagsöversikt|Maanantaikatsaus|Kvartalsgenomgång|Genomgång")
EARLIEST, LATEST = 6, 20


def check(desk: Desk, kids: Iterable[Kid], calendar: Calendar, zone: ZoneInfo) -> None:
    """Fail on a pupil's name, a figure, a cause, a secret, or a message on a day off or at night."""
    names = sorted({part for kid in kids for part in (kid.family_name, kid.given_name, kid.pupil_id)})
    for room, shown, versions in desk.written():
        for said in versions:
            found = [name for name in names if re.search(rf"\b{re.escape(name)}\b", said)]
            assert not found, f"{found} in {room}: {said}"
            assert SECRET not in said, f"a free text in {room}: {said}"
            if not OVERVIEW.search(said):
                assert not FIGURE.search(said.replace("\u00a0", " ")), f"a figure in {room}: {said}"
                match = NEVER.search(ALLOWED.sub("", said))
                assert match is None, f"{match} in {room}: {said}"
        if room.startswith("C"):
            private = PRIVATE & shown.offers
            assert not private, f"{sorted(private)} can be pressed in {room}"
        at = datetime.fromtimestamp(shown.at, zone)
        assert calendar.is_school_day(at.date()), f"posted on a day off, {at}: {shown.push}"
        assert EARLIEST <= at.hour < LATEST, f"posted at {at}: {shown.push}"
