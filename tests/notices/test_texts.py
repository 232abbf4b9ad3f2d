"""Sentences, their plural, and what a person typed in them."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.notices.texts import Marked, has, language_for, plain, sentences, text

HERE = Path(__file__).parent


def test_a_number_chooses_its_form() -> None:
    assert text("sv", "count.school_days", n=1) == "1 skoldag"
    assert text("sv", "count.school_days", n=2) == "2 skoldagar"
    assert text("fi", "count.school_days", n=0) == "0 koulupäivää"
    assert text("en", "count.cases", n=1) == "1 case"


def test_swedish_in_finland_says_its_own_words_and_shares_the_rest() -> None:
    lang = language_for("sv", "FI")
    assert lang == "sv-FI"
    assert text(lang, "button.refer_to_eht") == "Lyft till elevhälsan"
    assert text(lang, "save") == text("sv", "save")
    assert (language_for("sv", "SE"), language_for("fi", "FI")) == ("sv", "fi")


def test_an_unknown_sentence_or_value_is_an_error() -> None:
    assert not has("sv", "nonsense")
    with pytest.raises(KeyError):
        text("sv", "nonsense")
    with pytest.raises(KeyError):
        text("sv", "case")


def test_a_name_cannot_speak_in_our_marks() -> None:
    said = text("sv", "answered.by", who="*Kim*\n@{anna@lits.example} {ref}", when=Marked("*nu*"))
    assert said == "∗Kim∗ @\u2060{anna@lits.example} {ref}, *nu*"


@given(st.text())
def test_no_value_brings_bold_text_a_mention_or_a_line(typed: str) -> None:
    said = plain(typed)
    assert "*" not in said
    assert "@{" not in said
    assert "\n" not in said
    assert plain(Marked(said)) == said


_NAMES = (
    "a.body a.push c.abs.limit c.counted c.meta c.strip c.strip.say c.un.limit c.un.v c2.calc c2.intro c2.less "
    "d.after d.c d.title e.body e.click e.push e2.days e2.days2 e2.say f.after f.agr.n f.by.o f.what.v f.who.o "
    "g.done g.meta g.push g.queue g2.rows g2.title h.body h.help h2.body h3.body h3.push i.body i2.meta j.cover "
    "j.helped.rows j.kpi j.meta j.mine.rows j.push j.same j.table j.table.note j.wait.rows l.need l.other l.plan "
    "l.rows x.not_documented"
)
COMPOSED = frozenset(_NAMES.split())
"""Designed with sample values in them: the comparison of whole messages in ``tests/chat/slack`` covers these."""


@pytest.mark.parametrize("lang", ["sv", "fi", "en"])
def test_each_other_designed_sentence_is_kept_word_for_word(lang: str) -> None:
    bare = [re.sub(r"\{\w+\}", "{}", said) for _, said in sentences(lang)]
    ours = {*bare, *(f"{said} …" for said in bare)}
    designed = json.loads((HERE / "texts.json").read_text(encoding="utf-8"))
    changed = {key for key, said in designed.items() if re.sub(r"\{\w+\}", "{}", said[lang]) not in ours}
    assert changed - COMPOSED == set()
