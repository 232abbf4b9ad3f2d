"""The drop: each file once, at rest, whole or not at all, put away with a report."""

from __future__ import annotations

import os
from datetime import date
from pathlib import Path

import pytest

from bot.ports import Told
from bot.rules.values import Window
from bot.sources.mapped import folder
from tests.sources.mapped.office import HEADER, PLAIN, Office, row, said

NOTHING = "nothing of this file was taken"


def test_a_file_is_put_away_once_its_records_are_safe(office: Office) -> None:
    office.put(row(code="S"))
    first = office.source.read(office.taken)
    assert (first.records.height, first.more, office.lies()) == (1, True, ["export.csv"])
    office.taken |= first.files
    last = office.source.read(office.taken)
    assert (last.records.height, last.more, office.lies()) == (0, False, ["done/export.csv"])
    assert last.roster is first.roster


def test_a_kill_before_the_records_were_safe_reads_the_file_again_and_one_after_does_not(
    office: Office,
) -> None:
    office.put(row(code="S"))
    office.source.read(office.taken)
    office.use(PLAIN)
    again = office.source.read(office.taken)
    assert again.records.height == 1
    office.taken |= again.files
    office.use(PLAIN)
    assert office.source.read(office.taken).records.height == 0


def test_the_same_name_with_other_content_is_taken_anew_and_both_are_kept(office: Office) -> None:
    for code in "OSO":
        office.put(row(code=code))
        assert sum(batch.records.height for batch in office.poll()) == 1
    assert office.lies() == ["done/export.csv", "done/export~2.csv", "done/export~3.csv"]


BROKEN = {
    "code": (row(code="?"), "export.csv:3: Kod: is no code of the mapping (it is not repeated)"),
    "day": (row(day="2.11.2026"), "export.csv:3: Dag: is not a day as the mapping writes them"),
    "start": (row(start="8h"), "export.csv:3: Från: is not a time as the mapping writes them"),
    "end": (row(end="klockan"), "export.csv:3: Till: is not a time as the mapping writes them"),
    "end_first": (row(end="08:00"), "export.csv:3: Till: is not after lesson_start"),
    "no_end": (
        row(end=""),
        "export.csv:3: Till: nothing says how long the lesson is: columns.end, columns.length or lessons.minutes",
    ),
    "minutes": (
        row(code="O", missed="mycket"),
        "export.csv:3: Min: is not a number as the mapping writes them",
    ),
    "decimal": (row(code="O", missed="9.5"), "export.csv:3: Min: is not a number as the mapping writes them"),
    "too_many": (row(code="O", missed="75"), "export.csv:3: Min: 75 is more than the lesson's 60 minutes"),
    "pupil": (row(pupil=""), "export.csv:3: Elev: is empty"),
    "cells": ("p1;x;2026-11-02", "export.csv:3: has 3 columns, not 8"),
    "quotes": (row(note='"open'), "export.csv:3: quotation marks do not match"),
}


@pytest.mark.parametrize("mistake", BROKEN)
def test_one_row_that_cannot_be_read_keeps_the_whole_file_out(office: Office, mistake: str) -> None:
    broken, why = BROKEN[mistake]
    office.put(row("p2"), broken, row(start="10:30", end="11:30"))
    batches = office.poll()
    assert [batch.records.height for batch in batches] == [0]
    assert said(batches) == [why]
    assert office.lies() == ["failed/export.csv", "failed/export.csv.report.txt"]
    assert office.report("failed") == f"{why}\n{NOTHING}\n"
    assert "Kanarie" not in office.report("failed")


def test_where_the_mapping_says_so_broken_rows_are_left_out_and_nothing_counts_as_deleted(
    office: Office,
) -> None:
    office.use(PLAIN.replace("[columns]", '[file]\nbroken_rows = "leave_out"\nsnapshot = true\n[columns]'))
    office.put(row("p2"), row(code="?"))
    batch = office.only()
    assert (batch.records.height, batch.told) == (1, ())
    assert "export.csv:3: Kod" in office.report("done")


REJECTED = {
    "encoding": (
        f"{HEADER}\n{row(code='S')}\n".encode("windows-1252"),
        "export.csv:1: is not UTF-8 (byte 0xE5): mend encoding in the mapping, often windows-1252",
    ),
    "utf16": (
        HEADER.encode("utf-16"),
        "export.csv:1: is UTF-16, and the mapping says utf-8: mend encoding in the mapping",
    ),
    "zero": (f"{HEADER}\np1\0".encode(), "export.csv:2: is not text: it holds a zero byte"),
    "header": (
        b"Elev;Dag;Till;Min;Kod\n",
        "export.csv:1: the header is another: has no column 'Från'",
    ),
    "twice": (f"{HEADER};Kod\n".encode(), "export.csv:1: the header is another: has 'Kod' twice"),
    "empty": (b"", "export.csv:1: is empty: the header row is missing"),
}  # fmt: skip


@pytest.mark.parametrize("mistake", REJECTED)
def test_a_file_of_another_kind_is_put_aside_whole(office: Office, mistake: str) -> None:
    data, why = REJECTED[mistake]
    office.put_bytes(data)
    assert said(office.poll()) == [why]
    assert office.report("failed") == f"{why}\n{NOTHING}\n"


