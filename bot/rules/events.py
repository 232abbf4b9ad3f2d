"""What may happen to a case. Events carry what the core cannot know: ids, people, dates come from outside."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from bot.rules.values import Crossing


@dataclass(frozen=True, kw_only=True)
class Opening:
    """Values for a case that may have to be made: given by the handler, unguessable."""

    id: str
    ref: str
    school: str
    pupil_id: str
    class_name: str
    mentor: str
    ladder_digest: str


@dataclass(frozen=True, kw_only=True)
class Crossed:
    """Figures raised a stage."""

    crossing: Crossing
    opening: Opening


@dataclass(frozen=True, kw_only=True)
class Judged:
    """A member of staff raises a concern by hand (lyft oro) at ``stage``."""

    click_id: str
    person: str
    role: str
    stage: str
    opening: Opening


@dataclass(frozen=True, kw_only=True)
class Clicked:
    """A button or form by somebody whose access has been checked; ``role`` is the role they act in."""

    click_id: str
    ask_id: str
    action: str
    person: str
    role: str
    fields: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Corrected:
    """Attendance was corrected and the crossing of ``stage`` no longer holds."""

    stage: str
    period: str


@dataclass(frozen=True, kw_only=True)
class DayBegan:
    """A school day began: due reminders, escalations, follow-ups, holds that end."""


@dataclass(frozen=True, kw_only=True)
class Undeliverable:
    """The ask could not be delivered (channel gone), or nobody has the role."""

    ask_id: str
    why: str


@dataclass(frozen=True, kw_only=True)
class PupilMoved:
    """The roster names another class or mentor for the pupil. An empty mentor is nobody."""

    class_name: str
    mentor: str


@dataclass(frozen=True, kw_only=True)
class PupilLeft:
    """The pupil is no longer on this school's roster; ``reason`` is a word for the journal, e.g. ``left``."""

    reason: str = "left"


Event = Crossed | Judged | Clicked | Corrected | DayBegan | Undeliverable | PupilMoved | PupilLeft
