"""The words of the dry run's report, in each language."""

from __future__ import annotations

from collections.abc import Mapping

from bot.rules.ladder import Ladder

WORDS: Mapping[str, Mapping[str, str]] = {
    "sv": {
        "title": "Provkörning",
        "about": "Vad rutinen skulle ha frågat om ingen hade gjort något. Inget har skickats.",
        "none": "Ingen gräns har nåtts.",
        "span": "{first} till {last}",
        "raised": "Nådda steg",
        "pupils": "Elever",
        "stage": "Steg",
        "per_stage": "Per steg",
        "per_class": "Per klass",
        "per_week": "Per vecka",
        "class": "Klass",
        "week": "Vecka",
        "all": "Alla",
        "every": "Alla nådda steg",
        "date": "Dag",
        "pupil": "Elev",
        "value": "Värde",
        "limit": "Gräns",
        "window": "Räknat",
        "no_class": "ingen klass",
        "note": "Elever står med sitt id, utan namn. Sidan hämtar inget från nätet.",
    },
    "fi": {
        "title": "Koeajo",
        "about": "Mitä malli olisi kysynyt, jos kukaan ei olisi tehnyt mitään. Mitään ei ole lähetetty.",
        "none": "Mikään raja ei ole täyttynyt.",
        "span": "{first}–{last}",
        "raised": "Saavutetut portaat",
        "pupils": "Oppilaat",
        "stage": "Porras",
        "per_stage": "Portaittain",
        "per_class": "Luokittain",
        "per_week": "Viikoittain",
        "class": "Luokka",
        "week": "Viikko",
        "all": "Kaikki",
        "every": "Kaikki saavutetut portaat",
        "date": "Päivä",
        "pupil": "Oppilas",
        "value": "Arvo",
        "limit": "Raja",
        "window": "Laskettu",
        "no_class": "ei luokkaa",
        "note": "Oppilaat ovat tunnuksina, ilman nimiä. Sivu ei hae mitään verkosta.",
    },
    "en": {
        "title": "Dry run",
        "about": "What the routine would have asked if nobody had done anything. Nothing has been sent.",
        "none": "No limit was reached.",
        "span": "{first} to {last}",
        "raised": "Stages reached",
        "pupils": "Pupils",
        "stage": "Stage",
        "per_stage": "By stage",
        "per_class": "By class",
        "per_week": "By week",
        "class": "Class",
        "week": "Week",
        "all": "All",
        "every": "Every stage reached",
        "date": "Day",
        "pupil": "Pupil",
        "value": "Value",
        "limit": "Limit",
        "window": "Counted",
        "no_class": "no class",
        "note": "Pupils stand by their id, without names. The page fetches nothing from the network.",
    },
}


def language_of(ladder: Ladder) -> str:
    """The first of our languages that the ladder has a name in, else English."""
    return next((language for language in WORDS if language in ladder.name), "en")