def test_a_wrong_encoding_that_would_read_as_other_letters_is_refused(office: Office) -> None:
    office.use(PLAIN.replace("[columns]", '[file]\nencoding = "windows-1252"\n[columns]'))
    office.put(row(code="S"))
    assert said(office.poll()) == [
        "export.csv:1: is UTF-8, and the mapping says windows-1252: mend encoding in the mapping"
    ]


def test_a_file_still_written_to_waits_and_is_then_taken_whole(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    office.late = 0
    office.put(row(code="S"))

    def grow(seconds: float) -> None:
        with (office.drop / "export.csv").open("a") as file:
            file.write(row("p2", code="S") + "\n")

    monkeypatch.setattr(office, "pause", grow)
    office.use(PLAIN)
    assert said(office.poll()) == ["export.csv: is still being written: left for the next poll"]
    assert office.lies() == ["export.csv"]
    monkeypatch.undo()
    office.use(PLAIN)
    assert office.only().records.height == 2
    assert office.paused == [folder.LOOK] * 2  # to take it, and to put it away


def test_half_a_row_at_the_end_keeps_the_file_out(office: Office) -> None:
    office.put_bytes(f"{HEADER}\n{row(code='S')}\np1;Kanarie;2026-".encode())
    assert said(office.poll()) == ["export.csv:3: has 3 columns, not 8"]


def test_a_file_that_changed_after_it_was_taken_is_not_put_away_unread(office: Office) -> None:
    office.put(row(code="S"))
    office.taken |= office.source.read(office.taken).files
    office.put(row(code="O"), row("p2"))
    assert office.only().records.height == 2


@pytest.mark.parametrize(
    "name", [".export.csv", "export.csv.part", "export.csv~", "export.txt", "export.tmp", "roster.csv"]
)
def test_other_files_and_unfinished_ones_are_let_be(office: Office, name: str) -> None:
    office.put(row(), name=name)
    assert office.poll()[-1].files == {}
    assert office.lies() == [name]


def test_links_out_of_the_drop_are_refused(office: Office, tmp_path: Path) -> None:
    (tmp_path / "outside.csv").write_text(HEADER)
    (office.drop / "link.csv").symlink_to(tmp_path / "outside.csv")
    assert said(office.poll()) == ["link.csv: is a link that leads out of the folder"]
    assert (tmp_path / "outside.csv").exists()


def test_a_drop_that_may_not_be_written_to_is_read_once_all_the_same(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    office.put(row(code="S"))
    monkeypatch.setattr(Path, "mkdir", _denied)
    assert office.only().records.height == 1
    later = office.poll()
    assert [batch.records.height for batch in later] == [0]
    assert said(later) == ["export.csv: cannot be moved to done/: Permission denied"]


def _denied(*args: object, **more: object) -> None:
    raise PermissionError(13, os.strerror(13))


def test_a_missing_folder_is_said_and_the_roster_stands(office: Office) -> None:
    office.drop.rmdir()
    (batch,) = office.poll()
    assert batch.roster is not None
    assert said([batch]) == ["drop: cannot be read: No such file or directory"]


def test_without_a_good_roster_nothing_is_taken_and_nothing_moved(office: Office) -> None:
    office.put(row(code="S"))
    office.school.write("roster.csv", "canary\n")
    (batch,) = office.poll()
    assert (batch.roster, batch.files, office.lies()) == (None, {}, ["export.csv"])


SNAPSHOT = PLAIN.replace("[columns]", "[file]\nsnapshot = true\n[columns]")


@pytest.mark.parametrize(
    ("name", "first", "last"),
    [
        ("export.csv", "2026-11-03", "2026-11-05"),
        ("absence_2026-11-02_2026-11-06.csv", "2026-11-02", "2026-11-06"),
        ("absence_20261102-20261106.csv", "2026-11-02", "2026-11-06"),
        ("absence_2026-11-04_2026-11-04.csv", "2026-11-03", "2026-11-05"),
        ("absence_2026-11-06.csv", "2026-11-03", "2026-11-05"),
        ("absence_2026-99-99_2026-99-99.csv", "2026-11-03", "2026-11-05"),
    ],
)
def test_a_snapshot_tells_all_of_its_days_of_the_schools_it_names(
    office: Office, name: str, first: str, last: str
) -> None:
    office.use(SNAPSHOT)
    office.put(row(day="2026-11-03"), row(day="2026-11-05"), name=name)
    days = Window(first=_day(first), last=_day(last))
    assert office.only().told == (Told(days=days, schools=frozenset({"Testskolan"})),)


def test_a_snapshot_without_a_row_deletes_nothing(office: Office) -> None:
    office.use(SNAPSHOT)
    office.put(name="absence_2026-11-02_2026-11-06.csv")
    assert office.only().told == ()


def test_looking_moves_nothing_and_says_what_lies_in_failed(office: Office) -> None:
    office.put(row(code="?"), name="bad.csv")
    office.poll()
    office.put(row(code="S"), row("nobody"))
    before = office.lies()
    roster, findings = office.source.probe()
    assert roster is not None
    assert office.lies() == before
    assert [finding.what for finding in findings] == [
        "export.csv: rows: 2, unknown pupil: 1, records: 1",
        "export.csv:3: Elev: the pupil is not in the roster",
        "1 files in failed/ were not taken",
    ]


def _day(text: str) -> date:

    return date.fromisoformat(text)
