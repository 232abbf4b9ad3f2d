"""Whom the directory knows: who is behind an e-mail."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.graph.client import Graph, garbled, quoted
from bot.ports import SendError

if TYPE_CHECKING:
    from msgraph.generated.models.user import User

NOBODY = frozenset({"Request_ResourceNotFound", "ResourceNotFound", "HTTP 404"})
GUEST_MARK = "#EXT#"
SAID = ["id", "displayName", "mail", "userPrincipalName", "userType", "accountEnabled"]


async def directory_id(graph: Graph, email: str) -> str:
    """The directory's id of a member of the organisation, by sign-in name or e-mail; empty for anybody else."""
    user = await _by_name(graph, email) or await _by_mail(graph, email)
    return str(user.id) if user is not None and user.id and is_member(user) else ""


def is_member(user: User) -> bool:
    """Whether they belong to the organisation and may sign in. What is not said counts against."""
    inside = user.user_type == "Member" and GUEST_MARK not in str(user.user_principal_name or "").upper()
    return inside and bool(user.account_enabled)


async def _by_name(graph: Graph, email: str) -> User | None:
    from kiota_abstractions.base_request_configuration import RequestConfiguration
    from msgraph.generated.users.item.user_item_request_builder import UserItemRequestBuilder

    asked = UserItemRequestBuilder.UserItemRequestBuilderGetQueryParameters(select=SAID)
    configured = RequestConfiguration(query_parameters=asked)
    try:
        return await graph.do(lambda sdk: sdk.users.by_user_id(email).get(configured))
    except SendError as error:
        if error.why not in NOBODY:
            raise
        return None


async def _by_mail(graph: Graph, email: str) -> User | None:
    from kiota_abstractions.base_request_configuration import RequestConfiguration
    from msgraph.generated.users.users_request_builder import UsersRequestBuilder

    asked = UsersRequestBuilder.UsersRequestBuilderGetQueryParameters(
        filter=f"mail eq {quoted(email)}", select=SAID, top=2
    )
    configured = RequestConfiguration(query_parameters=asked)
    found = await graph.do(lambda sdk: sdk.users.get(configured))
    if found is None or found.value is None:
        raise garbled(wrote=False)
    # Two people with one address are nobody.
    return found.value[0] if len(found.value) == 1 else None
