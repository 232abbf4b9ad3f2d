"""Walking the page as a person does: small functions over a Playwright page, for any service behind it.

They wait for what a person would see and never sleep. ``key`` is a message's key (``K7M2``).
"""

from __future__ import annotations

from playwright.sync_api import Locator, Page, expect

OUTSIDE = """() => {
  const copy = document.documentElement.cloneNode(true);
  copy.querySelectorAll(".private").forEach(part => part.remove());
  const values = [...copy.querySelectorAll("*")].flatMap(e => [...e.attributes].map(a => a.value));
  return [copy.textContent, document.title, location.href, ...values].join("\\n");
}"""


def open_start(page: Page, url: str) -> None:
    """Open ``/``: the headline, one line, one filled button, the ladder."""
    page.goto(url)
    expect(page.locator("#hello h3")).to_be_visible()
    expect(page.locator(".b.go")).to_have_count(1)
    expect(page.locator("#case .steps > li").first).to_be_attached()


def play(page: Page) -> None:
    """Press the filled button of the first screen, or *to next question* of the strip."""
    page.locator('#hello button[value="play"], #step button[value="play"]').last.click()


def next_day(page: Page) -> None:
    """Turn to the next school day and wait for its date."""
    before = page.locator("#date").text_content() or ""
    page.locator('#step button[value="day"]').click()
    expect(page.locator("#date")).not_to_have_text(before)


def card(page: Page, key: str) -> Locator:
    """A message's list item: its article, form and private note."""
    return page.locator(f"#m-{key}")


def newest(page: Page) -> str:
    """Key of the newest message of the room that waits."""
    shown = page.locator("#log > li.m:has(> .open)").last
    expect(shown).to_be_visible()
    return (shown.get_attribute("id") or "").removeprefix("m-")


def press(page: Page, key: str, action: str) -> None:
    """Press one of a message's buttons, opening *Mer* where it stands there."""
    button = card(page, key).locator(f'button[name="action"][value="{action}"]').first
    expect(button).to_be_attached()
    if not button.is_visible():
        card(page, key).locator("summary").click()
    button.click()


def look_at_pupil(page: Page, key: str) -> str:
    """Press *Visa elev*; the pupil's name, with the focus on it."""
    press(page, key, "show")
    name = page.locator("#pn")
    expect(name).to_be_focused()
    return name.inner_text()


def form(page: Page, key: str) -> Locator:
    """The form open under a message."""
    return page.locator(f"#f-{key}")


def write(page: Page, key: str, field: str, text: str) -> None:
    """Fill one field of the open form."""
    form(page, key).locator(f'[name="{field}"]').fill(text)


def pick(page: Page, key: str, field: str, option: str) -> None:
    """Tick one option of the open form."""
    form(page, key).locator(f'[name="{field}"][value="{option}"]').check()


def pick_first(page: Page, key: str, field: str) -> None:
    """Tick the first option of a field."""
    form(page, key).locator(f'[name="{field}"]').first.check()


def complete(page: Page, key: str) -> None:
    """Give every field of the open form that has nothing yet some answer."""
    shown = form(page, key)
    expect(shown).to_be_visible()
    for area in shown.locator("textarea").all():
        area.fill("Genomgånget tillsammans.")
    for box in shown.locator('input[type="text"]').all():
        box.fill("Avstämning varje vecka")
    for select in shown.locator("select").all():
        select.select_option(index=1)
    for day in shown.locator('input[type="date"]').all():
        if not day.input_value():
            day.fill(day.get_attribute("max") or day.get_attribute("min") or "2026-12-01")
    for group in shown.locator("fieldset").all():
        ticks = group.locator('input[type="radio"], input[type="checkbox"]')
        if ticks.count() and not group.locator("input:checked").count():
            ticks.first.check()


def send(page: Page, key: str) -> None:
    """Press the form's filled button."""
    form(page, key).locator(".b.go").click()


def saved(page: Page, key: str) -> None:
    """The card lies flat and the form is gone."""
    expect(form(page, key)).to_have_count(0)
    expect(card(page, key).locator("> .open")).to_have_count(0)
    expect(card(page, key).locator("article")).to_be_visible()


def be(page: Page, name: str) -> None:
    """Become another member of staff by the menu, in the same room."""
    page.locator("#who summary").click()
    page.locator("#who a", has_text=name).click()
    expect(page.locator("#who summary b")).to_have_text(name)


def enter(page: Page, room: str) -> None:
    """Go to a room by the rail."""
    page.locator("#rooms a", has=page.locator(".name", has_text=room)).first.click()
    expect(page.locator("#rh")).to_contain_text(room)


def badge(page: Page, room: str) -> Locator:
    """The number waiting beside a room."""
    return page.locator("#rooms a", has_text=room).locator(".n")


def spoken(page: Page, words: str) -> None:
    """The one status line says it."""
    expect(page.locator("#say")).to_contain_text(words)


def outside_heather(page: Page) -> str:
    """All text, attribute values, title and address of the page without its private parts."""
    return str(page.evaluate(OUTSIDE))


def sideways(page: Page) -> int:
    """Pixels by which the page is wider than the window: 0 when nothing scrolls sideways."""
    return int(page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth"))
