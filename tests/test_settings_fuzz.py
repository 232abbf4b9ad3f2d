"""Whatever stands in lots.toml and the environment, only readable mistakes come back."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as run
from hypothesis import strategies as st

from bot.settings import load_settings
from bot.settings_errors import SettingsError

KEYS = st.sampled_from(
    [
        "school",
        "schools",
        "sources",
        "slack",
        "teams",
        "catalogue_id",
        "graph",
        "roles",
        "mail",
        "name",
        "kind",
        "path",
        "url",
        "channels",
        "privacy",
        "x",
        "at",
    ]
)
VALUES = st.recursive(
    st.one_of(
        st.booleans(), st.integers(), st.floats(), st.text(max_size=5), st.sampled_from(["csv", "07:30"])
    ),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(KEYS, inner, max_size=3),
    max_leaves=6,
)


@pytest.fixture
def toml(tmp_path: Path) -> Path:
    return tmp_path / "lots.toml"


def as_toml(value: object) -> str:
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key} = {as_toml(inner)}" for key, inner in value.items()) + "}"
    return (
        "[" + ", ".join(map(as_toml, value)) + "]" if isinstance(value, list) else json.dumps(value).lower()
    )


@run(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.dictionaries(KEYS, VALUES, max_size=5),
    st.lists(st.lists(KEYS | st.sampled_from(["0", "1", "9", "", "FILE"]), max_size=4), max_size=3),
)
def test_whatever_is_written_only_readable_mistakes_come_back(
    toml: Path, data: dict[str, object], names: list[list[str]]
) -> None:
    text = "\n".join(f"{key} = {as_toml(value)}" for key, value in data.items())
    environ = {"LOTS_" + "__".join(name).upper(): "canary-secret" for name in names}
    toml.write_text(text, encoding="utf-8")
    said = "no mistake"
    try:
        load_settings(toml, environ)
    except SettingsError as error:
        said = str(error)
    assert said
    assert "canary-secret" not in said
