"""Every sentence staff see, in each language, and the one function that fills them in.

A text is a sentence, or a pair ``(one, other)`` chosen by the value ``n``. Languages are ``sv``, ``fi``,
``en`` and ``sv-FI``: Swedish as it is spoken in Finland's schools, which only says what differs.
"""

from __future__ import annotations

from collections.abc import Container, Iterator, Mapping
from functools import cache
from types import MappingProxyType

from babel import Locale

from bot.notices.texts import (
    en,
    en_actions,
    en_forms,
    fi,
    fi_actions,
    fi_forms,
    sv,
    sv_actions,
    sv_fi,
    sv_forms,
)

Sentence = str | tuple[str, str]
LANGUAGES = ("sv", "fi", "en", "sv-FI")

_SV: dict[str, Sentence] = {**sv.TEXTS, **sv_forms.TEXTS, **sv_actions.TEXTS}
_ALL: Mapping[str, Mapping[str, Sentence]] = MappingProxyType(
    {
        "sv": _SV,
        "fi": {**fi.TEXTS, **fi_forms.TEXTS, **fi_actions.TEXTS},
        "en": {**en.TEXTS, **en_forms.TEXTS, **en_actions.TEXTS},
        "sv-FI": {**_SV, **sv_fi.TEXTS},
    }
)


class Marked(str):
    """Text that may carry the two marks ``*bold*`` and ``@{email}``; any other value loses them."""

    __slots__ = ()


def language_for(language: str, country: str) -> str:
    """The texts a school reads: ``sv-FI`` for Swedish in Finland, else the language itself."""
    return "sv-FI" if (language, country) == ("sv", "FI") else language


def text(lang: str, key: str, **values: object) -> Marked:
    """The sentence ``key`` with its values put in. Raises ``KeyError`` for an unknown key or value."""
    found = _ALL[lang][key]
    if isinstance(found, tuple):
        found = found[0 if _plural(lang, int(str(values["n"]))) == "one" else 1]
    return Marked(found.format(**{name: plain(value) for name, value in values.items()}))


def has(lang: str, key: str) -> bool:
    """Whether there is such a sentence."""
    return key in _ALL[lang]


def keys(lang: str) -> frozenset[str]:
    """All keys of a language."""
    return frozenset(_ALL[lang])


def sentences(lang: str) -> Iterator[tuple[str, str]]:
    """Every key with each of its forms, unfilled: for checks over all texts."""
    for key, found in _ALL[lang].items():
        for form in (found,) if isinstance(found, str) else found:
            yield key, form


def own_key(lang: str, key: str, texts: Container[str]) -> str:
    """``key.FI`` for ``sv-FI`` where that is said otherwise there, else ``key``."""
    own = f"{key}.{lang.partition('-')[2]}"
    return own if own in texts else key


def plain(value: object) -> str:
    """A value as it may be inserted: what a person typed cannot make bold text, a mention or a new line."""
    if isinstance(value, Marked):
        return value
    line = "".join(c if c.isprintable() or c in "\u00a0\u2007\u2060" else " " for c in str(value))
    return line.replace("*", "\u2217").replace("@{", "@\u2060{")


@cache
def _plural(lang: str, n: int) -> str:
    return Locale.parse(lang[:2]).plural_form(n)
