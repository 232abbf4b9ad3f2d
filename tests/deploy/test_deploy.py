"""What a school copies works as it stands: example settings, unit, container."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from bot.ladders import shipped
from bot.settings import load_settings

ROOT = Path(__file__).parents[2]
DEPLOY = ROOT / "deploy"
MOST = 1.2


def secrets(folder: Path, *names: str) -> dict[str, str]:
    """Secrets as the unit and the container give them: files, named by the environment."""
    for name in names:
        (folder / name).write_text("secret\n")
    return {f"LOTS_{name}_FILE": str(folder / name) for name in names}


def test_the_example_is_read_with_secrets_from_files(tmp_path: Path) -> None:
    environ = secrets(tmp_path, "SLACK__BOT_TOKEN", "SLACK__SIGNING_SECRET")
    settings = load_settings(DEPLOY / "lots.toml.example", environ, shipped())
    assert settings.slack is not None
    assert settings.slack.bot_token.get_secret_value() == "secret"
    assert settings.database.url.get_secret_value() == "sqlite:////var/lib/lots/lots.db"
    assert str(settings.sources[0].path) == "/srv/lots/data"


def test_the_unit_and_the_example_mean_the_same_places() -> None:
    unit = (DEPLOY / "lots.service").read_text(encoding="utf-8")
    for place in ("StateDirectory=lots\n", "/etc/lots/lots.toml", "ReadOnlyPaths=/etc/lots /srv/lots\n"):
        assert place in unit
    given = set(re.findall(r"^LoadCredential=(\w+):", unit, re.MULTILINE))
    assert given == set(re.findall(r"^Environment=\w+_FILE=%d/(\w+)", unit, re.MULTILINE))


def teams_alone(text: str) -> str:
    """As a school without Slack changes it: Slack's lines gone, the # before Teams' taken away."""
    kept = (line for line in text.splitlines() if "slack" not in line.lower())
    return "\n".join(re.sub(r"^(\s*)#(?=\S.*teams)", r"\1", line, flags=re.IGNORECASE) for line in kept)


def test_unit_container_and_example_serve_a_school_with_teams_alone(tmp_path: Path) -> None:
    unit = teams_alone((DEPLOY / "lots.service").read_text(encoding="utf-8"))
    assert re.findall(r"^LoadCredential=(\w+):", unit, re.MULTILINE) == ["teams_client_secret"]
    assert re.findall(r"^Environment=(\w+_FILE)=%d/(\w+)", unit, re.MULTILINE) == [
        ("LOTS_TEAMS__CLIENT_SECRET_FILE", "teams_client_secret")
    ]
    whole = YAML(typ="safe").load(teams_alone((DEPLOY / "compose.yaml").read_text(encoding="utf-8")))
    lots = whole["services"]["lots"]
    assert lots["secrets"] == ["database_url", "teams_client_secret"]
    assert lots["environment"]["LOTS_TEAMS__CLIENT_SECRET_FILE"] == "/run/secrets/teams_client_secret"
    assert set(whole["secrets"]) == {"database_url", "postgres_password", "teams_client_secret"}
    example = (DEPLOY / "lots.toml.example").read_text(encoding="utf-8")
    example = re.sub(r"^\[slack\].*?^\n", "", example, flags=re.MULTILINE | re.DOTALL)
    example = re.sub(r"^# (?=\[teams\]|client_id = \"3d|tenant_id)", "", example, flags=re.MULTILINE)
    (tmp_path / "lots.toml").write_text(example, encoding="utf-8")
    settings = load_settings(tmp_path / "lots.toml", secrets(tmp_path, "TEAMS__CLIENT_SECRET"), shipped())
    assert settings.slack is None
    assert settings.teams is not None
    assert settings.teams.client_secret.get_secret_value() == "secret"


def test_the_unit_exposes_little() -> None:
    command = shutil.which("systemd-analyze")
    if command is None:
        pytest.skip("systemd-analyze is missing: apt-get install systemd")
    done = subprocess.run(
        [command, "security", "--offline=true", "--no-pager", str(DEPLOY / "lots.service")],
        capture_output=True,
        text=True,
        check=False,
    )
    found = re.search(r"exposure level for lots\.service: ([\d.]+)", done.stdout)
    assert found, done.stderr
    assert float(found[1]) <= MOST


def compose() -> Any:
    return YAML(typ="safe").load((DEPLOY / "compose.yaml").read_text(encoding="utf-8"))


def test_the_container_has_no_privileges_and_writes_nowhere() -> None:
    lots = compose()["services"]["lots"]
    assert lots["read_only"] is True
    assert lots["cap_drop"] == ["ALL"]
    assert lots["user"] == "10001:10001"
    assert "no-new-privileges:true" in lots["security_opt"]
    assert all(volume.endswith(":ro") for volume in lots["volumes"])
    assert all(port.startswith("127.0.0.1:") for port in lots["ports"])


def test_every_secret_of_the_container_is_a_file_that_a_setting_reads(tmp_path: Path) -> None:
    whole = compose()
    lots = whole["services"]["lots"]
    named = {name: value for name, value in lots["environment"].items() if name.endswith("_FILE")}
    assert {Path(value).name for value in named.values()} == set(lots["secrets"]) <= set(whole["secrets"])
    environ = {}
    for name in named:
        file = tmp_path / name
        file.write_text("postgresql+psycopg://lots:x@db/lots" if "DATABASE" in name else "secret")
        environ[name] = str(file)
    environ["LOTS_HTTP__BIND"] = lots["environment"]["LOTS_HTTP__BIND"]
    settings = load_settings(DEPLOY / "lots.toml.example", environ, shipped())
    assert settings.http.bind == "0.0.0.0:8080"
    assert settings.database.url.get_secret_value().startswith("postgresql")


def test_the_database_is_not_reachable_from_outside() -> None:
    whole = compose()
    assert whole["networks"]["inside"]["internal"] is True
    assert whole["services"]["db"]["networks"] == ["inside"]
    assert "ports" not in whole["services"]["db"]


def test_the_image_runs_as_nobody_in_particular_and_installs_by_hash() -> None:
    text = (DEPLOY / "Containerfile").read_text(encoding="utf-8")
    assert re.findall(r"^USER (.+)$", text, re.MULTILINE)[-1] == "10001:10001"
    assert "--require-hashes" in text
    for copied in ("requirements/run.txt", "pyproject.toml", "LICENSE", "bot"):
        assert (ROOT / copied).exists()
        assert f"!{copied}" in (ROOT / ".dockerignore").read_text(encoding="utf-8")
