"""What people do in Teams: handed to the inbox, saved before it is answered, shown to whom it belongs."""

from __future__ import annotations

import asyncio
import threading
from typing import Any

import httpx
import pytest

from bot.chat.teams.reach import Reach
from bot.ports import ChatUser, ConversationKind, Press, Pressed, PressKind
from tests.chat.slack.school import ANNA, FakeInbox, answered, contact_form, shown, small
from tests.chat.teams.school import CHANNEL, ELSA, GUEST, School, linked, personal, story
from tests.teams.faults import Fault
from tests.teams.server import OTHER_TENANT, TENANT, TeamsServer

ASK = "q_7f3c91d2"
FORM = Pressed(kind=PressKind.FORM, form=contact_form())
SAVED = Pressed(kind=PressKind.SAVED, notice=answered(), redraw=answered())
SHOWN = Pressed(kind=PressKind.PRIVATE, notice=shown())


def fake(**answers: Pressed) -> FakeInbox:
    return FakeInbox(answers=dict(answers))


# -- cards -------------------------------------------------------------------------------------------


def test_a_click_reaches_the_inbox_as_that_person(teams: TeamsServer) -> None:
    inbox = fake(improved=SAVED)
    story(teams, lambda at: at.clicker.press("improved", user=ANNA, conversation=CHANNEL), inbox)
    press = inbox.presses[0]
    assert (press.ask_id, press.action, press.fields) == (ASK, "improved", None)
    assert press.user == linked(teams)
    assert press.click_id.startswith(f"teams:{TENANT}:{linked(teams).user}:f:")
    assert inbox.links == {ANNA: linked(teams)}


def test_the_clicker_sees_the_answered_card_at_once_and_the_message_stays_for_the_outbox(
    teams: TeamsServer,
) -> None:
    inbox = fake(improved=SAVED)
    story(teams, lambda at: at.clicker.press("improved", user=ANNA, conversation=CHANNEL), inbox)
    message = teams.latest(CHANNEL)
    assert "Kontakt tagen" in str(message.shown(teams.tenant.user(ANNA).id))
    assert "Kontakta vårdnadshavare" in str(message.shown(teams.tenant.user(GUEST).id))
    assert not teams.calls_of("update")


def test_nothing_is_answered_before_it_is_saved(teams: TeamsServer) -> None:
    inbox = fake(improved=SAVED)
    inbox.gate = threading.Event()

    async def tell(at: School) -> None:
        click = asyncio.ensure_future(at.clicker.press("improved", user=ANNA, conversation=CHANNEL))
        assert await asyncio.to_thread(inbox.reached.wait, 10)
        assert not click.done()
        assert inbox.gate
        inbox.gate.set()
        await click
        assert inbox.committed

    story(teams, tell, inbox)


@pytest.mark.parametrize(
    "pressed",
    [
        Pressed(kind=PressKind.PRIVATE, notice=small()),
        Pressed(kind=PressKind.SILENT),
        SHOWN,
        FORM,
        Pressed(kind=PressKind.ERRORS, form=contact_form(errors={"note": "Skriv något"})),
    ],
    ids=["private", "silent", "names", "form", "errors"],
)
def test_a_line_for_the_clicker_names_nobody(teams: TeamsServer, pressed: Pressed) -> None:
    said: list[httpx.Response] = []

    async def tell(at: School) -> None:
        said.append(await at.clicker.press("improved", user=ANNA, conversation=CHANNEL))

    story(teams, tell, fake(improved=pressed))
    answer = said[0].json()
    assert answer["type"] == "application/vnd.microsoft.activity.message"
    assert answer["value"]
    assert "Kim" not in answer["value"]


@pytest.mark.parametrize(
    "action",
    [
        {"type": "Action.Execute", "verb": "improved"},
        {"type": "Action.Execute"},
        {"type": "Action.Execute", "verb": "improved", "data": "text"},
        {"type": "Action.Execute", "verb": "improved", "data": None},
        {"type": "Action.Nothing", "verb": "no such action", "data": {"ask": ASK}},
        {},
    ],
)
def test_an_odd_action_gets_a_kind_answer(teams: TeamsServer, action: dict[str, Any]) -> None:
    async def tell(at: School) -> None:
        said = await at.clicker.execute(action, teams.latest(CHANNEL), user=ANNA)
        assert said.status_code == 200
        assert said.json()["value"]

    story(teams, tell, FakeInbox())


