"""Forms as people fill them in. Every free text holds the canary's word: it may stand in no channel."""

from __future__ import annotations

from typing import Any

from tests.scenarios.canary import SECRET
from tests.scenarios.story import School

Fields = dict[str, Any]


def words(what: str) -> str:
    """A free text that only private views may show."""
    return f"{what} ({SECRET})"


def contact(school: School) -> Fields:
    """Contact with the home, or a talk with the pupil."""
    return {"date": school.today.isoformat(), "causes": ["health", "routines"], "note": words("Ringde hem")}


def agreements(school: School, name: str = "agreements") -> Fields:
    """One agreement, due in a fortnight."""
    what, who, by = ("what_1", "who_1", "due_1") if name == "agreements" else (f"{name}-{c}_1" for c in "123")
    if name != "agreements":
        what, who, by = f"{name}-what_1", f"{name}-who_1", f"{name}-by_1"
    return {what: words("Hämtas vid dörren"), who: "mentor", by: "2027-05-31"}


def investigation(school: School, *, deep: bool = False) -> Fields:
    """A simple or deep investigation."""
    told: Fields = {
        "participants": ["pupil", "guardian"],
        "situation": words("Kommer sent i gång"),
        "causes": ["routines"],
        "pupil_view": words("Elevens bild"),
        "guardian_view": words("Hemmets bild"),
    }
    return told | ({"analysis": words("Analys")} if deep else agreements(school))


def nurse(school: School, *, consent: str) -> Fields:
    """The nurse's contact; whether others may know is the guardian's to say."""
    return {
        "date": school.today.isoformat(),
        "with": ["guardian"],
        "consent": consent,
        "outcome": words("Det som kom fram hos skolsköterskan"),
        "needs": ["adaptations"],
    }


def done(school: School) -> Fields:
    """Something was reported: done, date, role, nothing else."""
    return {"done": "yes", "date": school.today.isoformat(), "role": "mentor"}


def consulted(school: School) -> Fields:
    """Pupil health was asked without naming the pupil."""
    return {"date": school.today.isoformat(), "how": "without_name"}


def judged(school: School) -> Fields:
    """The health team's verdict."""
    return {"date": school.today.isoformat(), "judged_with": ["mentor", "special_educator"]}


def presented(school: School) -> Fields:
    """The measures were presented and the family told of support."""
    return {
        "date": school.today.isoformat(),
        "dialogue_with": ["guardian", "pupil"],
        "informed_of_support": "yes",
    }
