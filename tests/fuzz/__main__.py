"""``python -m tests.fuzz PART SECONDS [SEEDS]``: coverage-guided fuzzing of one parser, by hand.

Needs ``pip install atheris``; SEEDS is a folder of examples, to which it adds. It ends at the first
input that raises anything but the parser's own error, or that takes a gigabyte.
"""

from __future__ import annotations

import sys
from importlib import import_module
from typing import Any

PARSERS = ["bot.sources", "bot.ladders", "bot.rules"]


def main() -> None:
    """Run one part."""
    part, seconds, *seeds = sys.argv[1:]
    atheris: Any = import_module("atheris")
    with atheris.instrument_imports(include=PARSERS):
        parts = import_module("tests.fuzz.parts")
    flags = [f"-max_total_time={seconds}", "-rss_limit_mb=1024", "-max_len=4096", "-print_final_stats=1"]
    atheris.Setup([sys.argv[0], *flags, *seeds], parts.PARTS[part])
    atheris.Fuzz()


if __name__ == "__main__":
    main()
