"""Roles in sentences: *Klassläraren vill …*, *Frågan till mentor …*, *hos EHT*."""

from __future__ import annotations

from collections.abc import Collection

from bot.notices.texts import Marked, has, text
from bot.notices.texts.board import board_text, has_board_text

SAID_ONCE = frozenset({"deputy", "mentor"})
"""Roles that go without saying where a person has another one."""
_WAITS = frozenset({"mentor", "nurse", "special_educator", "health_team", "principal"})


def the(role: str, lang: str) -> Marked:
    """``Klassläraren``: at the head of a sentence."""
    return text(lang, f"role.the.{role}" if has(lang, f"role.the.{role}") else "role.the.other")


def waits_for(role: str, lang: str) -> Marked:
    """``mentor`` in *Frågan till mentor har väntat*."""
    return _role("waits", role, lang)


def at(role: str, lang: str) -> Marked:
    """``hos EHT`` in a list."""
    return _role("at", role, lang)


def with_them(role: str, lang: str) -> Marked:
    """``Hos EHT`` in *Hos EHT sedan fre 20 nov*."""
    return _role("cases.with", role, lang)


def copy_to(role: str, lang: str) -> Marked:
    """``specialpedagogen`` in *får specialpedagogen en kopia*."""
    return _role("form.copy", role, lang)


def _role(group: str, role: str, lang: str) -> Marked:
    key = f"{group}.{role}"
    return text(lang, key if role in _WAITS and has(lang, key) else f"{group}.other")


def roles(have: Collection[str], lang: str) -> str:
    """What a person is, ``kurator, EHT``; the team's name comes last, what a school calls it else stands as it is."""
    told = [one for one in have if one not in SAID_ONCE] or have
    return ", ".join(
        role_word(one, lang) for one in sorted(told, key=lambda one: (one == "health_team", one))
    )


def role_word(role: str, lang: str) -> str:
    """``skolsköterska``; a role only this school knows stands as it is."""
    return board_text(lang, f"role.{role}") if has_board_text(f"role.{role}") else role.replace("_", " ")
