"""A Tuesday's file is wrong: the principal reads it in their chat, says so or has it mended, and only then is asked."""

from __future__ import annotations

from dataclasses import dataclass, field

import pytest

from bot.rules.doubt import Limits
from tests.scenarios.conftest import Open
from tests.scenarios.folder import Kid
from tests.scenarios.setting import Setting
from tests.scenarios.story import School

TITLE = "Stämmer frånvaron i 8C?"


@dataclass(frozen=True, kw_only=True)
class Whole(Setting):
    """A school where the registers of a whole class are told."""

    doubts: Limits | None = field(default_factory=Limits)

    def kids(self) -> dict[str, Kid]:
        """Kim, Lo and the ten others in 8C."""
        return super().kids() | {f"nr{n}": kid for n, kid in enumerate(super().classmates())}

    def classmates(self) -> list[Kid]:
        """None but these."""
        return []


def absent(school: School, *days: str) -> None:
    """Everybody in 8C is away on these days."""
    for kid in school.kids.values():
        if kid.class_name == "8C":
            kid.absent(*days)


@pytest.fixture
def school(anywhere: Open) -> School:
    """Two ordinary weeks, and Kim one day from their limit."""
    found = anywhere(Whole())
    found.kim.absent("2026-09-22")
    found.day("2026-09-25")
    return found


def test_the_principal_says_that_the_class_was_away(school: School) -> None:
    absent(school, "2026-09-29")
    school.day("2026-09-29")
    assert school.rut.dm.latest.heading == TITLE
    assert school.room("8C").messages == []
    school.rut.press("data_right")
    assert school.rut.dm.latest.says("uppgifterna stämmer. Dagen räknas."), "at once, where it was pressed"
    assert school.rut.dm.latest.offers == frozenset()
    school.day("2026-09-30")
    assert school.rut.dm.latest.says("uppgifterna stämmer. Dagen räknas.")
    (asked,) = school.room("8C").messages
    assert asked.says(school.case(school.kim).ref), "the one whose limit it is, and nobody else"


def test_a_mended_file_ends_it_without_a_question(school: School) -> None:
    absent(school, "2026-09-29")
    school.day("2026-09-29")
    before = school.room("8C").messages
    for kid in school.kids.values():
        kid.present("2026-09-29")
    school.day("2026-09-30")
    assert school.rut.dm.latest.says("Rättat i frånvarosystemet")
    assert [one.text for one in school.room("8C").messages] == [one.text for one in before]
