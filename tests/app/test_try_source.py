"""``lots source``: an export as it is understood, before anything is taken, and a drop polled by the service."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from typer.testing import CliRunner

from bot.app.check import check
from bot.app.once import once
from bot.app.wiring import house_of, settings_of
from bot.cli import app
from bot.errors import FoundWrong, UserError
from bot.storage import rollup
from tests.app.office import MONDAY, TOML, ZONE, Office
from tests.sources.mapped.office import HEADER as EXPORT
from tests.sources.mapped.office import PLAIN, row

DROP = TOML.replace('path = "data/"', 'path = "drop/"\nroster = "data/"\nmapping = "m.toml"')
SNAPSHOT = PLAIN.replace("[columns]", "[file]\nsnapshot = true\n[columns]")


@pytest.fixture
def office(tmp_path: Path) -> Office:
    (tmp_path / "drop").mkdir()
    (tmp_path / "m.toml").write_text(SNAPSHOT, encoding="utf-8")
    return Office(tmp_path, DROP)


def export(office: Office, *rows: str) -> Path:
    path = office.folder / "drop" / "export.csv"
    path.write_text("\n".join([EXPORT, *rows]) + "\n", encoding="utf-8")
    return path


def tried(office: Office, file: Path, *more: str) -> str:
    done = CliRunner().invoke(app, ["source", "try", str(office.folder / "m.toml"), str(file), *more])
    assert done.exception is None or isinstance(done.exception, FoundWrong)
    return done.output + str(done.exception or "")


def test_an_export_is_shown_as_understood_without_a_name_or_an_id(office: Office) -> None:
    file = export(office, row(code="S"), row("hidden"), row("nobody"), row("p2", code="F", missed="10"))
    told = tried(office, file, "--roster", str(office.folder / "data"))
    assert told.splitlines() == [
        "An invented export: export.csv",
        "  line 2: pupil 1, 2026-11-02 08:10–09:10: absent valid health, 60 of 60 min",
        "  line 5: pupil 2, 2026-11-02 08:10–09:10: late invalid, 10 of 60 min",
        "left out:",
        "  export.csv:4: Elev: the pupil is not in the roster",
        "rows: 4, protected: 1, unknown pupil: 1, records: 2",
        "  absent valid health: 1 rows, 60 min missed",
        "  late invalid: 1 rows, 10 min missed",
        "days 2026-11-02 to 2026-11-02: what was told of them before and is not here counts as deleted",
    ]
    assert not any(canary in told for canary in ("Kanarie", "p1", "p2", "hidden", "nobody"))


def test_what_cannot_be_read_is_said_and_the_file_would_not_be_taken(office: Office) -> None:
    told = tried(office, export(office, row(code="?"), row(code="S")))
    assert "export.csv:2: Kod: is no code of the mapping (it is not repeated)" in told
    assert told.endswith("export.csv would go to failed/: 1 rows cannot be read")


def test_a_shipped_mapping_is_listed_and_can_be_saved(office: Office) -> None:
    assert "\nwilma       Wilma (PrimusQuery)\n" in CliRunner().invoke(app, ["source", "list"]).output
    assert CliRunner().invoke(app, ["source", "show", "vklass"]).output.startswith("# Vklass")
    assert isinstance(CliRunner().invoke(app, ["source", "show", "vklas"]).exception, UserError)


def day(n: int) -> str:
    return str(MONDAY + timedelta(days=n))


def test_the_service_takes_a_drop_and_sees_what_the_next_one_no_longer_tells(office: Office) -> None:
    export(office, row(day=day(0), code="O"), row(day=day(1), code="O"), row("p2", day=day(0)))
    now = datetime(2026, 8, 25, 16, tzinfo=ZONE)
    assert json.loads(once(office.config, now).splitlines()[-1])["polled"] == 3
    assert (office.folder / "drop" / "done" / "export.csv").is_file()
    export(office, row(day=day(0)), row("p2", day=day(1)))
    once(office.config, now + timedelta(hours=1))
    with house_of(settings_of(office.config)).db.read() as conn:
        found = rollup.days(conn, "p1", MONDAY, MONDAY + timedelta(days=4))
    assert [(one.day, [lesson.absent for lesson in one.lessons]) for one in found] == [(MONDAY, [0])]


def test_check_moves_nothing_and_names_what_a_drop_holds(office: Office) -> None:
    export(office, row(day=day(0), code="?"))
    lines = [str(line) for line in check(office.config)]
    assert any("export.csv:2: Kod: is no code of the mapping" in line for line in lines)
    assert (office.folder / "drop" / "export.csv").is_file()


def test_a_mapping_with_a_mistake_stops_the_start_with_its_place(office: Office) -> None:
    (office.folder / "m.toml").write_text(SNAPSHOT.replace('"present"', '"here"'), encoding="utf-8")
    with pytest.raises(UserError, match=r"m\.toml:12: codes\.N\.status: is not one of them"):
        once(office.config, datetime(2026, 8, 25, 16, tzinfo=ZONE))
