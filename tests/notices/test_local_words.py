"""The words of the local chat's rooms and of the printed dossier, in every language."""

from __future__ import annotations

from string import Formatter

import pytest

from bot.notices.texts.board import BOARD_TEXTS, LANGUAGES, Sentence, board_text, has_board_text
from bot.notices.texts.dossier import DOSSIER_TEXTS, said


def forms(sentence: Sentence) -> tuple[str, ...]:
    return sentence if isinstance(sentence, tuple) else (sentence,)


def blanks(sentence: Sentence) -> set[str]:
    """What is filled in, in the form for several where there are two."""
    return {name for _, name, _, _ in Formatter().parse(forms(sentence)[-1]) if name}


@pytest.mark.parametrize("key", BOARD_TEXTS)
def test_a_sentence_of_the_rooms_has_words_and_the_same_blanks_in_every_language(key: str) -> None:
    written = BOARD_TEXTS[key]
    assert len(written) == len(LANGUAGES)
    assert all(each.strip() for one in written for each in forms(one))
    assert len({frozenset(blanks(one)) for one in written}) == 1
    for one in written:
        assert "n" in blanks(one) or len(forms(one)) == 1


@pytest.mark.parametrize("key", DOSSIER_TEXTS)
def test_a_sentence_of_the_dossier_has_words_and_the_same_blanks_in_every_language(key: str) -> None:
    written = DOSSIER_TEXTS[key]
    assert all(one.strip() for one in written)
    assert len({frozenset(blanks(one)) for one in written}) == 1


@pytest.mark.parametrize(
    ("lang", "n", "expected"),
    [
        ("sv", 1, "1 lektion läst."),
        ("sv", 2, "2 lektioner lästa."),
        ("sv-FI", 0, "0 lektioner lästa."),
        ("fi", 1, "1 tunti luettu."),
        ("en", 2, "2 lessons read."),
    ],
)
def test_a_number_chooses_the_form_in_the_rooms(lang: str, n: int, expected: str) -> None:
    assert board_text(lang, "read", n=n) == expected


def test_a_name_in_a_room_cannot_speak_in_our_marks() -> None:
    assert board_text("sv", "one", who="*Kim*", room="@{x}") == "1 ny fråga, till ∗Kim∗ i @\u2060{x}."


def test_an_unknown_sentence_of_the_rooms_is_an_error() -> None:
    assert has_board_text("read")
    assert not has_board_text("nonsense")
    with pytest.raises(KeyError):
        board_text("sv", "nonsense")


def test_a_dossier_in_a_language_without_words_is_printed_in_english() -> None:
    assert said("sv", "title", ref="K7M2") == "Underlag i ärende K7M2"
    assert said("fi", "title", ref="K7M2") == "Yhteenveto asiasta K7M2"
    assert said("nl", "title", ref="K7M2") == said("en", "title", ref="K7M2") == "Dossier of case K7M2"
