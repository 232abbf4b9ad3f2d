"""That somebody reported is seen by them and the principal, not by everybody who sees the case."""

from __future__ import annotations

import pytest

from bot.handlers.private import done_lines
from bot.handlers.scene import scene_of
from bot.ports import PressKind
from bot.rules.values import Person
from bot.storage.db import Database
from tests.handlers.town import LIT, MONDAY, Town

REPORT = {"done": "yes", "date": MONDAY.isoformat(), "role": "mentor"}


@pytest.mark.parametrize(("who", "sees"), [("mentor", True), ("principal", True), ("colleague", False)])
def test_a_concern_report_is_told_to_its_author_and_the_principal_only(
    database: Database, who: str, *, sees: bool
) -> None:
    town = Town(database)
    town.days(MONDAY, 2, p1="AAAA")
    case = town.case()
    pressed = town.press(case.waiting[0], "concern_report", case.mentor, REPORT)
    assert pressed.kind is PressKind.SAVED, pressed
    roles = frozenset({"principal"} if who == "principal" else {"nurse"})
    person = Person(
        email=case.mentor if who == "mentor" else f"{who}@x.example", name=who, school=LIT, roles=roles
    )
    with database.read() as conn:
        scene = scene_of(conn, town.house, town.case(), town.clock)
    assert any("rosanmälan" in line for line in done_lines(scene, person, "sv")) is sees
