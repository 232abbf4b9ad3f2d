"""Small things of the file which each have one meaning."""

from __future__ import annotations

from fractions import Fraction

import pytest

from bot.ladders import read
from bot.notices.actions import labelled
from bot.rules.ladder import Block, Ladder, Line, Merge, Span, Unit
from bot.rules.ladder_file import LadderError, missing_to_go_live, read_ladder, read_library
from bot.rules.values import Kind, Reason, Status

HEAD = "id: xx-test\nname: {sv: Prov}\ncountry: SE\n"


def ladder_with(stage: str, more: str = "") -> Ladder:
    return read(f"{HEAD}{more}stages:\n  first:\n    {stage}\n", "test.yaml")


def line_of(text: str) -> Line:
    when = ladder_with(f"when: {{any: [{{{text}}}]}}").stages["first"].when
    assert when is not None
    return when.lines[0]


def asked(actions: str) -> Ladder:
    return ladder_with(f"asks: [{{who: mentor, within: 1 week, actions: {actions}}}]")


def test_a_dry_run_needs_no_more_than_stages_with_when() -> None:
    ladder = ladder_with("when: {any: [{hours: {over: 30, this: term}}]}")

    assert ladder.version == 1
    assert ladder.counting.hour_minutes is None
    assert missing_to_go_live(ladder, "sv") == [
        "stages.first.title: no text in sv",
        "stages.first.asks: nobody is asked",
    ]


def test_an_action_that_looks_like_a_slip_of_the_keyboard_is_said() -> None:
    when = "title: {sv: Ett}\n    when: {any: [{hours: {over: 30, this: term}}]}\n    "
    ask = "asks: [{who: mentor, within: 1 week, actions: {contacted_guradian: {}, our_own_step: {}}}]"
    ladder = ladder_with(when + ask)

    assert missing_to_go_live(ladder, "sv", labelled()) == [
        'stages.first: no words for the action "contacted_guradian"; "contacted_guardian" has some'
    ]


def test_what_is_lacking_in_another_language_is_said() -> None:
    ladder = ladder_with("title: {sv: Ett}\n    or_judged_by: [mentor]\n    say: {sv: Hör av dig.}")

    assert missing_to_go_live(ladder, "fi") == [
        "name: no text in fi (only sv)",
        "stages.first.title: no text in fi (only sv)",
        "stages.first.say: no text in fi (only sv)",
        "stages.first.asks: nobody is asked",
    ]


def test_a_stage_nothing_leads_to_is_said() -> None:
    lacks = missing_to_go_live(ladder_with("title: {sv: Ett}"), "sv")

    assert "stages.first: no when, nobody may judge it and nothing leads here" in lacks


def test_an_ask_without_buttons_cannot_go_live() -> None:
    ladder = ladder_with("asks: [{who: mentor, within: 1 week}]")

    assert "stages.first.asks[1].actions: mentor has no way to answer" in missing_to_go_live(ladder, "sv")


def test_a_form_without_words_cannot_go_live() -> None:
    text = f"{HEAD}forms:\n  call:\n    note: long_text\nstages:\n  first:\n    or_judged_by: [mentor]\n"
    ask = "    asks: [{who: mentor, within: 1 week, actions: {called: {form: call}}}]\n"

    lacks = missing_to_go_live(read(text + ask, "test.yaml"), "sv")

    assert lacks[-2:] == ["forms.call.title: no text in sv", "forms.call.note.label: no text in sv"]


@pytest.mark.parametrize(
    ("text", "span"),
    [
        ("20 school days", Span(20, Unit.SCHOOL_DAYS)),
        ("1 school week", Span(1, Unit.SCHOOL_WEEKS)),
        ("30 days", Span(30, Unit.DAYS)),
        ("4 weeks", Span(4, Unit.WEEKS)),
        ("2 months", Span(2, Unit.MONTHS)),
    ],
)
def test_a_rolling_window_is_a_number_and_a_unit(text: str, span: Span) -> None:
    assert line_of(f"hours: {{over: 30, last: {text}}}").last == span


@pytest.mark.parametrize(
    ("text", "block"),
    [("week", Block.WEEK), ("period", Block.PERIOD), ("school year", Block.SCHOOL_YEAR)],
)
def test_a_calendar_window_is_a_block(text: str, block: Block) -> None:
    assert line_of(f"hours: {{over: 30, this: {text}}}").this is block


def test_grades_outside_every_band_are_not_measured() -> None:
    line = line_of("hours: {over: {1-6: 30, 7-9: 40, 10: 50}, this: term}")

    assert [line.limit_for(grade) for grade in (1, 6, 7, 9, 10)] == [30, 30, 40, 40, 50]
    assert line.limit_for(0) is None
    assert line.limit_for(None) is None


def test_percentages_and_decimals_are_exact() -> None:
    assert line_of("share: {over: 12.5%, this: term}").limit_for(3) == Fraction(1, 8)
    assert line_of("hours: {over: 0.1, this: term}").limit_for(3) == Fraction(1, 10)


def test_everything_counts_where_the_line_names_nothing() -> None:
    line = line_of("hours: {over: 30, this: term}")

    assert line.kinds == frozenset(Kind)
    assert line.reasons is None
    assert line.marks == {Status.ABSENT}
    assert not line.names_cause


def test_a_line_can_say_what_it_counts() -> None:
    line = line_of(
        "occasions: {kinds: [valid], reasons_left_out: [health], marks: [absent, late, left_early], "
        "late_from: 30 min, merge: day, per: subject, min_days: 20, at_least: 3, again_every: 3, this: term}"
    )

    assert line.reasons_left_out == {Reason.HEALTH}
    assert line.late_from == Span(30, Unit.MINUTES)
    assert (line.merge, line.per_subject, line.min_days, line.again_every) == (
        Merge.DAY,
        True,
        20,
        Fraction(3),
    )
    assert line.names_cause


