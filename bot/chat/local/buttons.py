"""A button of a notice."""

from __future__ import annotations

from bot.chat.local.html import h, icon
from bot.notices.model import Button

LOOKS = frozenset({"show", "before_after"})
"""Actions that open the private view: they stand first, with the lock."""


def button(shown: Button, *, filled: bool = False) -> str:
    """A submit button; ``formaction`` where it answers another ask than the form's.

    The longer name is told only where it begins with the shown one, so that speaking the label finds it.
    """
    lock = icon("lock") if shown.key in LOOKS else ""
    alt = f' aria-label="{h(shown.alt)}"' if shown.alt.startswith(shown.label) and shown.alt else ""
    to = f' formaction="/asks/{h(shown.ask_id)}"' if shown.ask_id else ""
    kind = "b go" if filled else "b"
    return f'<button class="{kind}" name="action" value="{h(shown.key)}"{alt}{to}>{lock}{h(shown.label)}</button>'
