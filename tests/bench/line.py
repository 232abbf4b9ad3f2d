"""One line of the bench: ours, a named floor of the same run, their ratio and the target."""

from __future__ import annotations

import gc
from collections.abc import Callable
from dataclasses import dataclass
from statistics import median
from time import perf_counter

HEAD = f"{'figure':<52}{'ours':>11}{'floor':>11}{'ratio':>8}{'target':>9}  floor is"


@dataclass(frozen=True, kw_only=True)
class Figure:
    """A measured figure; ``unit`` is that of ``ours`` and ``floor``. ``target``: the ratio, or the value."""

    name: str
    ours: float
    floor: float | None
    target: float | None
    unit: str
    said: str
    """What the floor is; or, without one, what is measured."""

    @property
    def ratio(self) -> float:
        """Ours by the floor; without one, ours itself."""
        return self.ours / self.floor if self.floor else self.ours

    def line(self) -> str:
        """As printed; a figure that misses its target says so."""
        floor = "" if self.floor is None else f"{self.floor:.4g} {self.unit}"
        ratio = "" if self.floor is None else f"{self.ratio:.2f}"
        unit = "" if self.floor else f" {self.unit}"
        target = "" if self.target is None else f"≤ {self.target:g}{unit}"
        missed = self.target is not None and self.ratio > self.target
        return (
            f"{self.name:<52}{f'{self.ours:.4g} {self.unit}':>11}{floor:>11}{ratio:>8}{target:>9}"
            f"  {'MISSED  ' if missed else ''}{self.said}"
        )


def seconds(work: Callable[[], object], times: int = 3) -> float:
    """The fastest of several runs: whatever else the machine does only ever adds."""
    return min(once(work) for _ in range(times))


def once(work: Callable[[], object]) -> float:
    """One run in seconds."""
    gc.collect()
    began = perf_counter()
    work()
    return perf_counter() - began


def middle(values: list[float]) -> float:
    """The median."""
    return median(values)


def percentile(values: list[float], share: float) -> float:
    """The value that ``share`` of all do not exceed."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]
