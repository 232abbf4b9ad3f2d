"""Private views: the pupil, how it was counted, before and after. Only these hold a name or a figure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction

from bot.notices.about import About, dots
from bot.notices.actions import (
    OVERFLOW,
    PROTECTS,
    REPORT_NOW,
    always,
    ask_rows,
    buttons_of,
    in_channel,
    plain_button,
)
from bot.notices.compose import Actions
from bot.notices.compose_follow import answers, click_says, follow_up_more
from bot.notices.figures import during, line_of, sum_up, value, what
from bot.notices.model import Button, Fact, Notice, NoticeKind, Row, Section, Strip
from bot.notices.texts import Marked, has, plain, text
from bot.notices.words import begin, day, percent, period, short_day
from bot.rules.ladder import Action, FollowUpRule, Ladder, Line
from bot.rules.values import Figure, Kind, Lesson, Pupil, PupilDay

DAYS_LISTED = 60


def show(
    about: About,
    *,
    pupil: Pupil,
    mentor: str,
    facts: Sequence[Fact],
    strip: Strip | None,
    counted: str,
    done: Sequence[str],
    actions: Actions,
    everywhere: Actions,
    checklist: Sequence[str] = (),
    patterns: Sequence[str] = (),
    letter: str = "",
    notes: Sequence[str] = (),
    told: Sequence[Section] = (),
) -> Notice:
    """3: the pupil, the figures beside their limits, the last school days, what is done, every answer.

    ``actions`` are those of the viewer's ask (empty where they were not asked), ``everywhere`` the
    ladder's ``always``. The report of concern stands at every stage, whatever the ladder says. ``told`` is what
    the viewer may read of the case's forms.
    """
    protects = next((key for key in PROTECTS if key in everywhere or key in actions), _usual(about))
    report = everywhere.get(protects) or Action(key=protects, form=protects)
    asked = actions.get(protects)
    gated = asked is not None and (asked.form or protects) != (report.form or protects)
    own = [action for key, action in actions.items() if key != protects or gated or len(actions) == 1]
    also = [action for key, action in everywhere.items() if key not in (*PROTECTS, *actions)]
    visible, rest = ask_rows(about, own, plain_button("explain", about))
    rest = (*rest, *buttons_of(about, also))
    return Notice(
        kind=NoticeKind.SHOW,
        fallback=about.push,
        language=about.lang,
        ask_id=about.ask_id,
        private=True,
        heading=_who(pupil),
        meta=_show_meta(about, mentor),
        facts=tuple(facts),
        sections=(
            *_picture(about, strip, counted, patterns),
            _done(about, done),
            *told,
            *_words(about, "show.think", checklist),
            *([Section(text=plain(letter))] if letter else []),
            *_words(about, "button.note", notes),
            *_further(about, rest[OVERFLOW:]),
            _protect(about, replace(report, key=REPORT_NOW) if gated else report, answered=asked in own),
        ),
        buttons=visible,
        overflow=rest[:OVERFLOW],
        dialog_title=about.say("case", ref=about.ref),
        close=about.say("close"),
    )


def _usual(about: About) -> str:
    return "child_protection_notice" if about.country == "FI" else "concern_report"


def _who(pupil: Pupil) -> Marked:
    return Marked(f"{plain(pupil.name)}, {plain(pupil.class_name)}")


def _show_meta(about: About, mentor: str) -> Marked:
    key = "show.meta" if about.title else "show.meta.untitled"
    stage = about.say("stage.title", n=about.stage, of=about.of)
    return about.say(key, stage=stage, title=about.title, mentor=mentor, private=about.say("private"))


def _picture(about: About, strip: Strip | None, counted: str, patterns: Sequence[str]) -> tuple[Section, ...]:
    drawn = [Section(strip=strip, note=plain(counted))] if strip else [Section(note=plain(counted))]
    return (*drawn, *_words(about, "show.patterns", patterns))


def _words(about: About, key: str, lines: Sequence[str]) -> tuple[Section, ...]:
    return (Section(heading=about.say(key), lines=tuple(map(plain, lines))),) if lines else ()


def _further(about: About, rest: Sequence[Button]) -> tuple[Section, ...]:
    if not rest:
        return ()
    return (Section(heading=about.say("show.more"), buttons=tuple(rest), after_buttons=True),)


def _done(about: About, done: Sequence[str], *, after_buttons: bool = False) -> Section:
    return Section(
        heading=about.say("done"),
        text="" if done else about.say("done.none"),
        lines=tuple(done),
        after_buttons=after_buttons,
    )


def _protect(about: About, action: Action, *, answered: bool = False) -> Section:
    """``answered``: the report's own button stands above already, among the answers."""
    stands = answered and action.key != REPORT_NOW
    return Section(
        text=about.say("show.protect"),
        buttons=() if stands else buttons_of(about, [action]),
        divider=True,
        after_buttons=True,
    )


