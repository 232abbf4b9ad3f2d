"""Roles in sentences: *Klassläraren vill …*, *Frågan till mentor …*, *hos EHT*."""

from __future__ import annotations

from bot.notices.texts import Marked, has, text

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
