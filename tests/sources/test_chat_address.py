"""Addresses as people paste them into channels.csv."""

from __future__ import annotations

import pytest

from bot.sources.chat_address import address
from bot.sources.csv_reader import BadCellError

TEAM = "6c6f7473-0000-4000-8000-000000000006"
CHANNEL = "19:8c@thread.tacv2"
LINK = f"https://teams.microsoft.com/l/channel/19%3A8c%40thread.tacv2/8C%20mentor?groupId={TEAM}&tenantId=6f0c3a52"


@pytest.mark.parametrize(
    ("pasted", "meant"),
    [
        (LINK, f"{TEAM}/{CHANNEL}"),
        (LINK.replace("teams.microsoft.com", "teams.cloud.microsoft"), f"{TEAM}/{CHANNEL}"),
        (f"{TEAM}/19%3A8c%40thread.tacv2", f"{TEAM}/{CHANNEL}"),
        (f"{TEAM}/{CHANNEL}", f"{TEAM}/{CHANNEL}"),
        (CHANNEL, CHANNEL),
        ("https://lits.slack.com/archives/C0123ABCD", "C0123ABCD"),
        ("C0123ABCD", "C0123ABCD"),
        ("@Anna.Lind@LITS.example", "@anna.lind@lits.example"),
    ],
)
def test_what_is_pasted_is_what_the_chat_takes(pasted: str, meant: str) -> None:
    assert address(pasted) == meant


@pytest.mark.parametrize(
    ("pasted", "why"),
    [
        (LINK.replace("/channel/", "/team/"), "is not the link of a channel; allowed: Get link to channel"),
        (LINK.partition("?")[0], "is not the link of a channel"),
        ("https://lits.slack.com/archives/C0123ABCD/p1700000000000000", "is not the link of a channel"),
        ("https://[", "is not the link of a channel"),
        ("anna.lind@lits.example", "is an e-mail address; allowed for a direct message: @ before it"),
        ("@anna.lind", "is not @ and an e-mail address"),
    ],
)
def test_what_leads_nowhere_is_said(pasted: str, why: str) -> None:
    with pytest.raises(BadCellError) as said:
        address(pasted)
    assert said.value.column == "address"
    assert str(said.value).startswith(why)
