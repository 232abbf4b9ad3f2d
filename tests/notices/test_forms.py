"""Forms: whose words stand where, what saving does, what is missing."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from bot.ladders import load_forms
from bot.notices import forms
from bot.notices.form_check import BACK, mistakes, only
from bot.notices.forms import Consequence, Given, after, private_line
from bot.notices.model import Field, FieldKind, Form, Option
from bot.rules.ladder import Action, FormField, LadderForm
from tests.notices.school import ANNA, about, day

TODAY = day(11, 24)
DAY = timedelta(days=1)
GIVEN = Given(today=TODAY, school_year_ends=day(6, 11, 2027), people=[ANNA])


def form_of(*fields: FormField, lang: str = "sv", given: Given = GIVEN, title: str = "") -> Form:
    own = LadderForm(key="own", title={"sv": title} if title else {}, fields=fields)
    return forms.form(about(lang), Action(key="own_step", form="own"), own, given, then="")


@pytest.mark.parametrize(
    ("then", "said"),
    [
        (Consequence(), "När du sparar är frågan besvarad."),
        (
            Consequence(part=True),
            "När du sparar är den här delen klar. Frågan står kvar tills allt är gjort.",
        ),
        (Consequence(closes=True), "När du sparar avslutas ärendet. Det går att ångra i 15 minuter."),
        (Consequence(opens=3), "När du sparar går ärendet vidare till steg 3."),
        (Consequence(queued=True, opens=3), "När du sparar läggs ärendet i EHT:s kö."),
        (Consequence(copy_to="rektor"), "När du sparar får rektor en kopia."),
        (
            Consequence(duty=True, follow_up=day(12, 8), evaluates=True),
            (
                "När du sparar påminns rektor om att meddela huvudmannen att en utredning har startat. "
                "Utvärdering tis\u00a08\u00a0dec."
            ),
        ),
        (
            Consequence(follow_up=day(12, 8), evaluates=True, chosen=True),
            "När du sparar är frågan besvarad. Den dag du väljer kommer frågan om närvaron ökar.",
        ),
        (
            Consequence(follow_up=day(12, 8), paper=True),
            "När du sparar är frågan besvarad. Tis\u00a08\u00a0dec kommer frågan om papperet har kommit.",
        ),
    ],
)
def test_every_form_ends_with_what_saving_does(then: Consequence, said: str) -> None:
    assert after("own_step", "sv", then) == said


@pytest.mark.parametrize("key", ["hold", "hand_over", "note", "follow_up_later"])
def test_what_is_always_there_has_its_own_ending(key: str) -> None:
    assert after(key, "en", Consequence(closes=True)).startswith("When you save,")
    assert after(key, "en", Consequence()) != after("own_step", "en", Consequence())


def test_a_report_is_never_filed_for_anybody() -> None:
    for key in ("concern_report", "child_protection_notice"):
        assert "Anmälan gör du själv" in after(key, "sv", Consequence())


def test_above_a_form_in_a_window_of_its_own_stands_who_sees_it() -> None:
    shown = replace(form_of(), intro="Kim Ekdahl, 8C · Ärende K7M2")
    assert private_line(shown) == "Kim Ekdahl, 8C · Ärende K7M2 · visas bara för dig"
    assert private_line(replace(shown, language="en")).endswith("only you can see this")


def test_fields_without_words_get_ours_or_their_key() -> None:
    made = form_of(
        FormField(key="note", kind="long_text", label={}), FormField(key="own_field", kind="text", label={})
    )
    assert [field.label for field in made.fields] == ["Anteckning", "Own field"]
    assert made.title == "Own step"
    assert made.fields[0].hint.startswith("Kort och sakligt, högst 500 tecken. Inga diagnoser.")


def test_a_ladders_words_are_used_in_the_first_language_it_has() -> None:
    made = form_of(
        FormField(key="note", kind="long_text", label={"sv": "Egna ord"}, hint={"sv": "Kort"}),
        lang="fi",
        title="En titel som är alldeles för lång",
    )
    assert (made.fields[0].label, made.fields[0].hint) == ("Egna ord", "Kort")
    assert made.title == "En titel som är alldele…"


def test_finlands_swedish_replaces_our_standard_word_but_not_a_schools_own() -> None:
    choice = FormField(
        key="who",
        kind="choice",
        label={"sv": "Vem ansvarar?"},
        options=(("mentor", {"sv": "Mentor"}), ("nurse", {"sv": "Vår egen sköterska"})),
    )
    options = form_of(choice, lang="sv-FI").fields[0].options
    assert [one.label for one in options] == ["Klassföreståndare", "Vår egen sköterska"]


def test_what_is_likely_is_filled_in() -> None:
    made = forms.form(
        about("sv"), Action(key="contacted_guardian", form="contact"), load_forms()["contact"], GIVEN, then=""
    )
    assert made.fields[0].initial == "2026-11-24"
    given = replace(GIVEN, initial={"date": "2026-11-20"})
    again = forms.form(
        about("sv"), Action(key="contacted_guardian", form="contact"), load_forms()["contact"], given, then=""
    )
    assert again.fields[0].initial == "2026-11-20"


def test_dates_know_how_far_they_may_reach() -> None:
    made = form_of(
        FormField(key="day", kind="date", label={}, earliest="today", latest="school year"),
        FormField(key="past", kind="date", label={}, latest="today"),
    )
    assert (made.fields[0].earliest, made.fields[0].latest) == (TODAY, day(6, 11, 2027))
    assert (made.fields[1].earliest, made.fields[1].latest) == (None, TODAY)


OPTIONS = (Option(key="a", label="A"), Option(key="b", label="B"))


def form_with(**changes: Any) -> Form:
    base = Field(key="f", kind=FieldKind.TEXT, label="Fält", required=True)
    field = replace(base, **changes)
    return Form(action="x", ask_id="q", title="T", fields=(field,), after="", submit="S", close="C")


@pytest.mark.parametrize(
    ("changes", "sent", "said"),
    [
        ({}, "", "Skriv några ord."),
        ({}, "Klart", None),
        ({"required": False}, "", None),
        ({"max_length": 3}, "Klart", "Högst 3 tecken."),
        ({"kind": FieldKind.DATE}, "", "Välj ett datum."),
        ({"kind": FieldKind.DATE, "latest": TODAY}, "", "Välj ett datum, senast i dag."),
        ({"kind": FieldKind.DATE, "latest": TODAY}, "2026-11-25", "Välj ett datum, senast i dag."),
        ({"kind": FieldKind.DATE, "latest": TODAY}, "2026-11-24", None),
        ({"kind": FieldKind.DATE, "earliest": TODAY}, "2026-11-23", "Välj ett datum, tidigast i dag."),
        ({"kind": FieldKind.DATE, "earliest": TODAY}, "2026-11-25", None),
        ({"kind": FieldKind.DATE, "earliest": TODAY, "latest": day(12, 1)}, "2026-12-02", "Välj ett datum."),
        ({"kind": FieldKind.DATE}, "i går", "Välj ett datum."),
        ({"kind": FieldKind.DATE, "latest": TODAY}, str(TODAY - BACK), None),
        ({"kind": FieldKind.DATE, "latest": TODAY}, str(TODAY - BACK - DAY), "Välj ett datum."),
        ({"kind": FieldKind.DATE, "earliest": TODAY}, str(TODAY + BACK), None),
        ({"kind": FieldKind.DATE, "earliest": TODAY}, str(TODAY + BACK + DAY), "Välj ett datum."),
        ({"kind": FieldKind.TIME}, "", "Välj ett klockslag."),
        ({"kind": FieldKind.TIME}, "25:00", "Välj ett klockslag."),
        ({"kind": FieldKind.TIME}, "00:00", None),
        ({"kind": FieldKind.TIME}, "23:59", None),
        ({"kind": FieldKind.PERSON}, "", "Välj en person."),
        ({"kind": FieldKind.YES_NO, "options": OPTIONS}, "", "Välj ett alternativ."),
        ({"kind": FieldKind.CHOICE, "options": OPTIONS}, "c", "Välj ett alternativ."),
        ({"kind": FieldKind.CHOICE, "options": OPTIONS}, "b", None),
        ({"kind": FieldKind.CHOICES, "options": OPTIONS}, (), "Välj minst ett alternativ."),
        ({"kind": FieldKind.CHOICES, "options": OPTIONS}, ("a", "c"), "Välj minst ett alternativ."),
        ({"kind": FieldKind.CHOICES, "options": OPTIONS}, ("a", "b"), None),
        ({"kind": FieldKind.CHOICES, "options": OPTIONS}, ("a", {"b": "b"}), "Välj minst ett alternativ."),
        ({}, ["Klart"], "Skriv några ord."),
        ({"required": False}, {"text": "Klart"}, "Skriv några ord."),
    ],
)
def test_what_is_missing_is_said_kindly(changes: dict[str, Any], sent: object, said: str | None) -> None:
    assert mistakes(form_with(**changes), {"f": sent}) == ({"f": said} if said else {})


def test_rows_left_empty_are_no_mistake_but_one_is_needed() -> None:
    column = Field(key="what", kind=FieldKind.TEXT, label="Vad", required=True)
    other = Field(key="who", kind=FieldKind.TEXT, label="Vem", required=True)
    form = form_with(kind=FieldKind.LIST, fields=(column, other), rows=3)
    assert mistakes(form, {}) == {"f.0.what": "Skriv några ord.", "f.0.who": "Skriv några ord."}
    rows = [{"what": "Möte", "who": "Anna"}, {"what": "", "who": ""}, {"what": "Skjuts"}]
    assert mistakes(form, {"f": rows}) == {"f.2.who": "Skriv några ord."}
    assert mistakes(replace(form, fields=(replace(form.fields[0], required=False),)), {"f": []}) == {}


def test_a_list_sent_as_something_else_is_as_good_as_empty() -> None:
    column = Field(key="what", kind=FieldKind.TEXT, label="Vad", required=True)
    form = form_with(kind=FieldKind.LIST, fields=(column,), rows=3)
    assert mistakes(form, {"f": "Möte"}) == {"f.0.what": "Skriv några ord."}
    assert mistakes(form, {"f": ["Möte"]}) == {"f.0.what": "Skriv några ord."}


def test_only_what_the_form_asks_for_is_kept() -> None:
    column = Field(key="what", kind=FieldKind.TEXT, label="Vad", required=True)
    form = form_with(kind=FieldKind.LIST, fields=(column,), rows=3)
    note = Field(key="note", kind=FieldKind.TEXT, label="Ord", required=False)
    asked = replace(form, fields=(*form.fields, note))
    sent = {
        "f": [{"what": "Möte", "closes": "yes"}, "Skjuts"],
        "note": "Hej",
        "responsible": "x@lits.example",
    }
    assert only(asked, sent) == {"f": [{"what": "Möte"}], "note": "Hej"}
    assert only(asked, {"f": "Möte"}) == {"f": []}
