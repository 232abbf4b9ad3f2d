"""The form of an action, with what saving it would do worked out by the rules themselves."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

from bot.handlers.scene import Scene
from bot.notices import compose_private, forms, people
from bot.notices.actions import PROTECTS, REPORT_NOW, opens_form
from bot.notices.form_check import mistakes
from bot.notices.forms import Consequence, Given
from bot.notices.model import Form
from bot.rules.access import role_for
from bot.rules.answers import actions_of, always_there, find_action
from bot.rules.case import decide
from bot.rules.draft import rule_of
from bot.rules.ladder import Action, Block, LadderForm
from bot.rules.state import Ask, AskKind, AskStatus, Case, CaseStatus, Clicked
from bot.rules.values import Person

A_WEEK_OFF = 7


def meant(scene: Scene, ask: Ask, key: str) -> str:
    """The action a button stands for: *report now* is the report that this stage asks for with its file."""
    own = actions_of(ask, scene.ladder.stages)
    return next((one for one in PROTECTS if one in own), key) if key == REPORT_NOW else key


def form_of(scene: Scene, ask: Ask, key: str, person: Person) -> tuple[Action, LadderForm] | None:
    """The action's form, or None where pressing it saves at once.

    A report has the plain form where it is made as everybody's own duty, not as the stage's answer.
    """
    named = meant(scene, ask, key)
    found = find_action(scene.ladder, ask, named)
    if found is None:
        return None
    action = found[1]
    asked = role_for(person, ask, scene.case, scene.ladder) is not None
    if named in PROTECTS and (key == REPORT_NOW or not asked):
        action = always_there(scene.ladder)[named]
    key = named
    form = scene.ladder.forms.get(action.form or key)
    return (action, form) if opens_form(action) and form is not None else None


def blank(
    scene: Scene, ask: Ask, key: str, person: Person, sent: Mapping[str, object] | None = None
) -> Form | None:
    """The form to fill in; with ``sent`` the same form holding what was sent and what is wrong with it."""
    found = form_of(scene, ask, key, person)
    if found is None:
        return None
    action, fields = found
    named = meant(scene, ask, key)
    about = scene.about(ask)
    year = scene.calendar.block(Block.SCHOOL_YEAR, scene.today)
    given = Given(
        today=scene.today,
        school_year_ends=year[1].last if year else None,
        people=sorted(scene.people.values(), key=lambda one: one.name),
    )
    intro = compose_private.pupil_line(about, scene.pupil) if scene.pupil else ""
    chosen = any(each.key == "follow_up_on" for each in fields.fields)
    told = replace(consequence(scene, ask, named, person), chosen=chosen)
    then = forms.after(named, about.lang, told)
    form = replace(forms.form(about, action, fields, given, then=then, intro=intro), action=key)
    return form if sent is None else replace(form, errors=mistakes(form, sent))


def consequence(scene: Scene, ask: Ask, key: str, person: Person) -> Consequence:
    """What saving would do: the rules decide on the case as it is, and what they would change is read off."""
    event = Clicked(click_id="", ask_id=ask.id, action=key, person=person.email, role=ask.who)
    after = decide(scene.case, event, scene.ladder, scene.surroundings, scene.now).case
    if after is None:
        return Consequence()
    made = [one for one in after.asks if scene.case.ask(one.id) is None]
    booked = [one for one in after.follow_ups if one not in scene.case.follow_ups]
    now = after.ask(ask.id)
    stage = scene.ladder.stages[after.stage]
    follow = booked[0] if booked else None
    return Consequence(
        part=now is not None and now.status is AskStatus.WAITING and ask.kind is AskKind.STAGE,
        closes=after.status is CaseStatus.CLOSED,
        opens=stage.number if after.stage != scene.case.stage else None,
        queued=any(one.who == "health_team" for one in made),
        copy_to=_copy(scene, after, made),
        duty=any(one.kind is AskKind.DUTY for one in made),
        follow_up=follow.on if follow else None,
        evaluates=key in ("simple_investigation", "plan_agreed"),
        after_break=follow is not None and _after_break(scene, follow.on),
        paper=follow is not None and rule_of(scene.ladder.stages[follow.stage]).question != "improved",
    )


def _copy(scene: Scene, after: Case, made: list[Ask]) -> str:
    told = [
        one for one in made if one.kind in (AskKind.STAGE, AskKind.REFERRAL) and one.stage == scene.case.stage
    ]
    same_stage = after.stage == scene.case.stage
    return people.copy_to(told[0].who, scene.lang) if told and same_stage else ""


def _after_break(scene: Scene, day: date) -> bool:
    """Whether the day is the first school day after a week off or more."""
    return (day - scene.calendar.before(day, 1)).days > A_WEEK_OFF
