"""Draws cards as Teams does: Microsoft's own renderer with the look of Teams, light and dark, in a browser."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from playwright.sync_api import Browser, Page

from tests.teams.npm import fetched

PACKAGES = ("adaptivecards@3.0.6", "adaptivecards-designer@2.4.4", "markdown-it@14.1.0", "winstrap@0.5.12")
THEMES = ("light", "dark")
LETTERS = {"400": "selawk", "600": "selawksb", "700": "selawkb"}
"""Selawik has the widths of Segoe UI, in which Teams is written; the letters at hand here are a sixth wider."""
BEHIND = {"light": "#f5f5f5", "dark": "#201f1f"}
PAGE = """<!doctype html><meta charset="utf-8"><style>
body { margin: 0; padding: 16px; font-family: 'Segoe UI', sans-serif }
#card { border-radius: 4px } at { color: #6264a7 } .dark at { color: #a6a7dc }
</style><div id="card"></div>"""
DRAW = """([card, config]) => {
  const AC = window.AdaptiveCards, found = []
  AC.GlobalSettings.useAdvancedCardBottomTruncation = false
  AC.AdaptiveCard.onProcessMarkdown = (text, result) => {
    // Teams draws a mention as a name.
    const at = /&lt;at&gt;(.*?)&lt;[/]at&gt;/g
    result.outputHtml = window.markdownit().render(text).replace(at, "<at>$1</at>")
    result.didProcess = true
  }
  // A pattern with the flag g remembers where the last card's match ended, and then finds none.
  AC.CardElement.langProperty.regEx.lastIndex = 0
  const drawn = new AC.AdaptiveCard(), context = new AC.SerializationContext()
  drawn.hostConfig = new AC.HostConfig(config)
  drawn.parse(card, context)
  for (let at = 0; at < context.eventCount; at++) found.push(context.getEventAt(at).message)
  found.push(...drawn.validateProperties().validationEvents.map(event => event.message))
  document.getElementById("card").replaceChildren(drawn.render())
  return found
}"""
TOO_WIDE = """() => [...document.querySelectorAll("#card *")]
  .filter(one => one.scrollWidth > one.clientWidth + 1 && getComputedStyle(one).display != "inline")
  .map(one => one.textContent.slice(0, 60))"""
SEEN = """() => [...document.querySelectorAll("#card .ac-actionSet")].map(set =>
  [...set.querySelectorAll("button")].filter(one => one.textContent != "...").map(one => {
    const drawn = one.firstElementChild, part = drawn.clientWidth / drawn.scrollWidth, said = one.textContent
    return part < 1 ? said.slice(0, Math.max(0, Math.floor(said.length * part) - 1)) : said
  }))"""

PALE = (Path(__file__).parent / "pale.js").read_text(encoding="utf-8")


@dataclass(frozen=True)
class Drawing:
    """What the renderer found wrong, what does not fit the width, what is too pale to be read."""

    wrong: list[str]
    too_wide: list[str]
    pale: list[str]

    @property
    def found(self) -> list[str]:
        """All of it."""
        return [*self.wrong, *self.too_wide, *self.pale]


class Renderer:
    """A page for one theme; ``draw`` puts a card on it."""

    def __init__(self, browser: Browser, theme: str, width: int = 640) -> None:
        modules = fetched("cards", *PACKAGES)
        self._look = modules / "adaptivecards-designer"
        self._config = json.loads(
            self._text(self._look / "lib" / "hostConfigs" / f"microsoft-teams-{theme}.json")
        )
        self._said: list[str] = []
        self._page = browser.new_page(viewport={"width": width, "height": 60})
        self._page.on("console", lambda said: self._said.append(f"{said.type}: {said.text}"))
        self._page.on("pageerror", lambda error: self._said.append(str(error)))
        self._page.set_content(PAGE)
        self._page.evaluate(
            "([theme, behind]) => {document.body.className = theme;document.body.style.background = behind}",
            [theme, BEHIND[theme]],
        )
        self._page.add_style_tag(content="".join(self._letters(modules / "winstrap" / "dist" / "fonts")))
        for sheet in (
            modules / "adaptivecards" / "dist" / "adaptivecards.css",
            self._look / "dist" / "containers" / f"teams-container-{theme}.css",
        ):
            self._page.add_style_tag(content=self._text(sheet))
        for script in ("adaptivecards/dist/adaptivecards.min.js", "markdown-it/dist/markdown-it.min.js"):
            self._page.add_script_tag(path=modules / script)

    @staticmethod
    def _letters(folder: Path) -> Iterator[str]:
        for weight, name in LETTERS.items():
            held = base64.b64encode((folder / f"{name}.ttf").read_bytes()).decode()
            yield f"@font-face {{ font-family: 'Segoe UI'; font-weight: {weight};"
            yield f" src: url(data:font/ttf;base64,{held}) }}"

    @staticmethod
    def _text(path: Path) -> str:
        return path.read_text(encoding="utf-8-sig")

    @property
    def page(self) -> Page:
        """The page it draws on."""
        return self._page

    def draw(self, card: dict[str, Any]) -> Drawing:
        """Draw a card in the place of the one before."""
        self._said.clear()
        found = self._page.evaluate(DRAW, [card, self._config])
        return Drawing(
            wrong=[*found, *self._said],
            too_wide=self._page.evaluate(TOO_WIDE),
            pale=self._page.evaluate(PALE),
        )

    def seen(self) -> list[list[str]]:
        """What is seen of the labels of each set of buttons."""
        seen: list[list[str]] = self._page.evaluate(SEEN)
        return seen

    def save(self, path: Path) -> None:
        """A picture of it."""
        path.parent.mkdir(parents=True, exist_ok=True)
        self._page.screenshot(path=path, full_page=True)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._page.close()
