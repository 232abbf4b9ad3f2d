"""What Slack sends when somebody clicks, sends a form or types the command, as one value. Pure."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from enum import StrEnum
from typing import Any, TypedDict

Body = Mapping[str, Any]
OPENS = " …"
"""A label that ends so opens a form and saves nothing yet."""
LOOKS = frozenset({"show", "explain", "my_tasks"})
"""These open a private view."""
ADD_ROW = "add_agreement"
IN_PLACE = frozenset({"show_names", "hide_names", ADD_ROW})
"""These change the view they stand in."""
MORE, NO_ASK = "more", "none"


class Who(TypedDict):
    """Who did it, as the payload says."""

    team: str
    enterprise: str
    user: str
    user_team: str


class Place(StrEnum):
    """Where it happened."""

    MESSAGE = "message"
    MODAL = "modal"
    HOME = "home"
    FORM = "form"
    COMMAND = "command"


@dataclass(frozen=True, kw_only=True)
class Touch:
    """One thing a person did. Empty where Slack says nothing of it."""

    place: Place
    click_id: str
    user: str
    team: str
    """The workspace it happened in."""
    user_team: str = ""
    enterprise: str = ""
    ask_id: str = ""
    action: str = ""
    text: str = ""
    """What was typed after the command."""
    channel: str = ""
    trigger: str = ""
    response_url: str = ""
    view_id: str = ""
    view: Body = field(default_factory=dict)
    is_stranger: bool = False
    opens: bool = False
    """The answer may be a view: a trigger is waiting, and nothing is saved by the click itself."""

    @property
    def saves(self) -> bool:
        """Nothing is shown first: pressing it is the answer."""
        return not self.opens and self.action not in IN_PLACE

    @property
    def asked(self) -> str:
        """The action to press: another row of a form is that form once more."""
        return str(self.view.get("callback_id") or "") if self.action == ADD_ROW else self.action


KEPT = tuple(each.name for each in fields(Touch) if each.name != "view")


def of_action(body: Body) -> Touch | None:
    """A button or a choice of the overflow menu; None for an input, whose value counts when the form is sent."""
    action = _first(body.get("actions"))
    if action.get("type") not in ("button", "overflow"):
        return None
    ask_id, key, label = _meant(action)
    if not key:
        return None
    place, view = _place(body), _dict(body.get("view"))
    who = _who(body)
    parts = (who["team"], who["user"], str(action.get("action_ts") or ""), ask_id, key)
    return Touch(
        place=place,
        click_id=":".join(("slack", *parts)),
        ask_id=ask_id,
        action=key,
        channel=str(_dict(body.get("channel")).get("id") or ""),
        trigger=str(body.get("trigger_id") or ""),
        response_url=str(body.get("response_url") or ""),
        view_id=str(view.get("id") or ""),
        view=view,
        opens=key not in IN_PLACE and (key in LOOKS or label.endswith(OPENS)),
        is_stranger=bool(_dict(body.get("user")).get("is_stranger")),
        **who,
    )


def to_keep(touch: Touch) -> str:
    """As it is kept until it is pressed. What was typed in the view around it is no part of it."""
    return json.dumps({each: value for each in KEPT if (value := getattr(touch, each))})


def of_kept(what: str) -> Touch:
    """What was kept, as a touch."""
    said = json.loads(what)
    return Touch(**{**said, "place": Place(said["place"])})


def of_submission(body: Body) -> Touch:
    """A form that was sent. Its view is the click's id: sent twice, it counts once."""
    view, who = _dict(body.get("view")), _who(body)
    view_id = str(view.get("id") or "")
    return Touch(
        place=Place.FORM,
        click_id=f"slack:{who['team']}:{who['user']}:{view_id}",
        ask_id=str(view.get("private_metadata") or ""),
        action=str(view.get("callback_id") or ""),
        trigger=str(body.get("trigger_id") or ""),
        view_id=view_id,
        view=view,
        is_stranger=bool(_dict(body.get("user")).get("is_stranger")),
        **who,
    )


def of_command(body: Body) -> Touch:
    """``/franvaro``."""
    team, trigger = str(body.get("team_id") or ""), str(body.get("trigger_id") or "")
    return Touch(
        place=Place.COMMAND,
        click_id=f"slack:{team}:{body.get('user_id', '')}:{trigger}",
        team=team,
        user=str(body.get("user_id") or ""),
        enterprise=str(body.get("enterprise_id") or ""),
        text=str(body.get("text") or "").strip(),
        channel=str(body.get("channel_id") or ""),
        trigger=trigger,
        response_url=str(body.get("response_url") or ""),
        opens=True,
    )


def of_home(body: Body) -> Touch | None:
    """Somebody opened the home tab: the same as the command without a word. None for another tab."""
    event = _dict(body.get("event"))
    if event.get("tab", "home") != "home":
        return None
    team, user = str(body.get("team_id") or ""), str(event.get("user") or "")
    grant = _first(body.get("authorizations"))
    return Touch(
        place=Place.HOME,
        click_id=f"slack:{team}:{user}:{body.get('event_id', '')}",
        team=team,
        user=user,
        enterprise=str(body.get("enterprise_id") or grant.get("enterprise_id") or ""),
    )


def again_at_home(touch: Touch) -> Touch:
    """The home tab after something was saved there."""
    return replace(touch, click_id=f"{touch.click_id}:home", ask_id="", action="", view_id="", view={})


def picked_users(view: Body) -> set[str]:
    """The users chosen in Slack's own list of people."""
    values = _dict(_dict(view.get("state")).get("values")).values()
    chosen = (str(state.get("selected_user") or "") for each in values for state in each.values())
    return {user for user in chosen if user}


def with_email(view: Body, user: str, email: str) -> Body:
    """The view as if that person's e-mail had been chosen: the rules know no ids of Slack."""
    values = {
        block: {
            name: {**state, "selected_user": email} if state.get("selected_user") == user else state
            for name, state in each.items()
        }
        for block, each in _dict(_dict(view.get("state")).get("values")).items()
    }
    return {**view, "state": {"values": values}}


def _meant(action: Body) -> tuple[str, str, str]:
    """The ask, the action key and the label."""
    if action.get("type") == "overflow":
        option = _dict(action.get("selected_option"))
        ask_id, _, key = str(option.get("value") or "").rpartition(".")
        return ask_id, key, str(_dict(option.get("text")).get("text") or "")
    value = str(action.get("value") or NO_ASK)
    label = str(_dict(action.get("text")).get("text") or "")
    return "" if value == NO_ASK else value, str(action.get("action_id") or ""), label


def _place(body: Body) -> Place:
    view = _dict(body.get("view"))
    if not view:
        return Place.MESSAGE
    return Place.HOME if view.get("type") == "home" else Place.MODAL


def _who(body: Body) -> Who:
    user = _dict(body.get("user"))
    return {
        "team": str(_dict(body.get("team")).get("id") or user.get("team_id") or ""),
        "enterprise": str(_dict(body.get("enterprise")).get("id") or ""),
        "user": str(user.get("id") or ""),
        "user_team": str(user.get("team_id") or ""),
    }


def _dict(value: object) -> Body:
    return value if isinstance(value, Mapping) else {}


def _first(value: object) -> Body:
    return _dict(value[0]) if isinstance(value, list) and value else {}
