"""``make bench``: every figure as a ratio against a named floor of the same run. ``--only csv poll`` for some."""

from __future__ import annotations

import argparse
import importlib
import os
import platform

from tests.bench.line import HEAD
from tests.databases import begin_run, end_run

PARTS = ("csv", "backfill", "figures", "poll", "click", "pace", "start")


def main() -> None:
    """Print them as they are measured."""
    wanted = argparse.ArgumentParser(description=__doc__)
    wanted.add_argument("--only", nargs="+", choices=PARTS, default=PARTS)
    given = wanted.parse_args()
    print(f"{os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}, Python {platform.python_version()}")
    print(HEAD, flush=True)
    begin_run()
    try:
        for part in given.only:
            for figure in importlib.import_module(f"tests.bench.{part}").figures():
                print(figure.line(), flush=True)
    finally:
        end_run()


if __name__ == "__main__":
    main()
