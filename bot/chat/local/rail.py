"""The rail: who you are, the rooms, how many questions wait in each."""

from __future__ import annotations

from bot.chat.local.html import h, icon
from bot.chat.local.look import Look, address
from bot.notices.board import RoomView, StaffView

MARK = '<path fill="#fff" d="M0 0h10v20H0z"/><path fill="#c8321d" d="M10 0h10v20H10z"/>'


def rail(look: Look) -> str:
    """The navigation at the left."""
    brand = f'<a class="brand" href="/"><svg viewBox="0 0 20 20" aria-hidden="true">{MARK}</svg>{look.t("brand")}</a>'
    foot = look.t("footer", school=look.board.school)
    return (
        f'<nav class="rail" aria-label="{look.t("rail")}">{brand}{_who(look)}{rooms(look)}'
        f"<footer>{foot}</footer></nav>"
    )


def _who(look: Look) -> str:
    """A menu of links: whom one may be. One stays in the room one is in."""
    you = look.board.viewer
    others = "".join(
        f'<li><a href="{h(address(look.board.room.key, person.key))}">{_face(person)}'
        f'<span><b>{h(person.name)}</b><br><span class="soft small">{h(person.role)}</span></span></a></li>'
        for person in look.board.staff
        if person.key != you.key
    )
    role = f'<span class="soft small">{h(you.role)}</span>'
    chosen = f"<summary>{_face(you)}<span><b>{h(you.name)}</b>{role}</span>{icon('down')}</summary>"
    return (
        f'<div class="who" id="who"><h2>{look.t("you")}</h2>'
        f'<details class="menu">{chosen}<ul>{others}</ul></details></div>'
    )


def _face(person: StaffView) -> str:
    names = person.name.split()
    letters = "".join(name[0] for name in (names[:1] + names[-1:] if len(names) > 1 else names))
    return f'<span class="face" aria-hidden="true">{h(letters)}</span>'


def rooms(look: Look) -> str:
    """The rooms by group; a filled number waits for you."""
    groups = "".join(
        f"<h2>{h(group.heading)}</h2><ul>{''.join(_room(look, room) for room in group.rooms)}</ul>"
        for group in look.board.groups
    )
    return f'<div class="rooms" id="rooms">{groups}</div>'


def _room(look: Look, room: RoomView) -> str:
    target = h(address(room.key, look.board.viewer.key))
    here = ' aria-current="page"' if room.key == look.board.room.key else ""
    detail = f" <small>{h(room.detail)}</small>" if room.detail else ""
    kind = "n yours" if room.yours else "n"
    hidden = f'<span class="hide"> {look.t("waits")}</span>'
    count = f'<span class="{kind}">{room.waiting}{hidden}</span>' if room.waiting else ""
    return f'<li><a href="{target}"{here}><span class="name">{h(room.name)}{detail}</span>{count}</a></li>'
