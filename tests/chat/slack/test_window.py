"""What the one who clicked sees: a redrawn message, a modal, the home tab, a line of their own."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from bot.ports import ChatUser, Pressed, PressKind
from tests.chat.slack.clicks import ASK, FORM, School, form_then_saved, private, story
from tests.chat.slack.school import (
    SILENT,
    FakeInbox,
    answered,
    cases,
    contact_form,
    shown,
    small,
)
from tests.slack.faults import Fault
from tests.slack.server import SlackServer

# -- what is shown ---------------------------------------------------------------------------------


def test_saved_redraws_the_clicked_message_through_its_response_url(slack: SlackServer) -> None:
    story(slack, lambda school: school.press("improved"))
    assert "Kontakt tagen" in str(slack.latest("C8C").blocks)
    assert len(slack.calls_of("response_url")) == 1
    assert not slack.calls_of("chat.update")


def test_a_redraw_that_fails_leaves_the_click_saved(slack: SlackServer) -> None:
    slack.faults.push("response_url", Fault.HTTP_500)
    inbox = story(slack, lambda school: school.press("improved"))
    assert inbox.committed
    assert not slack.ephemerals


def test_saved_with_a_word_for_the_clicker_says_it_to_nobody_else(slack: SlackServer) -> None:
    saved = Pressed(kind=PressKind.SAVED, redraw=answered(), notice=small("Sparat i ärendet."))
    story(slack, lambda school: school.press("improved"), FakeInbox(answers={"improved": saved}))
    assert [message.to for message in slack.ephemerals] == ["U0ANNA"]
    assert "Kontakt tagen" in str(slack.latest("C8C").blocks)


def test_a_form_opens_as_a_modal(slack: SlackServer) -> None:
    async def tell(school: School) -> None:
        assert await school.press("contacted_guardian") == 200
        assert slack.latest_view("U0ANNA").payload["private_metadata"] == ASK

    story(slack, tell, FakeInbox(answers={"contacted_guardian": FORM}))


def test_the_pupil_is_shown_in_a_modal_and_never_in_the_channel(slack: SlackServer) -> None:
    story(slack, lambda school: school.press("show"), FakeInbox(answers={"show": private(shown())}))
    assert "Kim Ekdahl" in str(slack.latest_view().payload)
    assert "Kim Ekdahl" not in str([(m.text, m.blocks, m.versions) for m in slack.messages("C8C")])
    assert not slack.ephemerals


def test_a_refusal_is_a_line_only_the_clicker_sees(slack: SlackServer) -> None:
    story(slack, lambda school: school.press("improved"), FakeInbox(answers={"improved": private(small())}))
    (said,) = slack.ephemerals
    assert said.to == "U0ANNA"
    assert not slack.views
    assert slack.latest("C8C").blocks[0]["text"]["text"] == "Kontakta vårdnadshavare"


def test_a_used_up_response_url_still_lets_the_line_be_said(slack: SlackServer) -> None:
    slack.faults.push("response_url", Fault.HTTP_500)
    story(slack, lambda school: school.press("improved"), FakeInbox(answers={"improved": private(small())}))
    assert [call.method for call in slack.calls if call.method == "chat.postEphemeral"]
    assert len(slack.ephemerals) == 1


def test_a_silent_answer_shows_nothing(slack: SlackServer) -> None:
    story(slack, lambda school: school.press("improved"), FakeInbox(answers={"improved": SILENT}))
    assert not slack.views
    assert not slack.ephemerals
    assert not slack.calls_of("response_url")


def test_mistakes_stand_at_their_fields_and_the_form_stays(slack: SlackServer) -> None:
    wrong = {"note": "Skriv något.", "agreements.0.who": "Vem?"}

    def answer(press: Any) -> Pressed:
        form = contact_form(errors=wrong)
        return FORM if press.fields is None else Pressed(kind=PressKind.ERRORS, form=form)

    async def tell(school: School) -> None:
        await school.form()
        await school.clicker.submit({})
        view = slack.latest_view()
        assert view.errors == {"note": "Skriv något.", "who_1": "Vem?"}
        assert view.is_open

    story(slack, tell, FakeInbox(answers={"contacted_guardian": answer}))


def test_a_mended_form_is_sent_under_the_same_click_id(slack: SlackServer) -> None:
    tries = iter([FORM, Pressed(kind=PressKind.ERRORS, form=contact_form(errors={"note": "x"})), SILENT])

    async def tell(school: School) -> None:
        await school.form()
        await school.clicker.submit({})
        await school.clicker.submit({"note": "Mer"})

    inbox = story(slack, tell, FakeInbox(answers={"contacted_guardian": lambda _: next(tries)}))
    assert inbox.presses[1].click_id == inbox.presses[2].click_id


def test_a_saved_form_answers_in_the_private_view(slack: SlackServer) -> None:
    def answer(press: Any) -> Pressed:
        return FORM if press.fields is None else Pressed(kind=PressKind.SAVED, notice=shown())

    async def tell(school: School) -> None:
        await school.form()
        await school.clicker.submit({})
        assert "Kim Ekdahl" in str(slack.latest_view().payload)

    story(slack, tell, FakeInbox(answers={"contacted_guardian": answer}))
    assert len(slack.views) == 1


def test_a_saved_form_without_more_to_say_closes_every_modal(slack: SlackServer) -> None:
    async def tell(school: School) -> None:
        await school.press("show")
        await school.press("note", view=slack.latest_view())
        await school.clicker.submit({"note": "Ringde"})

    answers: dict[str, Any] = {
        "show": private(shown()),
        "note": Pressed(kind=PressKind.FORM, form=note_form()),
    }
    answers["contacted_guardian"] = Pressed(kind=PressKind.SAVED)
    story(slack, tell, FakeInbox(answers=answers))
    assert not [view for view in slack.views if view.is_open]


def note_form() -> Any:
    form = contact_form()
    return replace(form, fields=form.fields[:1])


# -- inside a modal --------------------------------------------------------------------------------


def in_view(slack: SlackServer, key: str, pressed: Pressed) -> FakeInbox:
    """Open the pupil, then press ``key`` there."""

    async def tell(school: School) -> None:
        await school.press("show")
        await school.press(key, view=slack.latest_view())

    return story(slack, tell, FakeInbox(answers={"show": private(shown()), key: pressed}))


def test_a_form_opens_on_top_of_the_private_view(slack: SlackServer) -> None:
    in_view(slack, "note", FORM)
    below, top = slack.views
    assert top.previous == below.id
    assert below.is_open


def test_how_it_was_counted_opens_on_top(slack: SlackServer) -> None:
    in_view(slack, "explain", private(shown(dialog_title="Så räknades det", buttons=())))
    assert [view.is_open for view in slack.views] == [True, True]


def test_at_most_three_views_lie_on_each_other_so_the_fourth_takes_the_top_ones_place(
    slack: SlackServer,
) -> None:
    async def tell(school: School) -> None:
        await school.press("show")
        for _ in range(3):
            await school.press("explain", view=slack.latest_view())

    answers: dict[str, Any] = {"show": private(shown()), "explain": private(shown())}
    story(slack, tell, FakeInbox(answers=answers))
    assert len(slack.views) == 3
    assert len(slack.calls_of("views.update")) == 1


def test_saved_inside_the_private_view_says_so_there(slack: SlackServer) -> None:
    in_view(slack, "improved", Pressed(kind=PressKind.SAVED, redraw=answered()))
    assert "Kontakt tagen" in str(slack.latest_view().payload)
    assert not slack.calls_of("response_url")


def test_a_refusal_inside_a_modal_is_a_modal(slack: SlackServer) -> None:
    in_view(slack, "improved", private(small()))
    assert "bara öppnas av dem" in str(slack.latest_view().payload)


def test_names_are_shown_in_the_same_view(slack: SlackServer) -> None:
    async def tell(school: School) -> None:
        await school.clicker.command("U0ANNA")
        await school.settled()
        await school.press("show_names", view=slack.latest_view())
        assert "Kim Ekdahl" in str(slack.latest_view().payload)

    inbox = story(slack, tell, FakeInbox(answers={"show_names": private(cases(names=True))}))
    assert inbox.presses[0].ask_id == "me"
    assert len(slack.views) == 1


def test_another_agreement_adds_a_row_and_keeps_what_was_typed(slack: SlackServer) -> None:
    async def tell(school: School) -> None:
        await school.form()
        for rows in (2, 3):
            await school.press("add_agreement", view=slack.latest_view())
            names = [block.get("block_id") for block in slack.latest_view().payload["blocks"]]
            assert [f"what_{at}" in names for at in (1, 2, 3)] == [at <= rows for at in (1, 2, 3)]
        await school.clicker.submit({"what_3": "Frukost"})

    inbox = story(slack, tell, FakeInbox(answers={"contacted_guardian": form_then_saved}))
    fields = inbox.presses[-1].fields
    assert fields
    assert fields["note"] == "Sover bättre"
    rows: Any = fields["agreements"]
    assert [row["what"] for row in rows] == ["Väckning", "", "Frukost"]


# -- the command and the home tab ------------------------------------------------------------------


def test_the_command_opens_ones_own_cases(slack: SlackServer) -> None:
    async def tell(school: School) -> None:
        answer = await school.clicker.command("U0ANNA")
        assert (answer.status_code, answer.text) == (200, "")
        await school.settled()
        assert slack.latest_view("U0ANNA").payload["title"]["text"] == "Mina ärenden"

    story(slack, tell)


def test_the_commands_short_answer_is_only_for_the_one_who_typed(slack: SlackServer) -> None:
    inbox = FakeInbox(commanded=private(small("Inget väntar på dig.")))
    story(slack, lambda school: school.clicker.command("U0ANNA", "x", channel="C8C"), inbox)
    assert [(message.channel, message.to) for message in slack.ephemerals] == [("C8C", "U0ANNA")]


def test_the_home_tab_shows_ones_own_cases(slack: SlackServer) -> None:
    async def tell(school: School) -> None:
        assert (await school.clicker.app_home_opened("U0ANNA")).status_code == 200
        await school.settled()

    inbox = story(slack, tell)
    assert "K7M2" in str(slack.homes["U0ANNA"].payload)
    assert inbox.commands[0][:2] == (ChatUser(platform="slack", team="T0LIT", user="U0ANNA"), "")


def test_names_are_shown_in_the_home_tab_itself(slack: SlackServer) -> None:
    async def tell(school: School) -> None:
        await school.clicker.app_home_opened("U0ANNA")
        await school.settled()
        await school.press("show_names", view=slack.homes["U0ANNA"])

    story(slack, tell, FakeInbox(answers={"show_names": private(cases(names=True))}))
    assert "Kim Ekdahl" in str(slack.homes["U0ANNA"].payload)
    assert not slack.views


def test_what_was_saved_in_the_home_tab_is_seen_there(slack: SlackServer) -> None:
    async def tell(school: School) -> None:
        school.inbox.commanded = private(shown())
        await school.clicker.app_home_opened("U0ANNA")
        await school.settled()
        school.inbox.commanded = private(cases())
        await school.press("improved", view=slack.homes["U0ANNA"])

    inbox = story(slack, tell)
    assert "Mina ärenden" in str(slack.homes["U0ANNA"].payload)
    assert len({click_id for _, _, click_id in inbox.commands}) == 2
