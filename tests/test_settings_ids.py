"""Ids of Microsoft's directory: what is none of them is named wherever it stands, before anything starts."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.test_settings import CONTRACT, fault
from tests.test_settings import toml as toml

TENANT = "6f0c3a52-1d5b-4c87-9d0e-2b7a1f4e8c31"
SAID = "is not an id of Microsoft's; allowed: 8-4-4-4-12 digits and small letters a to f"
WRONG = {
    "domain": (CONTRACT.replace(TENANT, "lits.onmicrosoft.com"), "lots.toml:20: teams.tenant_id"),
    "capitals": (CONTRACT.replace(TENANT, TENANT.upper()), "lots.toml:20: teams.tenant_id"),
    "app": (CONTRACT.replace('client_id = "3d', 'client_id = "{3d'), "lots.toml:18: teams.client_id"),
    "catalogue": (
        CONTRACT.replace("[mail]", 'catalogue_id = "narvarolots"\n[mail]'),
        "lots.toml:21: teams.catalogue_id",
    ),
    "group": (CONTRACT + '[graph]\nroles = {nurse = "Nurses"}\n', "lots.toml:27: graph.roles.nurse"),
}


@pytest.mark.parametrize("wrong", WRONG)
def test_what_is_no_id_is_said_with_its_place(toml: Path, wrong: str) -> None:
    text, place = WRONG[wrong]
    assert fault(toml, text) == f"{place}: {SAID}"
