"""Words with which the local chat's page is filled: rooms, the course of a case, the calendar. Three languages."""

from __future__ import annotations

from functools import cache
from typing import Final

from babel import Locale

from bot.notices.texts import Marked, own_key, plain

LANGUAGES: Final = ("sv", "fi", "en")
Sentence = str | tuple[str, str]

BOARD_TEXTS: Final[dict[str, tuple[Sentence, Sentence, Sentence]]] = {
    # Rooms and people
    "group.mentors": ("Mentorer", "Luokanvalvojat", "Mentors"),
    "group.mentors.FI": ("Klassföreståndare", "Luokanvalvojat", "Class teachers"),
    "group.care": ("Elevhälsa", "Oppilashuolto", "Pupil health"),
    "group.lead": ("Ledning", "Johto", "Leadership"),
    "group.direct": ("Direkt till en person", "Suoraan henkilölle", "Direct to a person"),
    "room.health_team": ("EHT", "Oppilashuoltoryhmä", "Health team"),
    "room.health_team.FI": ("Elevhälsan", "Oppilashuolto", "Pupil health"),
    "room.nurse": ("Skolsköterska", "Terveydenhoitaja", "School nurse"),
    "room.nurse.FI": ("Hälsovårdare", "Terveydenhoitaja", "School nurse"),
    "room.special_educator": ("Specialpedagog", "Erityisopettaja", "Special educator"),
    "room.special_educator.FI": ("Speciallärare", "Erityisopettaja", "Special educator"),
    "room.principal": ("Rektor", "Rehtori", "Principal"),
    "room.team": ("elevhälsoteamet", "oppilashuoltoryhmä", "pupil health team"),
    "room.team.FI": ("gruppen", "ryhmä", "the team"),
    "role.mentor": ("mentor", "luokanvalvoja", "mentor"),
    "role.mentor.FI": ("klassföreståndare", "luokanvalvoja", "class teacher"),
    "role.nurse": ("skolsköterska", "terveydenhoitaja", "school nurse"),
    "role.nurse.FI": ("hälsovårdare", "terveydenhoitaja", "school nurse"),
    "role.special_educator": ("specialpedagog", "erityisopettaja", "special educator"),
    "role.special_educator.FI": ("speciallärare", "erityisopettaja", "special educator"),
    "role.counselor": ("kurator", "kuraattori", "counsellor"),
    "role.health_team": ("EHT", "oppilashuolto", "health team"),
    "role.health_team.FI": ("elevhälsan", "oppilashuolto", "pupil health"),
    "role.principal": ("rektor", "rehtori", "principal"),
    "role.deputy": ("ersättare", "varahenkilö", "deputy"),
    "role.teacher": ("lärare", "opettaja", "teacher"),
    "who": ("{name}, {role}", "{name}, {role}", "{name}, {role}"),
    # Messages
    "waits_for": ("Väntar på {who}", "Odottaa: {who}", "Waiting for {who}"),
    "where": ("{cls}, steg {n} av {of}", "{cls}, porras {n}/{of}", "{cls}, stage {n} of {of}"),
    "where.stage": ("steg {n} av {of}", "porras {n}/{of}", "stage {n} of {of}"),
    "where.school": ("hela skolan", "koko koulu", "the whole school"),
    "left": (
        ("{n} skoldag kvar", "{n} skoldagar kvar"),
        ("{n} koulupäivä jäljellä", "{n} koulupäivää jäljellä"),
        ("{n} school day left", "{n} school days left"),
    ),
    "left.last": ("Sista dagen", "Viimeinen päivä", "Last day"),
    "over": (
        ("{n} skoldag över tiden", "{n} skoldagar över tiden"),
        ("{n} koulupäivä myöhässä", "{n} koulupäivää myöhässä"),
        ("{n} school day overdue", "{n} school days overdue"),
    ),
    "until": ("Svara senast {day}.", "Vastaa viimeistään {day}.", "Answer by {day}."),
    "until.then": (
        "Svara senast {day}, sedan frågas {who}.",
        "Vastaa viimeistään {day}, sen jälkeen kysytään: {who}.",
        "Answer by {day}, then {who} is asked.",
    ),
    "was": ("Svarsdagen var {day}.", "Vastauspäivä oli {day}.", "The answer day was {day}."),
    "was.then": (
        "Svarsdagen var {day}. Går vidare till {who}.",
        "Vastauspäivä oli {day}. Seuraavaksi: {who}.",
        "The answer day was {day}. Goes on to {who}.",
    ),
    "follow": (
        ("{n} skoldag till uppföljning", "{n} skoldagar till uppföljning"),
        ("{n} koulupäivä seurantaan", "{n} koulupäivää seurantaan"),
        ("{n} school day to the follow-up", "{n} school days to the follow-up"),
    ),
    "reference.done": ("{who}, {day}", "{who}, {day}", "{who}, {day}"),
    "today": ("Idag, {day}", "Tänään, {day}", "Today, {day}"),
    # Case
    "opened": ("{cls}, öppnat {day}", "{cls}, avattu {day}", "{cls}, opened {day}"),
    "opened.only": ("öppnat {day}", "avattu {day}", "opened {day}"),
    "closed": ("{meta}, avslutat {day}", "{meta}, päätetty {day}", "{meta}, closed {day}"),
    "limit": ("gräns {limit}", "raja {limit}", "limit {limit}"),
    "why": (
        "{what} *{value}* {during}. Rutinen säger {limit}.",
        "{what} *{value}* {during}. Toimintamallin raja on {limit}.",
        "{what} *{value}* {during}. The routine says {limit}.",
    ),
    "since": ("{day}", "{day}", "{day}"),
    "since.contacted_guardian": ("kontakt {day}", "yhteydenotto {day}", "contact {day}"),
    "since.talked_with_pupil": ("samtal {day}", "keskustelu {day}", "talk {day}"),
    "since.simple_investigation": ("utredning {day}", "selvitys {day}", "investigation {day}"),
    "since.measures_presented": ("åtgärder {day}", "toimet {day}", "measures {day}"),
    "since.plan_agreed": ("plan {day}", "suunnitelma {day}", "plan {day}"),
    "step.improved": (
        "Uppföljning: närvaron ökar",
        "Seuranta: läsnäolo lisääntyy",
        "Follow-up: attendance improves",
    ),
    "step.not_improved": (
        "Uppföljning: närvaron ökar inte än",
        "Seuranta: läsnäolo ei vielä lisäänny",
        "Follow-up: attendance does not improve yet",
    ),
    "lessons": ("Lektionerna som räknas", "Tunnit, jotka lasketaan", "The lessons that count"),
    "lessons.columns": ("Dag|Lektioner|Frånvaro", "Päivä|Tunnit|Poissaolo", "Day|Lessons|Absence"),
    "always": ("Alltid möjligt", "Aina mahdollista", "Always possible"),
    "improves": ("ökar närvaron?", "lisääntyykö läsnäolo?", "is attendance improving?"),
    "paper": ("har papperet kommit?", "onko paperi tullut?", "has the paper come?"),
    "stage.passed": ("Inte dokumenterat.", "Ei kirjattu.", "Not documented."),
    "gate": ("{when}: {ask}", "{when}: {ask}", "{when}: {ask}"),
    "gate.after": ("Efter {span}", "{span} kuluttua", "After {span}"),
    "gate.leads": (
        "*Ja*, {yes}. *Nej*, {no}.",
        "*Kyllä*, {yes}. *Ei*, {no}.",
        "*Yes*, {yes}. *No*, {no}.",
    ),
    "gate.yes": ("*Ja.* {who}, {day}", "*Kyllä.* {who}, {day}", "*Yes.* {who}, {day}"),
    "gate.no": ("*Nej.* {who}, {day}", "*Ei.* {who}, {day}", "*No.* {who}, {day}"),
    "lead.close": ("avslutas", "päättyy", "closed"),
    "lead.stay": ("stannar i steget", "pysyy portaalla", "stays at the stage"),
    "lead.stage": ("vidare till steg {n}", "siirtyy portaalle {n}", "on to stage {n}"),
    "span.school_days": (
        ("{n} skoldag", "{n} skoldagar"),
        ("{n} koulupäivän", "{n} koulupäivän"),
        ("{n} school day", "{n} school days"),
    ),
    "span.days": (("{n} dag", "{n} dagar"), ("{n} päivän", "{n} päivän"), ("{n} day", "{n} days")),
    "span.weeks": (("{n} vecka", "{n} veckor"), ("{n} viikon", "{n} viikon"), ("{n} week", "{n} weeks")),
    "span.months": (
        ("{n} månad", "{n} månader"),
        ("{n} kuukauden", "{n} kuukauden"),
        ("{n} month", "{n} months"),
    ),
    "task.duty": ("Rektors uppgift", "Rehtorin tehtävä", "The principal's task"),
    "task.takes": ("Välja vem som tar ärendet", "Valita, kuka ottaa asian", "Choose who takes the case"),
    "task.remember": ("Att komma ihåg", "Muistettavaa", "To remember"),
    "task.referral": ("Frågan lyft vidare", "Asia viety eteenpäin", "Raised further"),
    "task.follow": ("Uppföljning", "Seuranta", "Follow-up"),
    "count.open": (
        ("{n} öppet", "{n} öppna"),
        ("{n} avoin", "{n} avointa"),
        ("{n} open", "{n} open"),
    ),
    "ladder.numbers": (
        "Siffror öppnar ett ärende. Människor avgör.",
        "Luvut avaavat asian. Ihmiset päättävät.",
        "Figures open a case. People decide.",
    ),
    "ladder.file": (
        "Rutinen är en textfil som skolan själv ändrar.",
        "Toimintamalli on tekstitiedosto, jota koulu itse muuttaa.",
        "The routine is a text file that the school itself changes.",
    ),
    "limit.at": ("Gräns: {limits}.", "Raja: {limits}.", "Limit: {limits}."),
    "case.row": ("{cls}, steg {n}, {what}", "{cls}, porras {n}, {what}", "{cls}, stage {n}, {what}"),
    "case.row.with": ("väntar på {who}", "odottaa: {who}", "waiting for {who}"),
    "case.row.held": ("vilar till {day}", "lykätty {day} asti", "on hold until {day}"),
    "case.row.follow": ("uppföljning {day}", "seuranta {day}", "follow-up {day}"),
    # Journal
    "journal.opened": (
        "Gränsen i steg {n} nådd.",
        "Portaan {n} raja saavutettu.",
        "Limit of stage {n} reached.",
    ),
    "journal.judged": ("{who} lyfte oro.", "{who} nosti huolen esiin.", "{who} raised a concern."),
    "journal.asked": ("Fråga till {who}.", "Kysymys: {who}.", "Question to {who}."),
    "journal.answered": ("{who}: {what}.", "{who}: {what}.", "{who}: {what}."),
    "journal.saved": ("{who}: svar sparat.", "{who}: vastaus tallennettu.", "{who}: answer saved."),
    "journal.note": ("{who}: anteckning.", "{who}: muistiinpano.", "{who}: a note."),
    "journal.late_answer": (
        "{who} svarade för sent, inget ändrades.",
        "{who} vastasi liian myöhään, mikään ei muuttunut.",
        "{who} answered too late, nothing changed.",
    ),
    "journal.advanced": ("Vidare till steg {n}.", "Siirtyi portaalle {n}.", "On to stage {n}."),
    "journal.again": (
        "Gränsen i steg {n} nådd igen.",
        "Portaan {n} raja saavutettu uudelleen.",
        "Limit of stage {n} reached again.",
    ),
    "journal.reminded": ("Påminnelse skickad.", "Muistutus lähetetty.", "Reminder sent."),
    "journal.escalated": ("Frågan gick även till {who}.", "Kysymys myös: {who}.", "Also asked: {who}."),
    "journal.referred": ("Lyft till {who}.", "Viety eteenpäin: {who}.", "Raised with {who}."),
    "journal.follow_up_booked": ("Uppföljning {day}.", "Seuranta {day}.", "Follow-up {day}."),
    "journal.held": ("Pausat till {day}.", "Lykätty {day} asti.", "On hold until {day}."),
    "journal.held.over": ("Pausen är slut.", "Tauko on päättynyt.", "The pause is over."),
    "journal.handed_over": ("Överlämnat till {who}.", "Siirretty: {who}.", "Handed over to {who}."),
    "journal.undone": ("{who}: ångrat.", "{who}: kumottu.", "{who}: undone."),
    "journal.corrected": (
        "Frånvaron rättades, gränsen i steg {n} är inte nådd.",
        "Poissaolot korjattiin, portaan {n} raja ei täyty.",
        "Absence corrected, the limit of stage {n} is not reached.",
    ),
    "journal.withdrawn": (
        "Frågan drogs tillbaka efter en rättelse.",
        "Kysymys peruttiin korjauksen jälkeen.",
        "The question was withdrawn after a correction.",
    ),
    "journal.viewed": (
        "{who} öppnade elevens uppgifter.",
        "{who} avasi oppilaan tiedot.",
        "{who} opened the pupil's details.",
    ),
    "journal.nobody_to_notify": (
        "Ingen att fråga, rektor väljer.",
        "Ei ketään, keneltä kysyä; rehtori valitsee.",
        "Nobody to ask, the principal chooses.",
    ),
    "journal.delivery_failed": (
        "Frågan nådde inte fram.",
        "Kysymys ei mennyt perille.",
        "The question did not arrive.",
    ),
    "journal.refused": (
        "Någon som inte arbetar med eleven försökte svara.",
        "Joku, joka ei työskentele oppilaan kanssa, yritti vastata.",
        "Somebody who does not work with the pupil tried to answer.",
    ),
    "journal.redacted": ("Uppgifter togs bort.", "Tietoja poistettiin.", "Details were removed."),
    "journal.closed": ("Ärendet avslutades.", "Asia päätettiin.", "The case was closed."),
    "journal.reopened": ("Ärendet öppnades igen.", "Asia avattiin uudelleen.", "The case was reopened."),
    # Calendar
    "week": ("vecka {n}", "viikko {n}", "week {n}"),
    "start": (
        "Provskola med {n} påhittade elever. Inget lämnar den här datorn.",
        "Koekoulu, {n} keksittyä oppilasta. Mikään ei lähde tältä koneelta.",
        "A sample school of {n} invented pupils. Nothing leaves this computer.",
    ),
    "read": (
        ("{n} lektion läst.", "{n} lektioner lästa."),
        ("{n} tunti luettu.", "{n} tuntia luettu."),
        ("{n} lesson read.", "{n} lessons read."),
    ),
    "none": ("Inga nya frågor.", "Ei uusia kysymyksiä.", "No new questions."),
    "one": (
        "1 ny fråga, till {who} i {room}.",
        "1 uusi kysymys: {who}, {room}.",
        "1 new question, to {who} in {room}.",
    ),
    "one.team": ("1 ny fråga, i {room}.", "1 uusi kysymys: {room}.", "1 new question, in {room}."),
    "some": ("{n} nya frågor, i {rooms}.", "{n} uutta kysymystä: {rooms}.", "{n} new questions, in {rooms}."),
    "and": ("{first} och {last}", "{first} ja {last}", "{first} and {last}"),
    "digest": (
        "Måndagsöversikten står i {room}.",
        "Maanantaikatsaus on tullut: {room}.",
        "The Monday digest stands in {room}.",
    ),
    "others": (
        ("1 svar från andra.", "{n} svar från andra."),
        ("1 vastaus muilta.", "{n} vastausta muilta."),
        ("1 answer from others.", "{n} answers from others."),
    ),
    "speed.calm": ("Lugn fart", "Rauhallinen", "Calm"),
    "speed.brisk": ("Rask fart", "Ripeä", "Brisk"),
    "speed.fast": ("Högsta fart", "Nopein", "Fastest"),
    "said.saved": ("Svaret är sparat.", "Vastaus on tallennettu.", "The answer is saved."),
    "said.undone": (
        "Ångrad, frågan är öppen igen.",
        "Kumottu, kysymys on taas auki.",
        "Undone, the question is open again.",
    ),
    "said.list": ("Listan är öppnad.", "Lista on avattu.", "The list is open."),
}


def board_text(lang: str, key: str, **values: object) -> Marked:
    """The sentence in ``sv``, ``fi``, ``en`` or ``sv-FI``; ``n`` chooses between one and several."""
    base = lang.partition("-")[0]
    found = BOARD_TEXTS[own_key(lang, key, BOARD_TEXTS)][LANGUAGES.index(base)]
    if isinstance(found, tuple):
        found = found[0 if _plural(base, int(str(values["n"]))) == "one" else 1]
    return Marked(found.format(**{name: plain(value) for name, value in values.items()}))


def has_board_text(key: str) -> bool:
    """Whether there is such a sentence."""
    return key in BOARD_TEXTS


@cache
def _plural(lang: str, n: int) -> str:
    return str(Locale.parse(lang).plural_form(n))
