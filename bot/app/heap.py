"""The collector looks through the whole heap now and then, which may take 100 ms: what a start leaves stays out."""

from __future__ import annotations

import gc


def settle() -> None:
    """What is alive now lives as long as the service: let no later collection walk through it."""
    gc.collect()
    gc.freeze()
