"""The page in a real browser: the walk, live, offline, by keyboard, without script."""

from __future__ import annotations

from urllib.parse import urlsplit

from playwright.sync_api import Browser, Page, expect

from bot.chat.local.desk import Step
from tests.chat.local import samples, walk
from tests.chat.local.conftest import Served

KEY = "K7M2"


def test_the_first_question_arrives_counted_and_spoken(page: Page, served: Served) -> None:
    fetched: list[str] = []
    page.on("request", lambda request: fetched.append(urlsplit(request.url).netloc))
    walk.open_start(page, served.url)
    walk.play(page)
    expect(walk.card(page, KEY)).to_be_visible()
    expect(walk.badge(page, "8C")).to_contain_text("1")
    expect(page).to_have_title("(1) 8C · Närvarolots")
    walk.spoken(page, "1 ny fråga, till Anna i 8C.")
    assert set(fetched) == {f"127.0.0.1:{served.port}"}


def test_the_pupil_stands_on_heather_only(page: Page, served: Served) -> None:
    served.school.step(Step.PLAY, "")
    page.goto(served.url)
    assert walk.look_at_pupil(page, KEY) == samples.PUPIL
    assert samples.PUPIL not in walk.outside_heather(page)
    walk.press(page, KEY, "contacted_guardian")
    expect(walk.form(page, KEY).locator("[name=date]")).to_be_focused()
    expect(page.locator("#pn")).to_have_text(samples.PUPIL)
    assert samples.PUPIL not in walk.outside_heather(page)


def test_a_wrong_date_then_a_right_one_then_undo(page: Page, served: Served) -> None:
    served.school.step(Step.PLAY, "")
    page.goto(served.url)
    walk.press(page, KEY, "contacted_guardian")
    walk.write(page, KEY, "note", "Sover dåligt")
    walk.write(page, KEY, "date", "2026-12-24")
    walk.send(page, KEY)
    expect(walk.form(page, KEY).locator(".err")).to_have_text("Välj ett datum, senast i dag.")
    expect(walk.form(page, KEY).locator("[name=date]")).to_be_focused()
    expect(walk.form(page, KEY).locator("[name=note]")).to_have_value("Sover dåligt")
    walk.write(page, KEY, "date", "2026-08-24")
    walk.send(page, KEY)
    walk.saved(page, KEY)
    expect(page.locator(f"#t-{KEY}")).to_be_focused()
    expect(page.locator("#case .gate").first).to_contain_text("8 september")
    walk.press(page, KEY, "undo")
    expect(walk.card(page, KEY).locator("button[value=contacted_guardian]")).to_be_visible()
    expect(page.locator(".journal li")).to_have_count(3)


def test_somebody_else_is_refused_and_may_become_the_one_asked(page: Page, served: Served) -> None:
    served.school.step(Step.PLAY, "")
    page.goto(served.url)
    walk.be(page, "Mehmet Demir")
    walk.press(page, KEY, "contacted_guardian")
    note = walk.card(page, KEY).locator(".note.private")
    expect(note).to_contain_text("Bara du ser detta")
    expect(page.locator("#case")).to_contain_text("visas bara för dem som berörs")
    served.school.step(Step.DAY, "")
    expect(note).to_be_visible()
    note.locator("a").click()
    expect(page.locator("#who summary b")).to_have_text("Anna Lindqvist")


def test_another_window_is_another_person_and_live(browser: Browser, page: Page, served: Served) -> None:
    served.school.step(Step.PLAY, "")
    page.goto(f"{served.url}/rooms/Skolsk%C3%B6terska?as=maria")
    expect(page.locator("#rh")).to_have_text("Skolsköterska")
    other = browser.new_page()
    other.goto(served.url)
    walk.press(other, KEY, "not_worrying")
    walk.saved(other, KEY)
    expect(walk.badge(page, "8C")).to_have_count(0)
    other.close()


def test_writing_is_never_disturbed(page: Page, served: Served) -> None:
    served.school.step(Step.PLAY, "")
    page.goto(served.url)
    walk.press(page, KEY, "contacted_guardian")
    note = walk.form(page, KEY).locator("[name=note]")
    note.fill("Vi talades vid")
    note.evaluate("e => e.setSelectionRange(3, 7)")
    place = page.evaluate("document.querySelector('#room').scrollTop")
    date = page.locator("#date").inner_text()
    served.school.step(Step.DAY, "")
    expect(page.locator("#date")).not_to_have_text(date)
    expect(note).to_be_focused()
    expect(note).to_have_value("Vi talades vid")
    assert note.evaluate("e => [e.selectionStart, e.selectionEnd]") == [3, 7]
    assert page.evaluate("document.querySelector('#room').scrollTop") == place


def test_a_lost_server_is_told_and_found_again(page: Page, served: Served) -> None:
    served.school.step(Step.PLAY, "")
    page.goto(served.url)
    walk.press(page, KEY, "contacted_guardian")
    walk.write(page, KEY, "note", "Kvar")
    served.stop()
    walk.send(page, KEY)
    expect(page.locator("#lost")).to_be_visible()
    expect(walk.form(page, KEY).locator("[name=note]")).to_have_value("Kvar")
    served.start()
    expect(page.locator("#lost")).to_be_hidden(timeout=15_000)
    walk.send(page, KEY)
    walk.saved(page, KEY)


