"""The page as drawn: what is private, what is escaped, how large it is, which button is filled."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

import bot.chat.local
from bot.chat.local.desk import Step, View
from bot.chat.local.html import h, marked
from bot.chat.local.page import page, parts
from bot.notices.board import Board, MessageState, MessageView, Show, StaffView
from bot.notices.board_case import CasePane
from bot.notices.model import Notice
from bot.notices.texts.page import LANGUAGES, PAGE_TEXTS, page_text
from tests.chat.local import samples
from tests.chat.local.markup import outside_private, read
from tests.chat.local.school import School

HOSTILE = '<script>alert("1")</script>&amp;\'"'


def board(view: View, school: School | None = None) -> Board:
    """The view's board once the first question has been asked."""
    if school is None:
        school = School(extra={"7A": samples.gallery()})
        school.step(Step.PLAY, "")
    made = school.board(view)
    assert isinstance(made, Board)
    return made


ANNA = View(room="8C", viewer="anna", case="K7M2")
PUPIL = replace(ANNA, pupil=True, show=Show.CASE)
FORM = replace(ANNA, form="1.contacted_guardian")
LONG_FORM = replace(ANNA, form="1.note")
STATES = View(room="7A", viewer="mehmet")
NURSE = View(room="Skolsköterska", viewer="maria")
VIEWS = (ANNA, PUPIL, FORM, LONG_FORM, STATES, NURSE, replace(PUPIL, viewer="mehmet"))


@pytest.mark.parametrize("view", VIEWS)
def test_a_name_stands_only_on_heather(view: View) -> None:
    html = page(board(view))
    assert samples.PUPIL not in outside_private(html)
    assert "17,6" not in outside_private(html)


def test_the_pupil_is_on_the_page_of_the_one_who_looks() -> None:
    assert samples.PUPIL in page(board(PUPIL))
    assert samples.PUPIL not in page(board(replace(PUPIL, viewer="mehmet")))


@pytest.mark.parametrize("view", VIEWS)
def test_what_changes_live_never_holds_a_form(view: View) -> None:
    for html in parts(board(view)).values():
        assert 'class="private" id="f-' not in html


@pytest.mark.parametrize("view", VIEWS)
def test_the_page_has_no_inline_style_or_script_and_fetches_nothing_elsewhere(view: View) -> None:
    for tag in read(page(board(view))).tags:
        assert tag.name not in {"style", "iframe", "img", "object"}
        assert not [name for name in tag.attributes if name == "style" or name.startswith("on")]
        for name in ("src", "href", "action", "formaction"):
            assert tag.attributes.get(name, "/").startswith(("/", "#"))
        if tag.name == "script":
            assert tag.attributes["src"] == "/static/local.js"


@pytest.mark.parametrize("view", VIEWS)
def test_ids_are_unique_and_every_reference_leads_somewhere(view: View) -> None:
    tags = read(page(board(view))).tags
    ids = [tag.attributes["id"] for tag in tags if "id" in tag.attributes]
    assert len(ids) == len(set(ids))
    for tag in tags:
        for name in ("for", "aria-labelledby", "aria-describedby"):
            assert tag.attributes.get(name, ids[0]) in ids


def hostile_board() -> Board:
    """A board with markup in every text that comes from outside."""
    made = board(replace(PUPIL, form="1.contacted_guardian"))
    pane = made.pane
    assert isinstance(pane, CasePane)
    assert pane.pupil is not None
    shown = made.messages[0]
    notice = replace(shown.notice, heading=HOSTILE, body=f"*{HOSTILE}* @{{{HOSTILE}}}", buttons=())
    return replace(
        made,
        viewer=StaffView(key=HOSTILE, name=HOSTILE, role=HOSTILE),
        school=HOSTILE,
        room=replace(made.room, name=HOSTILE, detail=HOSTILE),
        pane=replace(pane, meta=HOSTILE, pupil=replace(pane.pupil, name=HOSTILE, why=HOSTILE, since=HOSTILE)),
        messages=(replace(shown, notice=notice, timer=HOSTILE, clock=HOSTILE, where=HOSTILE),),
    )


def test_text_from_outside_never_becomes_markup() -> None:
    html = page(hostile_board())
    assert "<script>alert" not in html
    assert [tag.attributes for tag in read(html).tags if tag.name == "script"] == [
        {"src": "/static/local.js", "defer": ""}
    ]


def test_marks_become_bold_and_a_name() -> None:
    names = {"anna@lits.example": "Anna <L>"}
    assert marked("*<b>* @{anna@lits.example}", names) == "<b>&lt;b&gt;</b> Anna &lt;L&gt;"
    assert h("'\"") == "&#x27;&quot;"


def full_room() -> Board:
    """A room with 50 settled messages and one that waits."""
    made = board(ANNA)
    settled = tuple(
        MessageView(
            key=f"S{n}",
            notice=samples.small(
                "Kontakt tagen med vårdnadshavare",
                "@{anna@lits.example}, 3 november 15:20. Nästa: tis 17 nov kommer frågan om närvaron ökar.",
            ),
            day=made.messages[0].day - timedelta(days=60 - n),
            clock="07:30",
            state=MessageState.ANSWERED,
            reference=f"S{n}",
            where="8C, steg 1 av 3",
        )
        for n in range(50)
    )
    return replace(made, messages=(*settled, *made.messages))


