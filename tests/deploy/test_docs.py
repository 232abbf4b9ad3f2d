"""The documentation says what is there: links lead somewhere, every setting and command is written down."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import get_args

import pytest
import typer
from pydantic import BaseModel

from bot.cli import app
from bot.settings import Settings

ROOT = Path(__file__).parents[2]
PAGES = [ROOT / "README.md", ROOT / "CHANGELOG.md", *sorted((ROOT / "docs").rglob("*.md"))]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_link_leads_to_a_file(page: Path) -> None:
    for target in re.findall(r"\]\(([^)#:]+)\)", page.read_text(encoding="utf-8")):
        assert (page.parent / target).exists(), target


def keys(model: type[BaseModel], table: str = "") -> Iterator[tuple[str, str]]:
    """Every ``(table, key)`` of the settings."""
    for name, field in model.model_fields.items():
        inner = inner_model(field.annotation)
        if inner is not None:
            yield from keys(inner, "school" if name == "schools" else name)
        else:
            yield table, name


def inner_model(annotation: object) -> type[BaseModel] | None:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    return next((found for one in get_args(annotation) if (found := inner_model(one))), None)


@pytest.mark.parametrize(("table", "key"), sorted(keys(Settings)))
def test_every_setting_is_written_down_in_its_table(table: str, key: str) -> None:
    text = (ROOT / "docs" / "configuration.md").read_text(encoding="utf-8")
    parts = dict(re.findall(r"^## `\[+(\w+)\]+`(.*?)(?=^## |\Z)", text, re.M | re.S))
    assert f"| `{key}` |" in parts[table]


def commands(group: typer.Typer, before: str = "lots") -> Iterator[str]:
    """Every command as it is typed."""
    for one in group.registered_commands:
        assert one.callback is not None
        yield f"{before} {one.name or one.callback.__name__}"
    for inner in group.registered_groups:
        assert inner.typer_instance is not None
        yield from commands(inner.typer_instance, f"{before} {inner.name}")


def test_every_command_is_in_the_readme() -> None:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    for command in commands(app):
        *group, last = command.split()
        name = "list" if last == "list_ladders" or last == "list_cases" else last
        assert " ".join((*group, name)) in text or (len(group) > 1 and re.search(rf"`{name}[ `]", text)), (
            command
        )
