"""Messages, forms, a pupil and a ladder as the page would be given them; the pupil is invented."""

from __future__ import annotations

from datetime import date, timedelta

from bot.notices.board import (
    BarGroup,
    BarRow,
    DigestView,
    MessageState,
    MessageView,
    Undo,
    WaitingRow,
)
from bot.notices.board_case import (
    Gate,
    LadderPane,
    Lessons,
    LimitBar,
    PupilView,
    Squares,
    StageView,
)
from bot.notices.model import (
    Button,
    DayMark,
    Fact,
    Field,
    FieldKind,
    Form,
    Notice,
    NoticeKind,
    Option,
    Strip,
    StripDay,
    StripWeek,
)

PUPIL = "Alva Myrén"
TODAY = date(2026, 11, 10)
SHOW = Button(key="show", label="Visa elev")
MORE = (
    Button(key="hold", label="Pausa till …", opens_form=True),
    Button(key="hand_over", label="Lämna över …", opens_form=True),
    Button(key="note", label="Anteckning …", opens_form=True),
)
CAUSES = ("Trivsel eller kamrater", "Skolarbete eller stöd", "Hälsa eller mående", "Sömn eller rutiner")


def alert(ask_id: str) -> Notice:
    """The question of the first stage."""
    return Notice(
        kind=NoticeKind.ALERT,
        fallback="Ärende K7M2, 8C: kontakta vårdnadshavare.",
        language="sv",
        ask_id=ask_id,
        heading="Kontakta vårdnadshavare",
        body="Frånvaron har nått gränsen för steg 1. Hör hur eleven har det och vad som kan hjälpa.",
        buttons=(
            Button(key="contacted_guardian", label="Kontakt tagen …", primary=True, opens_form=True),
            Button(key="refer_to_eht", label="Lyft till EHT …"),
            SHOW,
        ),
        overflow=(Button(key="not_worrying", label="Inte oroande …"), *MORE),
    )


def follow_up(ask_id: str) -> Notice:
    """Does attendance improve?"""
    return Notice(
        kind=NoticeKind.FOLLOW_UP,
        fallback="Ärende K7M2, 8C: ökar närvaron?",
        language="sv",
        ask_id=ask_id,
        heading="Ökar närvaron?",
        body="Det är två veckor sedan kontakten med vårdnadshavare. Titta på före och efter.",
        buttons=(
            Button(key="improved", label="Ja, den ökar"),
            Button(key="not_improved", label="Nej, inte än"),
            SHOW,
        ),
        overflow=MORE,
    )


def small(heading: str, body: str = "", *, ask_id: str = "", kind: NoticeKind = NoticeKind.SMALL) -> Notice:
    """Any other message."""
    return Notice(kind=kind, fallback=heading, language="sv", ask_id=ask_id, heading=heading, body=body)


def contact_form(ask_id: str, today: date) -> Form:
    """The form of the first stage."""
    return Form(
        action="contacted_guardian",
        ask_id=ask_id,
        title=f"Kontakt med hemmet för {PUPIL}",
        fields=(
            Field(
                key="date",
                kind=FieldKind.DATE,
                label="När hade ni kontakt?",
                required=True,
                initial=today.isoformat(),
                latest=today,
            ),
            Field(
                key="causes",
                kind=FieldKind.CHOICES,
                label="Vad kom fram?",
                hint="Välj det som nämndes. Flera går bra.",
                options=tuple(Option(key=f"c{n}", label=text) for n, text in enumerate(CAUSES)),
            ),
            Field(key="note", kind=FieldKind.LONG_TEXT, label="Anteckning", hint="Kort och sakligt."),
        ),
        after="När du sparar är frågan besvarad. Om två veckor kommer frågan om närvaron ökar.",
        submit="Spara",
        close="Avbryt",
    )


def agreements_form(ask_id: str) -> Form:
    """A long form: lists, choices, a person."""
    columns = (
        Field(key="what", kind=FieldKind.TEXT, label="Vad gör vi?"),
        Field(key="by", kind=FieldKind.DATE, label="Klart senast"),
    )
    people = tuple(Option(key=f"p{n}", label=f"Person {n}") for n in range(8))
    return Form(
        action="simple_investigation",
        ask_id=ask_id,
        title=f"Enkel utredning för {PUPIL}",
        fields=(
            Field(key="situation", kind=FieldKind.LONG_TEXT, label="Hur ser det ut nu?", required=True),
            Field(key="agreements", kind=FieldKind.LIST, label="Överenskommelse", fields=columns, rows=2),
            Field(key="who", kind=FieldKind.PERSON, label="Vem ansvarar?", options=people),
            Field(key="consent", kind=FieldKind.YES_NO, label="Samtycke att dela", required=True),
            Field(key="time", kind=FieldKind.TIME, label="Klockslag"),
        ),
        after="När du sparar får specialpedagogen en kopia.",
        submit="Spara",
        close="Avbryt",
    )


def strip(*, split: bool = False) -> Strip:
    """Twenty school days with a missing register and a holiday."""
    weeks: list[StripWeek] = []
    for number, monday in ((42, date(2026, 10, 12)), (43, date(2026, 10, 19)), (45, date(2026, 11, 2))):
        days = tuple(_day(monday + timedelta(days=n), n, number) for n in range(5))
        weeks.append(StripWeek(name=f"v. {number}", days=days))
    weeks.insert(2, StripWeek(name="v. 44", holiday="höstlov"))
    return Strip(
        title="Senaste 20 skoldagarna",
        say="Borta 4 dagar, 18 av 102 lektioner. Oanmält 2 dagar.",
        weekdays=("må", "ti", "on", "to", "fr"),
        weeks=tuple(weeks),
        legend="",
        split_at=date(2026, 11, 3) if split else None,
    )