@pytest.mark.parametrize("view", VIEWS)
def test_every_page_keeps_its_budget(view: View) -> None:
    assert len(page(board(view)).encode()) <= 24_000


def test_a_full_room_keeps_its_budget_and_offers_the_older() -> None:
    html = page(full_room())
    assert len(html.encode()) <= 24_000
    assert "Visa äldre" in html
    assert 'id="m-K7M2"' in html
    assert 'id="m-S49"' in html


def crowded_room(waiting: int, chosen: str = "") -> Board:
    """A room where that many questions wait, each after a long way, beside 50 settled messages."""
    made = full_room()
    one = made.messages[-1]
    steps = tuple((f"Steg {n} är gjort", "Anna Lindqvist, 3 november") for n in range(8))
    asked = tuple(
        replace(one, key=f"W{n}", reference=f"W{n}", done=steps, notice=replace(one.notice, ask_id=f"w{n}"))
        for n in range(waiting)
    )
    pane = made.pane
    assert isinstance(pane, CasePane)
    return replace(
        made, messages=(*made.messages[:-1], *asked), pane=replace(pane, reference=chosen or "none")
    )


@pytest.mark.parametrize("waiting", [1, 3, 7, 12])
def test_a_room_with_many_waiting_keeps_its_budget_and_every_question(waiting: int) -> None:
    html = page(crowded_room(waiting))
    assert len(html.encode()) <= 24_000
    for n in range(waiting):
        assert f'<h3 id="t-W{n}" tabindex="-1">Kontakta vårdnadshavare</h3>' in html
        full, brief = f'action="/asks/w{n}"' in html, f'aria-label="Svara W{n}"' in html
        assert full != brief, "a question has its answers, or the way to them"
    assert 'action="/asks/w0"' in html or waiting > 3


def test_the_chosen_question_has_its_answers_however_many_wait() -> None:
    assert 'action="/asks/w0"' in page(crowded_room(12, chosen="W0"))


def test_the_older_view_holds_every_message() -> None:
    html = page(replace(full_room(), view=Show.OLDER))
    assert all(f'id="m-S{n}"' in html for n in range(50))


def test_style_and_script_keep_their_budgets() -> None:
    static = Path(bot.chat.local.__file__).parent / "static"
    assert (static / "local.css").stat().st_size <= 22_000
    assert (static / "local.js").stat().st_size <= 6_000


def test_a_private_notice_is_refused_a_place_in_a_room() -> None:
    made = board(ANNA)
    shown = made.messages[0]
    private = replace(made, messages=(replace(shown, notice=replace(shown.notice, private=True)),))
    with pytest.raises(ValueError, match="private"):
        page(private)


def filled(view: View, notice: Notice | None = None) -> list[str]:
    """Values of the filled buttons in the room."""
    made = board(view)
    if notice is not None:
        made = replace(made, messages=(replace(made.messages[0], notice=notice),))
    tags = read("".join(html for name, html in parts(made).items() if name.startswith("m-"))).tags
    return [tag.attributes["value"] for tag in tags if "go" in tag.attributes.get("class", "").split()]


def test_one_button_is_filled_for_the_one_asked_and_none_for_others() -> None:
    assert filled(ANNA) == ["contacted_guardian"]
    assert filled(replace(ANNA, viewer="mehmet")) == []


def test_yes_and_no_look_alike() -> None:
    notice = samples.follow_up("1")
    yes = replace(notice.buttons[0], primary=True)
    assert filled(ANNA, replace(notice, buttons=(yes, *notice.buttons[1:]))) == []


def test_looking_at_the_pupil_comes_first() -> None:
    html = parts(board(ANNA))["m-K7M2"]
    values = [tag.attributes.get("value") for tag in read(html).tags if tag.name == "button"]
    assert values[0] == "show"


def test_the_title_counts_what_waits_for_the_viewer() -> None:
    assert "<title>(1) 8C · Närvarolots</title>" in page(board(ANNA))
    assert "<title>8C · Närvarolots</title>" in page(board(replace(ANNA, viewer="mehmet")))


def test_the_first_screen_has_one_filled_button_and_the_ladder() -> None:
    html = page(board(ANNA, School()))
    assert 'data-view="first"' in html
    assert html.count('class="b go"') == 1
    assert 'class="steps"' in html


def test_outside_the_demo_there_is_no_strip() -> None:
    html = page(replace(board(ANNA), sand=None))
    assert 'id="demo"' not in html
    assert "/demo" not in html


def test_an_empty_room_says_so() -> None:
    assert "Inget väntar här." in page(board(View(room="9B", viewer="anna")))


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_word_exists_in_every_language(language: str) -> None:
    values = {"n": 1, "total": 2, "name": "N", "school": "S", "clock": "1", "reference": "R"}
    assert all(page_text(language, key, **values).strip() for key in PAGE_TEXTS)
    assert page(replace(board(PUPIL), language=language))


def test_finlands_swedish_says_olovlig_in_the_strip_as_in_the_text() -> None:
    html = page(replace(board(PUPIL), language="sv-FI"))
    assert '<html lang="sv-FI">' in html
    assert "oanmäld" not in html.split('class="key"')[1].split("</p>")[0]
    assert "olovlig" in html
