"""A school whose people come from an export to School Data Sync: checked, measured, the mentor of the day asked."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from bot.app.check import check
from tests.app.office import ANNA, MONDAY, Office
from tests.sources.sds.export import FILES

ILL = tuple(MONDAY + timedelta(days=n) for n in (22, 23, 24))
LAST = MONDAY + timedelta(days=25)


@pytest.fixture
def exporting(office: Office) -> Office:
    """The same school without a roster of its own."""
    (office.folder / "data" / "roster.csv").unlink()
    for name, text in FILES.items():
        if name not in ("terms.csv", "channels.csv"):
            office.write(
                name, text.replace("Testskolan", "Påhittskolan").replace("Mentor@test.example", ANNA)
            )
    return office


def test_the_mentor_of_the_class_is_asked_and_the_check_counts_people(exporting: Office) -> None:
    exporting.weeks(4, {"p1": ILL, "hidden": ILL})
    exporting.once(LAST)
    assert exporting.case().mentor == ANNA
    said = "\n".join(str(line) for line in check(exporting.config))
    assert "source csv: 2 pupils, 1 protected left out" in said
    assert "Canary" not in said


@pytest.mark.parametrize(("last", "mentor"), [(LAST, ANNA), (LAST - timedelta(days=1), "")])
def test_a_mentors_role_counts_to_its_last_day(exporting: Office, last: date, mentor: str) -> None:
    roles = FILES["roles.csv"].replace("t1,s1,teacher,LY26,,TRUE,,", f"t1,s1,teacher,LY26,,TRUE,,{last}")
    exporting.write("roles.csv", roles)
    exporting.weeks(4, {"p1": ILL})
    exporting.once(LAST)
    assert exporting.case().mentor == mentor