def _day(day: date, weekday: int, week: int) -> StripDay:
    if weekday == 1 and week == 42:
        return StripDay(day=day, mark=DayMark.AWAY, away=6, given=6)
    if weekday == 2 and week == 45:
        return StripDay(day=day, mark=DayMark.UNREPORTED, away=3, given=6)
    return StripDay(day=day, mark=DayMark.PRESENT, given=6, missing=weekday == 4 and week == 43)


def pupil(*, split: bool = False) -> PupilView:
    """The private view."""
    rows = (("8 okt", "13:10-15:20", "oanmäld, 120 min"), ("13 okt", "hela dagen", "anmäld, 320 min"))
    return PupilView(
        name=PUPIL,
        meta="8C, mentor Anna Lindqvist",
        why="*17,6 %* frånvaro de senaste 20 skoldagarna. Rutinen säger minst 10 %.",
        bar=LimitBar(value=0.587, limit=0.333, label="gräns 10 %"),
        strip=strip(split=split),
        since="kontakt 3 nov" if split else "",
        facts=(
            Fact(label="Oanmälda tillfällen", value="4", note="rutinen säger minst 3"),
            Fact(label="Lektioner med register", value="115 av 119"),
        ),
        lessons=Lessons(heading="Lektionerna som räknas", columns=("Dag", "Lektion", "Frånvaro"), rows=rows),
    )


def ladder(*, counts: bool = False, hidden: str = "") -> LadderPane:
    """The routine itself."""
    gate = Gate(heading="Efter 2 veckor: ökar närvaron?", text="*Ja*, avslutas. *Nej*, vidare till steg 2.")
    stages = (
        StageView(
            heading="Rapportera och analysera", text="Mentorn kontaktar hemmet vid gränsen.", gate=gate
        ),
        StageView(
            heading="Fortsatt upprepad frånvaro",
            text="Skolsköterskan tar kontakt.",
            gate=gate,
            count="4 öppna" if counts else "",
        ),
        StageView(heading="Problematisk frånvaro", text="Elevhälsoteamet bedömer. Aldrig en siffra."),
    )
    return LadderPane(
        title="Rutin för ökad skolnärvaro, Lits skolområde i Östersund",
        stages=stages,
        lines=("Siffror öppnar ett ärende. Människor avgör.",),
        hidden=hidden,
    )


def digest() -> DigestView:
    """A Monday's digest."""
    return DigestView(
        heading="Väntar på svar",
        columns=("Ärende", "Vad", "Hos", "Senast"),
        waiting=(
            WaitingRow(
                reference="T4XA", what="Kontakt med hemmet, 7A", whose="Mehmet Demir", due="4 nov", late=True
            ),
            WaitingRow(reference="K7M2", what="Enkel utredning, 8C", whose="Anna Lindqvist", due="12 nov"),
        ),
        bars=(
            BarGroup(
                heading="Öppna ärenden per steg",
                rows=(
                    BarRow(label="1 Kontakt", value="9", share=1),
                    BarRow(label="2 Utredning", value="4", share=0.44),
                ),
            ),
            BarGroup(
                heading="Frånvaro före och efter",
                rows=(BarRow(label="Kontakt, 12", value="14 % till 7 %", share=0.35, before=0.7),),
                note="Visar vad som hände efteråt, inte att åtgärden var orsaken.",
            ),
        ),
    )


def gallery() -> tuple[MessageView, ...]:
    """Every state of a message, in one room."""
    made = (
        (
            "B1AA",
            MessageState.SUPERSEDED,
            small("Ärendet är nu i steg 2", "Den här frågan behöver inget svar."),
        ),
        ("B2AA", MessageState.WITHDRAWN, small("Frågan gäller inte längre", "Registren har rättats.")),
        ("B3AA", MessageState.HELD, small("Pausad till fre 27 nov", "Mehmet Demir, 5 november.")),
        (
            "B4AA",
            MessageState.ANSWERED,
            small("Kontakt tagen med vårdnadshavare", "@{mehmet@lits.example}, tis 3 nov"),
        ),
        ("B5AA", MessageState.WAITING_OTHER, alert("ask-b5")),
        ("B6AA", MessageState.LATE, alert("ask-b6")),
        ("", MessageState.SAID, small("Måndagsöversikt 9 november", kind=NoticeKind.DIGEST)),
    )
    return tuple(
        MessageView(
            key=reference or "digest",
            notice=notice,
            day=date(2026, 11, 9),
            clock="07:30",
            state=state,
            reference=reference,
            where="7A, steg 1 av 3" if reference else "hela skolan",
            mine=state is MessageState.LATE,
            squares=Squares(total=5, gone=5, late=4) if state is MessageState.LATE else None,
            timer="Väntar på svar sedan 4 nov." if state is MessageState.LATE else "",
            undo=Undo(ask_id="ask-b4", until="10:59", label="Ångra") if reference == "B4AA" else None,
            digest=None if reference else digest(),
            done=(("Kontakt med vårdnadshavare", "Mehmet Demir, 9 sep"),) if reference == "B5AA" else (),
        )
        for reference, state, notice in made
    )
