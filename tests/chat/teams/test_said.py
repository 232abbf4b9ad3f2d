"""What people write to the bot: answered where they alone read, and nothing that names a pupil is written."""

from __future__ import annotations

import pytest

from bot.ports import Pressed, PressKind
from tests.chat.slack.school import ANNA, FakeInbox, answered, cases, contact_form, shown
from tests.chat.teams.school import CHANNEL, School, linked, personal, story
from tests.teams.schema.rules import inputs
from tests.teams.server import TeamsServer

ASK = "q_7f3c91d2"
FORM = Pressed(kind=PressKind.FORM, form=contact_form())
SAVED = Pressed(kind=PressKind.SAVED, notice=answered(), redraw=answered())
SHOWN = Pressed(kind=PressKind.PRIVATE, notice=shown())


@pytest.mark.parametrize("words", ["mina ärenden", "lyft oro 8C", "förklara K7M2", "omat asiat", "x" * 5000])
def test_a_command_is_answered_in_the_personal_chat(teams: TeamsServer, words: str) -> None:
    inbox = FakeInbox(commanded=Pressed(kind=PressKind.PRIVATE, notice=cases()))
    story(teams, lambda at: at.clicker.say(words, user=ANNA), inbox)
    assert [(user, text) for user, text, _ in inbox.commands] == [(linked(teams), words)]
    assert "Mina ärenden" in str(teams.latest(teams.tenant.user(ANNA).id).card)


def test_a_form_asked_for_in_words_opens_behind_a_button(teams: TeamsServer) -> None:
    inbox = FakeInbox(
        commanded=FORM, answers={"contacted_guardian": lambda press: SAVED if press.fields else FORM}
    )
    own = teams.tenant.user(ANNA).id

    async def tell(at: School) -> None:
        await at.clicker.say("lyft oro", user=ANNA)
        await at.chat.later.settled()
        assert not inputs(teams.latest(own).card)
        await at.clicker.press("contacted_guardian", user=ANNA, conversation=own)
        await at.clicker.submit({"note": "Orolig"}, user=ANNA)

    story(teams, tell, inbox)
    sent = inbox.presses[-1]
    assert sent.fields
    assert sent.fields["note"] == "Orolig"
    assert "Kontakt tagen" in str(teams.latest_dialog().card)


@pytest.mark.parametrize("where", ["", CHANNEL])
def test_what_names_a_pupil_is_written_nowhere_and_opens_behind_a_button(
    teams: TeamsServer, where: str
) -> None:
    inbox = FakeInbox(commanded=SHOWN, answers={"show": SHOWN})
    own = teams.tenant.user(ANNA).id

    async def tell(at: School) -> None:
        at.places.met(personal(teams))
        await at.clicker.say("förklara K7M2", user=ANNA, conversation=where)
        await at.chat.later.settled()
        await at.clicker.press("show", user=ANNA, conversation=own)

    story(teams, tell, inbox)
    assert inbox.commands[0][1] == "förklara K7M2"
    assert inbox.presses[0].ask_id == ASK
    for room in (CHANNEL, own):
        assert "Kim" not in str([message.activity for message in teams.messages(room)])
    assert "Kim" in str(teams.latest_dialog().card)
