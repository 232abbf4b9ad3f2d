"""Words of the printed dossier (``lots case dossier``), in three languages: Swedish, Finnish, English."""

from __future__ import annotations

from typing import Final

LANGUAGES: Final = ("sv", "fi", "en")

DOSSIER_TEXTS: Final[dict[str, tuple[str, str, str]]] = {
    "title": ("Underlag i ärende {ref}", "Yhteenveto asiasta {ref}", "Dossier of case {ref}"),
    "class": ("klass {name}", "luokka {name}", "class {name}"),
    "routine": ("Rutin", "Toimintamalli", "Routine"),
    "opened": ("Öppnat {day}", "Avattu {day}", "Opened {day}"),
    "closed": ("Avslutat {day}", "Päätetty {day}", "Closed {day}"),
    "stage": ("Nu i steg", "Nyt vaiheessa", "Now at stage"),
    "written": ("Utskrivet {day}", "Tulostettu {day}", "Printed {day}"),
    "why": ("Varför ärendet öppnades", "Miksi asia avattiin", "Why the case was opened"),
    "judged": ("Efter bedömning av {who}", "Arvion perusteella, {who}", "After a judgement by {who}"),
    "reached": ("{value}, gränsen är {limit}", "{value}, raja on {limit}", "{value}, the limit is {limit}"),
    "steps": ("Vad som är gjort", "Mitä on tehty", "What has been done"),
    "nothing": ("Inget är dokumenterat än.", "Mitään ei ole vielä kirjattu.", "Nothing is documented yet."),
    "skipped": (
        "Inte dokumenterat i det här ärendet: {stages}",
        "Ei kirjattu tähän asiaan: {stages}",
        "Not documented in this case: {stages}",
    ),
    "before": (
        "Frånvaro {share} under {n} skoldagar före",
        "Poissaoloja {share} edeltävinä {n} koulupäivänä",
        "Absence {share} in the {n} school days before",
    ),
    "after": (
        "{share} under {n} skoldagar efter",
        "{share} seuraavina {n} koulupäivänä",
        "{share} in the {n} school days after",
    ),
    "later": (
        "ingen skoldag efter än",
        "ei vielä koulupäiviä sen jälkeen",
        "no school day after it yet",
    ),
    "agreements": ("Överenskommelser", "Sopimukset", "Agreements"),
    "coming": ("Nästa uppföljning", "Seuraava seuranta", "Next follow-up"),
    "responsible": ("Ansvarsperson", "Vastuuhenkilö", "Person responsible"),
    "left_out": (
        "Inte med här: anteckningar, anmälningar och det bara vissa roller får läsa ({n}). Eleven nämns inte.",
        "Pois jätetty: muistiinpanot, ilmoitukset ja vain tietyille rooleille avoin ({n}). Oppilasta ei nimetä.",
        "Left out here: notes, reports, and what only some roles may read ({n}). The pupil is not named.",
    ),
    "yes": ("Ja", "Kyllä", "Yes"),
    "no": ("Nej", "Ei", "No"),
}
"""``left_out``'s ``n`` counts what is there and not printed."""


def said(language: str, key: str, **values: object) -> str:
    """The words of ``key``; English where the language has none."""
    place = LANGUAGES.index(language) if language in LANGUAGES else 2
    return DOSSIER_TEXTS[key][place].format(**values)
