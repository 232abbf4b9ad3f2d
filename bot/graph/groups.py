"""Staff by role, from the groups a school keeps of them anyway."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from bot.graph.client import Graph, garbled
from bot.graph.people import SAID, is_member
from bot.ports import SendError
from bot.rules.values import Person

if TYPE_CHECKING:
    from msgraph.generated.models.directory_object import DirectoryObject

PAGE = 500


async def staff_of(graph: Graph, roles: Mapping[str, str], schools: Sequence[str]) -> tuple[Person, ...]:
    """Members of each group with its role. A key ``role:SCHOOL`` is of one school, ``role`` of all; SendError."""
    found: dict[tuple[str, str], Person] = {}
    for key, group in roles.items():
        role, _, named = key.partition(":")
        for email, name in await members(graph, group):
            for school in [named] if named and len(schools) > 1 else schools:
                known = found.get((email, school))
                words = (known.roles if known else frozenset()) | {role}
                found[email, school] = Person(email=email, name=name, school=school, roles=words)
    return tuple(found.values())


async def members(graph: Graph, group: str) -> tuple[tuple[str, str], ...]:
    """E-mail and name of everybody in a group or a group within it; guests and closed accounts are left out."""
    from kiota_abstractions.base_request_configuration import RequestConfiguration
    from msgraph.generated.groups.item.transitive_members.transitive_members_request_builder import (
        TransitiveMembersRequestBuilder,
    )

    asked = TransitiveMembersRequestBuilder.TransitiveMembersRequestBuilderGetQueryParameters(
        select=SAID, top=PAGE
    )
    configured = RequestConfiguration(query_parameters=asked)
    found, link = list[tuple[str, str]](), ""
    while True:
        page = await graph.do(
            lambda sdk, link=link: (  # type: ignore[misc]  # bound per page
                sdk.groups.by_group_id(group).transitive_members.with_url(link).get()
                if link
                else sdk.groups.by_group_id(group).transitive_members.get(configured)
            )
        )
        if page is None or page.value is None:
            raise garbled(wrote=False)
        found += _people(page.value)
        link = page.odata_next_link or ""
        if not link:
            return tuple(found)
        if not link.startswith(f"{graph.base}/"):
            # The token goes to one host only, whatever an answer says.
            raise garbled(wrote=False)


def _people(objects: Sequence[DirectoryObject]) -> list[tuple[str, str]]:
    from msgraph.generated.models.user import User

    found = [one for one in objects if isinstance(one, User)]
    if any(one.account_enabled is None for one in found):
        # Without the right to read users Graph names members by id only: all of them would lose their role.
        raise SendError("the directory says nothing of the members: User.Read.All is missing", permanent=True)
    users = [one for one in found if is_member(one)]
    emails = [(str(one.mail or one.user_principal_name or "").lower(), one) for one in users]
    return [(email, one.display_name or email.partition("@")[0]) for email, one in emails if "@" in email]
