"""What everybody but the person at the screen answers: when, which button, what stands in the form.

The same every time for the same question, and mostly sensible: some are late, so that reminders are seen.
"""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from bot.demo.dice import dice
from bot.notices.model import Field, FieldKind, Form

LATE, HOLDS, NOT_WORRYING, REFERS, NOT_MET = 0.12, 0.06, 0.14, 0.26, 0.25
"""Of a hundred questions: answered late, put on hold, judged not worrying, raised at once, criteria not met."""
TWO_WEEKS, TEN_DAYS = timedelta(days=14), timedelta(days=10)
WORDS: Mapping[str, tuple[str, ...]] = {
    "note": ("Bra samtal. Vi hörs igen om två veckor.", "Hemmet vill hjälpa till.", "Vi provar och ser."),
    "what": ("Ring hem samma dag vid frånvaro", "Möt upp vid första lektionen", "Lugn start på morgonen"),
    "situation": ("Frånvaron är spridd över veckan.", "Mest morgnar, sedan går dagarna bra."),
    "pupil_view": ("Vill komma till skolan men tycker att starten är tung.", "Trivs med klassen."),
    "guardian_view": ("Vill ha tätare kontakt med mentor.", "Håller med om planen."),
    "measures": ("Tätare kontakt med hemmet, avstämning varje vecka.",),
    "advice": ("Fortsätt med överenskommelserna och stäm av varje vecka.",),
    "why": ("Förklarad och övergående frånvaro.", "Läget är känt och under kontroll."),
    "reason": ("Läget är känt, familjen har en plan.",),
}
ANY = ("Genomgånget tillsammans, alla är överens om nästa steg.",)


@dataclass(frozen=True, kw_only=True)
class Question:
    """A question that waits, as far as the script looks at it. ``seed`` is the same every time."""

    seed: str
    kind: str
    actions: tuple[str, ...]
    """In the ladder's order; answers already given are left out."""
    needed: tuple[str, ...] = ()
    """Those that must still be given."""


def school_days_taken(seed: str) -> tuple[int, bool]:
    """School days until the answer, and whether they are counted from the answer day: then it is late."""
    rng = dice(f"{seed}/when")
    return (rng.randint(1, 9), True) if rng.random() < LATE else (rng.randint(1, 4), False)


def chosen(question: Question, *, improving: bool) -> str | None:
    """The button pressed; None where there is none to press."""
    if question.kind == "follow_up":
        return question.actions[0 if improving else 1]
    if question.kind != "stage":
        return question.actions[0] if question.actions else None
    roll = dice(f"{question.seed}/what").random()
    if {"criteria_met", "criteria_not_met"} <= set(question.actions) and roll < NOT_MET:
        return "criteria_not_met"
    if question.needed:
        return question.needed[0]
    for action, below in (("hold", HOLDS), ("not_worrying", NOT_WORRYING), ("refer_to_eht", REFERS)):
        if action in question.actions and roll < below:
            return action
    return question.actions[0] if question.actions else None


def filled(form: Form, seed: str, today: date, person: str) -> dict[str, object]:
    """What stands in the form. ``person`` (an e-mail) is named wherever somebody is to be."""
    rng = dice(f"{seed}/{form.action}")
    found: dict[str, object] = {}
    for field in form.fields:
        if field.kind is FieldKind.LIST:
            found[field.key] = [{each.key: _text(each, rng, today, person) for each in field.fields}]
        elif field.kind is FieldKind.CHOICES:
            found[field.key] = _several(field, rng)
        elif field.required or field.key == "note":
            found[field.key] = _text(field, rng, today, person)
    return found


def _several(field: Field, rng: random.Random) -> tuple[str, ...]:
    if isinstance(field.initial, tuple) and field.initial:
        return field.initial
    keys = [option.key for option in field.options]
    return tuple(rng.sample(keys, k=min(len(keys), rng.randint(1, 2))))


def _text(field: Field, rng: random.Random, today: date, person: str) -> str:
    if field.kind is FieldKind.DATE:
        return _day(field, today).isoformat()
    if field.kind is FieldKind.TIME:
        return "14:30"
    if field.kind is FieldKind.PERSON:
        keys = [option.key for option in field.options]
        return person if person in keys else rng.choice(keys)
    if field.options:
        return _one(field, rng)
    return rng.choice(_words(field.key))


def _one(field: Field, rng: random.Random) -> str:
    if isinstance(field.initial, str):
        return field.initial
    return "yes" if field.kind is FieldKind.YES_NO else rng.choice([option.key for option in field.options])


def _words(key: str) -> Sequence[str]:
    return WORDS.get(key, ANY)


def _day(field: Field, today: date) -> date:
    """Today where the day has been; some time ahead where it is to come."""
    if field.earliest is None:
        return today
    ahead = today + (TEN_DAYS if field.key == "until" else TWO_WEEKS)
    return min(ahead, field.latest) if field.latest else ahead