def not_documented(stages: Sequence[int], lang: str) -> tuple[str, ...]:
    """Lines for stages a pupil first seen far up has passed by: ``Steg 1, inte dokumenterat``."""
    return tuple(text(lang, "done.not_documented", what=text(lang, "done.stage", n=n)) for n in stages)


def explain(
    about: About, *, pupil: Pupil, figures: Sequence[Figure], ladder: Ladder, days: Sequence[PupilDay]
) -> Notice:
    """3b: the sum, then each day counted: how many lessons, reported or not. Never the reason."""
    first = figures[0]
    counted = [each for each in days if each.day in first.days]
    line = line_of(first, ladder)
    lessons = sum(len(_counted(each, line)) for each in counted)
    rows = tuple(_day_row(each, line, about.lang) for each in counted[-DAYS_LISTED:])
    more = len(counted) - len(rows)
    return Notice(
        kind=NoticeKind.EXPLAIN,
        fallback=about.push,
        language=about.lang,
        ask_id=about.ask_id,
        private=True,
        heading=_who(pupil),
        meta=about.say("private.title"),
        sections=(
            *(_sum(figure, line_of(figure, ladder), about.lang) for figure in figures),
            Section(
                rows=rows,
                note=about.say(
                    "explain.counted",
                    lessons=about.say("count.lessons", n=lessons),
                    days=about.say("explain.days", n=len(counted)),
                ),
            ),
            *([Section(note=about.say("explain.more", n=more))] if more else []),
            Section(note=about.say("explain.wrong")),
        ),
        dialog_title=about.say("explain.title"),
        close=about.say("close"),
    )


def _sum(figure: Figure, line: Line | None, lang: str) -> Section:
    return Section(heading=f"{what(line, lang)} {value(figure, lang)}", text=sum_up(figure, line, lang))


def _counted(each: PupilDay, line: Line | None) -> tuple[Lesson, ...]:
    return tuple(one for one in each.lessons if _counts(one, line))


def _counts(lesson: Lesson, line: Line | None) -> bool:
    if line is None:
        return lesson.absent > 0
    kind = lesson.kind is None or lesson.kind in line.kinds
    reason = line.reasons is None or lesson.reason in line.reasons
    return lesson.status in line.marks and kind and reason and lesson.reason not in line.reasons_left_out


def _day_row(each: PupilDay, line: Line | None, lang: str) -> Row:
    counted = _counted(each, line)
    kinds = {one.kind for one in counted}
    unresolved = "unresolved" if Kind.UNRESOLVED in kinds else "reported"
    state = "unreported" if Kind.INVALID in kinds else unresolved
    lessons = text(lang, "explain.lessons", n=len(counted))
    return Row(cells=(day(each.day, lang), lessons, text(lang, f"explain.{state}")))


@dataclass(frozen=True, kw_only=True)
class Stretch:
    """Absence over some school days: ``share`` 0..1, how many days, the first and the last."""

    share: Fraction
    days: int
    first: date
    last: date