def test_words_that_yaml_likes_to_change_stay_words() -> None:
    more = "counting: {day_divides_at: 12:30, hour: 45 min, late_is_absence_from: 30 min, absent_day: any}\n"
    ladder = read(f"{HEAD}{more}stages:\n  no:\n    title: {{sv: yes, no: on}}\n", "test.yaml")

    assert ladder.stages["no"].title == {"sv": "yes", "no": "on"}
    assert ladder.counting.day_divides_at == 12 * 60 + 30
    assert (ladder.counting.hour_minutes, ladder.counting.late_is_absence_from) == (45, 30)


def test_an_action_says_all_that_follows_from_it() -> None:
    ladder = asked(
        "{a: {form: none, within: 2 weeks, refer: nurse, told: Kommunen, principal_duty: report_to_huvudman}, "
        "b: {remember: {note: {sv: Ring igen}, until: 2 weeks}}, c: {letter: {sv: Hej}}, d: {letter: own_words}, e: }"
    )
    a, b, c, d, e = ladder.stages["first"].asks[0].actions.values()

    assert (a.form, a.within, a.refer, a.told) == (None, Span(2, Unit.WEEKS), "nurse", "Kommunen")
    assert a.principal_duty == "report_to_huvudman"
    assert (b.remember, b.remember_until) == ({"sv": "Ring igen"}, Span(2, Unit.WEEKS))
    assert c.letter == {"sv": "Hej"}
    assert d.letter is not None
    assert "{figures}" in d.letter["fi"]
    assert e.key == "e"


def test_a_plain_note_to_remember_is_shown_in_every_language() -> None:
    ladder = asked("{a: {remember: {note: Ring igen, until: 2 weeks}}}")

    action = ladder.action("first", "a")
    assert action is not None
    assert action.remember == {"sv": "Ring igen", "fi": "Ring igen", "en": "Ring igen"}


def test_an_ask_can_wait_for_an_answer_of_the_follow_up() -> None:
    ladder = ladder_with(
        "follow_up: {after: 1 week}\n"
        "    asks: [{who: principal, within: 1 week, asked_after: [not_improved], actions: [guardian_informed]}]"
    )

    assert ladder.stages["first"].asks[0].asked_after == ("not_improved",)


def test_a_follow_up_can_ask_for_a_paper() -> None:
    rule = (
        ladder_with("follow_up: {after: 1 week, question: paper_arrived, arrived: stay, refer: nurse}")
        .stages["first"]
        .follow_up
    )

    assert rule is not None
    assert rule.answers == ("arrived", "not_arrived")
    assert (rule.good, rule.bad, rule.who, rule.refer) == ("stay", "stay", "mentor", "nurse")


def test_roles_may_be_a_list_where_the_words_are_the_same() -> None:
    more = "roles: [counselor, office]\nreviews: [{every: quarter, who: [counselor, principal]}]\n"
    ladder = ladder_with("or_judged_by: [office]", more)

    assert ladder.roles == {"counselor": "counselor", "office": "office"}
    assert ladder.reviews[0].list == "bands"


def test_a_ladders_own_form_comes_before_the_standard_one() -> None:
    forms = "forms:\n  contact:\n    title: {sv: Samtal}\n    when: {kind: date, label: {sv: När}, latest: today}\n"
    ladder = ladder_with("or_judged_by: [mentor]", forms)

    assert [field.key for field in ladder.forms["contact"].fields] == ["when"]
    assert ladder.forms["contact"].title == {"sv": "Samtal"}
    assert "why_not" in ladder.forms


def test_without_a_library_only_own_forms_are_known() -> None:
    text = f"{HEAD}stages:\n  first:\n    asks: [{{who: mentor, within: 1 week, actions: {{a: {{form: contact}}}}}}]\n"

    with pytest.raises(LadderError, match='no form "contact"'):
        read_ladder(text, "test.yaml")


def test_a_library_without_letters_is_refused() -> None:
    with pytest.raises(LadderError) as caught:
        read_library("forms: {call: {note: long_text}}\n", "library.yaml")

    assert str(caught.value) == 'library.yaml:1: "letters" is missing'


def test_a_file_longer_than_any_routine_is_not_read() -> None:
    with pytest.raises(LadderError, match="the file is too long \\(400001 characters\\)"):
        read("#" * 400_001, "test.yaml")


def test_an_escape_beyond_every_letter_is_a_mistake_and_no_crash() -> None:
    with pytest.raises(LadderError, match=r"^test.yaml:1: not YAML: "):
        read('name: "\\UFFFFFFFF"\n', "test.yaml")


def test_a_note_to_remember_is_asked_for_in_every_language_people_read() -> None:
    ladder = asked("{called: {remember: {note: {sv: Ring igen}, until: 2 weeks}}}")
    lack = "stages.first.asks[1].actions.called.remember.note: no text in fi (only sv)"

    assert lack in missing_to_go_live(ladder, "fi")
    assert lack not in missing_to_go_live(ladder, "sv")


def test_a_pinned_text_reads_back_to_the_same_ladder() -> None:
    ladder = ladder_with("when: {all: [{hours: {over: 30, this: term}}, {days: {over: 5, this: term}}]}")

    assert read(ladder.text, "pinned") == ladder
    when = ladder.stages["first"].when
    assert when is not None
    assert when.every


def test_anchors_save_writing_a_text_twice() -> None:
    ladder = ladder_with("title: &t {sv: Samma}\n    say: *t")

    assert ladder.stages["first"].say == ladder.stages["first"].title
