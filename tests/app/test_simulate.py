"""The dry run as it is printed: lines for programs, a page for people."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from html.parser import HTMLParser
from pathlib import Path

import pytest

from bot.app.simulate import DryRun, read, simulate
from bot.app.simulate_html import page
from bot.demo.school import plan, write_school
from bot.errors import UserError
from bot.ladders import load
from bot.rules.values import Crossing, Pupil


class Tags(HTMLParser):
    """The page's elements, and the text that is seen."""

    def __init__(self, source: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []
        self.seen: list[str] = []
        self.feed(source)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in ("meta", "!doctype"):
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if self.open and self.open[-1] != "style":
            self.seen.append(data)

    def count(self, name: str) -> int:
        return sum(tag == name for tag, _ in self.tags)


@pytest.fixture(scope="module")
def lit(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("lit")
    write_school(plan("ostersund"), folder, until=plan("ostersund").last_day)
    return folder


@pytest.fixture(scope="module")
def run(lit: Path) -> DryRun:
    return read("se-ostersund-lit", lit, None, None)


@pytest.fixture(scope="module")
def crossings(run: DryRun) -> list[Crossing]:
    return run.crossings()


@pytest.fixture(scope="module")
def pupils(run: DryRun) -> dict[str, Pupil]:
    return {pupil.pupil_id: pupil for pupil in run.roster.pupils}


def test_lines_are_ordered_by_date_then_pupil(lit: Path, capsys: pytest.CaptureFixture[str]) -> None:
    simulate("se-ostersund-lit", lit, None, None, "jsonl")
    told = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert len(told) > 5
    assert told == sorted(told, key=lambda line: (line["date"], line["pupil"]))
    assert {key for line in told for key in line} == {
        "date", "pupil", "stage", "measure", "value", "operator", "limit", "window",
    }  # fmt: skip
    assert all(line["window"]["from"] <= line["window"]["to"] <= line["date"] for line in told)


def test_the_days_asked_for_bound_what_is_raised(
    lit: Path, crossings: list[Crossing], capsys: pytest.CaptureFixture[str]
) -> None:
    days = sorted({crossing.day for crossing in crossings})
    first, last = days[1], days[-2]
    simulate("se-ostersund-lit", lit, first, last, "jsonl")
    told = [json.loads(line)["date"] for line in capsys.readouterr().out.splitlines()]
    assert told
    assert first.isoformat() <= min(told)
    assert max(told) <= last.isoformat()


def test_the_page_is_what_the_command_prints(
    run: DryRun,
    lit: Path,
    crossings: list[Crossing],
    pupils: dict[str, Pupil],
    capsys: pytest.CaptureFixture[str],
) -> None:
    simulate("se-ostersund-lit", lit, None, None, "html")
    assert capsys.readouterr().out == page(run.ladder, crossings, pupils)


def test_the_page_lists_every_crossing_and_names_nobody(
    run: DryRun, crossings: list[Crossing], pupils: dict[str, Pupil]
) -> None:
    shown = page(run.ladder, crossings, pupils)
    tags = Tags(shown)
    assert tags.open == []
    for crossing in crossings:
        assert crossing.pupil_id in tags.seen
        assert crossing.day.isoformat() in tags.seen
    for pupil in pupils.values():
        assert pupil.family_name not in shown
        assert pupil.mentor not in shown


def test_the_page_counts_by_stage_class_and_week(
    run: DryRun, crossings: list[Crossing], pupils: dict[str, Pupil]
) -> None:
    seen = Tags(page(run.ladder, crossings, pupils)).seen
    for heading in ("Per steg", "Per klass", "Per vecka"):
        assert heading in seen
    weeks = {f"{crossing.day:%G-W%V}" for crossing in crossings}
    assert weeks <= set(seen)
    assert {pupils[crossing.pupil_id].class_name for crossing in crossings} <= set(seen)
    assert any(f"Nådda steg: {len(crossings)} " in text for text in seen)


def test_the_page_fetches_nothing_and_runs_nothing(
    run: DryRun, crossings: list[Crossing], pupils: dict[str, Pupil]
) -> None:
    shown = page(run.ladder, crossings, pupils)
    tags = Tags(shown)
    assert not {"script", "link", "img", "iframe", "object"} & {tag for tag, _ in tags.tags}
    assert not {"src", "href", "onclick", "style"} & {key for _, attrs in tags.tags for key in attrs}
    assert "url(" not in shown
    assert "@import" not in shown
    assert "prefers-color-scheme:dark" in shown


def test_what_the_files_say_cannot_become_markup(
    run: DryRun, crossings: list[Crossing], pupils: dict[str, Pupil]
) -> None:
    evil = '<script>alert("1")</script>&amp;'
    first = replace(crossings[0], pupil_id=evil)
    pupil = replace(pupils[crossings[0].pupil_id], pupil_id=evil, class_name='8C"><b>')
    ladder = replace(run.ladder, name={"sv": evil}, id="<i>")
    tags = Tags(page(ladder, [first], {evil: pupil}))
    assert tags.count("script") == tags.count("b") == tags.count("i") == 0
    assert evil in tags.seen
    assert '8C"><b>' in tags.seen


def test_a_run_that_raises_nothing_says_so(run: DryRun, pupils: dict[str, Pupil]) -> None:
    tags = Tags(page(run.ladder, [], pupils))
    assert "Ingen gräns har nåtts." in tags.seen
    assert tags.count("table") == 0


def test_a_pupil_the_roster_no_longer_names_is_still_counted(run: DryRun, crossings: list[Crossing]) -> None:
    assert "ingen klass" in Tags(page(run.ladder, crossings[:1], {})).seen


def test_a_ladder_without_titles_in_our_languages_is_shown_by_its_keys(
    run: DryRun, crossings: list[Crossing], pupils: dict[str, Pupil]
) -> None:
    stages = {key: replace(stage, title={}) for key, stage in run.ladder.stages.items()}
    ladder = replace(run.ladder, name={"nl": "Verzuim"}, stages=stages)
    shown = Tags(page(ladder, crossings[:1], pupils))
    assert "Dry run" in shown.seen
    assert f"1. {next(iter(stages))}" in shown.seen


@pytest.mark.parametrize("shipped", ["fi-nyland", "fi-grundlaggande"])
def test_every_shipped_ladder_has_its_page(
    lit: Path, crossings: list[Crossing], pupils: dict[str, Pupil], shipped: str
) -> None:
    ladder = load(shipped)
    stage = next(stage.key for stage in ladder.stages.values() if stage.when)
    moved = [replace(crossing, stage=stage) for crossing in crossings[:3]]
    assert Tags(page(ladder, moved, pupils)).count("table") == 4


def test_a_folder_that_is_not_there_is_said_in_one_line(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="there is no folder"):
        read("se-ostersund-lit", tmp_path / "none", None, None)


def test_days_asked_for_backwards_are_said_in_one_line(lit: Path) -> None:
    with pytest.raises(UserError, match="--to: 2026-09-01 is before --from 2026-09-20"):
        read("se-ostersund-lit", lit, date(2026, 9, 20), date(2026, 9, 1))


@pytest.mark.parametrize(("columns", "window"), [("80", False), ("120", True)])
def test_a_row_of_the_table_is_one_line(
    lit: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, columns: str, window: bool
) -> None:
    monkeypatch.setenv("COLUMNS", columns)
    simulate("se-ostersund-lit", lit, None, None, "table")
    head, *rows, total = capsys.readouterr().out.splitlines()
    assert ("window" in head) is window
    assert rows
    assert all(row.startswith("2026-") and len(row) <= int(columns) for row in rows)
    assert total.startswith(f"{len(rows)} crossings: ")


@pytest.mark.parametrize(
    ("first", "last", "said"),
    [
        (date(2027, 8, 1), None, "--from: 2027-08-01 is after the last lesson in"),
        (None, date(2025, 8, 1), "--to: 2025-08-01 is before the first lesson in"),
    ],
)
def test_days_without_a_lesson_are_said_instead_of_an_empty_table(
    lit: Path, first: date | None, last: date | None, said: str
) -> None:
    with pytest.raises(UserError, match=said):
        read("se-ostersund-lit", lit, first, last)


def test_a_year_wider_than_the_attendance_may_be_asked_for(lit: Path) -> None:
    assert read("se-ostersund-lit", lit, date(2020, 1, 1), date(2030, 1, 1)).batch.records.height
