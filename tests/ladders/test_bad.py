"""A folder of mistakes, each with the message the office reads."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.ladders import read
from bot.rules.ladder_file import LadderError

BAD = sorted((Path(__file__).parent / "bad").glob("*.yaml"))


@pytest.mark.parametrize("path", BAD, ids=lambda path: path.stem)
def test_the_mistake_is_said_with_file_line_key_and_what_is_allowed(path: Path) -> None:
    with pytest.raises(LadderError) as caught:
        read(path.read_text(encoding="utf-8"), path.name)

    assert str(caught.value) == path.with_suffix(".txt").read_text(encoding="utf-8").strip()


def test_every_message_stands_beside_a_file() -> None:
    messages = sorted((Path(__file__).parent / "bad").glob("*.txt"))

    assert [message.stem for message in messages] == [path.stem for path in BAD]
    assert len(BAD) >= 80


def test_all_mistakes_are_said_at_once_in_the_order_of_the_file() -> None:
    text = (Path(__file__).parent / "bad" / "several_mistakes.yaml").read_text(encoding="utf-8")

    with pytest.raises(LadderError) as caught:
        read(text, "ladder.yaml")

    assert [mistake.line for mistake in caught.value.mistakes] == [3, 9, 9, 11, 12]
    assert {mistake.file for mistake in caught.value.mistakes} == {"ladder.yaml"}
