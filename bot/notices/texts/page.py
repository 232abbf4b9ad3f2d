"""Words only the local chat page uses: Swedish, Finnish, English; a key with ``.FI`` says how Finland says it."""

from __future__ import annotations

from typing import Final

from bot.notices.texts import own_key

LANGUAGES: Final = ("sv", "fi", "en")

PAGE_TEXTS: Final[dict[str, tuple[str, str, str]]] = {
    "brand": ("Närvarolots", "Närvarolots", "Närvarolots"),
    "skip": ("Till rummet", "Siirry huoneeseen", "Skip to the room"),
    "lost": (
        "Ingen kontakt med lots. Försöker igen. Inget svar sparas förrän kontakten är tillbaka.",
        "Ei yhteyttä lotsiin. Yritetään uudelleen. Vastauksia ei tallenneta ennen kuin yhteys palaa.",
        "No contact with lots. Trying again. No answer is saved until the contact is back.",
    ),
    "demo": ("Repris av en termin", "Lukukauden toisto", "A term replayed"),
    "term": (
        "Skoldag {n} av {total}. Prickarna är dagar då frågor har skickats.",
        "Koulupäivä {n}/{total}. Pisteet ovat päiviä, jolloin kysymyksiä on lähetetty.",
        "School day {n} of {total}. The dots are days when questions were sent.",
    ),
    "day": ("Nästa skoldag", "Seuraava koulupäivä", "Next school day"),
    "day_slim": ("Nästa dag", "Päivä", "Next day"),
    "week": ("Nästa vecka", "Seuraava viikko", "Next week"),
    "week_slim": ("Vecka", "Viikko", "Week"),
    "play": ("Till nästa fråga", "Seuraavaan kysymykseen", "To next question"),
    "play_slim": ("Nästa fråga", "Kysymys", "Question"),
    "play_first": ("Till första frågan", "Ensimmäiseen kysymykseen", "To the first question"),
    "play_first_slim": ("Första frågan", "Ensimmäinen", "First one"),
    "pause": ("Stanna", "Pysäytä", "Stop"),
    "again": ("Börja om", "Aloita alusta", "Start over"),
    "ended": (
        "Terminen är slut. Börja om.",
        "Lukukausi on päättynyt. Aloita alusta.",
        "The term is over. Start over.",
    ),
    "speed": ("Fart", "Nopeus", "Speed"),
    "rail": ("Rum och person", "Huoneet ja henkilö", "Rooms and person"),
    "you": ("Du är", "Olet", "You are"),
    "rooms": ("Rum", "Huoneet", "Rooms"),
    "all_rooms": ("Alla rum", "Kaikki huoneet", "All rooms"),
    "waits": ("väntar på svar", "odottaa vastausta", "waiting for an answer"),
    "footer": (
        "{school}. I drift kommer samma frågor i Slack eller Teams.",
        "{school}. Käytössä samat kysymykset tulevat Slackiin tai Teamsiin.",
        "{school}. In real use the same questions come in Slack or Teams.",
    ),
    "wait_you": ("{n} väntar på dig:", "{n} odottaa sinua:", "{n} waiting for you:"),
    "wait_group": ("{n} väntar på er:", "{n} odottaa teitä:", "{n} waiting for your team:"),
    "reading": ("Du läser som {name}", "Luet henkilönä {name}", "You are reading as {name}"),
    "empty": ("Inget väntar här.", "Täällä ei odota mitään.", "Nothing is waiting here."),
    "older": ("Visa äldre", "Näytä vanhemmat", "Show older"),
    "new": ("Ny fråga, {reference}.", "Uusi kysymys, {reference}.", "New question, {reference}."),
    "hello": (
        "När en elev börjar vara borta får rätt vuxen en fråga. Ingen fråga glöms bort.",
        "Kun oppilas alkaa olla poissa, oikea aikuinen saa kysymyksen. Yksikään kysymys ei unohdu.",
        "When a pupil begins to be away, the right adult gets a question. No question is forgotten.",
    ),
    "hello_line": (
        "Spela fram terminen till den första frågan, svara på den och se ärendet röra sig längs rutinen.",
        "Kelaa lukukautta ensimmäiseen kysymykseen, vastaa siihen ja katso, miten asia etenee.",
        "Play the term to the first question, answer it and see the case move along the routine.",
    ),
    "waiting_me": ("Väntar på dig", "Odottaa sinua", "Waiting for you"),
    "waiting_other": ("Väntar på svar", "Odottaa vastausta", "Waiting for an answer"),
    "answered": ("Besvarad", "Vastattu", "Answered"),
    "late": ("Väntat länge", "Odottanut pitkään", "Waited long"),
    "held": ("Vilar", "Lykätty", "On hold"),
    "superseded": ("Ersatt", "Korvattu", "Superseded"),
    "withdrawn": ("Återtagen", "Peruttu", "Withdrawn"),
    "more": ("Mer", "Lisää", "More"),
    "until": ("till {clock}", "{clock} asti", "until {clock}"),
    "form_lock": ("Bara du ser formuläret", "Vain sinä näet lomakkeen", "Only you see the form"),
    "lock": ("Bara du ser detta", "Vain sinä näet tämän", "Only you see this"),
    "lock_name": ("Bara du ser detta, {name}", "Vain sinä näet tämän, {name}", "Only you see this, {name}"),
    "optional": ("valfritt", "valinnainen", "optional"),
    "choose": ("Välj", "Valitse", "Choose"),
    "yes": ("Ja", "Kyllä", "Yes"),
    "no": ("Nej", "Ei", "No"),
    "become": ("Bli {name}", "Vaihda: {name}", "Become {name}"),
    "room_back": ("Rummet", "Huone", "The room"),
    "case": ("Ärende {reference}", "Asia {reference}", "Case {reference}"),
    "tabs": ("Ärendet", "Asia", "The case"),
    "course": ("Förlopp", "Eteneminen", "Course"),
    "pupil": ("Eleven", "Oppilas", "The pupil"),
    "ladder": ("Så går ett ärende", "Näin asia etenee", "How a case goes"),
    "ladder_label": ("Rutinen", "Toimintamalli", "The routine"),
    "hidden": (
        "Ärende {reference} visas bara för dem som berörs.",
        "Asia {reference} näytetään vain niille, joita se koskee.",
        "Case {reference} is shown only to those concerned.",
    ),
    "open_cases": ("Öppna ärenden", "Avoimet asiat", "Open cases"),
    "progress_done": ("klart", "valmis", "done"),
    "progress_passed": ("passerat", "ohitettu", "passed by"),
    "progress_now": ("pågår", "kesken", "under way"),
    "progress_ahead": ("inte nått", "ei vielä", "not reached"),
    "journal": ("Journal", "Loki", "Journal"),
    "answer": ("Svara", "Vastaa", "Answer"),
    "answer_case": ("Svara {reference}", "Vastaa {reference}", "Answer {reference}"),
    "answer_here": ("Svara i rummet", "Vastaa huoneessa", "Answer in the room"),
    "invalid": ("oanmäld", "luvaton", "unreported"),
    "invalid.FI": ("olovlig", "luvaton", "unreported"),
    "valid": ("anmäld", "ilmoitettu", "reported"),
    "valid.FI": ("lovlig", "ilmoitettu", "reported"),
    "present": ("närvaro", "läsnä", "present"),
    "missing": ("register saknas", "merkintä puuttuu", "no register"),
    "none_here": (
        "Rummet eller personen finns inte.",
        "Huonetta tai henkilöä ei ole.",
        "There is no such room or person.",
    ),
    "to_start": ("Till början", "Alkuun", "To the start"),
}


def page_text(language: str, key: str, **values: object) -> str:
    """The page's word for ``key`` in ``sv``, ``fi``, ``en`` or ``sv-FI``; an unknown language reads Swedish."""
    base = language.partition("-")[0]
    place = LANGUAGES.index(base) if base in LANGUAGES else 0
    return PAGE_TEXTS[own_key(language, key, PAGE_TEXTS)][place].format(**values)
