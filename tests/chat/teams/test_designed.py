"""What is sent to Teams is what was designed, to the letter, in three languages."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from bot.chat.teams.cards import card
from bot.chat.teams.dialogs import Dialog, of_form, of_notice
from bot.chat.teams.text import Mentioned
from bot.notices.model import Link
from tests.chat.teams.amended import amended
from tests.notices import designed
from tests.notices.school import ANNA, MARIA, OMAR

FOLDER = Path(__file__).parent / "designed"
Json = dict[str, Any]
NAMES = {ANNA.email: "Anna Lind", OMAR.email: "Omar Haddad", MARIA.email: "Maria Berg"}
"""The drawings call the principal Maria Berg."""
LINK = "https://teams.microsoft.com/l/message/19:mentor8c@thread.tacv2/1796371200000"
MADE: dict[str, Any] = {
    **designed.MESSAGES,
    **designed.EPHEMERAL,
    **designed.VIEWS,
    **designed.HOMES,
    **designed.FORMS,
}
TITLES = json.loads((FOLDER / "dialog_titles.json").read_text(encoding="utf-8"))
SETS = [(lang, name) for lang in ("sv", "fi", "en") for name in sorted(MADE)]


def mention(email: str) -> Mentioned:
    name = NAMES[email]
    return Mentioned(name=name, id=f"29:{name.lower().replace(' ', '-')}")


def dialog(name: str, lang: str) -> Dialog | None:
    shown = MADE[name](lang)
    if name in designed.FORMS:
        return of_form(shown)
    return of_notice(shown, mention) if name in TITLES[lang] else None


def drawn(name: str, lang: str) -> Json:
    if opened := dialog(name, lang):
        return opened.card
    shown = MADE[name](lang)
    if shown.link:
        shown = replace(shown, link=Link(label=shown.link.label, url=LINK))
    return card(shown, mention)


def drawing(name: str, lang: str) -> Json:
    read: Json = json.loads((FOLDER / lang / f"{name}.json").read_text(encoding="utf-8"))
    return amended(name, read, lang)


def spaced(value: Any) -> Any:
    """Where a line may break between two words is the notices' own matter (*v. 47*, *i dag*)."""
    return json.loads(json.dumps(value, ensure_ascii=False).replace("\u00a0", " "))


def test_every_drawing_is_compared() -> None:
    for lang in TITLES:
        assert {path.stem for path in (FOLDER / lang).glob("*.json")} == set(MADE)
    assert len(MADE) == 21


@pytest.mark.parametrize(("lang", "name"), SETS)
def test_it_sends_what_was_designed(lang: str, name: str) -> None:
    assert spaced(drawn(name, lang)) == spaced(drawing(name, lang))


@pytest.mark.parametrize("lang", sorted(TITLES))
def test_dialogs_have_the_designed_titles(lang: str) -> None:
    titles = {name: opened.title for name in MADE if (opened := dialog(name, lang))}
    assert titles == TITLES[lang]
