"""The voice of MESSAGES.md, over every sentence and every composed message of all languages."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

import pytest

from bot.notices.model import Form, Notice
from bot.notices.texts import keys, sentences
from tests.notices import gallery
from tests.notices.reading import buttons, words

FORBIDDEN = re.compile(
    r"larm|varning|akut|skolk|försenad|glömt|har inte svarat|!|hälytys|varoitus|kiireelli|pinnaa|unohta|"
    r"ei ole vastannut|\balarm|warning|urgent|truant|overdue|forgot|has not answered",
    re.IGNORECASE,
)
EMOJI = {"So", "Sk", "Cs"}
SIGNS = "✓·•–…"


def everything(lang: str) -> Iterator[tuple[str, Notice | Form]]:
    for source in (
        gallery.channel,
        gallery.private,
        gallery.homes,
        gallery.asks,
        gallery.shows,
        gallery.all_forms,
    ):
        yield from source(lang)


def notices(lang: str) -> Iterator[tuple[str, Notice]]:
    yield from ((name, shown) for name, shown in everything(lang) if isinstance(shown, Notice))


def has_emoji(said: str) -> bool:
    return any(unicodedata.category(c) in EMOJI and c not in SIGNS and c != "━" for c in said)


@pytest.mark.parametrize("lang", gallery.LANGS)
def test_no_sentence_alarms_or_blames(lang: str) -> None:
    for key, said in sentences(lang):
        assert not FORBIDDEN.search(said), key
        assert not has_emoji(said), key


@pytest.mark.parametrize("lang", gallery.LANGS)
def test_no_message_alarms_or_blames(lang: str) -> None:
    for name, shown in everything(lang):
        said = words(shown)
        assert not FORBIDDEN.search(said), name
        assert not has_emoji(said), name


@pytest.mark.parametrize("lang", gallery.LANGS)
def test_messages_keep_to_their_lengths(lang: str) -> None:
    for name, shown in notices(lang):
        assert len(shown.heading) <= 34, (name, shown.heading)
        assert len(shown.body) <= 190 or shown.kind == "reminder", (name, shown.body)
        for words_ in (shown.dialog_title, shown.close):
            assert len(words_) <= 24, (name, words_)
        for button in buttons(shown):
            assert len(button.label) <= 28, (name, button.label)


@pytest.mark.parametrize("lang", gallery.LANGS)
def test_forms_keep_to_their_lengths_and_say_what_saving_does(lang: str) -> None:
    for key, form in gallery.all_forms(lang):
        assert all(len(words_) <= 24 for words_ in (form.title, form.submit, form.close)), key
        assert form.after, key


@pytest.mark.parametrize("lang", gallery.LANGS)
def test_a_button_ends_in_an_ellipsis_exactly_where_a_form_opens(lang: str) -> None:
    for name, shown in notices(lang):
        for button in buttons(shown):
            assert button.label.endswith(" …") == button.opens_form, (name, button)


@pytest.mark.parametrize("lang", gallery.LANGS)
def test_a_row_has_three_buttons_one_primary_and_different_first_words(lang: str) -> None:
    for name, shown in notices(lang):
        first = [button.label.split()[0] for button in shown.buttons]
        assert len(shown.buttons) <= 3, name
        assert len(shown.overflow) <= 5, name
        assert len(set(first)) == len(first), (name, first)
        assert sum(button.primary for button in buttons(shown)) <= 1, name


@pytest.mark.parametrize("lang", gallery.LANGS)
def test_no_placeholder_is_left(lang: str) -> None:
    for name, shown in everything(lang):
        left = re.search(r"(?<!@)\{\w*\}", words(shown))
        assert not left, (name, left)


def test_all_languages_have_the_same_keys() -> None:
    assert keys("sv") == keys("fi") == keys("en") == keys("sv-FI")


def test_finlands_swedish_uses_finlands_words() -> None:
    swedens = re.compile(
        r"\bmentor\b|orosanmäl|oanmäl|\bEHT|specialpedagog|skolskötersk|huvudman", re.IGNORECASE
    )
    for key, said in sentences("sv-FI"):
        bare = re.sub(r"\{\w+\}", "", said)
        assert not swedens.search(bare), (key, said)
