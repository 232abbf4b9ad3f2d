"""Parts of a ladder in words: spans, limits, lines, roles."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from bot.rules.ladder import Ladder, Line, Measure, Span, Stage, Text, When
from bot.rules.ladder_phrases import DETAILS, MEASURES, ROLES, THIS, UNITS, WORDS
from bot.rules.values import Kind, Reason, Status


@dataclass(frozen=True)
class Say:
    """Says parts of ``ladder`` in ``language``; English where the language has no words."""

    ladder: Ladder
    language: str

    @property
    def spoken(self) -> str:
        """The language the phrases are in."""
        return self.language if self.language in WORDS else "en"

    def word(self, key: str, **values: str) -> str:
        """A phrase, filled in."""
        return WORDS[self.spoken][key].format(**values)

    def text(self, text: Text, otherwise: str = "") -> str:
        """A text of the ladder: in the language, else the first there is."""
        return text.get(self.language) or next(iter(text.values()), otherwise)

    def stage(self, key: str) -> str:
        """``2. Fortsatt upprepad frånvaro``, or what ``close`` and ``stay`` mean."""
        found = self.ladder.stages.get(key)
        return self.title(found) if found else self.word(key)

    def title(self, stage: Stage) -> str:
        """Number and title."""
        return f"{stage.number}. {self.text(stage.title, stage.key)}"

    def role(self, who: str) -> str:
        """A role in the language; the routine's own words as they stand."""
        words = {**ROLES[self.spoken], **ROLES.get(f"{self.spoken}-{self.ladder.country}", {})}
        return words.get(who, who.replace("_", " "))

    def roles(self, roles: tuple[str, ...]) -> str:
        """Several roles."""
        return ", ".join(self.role(who) for who in roles)

    def span(self, span: Span) -> str:
        """``4 skolveckor``."""
        one, many = UNITS[self.spoken][span.unit]
        return f"{span.n} {one if span.n == 1 else many}"

    def when(self, when: When) -> str:
        """All lines, joined by or / and."""
        return f", {self.word('and' if when.every else 'or')} ".join(self.line(line) for line in when.lines)

    def line(self, line: Line) -> str:
        """``minst 10 % frånvaro, räknat 4 skolveckor bakåt``."""
        noun = MEASURES[self.spoken][line.measure]
        limit = f"{self.word(line.operator)} {self.limit(line)} {noun}"
        details = self.details(line)
        counted = limit + (f" ({', '.join(details)})" if details else "")
        return ", ".join(part for part in (counted, self.window(line), *self.rest(line)) if part)

    def limit(self, line: Line) -> str:
        """The limit, by grade where it has bands."""
        parts = []
        for band in line.bands:
            number = self.number(band.limit, line.measure)
            if band.first is None or band.last is None:
                return number
            grades = str(band.first) if band.first == band.last else f"{band.first}–{band.last}"
            parts.append(f"{number} ({self.word('grade')} {grades})")
        return ", ".join(parts)

    def number(self, value: Fraction, measure: Measure) -> str:
        """``10 %``, ``7,5``, ``30``."""
        share = measure is Measure.SHARE
        digits = f"{float(value * 100 if share else value):g}"
        if self.spoken != "en":
            digits = digits.replace(".", ",")
        return (f"{digits}%" if self.spoken == "en" else f"{digits} %") if share else digits

    def details(self, line: Line) -> list[str]:
        """Which absence a line counts, where not all."""
        words = DETAILS[self.spoken]
        found = [words[kind.value] for kind in Kind if kind in line.kinds and line.kinds != frozenset(Kind)]
        found += [words[reason.value] for reason in Reason if line.reasons and reason in line.reasons]
        left = [words[reason.value] for reason in Reason if reason in line.reasons_left_out]
        found += [self.word("left_out", what=", ".join(left))] if left else []
        if line.marks != frozenset({Status.ABSENT}):
            found += [words[mark.value] for mark in Status if mark in line.marks]
        found += [self.word("late_from", span=self.span(line.late_from))] if line.late_from else []
        found += [words[line.merge.value]] if line.merge else []
        found += [self.word("per_subject")] if line.per_subject else []
        return found

    def window(self, line: Line) -> str:
        """Over which days."""
        if line.last:
            return self.word("back", span=self.span(line.last))
        if line.this:
            return THIS[self.spoken][line.this]
        return self.word("since", stage=self.stage(line.since)) if line.since else ""

    def rest(self, line: Line) -> list[str]:
        """Bounds of ``since``, ``min_days``, ``again_every``."""
        found = [
            self.word(word, span=self.span(span))
            for word, span in (("earliest", line.earliest), ("latest", line.latest))
            if span
        ]
        found += [self.word("min_days", n=str(line.min_days))] if line.min_days else []
        if line.again_every:
            found.append(self.word("again", n=self.number(line.again_every, line.measure)))
        return found
