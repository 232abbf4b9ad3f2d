"""What is sent to Slack is what was designed, to the letter, in three languages."""

from __future__ import annotations

import json
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
    made: Any = {
        **designed.MESSAGES,
        **designed.EPHEMERAL,
        **designed.VIEWS,
        **designed.HOMES,
        **designed.FORMS,
    }
    shown = made[name](lang)
    if name in designed.MESSAGES:
        return blocks(shown, mention)
    if name in designed.EPHEMERAL:
        return ephemeral(shown, mention)
    if name in designed.FORMS:
        return form_view(shown)
    return home(shown) if name in designed.HOMES else view(shown)


@pytest.mark.parametrize("lang", ["sv", "fi", "en"])
@pytest.mark.parametrize("name", sorted(path.stem for path in (FOLDER / "sv").glob("*.json")))
def test_it_sends_what_was_designed(name: str, lang: str) -> None:
    assert drawn(name, lang) == json.loads((FOLDER / lang / f"{name}.json").read_text(encoding="utf-8"))
