"""What a message is about, in the words every message needs: the case, its class, its stage, its language."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from bot.notices.texts import Marked, language_for, plain, text
from bot.rules.ladder import Ladder, Stage, Text
from bot.rules.state import Ask, Case
from bot.rules.values import Person, Pupil

SMALL_CLASS = 10
"""Under so many pupils the class is left out of posts: with it a reference points at one child."""

_NUMBERED = re.compile(r"^(?:\w+\s+)?\d+\s*[.:)]\s+")


@dataclass(frozen=True, kw_only=True)
class About:
    """The case a message speaks of. ``lang`` is ``sv``, ``fi``, ``en`` or ``sv-FI``."""

    lang: str
    ref: str
    ask_id: str
    stage: int
    """Number of the stage, 1-based."""
    of: int
    """How many stages the ladder has."""
    class_name: str = ""
    """Empty where the class is left out: it has fewer pupils than the school says (:data:`SMALL_CLASS`)."""
    shown: str = ""
    """Initials or name in place of the reference, where the school has chosen so."""
    quiet: bool = False
    """The stage would name a cause: a channel sees *Steg N* and *Öppna* only (LANGUAGE.md, Meaning 4)."""
    title: str = ""
    """The stage's title, for private views."""
    country: str = "SE"

    def say(self, key: str, **values: object) -> Marked:
        """A text in this message's language."""
        return text(self.lang, key, **values)

    @property
    def case(self) -> str:
        """``Ärende K7M2``, or the initials or name in its place."""
        return plain(self.shown) if self.shown else self.say("case", ref=self.ref)

    @property
    def push(self) -> Marked:
        """``Ärende K7M2, 8C``: for previews, always by reference."""
        return joined(", ", self.say("case", ref=self.ref), plain(self.class_name))

    @property
    def meta(self) -> Marked:
        """``Ärende K7M2 · 8C · steg 1 av 3``; without the stage where it would name a cause."""
        where = "" if self.quiet else self.say("stage", n=self.stage, of=self.of)
        return dots(self.case, plain(self.class_name), where)


def about(
    case: Case,
    ask: Ask,
    ladder: Ladder,
    *,
    language: str,
    class_size: int,
    pupil: Pupil | None = None,
    display: str = "reference",
    class_min: int = SMALL_CLASS,
) -> About:
    """The words for one ask of a case. ``pupil`` is needed where ``display`` is ``initials`` or ``name``."""
    stage = ladder.stages[ask.stage]
    lang = language_for(language, ladder.country)
    return About(
        lang=lang,
        ref=case.ref,
        ask_id=ask.id,
        stage=stage.number,
        of=len(ladder.stages),
        class_name=case.class_name if class_size >= class_min else "",
        shown=_shown(pupil, display),
        quiet=stage.names_cause,
        title=stage_title(stage, lang),
        country=ladder.country,
    )


def stage_title(stage: Stage, lang: str) -> str:
    """The title without a number of its own: *Steg 1. Du är saknad* is *Du är saknad*."""
    return _NUMBERED.sub("", pick(stage.title, lang))


def pick(words: Text, lang: str) -> str:
    """The text of a ladder in this language, else in the first it has, else nothing."""
    return words.get(lang) or words.get(lang[:2]) or next(iter(words.values()), "")


def initials(name: str) -> str:
    """``Kim Ekdahl`` is ``K.E.``"""
    return "".join(f"{part[0]}." for part in name.split())


def mention(person: Person) -> Marked:
    """The mark each platform turns into its own mention."""
    return Marked(f"@{{{person.email}}}")


def mentions(people: Iterable[Person]) -> Marked:
    """The marks of several people, with commas."""
    return joined(", ", *map(mention, people))


def dots(*parts: str) -> Marked:
    """The parts that are not empty, set apart by `` · ``."""
    return joined(" · ", *parts)


def joined(between: str, *parts: str) -> Marked:
    """The parts that are not empty, with ``between`` between them."""
    return Marked(between.join(plain(part) for part in parts if part))


def _shown(pupil: Pupil | None, display: str) -> str:
    if pupil is None or display == "reference":
        return ""
    return initials(pupil.name) if display == "initials" else pupil.name
