"""A neutral notice on the page: its facts, strips, bars, rows and buttons, in a room and in private."""

from __future__ import annotations

from dataclasses import replace

from bot.chat.local.page import page, parts
from bot.notices.board import Board
from bot.notices.board_case import CasePane, PupilView
from bot.notices.board_private import lessons_of, pupil_buttons, pupil_view
from bot.notices.model import Button, Fact, Form, Link, Notice, NoticeKind, Row, Section
from tests.chat.local import samples
from tests.chat.local.markup import outside_private, read
from tests.chat.local.test_page import ANNA, PUPIL, board

SHOWN = Notice(
    kind=NoticeKind.SHOW,
    fallback="",
    language="sv",
    ask_id="1",
    private=True,
    heading=f"{samples.PUPIL}, 8C",
    meta="Steg 1 av 3 · visas bara för dig",
    facts=(Fact(label="Frånvaro", value="14,3 %", note="Gräns minst 10 % · nådd 24 nov"),),
    sections=(
        Section(strip=samples.strip(), note="Räknat: all frånvaro."),
        Section(heading="Gjort hittills", lines=("Kontakt med vårdnadshavare, 9 sep",)),
        Section(text="Anmäl direkt.", buttons=(Button(key="concern_report", label="Orosanmälan …"),)),
    ),
    buttons=(Button(key="contacted_guardian", label="Kontakt tagen …", primary=True),),
    overflow=(Button(key="explain", label="Så räknades det"), Button(key="note", label="Anteckning …")),
)
EXPLAINED = Notice(
    kind=NoticeKind.EXPLAIN,
    fallback="",
    language="sv",
    private=True,
    dialog_title="Så räknades det",
    sections=(Section(rows=(Row(cells=("tis 24 nov", "6 lekt.", "oanmäld")),), note="Rätta i systemet."),),
)


def in_private(view: PupilView) -> Board:
    """Anna's page with the view in the pane."""
    made = board(PUPIL)
    assert isinstance(made.pane, CasePane)
    return replace(made, pane=replace(made.pane, pupil=view, buttons=pupil_buttons(SHOWN)))


def in_room(notice: Notice) -> str:
    """The first message of Anna's room as this notice."""
    made = board(ANNA)
    return parts(replace(made, messages=(replace(made.messages[0], notice=notice),)))["m-K7M2"]


def test_the_private_notice_becomes_the_pupils_view() -> None:
    html = page(in_private(pupil_view(SHOWN, lessons=lessons_of(EXPLAINED))))
    read(html)
    assert "Frånvaro <b>14,3 %</b>. Gräns minst 10 % · nådd 24 nov." in html
    for words in (
        "Gjort hittills",
        "Kontakt med vårdnadshavare, 9 sep",
        "tis 24 nov",
        "Räknat: all frånvaro.",
    ):
        assert words in html
    for words in (samples.PUPIL, "14,3", "tis 24 nov"):
        assert words not in outside_private(html)


def test_its_buttons_answer_the_ask_and_none_is_filled() -> None:
    keys = [(each.key, each.primary) for each in pupil_buttons(SHOWN)]
    assert keys == [("contacted_guardian", False), ("note", False)]
    html = page(in_private(pupil_view(SHOWN)))
    assert 'value="concern_report"' in html


def test_before_and_after_stand_in_words() -> None:
    facts = (
        Fact(label="Före kontakten", value="14,3 %"),
        Fact(label="Efter kontakten", value="5,4 %"),
    )
    shown = pupil_view(replace(SHOWN, kind=NoticeKind.BEFORE_AFTER, facts=facts), since="kontakt 3 nov")
    assert shown.why == "Före kontakten *14,3 %*. Efter kontakten *5,4 %*."


def test_bars_rows_and_links_of_a_room_message_are_drawn() -> None:
    bars = Section(
        heading="Frånvaro per klass",
        columns=("Klass", "Frånvaro"),
        rows=(Row(cells=("7A", "6 %"), share=0.06), Row(cells=("8C", "12 %"), share=0.12)),
        bars=True,
    )
    opened = Button(key="show", label="Öppna", ask_id="9")
    queue = Section(rows=(Row(cells=("T4XA", "7B"), detail="Bedöm kriterierna", button=opened),))
    link = Link(label="Gå till den nya frågan", url="/rooms/8C")
    html = in_room(replace(samples.small("Kön"), sections=(bars, queue), link=link))
    read(html)
    assert 'width="50%"' in html
    assert 'width="100%"' in html
    assert 'formaction="/asks/9"' in html
    assert '<a href="/rooms/8C">Gå till den nya frågan</a>' in html


def test_a_link_that_leads_elsewhere_is_left_out() -> None:
    notice = replace(samples.small("Kön"), link=Link(label="Bort", url="https://lots.example/"))
    assert "Bort" not in in_room(notice)


def test_a_part_below_the_buttons_stands_below_them() -> None:
    part = Section(note="Ja avslutar ärendet.", after_buttons=True)
    html = in_room(replace(samples.alert("1"), sections=(part,)))
    assert html.index("Kontakt tagen") < html.index("Ja avslutar ärendet.")


def test_the_form_says_whose_it_is_on_heather() -> None:
    made = board(ANNA)
    form: Form = replace(
        samples.contact_form("1", samples.TODAY),
        title="Kontakt",
        intro=f"{samples.PUPIL}, 8C",
    )
    html = page(replace(made, messages=(replace(made.messages[0], form=form),)))
    assert f"{samples.PUPIL}, 8C</p>" in html, "the lock has said whose it is"
    assert samples.PUPIL not in outside_private(html)