def test_a_card_that_refreshes_itself_is_no_click(teams: TeamsServer) -> None:
    inbox = FakeInbox()

    async def tell(at: School) -> None:
        action = {"type": "Action.Execute", "verb": "improved", "data": {"action": "improved", "ask": ASK}}
        for _ in range(3):
            said = await at.clicker.execute(action, teams.latest(CHANNEL), user=ANNA, trigger="automatic")
            assert said.status_code == 200

    story(teams, tell, inbox)
    assert not inbox.presses
    assert not teams.calls_of("update")


@pytest.mark.parametrize(
    "name", ["signin/tokenExchange", "composeExtension/query", "config/fetch", "", None, 7]
)
def test_what_nobody_here_waits_for_is_answered_with_nothing(teams: TeamsServer, name: object) -> None:
    inbox = FakeInbox()

    async def tell(at: School) -> None:
        said = await at.clicker.execute({}, teams.latest(CHANNEL), user=ANNA, payload={"name": name})
        assert (said.status_code, said.json()) == (200, {})

    story(teams, tell, inbox)
    assert not inbox.presses


def test_a_click_that_could_not_be_saved_says_so_and_may_be_tried_again(teams: TeamsServer) -> None:
    inbox = FakeInbox(error=RuntimeError("disk full"))

    async def tell(at: School) -> None:
        said = await at.clicker.press("improved", user=ANNA, conversation=CHANNEL)
        assert said.status_code == 200
        assert "Det gick inte att spara" in said.json()["value"]

    story(teams, tell, inbox)


def test_a_repeated_activity_hears_the_same_and_is_pressed_once(teams: TeamsServer) -> None:
    inbox = fake(improved=SAVED)

    async def tell(at: School) -> None:
        first = await at.clicker.press("improved", user=ANNA, conversation=CHANNEL)
        signed = at.clicker.sent[-1]
        again = await asyncio.gather(*(at.clicker.replay(signed) for _ in range(5)))
        assert {answer.content for answer in again} == {first.content}

    story(teams, tell, inbox)
    assert len(inbox.presses) == 1


# -- dialogs -----------------------------------------------------------------------------------------


def test_a_form_opens_is_sent_and_is_answered(teams: TeamsServer) -> None:
    def contacted(press: Press) -> Pressed:
        return FORM if press.fields is None else SAVED

    inbox = FakeInbox(answers={"contacted_guardian": contacted})

    async def tell(at: School) -> None:
        await at.clicker.press("contacted_guardian", user=ANNA, conversation=CHANNEL)
        await at.clicker.submit({"note": "Vi talades vid."}, user=ANNA)

    story(teams, tell, inbox)
    sent = inbox.presses[1]
    assert (sent.ask_id, sent.action) == (ASK, "contacted_guardian")
    assert sent.fields
    assert sent.fields["note"] == "Vi talades vid."
    assert not {"action", "ask"} & sent.fields.keys()
    assert "Kontakt tagen" in str(teams.latest_dialog().card)


def test_a_form_sent_twice_has_one_click_id_and_another_dialog_another(teams: TeamsServer) -> None:
    inbox = FakeInbox(answers={"contacted_guardian": FORM})

    async def tell(at: School) -> None:
        await at.clicker.press("contacted_guardian", user=ANNA, conversation=CHANNEL)
        dialog = teams.latest_dialog()
        forms = [dialog.task, dialog.task]
        for form in forms:
            dialog.task = form
            await at.clicker.submit({}, dialog=dialog, by_hand=False)
        await at.clicker.press("contacted_guardian", user=ANNA, conversation=CHANNEL)
        await at.clicker.submit({}, user=ANNA, by_hand=False)

    story(teams, tell, inbox)
    sent = [press.click_id for press in inbox.presses if press.fields is not None]
    assert sent[0] == sent[1]
    assert sent[2] != sent[0]


