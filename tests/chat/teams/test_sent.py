"""A form that was sent: it counts once, and what was typed is never lost."""

from __future__ import annotations

from typing import Any

import pytest

from bot.chat.teams.dialogs import unsaved
from bot.notices.texts import text
from bot.ports import Press, Pressed, PressKind
from tests.chat.slack.school import ANNA, FakeInbox, answered, contact_form
from tests.chat.teams.school import CHANNEL, School, story
from tests.teams.people import Dialog
from tests.teams.schema import validate_card
from tests.teams.server import TeamsServer

FORM = Pressed(kind=PressKind.FORM, form=contact_form())
WRONG = Pressed(kind=PressKind.ERRORS, form=contact_form(errors={"note": "Skriv mer"}))
SAVED = Pressed(kind=PressKind.SAVED, notice=answered(), redraw=answered())
ROW = {"what": "Skjuts, hem", "who": "Anna", "by": "2026-12-20"}
TYPED = {"note": "Vi *talades* vid, kort.", "person": "Mamma", "agreements": [ROW]}
INPUTS = {
    "note": TYPED["note"],
    "person": "Mamma",
    "what_2": ROW["what"],
    "who_2": "Anna",
    "due_2": ROW["by"],
}
FAILED = "Det gick inte att spara"


class Moody(FakeInbox):
    """Opens the form; what it says to a sent one is told beforehand, an exception included."""

    def __init__(self, *said: Pressed | Exception) -> None:
        super().__init__(answers={"contacted_guardian": self._say})
        self.said = list(said)

    def _say(self, press: Press) -> Pressed:
        if press.fields is None:
            return FORM
        said = self.said.pop(0)
        if isinstance(said, Exception):
            raise said
        return said

    def sent(self) -> list[Press]:
        """The forms that came."""
        return [press for press in self.presses if press.fields is not None]


async def opened(at: School) -> Dialog:
    """The form, before Anna."""
    await at.clicker.press("contacted_guardian", user=ANNA, conversation=CHANNEL)
    return at.teams.latest_dialog()


def held(press: Press) -> dict[str, Any]:
    """What a form held, without what was left empty."""
    return {key: value for key, value in (press.fields or {}).items() if value}


def test_what_could_not_be_saved_is_sent_again_as_it_was_typed(teams: TeamsServer) -> None:
    inbox = Moody(RuntimeError("disk full"), RuntimeError("still full"), SAVED)

    async def tell(at: School) -> None:
        dialog = await opened(at)
        await at.clicker.submit(INPUTS, dialog=dialog)
        for _ in range(2):
            shown = str(teams.latest_dialog().card)
            assert FAILED in shown
            assert "talades" in shown
            assert "Skjuts, hem" in shown
            await at.clicker.press("Försök igen", user=ANNA, dialog=teams.latest_dialog())

    story(teams, tell, inbox)
    assert [held(press) for press in inbox.sent()] == [TYPED] * 3
    assert len({press.click_id for press in inbox.sent()}) == 1
    assert "Kontakt tagen" in str(teams.latest_dialog().card)


def test_a_mistake_found_after_a_failure_opens_the_form_with_everything_in_it(teams: TeamsServer) -> None:
    inbox = Moody(RuntimeError("disk full"), WRONG, SAVED)

    async def tell(at: School) -> None:
        await at.clicker.submit(INPUTS, dialog=await opened(at))
        await at.clicker.press("Försök igen", user=ANNA, dialog=teams.latest_dialog())
        await at.clicker.submit({"note": "Längre nu."}, user=ANNA)

    story(teams, tell, inbox)
    assert held(inbox.sent()[-1]) == TYPED | {"note": "Längre nu."}


def test_while_nobody_can_say_who_it_is_nothing_typed_is_lost(teams: TeamsServer) -> None:
    inbox = Moody(SAVED)

    async def tell(at: School) -> None:
        dialog = await opened(at)
        inbox.error = RuntimeError("no database")
        await at.clicker.submit(INPUTS, dialog=dialog)
        inbox.error = None
        await at.clicker.press("Försök igen", user=ANNA, dialog=teams.latest_dialog())

    story(teams, tell, inbox)
    assert held(inbox.sent()[-1]) == TYPED


def test_a_form_asked_for_in_words_keeps_what_could_not_be_saved(teams: TeamsServer) -> None:
    inbox = Moody(RuntimeError("disk full"), SAVED)
    inbox.commanded = FORM
    own = teams.tenant.user(ANNA).id

    async def tell(at: School) -> None:
        await at.clicker.say("lyft oro", user=ANNA)
        await at.chat.later.settled()
        await at.clicker.press("contacted_guardian", user=ANNA, conversation=own)
        await at.clicker.submit(INPUTS, user=ANNA)
        assert FAILED in str(teams.latest_dialog().card)
        await at.clicker.press("Försök igen", user=ANNA, dialog=teams.latest_dialog())

    story(teams, tell, inbox)
    assert [held(press) for press in inbox.sent()] == [TYPED] * 2
    assert "Kontakt tagen" in str(teams.latest_dialog().card)
    assert "talades" not in str([message.activity for message in teams.messages(own)])


def test_forms_sent_after_a_mistake_are_told_apart(teams: TeamsServer) -> None:
    """Were they not, the second one would be taken for the first sent twice, and dropped."""
    inbox = Moody(WRONG, SAVED, WRONG, SAVED)

    async def tell(at: School) -> None:
        for _ in range(2):
            await at.clicker.submit({"note": "Kort"}, dialog=await opened(at))
            await at.clicker.submit({"note": "Längre"}, user=ANNA)

    story(teams, tell, inbox)
    first, mended, second, mended_too = (press.click_id for press in inbox.sent())
    assert first == mended
    assert second == mended_too
    assert first != second


@pytest.mark.parametrize("lang", ["sv", "fi", "en", "sv-FI"])
def test_what_was_typed_is_a_card_teams_takes(lang: str) -> None:
    data = {"action": "x", "ask": "q", "note": "<at>A</at> [b](c)\n\n- x y", "causes": "a,b", "n": 7}
    shown = unsaved(data, lang)
    assert validate_card(shown.card, dialog=True) == []
    assert shown.card["actions"][0]["data"] == data
    assert shown.card["speak"] == text(lang, "error")
    assert [one["text"] for one in shown.card["body"][2:]] == [
        "<\u2060at>A<\u2060/at> \\[b\\](c)",
        "\u2060- x y",
    ]
