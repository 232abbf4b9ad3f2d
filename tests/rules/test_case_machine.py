"""The case under random histories."""

from __future__ import annotations

from hypothesis import settings
from hypothesis.stateful import run_state_machine_as_test

from tests.rules.machine import CaseMachine


def test_no_history_breaks_a_rule_of_the_case() -> None:
    run_state_machine_as_test(
        CaseMachine,
        settings=settings(max_examples=150, stateful_step_count=40, deadline=None, derandomize=True),
    )
