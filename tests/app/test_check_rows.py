"""``lots check`` names rows of the roster that are well formed and cannot be meant."""

from __future__ import annotations

import pytest

from bot.app.check import check
from tests.app.office import CHANNELS, TERMS, Office


def told(office: Office, *, fails: bool) -> str:
    """The lines that fail, or those that do not."""
    return "\n".join(str(line) for line in check(office.config) if line.ok is not fails)


def test_audiences_that_are_nobody_are_named(office: Office) -> None:
    lost = "class:8D,local,8d\nhealth_team:Andraskolan,local,eht2\nmentor:slutat@skolan.example,local,x\n"
    office.write("channels.csv", CHANNELS + lost)
    assert (
        "channels.csv: nobody in the roster is class:8D, health_team:Andraskolan, mentor:slutat@skolan.example; "
        "nothing will be posted there"
    ) in told(office, fails=False)
    office.write("channels.csv", CHANNELS + "".join(f"class:{n},local,x\n" for n in range(12, 24)))
    assert "class:21 and 2 more; nothing" in told(office, fails=False)


@pytest.mark.parametrize("file", ["terms.csv", "periods.csv"])
def test_spans_that_share_days_are_named(office: Office, file: str) -> None:
    head = TERMS.splitlines()[0].replace("term,", f"{file[:-5]},")
    rows = "Påhittskolan,VÅR,2027-01-08,2027-06-10\nPåhittskolan,HÖST,2026-08-18,2027-01-08\n"
    office.write(file, f"{head}\n{rows}")
    line = "Påhittskolan: the {} HÖST and VÅR share days from 2027-01-08 — mend starts and ends in {}"
    assert line.format(file[:-4], file) in told(office, fails=True)
    office.write(file, f"{head}\n{rows}".replace("2027-01-08\n", "2027-01-07\n"))
    assert "share days" not in told(office, fails=True)
