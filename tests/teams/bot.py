"""A bot as small as can be on Microsoft's own SDK, to try the pretended Teams with."""

from __future__ import annotations

from typing import Any

import httpx
from fastapi import FastAPI
from microsoft_teams.api.activities.invoke import AdaptiveCardInvokeActivity
from microsoft_teams.api.activities.invoke.task import TaskFetchInvokeActivity, TaskSubmitInvokeActivity
from microsoft_teams.api.activities.message import MessageActivityInput
from microsoft_teams.api.auth.cloud_environment import PUBLIC, with_overrides
from microsoft_teams.api.models import Attachment, InvokeResponse
from microsoft_teams.apps import ActivityContext, App, FastAPIAdapter

from tests.teams.people import Json
from tests.teams.schema import CARD
from tests.teams.server import TeamsServer


def message(card: Json) -> MessageActivityInput:
    """A message of one card."""
    return MessageActivityInput(attachments=[Attachment(content_type=CARD, content=card)])


class Bot:
    """Writes down what it was sent; ``task`` is what it answers dialogs with, ``card`` what it answers clicks with."""

    def __init__(self, teams: TeamsServer, service_url: str = "") -> None:
        self.teams = teams
        self.seen: list[Json] = []
        self.task: Json = {}
        self.card: Json = {}
        self.api = FastAPI()
        self.sdk = App(
            client_id=teams.app_id,
            tenant_id=teams.tenant_id,
            token=self._token,
            service_url=service_url or teams.service_url,
            cloud=with_overrides(PUBLIC, openid_metadata_url=teams.openid_url),
            http_server_adapter=FastAPIAdapter(app=self.api),
        )
        self.sdk.on_activity(self._notes)  # first: the later ones end the chain
        self.sdk.on_card_action(self._clicked)
        self.sdk.on_dialog_open(self._opens)
        self.sdk.on_dialog_submit(self._submitted)
        self._given = ""

    async def start(self) -> FastAPI:
        """The bot's app, ready."""
        await self.sdk.initialize()
        return self.api

    async def post(self, conversation: str, card: Json) -> str:
        """Send a card of its own accord."""
        return (await self.sdk.send(conversation, message(card))).id

    async def update(self, conversation: str, message_id: str, card: Json) -> None:
        """Change a card."""
        await self.sdk.send(conversation, message(card).with_id(message_id))

    async def _token(self, scope: Any, tenant_id: Any = None) -> str:
        if not self._given:
            form = {
                "grant_type": "client_credentials",
                "client_id": self.teams.app_id,
                "client_secret": self.teams.secret,
                "scope": str(scope),
            }
            url = f"{self.teams.login_endpoint}/{self.teams.tenant_id}/oauth2/v2.0/token"
            async with httpx.AsyncClient(trust_env=False) as client:
                self._given = (await client.post(url, data=form)).json()["access_token"]
        return self._given

    async def _notes(self, context: ActivityContext[Any]) -> None:
        self.seen.append(context.activity.model_dump(mode="json", by_alias=True, exclude_none=True))
        await context.next()

    async def _clicked(self, context: ActivityContext[AdaptiveCardInvokeActivity]) -> InvokeResponse[Any]:
        kind = CARD if self.card else "application/vnd.microsoft.activity.message"
        body = {"statusCode": 200, "type": kind, "value": self.card or "Sparat"}
        return InvokeResponse(status=200, body=body)

    async def _opens(self, context: ActivityContext[TaskFetchInvokeActivity]) -> InvokeResponse[Any]:
        return InvokeResponse(status=200, body=self.task)

    async def _submitted(self, context: ActivityContext[TaskSubmitInvokeActivity]) -> InvokeResponse[Any]:
        return InvokeResponse(status=200, body=self.task)