def test_starting_over_loads_every_window_again(page: Page, served: Served) -> None:
    served.school.step(Step.PLAY, "")
    page.goto(served.url)
    expect(walk.card(page, KEY)).to_be_visible()
    served.school.step(Step.AGAIN, "")
    expect(page.locator("#hello h3")).to_be_visible()


def test_the_menu_closes_by_escape_and_gives_the_focus_back(page: Page, served: Served) -> None:
    served.school.step(Step.PLAY, "")
    with page.expect_response(lambda answer: "/events" in answer.url):  # the script runs from here on
        page.goto(served.url)
    more = walk.card(page, KEY).locator("summary")
    more.focus()
    page.keyboard.press("Enter")
    expect(walk.card(page, KEY).locator("button[value=hold]")).to_be_visible()
    page.keyboard.press("Tab")
    page.keyboard.press("Escape")
    expect(walk.card(page, KEY).locator("button[value=hold]")).to_be_hidden()
    expect(more).to_be_focused()


def test_the_case_is_answered_by_keyboard_alone(page: Page, served: Served) -> None:
    served.school.step(Step.PLAY, "")
    page.goto(served.url)
    page.keyboard.press("Tab")
    expect(page.locator(".skip")).to_be_focused()
    for _ in range(60):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.value") == "contacted_guardian":
            break
    page.keyboard.press("Enter")
    expect(walk.form(page, KEY).locator("[name=date]")).to_be_focused()
    for _ in range(20):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.matches('.b.go')"):
            break
    page.keyboard.press("Enter")
    walk.saved(page, KEY)


def test_the_same_case_is_answered_without_script(browser: Browser, served: Served) -> None:
    context = browser.new_context(java_script_enabled=False, viewport={"width": 390, "height": 844})
    page = context.new_page()
    walk.open_start(page, served.url)
    walk.play(page)
    walk.press(page, KEY, "show")
    expect(page.locator("#pn")).to_have_text(samples.PUPIL)
    page.go_back()
    walk.press(page, KEY, "contacted_guardian")
    walk.write(page, KEY, "date", "2026-12-24")
    walk.send(page, KEY)
    expect(walk.form(page, KEY).locator(".err")).to_be_visible()
    walk.write(page, KEY, "date", "2026-08-24")
    walk.send(page, KEY)
    walk.saved(page, KEY)
    context.close()


def test_on_a_phone_the_address_holds_the_view(browser: Browser, served: Served) -> None:
    served.school.step(Step.PLAY, "")
    page = browser.new_page(viewport={"width": 390, "height": 844})
    page.goto(served.url)
    walk.look_at_pupil(page, KEY)
    expect(page.locator("#room")).to_be_hidden()
    assert "view=case" in page.url
    page.go_back()
    expect(page.locator("#room")).to_be_visible()
    page.locator("#room header a.only").click()
    expect(page.locator("#rooms")).to_be_visible()
    expect(page.locator("#room")).to_be_hidden()
    page.close()


def test_a_form_without_a_message_opens_in_the_pane_and_is_left_alone(page: Page, served: Served) -> None:
    served.school.step(Step.PLAY, "")
    page.goto(f"{served.url}/rooms/Rektor?as=birgitta&case={KEY}&show=pupil")
    page.locator("#case button[value=note]").click()
    expect(page.locator("#case form.private [name=situation]")).to_be_focused()
    walk.write(page, KEY, "situation", "Samtal i morse")
    date = page.locator("#date").inner_text()
    served.school.step(Step.DAY, "")
    expect(page.locator("#date")).not_to_have_text(date)
    expect(page.locator("#case form.private [name=situation]")).to_have_value("Samtal i morse")
    walk.send(page, KEY)
    expect(page.locator("#case form.private")).to_have_count(0)
    expect(page.locator(".journal")).to_contain_text("Anteckning")
    expect(page.locator("#ch")).to_be_focused()


SAME = """() => {
  const copy = document.querySelector(".app").cloneNode(true);
  copy.querySelectorAll("[name=click]").forEach(input => input.setAttribute("value", ""));
  copy.querySelectorAll(".new").forEach(item => item.classList.remove("new"));
  return copy.outerHTML;
}"""


def test_a_live_page_ends_as_a_page_loaded_anew(browser: Browser, page: Page, served: Served) -> None:
    page.goto(f"{served.url}/rooms/8C?as=anna&case={KEY}")
    school = served.school
    school.step(Step.PLAY, "")
    walk.look_at_pupil(page, KEY)
    walk.press(page, KEY, "contacted_guardian")
    walk.send(page, KEY)
    walk.saved(page, KEY)
    for _ in range(12):
        school.step(Step.DAY, "")
    expect(walk.card(page, f"{KEY}-2")).to_be_visible()
    expect(page.locator("#date")).to_contain_text(school.board_date())
    anew = browser.new_page()
    anew.goto(page.url)
    assert page.evaluate(SAME) == anew.evaluate(SAME)
    anew.close()
