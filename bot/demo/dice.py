"""Chance that falls the same way every time."""

from __future__ import annotations

import random


def dice(seed: str) -> random.Random:
    """A generator for one purpose; text seeds give the same numbers in every process."""
    return random.Random(seed)  # noqa: S311 - sample data must repeat; nothing here is a secret
