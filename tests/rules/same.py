"""What undo must restore: everything but the record of what happened."""

from __future__ import annotations

from dataclasses import replace

from bot.rules.state import Case


def same_but_for_records(before: Case, after: Case) -> None:
    """Fail unless the case stands as before: stage, tracks, waiting asks, follow-ups, everything but the records."""
    known = {ask.id for ask in before.asks}
    assert {ask.id for ask in after.waiting} <= known
    kept = tuple(ask for ask in after.asks if ask.id in known)
    bare = replace(after, asks=kept, answers=(), undo=(), made=0, changes=0)
    assert bare == replace(before, answers=(), undo=(), made=0, changes=0)