def test_a_mistake_leaves_what_was_typed_in_the_dialog(teams: TeamsServer) -> None:
    wrong = Pressed(kind=PressKind.ERRORS, form=contact_form(errors={"note": "Skriv mer"}))
    inbox = FakeInbox(answers={"contacted_guardian": lambda press: wrong if press.fields else FORM})

    async def tell(at: School) -> None:
        await at.clicker.press("contacted_guardian", user=ANNA, conversation=CHANNEL)
        await at.clicker.submit({"note": "Kort"}, user=ANNA)

    story(teams, tell, inbox)
    drawn = str(teams.latest_dialog().card)
    assert "Skriv mer" in drawn
    assert "Kort" in drawn


def test_a_private_view_opens_as_a_dialog_and_its_buttons_press_without_fields(teams: TeamsServer) -> None:
    inbox = fake(show=SHOWN, improved=SAVED)

    async def tell(at: School) -> None:
        await at.clicker.press("show", user=ANNA, conversation=CHANNEL)
        dialog = teams.latest_dialog()
        assert "Kim Ekdahl" in str(dialog.task)
        await at.clicker.press("improved", user=ANNA, dialog=dialog)

    story(teams, tell, inbox)
    assert [(press.action, press.fields) for press in inbox.presses] == [("show", None), ("improved", None)]
    assert "Kim" not in str([message.activity for message in teams.messages(CHANNEL)])


@pytest.mark.parametrize("data", [None, "text", 7, [], {}, {"action": None}, {"msteams": 3}])
def test_a_dialog_asked_for_with_anything_gets_a_kind_answer(teams: TeamsServer, data: object) -> None:
    async def tell(at: School) -> None:
        said = await at.clicker.fetch(data, teams.latest(CHANNEL), user=ANNA)
        assert said.status_code == 200
        assert said.json()["task"]["value"]

    story(teams, tell, FakeInbox())


# -- who ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("email", [GUEST, ELSA])
def test_guests_and_other_tenants_are_outsiders(teams: TeamsServer, email: str) -> None:
    inbox = fake(improved=Pressed(kind=PressKind.PRIVATE, notice=small()))
    story(teams, lambda at: at.clicker.press("improved", user=email, conversation=CHANNEL), inbox)
    assert inbox.presses[0].user.outsider
    assert inbox.presses[0].user.team == (OTHER_TENANT if email == ELSA else TENANT)
    assert not inbox.links


def test_whoever_was_linked_in_a_tenant_the_school_has_left_is_linked_anew(teams: TeamsServer) -> None:
    inbox = fake(improved=SAVED)
    inbox.links[ANNA] = ChatUser(platform="teams", team=OTHER_TENANT, user="another")
    story(teams, lambda at: at.clicker.press("improved", user=ANNA, conversation=CHANNEL), inbox)
    assert inbox.links[ANNA] == linked(teams)


def test_a_person_is_looked_up_and_linked_once(teams: TeamsServer) -> None:
    inbox = fake(improved=Pressed(kind=PressKind.PRIVATE, notice=small()))

    async def tell(at: School) -> None:
        for _ in range(3):
            await at.clicker.press("improved", user=ANNA, conversation=CHANNEL)

    story(teams, tell, inbox)
    assert (inbox.link_calls, len(teams.calls_of("member"))) == (1, 1)


def test_while_teams_does_not_say_who_it_is_nothing_is_done(teams: TeamsServer) -> None:
    inbox = fake(improved=SAVED)

    async def tell(at: School) -> None:
        teams.faults.push("member", Fault.HTTP_503)
        said = await at.clicker.press("improved", user=ANNA, conversation=CHANNEL)
        assert "Det gick inte att spara" in said.json()["value"]

    story(teams, tell, inbox)
    assert not inbox.presses


def test_staff_are_no_guests_while_the_bot_itself_gets_no_token(teams: TeamsServer) -> None:
    inbox = fake(improved=SAVED)

    async def tell(at: School) -> None:
        teams.revoke_tokens()
        at.chat.api.login.forget()
        teams.entra.secret = "another"
        said = await at.clicker.press("improved", user=ANNA, conversation=CHANNEL)
        assert "Det gick inte att spara" in said.json()["value"]

    story(teams, tell, inbox)
    assert not inbox.presses


