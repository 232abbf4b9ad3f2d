"""Whether everybody a routine asks is somebody, and can be reached: the roster held against the ladder."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from bot.app.check_line import CheckLine, listed
from bot.app.check_rows import row_lines
from bot.app.check_sources import Read
from bot.ports import ChannelAddress
from bot.rules.ladder import Action, Ladder, Line, Stage
from bot.rules.roles import IN_CASE, PRINCIPAL, staff_word
from bot.rules.values import Person, Pupil
from bot.settings import School, Settings

DEPUTY = "deputy"


@dataclass(frozen=True, kw_only=True)
class Here:
    """One school of the roster."""

    name: str
    ladder: Ladder
    pupils: Sequence[Pupil]
    staff: Sequence[Person]
    channels: Sequence[ChannelAddress]
    audiences: frozenset[str]
    deputy_after: int
    names_subjects: bool
    """Whether some source may say which subject a lesson was: a school folder has no such column."""

    @property
    def roles(self) -> frozenset[str]:
        """The role words somebody here has."""
        return frozenset(role for person in self.staff for role in person.roles)


def school_lines(
    settings: Settings, ladders: Sequence[Ladder | None], reads: Iterable[Read]
) -> Iterator[CheckLine]:
    """Schools, terms, grades, roles and audiences. ``ladders`` are those of ``settings.schools``, in order."""
    rosters = [read.roster for read in reads if read.roster]
    pupils = [pupil for roster in rosters for pupil in roster.pupils]
    channels = [channel for roster in rosters for channel in roster.channels]
    yield from _platforms(channels)
    yield from row_lines(rosters)
    for name in sorted({pupil.school for pupil in pupils}):
        number = _number(settings.schools, name)
        if number is None:
            mend = "add it under [[schools]], or mend the column school of roster.csv"
            yield CheckLine.fail(f"{name}: is in roster.csv, not in the settings", mend)
            continue
        ladder = ladders[number]
        terms = [term for roster in rosters for term in roster.terms if term.school == name]
        if not terms:
            yield CheckLine.fail(f"{name}: has no term", "add its rows to terms.csv")
        if ladder is None:
            continue
        yield from _here(
            Here(
                name=name,
                ladder=ladder,
                pupils=[pupil for pupil in pupils if pupil.school == name],
                staff=[person for roster in rosters for person in roster.staff if person.school == name],
                channels=channels,
                audiences=frozenset(channel.audience for channel in channels),
                deputy_after=settings.reminders.deputy_after,
                names_subjects=any(source.kind != "csv" for source in settings.sources),
            )
        )


def _number(schools: Sequence[School], name: str) -> int | None:
    """Which school of the settings; where there is one, every row of the roster is its."""
    if len(schools) == 1:
        return 0
    return next((number for number, school in enumerate(schools) if school.name == name), None)


def _platforms(channels: Sequence[ChannelAddress]) -> Iterator[CheckLine]:
    found = Counter(channel.platform for channel in channels)
    for platform in sorted(found):
        if platform == "local":
            yield CheckLine.good(
                f"channels.csv: {found[platform]} local channels, seen only in `lots demo` and a rehearsal"
            )
        else:
            yield CheckLine.good(f"channels.csv: {found[platform]} {platform} channels")


def _here(here: Here) -> Iterator[CheckLine]:
    yield from _grades(here)
    lines = [*_mentors(here), *_roles(here)]
    yield from lines
    if all(line.ok for line in lines):
        yield CheckLine.good(f"{here.name}: everybody the routine asks can be reached")
    yield from _deputies(here)


def _grades(here: Here) -> Iterator[CheckLine]:
    """Pupils whom a line does not measure: said, because nothing else would show it."""
    for stage in here.ladder.stages.values():
        for number, line in enumerate(stage.when.lines if stage.when else (), 1):
            outside = [pupil.grade for pupil in here.pupils if line.limit_for(pupil.grade) is None]
            yield from _outside(here, stage, line, number, outside)
            if line.per_subject and not here.names_subjects:
                place = f"{here.name}: stage {stage.key}, line {number}"
                yield CheckLine.good(
                    f"{place} is read per subject, which CSV files do not name: measures nobody"
                )


def _outside(
    here: Here, stage: Stage, line: Line, number: int, grades: Sequence[int | None]
) -> Iterator[CheckLine]:
    place = f"{here.name}: stage {stage.key}, line {number}"
    bands = ", ".join(f"{band.first}–{band.last}" for band in line.bands)
    without = sum(grade is None for grade in grades)
    if without:
        mend = "fill in the column grade of roster.csv"
        yield CheckLine.fail(f"{place} does not measure {without} pupils without a grade", mend)
    named = Counter(grade for grade in grades if grade is not None)
    if named:
        who = ", ".join(f"{named[grade]} in grade {grade}" for grade in sorted(named))
        yield CheckLine.good(f"{place} has limits for grades {bands}; not measured: {who}")


def _mentors(here: Here) -> Iterator[CheckLine]:
    classes: dict[str, set[str]] = defaultdict(set)
    for pupil in here.pupils:
        classes[pupil.mentor].add(pupil.class_name)
    known = {person.email for person in here.staff}
    lost = [
        mentor or f"the mentor of {', '.join(sorted(own))} (roster.csv names none)"
        for mentor, own in sorted(classes.items())
        if not _mentor_reached(here, mentor, own, known)
    ]
    if lost:
        yield CheckLine.fail(
            f"{here.name}: no channel reaches {listed(lost)}",
            "add mentor:EMAIL or class:CLASS to channels.csv, and the mentor to staff.csv",
        )


def _mentor_reached(here: Here, mentor: str, classes: set[str], known: set[str]) -> bool:
    """As delivery looks for them: their own row, the class's, or a direct message."""
    if f"mentor:{mentor}" in here.audiences or all(f"class:{one}" in here.audiences for one in classes):
        return True
    return mentor in known and bool(here.channels)


def _roles(here: Here) -> Iterator[CheckLine]:
    for word in sorted({staff_word(here.ladder, who) for who in asked(here.ladder)} - IN_CASE):
        if word not in here.roles:
            yield CheckLine.fail(
                f"{here.name}: the routine asks {word}, nobody in staff.csv has that role",
                f"add a row with role {word} to staff.csv",
            )
        if f"{word}:{here.name}" not in here.audiences:
            yield CheckLine.fail(
                f"{here.name}: no channel reaches {word}", f"add {word}:{here.name} to channels.csv"
            )


def asked(ladder: Ladder) -> frozenset[str]:
    """Every role of the ladder that is asked or told something; the principal always, who stands in."""
    found = {PRINCIPAL} | {who for review in ladder.reviews for who in review.who}
    actions = list(ladder.always.values())
    for stage in ladder.stages.values():
        found |= {ask.who for ask in stage.asks}
        actions += [action for ask in stage.asks for action in ask.actions.values()]
        if stage.follow_up:
            found |= {stage.follow_up.who} | ({stage.follow_up.refer} if stage.follow_up.refer else set())
    return frozenset(found | _referred(actions))


def _referred(actions: Iterable[Action]) -> set[str]:
    return {action.refer for action in actions if action.refer}


def _deputies(here: Here) -> Iterator[CheckLine]:
    if DEPUTY in here.roles:
        count = sum(DEPUTY in person.roles for person in here.staff)
        yield CheckLine.good(f"{here.name}: {count} deputies stand in where nobody answers")
        return
    yield CheckLine.good(
        f"{here.name}: nobody has the role deputy, so what is {here.deputy_after} school days past its "
        "answer day goes to nobody before the principal (add rows with role deputy to staff.csv)"
    )
