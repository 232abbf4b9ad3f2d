"""The same notice without strips and bars, for readers who set ``plain``: the sentences say it all."""

from __future__ import annotations

from dataclasses import replace

from bot.notices.model import Fact, Notice, Section


def undrawn(notice: Notice) -> Notice:
    """Each strip becomes its sentence; each bar goes, its number stays."""
    return replace(
        notice,
        facts=tuple(map(_fact, notice.facts)),
        sections=tuple(map(_section, notice.sections)),
    )


def _section(shown: Section) -> Section:
    bare = replace(
        shown,
        facts=tuple(map(_fact, shown.facts)),
        rows=tuple(replace(row, share=None) for row in shown.rows),
        bars=False,
    )
    if shown.strip is None:
        return bare
    return replace(bare, strip=None, heading=shown.strip.title, text=shown.strip.say)


def _fact(shown: Fact) -> Fact:
    return replace(shown, share=None)
