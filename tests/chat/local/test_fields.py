"""What was typed into a form stands there again beside the error."""

from __future__ import annotations

import pytest

from bot.chat.local.desk import View
from bot.chat.local.fields import typed
from bot.chat.local.forms import form
from bot.chat.local.look import Look
from bot.notices.board import Board
from tests.chat.local import samples
from tests.chat.local.markup import read
from tests.chat.local.school import School


def drawn(sent: dict[str, tuple[str, ...]]) -> str:
    board = School().board(View(room="8C", viewer="anna"))
    assert isinstance(board, Board)
    return form(Look(board=board), "K7M2", typed(samples.agreements_form("1"), sent))


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("agreements.0.what", "Hämtas vid dörren"),
        ("agreements.0.by", "2026-11-20"),
        ("agreements.1.what", 'En "lugn" plats'),
        ("agreements.1.by", "2026-12-01"),
    ],
)
def test_a_row_of_a_list_keeps_what_was_typed(name: str, said: str) -> None:
    (field,) = (tag for tag in read(drawn({name: (said,)})).tags if tag.attributes.get("name") == name)
    assert field.attributes["value"] == said


def test_every_other_field_does_too() -> None:
    html = drawn({"situation": ("Det går bättre",), "who": ("p3",), "consent": ("no",), "time": ("08:10",)})
    assert "Det går bättre</textarea>" in html
    assert '<option value="p3" selected>' in html
    assert 'value="no" checked' in html
    assert 'value="08:10"' in html
