"""``views.*``: modals, their stack and the Home tab."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tests.slack.messages import Json, View
from tests.slack.schema import validate_view
from tests.slack.workspace import SlackError, Workspace

Args = Mapping[str, Any]
DEEPEST = 3


def open_view(space: Workspace, args: Args) -> Json:
    """A modal on top of nothing."""
    payload = _checked(space, "views.open", args)
    trigger = space.take_trigger(args.get("trigger_id", ""))
    return _answer(space, opened(space, payload, trigger.user))


def push_view(space: Workspace, args: Args) -> Json:
    """A modal on top of the one that was clicked in."""
    payload = _checked(space, "views.push", args)
    trigger = space.take_trigger(args.get("trigger_id", ""))
    below = by_id(space, trigger.view)
    if below is None or not below.is_open:
        raise SlackError("not_found")
    return _answer(space, pushed(space, payload, below))


def update_view(space: Workspace, args: Args) -> Json:
    """Other contents for an open modal, by ``view_id`` or ``external_id``."""
    payload = _checked(space, "views.update", args)
    external = args.get("external_id")
    view = by_id(space, args.get("view_id", ""))
    if external:
        view = next((v for v in space.views if v.payload.get("external_id") == external), None)
    if view is None or not view.is_open:
        raise SlackError("not_found")
    if args.get("hash", view.hash) != view.hash:
        raise SlackError("hash_conflict")
    view.change(payload, _hash(space))
    return _answer(space, view)


def publish_view(space: Workspace, args: Args) -> Json:
    """The Home tab of ``user_id``."""
    payload = _checked(space, "views.publish", args)
    user = space.user(args.get("user_id", ""))
    view_id = f"V{space.number():06d}"
    home = View(id=view_id, user=user.id, payload=payload, hash=_hash(space), root=view_id)
    space.homes[user.id] = home
    return _answer(space, home)


def opened(space: Workspace, payload: Json, user: str) -> View:
    """A new view of ``user``; a modal already open gives way."""
    close_all(space, user)
    external = payload.get("external_id")
    if external and any(view.payload.get("external_id") == external for view in space.views if view.is_open):
        raise SlackError("duplicate_external_id")
    view_id = f"V{space.number():06d}"
    view = View(id=view_id, user=user, payload=payload, hash=_hash(space), root=view_id)
    space.views.append(view)
    return view


def pushed(space: Workspace, payload: Json, below: View) -> View:
    """A new view on top of ``below``; at most three lie on each other."""
    if sum(view.is_open and view.root == below.root for view in space.views) >= DEEPEST:
        raise SlackError("push_limit_reached")
    view_id = f"V{space.number():06d}"
    view = View(
        id=view_id, user=below.user, payload=payload, hash=_hash(space), root=below.root, previous=below.id
    )
    space.views.append(view)
    return view


def answered(space: Workspace, view: View, body: Args) -> None:
    """What the app answered a submission: nothing closes the view, else ``response_action`` decides."""
    action = body.get("response_action")
    if action == "errors":
        unknown = set(body["errors"]) - {block["block_id"] for block in view.shown()}
        space.refuse("view_submission", [f"errors: no block {name!r}" for name in sorted(unknown)])
        view.errors = dict(body["errors"])
    elif action in {"update", "push"}:
        payload = _checked(space, f"view_submission {action}", body)
        view.change(payload, _hash(space)) if action == "update" else pushed(space, payload, view)
    elif action == "clear":
        close_all(space, view.user)
    else:
        view.is_open = False


def close_all(space: Workspace, user: str) -> None:
    """No modal of ``user`` stays open."""
    for view in space.views:
        view.is_open = view.is_open and view.user != user


def by_id(space: Workspace, view_id: str) -> View | None:
    """The view of that id, Home tabs included."""
    return next((view for view in [*space.views, *space.homes.values()] if view.id == view_id), None)


def _checked(space: Workspace, method: str, args: Args) -> Json:
    payload = args.get("view")
    if not isinstance(payload, dict):
        raise SlackError("invalid_arguments", ["missing required field: view"])
    space.refuse(method, validate_view(payload), "invalid_arguments")
    return payload


def _hash(space: Workspace) -> str:
    return f"{int(space.clock.time())}.{space.number()}"


def _answer(space: Workspace, view: View) -> Json:
    return {"view": view.as_slack(space.team_id)}


METHODS = {
    "views.open": open_view,
    "views.publish": publish_view,
    "views.push": push_view,
    "views.update": update_view,
}
