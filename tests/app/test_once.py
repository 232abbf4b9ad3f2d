"""``lots once``: one line of figures, one line of what is wrong, and nothing twice."""

from __future__ import annotations

import json
from datetime import date, timedelta
from typing import Any

import pytest

from bot.app.once import once
from tests.app.office import HEADER, MONDAY, TOML, Office, lots

KEYS = ["polled", "crossings", "asks", "delivered", "waiting", "failed"]
FRIDAY = MONDAY + timedelta(days=25)
ILL = tuple(MONDAY + timedelta(days=n) for n in (22, 23, 24))


def run(office: Office, day: date, hour: int = 16) -> dict[str, Any]:
    """What one run reports."""
    found: dict[str, Any] = json.loads(once(office.config, office.at(day, hour)))
    return found


# --- what it prints ------------------------------------------------------------------------------------


def test_the_last_line_is_the_contracts(office: Office) -> None:
    last = office.weeks(4, {"p1": ILL})
    done = lots("once", "--config", office.config, "--now", f"{last}T16:00")
    assert (done.returncode, done.stderr) == (0, "")
    line = done.stdout.splitlines()[-1]
    assert list(json.loads(line)) == KEYS
    assert json.loads(line) == {
        "polled": 160,
        "crossings": 1,
        "asks": 1,
        "delivered": 1,
        "waiting": 0,
        "failed": 0,
    }


def test_a_repeated_run_does_nothing_new(office: Office) -> None:
    last = office.weeks(4, {"p1": ILL})
    run(office, last)
    assert run(office, last, 17) == dict.fromkeys(KEYS, 0)
    assert run(office, last, 18) == dict.fromkeys(KEYS, 0)


def test_a_file_written_again_with_the_same_rows_does_nothing_new(office: Office) -> None:
    last = office.weeks(4, {"p1": ILL})
    run(office, last)
    rows = (office.folder / "data" / "attendance.csv").read_text(encoding="utf-8").splitlines()
    office.write("attendance-2.csv", "\n".join([HEADER, *rows[1:9]]) + "\n")
    assert run(office, last, 17) == dict.fromkeys(KEYS, 0) | {"polled": 6}


def test_without_now_the_clock_is_the_machines(office: Office) -> None:
    office.weeks(1, {})
    done = lots("once", "--config", office.config)
    assert done.returncode == 0
    assert list(json.loads(done.stdout.splitlines()[-1])) == KEYS


def test_a_correction_takes_the_message_back(office: Office) -> None:
    last = office.weeks(4, {"p1": ILL})
    run(office, last)
    rows = [f"{day}-{n}-p1,p1,,,deleted,,," for day in ILL for n in range(4)]
    office.write("attendance-2.csv", "\n".join([HEADER, *rows]) + "\n")
    assert run(office, last, 17)["delivered"] == 1
    assert office.case().close_reason == "corrected"


# --- what is wrong in the folder -----------------------------------------------------------------------


def test_a_broken_row_is_named_on_stderr_and_the_rest_is_taken(office: Office) -> None:
    last = office.weeks(4, {"p1": ILL})
    office.write("attendance-2.csv", f"{HEADER}\nx,p2,{last}T08:00,{last}T09:00,asleep,,,\n")
    done = lots("once", "--config", office.config, "--now", f"{last}T16:00")
    assert done.returncode == 0
    assert json.loads(done.stdout.splitlines()[-1])["crossings"] == 1
    (line,) = done.stderr.splitlines()
    assert line.startswith("attendance-2.csv:2: status: ")
    assert "present" in line


def test_a_broken_roster_leaves_everything_as_it_was(office: Office) -> None:
    last = office.weeks(4, {"p1": ILL})
    run(office, last)
    before = office.case()
    office.write("roster.csv", "nonsense\n")
    later = last + timedelta(days=3)
    done = lots("once", "--config", office.config, "--now", f"{later}T05:00")
    assert done.returncode == 0
    assert "roster.csv" in done.stderr
    assert "Traceback" not in done.stderr
    assert office.case() == before


def test_a_data_folder_that_is_not_there_is_one_line(office: Office) -> None:
    office.config.write_text(TOML.replace("data/", "nowhere/"), encoding="utf-8")
    done = lots("once", "--config", office.config, "--now", f"{MONDAY}T16:00")
    assert "nowhere" in done.stderr or "roster.csv" in done.stderr
    assert "Traceback" not in done.stderr + done.stdout


# --- what is wrong in what was typed -------------------------------------------------------------------


def test_an_earlier_clock_than_the_last_is_refused_in_one_line(office: Office) -> None:
    last = office.weeks(4, {"p1": ILL})
    run(office, last)
    done = lots("once", "--config", office.config, "--now", f"{last}T15:59")
    assert done.returncode == 2
    assert done.stdout == ""
    (line,) = done.stderr.splitlines()
    assert line.startswith("--now: ")
    assert office.case().version > 0


def test_the_same_clock_again_is_taken(office: Office) -> None:
    last = office.weeks(1, {})
    for _ in range(20):
        assert list(run(office, last)) == KEYS


def test_an_unknown_key_is_named_with_its_place(office: Office) -> None:
    office.config.write_text(TOML.replace('language = "sv"', 'langauge = "sv"'), encoding="utf-8")
    done = lots("once", "--config", office.config)
    assert done.returncode == 2
    assert "langauge" in done.stderr
    assert "lots.toml" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    ("words", "named"),
    [
        (("--config", "no-such.toml"), "no-such.toml"),
        (("--now", "yesterday"), "--now"),
        (("--nowe", "2026-09-01"), "--nowe"),
        ((), "--config"),
    ],
)
def test_wrong_usage_is_status_two_and_says_what(office: Office, words: tuple[str, ...], named: str) -> None:
    given = words if "--config" in words or not words else ("--config", str(office.config), *words)
    done = lots("once", *given)
    assert done.returncode == 2, done.stderr
    assert named in done.stderr
    assert "Traceback" not in done.stderr


def test_a_moment_without_offset_is_the_schools(office: Office) -> None:
    office.weeks(1, {})
    once(office.config, office.at(MONDAY, 12))
    done = lots("once", "--config", office.config, "--now", f"{MONDAY}T11:59")
    assert done.returncode == 2
    assert lots("once", "--config", office.config, "--now", f"{MONDAY}T12:00").returncode == 0


def test_the_protected_pupil_of_the_folder_is_nowhere_in_the_output(office: Office) -> None:
    last = office.weeks(4, {"hidden": ILL, "p1": ILL})
    done = lots("once", "--config", office.config, "--now", f"{last}T16:00")
    for word in ("hidden", "Gömd", "Hemlighetsson", "Kanariefågel", "Påhittsson"):
        assert word not in done.stdout + done.stderr
    for file in office.folder.glob("lots.db*"):
        for word in ("hidden", "Gömd", "Hemlighetsson"):
            assert word.encode() not in file.read_bytes(), (file, word)
