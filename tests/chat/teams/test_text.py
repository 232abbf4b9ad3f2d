"""Nothing anybody typed is read as Markdown, as a mention or as an entity; our own marks are."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from markdown_it.token import Token

from bot.chat.teams.cards import card
from bot.chat.teams.text import Mentioned, Words, cut, plain
from bot.notices.model import Link, Notice, NoticeKind, Row, Section
from bot.notices.texts import plain as typed_in
from tests.teams.schema import validate_card

READ = MarkdownIt("commonmark").enable(["strikethrough", "table"])
TWINS = {"anna@a.example": "29:a", "anna@b.example": "29:b"}


def shown(markdown: str) -> str:
    """What a reader sees; fails where anything but plain text is meant."""
    opened, inline, closed = READ.parse(markdown)
    assert (opened.type, inline.type, closed.type) == ("paragraph_open", "inline", "paragraph_close")
    return "".join(_bare(each) for each in inline.children or ())


def _bare(token: Token) -> str:
    assert token.type in ("text", "text_special"), token.type
    return token.content


def linked(email: str) -> Mentioned:
    return Mentioned(name="Anna Lind", id=TWINS.get(email, ""))


def notice(body: str) -> Notice:
    return Notice(kind=NoticeKind.SMALL, fallback="x", language="sv", body=body)


@given(st.one_of(st.text(), st.text(alphabet="*_-+#>1.)([]<>at/`\\&;~|! x=:", min_size=1)))
def test_what_was_typed_is_shown_as_typed(typed: str) -> None:
    said = typed_in(typed)
    read = shown(Words()(said)).replace("\u2060", "")
    expected = said.replace("\u2060", "").strip().replace("\u0000", "\ufffd")
    assert read == (expected or "–")


def test_bold_text_and_mentions_of_our_own_are_kept() -> None:
    say = Words(linked)
    assert say("Till @{anna@a.example} · *tis 1 dec* & <b>") == (
        "Till <at>Anna Lind</at> · **tis 1 dec** & <\u2060b>"
    )
    assert say("*  oanmält") == "\\*  oanmält"


def test_a_typed_mention_calls_nobody() -> None:
    drawn = card(notice("<at>Anna Lind</at> och [här](https://x.example)"), linked)
    assert "msteams" not in drawn
    assert drawn["body"][0]["text"] == "<\u2060at>Anna Lind<\u2060/at> och \\[här\\](https://x.example)"


def test_who_is_not_linked_stands_by_name() -> None:
    drawn = card(notice("Till @{omar@c.example}"), linked)
    assert drawn["body"][0]["text"] == "Till Anna Lind"
    assert "msteams" not in drawn


def test_two_of_the_same_name_are_both_called() -> None:
    drawn = card(notice("Till @{anna@a.example}, @{anna@b.example} och @{anna@a.example}"), linked)
    assert drawn["body"][0]["text"] == (
        "Till <at>Anna Lind</at>, <at>Anna Lind (2)</at> och <at>Anna Lind</at>"
    )
    assert [one["mentioned"]["id"] for one in drawn["msteams"]["entities"]] == ["29:a", "29:b"]


def test_who_is_named_in_a_fact_is_called_too() -> None:
    rows = (Row(cells=("Ansvarar", "@{anna@a.example}")),)
    drawn = card(replace(notice("x"), sections=(Section(rows=rows),)), linked)
    assert drawn["body"][1]["facts"] == [{"title": "Ansvarar", "value": "<at>Anna Lind</at>"}]
    assert validate_card(drawn) == []
    del drawn["msteams"]
    assert validate_card(drawn) == ["<at>Anna Lind</at> is mentioned by no entity"]


def test_push_text_has_names_and_no_marks() -> None:
    drawn = card(Notice(kind=NoticeKind.SMALL, fallback="*Till* @{anna@a.example}", language="sv"), linked)
    assert drawn["fallbackText"] == drawn["speak"] == "Till Anna Lind"


def test_a_link_to_anything_but_the_web_is_no_button() -> None:
    harmful = Notice(
        kind=NoticeKind.SMALL, fallback="x", language="sv", body="x", link=Link(label="x", url="javascript:1")
    )
    assert "actions" not in card(harmful)


def test_text_is_never_cut_through_a_mention() -> None:
    assert cut("abc @{anna@a.example} d", 12) == "abc…"
    assert cut("kort", 9) == "kort"


def test_a_label_has_no_marks_and_no_link() -> None:
    assert plain("*Fet* [a](b) <at>X</at>") == "Fet [a]\u2060(b) <\u2060at>X</at>"
    assert plain("") == "–"
    assert plain("x" * 80, 10) == "xxxxxxxxx…"
