"""Mailboxes and groups of one school among several, and of the one school there is."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.test_settings import CONTRACT, SCHOOL, fault, load
from tests.test_settings import toml as toml

SECOND = SCHOOL.replace("Lits skola", "Testskolan")
TWO = CONTRACT.replace(SCHOOL, SCHOOL + SECOND).replace("[school]", "[[schools]]")
GROUP = "6f0c3a52-1d5b-4c87-9d0e-2b7a1f4e8c31"


def with_boxes(text: str, boxes: str) -> str:
    return text.replace("[mail]\n", f"[mail]\nboxes = {{{boxes}}}\n")


@pytest.mark.parametrize(
    ("text", "what"),
    [
        (with_boxes(TWO, '"health_team:Lit skola" = "eht@lits.example"'), "mail: boxes"),
        (TWO + f'[graph]\nroles = {{"nurse:Lit skola" = "{GROUP}"}}\n', "graph: roles"),
    ],
)
def test_a_school_that_is_not_set_up_would_never_hear_of_anything(toml: Path, text: str, what: str) -> None:
    said = f"{what} names the school 'Lit skola', which is not set up; allowed: 'Lits skola', 'Testskolan'"
    assert said in fault(toml, text)


def test_of_several_schools_each_has_its_own_mailbox(toml: Path) -> None:
    boxes = '"health_team" = "eht@lits.example", "health_team:Testskolan" = "test@lits.example"'
    assert load(toml, with_boxes(TWO, boxes)).boxes == {
        "health_team": "eht@lits.example",
        "health_team:Testskolan": "test@lits.example",
    }


def test_the_one_schools_mailbox_is_found_whatever_its_roster_calls_it(toml: Path) -> None:
    boxes = '"nurse" = "n@lits.example", "health_team:Lits skola" = "eht@lits.example"'
    assert load(toml, with_boxes(CONTRACT, boxes)).boxes == {
        "health_team": "eht@lits.example",
        "nurse": "n@lits.example",
    }
    assert load(toml, SCHOOL).boxes == {}
