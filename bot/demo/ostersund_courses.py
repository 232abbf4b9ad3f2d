"""The courses of Lits skola, in the order in which they first reach a limit.

The very first question of the term belongs to 8C: there the page opens, and there a reader begins.
"""

from __future__ import annotations

from datetime import date

from bot.demo.courses import ILL, SKIPPED, Away, Course, Drift, Mended, Skips

_END = date(2026, 12, 18)


def _d(month: int, day: int) -> date:
    return date(2026, month, day)


def _flu(class_key: str, seat: int, first: date, last: date) -> Course:
    return Course(
        class_key=class_key, seat=seat, story="ill for some days", acts=(Away(first=first, last=last),)
    )


def _slump(class_key: str, seat: int, first: date, last: date, unreported: float = 0.3) -> Course:
    """Some bad weeks; better once home and school have talked."""
    acts = (Drift(first=first, last=last, share=0.36, unreported=unreported),)
    return Course(class_key=class_key, seat=seat, story="improves after contact", acts=acts)


def _skips(class_key: str, seat: int, *days: date) -> Course:
    acts = (Skips(days=days, lessons=2, at_end=True),)
    return Course(class_key=class_key, seat=seat, story="skips lessons", acts=acts)


def _worsens(class_key: str, seat: int, first: date) -> Course:
    acts = (Drift(first=first, last=_END, share=0.26, unreported=0.5),)
    return Course(class_key=class_key, seat=seat, story="not helped, goes to EHT", acts=acts)


_MONDAYS = (_d(8, 24), _d(8, 31), _d(9, 7), _d(9, 14), _d(9, 21))

_IN_8C = (
    Course(
        class_key="8C",
        seat=4,
        name=("Viggo", "Ramstam"),
        story="unreported first lessons on Mondays, then more and more; reaches EHT",
        acts=(Skips(days=_MONDAYS), Drift(first=_d(9, 22), last=_END, share=0.25)),
    ),
    Course(
        class_key="8C",
        seat=17,
        name=("Tove", "Sandelin"),
        story="from week 43; contact does not help, the simple investigation does",
        acts=(
            Away(first=_d(10, 13), last=_d(10, 14)),
            Skips(days=(_d(10, 8), _d(10, 16), _d(10, 19), _d(10, 22)), lessons=2, at_end=True),
            Drift(first=_d(11, 2), last=_d(11, 20), share=0.2),
        ),
    ),
    Course(
        class_key="8C",
        seat=9,
        story="improves after contact",
        acts=(Away(first=_d(10, 22), last=_d(10, 23)), Away(first=_d(11, 2), last=_d(11, 2))),
    ),
    Course(
        class_key="8C",
        seat=21,
        story="improves after contact",
        acts=(
            Away(first=_d(11, 5), last=_d(11, 5), authorisation="invalid", reason=""),
            Away(first=_d(11, 9), last=_d(11, 10)),
        ),
    ),
    Course(
        class_key="8B",
        seat=11,
        story="moves from 8B to 8C on 5 October and does not settle at first",
        moves=(_d(10, 5), "8C"),
        acts=(Drift(first=_d(11, 11), last=_d(11, 27), share=0.4),),
    ),
)

_CORRECTED = (
    Course(
        class_key="9A",
        seat=6,
        story="three unreported occasions, one of them reported late: the alert is withdrawn",
        acts=(Skips(days=(_d(9, 21), _d(9, 24), _d(9, 29)), lessons=2, at_end=True),),
        mended=(Mended(day=_d(9, 24), arrives=_d(10, 1), slip=ILL),),
    ),
    Course(
        class_key="7A",
        seat=13,
        story="registered away by mistake for three days: the alert is withdrawn",
        acts=(Away(first=_d(10, 5), last=_d(10, 7), authorisation="invalid", reason=""),),
        mended=tuple(Mended(day=_d(10, n), arrives=_d(10, 9), slip=None) for n in (5, 6, 7)),
    ),
    Course(
        class_key="8B",
        seat=19,
        story="a report taken back: the third occasion turns unreported afterwards",
        acts=(
            Skips(days=(_d(11, 17), _d(11, 19)), lessons=2, at_end=True),
            Away(first=_d(11, 23), last=_d(11, 23)),
        ),
        mended=(Mended(day=_d(11, 23), arrives=_d(11, 25), slip=SKIPPED),),
    ),
)

_PROTECTED = (
    Course(
        class_key="9B",
        seat=20,
        story="away a lot, protected: never a word in any room",
        protected="yes",
        acts=(Drift(first=_d(9, 1), last=_END, share=0.3),),
    ),
    Course(class_key="7A", seat=5, story="nobody has written whether protected: counts as yes", protected=""),
)

_OTHERS = (
    _worsens("9B", 3, _d(9, 8)),
    Course(
        class_key="7B",
        seat=8,
        story="ill for two months, every day reported",
        acts=(Away(first=_d(9, 14), last=_d(11, 13)),),
    ),
    _skips("8A", 2, _d(9, 10), _d(9, 15), _d(9, 17), _d(9, 18)),
    Course(
        class_key="9A",
        seat=14,
        story="improves after contact",
        acts=(Drift(first=_d(9, 21), last=_d(10, 1), share=0.5, unreported=0.3),),
    ),
    _flu("6B", 10, _d(9, 21), _d(9, 24)),
    _slump("5A", 7, _d(9, 23), _d(10, 6)),
    _flu("4A", 18, _d(9, 29), _d(10, 2)),
    _slump("7A", 22, _d(9, 28), _d(10, 9)),
    _worsens("8B", 5, _d(10, 2)),
    _flu("6A", 15, _d(10, 6), _d(10, 8)),
    _skips("9B", 12, _d(10, 6), _d(10, 8), _d(10, 12)),
    _flu("5B", 4, _d(10, 13), _d(10, 16)),
    _flu("7B", 16, _d(10, 14), _d(10, 15)),
    Course(
        class_key="8A",
        seat=20,
        story="improves after contact, falls back in December",
        acts=(
            Drift(first=_d(10, 14), last=_d(10, 23), share=0.4),
            Drift(first=_d(12, 1), last=_END, share=0.3),
        ),
    ),
    _worsens("9A", 9, _d(10, 16)),
    _flu("4B", 2, _d(11, 3), _d(11, 6)),
    _skips("7A", 9, _d(11, 2), _d(11, 4), _d(11, 6)),
    _slump("9B", 17, _d(11, 4), _d(11, 20)),
    _flu("8B", 14, _d(11, 10), _d(11, 12)),
    _skips("6B", 21, _d(11, 11), _d(11, 13), _d(11, 17)),
    _slump("7A", 18, _d(11, 16), _d(11, 27)),
    _slump("9A", 21, _d(11, 19), _d(12, 2), 0.6),
    _flu("5A", 16, _d(11, 24), _d(11, 27)),
    _slump("7B", 3, _d(11, 24), _d(12, 8)),
    _skips("8A", 11, _d(11, 26), _d(12, 1), _d(12, 3)),
    _flu("9B", 8, _d(12, 2), _d(12, 4)),
    _flu("6A", 6, _d(12, 8), _d(12, 10)),
    _skips("8C", 13, _d(12, 1), _d(12, 7), _d(12, 9)),
    _flu("4A", 5, _d(12, 10), _d(12, 11)),
)

COURSES = (*_IN_8C, *_CORRECTED, *_PROTECTED, *_OTHERS)
