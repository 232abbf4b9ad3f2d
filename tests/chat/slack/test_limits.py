"""Every message of every ladder is one Slack accepts; what is too long is cut and says so."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.chat.slack.blocks import blocks, ephemeral
from bot.chat.slack.text import cut, escape, mrkdwn, nobody
from bot.chat.slack.views import form_view, home, loading, view, with_row
from bot.notices import compose_lists
from bot.notices.compose_small import refused
from bot.notices.model import Button, Fact, Notice, NoticeKind, Row, Section
from tests.notices import designed, gallery
from tests.notices.school import at, day, each_text, strip_after
from tests.slack.schema import validate_message, validate_response, validate_view


@pytest.mark.parametrize("lang", gallery.LANGS)
def test_slack_accepts_every_message(lang: str) -> None:
    for source in (gallery.channel, gallery.asks):
        for name, shown in source(lang):
            assert validate_message(blocks(shown, nobody)) == [], name
    assert validate_response(ephemeral(refused(lang), nobody)) == []


@pytest.mark.parametrize("lang", gallery.LANGS)
def test_slack_accepts_every_view(lang: str) -> None:
    for source in (gallery.private, gallery.shows):
        for name, shown in source(lang):
            assert validate_view(view(shown)) == [], name
    for name, shown in gallery.homes(lang):
        assert validate_view(home(shown)) == [], name
    assert validate_view(loading(lang, "K7M2")) == []


@pytest.mark.parametrize("lang", gallery.LANGS)
def test_slack_accepts_every_form_with_one_row_or_three(lang: str) -> None:
    for key, form in gallery.all_forms(lang):
        assert validate_view(form_view(form)) == [], key
        assert validate_view(form_view(with_row(with_row(with_row(form))))) == [], key


def huge(words: str, n: int) -> Notice:
    """A message far over every limit."""
    button = Button(key="show", label=words, alt=words)
    rows = tuple(Row(cells=(words, words), detail=words, button=button) for _ in range(n))
    return Notice(
        kind=NoticeKind.SHOW,
        fallback=words,
        language="sv",
        ask_id="q_1",
        heading=words,
        meta=words,
        body=words,
        facts=tuple(Fact(label=words, value=words, note=words, share=2.0) for _ in range(5)),
        sections=(
            Section(heading=words, text=words, lines=(words,), rows=rows, note=words),
            Section(rows=tuple(Row(cells=(words, "1")) for _ in range(n)), columns=("a", "b")),
            Section(rows=tuple(Row(cells=(words, "1")) for _ in range(n))),
        ),
        buttons=(replace(button, key="a", primary=True), replace(button, key="b")),
        overflow=(replace(button, key="c"),),
        status=words,
        dialog_title=words,
        close=words,
    )


@pytest.mark.parametrize("n", [1, 12, 60, 130])
@pytest.mark.parametrize(
    "words", ["&" * 3100, "&<>*x" * 700, "Frånvaro " * 400, "*b* @{anna@lits.example} " * 200]
)
def test_anything_too_long_is_cut_and_still_accepted(words: str, n: int) -> None:
    shown = huge(words, n)
    assert validate_message(blocks(shown, nobody)) == []
    assert validate_view(view(shown)) == []


def test_a_long_list_gives_way_before_its_buttons() -> None:
    sent = blocks(huge("Ärende", 80), nobody)
    kinds = [block["type"] for block in sent["blocks"]]
    assert len(kinds) == 50
    assert kinds[-2:] == ["actions", "context"]
    assert sent["blocks"][-3] == {"type": "context", "elements": [{"type": "mrkdwn", "text": "…"}]}


def test_more_buttons_than_a_message_holds_still_say_that_some_are_left_out() -> None:
    section = Section(text="Svar", buttons=(Button(key="a", label="A"),), after_buttons=True)
    shown = Notice(kind=NoticeKind.SHOW, fallback="x", language="sv", heading="Kim", sections=(section,) * 60)
    sent = blocks(shown, nobody)["blocks"]
    assert (len(sent), sent[0]["type"]) == (50, "header")
    assert sent[-1]["elements"][0]["text"] == "…"


def test_the_queue_shows_twenty_rows_and_counts_the_rest() -> None:
    row = compose_lists.QueueRow(ref="K7M2", ask_id="q", waited=1, doing="Bedöm kriterierna")
    sent = blocks(compose_lists.queue("sv", [row] * 23, ask_id="q", at=at(1, 11, 9, 5)), nobody)
    assert sum("accessory" in block for block in sent["blocks"]) == 20
    assert "3 ärenden till står i kön." in str(sent)
    empty = compose_lists.queue("sv", [], ask_id="q", at=at(1, 11, 9, 5))
    assert "Kön är tom." in str(blocks(empty, nobody))


def test_a_long_list_of_cases_and_pupils_counts_the_rest() -> None:
    case = compose_lists.CaseRow(ref="K7M2", ask_id="q", stage=1, line="Uppföljning")
    shown = compose_lists.cases("sv", need=[case] * 30, plan=[], other=[], at=at(11, 24, 16, 32))
    assert "Väntar på dig, 30" in str(home(shown))
    assert validate_view(home(shown)) == []
    pupil = compose_lists.ReviewRow(name="Kim Ekdahl", class_name="8C", figure="72 timmar")
    band = compose_lists.Band(limit="över 70 timmar", pupils=[pupil] * 21)
    assert "… och 1 elev till" in str(view(compose_lists.review("sv", [band], period="HT26", ask_id="q")))


@given(st.text())
def test_nothing_typed_reaches_slack_as_markup(typed: str) -> None:
    sent = mrkdwn(typed.replace("@{", "@"), nobody)["text"]
    assert "<" not in sent
    assert ">" not in sent
    bare = sent.replace("&amp;", "").replace("&lt;", "").replace("&gt;", "")
    assert "&" not in bare


def test_nobody_can_call_everybody_by_a_name() -> None:
    assert escape("@channel <!here> & co") == "@\u2060channel &lt;!here&gt; &amp; co"


def test_bold_text_and_mentions_of_our_own_are_kept() -> None:
    sent = mrkdwn("Till @{anna.lind@lits.example} · *tis 1 dec* & <b>", lambda _: "<@U0ANNA>")
    assert sent["text"] == "Till <@U0ANNA> · *tis 1 dec* &amp; &lt;b&gt;"


def test_text_is_never_cut_through_an_escaped_sign_or_a_mention() -> None:
    assert cut("abc &amp; d", 8) == "abc…"
    assert cut("abc <@U0ANNA> d", 9) == "abc…"
    assert cut("kort", 9) == "kort"


def test_a_message_that_may_stand_twice_says_so() -> None:
    sent = blocks(replace(designed.alert("sv"), repeat="Kan vara en upprepning."), nobody)
    assert sent["blocks"][-1]["elements"][0]["text"].endswith("*tis\u00a01\u00a0dec* Kan vara en upprepning.")


def test_a_name_with_signs_is_shown_as_typed_and_does_nothing() -> None:
    hostile = "<!channel> & *Kim* @{x@y.z}"
    row = compose_lists.CaseRow(ref="K7M2", ask_id="q", stage=1, line="x", name=hostile, class_name="<8C>")
    shown = compose_lists.cases(
        "sv", need=[row], plan=[], other=[], at=at(11, 24, 16, 32), names_until=at(11, 24, 16, 42)
    )
    text = "\n".join(each_text(home(shown)["blocks"]))
    assert "*&lt;!channel&gt; &amp; ∗Kim∗ @\u2060{x@y.z}* · &lt;8C&gt;" in text


def test_the_strip_marks_where_after_begins() -> None:
    shown = strip_after("sv")
    parted = replace(shown, split_at=day(11, 25) + timedelta(days=5))
    section = Section(strip=parted)
    sent = blocks(Notice(kind=NoticeKind.SHOW, fallback="x", language="sv", sections=(section,)), nobody)
    drawn = sent["blocks"][1]["elements"][0]["elements"][0]["text"]
    assert drawn.splitlines()[2] == "v. 49  |·   3   ·   ·   ·"
