"""The sand strip: the demo's calendar. It is not the product, so it exists in the demo only."""

from __future__ import annotations

from datetime import date, timedelta

from bot.chat.local.html import h, icon
from bot.chat.local.look import Look, address
from bot.notices.board import Sand


def strip(look: Look) -> str:
    """The header, or nothing outside the demo."""
    sand = look.board.sand
    if sand is None:
        return ""
    parts = "".join(strip_parts(look).values())
    return f'<header class="demo" id="demo" aria-label="{look.t("demo")}">{parts}</header>'


def strip_parts(look: Look) -> dict[str, str]:
    """What changes when the calendar turns, by element id."""
    sand = look.board.sand
    if sand is None:
        return {}
    return {
        "date": f'<p class="date" id="date">{h(sand.title)}<small>{h(sand.week)}</small></p>',
        "term": _term(look, sand),
        "today": _today(look, sand),
        "step": _steps(look, sand),
    }


def _today(look: Look, sand: Sand) -> str:
    lead = f'<span class="wide">{h(sand.lead)} </span>' if sand.lead else ""
    line = look.t("ended") if sand.ended and not sand.line else h(sand.line)
    if sand.link is not None:
        label = h(sand.link.label)
        before, found, after = line.rpartition(label)
        target = h(address(sand.link.room, look.board.viewer.key))
        line = f'{before}<a href="{target}">{label}</a>{after}' if found else line
    return f'<p class="today" id="today">{lead}{line}</p>'


def _term(look: Look, sand: Sand) -> str:
    """A bar a school day, gaps for weekends and days off, a dot over days that asked."""
    if not sand.term:
        return '<svg class="term" id="term"></svg>'
    first = sand.term[0].day
    monday = first - timedelta(days=first.weekday())
    places = [(day, _across(monday, day.day) - _across(monday, first)) for day in sand.term]
    drawn = {
        "past": "".join(_bar(x) for day, x in places if day.day < sand.today),
        "next": "".join(_bar(x) for day, x in places if day.day > sand.today),
        "now": "".join(_bar(x) for day, x in places if day.day == sand.today),
        "ask": "".join(f"M{x + 2:g} 2h0" for day, x in places if day.asked),
    }
    paths = "".join(f'<path class="{name}" d="{path}"/>' for name, path in drawn.items() if path)
    passed = sum(1 for day in sand.term if day.day <= sand.today)
    label = look.t("term", n=passed, total=len(sand.term))
    size = f'viewBox="0 0 {places[-1][1] + 4:g} 20"'
    return f'<svg class="term" id="term" {size} role="img" aria-label="{label}">{paths}</svg>'


def _across(monday: date, day: date) -> float:
    """Place of a day: 5.5 a day, 31 a week, so that weekends and holidays leave their gap."""
    weeks, weekday = divmod((day - monday).days, 7)
    return weeks * 31 + weekday * 5.5


def _bar(x: float) -> str:
    return f"M{x + 1:g} 7h2v12h-2z"


def _steps(look: Look, sand: Sand) -> str:
    """At most one button is filled: the next day, once the first question has been asked."""
    room = f'<input type="hidden" name="room" value="{h(look.board.room.key)}">'
    person = f'<input type="hidden" name="as" value="{h(look.board.viewer.key)}">'
    if sand.ended:
        steps = _button("again", look.t("again"), look.t("again"), filled=True)
    else:
        first = "" if sand.begun else "_first"
        steps = (
            _button("day", look.t("day"), look.t("day_slim"), filled=sand.begun)
            + _button("week", look.t("week"), look.t("week_slim"))
            + (
                _button("pause", look.t("pause"), look.t("pause"), name="turn")
                if sand.playing
                else _button(
                    "play",
                    look.t("play" + first),
                    look.t(f"play{first}_slim"),
                    name="turn",
                    sign=icon("play"),
                )
            )
        )
    return f'<form class="row" id="step" method="post" action="/demo">{room}{person}{steps}{_speed(look, sand)}</form>'


def _button(step: str, wide: str, slim: str, *, filled: bool = False, name: str = "", sign: str = "") -> str:
    """``name`` keeps the focus on a button that becomes another."""
    kind, mark = "b go" if filled else "b", f' id="{name}"' if name else ""
    words = wide if wide == slim else f'<span class="wide">{wide}</span><span class="slim">{slim}</span>'
    return f'<button class="{kind}"{mark} name="step" value="{step}">{sign}{words}</button>'


def _speed(look: Look, sand: Sand) -> str:
    if not sand.speeds:
        return ""
    options = "".join(
        f'<option value="{h(o.key)}"{" selected" if o.key == sand.speed else ""}>{h(o.label)}</option>'
        for o in sand.speeds
    )
    label = f'<label class="hide" for="speed">{look.t("speed")}</label>'
    return f'{label}<select id="speed" name="speed" class="wide">{options}</select>'
