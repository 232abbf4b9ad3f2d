"""A class's doubted day in the operator's words."""

from __future__ import annotations

from bot.rules.doubt import Doubt, Fault

SEEN = {Fault.AWAY: "away all day", Fault.DOUBLED: "with lessons at the same time"}


def doubt_line(one: Doubt) -> str:
    """``8B, 2026-11-12: no alert rests on it, 24 of 25 pupils away all day …``."""
    return (
        f"{one.class_name}, {one.day}: no alert rests on it, {one.count} of {one.pupils} pupils {SEEN[one.fault]}; "
        f"counts once mended or confirmed, else from {one.until}"
    )
