"""The published OpenAPI 2.1.0, where this machine has it: its questions, its answers' schemas, and Prism serving it."""

from __future__ import annotations

import os
import re
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft7Validator, FormatChecker
from ruamel.yaml import YAML

from tests.teams.npm import fetched

SHARED = Path(os.environ.get("LOTS_SHARED", Path(__file__).parents[3] / "shared"))
FILE = SHARED / "reference" / "openapi_ss12000_version2_1_0.yaml"
MISSING = (
    f"the published OpenAPI of SS 12000 is missing: set LOTS_SHARED to the folder with reference/{FILE.name}"
)
PRISM = "5.14.2"
Json = dict[str, Any]


def there() -> Path:
    """The file. Whoever named the folder must have it; anybody else does without."""
    if not FILE.exists():
        assert "LOTS_SHARED" not in os.environ, MISSING
        pytest.skip(MISSING)
    return FILE


@cache
def document() -> Json:
    """The whole of it; what may be null is so in JSON Schema's own words."""
    found: Json = YAML(typ="safe").load(there())
    _nullable(found)
    return found


def _nullable(thing: Any) -> None:
    if isinstance(thing, list):
        for one in thing:
            _nullable(one)
    elif isinstance(thing, dict):
        if thing.pop("nullable", False) is True and isinstance(thing.get("type"), str):
            thing["type"] = [thing["type"], "null"]
        for one in thing.values():
            _nullable(one)


def filters(path: str) -> frozenset[str]:
    """The query parameters of a path."""
    found = document()["paths"][f"/{path}"]["get"]["parameters"]
    return frozenset(one["name"] for one in found if one["in"] == "query")


def mistakes(path: str, answer: Any) -> list[str]:
    """Where an answer is not as the specification has it."""
    answers = document()["paths"][f"/{path}"]["get"]["responses"]["200"]["content"]
    schema = answers["application/json"]["schema"] | {"components": document()["components"]}
    checker = Draft7Validator(schema, format_checker=FORMATS)
    return [f"{one.json_path}: {one.message}" for one in checker.iter_errors(answer)]


FORMATS = FormatChecker(["uuid", "date"])


@FORMATS.checks("date-time", raises=(ValueError, AssertionError))
def _is_moment(value: object) -> bool:
    if isinstance(value, str):
        assert datetime.fromisoformat(value).tzinfo is not None
    return True


@FORMATS.checks("date", raises=ValueError)
def _is_date(value: object) -> bool:
    if isinstance(value, str):
        date.fromisoformat(value)
    return True


@contextmanager
def prism() -> Iterator[str]:
    """The specification as a server; its address."""
    program = (
        fetched("prism", f"@stoplight/prism-cli@{PRISM}") / "@stoplight" / "prism-cli" / "dist" / "index.js"
    )
    command: Sequence[str] = ["node", str(program), "mock", "-h", "127.0.0.1", "-p", "0", str(there())]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True) as process:
        assert process.stdout is not None
        try:
            yield next(_address(process.stdout))
        finally:
            process.kill()


def _address(lines: Iterator[str]) -> Iterator[str]:
    said = []
    for line in lines:
        said.append(line)
        if match := re.search(r"listening on (http://[\d.:]+)", line):
            yield match[1]
    raise AssertionError(f"Prism does not start: {''.join(said[-5:])}")