@pytest.mark.parametrize("odd", ["", "x" * 2000, 7, None])
def test_an_activity_whose_id_is_none_is_refused_and_not_remembered(teams: TeamsServer, odd: object) -> None:
    inbox = FakeInbox()

    async def tell(at: School) -> None:
        said = await at.clicker.say("hej", user=ANNA, payload={"id": odd})
        assert said.status_code == 400

    story(teams, tell, inbox)
    assert not inbox.commands


# -- comings and goings ------------------------------------------------------------------------------


def test_an_installation_is_remembered_and_its_person_linked(teams: TeamsServer) -> None:
    at = story(teams, lambda at: at.clicker.install(user=ANNA), FakeInbox())
    assert at.places.direct("teams", linked(teams).user) == personal(teams)
    assert at.inbox.links == {ANNA: linked(teams)}


@pytest.mark.parametrize("fault", [Fault.RATE_LIMITED(30), Fault.HTTP_503], ids=lambda fault: fault.name)
def test_an_installation_is_remembered_though_teams_does_not_say_whose_it_is(
    teams: TeamsServer, fault: Fault
) -> None:
    async def tell(at: School) -> None:
        teams.faults.push("member", fault)
        assert (await at.clicker.install(user=ANNA)).status_code == 200
        assert not at.inbox.links
        await Reach(at.chat, at.inbox).meet([*at.places.known.values()])

    at = story(teams, tell, FakeInbox())
    assert at.places.direct("teams", linked(teams).user) == personal(teams)
    assert at.inbox.links == {ANNA: linked(teams)}


def test_a_guest_s_chat_is_not_remembered(teams: TeamsServer) -> None:
    at = story(teams, lambda at: at.clicker.install(user=GUEST), FakeInbox())
    assert not at.places.known


def test_a_team_is_remembered_with_its_channel(teams: TeamsServer) -> None:
    at = story(teams, lambda at: at.clicker.joined(user=ANNA, conversation=CHANNEL), FakeInbox())
    team = at.places.known["19:lits-skola@thread.tacv2"]
    assert (team.kind, team.service_url) == (ConversationKind.TEAM, teams.service_url)
    assert at.places.known[CHANNEL].kind is ConversationKind.CHANNEL


def test_people_coming_and_going_change_nothing(teams: TeamsServer) -> None:
    at = story(teams, lambda at: at.clicker.joined(user=ANNA, conversation=CHANNEL, who=GUEST), FakeInbox())
    assert not at.places.known
    assert not at.inbox.left


@pytest.mark.parametrize("how", ["remove", "left"])
def test_a_removal_is_told(teams: TeamsServer, how: str) -> None:
    inbox = FakeInbox()
    story(teams, lambda at: getattr(at.clicker, how)(user=ANNA), inbox)
    assert inbox.left == [("teams", personal(teams).address)]


@pytest.mark.parametrize("event", ["channelDeleted", "teamDeleted", "teamArchived"])
def test_a_channel_or_team_that_ends_is_told(teams: TeamsServer, event: str) -> None:
    inbox = FakeInbox()
    story(teams, lambda at: at.clicker.changed(event, user=ANNA, conversation=CHANNEL), inbox)
    assert ("teams", CHANNEL) in inbox.left


def test_teams_is_asked_to_tell_a_removal_again_where_it_could_not_be_saved(teams: TeamsServer) -> None:
    inbox = FakeInbox(error=RuntimeError("disk full"))

    async def tell(at: School) -> None:
        assert (await at.clicker.remove(user=ANNA)).status_code == 503
        inbox.error = None
        assert (await at.clicker.replay(at.clicker.sent[-1])).status_code == 200

    story(teams, tell, inbox)
    assert inbox.left


@pytest.mark.parametrize("kind", ["typing", "messageReaction", "event", "", None])
def test_other_activities_are_taken_and_change_nothing(teams: TeamsServer, kind: object) -> None:
    inbox = FakeInbox()

    async def tell(at: School) -> None:
        said = await at.clicker.say("hej", user=ANNA, payload={"type": kind})
        assert (said.status_code, said.content) == (200, b"")

    story(teams, tell, inbox)
    assert not inbox.commands
