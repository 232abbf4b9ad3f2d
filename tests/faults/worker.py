"""``python -m tests.faults.worker``: for each line on stdin (JSON) a child lives the script; its end is printed.

Everything is imported once; children are forked before any connection or thread exists.
"""

from __future__ import annotations

import json
import os
import sys
import traceback
from collections.abc import Callable
from pathlib import Path
from typing import Any

from tests.faults.points import Dice, Points
from tests.faults.script import Life


def live(order: dict[str, Any]) -> int:
    """Live to the end in this process; what went wrong is left in the folder."""
    folder = Path(order["folder"])
    marks = Dice(order["seed"], order["rate"]) if "rate" in order else Points(order["kill_at"], folder)
    try:
        life = Life(order["url"], folder, order["api_url"], marks)
        life.step(order["step"]) if "step" in order else life.run()
    except BaseException:  # noqa: BLE001 - a forked child must not go on as its parent
        (folder / "error").write_text(traceback.format_exc())
        return 1
    return 0


def serve(life: Callable[[dict[str, Any]], int]) -> None:
    """Take orders until stdin ends."""
    for line in sys.stdin:
        pid = os.fork()
        if pid == 0:
            os._exit(life(json.loads(line)))
        _, status = os.waitpid(pid, 0)
        print(os.waitstatus_to_exitcode(status), flush=True)


if __name__ == "__main__":
    serve(live)
