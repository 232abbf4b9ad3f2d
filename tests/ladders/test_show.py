"""A routine read out as text and drawn as a flowchart."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest

from bot.ladders import load
from bot.rules.ladder_show import as_mermaid, as_text

SHOWN = Path(__file__).parent / "shown"


@pytest.mark.parametrize("language", ["sv", "fi", "en"])
def test_a_routine_is_read_out(language: str) -> None:
    expected = (SHOWN / f"small.{language}.txt").read_text(encoding="utf-8")

    assert as_text(load(str(SHOWN / "small.yaml")), language) + "\n" == expected


def test_a_routine_is_drawn() -> None:
    expected = (SHOWN / "small.en.mmd").read_text(encoding="utf-8")

    assert as_mermaid(load(str(SHOWN / "small.yaml")), "en") + "\n" == expected


def test_a_drawing_has_only_lines_that_mermaid_knows() -> None:
    text = r'"[^"\n]+"'
    known = re.compile(
        rf"flowchart TD|  \w+\(\[{text}\]\)|  s\d+\[{text}\]|  \w+ -\.?->\|{text}\| \w+|  %% [^{{}}]+"
    )
    for key in ("se-ostersund-lit", "fi-grundlaggande", "fi-nyland"):
        for language in ("sv", "fi", "en"):
            for line in as_mermaid(load(key), language).splitlines():
                assert known.fullmatch(line), line


def test_a_language_without_words_of_its_own_is_read_out_in_english() -> None:
    assert "absence" in as_text(load("se-ostersund-lit"), "nl")


def test_a_routine_whose_text_leaves_nothing_open_has_no_decisions_to_read() -> None:
    small = load(str(SHOWN / "small.yaml"))
    told = as_text(small, "en")
    plain = as_text(replace(small, decisions=()), "en")

    assert small.decisions
    assert told.startswith(plain)
    assert not any(decision in plain for decision in small.decisions)
