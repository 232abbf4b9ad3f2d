"""The app package a school uploads to Teams: manifest, its words in three languages, icons."""

from __future__ import annotations

import io
import json
import re
import zipfile
from importlib.resources import files
from types import MappingProxyType
from typing import Any
from urllib.parse import urlsplit

from bot.errors import UserError

SCHEMA = "https://developer.microsoft.com/json-schemas/teams/v1.19"
VERSION = "1.0.0"
NUMBERED = re.compile(r"(0|[1-9][0-9]{0,4})(\.(0|[1-9][0-9]{0,4})){2}")
ACCENT = "#1F3A4D"
SCOPES = ["personal", "team", "groupChat"]
NAME = "Närvarolots"
NOBODYS = "https://example.org"
FIRST = (1980, 1, 1, 0, 0, 0)
"""The time of every file in the package: the same settings make the same bytes."""

WORDS = MappingProxyType(
    {
        "sv": {
            "short": "Lotsar frånvaroärenden steg för steg",
            "full": "Frågar mentor när en elevs frånvaro växer, och för ärendet genom skolans rutin. Visar inga namn i"
            " kanaler.",
            "commands": (
                ("mina ärenden", "Det som väntar på dig"),
                ("lyft oro", "Öppna ett ärende utan siffror"),
                ("förklara", "Så räknades ett ärende: förklara K7M2"),
            ),
        },
        "fi": {
            "short": "Luotsaa poissaoloasioita vaihe vaiheelta",
            "full": "Kysyy luokanvalvojalta, kun oppilaan poissaolot kasvavat, ja vie asian koulun mallin läpi."
            " Kanavissa ei näytetä nimiä.",
            "commands": (
                ("omat asiat", "Mikä odottaa sinua"),
                ("herätä huoli", "Avaa asia ilman lukuja"),
                ("selitä", "Näin asia laskettiin: selitä K7M2"),
            ),
        },
        "en": {
            "short": "Guides absence cases step by step",
            "full": "Asks the mentor when a pupil's absence grows, and carries the case through the school's routine."
            " Shows no names in channels.",
            "commands": (
                ("my cases", "What waits for you"),
                ("raise concern", "Open a case without figures"),
                ("explain", "How a case was counted: explain K7M2"),
            ),
        },
    }
)


def package(client_id: str, language: str, website: str = NOBODYS, version: str = VERSION) -> bytes:
    """The zip. ``website`` is the school's own, shown as the developer's; a higher ``version`` replaces an app.

    UserError: one of them is none.
    """
    if language not in WORDS:
        raise UserError(f"--language: there is no {language!r}; allowed: {', '.join(WORDS)}")
    address = urlsplit(website)
    if address.scheme != "https" or not address.hostname:
        raise UserError(f"--website: {website!r} is not an address; allowed: https://…")
    if not NUMBERED.fullmatch(version):
        raise UserError(f"--version: {version!r} is not a version; allowed: three numbers, as 1.0.1")
    others = [one for one in WORDS if one != language]
    found = {"manifest.json": _json(manifest(client_id, language, website, version))}
    found |= {f"{one}.json": _json(translation(one)) for one in others}
    icons = files("bot.chat.teams") / "static"
    found |= {name: (icons / name).read_bytes() for name in ("color.png", "outline.png")}
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in found.items():
            archive.writestr(zipfile.ZipInfo(name, FIRST), content)
    return made.getvalue()


def manifest(client_id: str, language: str, website: str, version: str) -> dict[str, Any]:
    """What the app is: a bot that is written to. It asks for no permission over anybody's data."""
    words = WORDS[language]
    commands = [{"title": title, "description": about} for title, about in words["commands"]]
    others = [{"languageTag": one, "file": f"{one}.json"} for one in WORDS if one != language]
    return {
        "$schema": f"{SCHEMA}/MicrosoftTeams.schema.json",
        "manifestVersion": "1.19",
        "version": version,
        "id": client_id,
        "developer": {
            "name": NAME,
            "websiteUrl": website,
            "privacyUrl": website,
            "termsOfUseUrl": website,
        },
        "name": {"short": NAME, "full": NAME},
        "description": {"short": words["short"], "full": words["full"]},
        "icons": {"color": "color.png", "outline": "outline.png"},
        "accentColor": ACCENT,
        "defaultInstallScope": "personal",
        "localizationInfo": {"defaultLanguageTag": language, "additionalLanguages": others},
        "bots": [
            {
                "botId": client_id,
                "scopes": SCOPES,
                "supportsFiles": False,
                "isNotificationOnly": False,
                "commandLists": [{"scopes": ["personal"], "commands": commands}],
            }
        ],
        "validDomains": [],
    }


def translation(language: str) -> dict[str, str]:
    """The manifest's words in another language."""
    words = WORDS[language]
    found = {
        "$schema": f"{SCHEMA}/MicrosoftTeams.Localization.schema.json",
        "name.short": NAME,
        "name.full": NAME,
        "description.short": str(words["short"]),
        "description.full": str(words["full"]),
    }
    for number, (title, about) in enumerate(words["commands"]):
        place = f"bots[0].commandLists[0].commands[{number}]"
        found |= {f"{place}.title": title, f"{place}.description": about}
    return found


def _json(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False, indent=2).encode()
