"""The bot's own Teams app, put where staff are to be asked: for a person, or into a team."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.graph.client import Graph, garbled, quoted
from bot.ports import SendError

if TYPE_CHECKING:
    from msgraph.generated.users.item.teamwork.teamwork_request_builder import TeamworkRequestBuilder
    from msgraph.graph_service_client import GraphServiceClient

APP = "teamsApp@odata.bind"
THERE = frozenset({"Conflict", "HTTP 409"})
"""It is installed there already, so after an unclear answer it may simply be done again."""


class Installer:
    """``app``: its id in the organisation's own catalogue."""

    def __init__(self, graph: Graph, app: str) -> None:
        self._graph, self._app = graph, app

    async def chat_with(self, user: str) -> str:
        """Have the app installed for ``user`` (a directory id): the conversation with them; SendError."""
        number = await self.installed(user)
        if not number:
            await self._put(user)
            number = await self.installed(user)
        if not number:
            raise garbled(wrote=False)
        chat = await self._graph.do(
            lambda sdk: (
                _of(sdk, user).installed_apps.by_user_scope_teams_app_installation_id(number).chat.get()
            )
        )
        if chat is None or not chat.id:
            raise garbled(wrote=False)
        return chat.id

    async def installed(self, user: str) -> str:
        """The number of the installation, empty where the person has none; SendError."""
        from kiota_abstractions.base_request_configuration import RequestConfiguration
        from msgraph.generated.users.item.teamwork.installed_apps.installed_apps_request_builder import (
            InstalledAppsRequestBuilder,
        )

        asked = InstalledAppsRequestBuilder.InstalledAppsRequestBuilderGetQueryParameters(
            filter=f"teamsApp/id eq {quoted(self._app)}", expand=["teamsApp"]
        )
        configured = RequestConfiguration(query_parameters=asked)
        found = await self._graph.do(lambda sdk: _of(sdk, user).installed_apps.get(configured))
        if found is None or found.value is None:
            raise garbled(wrote=False)
        return next((one.id for one in found.value if one.id), "")

    async def into_team(self, group: str) -> None:
        """Have the app in the team of that group; SendError."""
        from msgraph.generated.models.teams_app_installation import TeamsAppInstallation

        app = TeamsAppInstallation(additional_data={APP: self._bound()})
        try:
            await self._graph.do(lambda sdk: sdk.teams.by_team_id(group).installed_apps.post(app))
        except SendError as error:
            if error.why not in THERE:
                raise

    async def _put(self, user: str) -> None:
        from msgraph.generated.models.user_scope_teams_app_installation import UserScopeTeamsAppInstallation

        app = UserScopeTeamsAppInstallation(additional_data={APP: self._bound()})
        try:
            await self._graph.do(lambda sdk: _of(sdk, user).installed_apps.post(app))
        except SendError as error:
            if error.why not in THERE:
                raise

    def _bound(self) -> str:
        return f"{self._graph.base}/appCatalogs/teamsApps/{self._app}"


def _of(sdk: GraphServiceClient, user: str) -> TeamworkRequestBuilder:
    return sdk.users.by_user_id(user).teamwork
