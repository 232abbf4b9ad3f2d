"""The strip of school days: a column a day, its dark part the share of lessons away."""

from __future__ import annotations

from bot.chat.local.html import h, paragraphs
from bot.chat.local.look import Look
from bot.notices.model import DayMark, Strip, StripDay, StripWeek

TALL, STEP, GAP, HOLIDAY, WIDE = 56, 14, 6, 17, 319


def drawn_strip(look: Look, strip: Strip, since: str = "") -> str:
    """The strip in words, drawn, and what its columns mean."""
    days = [day for week in strip.weeks for day in week.days]
    say = paragraphs(strip.say, look.board.names).replace("<p>", '<p class="small">', 1)
    return f"{say}{chart(strip, since)}{_key(look, days)}"


def _key(look: Look, days: list[StripDay]) -> str:
    marks = {day.mark.value for day in days}
    kinds = [("inv", "invalid", "unreported" in marks), ("val", "valid", "away" in marks)]
    kinds += [("well", "present", True), ("hole", "missing", any(day.missing for day in days))]
    drawn = "".join(
        '<span><svg class="chart" viewBox="0 0 12 12" aria-hidden="true">'
        f'<rect class="{kind}" x=".5" y=".5" width="11" height="11" rx="2"/></svg>{look.t(word)}</span>'
        for kind, word, there in kinds
        if there
    )
    return f'<p class="key">{drawn}</p>'


def chart(strip: Strip, since: str = "") -> str:
    """The drawing; with ``split_at`` a line parts before from after, and ``since`` says what happened."""
    x = 0.0
    parts: list[str] = []
    parted = strip.split_at is None
    for week in strip.weeks:
        days = [day for day in week.days if day.mark is not DayMark.OUTSIDE]
        if not days:
            x += _holiday(parts, x, week)
            continue
        parts.append(f'<text x="{x:g}" y="72">{h(week.name.replace("v. ", "v "))}</text>')
        for day in days:
            if not parted and strip.split_at is not None and day.day >= strip.split_at:
                parts.append(_since(x, since))
                parted = True
            parts.append(_column(x, day))
            x += STEP
        x += GAP
    top = -22 if strip.split_at is not None else 0
    box = f"0 {top} {max(WIDE, x - GAP - 2):g} {76 - top}"
    label = h(" ".join(part for part in (strip.title, strip.say) if part))
    return f'<svg class="chart" viewBox="{box}" role="img" aria-label="{label}">{"".join(parts)}</svg>'


def _holiday(parts: list[str], x: float, week: StripWeek) -> float:
    if not week.holiday:
        return 0
    parts.append(f'<text transform="translate({x + 8:g} {TALL}) rotate(-90)">{h(week.holiday)}</text>')
    return HOLIDAY


def _since(x: float, words: str) -> str:
    at, anchor = (x + 4, "") if x < WIDE * 0.6 else (x - 6, ' text-anchor="end"')
    text = f'<text class="since" x="{at:g}" y="-8"{anchor}>{h(words)}</text>' if words else ""
    return f'<path class="since" d="M{x - 1:g} -18v74"/>{text}'


def _column(x: float, day: StripDay) -> str:
    if day.mark is DayMark.OFF:
        return ""
    if day.missing and not day.away:
        return f'<rect class="hole" x="{x + 0.5:g}" y=".5" width="11" height="55" rx="2"/>'
    well = f'<rect class="well" x="{x:g}" width="12" height="{TALL}" rx="2"/>'
    if not day.away or not day.given:
        return well
    tall = TALL * min(1.0, day.away / day.given)
    kind = "inv" if day.mark is DayMark.UNREPORTED else "val"
    bar = f'<rect class="{kind}" x="{x:g}" y="{TALL - tall:.4g}" width="12" height="{tall:.4g}" rx="2"/>'
    hole = f'<rect class="hole" x="{x + 0.5:g}" y=".5" width="11" height="55" rx="2"/>' if day.missing else ""
    return well + bar + hole
