"""The demo without a browser: what is drawn for whom, what a click does, what stays between starts."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.app.demo import demo
from bot.chat.local.desk import NoAccess, OutcomeKind, Step, View
from bot.chat.local.page import page
from bot.errors import UserError
from bot.notices.board import MessageState
from bot.notices.board_case import CasePane, LadderPane
from tests.app.played import ANNA, BIRGITTA, MARIA, MEHMET, Played

PRIVATE = re.compile(r'<(?:section|form|div) class="[^"]*private.*', re.DOTALL)


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Played to the first question, once."""
    folder = tmp_path_factory.mktemp("prepared") / "demo"
    played = Played(folder)
    played.until_asked()
    played.close()
    return folder


@pytest.fixture
def played(prepared: Path, tmp_path: Path) -> Iterator[Played]:
    """The first question waits for Anna Lindqvist."""
    made = Played(Path(shutil.copytree(prepared, tmp_path / "demo")))
    yield made
    made.close()


def contact(played: Played) -> None:
    """Anna's answer to the first question."""
    today = played.board("8C", ANNA).sand
    assert today is not None
    fields = {"date": today.today.isoformat(), "causes": "not_known"}
    form = played.click("8C", ANNA, "contacted_guardian").form
    assert form is not None
    causes = next(field for field in form.fields if field.key == "causes")
    fields["causes"] = causes.options[0].key
    assert played.click("8C", ANNA, "contacted_guardian", fields).kind is OutcomeKind.SAVED


def test_the_first_question_stands_in_the_room_of_the_class(played: Played) -> None:
    assert played.demo.desk.first_room() == ("8C", ANNA)
    board = played.board("8C", ANNA)
    assert [message.state for message in board.messages] == [MessageState.WAITING_ME]
    assert (board.waiting, board.room.waiting) == (1, (board.messages[0].reference,))
    assert board.messages[0].key == board.messages[0].reference
    rooms = {room.key: room for group in board.groups for room in group.rooms}
    assert (rooms["8C"].waiting, rooms["8C"].yours) == (1, True)


def test_others_see_whom_it_waits_for_and_not_the_case(played: Played) -> None:
    reference = played.board("8C", ANNA).messages[0].reference
    board = played.board("8C", MEHMET, case=reference, pupil=True)
    assert board.messages[0].state is MessageState.WAITING_OTHER
    assert board.messages[0].state_text == "Väntar på Anna Lindqvist"
    assert isinstance(board.pane, LadderPane)
    assert board.pane.hidden == reference


def test_no_room_and_no_other_viewer_gets_a_name(played: Played) -> None:
    reference = played.board("8C", ANNA).messages[0].reference
    for viewer in (ANNA, MEHMET, BIRGITTA):
        html = page(played.board("8C", viewer))
        assert "Ramstam" not in html
    shown = page(played.board("8C", ANNA, case=reference, pupil=True))
    assert "Viggo Ramstam" in shown
    assert "Ramstam" not in PRIVATE.sub("", shown)
    assert "Ramstam" not in page(played.board("8C", MEHMET, case=reference, pupil=True))


def test_looking_at_the_pupil_is_journalled_once_for_each_opening(played: Played) -> None:
    reference = played.board("8C", ANNA).messages[0].reference
    assert played.click("8C", ANNA, "show").kind is OutcomeKind.SHOWN

    def looks() -> int:
        pane = played.board("8C", ANNA, case=reference).pane
        assert isinstance(pane, CasePane)
        assert pane.course is not None
        return sum("öppnade elevens uppgifter" in row.text for row in pane.course.journal)

    assert looks() == 0
    played.board("8C", ANNA, case=reference, pupil=True, opening=True)
    played.board("8C", ANNA, case=reference, pupil=True)
    assert looks() == 1


def test_whoever_may_not_answer_is_refused_and_may_become_who_may(played: Played) -> None:
    outcome = played.click("8C", MEHMET, "contacted_guardian")
    assert outcome.kind is OutcomeKind.REFUSED
    assert outcome.refusal is not None
    assert outcome.refusal.become is not None
    assert outcome.refusal.become.key == ANNA
    assert played.board("8C", ANNA).messages[0].state is MessageState.WAITING_ME


def test_an_answer_can_be_undone_by_the_one_who_gave_it_only(played: Played) -> None:
    contact(played)
    mine = played.board("8C", ANNA).messages[0]
    assert mine.state is MessageState.ANSWERED
    assert mine.undo is not None
    assert played.board("8C", MEHMET).messages[0].undo is None
    assert played.click("8C", MEHMET, "undo").kind is OutcomeKind.REFUSED
    assert played.click("8C", ANNA, "undo").kind is OutcomeKind.SAVED
    assert played.board("8C", ANNA).messages[0].state is MessageState.WAITING_ME


