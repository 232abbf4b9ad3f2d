"""Whatever is in the file, the reader says what is wrong and nothing else happens."""

from __future__ import annotations

from contextlib import suppress

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.ladders import load, read, shipped
from bot.rules.ladder_file import LadderError

TEXTS = [load(key).text for key in shipped()]
WORDS = [
    "<<: *a",
    "no",
    "12:00",
    "10 %",
    "{1-6: 30}",
    "\\x",
    '"\\UFFFFFFFF"',
    "...",
    "---",
    "null",
    "!!x",
    "*a",
    "&a ",
]
BITS = st.sampled_from([*WORDS, *"-:{}[]\"'|>\t%@?~\x00\ufeffé", ""])


@settings(max_examples=60, deadline=None)
@given(text=st.sampled_from(TEXTS), data=st.data())
def test_a_mangled_routine_is_read_or_refused_with_its_mistakes(text: str, data: st.DataObject) -> None:
    lines = text.splitlines()
    for _ in range(data.draw(st.integers(1, 3))):
        at = data.draw(st.integers(0, len(lines) - 1))
        way = data.draw(st.sampled_from(["drop", "cut", "insert", "indent", "swap"]))
        column = data.draw(st.integers(0, len(lines[at])))
        if way == "drop" and len(lines) > 1:
            del lines[at]
        elif way == "cut":
            lines[at] = lines[at][:column]
        elif way == "insert":
            lines[at] = lines[at][:column] + data.draw(BITS) + lines[at][column:]
        elif way == "indent":
            lines[at] = "  " + lines[at]
        else:
            other = data.draw(st.integers(0, len(lines) - 1))
            lines[at], lines[other] = lines[other], lines[at]

    with suppress(LadderError):
        read("\n".join(lines), "mangled.yaml")


@settings(max_examples=150, deadline=None)
@given(text=st.one_of(st.text(max_size=60), st.lists(BITS, max_size=12).map("\n".join)))
def test_any_text_is_read_or_refused(text: str) -> None:
    with suppress(LadderError):
        read(text, "any.yaml")
