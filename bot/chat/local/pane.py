"""The pane at the right: the case's way up the ladder, the pupil, or the ladder itself."""

from __future__ import annotations

from bot.chat.local.buttons import button
from bot.chat.local.forms import form
from bot.chat.local.html import h, icon, marked, squares
from bot.chat.local.look import Look
from bot.chat.local.pupil import pupil
from bot.notices.board_case import (
    Always,
    CasePane,
    Course,
    Gate,
    LadderPane,
    Progress,
    StageView,
    Task,
)

CLASS = {Progress.DONE: "done", Progress.PASSED: "", Progress.NOW: "now", Progress.AHEAD: ""}
SIGN = {Progress.DONE: "ok", Progress.NOW: "wait", Progress.AHEAD: "ring"}


def pane(look: Look) -> str:
    """The aside of the page."""
    shown = look.board.pane
    return _case(look, shown) if isinstance(shown, CasePane) else _ladder(look, shown)


def _back(look: Look, case: str = "", anchor: str = "") -> str:
    target = look.link(case=case) + (f"#a-{h(anchor)}" if anchor else "")
    return f'<a class="only b bare" href="{target}">{icon("back")}{look.t("room_back")}</a>'


def _case(look: Look, shown: CasePane) -> str:
    title = look.t("case", reference=shown.reference)
    body = (
        pupil(look, shown.pupil, shown.ask_id)
        if shown.pupil
        else _course(look, shown.course or Course(stages=()))
    )
    written = form(look, shown.reference, shown.form, into="case") if shown.form else ""
    return (
        f'<aside class="pane" id="case" aria-labelledby="ch"><header>{_back(look, shown.reference, shown.key)}'
        f'<h2 id="ch" tabindex="-1">{title}</h2><p class="soft small">{h(shown.meta)}</p></header>'
        f"{_tabs(look, shown)}{body}{_buttons(look, shown)}{written}</aside>"
    )


def _tabs(look: Look, shown: CasePane) -> str:
    case, here = shown.reference, ' aria-current="page"'
    course = look.link(case=case, view="case")
    private = look.link(case=case, show="pupil", view="case")
    return (
        f'<nav class="tabs" aria-label="{look.t("tabs")}">'
        f'<a href="{course}" data-part="case"{"" if shown.pupil else here}>{look.t("course")}</a>'
        f'<a class="p" href="{private}" data-part="case"{here if shown.pupil else ""}>'
        f"{icon('lock')}{look.t('pupil')}</a></nav>"
    )


def _buttons(look: Look, shown: CasePane) -> str:
    """The rest of the case's buttons; on a narrow page first the way back to where one answers."""
    there = ""
    if shown.key:
        target = look.link(case=shown.reference) + f"#a-{h(shown.key)}"
        there = f'<a class="b go only" href="{target}">{look.t("answer_here")}</a>'
    drawn = "".join(button(each) for each in shown.buttons)
    if not drawn:
        return f'<section class="sect only">{there}</section>' if there else ""
    return (
        f'<section class="sect"><form class="row" method="post" action="/asks/{h(shown.ask_id)}">'
        f"{look.hidden()}{there}{drawn}</form></section>"
    )


def _course(look: Look, course: Course) -> str:
    rows = "".join(
        f"<li><time>{h(row.day)}</time><span>{marked(row.text, look.board.names)}</span></li>"
        for row in course.journal
    )
    journal = f'<section class="sect"><h3>{look.t("journal")}</h3><ol class="journal">{rows}</ol></section>'
    return f"{steps(look, course.stages)}{journal if rows else ''}{_always(look, course.always)}"


def _always(look: Look, always: Always | None) -> str:
    if always is None:
        return ""
    act = ""
    if always.button is not None:
        to = f"/asks/{h(always.button.ask_id)}"
        act = f'<form class="row" method="post" action="{to}">{look.hidden()}{button(always.button)}</form>'
    text = f'<p class="small soft">{marked(always.text, look.board.names)}</p>'
    return f'<section class="sect"><h3>{h(always.heading)}</h3>{text}{act}</section>'


def steps(look: Look, stages: tuple[StageView, ...], *, of_case: bool = True) -> str:
    """The ladder: stages with their tasks, and the gates between them; ``of_case`` says how far it has come."""
    drawn = "".join(_stage(look, number, stage, of_case=of_case) for number, stage in enumerate(stages, 1))
    return f'<ol class="steps">{drawn}</ol>'


def _stage(look: Look, number: int, stage: StageView, *, of_case: bool) -> str:
    kind = CLASS[stage.progress]
    sign = icon("ok") if stage.progress is Progress.DONE else str(number)
    count = f"<small>{h(stage.count)}</small>" if stage.count else ""
    told = f'<span class="hide"> ({look.t(f"progress_{stage.progress.value}")})</span>' if of_case else ""
    text = f"<p>{marked(stage.text, look.board.names)}</p>" if stage.text else ""
    tasks = "".join(_task(look, task) for task in stage.tasks)
    return (
        f'<li{f" class={chr(34)}{kind}{chr(34)}" if kind else ""}><span class="no" aria-hidden="true">{sign}</span>'
        f"<h3>{h(stage.heading)}{count}{told}</h3>{text}"
        f"{f'<ul class={chr(34)}todo{chr(34)}>{tasks}</ul>' if tasks else ''}{_gate(look, stage.gate)}</li>"
    )


def _task(look: Look, task: Task) -> str:
    names = look.board.names
    kind = ' class="ok"' if task.progress is Progress.DONE else ""
    late = " late" if task.late else ""
    left = f'<span class="left{late}">{squares(task.squares)}{h(task.left)}</span>' if task.left else ""
    small = f"<small>{marked(task.who, names)}{left}</small>" if task.who or left else ""
    return f"<li{kind}>{icon(SIGN[task.progress])}{marked(task.label, names)}{small}</li>"


def _gate(look: Look, gate: Gate | None) -> str:
    if gate is None:
        return ""
    kind = " ".join(("gate", CLASS[gate.progress])).strip()
    left = f'<p class="timer">{squares(gate.squares)}<span>{h(gate.left)}</span></p>' if gate.left else ""
    return f'<div class="{kind}"><b>{h(gate.heading)}</b>{left}<p>{marked(gate.text, look.board.names)}</p></div>'


def _ladder(look: Look, shown: LadderPane) -> str:
    hidden = ""
    if shown.hidden:
        words = look.t("hidden", reference=shown.hidden)
        hidden = f'<p class="note">{icon("lock")}{words}</p>'
    lines = "".join(f"<p>{marked(line, look.board.names)}</p>" for line in shown.lines)
    foot = f'<div class="sect small soft">{lines}</div>' if lines else ""
    return (
        f'<aside class="pane" id="case" tabindex="0" aria-label="{look.t("ladder_label")}"><header>{_back(look)}'
        f'<h2 id="ch" tabindex="-1">{look.t("ladder")}</h2></header>{hidden}'
        f'<p class="soft small about">{h(shown.title)}</p>{steps(look, shown.stages, of_case=False)}'
        f"{_cases(look, shown)}{foot}</aside>"
    )


def _cases(look: Look, shown: LadderPane) -> str:
    """The principal's open cases, in the order given."""
    rows = "".join(
        f'<li><a href="{look.link(case=row.reference, view="case")}" data-part="case">{h(row.reference)}</a>'
        f" {h(row.text)}</li>"
        for row in shown.cases
    )
    head = look.t("open_cases")
    return f'<section class="sect"><h3>{head}</h3><ul class="cases">{rows}</ul></section>' if rows else ""
