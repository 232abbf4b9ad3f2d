"""A class's doubted day is seen wherever the school's data are looked at."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.app.check import check
from bot.app.explain import explain
from bot.app.http import figures
from bot.app.wiring import house_of, settings_of
from bot.handlers.digest import digest_notice
from bot.rules.doubt import State
from bot.storage import doubts
from tests.app.office import ANNA, MONDAY, ROSTER, Office

CLASS = [f"p{n}" for n in range(1, 10)]
FRIDAY = MONDAY + timedelta(days=11)


@pytest.fixture
def office(office: Office) -> Office:
    """Nine pupils in a class, all of them away on the second Friday."""
    rows = [f"{one},Bo,Exempelsson,8C,8,Påhittskolan,{ANNA},no\n" for one in CLASS]
    office.write("roster.csv", ROSTER.splitlines()[0] + "\n" + "".join(rows))
    office.once(office.weeks(2, dict.fromkeys(CLASS, (FRIDAY,)), CLASS))
    return office


def wrong(office: Office) -> str:
    """The lines of the check that fail."""
    return "\n".join(str(line) for line in check(office.config) if not line.ok)


def test_check_explain_metrics_and_the_digest_name_it_until_it_is_over(office: Office) -> None:
    seen = (
        "8C, 2026-09-04: no alert rests on it, 9 of 9 pupils away all day; "
        "counts once mended or confirmed, else from 2026-09-09"
    )
    assert f"Påhittskolan: {seen} — put it right there" in wrong(office)
    assert seen in explain(office.config, "p1", None)
    house = house_of(settings_of(office.config))
    monday = MONDAY + timedelta(days=14)
    assert b"lots_doubted_class_days 1.0" in figures(house, office.at(FRIDAY))
    with house.db.read() as conn:
        digest = digest_notice(conn, house, house.schools[0], monday, office.at(monday, 8))
        (one,) = doubts.of_school(conn, "Påhittskolan")
    said = "8C fre\u00a04\u00a0sep räknas inte än: uppgifterna ser inte rätt ut."
    assert said in "".join(part.note for part in digest.sections)
    with house.db.write() as conn:
        doubts.keep(conn, replace(one, state=State.RIGHT))
    assert b"lots_doubted_class_days 0.0" in figures(house, office.at(FRIDAY))
    house.db.close()
    assert "no alert rests" not in wrong(office) + explain(office.config, "p1", None)


def test_the_settings_say_from_what_on_it_is_doubted(office: Office) -> None:
    def with_(line: str) -> Office:
        text = office.config.read_text(encoding="utf-8")
        office.config.write_text(f"{text}[doubts]\n{line}\n", encoding="utf-8")
        return office

    before = office.config.read_text(encoding="utf-8")
    assert house_of(settings_of(with_("on = false").config)).schools[0].doubts is None
    office.config.write_text(before, encoding="utf-8")
    assert "doubts.away: is not a share" in wrong(with_('away = "900 %"'))
    office.config.write_text(before, encoding="utf-8")
    assert "doubts.pupils" in wrong(with_("pupils = 3"))
