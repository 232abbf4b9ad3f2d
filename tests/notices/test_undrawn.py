"""Without drawings nothing is lost but the drawings."""

from __future__ import annotations

from bot.chat.slack.blocks import blocks
from bot.chat.slack.views import view
from bot.notices.undrawn import undrawn
from tests.chat.slack.test_designed import mention
from tests.notices import designed
from tests.notices.school import each_text


def test_a_strip_becomes_its_sentence() -> None:
    made = view(undrawn(designed.show("sv")))
    assert "rich_text" not in {block["type"] for block in made["blocks"]}
    said = "\n".join(each_text(made))
    assert "*Senaste 20 skoldagarna*\nBorta 4 dagar, 16 av 112 lektioner. Oanmält 2 dagar." in said
    assert "lektion utan rapport" not in said


def test_bars_go_and_their_numbers_stay() -> None:
    for made in (view(undrawn(designed.before_after("sv"))), blocks(undrawn(designed.digest("sv")), mention)):
        assert "━" not in "\n".join(each_text(made))
    said = "\n".join(each_text(view(undrawn(designed.before_after("sv")))))
    assert "Efter kontakten\n*5,4\u00a0%*\n10 skoldagar" in said
