"""What is sent to Slack is what was designed, to the letter, in three languages."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from bot.chat.slack.blocks import blocks, ephemeral
from bot.chat.slack.views import form_view, home, view
from tests.notices import designed
from tests.notices.school import SLACK_IDS

FOLDER = Path(__file__).parent / "designed"
Json = dict[str, Any]


def mention(email: str) -> str:
    return SLACK_IDS[email]


def drawn(name: str, lang: str) -> Json:
    ways: tuple[tuple[dict[str, Callable[[str], Any]], Callable[[Any], Json]], ...] = (
        (designed.MESSAGES, lambda notice: blocks(notice, mention)),
        (designed.EPHEMERAL, lambda notice: ephemeral(notice, mention)),
        (designed.VIEWS, view),
        (designed.HOMES, home),
        (designed.FORMS, form_view),
    )
    return next(render(made[name](lang)) for made, render in ways if name in made)


@pytest.mark.parametrize("lang", ["sv", "fi", "en"])
@pytest.mark.parametrize("name", sorted(path.stem for path in (FOLDER / "sv").glob("*.json")))
def test_it_sends_what_was_designed(name: str, lang: str) -> None:
    assert drawn(name, lang) == json.loads((FOLDER / lang / f"{name}.json").read_text(encoding="utf-8"))
