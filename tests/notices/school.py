"""The designed case: Kim Ekdahl, 8C, K7M2, autumn 2026 at Lits skola. All people are invented."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta
from fractions import Fraction
from zoneinfo import ZoneInfo

from bot.ladders import load
from bot.notices.about import About
from bot.notices.compose_private import part_name
from bot.notices.model import Strip
from bot.notices.strip import strip
from bot.notices.texts import text
from bot.rules.calendar import Calendar
from bot.rules.ladder import Action
from bot.rules.values import Figure, Kind, Lesson, Person, Pupil, PupilDay, Status, Window

LADDER = load("se-ostersund-lit")
CONTACT = LADDER.stages["contact"]
LINES = CONTACT.when.lines if CONTACT.when else ()
MENTOR_ASK = CONTACT.asks[0]
EHT_ASK = LADDER.stages["problematic"].asks[0]

KIM = Pupil(
    pupil_id="P1",
    given_name="Kim",
    family_name="Ekdahl",
    class_name="8C",
    grade=8,
    school="Lits skola",
    mentor="anna.lind@lits.example",
)


def staff(name: str, *roles: str) -> Person:
    """A member of staff at Lits skola."""
    email = f"{name.lower().replace(' ', '.')}@lits.example"
    return Person(email=email, name=name, school="Lits skola", roles=frozenset(roles))


ANNA, OMAR, MARIA = (
    staff("Anna Lind", "mentor"),
    staff("Omar Haddad", "mentor"),
    staff("Maria Ek", "principal"),
)
SLACK_IDS = {ANNA.email: "<@U0ANNA>", OMAR.email: "<@U0OMAR>", MARIA.email: "<@U0MARIA>"}
NAMES = {"<@U0ANNA>": "Anna Lind", "<@U0OMAR>": "Omar Haddad", "<@U0MARIA>": "Maria Ek"}
ASK = "q_7f3c91d2"
BREAKS = {"sv": "höstlov", "fi": "syysloma", "en": "autumn break"}


def day(month: int, number: int, year: int = 2026) -> date:
    """A day of the designed autumn."""
    return date(year, month, number)


def at(month: int, number: int, hour: int, minute: int, year: int = 2026) -> datetime:
    """A clock time in Lit."""
    return datetime(year, month, number, hour, minute, tzinfo=ZoneInfo("Europe/Stockholm"))


def about(lang: str, *, stage: int = 1) -> About:
    """The designed case at a stage."""
    return About(
        lang=lang,
        ref="K7M2",
        ask_id=ASK,
        stage=stage,
        of=3,
        class_name="8C",
        title=CONTACT.title[lang[:2]],
    )


def calendar(lang: str) -> Calendar:
    """The autumn with its break in week 44."""
    off = [day(10, 26) + timedelta(days=at) for at in range(5)]
    return Calendar(days_off=frozenset(off), off_names=dict.fromkeys(off, BREAKS[lang[:2]]))


ABSENT = {
    day(10, 22): (6, Kind.VALID),
    day(11, 5): (2, Kind.INVALID),
    day(11, 9): (6, Kind.VALID),
    day(11, 20): (2, Kind.INVALID),
    day(12, 1): (3, Kind.VALID),
}
MISSING = {day(11, 18): 2}
SHORT = {day(10, 21), day(11, 4), day(11, 11), day(11, 13), day(11, 17), day(11, 19), day(11, 23), day(11, 24)} | {
    day(11, 26), day(11, 30), day(12, 3), day(12, 7),
}  # fmt: skip
"""Days with five lessons; the others have six."""


def pupil_days() -> tuple[PupilDay, ...]:
    """Every school day from 21 October to 8 December."""
    known = calendar("sv").school_days
    return tuple(_day(each) for each in known if day(10, 21) <= each <= day(12, 8))


def _day(on: date) -> PupilDay:
    away, kind = ABSENT.get(on, (0, None))
    given = 5 if on in SHORT else 6
    lessons = []
    for n in range(given):
        status = Status.ABSENT if n < away else Status.PRESENT
        if n < MISSING.get(on, 0):
            status = Status.UNREPORTED
        lessons.append(
            Lesson(
                record_id=f"{on}-{n}",
                starts=480 + 60 * n,
                ends=525 + 60 * n,
                scheduled=45,
                absent=45 if n < away else 0,
                status=status,
                kind=kind if n < away else None,
            )
        )
    return PupilDay(day=on, lessons=tuple(lessons))


WINDOW = Window(first=day(10, 21), last=day(11, 24))
COUNTED = tuple(on for on in ABSENT if on <= day(11, 24))
SHARE = Figure(
    stage="contact",
    line=0,
    measure="share",
    value=Fraction(16, 112),
    operator="at_least",
    limit=Fraction(1, 10),
    window=WINDOW,
    holds=True,
    given=112,
    reported=110,
    away=16,
    days=COUNTED,
)
OCCASIONS = Figure(
    stage="contact",
    line=1,
    measure="occasions",
    value=Fraction(2),
    operator="at_least",
    limit=Fraction(3),
    window=WINDOW,
    holds=False,
    given=112,
    reported=110,
    away=4,
    days=(day(11, 5), day(11, 20)),
)


def strip_of(lang: str) -> Strip:
    """The strip as it stood on 24 November."""
    return strip(pupil_days(), calendar(lang), day(11, 24), lang=lang)


def strip_after(lang: str) -> Strip:
    """The ten school days after the contact."""
    title = part_name("after", "contacted_guardian", lang)
    return strip(pupil_days(), calendar(lang), day(12, 8), lang=lang, n=10, title=title)


def actions(*keys: str) -> Mapping[str, Action]:
    """The mentor's actions of the first stage, or those named."""
    own = MENTOR_ASK.actions
    return {key: own[key] for key in keys} if keys else own


def each_text(value: object) -> Iterator[str]:
    """Every string in a tree of dicts, lists and dataclass-like values."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for one in value.values():
            yield from each_text(one)
    elif isinstance(value, Sequence):
        for one in value:
            yield from each_text(one)


def say(lang: str, key: str, **values: object) -> str:
    """A text, for expectations."""
    return text(lang, key, **values)
