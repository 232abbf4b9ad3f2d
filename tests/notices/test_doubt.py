"""A class's doubted day, as the office reads it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from textwrap import fill
from zoneinfo import ZoneInfo

import pytest
from inline_snapshot import snapshot

from bot.notices.compose_doubt import doubt
from bot.notices.model import Notice
from bot.rules.doubt import Doubt, Fault, State

HELD = Doubt(
    school="Lits skola",
    class_name="8B",
    day=date(2026, 11, 12),
    fault=Fault.AWAY,
    pupils=25,
    count=24,
    until=date(2026, 11, 17),
)
AT = datetime(2026, 11, 13, 9, 20, tzinfo=ZoneInfo("Europe/Stockholm"))


def words(notice: Notice) -> str:
    """All it says, ordinary spaces between."""
    said = (
        notice.heading,
        notice.meta,
        fill(notice.body.replace("\u00a0", " "), 100),
        *(button.label for button in notice.buttons),
        notice.status,
    )
    return "\n".join(part for part in said if part).replace("\u00a0", " ")


@pytest.mark.parametrize(
    ("lang", "said"),
    [
        (
            "sv",
            snapshot("""\
Stämmer frånvaron i 8B?
Tor 12 nov · 24 av 25 elever är borta hela dagen
Veckorna före såg inte ut så. Ingen fråga ställs på grund av dagen förrän den är rättad i
frånvarosystemet eller du säger att den stämmer. Annars räknas den från tis 17 nov.
Uppgifterna stämmer\
"""),
        ),
        (
            "fi",
            snapshot("""\
Ovatko poissaolot oikein, 8B?
To 12.11. · 24/25 oppilasta on poissa koko päivän
Edellisinä viikkoina ei ollut näin. Päivän perusteella ei kysytä mitään ennen kuin se on korjattu
poissaolojärjestelmässä tai vahvistat sen. Muuten se lasketaan ti 17.11. alkaen.
Tiedot ovat oikein\
"""),
        ),
        (
            "en",
            snapshot("""\
Is the absence of 8B right?
Thu 12 Nov · 24 of 25 pupils are away all day
The weeks before were not like that. Nothing is asked because of the day until it is put right in
the attendance system or you confirm it. Otherwise it counts from Tue 17 Nov.
The data are right\
"""),
        ),
    ],
)
def test_it_says_what_where_and_what_waits(lang: str, said: str) -> None:
    assert words(doubt(lang, HELD, ask_id="doubt:1:2026-11-12:2")) == said


@pytest.mark.parametrize(
    ("ended", "said"),
    [
        (
            "mended",
            snapshot("""\
Stämmer frånvaron i 8B?
Tor 12 nov · 24 av 25 elever har lektioner på samma tid
✓ Rättat i frånvarosystemet, fre 13 nov kl. 09.20. Dagen räknas.\
"""),
        ),
        (
            "right",
            snapshot("""\
Stämmer frånvaron i 8B?
Tor 12 nov · 24 av 25 elever har lektioner på samma tid
✓ Rut Rektor fre 13 nov kl. 09.20: uppgifterna stämmer. Dagen räknas.\
"""),
        ),
        (
            "stands",
            snapshot("""\
Stämmer frånvaron i 8B?
Tor 12 nov · 24 av 25 elever har lektioner på samma tid
Ingen har ändrat uppgifterna. Dagen räknas sedan fre 13 nov kl. 09.20.\
"""),
        ),
    ],
)
def test_it_says_what_became_of_it(ended: str, said: str) -> None:
    over = replace(HELD, state=State(ended), fault=Fault.DOUBLED)
    assert words(doubt("sv", over, ask_id="x", at=AT, by="Rut Rektor")) == said