def test_the_form_of_an_address_opens_for_its_own_person_only(played: Played) -> None:
    ask = played.board("8C", ANNA).messages[0].notice.ask_id
    form = f"{ask}.contacted_guardian"
    assert played.board("8C", ANNA, form=form).messages[0].form is not None
    assert played.board("8C", MEHMET, form=form).messages[0].form is None
    assert played.board("8C", ANNA, form="nothing.at.all").messages[0].form is None


def test_rooms_and_people_that_are_not_there_are_not_shown(played: Played) -> None:
    desk = played.demo.desk
    assert desk.board(View(room="../x", viewer=ANNA)) is NoAccess.ROOM
    assert desk.board(View(room="8C", viewer="nobody")) is NoAccess.PERSON


def test_a_case_that_has_gone_on_shows_its_way_and_who_has_it_now(played: Played) -> None:
    contact(played)
    reference = played.board("8C", ANNA).messages[0].reference
    for _ in range(2):
        played.demo.desk.step(Step.WEEK, "")
    follow = played.board("8C", ANNA).messages[-1]
    assert follow.key == f"{reference}-2"
    assert played.click("8C", ANNA, "not_improved").kind is OutcomeKind.SAVED
    nurse = played.board("skolskoterska", MARIA, case=reference)
    assert nurse.messages[-1].state is MessageState.WAITING_ME
    assert isinstance(nurse.pane, CasePane)
    assert nurse.pane.course is not None
    first, second, third = nurse.pane.course.stages
    assert (first.progress.value, second.progress.value, third.progress.value) == ("done", "now", "ahead")
    assert first.gate is not None
    assert first.gate.text.startswith("*Nej.* Anna Lindqvist")


def test_only_a_case_has_stages_it_has_not_reached(played: Played) -> None:
    assert "(inte nått)" not in page(played.board("rektor", BIRGITTA))
    case = played.board("8C", ANNA).messages[-1].reference
    assert "(inte nått)" in page(played.board("8C", ANNA, case=case))


def test_a_reminder_says_so_once(played: Played) -> None:
    for _ in range(8):
        played.demo.desk.step(Step.DAY, "")
    drawn = page(played.board("8C", ANNA))
    assert drawn.count("Påminnelse till Anna Lindqvist") == 1
    assert len(re.findall(r"Påminnelse(?! skickad)", drawn)) == 1


def test_a_settled_reminder_waits_for_nobody(played: Played) -> None:
    for _ in range(8):
        played.demo.desk.step(Step.DAY, "")
    assert "väntar på svar sedan" in page(played.board("8C", ANNA))
    contact(played)
    reminder = played.board("8C", ANNA).messages[-1]
    assert reminder.state is MessageState.ANSWERED
    assert "väntar på svar sedan" not in page(played.board("8C", ANNA))


def test_what_happened_stays_between_starts(played: Played, tmp_path: Path) -> None:
    contact(played)
    before = played.board("8C", ANNA)
    played.close()
    again = Played(tmp_path / "demo")
    after = again.board("8C", ANNA)
    assert after.sand is not None
    assert before.sand is not None
    assert (after.sand.today, after.sand.line) == (before.sand.today, before.sand.line)
    assert [message.key for message in after.messages] == [message.key for message in before.messages]
    again.close()


def test_starting_over_forgets_everything(played: Played) -> None:
    epoch = played.demo.desk.epoch()
    played.demo.desk.step(Step.AGAIN, "")
    board = played.board("8C", ANNA)
    assert played.demo.desk.epoch() != epoch
    assert board.messages == ()
    assert board.sand is not None
    assert not board.sand.begun


def test_the_monday_digest_says_what_it_said_on_its_monday(played: Played) -> None:
    def digest() -> str:
        found = [m for m in played.board("rektor", BIRGITTA).messages if m.key == "digest-2026-09-07"]
        return repr(found[0].notice)

    before = digest()
    played.demo.desk.step(Step.WEEK, "")
    assert digest() == before


@pytest.mark.parametrize("school", ["", "helsinki"])
def test_an_unknown_school_is_said_in_one_line(school: str, tmp_path: Path) -> None:
    with pytest.raises(UserError, match="allowed: ostersund, nyland"):
        demo(port=0, school=school, folder=tmp_path)
