"""Who somebody is, from what Teams says of them: our staff's tenant, or outside it. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

GUEST_MARK = "#EXT#"
STRANGERS = frozenset({"anonymous", "federated"})
"""Of a meeting's passer-by no tenant is said."""
BARRED = STRANGERS | {"guest"}


@dataclass(frozen=True, kw_only=True)
class Member:
    """Somebody in a conversation. ``outside``: a guest, another tenant, nobody the directory knows."""

    user: str
    email: str
    outside: bool


def is_foreign(said: Mapping[str, Any], tenant: str) -> bool:
    """Whether somebody in a conversation reads along from another organisation, or from none that is known."""
    role = str(said.get("userRole") or "").lower()
    return str(said.get("tenantId") or tenant) != tenant or role in STRANGERS


def member_of(said: Mapping[str, Any], tenant: str) -> Member:
    """From ``GET members``. What is not said counts against: only a member of our directory is inside."""
    user = str(said.get("aadObjectId") or said.get("objectId") or "")
    principal = str(said.get("userPrincipalName") or "")
    home = str(said.get("tenantId") or tenant)
    role = str(said.get("userRole") or "").lower()
    outside = not user or home != tenant or role in BARRED or GUEST_MARK in principal.upper()
    return Member(user=user, email=str(said.get("email") or principal).lower(), outside=outside)
