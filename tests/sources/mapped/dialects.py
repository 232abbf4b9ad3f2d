"""The invented term as the exports of four systems tell it."""

from __future__ import annotations

from tests.sources.term import BELLS, Told, clock

WILMA = {
    ("absent", "valid", "health"): "Terveydelliset syyt",
    ("absent", "valid", "leave"): "Ennalta anottu vapaa",
    ("absent", "invalid", ""): "Luvaton poissaolo",
    ("late", "invalid", ""): "Myöhästyminen",
}
SCHOOLSOFT = {
    ("present", "", ""): "Närvarande",
    ("absent", "valid", "health"): "Sjuk",
    ("absent", "valid", "leave"): "Beviljad ledighet",
    ("absent", "invalid", ""): "Ogiltig frånvaro",
    ("late", "invalid", ""): "Sen ankomst",
    ("unreported", "", ""): "Ej rapporterad",
}


def wilma(lessons: list[Told]) -> bytes:
    """Marks only: whoever has none was there."""
    rows = ["Oppilasnumero;Nimi;Päivämäärä;Alkaa;Päättyy;Kesto;Merkintä;Aine;Lisätieto"]
    for one in lessons:
        if one.status == "present":
            continue
        mark = WILMA[one.status, one.kind, one.reason]
        missed = one.absent if one.status == "late" else ""
        day = f"{one.day.day}.{one.day.month}.{one.day.year}"
        rows.append(
            f'{one.pupil};X;{day};{one.starts};{one.ends};{missed};{mark};{one.subject};"hemligt; ""citat"""'
        )
    return "\r\n".join([*rows, ""]).encode("windows-1252")


def timetable(school: str, classes: tuple[str, ...]) -> str:
    """Every class has the same week."""
    rows = ["school,class,pupil_id,weekday,starts,ends,subject"]
    for name in classes:
        for day in range(1, 6):
            rows += [f"{school},{name},,{day},{clock(at)},{clock(at + n)},{what}" for at, n, what in BELLS]
    return "\n".join(rows) + "\n"


def skola24(lessons: list[Told]) -> bytes:
    """Minutes with and without leave, a sum after each pupil's row."""
    rows = ["Elev-ID;Datum;Starttid;Sluttid;Giltig frånvaro (min);Ogiltig frånvaro (min);Ämne"]
    for one in lessons:
        valid, invalid = (one.absent if one.kind == kind else 0 for kind in ("valid", "invalid"))
        rows.append(f"{one.pupil};{one.day};{one.starts};{one.ends};{valid};{invalid};{one.subject}")
        rows.append("Summa;;;;;;")
    return "\n".join([*rows, ""]).encode("utf-8-sig")


def vklass(lessons: list[Told]) -> bytes:
    """Beginning and length."""
    rows = ["Elev-ID,Lektionsstart,Undv. tid,N min,GF min,F min,Kurs"]
    for one in lessons:
        valid, invalid = (one.absent if one.kind == kind else 0 for kind in ("valid", "invalid"))
        here = f"{one.length},{one.length - one.absent},{valid},{invalid},{one.subject}"
        rows.append(f"{one.pupil},{one.day} {one.starts},{here}")
    return "\n".join(rows).encode()


def schoolsoft(lessons: list[Told]) -> bytes:
    """Numbers of lessons and reasons; the mapping has to know the bells."""
    rows = ["Elevnummer;Datum;Lektion;Längd;Frånvaro;Orsak;Ämne"]
    for one in lessons:
        code = SCHOOLSOFT[one.status, one.kind, one.reason]
        missed = one.absent if one.status == "late" else ""
        rows.append(f"{one.pupil};{one.day};{one.number};{one.length};{missed};{code};{one.subject}")
    return "\n".join([*rows, ""]).encode("windows-1252")


BELLS_OF_SCHOOLSOFT = ", ".join(f'{n} = "{clock(at)}"' for n, (at, _, _) in enumerate(BELLS, 1))
