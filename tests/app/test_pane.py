"""The case's way beside the messages says of a report of concern as much as its reader may know."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.chat.local.desk import OutcomeKind
from bot.notices.board_case import CasePane
from tests.app.played import ANNA, BIRGITTA, MEHMET, Played

REPORTED = {"done": "yes", "date": "2026-09-07", "role": "mentor"}


@pytest.fixture
def played(tmp_path: Path) -> Iterator[Played]:
    made = Played(tmp_path)
    made.until_asked()
    yield made
    made.close()


def test_a_report_of_concern_is_its_authors_and_the_principals_to_know(played: Played) -> None:
    assert played.click("8C", ANNA, "concern_report", REPORTED).kind is OutcomeKind.SAVED
    to_mehmet = {"person": "mehmet.demir@lits.example", "note": ""}
    assert played.click("8C", ANNA, "hand_over", to_mehmet).kind is OutcomeKind.SAVED
    ref = played.board("8C", ANNA).messages[-1].reference
    for viewer, knows in ((ANNA, True), (BIRGITTA, True), (MEHMET, False)):
        pane = played.board("8C", viewer, case=ref).pane
        assert isinstance(pane, CasePane)
        assert pane.course
        tasks = [task.label for stage in pane.course.stages for task in stage.tasks]
        journal = [row.text for row in pane.course.journal]
        assert ("Orosanmälan" in tasks, "Anna Lindqvist: orosanmälan." in journal) == (knows, knows)
