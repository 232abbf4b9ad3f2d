"""Reading the page's HTML in tests: where a text stands, which tags and attributes are used."""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser

VOID = frozenset({"meta", "link", "input", "br"})


@dataclass(frozen=True, kw_only=True)
class Tag:
    """An opening tag."""

    name: str
    attributes: dict[str, str]


@dataclass
class Markup(HTMLParser):
    """All tags, and every text with the tags it stands in."""

    tags: list[Tag] = field(default_factory=list)
    texts: list[tuple[str, tuple[Tag, ...]]] = field(default_factory=list)
    _open: list[Tag] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        made = Tag(name=tag, attributes={name: value or "" for name, value in attrs})
        self.tags.append(made)
        if tag not in VOID:
            self._open.append(made)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(Tag(name=tag, attributes={name: value or "" for name, value in attrs}))

    def handle_endtag(self, tag: str) -> None:
        assert self._open, f"</{tag}> closes nothing"
        assert self._open[-1].name == tag, f"<{self._open[-1].name}> closed by </{tag}>"
        self._open.pop()

    def handle_data(self, data: str) -> None:
        self.texts.append((data, tuple(self._open)))


def read(html: str) -> Markup:
    """Parse; every tag must be closed in order."""
    markup = Markup()
    markup.feed(html)
    markup.close()
    assert not markup._open, [tag.name for tag in markup._open]
    return markup


def outside_private(html: str) -> str:
    """All text and all attribute values that stand outside an element of class ``private``."""
    markup = read(html)
    texts = [text for text, within in markup.texts if not any(_private(tag) for tag in within)]
    values = [value for tag in markup.tags for value in tag.attributes.values()]
    return "\n".join(texts + values)


def _private(tag: Tag) -> bool:
    return "private" in tag.attributes.get("class", "").split()
