"""A small invented school with its configuration, as the office has it: write, run once, press, ask the command."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from bot.app.once import once
from bot.app.wiring import house_of, settings_of
from bot.handlers.inbox import HouseInbox
from bot.ports import ChatUser, Press, Pressed
from bot.rules.state import Case
from bot.storage import cases

ZONE = ZoneInfo("Europe/Stockholm")
MONDAY = date(2026, 8, 24)
ANNA = "anna.pahittad@skolan.example"
LESSONS = (("08:10", "09:10"), ("09:20", "10:20"), ("11:00", "12:00"), ("13:00", "14:00"))
TOML = """\
[school]
name = "Påhittskolan"
country = "SE"
timezone = "Europe/Stockholm"
language = "sv"
ladder = "se-ostersund-lit"
[[sources]]
name = "csv"
kind = "csv"
path = "data/"
[http]
bind = "127.0.0.1:0"
"""
ROSTER = f"""\
pupil_id,given_name,family_name,class,grade,school,mentor,protected
p1,Kanariefågel,Påhittsson,8C,8,Påhittskolan,{ANNA},no
p2,Bo,Exempelsson,8C,8,Påhittskolan,{ANNA},no
hidden,Gömd,Hemlighetsson,8C,8,Påhittskolan,{ANNA},yes
"""
STAFF = f"""\
email,name,role,school
{ANNA},Anna Påhittad,mentor,Påhittskolan
sköt@skolan.example,Sia Sköterska,nurse,Påhittskolan
sia@skolan.example,Sia Special,special_educator,Påhittskolan
eht@skolan.example,Eva Hälsa,health_team,Påhittskolan
rektor@skolan.example,Rut Rektor,principal,Påhittskolan
"""
TERMS = """\
school,term,starts,ends
Påhittskolan,HT26,2026-08-18,2026-12-18
"""
CHANNELS = f"""\
audience,platform,address
mentor:{ANNA},local,8c
health_team:Påhittskolan,local,eht
nurse:Påhittskolan,local,skolskoterska
special_educator:Påhittskolan,local,specialpedagog
principal:Påhittskolan,local,rektor
"""
HEADER = "record_id,pupil_id,lesson_start,lesson_end,status,absent_minutes,authorisation,reason"


class Office:
    """``folder`` holds ``lots.toml``, ``data/`` and, once something ran, ``lots.db``."""

    def __init__(self, folder: Path, toml: str = TOML) -> None:
        self.folder = folder
        self.config = folder / "lots.toml"
        self.config.write_text(toml, encoding="utf-8")
        (folder / "data").mkdir()
        for name, text in (("roster", ROSTER), ("staff", STAFF), ("terms", TERMS), ("channels", CHANNELS)):
            self.write(f"{name}.csv", text)

    def write(self, name: str, text: str) -> None:
        """Put a file in the school folder."""
        (self.folder / "data" / name).write_text(text, encoding="utf-8")

    def weeks(
        self,
        count: int,
        away: Mapping[str, tuple[date, ...]],
        pupils: Sequence[str] = ("p1", "p2", "hidden"),
    ) -> date:
        """Registers of ``count`` weeks from the first Monday; who is away misses the whole day. The last day."""
        days = [MONDAY + timedelta(days=7 * week + day) for week in range(count) for day in range(5)]
        rows = [
            f"{day}-{number}-{pupil},{pupil},{day}T{starts},{day}T{ends},"
            + ("absent,,valid,health" if day in away.get(pupil, ()) else "present,,,")
            for day in days
            for number, (starts, ends) in enumerate(LESSONS)
            for pupil in pupils
        ]
        self.write("attendance.csv", "\n".join([HEADER, *rows]) + "\n")
        return days[-1]

    def once(self, day: date, hour: int = 16) -> None:
        """``lots once`` in the afternoon of a day."""
        once(self.config, self.at(day, hour))

    def at(self, day: date, hour: int = 16) -> datetime:
        """An hour of a school day."""
        return datetime(day.year, day.month, day.day, hour, tzinfo=ZONE)

    def press(self, case: Case, action: str, fields: Mapping[str, object], day: date) -> Pressed:
        """Anna answers the case's first waiting ask."""
        inbox = HouseInbox(house_of(settings_of(self.config)), lambda: self.at(day, 17))
        user = ChatUser(platform="local", team="", user=ANNA)
        ask = self.case().waiting[0]
        press = Press(
            click_id=f"{case.ref}-{action}", ask_id=ask.id, action=action, user=user, fields=dict(fields)
        )
        return inbox.press(press)

    def case(self) -> Case:
        """The one case there is."""
        house = house_of(settings_of(self.config))
        with house.db.read() as conn:
            (found,) = cases.cases_of_pupil(conn, "p1")
        house.db.close()
        return found


def lots(*words: str | Path) -> subprocess.CompletedProcess[str]:
    """The command as a person types it."""
    command = [sys.executable, "-m", "bot", *map(str, words)]
    return subprocess.run(command, capture_output=True, text=True, check=False)
