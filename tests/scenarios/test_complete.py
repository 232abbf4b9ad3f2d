"""The stories leave nothing out: every stage and action of each shipped ladder is walked by name."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.ladders import load

HERE = Path(__file__).parent
STORIES = {
    "se-ostersund-lit": ("ostersund.py", "test_ostersund_*.py"),
    "fi-grundlaggande": ("test_grundlaggande.py",),
    "fi-nyland": ("test_nyland.py",),
    str(HERE.parents[1] / "docs" / "examples" / "se-danderyd.yaml"): ("test_danderyd.py",),
}


@pytest.mark.parametrize("name", STORIES)
def test_every_stage_and_action_is_walked(name: str) -> None:
    told = "".join(
        path.read_text(encoding="utf-8") for pattern in STORIES[name] for path in HERE.glob(pattern)
    )
    ladder = load(name)
    keys = {*ladder.stages, *ladder.always}
    keys |= {key for stage in ladder.stages.values() for item in stage.asks for key in item.actions}
    keys |= {"improved", "not_improved"}
    assert sorted(key for key in keys if f'"{key}"' not in told) == []
