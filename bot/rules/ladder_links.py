"""Names in a ladder that must lead somewhere: stages, forms, roles, actions.

Works on the finished values; the places are looked up again by their path so that each mistake has its line.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable

from bot.rules.ladder import Action, FormField, Ladder, Stage, StageAsk
from bot.rules.ladder_mistakes import did_you_mean, one_of, quoted
from bot.rules.ladder_place import Place

ROLES = ("mentor", "teacher", "nurse", "special_educator", "health_team", "principal")
NAMED = ("responsible", "subject_teacher")
"""Roles no row of ``staff.csv`` gives: named in the case, or found through the subject."""

Path = tuple[str | int, ...]


class Links:
    """Checks one ladder; ``root`` is the place of the whole file."""

    def __init__(self, ladder: Ladder, root: Place) -> None:
        """Collect what may be referred to."""
        self.ladder = ladder
        self.root = root
        self.roles = (*ROLES, *NAMED, *ladder.roles)

    def check(self) -> None:
        """Write down every name that leads nowhere."""
        for key, form in self.ladder.forms.items():
            if "forms" in self.root.node.pairs and key in self.root.node.pairs["forms"].pairs:
                self.fields(form.fields, ("forms", key))
        self.actions(self.ladder.always.values(), ("always",))
        for number, review in enumerate(self.ladder.reviews):
            self.every(review.who, self.roles, "role", ("reviews", number, "who"))
        for stage in self.ladder.stages.values():
            self.stage(stage)

    def stage(self, stage: Stage) -> None:
        """Roles, earlier stages, actions and answers named at a stage."""
        at: Path = ("stages", stage.key)
        self.every(stage.or_judged_by, self.roles, "role", (*at, "or_judged_by"))
        if stage.after:
            self.other_stage(stage, stage.after, (*at, "after"))
        self.since(stage, (*at, "when"))
        for number, ask in enumerate(stage.asks):
            self.ask(stage, ask, (*at, "asks", number))
        answers = self.answers(stage)
        self.every(stage.done_when, self.done_here(stage), "action of this stage", (*at, "done_when"))
        self.follow_up(stage, (*at, "follow_up"), answers)

    def since(self, stage: Stage, at: Path) -> None:
        """Earlier stages that lines count from. A misread line is none of the stage's values but has its number."""
        if stage.when is None:
            return
        here = (*at, "all" if stage.when.every else "any")
        well_read = [n for n in range(len(self.find(here).node.items)) if not self.misread((*here, n))]
        for number, line in zip(well_read, stage.when.lines, strict=True):
            if line.since:
                self.other_stage(stage, line.since, (*here, number, line.measure.value, "since"))

    def misread(self, at: Path) -> bool:
        """Whether a mistake has been written down at the place or below it."""
        place = self.find(at)
        below = (place.path, f"{place.path}.", f"{place.path}[")
        return any(one.key == below[0] or one.key.startswith(below[1:]) for one in place.book.mistakes)

    def done_here(self, stage: Stage) -> list[str]:
        """Keys of all actions that can be done at the stage."""
        asked = [key for ask in stage.asks for key in ask.actions]
        return [*asked, *(key for key in self.ladder.always if key not in asked)]

    def answers(self, stage: Stage) -> tuple[str, ...]:
        """The two answers of the stage's follow-up."""
        return stage.follow_up.answers if stage.follow_up else ()

    def ask(self, stage: Stage, ask: StageAsk, at: Path) -> None:
        """Role, actions, what is needed, what it waits for."""
        self.one(ask.who, self.roles, "role", (*at, "who"))
        self.actions(ask.actions.values(), (*at, "actions"))
        self.every(ask.needed, list(ask.actions), "action of this ask", (*at, "needed"))
        others = [key for other in stage.asks if other is not ask for key in other.actions]
        known = [*others, *self.answers(stage), *self.ladder.always]
        what = "action of another ask of this stage or answer of its follow-up"
        self.every(ask.asked_after, known, what, (*at, "asked_after"))

    def actions(self, actions: Iterable[Action], at: Path) -> None:
        """Forms, roles and stages that actions name."""
        for action in actions:
            here = (*at, action.key)
            if action.form:
                self.one(action.form, [*self.ladder.forms, "none"], "form", (*here, "form"))
            if action.refer:
                self.one(action.refer, self.roles, "role", (*here, "refer"))
            if action.opens:
                self.one(action.opens, self.ladder.stages, "stage", (*here, "opens"))

    def follow_up(self, stage: Stage, at: Path, answers: tuple[str, ...]) -> None:
        """From what it counts, whom it asks, where its answers lead."""
        rule = stage.follow_up
        if rule is None:
            return
        self.one(rule.who, self.roles, "role", (*at, "who"))
        if rule.refer:
            self.one(rule.refer, self.roles, "role", (*at, "refer"))
        if rule.counted_from:
            known = self.done_here(stage)
            self.one(rule.counted_from, known, "action of this stage", (*at, "counted_from"))
        ways = ("close", "stay", *self.ladder.stages)
        for answer, way in zip(answers, (rule.good, rule.bad), strict=True):
            self.one(way, ways, "stage", (*at, answer))

    def fields(self, fields: tuple[FormField, ...], at: Path) -> None:
        """Roles that a form's fields are secret to."""
        for field in fields:
            self.every(sorted(field.secret_to), self.roles, "role", (*at, field.key, "secret_to"))
            self.fields(field.fields, (*at, field.key, "fields"))

    def other_stage(self, stage: Stage, name: str, at: Path) -> None:
        """A stage named as an earlier one; the stage itself never is."""
        self.one(name, [key for key in self.ladder.stages if key != stage.key], "other stage", at)

    def every(self, names: Iterable[str], known: Collection[str], what: str, at: Path) -> None:
        """Each of a list of names."""
        for name in names:
            self.one(name, known, what, at)

    def one(self, name: str, known: Collection[str], what: str, at: Path) -> None:
        """One name; empty ones were written down where they were read."""
        if name and name not in known:
            hint = did_you_mean(name, known)
            if what == "role":
                hint = hint or "; a role of the school's own stands under roles:"
            self.find(at).wrong(f"no {what} {quoted(name)}{hint}", one_of(known))

    def find(self, at: Path) -> Place:
        """The place of a path; only what the file names can lead nowhere, so it is in the file."""
        place = self.root
        for step in at:
            place = place.items()[step] if isinstance(step, int) else place.child(step)
        return place
