"""What the tests use of npm: fetched once into ``build/npm``, and not part of the product."""

from __future__ import annotations

import fcntl
import shutil
import subprocess
from pathlib import Path

FOLDER = Path(__file__).parents[2] / "build" / "npm"


def fetched(name: str, *packages: str) -> Path:
    """``node_modules`` of ``build/npm/NAME`` with these packages, each with its version."""
    folder = FOLDER / name
    folder.mkdir(parents=True, exist_ok=True)
    done = folder / "fetched"
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # several workers may want it at once
        wanted = " ".join(packages)
        if not done.exists() or done.read_text() != wanted:
            _install(folder, packages)
            done.write_text(wanted)
    return folder / "node_modules"


def _install(folder: Path, packages: tuple[str, ...]) -> None:
    npm = shutil.which("npm")
    assert npm, "npm is missing: sh tests/need.sh says what to install"
    quiet = ["--no-save", "--no-audit", "--no-fund", "--ignore-scripts", "--legacy-peer-deps"]
    command = [npm, "install", *packages, *quiet, "--prefix", str(folder)]
    done = subprocess.run(command, capture_output=True, text=True, cwd=folder)
    assert done.returncode == 0, f"npm could not fetch {', '.join(packages)}: {done.stderr[-400:]}"