def before_after(
    about: About,
    *,
    pupil: Pupil,
    before: Stretch,
    after: Stretch,
    strip: Strip,
    step: str,
    rule: FollowUpRule,
    leads: tuple[str, str],
    more: Actions | None = None,
    everywhere: Actions | None = None,
    done: Sequence[str] = (),
    told: Sequence[Section] = (),
    notes: Sequence[str] = (),
) -> Notice:
    """5b: the figures before and after the step, the days since, and the answers that look alike.

    With ``everywhere`` what is always there stands below them, after what has been done and written.
    """
    extra = in_channel(more or {}, "mentor")
    further = follow_up_more(about, {one.key: one for one in extra}, "mentor")
    below: tuple[Section, ...] = ()
    if everywhere is not None:
        protects = next((key for key in PROTECTS if key in everywhere), _usual(about))
        also = [action for key, action in everywhere.items() if key not in PROTECTS]
        case = (_done(about, done), *told, *_words(about, "button.note", notes))
        below = (
            *(replace(one, after_buttons=True) for one in case),
            *_further(about, (*further[OVERFLOW:], *buttons_of(about, also))),
            _protect(about, everywhere.get(protects) or Action(key=protects, form=protects)),
        )
    return Notice(
        kind=NoticeKind.BEFORE_AFTER,
        fallback=about.push,
        language=about.lang,
        ask_id=about.ask_id,
        private=True,
        heading=_who(pupil),
        meta=dots(
            about.say("case", ref=about.ref),
            about.say("stage", n=about.stage, of=about.of),
            about.say("private"),
        ),
        facts=(
            _stretch(about, "before", step, before, _until(about, before)),
            _stretch(about, "after", step, after, _between(about, after)),
        ),
        sections=(
            Section(strip=strip),
            Section(text=about.say(f"before.{_compared(before, after, about.lang)}")),
            Section(heading=about.say("follow.title"), divider=True),
            Section(note=click_says(about, leads), after_buttons=True),
            *below,
        ),
        buttons=answers(about, rule),
        overflow=further[:OVERFLOW],
        dialog_title=about.say("before.title"),
        close=about.say("close"),
    )


def part_name(when: str, step: str, lang: str) -> Marked:
    """``Före kontakten``, ``Efter kontakten``: ``when`` is ``before`` or ``after``."""
    return text(lang, f"{when}.{step}" if has(lang, f"{when}.{step}") else f"{when}.other")


def _stretch(about: About, when: str, step: str, shown: Stretch, days: str) -> Fact:
    return Fact(
        label=part_name(when, step, about.lang),
        value=percent(shown.share, about.lang),
        note=days,
        share=float(shown.share),
    )


def _until(about: About, shown: Stretch) -> Marked:
    days = about.say("count.school_days", n=shown.days)
    return about.say("before.days", days=days, to=short_day(shown.last, about.lang))


def _between(about: About, shown: Stretch) -> Marked:
    days = about.say("count.school_days", n=shown.days)
    return about.say("before.days2", days=days, period=period(shown.first, shown.last, about.lang))


def _compared(before: Stretch, after: Stretch, lang: str) -> str:
    """As the reader sees them: equal where the same figure is written."""
    if percent(before.share, lang) == percent(after.share, lang):
        return "same"
    return "less" if after.share < before.share else "more"


def changed(
    about: About, *, pupil: Pupil, before: Figure, after: Figure | None, ladder: Ladder, strip: Strip | None
) -> Notice:
    """What a correction changed: the figure that raised the stage, and the same one now."""
    line = line_of(before, ladder)
    named = during(line, about.lang)
    was = Fact(label=about.say("changed.before"), value=value(before, about.lang), note=begin(named))
    now = [after] if after else []
    return Notice(
        kind=NoticeKind.SHOW,
        fallback=about.push,
        language=about.lang,
        ask_id=about.ask_id,
        private=True,
        heading=_who(pupil),
        meta=dots(about.say("case", ref=about.ref), about.say("private")),
        facts=(
            was,
            *(
                Fact(label=about.say("changed.after"), value=value(each, about.lang), note=begin(named))
                for each in now
            ),
        ),
        sections=(*([Section(strip=strip)] if strip else []), Section(note=about.say("explain.wrong"))),
        buttons=(plain_button("explain", about),),
        overflow=buttons_of(about, always(("note",))),
        dialog_title=about.say("changed.title"),
        close=about.say("close"),
    )


def pupil_line(about: About, pupil: Pupil) -> Marked:
    """``Kim Ekdahl, 8C · Ärende K7M2``: whose form it is."""
    return dots(_who(pupil), about.say("case", ref=about.ref))
