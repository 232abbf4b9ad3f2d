"""YAML 1.2 text to a tree that remembers its lines. Text in, nothing read from disk.

Scalars stay text: ``no``, ``12:00`` and ``10 %`` get their meaning from the key they stand under,
never from YAML's own guesses. Tags are refused, sizes are capped, so that a file cannot do harm.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.events import (
    AliasEvent,
    CollectionEndEvent,
    DocumentStartEvent,
    Event,
    MappingStartEvent,
    NodeEvent,
    ScalarEvent,
    SequenceStartEvent,
)

from bot.rules.ladder_mistakes import LadderError, Mistake, quoted

MOST_CHARACTERS = 400_000
MOST_NODES = 40_000
"""Counted with every alias written out, which is what stops an alias bomb."""
DEEPEST = 30


@dataclass(kw_only=True)
class Node:
    """A ``map``, ``list``, ``text`` or ``empty``; ``line`` from 1; ``size`` has aliases written out."""

    kind: str
    line: int
    text: str = ""
    pairs: dict[str, Node] = field(default_factory=dict)
    key_lines: dict[str, int] = field(default_factory=dict)
    items: list[Node] = field(default_factory=list)
    size: int = 1


def compose(text: str, filename: str) -> Node:
    """The tree of one YAML document. Raises LadderError: not YAML, a key given twice, too big, too deep."""
    if len(text) > MOST_CHARACTERS:
        raise _error(filename, 1, f"the file is too long ({len(text)} characters)", f"{MOST_CHARACTERS}")
    try:
        return _Composer(filename, list(YAML(typ="safe", pure=True).parse(text))).document()
    except MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        problem = " ".join(str(error.problem or error.context or "not YAML").split())
        raise _error(filename, mark.line + 1 if mark else 1, f"not YAML: {problem}") from error
    except (YAMLError, ValueError, OverflowError, AttributeError, IndexError, TypeError) as error:
        # The scanner lets some broken escapes and directives through as plain Python errors.
        first = (str(error) or "cannot be read").splitlines()[0]
        raise _error(filename, 1, f"not YAML: {first}") from error


def _error(filename: str, line: int, what: str, allowed: str = "") -> LadderError:
    return LadderError([Mistake(file=filename, line=line, key="", what=what, allowed=allowed)])


class _Composer:
    def __init__(self, filename: str, events: list[Event]) -> None:
        self.filename = filename
        self.events: Iterator[Event] = iter(events)
        self.documents = sum(isinstance(event, DocumentStartEvent) for event in events)
        self.anchors: dict[str, Node] = {}
        self.twice: list[Mistake] = []

    def document(self) -> Node:
        if self.documents != 1:
            what = "the file is empty" if not self.documents else "several documents in one file"
            raise _error(self.filename, 1, what, "one ladder a file")
        event = next(event for event in self.events if isinstance(event, NodeEvent))
        root = self.node(event, 0)
        if self.twice:
            raise LadderError(self.twice)
        return root

    def node(self, event: Event, depth: int) -> Node:
        line = event.start_mark.line + 1
        if depth > DEEPEST:
            raise _error(self.filename, line, "nested too deeply", f"{DEEPEST} levels")
        anchor = str(getattr(event, "anchor", None) or "")
        if isinstance(event, AliasEvent):
            return self.alias(anchor, line)
        tag = getattr(event, "ctag", None)
        if tag is not None:
            raise _error(self.filename, line, f"a YAML tag {quoted(str(tag))}", "plain values, no tags")
        node = self.filled(event, line, depth)
        if node.size > MOST_NODES:
            raise _error(self.filename, line, "too much in one file, aliases counted", f"{MOST_NODES} values")
        if anchor:
            self.anchors[anchor] = node
        return node

    def alias(self, name: str, line: int) -> Node:
        if name not in self.anchors:
            raise _error(self.filename, line, f"no anchor &{name} before this", "an earlier anchor")
        return self.anchors[name]

    def filled(self, event: Event, line: int, depth: int) -> Node:
        if isinstance(event, MappingStartEvent):
            return self.mapping(line, depth)
        if isinstance(event, SequenceStartEvent):
            return self.sequence(line, depth)
        assert isinstance(event, ScalarEvent)
        value = str(event.value)
        if event.implicit[0] and value in ("", "~", "null", "Null", "NULL"):
            return Node(kind="empty", line=line)
        return Node(kind="text", line=line, text=value.strip())

    def mapping(self, line: int, depth: int) -> Node:
        node = Node(kind="map", line=line)
        while not isinstance(event := next(self.events), CollectionEndEvent):
            key = self.node(event, depth + 1)
            value = self.node(next(self.events), depth + 1)
            if key.kind not in ("text", "empty"):
                raise _error(self.filename, key.line, "a key must be a word")
            if key.text in node.pairs:
                what = f"{quoted(key.text)} is given twice (first in line {node.key_lines[key.text]})"
                self.twice.append(Mistake(file=self.filename, line=key.line, key=key.text, what=what))
                continue
            node.pairs[key.text] = value
            node.key_lines[key.text] = key.line
            node.size += 1 + value.size
        return node

    def sequence(self, line: int, depth: int) -> Node:
        node = Node(kind="list", line=line)
        while not isinstance(event := next(self.events), CollectionEndEvent):
            item = self.node(event, depth + 1)
            node.items.append(item)
            node.size += item.size
        return node
