"""The schema's releases, known without loading Alembic (``/readyz`` asks often, ``lots --help`` is quick)."""

from __future__ import annotations

REVISIONS = ("0001", "0002", "0003", "0004", "0005", "0006", "0007", "0008", "0009", "0010")
"""Every revision this program knows, oldest first."""

HEAD = REVISIONS[-1]
