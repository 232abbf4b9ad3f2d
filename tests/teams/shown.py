"""What a person sees of the app's answer to an invoke: a card of their own, a dialog, a line of text."""

from __future__ import annotations

import httpx

from tests.teams.people import Dialog, Json, Message, User
from tests.teams.schema import CARD, validate_action_answer, validate_task_answer
from tests.teams.server import TeamsServer


def after_action(teams: TeamsServer, user: User, message: Message, answer: httpx.Response) -> None:
    """An answer with a card replaces the clicked one, for the clicker alone."""
    body = _body(answer)
    if not body:
        return
    if found := validate_action_answer(body):
        teams.schema_errors.extend(f"adaptiveCard/action: {line}" for line in found)
    elif body["type"] == CARD:
        message.views[user.id] = body["value"]


def after_task(
    teams: TeamsServer, user: User, message: Message, answer: httpx.Response, dialog: Dialog | None = None
) -> None:
    """A dialog opens, changes or, with an answer that holds nothing, closes; a text is shown in its place."""
    if answer.status_code != 200:
        return
    body = _body(answer)
    if found := validate_task_answer(body):
        teams.schema_errors.extend(f"task: {line}" for line in found)
        return
    task = body.get("task") or {}
    if dialog and task.get("type") == "continue":
        dialog.versions.append(dialog.task)
        dialog.task, dialog.typed = task["value"], {}
    elif task.get("type") == "continue":
        _close_all(teams, user)
        teams.dialogs.append(Dialog(user=user.id, message=message, task=task["value"]))
    elif dialog:
        dialog.is_open = False


def _close_all(teams: TeamsServer, user: User) -> None:
    for dialog in teams.dialogs:
        dialog.is_open = dialog.is_open and dialog.user != user.id


def _body(answer: httpx.Response) -> Json:
    if answer.status_code != 200 or not answer.content.strip():
        return {}
    body = answer.json()
    return body if isinstance(body, dict) else {}
