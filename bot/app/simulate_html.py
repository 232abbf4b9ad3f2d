"""``lots simulate --format html``: the dry run as one page that needs nothing else. Pupil ids only, never names."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from html import escape

from bot.app.simulate_words import WORDS, language_of
from bot.notices.about import pick, stage_title
from bot.notices.words import amount, limit
from bot.rules.ladder import Ladder
from bot.rules.values import Crossing, Pupil

STYLE = """
:root{color-scheme:light dark;--ground:#f3f5f5;--paper:#fff;--line:#d3dadd;--ink:#16212a;--soft:#4b5a65;--bar:#6c8290;
font:400 16px/1.5 system-ui,-apple-system,"Segoe UI",Roboto,"Noto Sans",sans-serif;font-variant-numeric:tabular-nums}
@media(prefers-color-scheme:dark){:root{--ground:#11181c;--paper:#1a2328;--line:#2c383f;--ink:#e5ebee;--soft:#a6b4bd;
--bar:#6d8694}}
*{box-sizing:border-box}
body{margin:0;padding:24px 20px 40px;background:var(--ground);color:var(--ink);overflow-wrap:break-word}
main{max-width:960px;margin:auto}
h1{font-size:32px;line-height:40px;font-weight:600;margin:0}
h2{font-size:20px;line-height:28px;font-weight:600;margin:0 0 8px}
p{margin:4px 0 0}
.soft{color:var(--soft)}
section{background:var(--paper);border-radius:10px;padding:16px 20px 20px;margin-top:20px;overflow-x:auto}
table{border-collapse:collapse;width:100%;font-size:15px;line-height:22px}
th{text-align:left;font-weight:500;color:var(--soft)}
th,td{padding:4px 12px 4px 0;border-bottom:1px solid var(--line);vertical-align:top}
td:first-child,td.n{white-space:nowrap}
.n{text-align:right}
.b{width:30%;min-width:80px;padding-right:0}
svg{display:block;width:100%;height:12px;margin-top:5px}
rect{fill:var(--bar)}
@media print{body{background:none;padding:0}section{padding:0;break-inside:auto}}
"""
A_WEEK = timedelta(days=7)
Cell = str | int


@dataclass(frozen=True)
class _Report:
    """What is drawn, in which language."""

    ladder: Ladder
    crossings: Sequence[Crossing]
    pupils: Mapping[str, Pupil]
    language: str

    def word(self, key: str, **values: str) -> str:
        return WORDS[self.language][key].format(**values)

    def stage(self, key: str) -> str:
        stage = self.ladder.stages[key]
        return f"{stage.number}. {stage_title(stage, self.language) or key}"

    def class_of(self, crossing: Crossing) -> str:
        pupil = self.pupils.get(crossing.pupil_id)
        return pupil.class_name if pupil and pupil.class_name else self.word("no_class")


def page(ladder: Ladder, crossings: Sequence[Crossing], pupils: Mapping[str, Pupil]) -> str:
    """The report as HTML; ``crossings`` in the order of the dry run, ``pupils`` by id for their classes."""
    report = _Report(ladder, crossings, pupils, language_of(ladder))
    name = pick(ladder.name, report.language) or ladder.id
    title = escape(f"{report.word('title')}: {name}")
    parts = [_per_stage(report), _per_class(report), _per_week(report), _every(report)] if crossings else []
    return (
        f'<!doctype html>\n<html lang="{report.language}"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width,initial-scale=1">'
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none';style-src 'unsafe-inline'\">"
        f'<meta name="referrer" content="no-referrer"><title>{title}</title><style>{STYLE}</style></head>'
        f"<body><main>{_head(report, name)}{''.join(parts)}"
        f'<p class="soft">{escape(report.word("note"))}</p></main></body></html>\n'
    )


def _head(report: _Report, name: str) -> str:
    if report.crossings:
        days = [crossing.day for crossing in report.crossings]
        counts = (
            f"{report.word('raised')}: {len(days)} · {report.word('pupils')}: {_pupils(report.crossings)}"
        )
        span = report.word("span", first=min(days).isoformat(), last=max(days).isoformat())
        said = f"{counts} · {span}"
    else:
        said = report.word("none")
    ladder = report.ladder
    return (
        f'<header><p class="soft">{escape(report.word("title"))}</p><h1>{escape(name)}</h1>'
        f'<p class="soft">{escape(ladder.id)} v{ladder.version}. {escape(report.word("about"))}</p>'
        f"<p>{escape(said)}</p></header>"
    )


def _pupils(crossings: Iterable[Crossing]) -> int:
    return len({crossing.pupil_id for crossing in crossings})


def _per_stage(report: _Report) -> str:
    rows: list[tuple[Cell, ...]] = []
    for key in report.ladder.stages:
        here = [crossing for crossing in report.crossings if crossing.stage == key]
        rows.append((report.stage(key), len(here), _pupils(here)))
    heads = (report.word("stage"), report.word("raised"), report.word("pupils"))
    return _section(report.word("per_stage"), _table(heads, rows, bar=1))


def _per_class(report: _Report) -> str:
    counts = Counter((report.class_of(crossing), crossing.stage) for crossing in report.crossings)
    names = sorted({name for name, _ in counts}, key=_class_order)
    return _section(report.word("per_class"), _by_stage(report, report.word("class"), names, counts))


def _per_week(report: _Report) -> str:
    counts = Counter((_week(crossing.day), crossing.stage) for crossing in report.crossings)
    days = [crossing.day for crossing in report.crossings]
    first, last = (day - timedelta(days=day.weekday()) for day in (min(days), max(days)))
    weeks = [_week(first + n * A_WEEK) for n in range((last - first) // A_WEEK + 1)]
    return _section(report.word("per_week"), _by_stage(report, report.word("week"), weeks, counts))


def _by_stage(report: _Report, head: str, names: Iterable[str], counts: Mapping[tuple[str, str], int]) -> str:
    keys = [key for key in report.ladder.stages if any(stage == key for _, stage in counts)]
    rows: list[tuple[Cell, ...]] = []
    for name in names:
        own = [counts.get((name, key), 0) for key in keys]
        rows.append((name, *own, sum(own)))
    heads = (head, *map(report.stage, keys), report.word("all"))
    return _table(heads, rows, bar=len(heads) - 1)


def _every(report: _Report) -> str:
    heads = [report.word(key) for key in ("date", "pupil", "class", "stage", "value", "limit", "window")]
    rows = [_crossing(report, crossing) for crossing in report.crossings]
    return _section(report.word("every"), _table(heads, rows))


def _crossing(report: _Report, crossing: Crossing) -> tuple[Cell, ...]:
    figure, lang = crossing.figure, report.language
    window = report.word("span", first=figure.window.first.isoformat(), last=figure.window.last.isoformat())
    return (
        crossing.day.isoformat(),
        crossing.pupil_id,
        report.class_of(crossing),
        report.stage(crossing.stage),
        amount(figure.value, figure.measure, lang, operator=figure.operator, limit=figure.limit),
        limit(figure.limit, figure.operator, figure.measure, lang),
        window,
    )


def _section(heading: str, body: str) -> str:
    return f"<section><h2>{escape(heading)}</h2>{body}</section>"


def _table(heads: Sequence[str], rows: Sequence[tuple[Cell, ...]], bar: int | None = None) -> str:
    """Numbers to the right; with ``bar`` a last column draws that one beside its number."""
    numbers = {place for place, cell in enumerate(rows[0]) if isinstance(cell, int)} if rows else set()
    head = "".join(_cell("th", text, number=place in numbers) for place, text in enumerate(heads))
    most = max((int(row[bar]) for row in rows), default=0) if bar is not None else 0
    body = []
    for row in rows:
        cells = "".join(_cell("td", cell, number=place in numbers) for place, cell in enumerate(row))
        drawn = _bar(int(row[bar]), most) if bar is not None else ""
        body.append(f"<tr>{cells}{drawn}</tr>")
    blank = '<td class="b"></td>' if bar is not None else ""
    return f"<table><thead><tr>{head}{blank}</tr></thead><tbody>{''.join(body)}</tbody></table>"


def _cell(tag: str, text: Cell, *, number: bool) -> str:
    scope = ' scope="col"' if tag == "th" else ""
    side = ' class="n"' if number else ""
    return f"<{tag}{scope}{side}>{escape(str(text))}</{tag}>"


def _bar(value: int, most: int) -> str:
    width = 100 * value / most if most else 0
    return f'<td class="b"><svg aria-hidden="true"><rect width="{width:.4g}%" height="12" rx="2"/></svg></td>'


def _week(day: date) -> str:
    return day.strftime("%G-W%V")


def _class_order(name: str) -> tuple[int, str]:
    """6A before 10A."""
    digits = name[: len(name) - len(name.lstrip("0123456789"))]
    return int(digits or 0), name
