"""The twenty designed messages, composed from the designed case in a language."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

from bot.ladders import load_forms
from bot.notices import (
    compose,
    compose_digest,
    compose_follow,
    compose_lists,
    compose_private,
    compose_small,
    compose_status,
    forms,
)
from bot.notices.compose_status import Answered, Next
from bot.notices.figures import counted, fact
from bot.notices.model import Form, Notice
from bot.notices.people import copy_to
from bot.rules.ladder import Action
from tests.notices.school import (
    ANNA,
    ASK,
    CONTACT,
    EHT_ASK,
    KIM,
    LADDER,
    LINES,
    MARIA,
    MENTOR_ASK,
    OCCASIONS,
    OMAR,
    SHARE,
    about,
    actions,
    at,
    day,
    pupil_days,
    strip_after,
    strip_of,
)

RULE = CONTACT.follow_up
assert RULE is not None
LINK = "https://lits-skola.slack.com/archives/C0MENTOR8C/p1796371200000100"
MADE = Answered(action="contacted_guardian", by="Anna Lind", at=at(11, 24, 16, 32))
NEXT = Next(kind="improves", day=day(12, 8))
LEADS = ("close", "2")
MORE = actions("refer_to_eht")


def alert(lang: str, *, due: date = day(12, 1)) -> Notice:  # noqa: B008 - a date
    """01"""
    return compose.alert(
        about(lang),
        to=[ANNA],
        due=due,
        actions=actions(),
        why=compose.why_crossed(lang, "at_least", 1),
        helps=compose.help_for(MENTOR_ASK, actions(), lang),
    )


def answered(lang: str) -> Notice:
    """02"""
    return compose_status.answered(about(lang), MADE, then=NEXT, undo_until=at(11, 24, 16, 47))


def show(lang: str) -> Notice:
    """03"""
    return compose_private.show(
        about(lang),
        pupil=KIM,
        mentor="Anna Lind",
        facts=[fact(SHARE, LINES[0], lang), fact(OCCASIONS, LINES[1], lang)],
        strip=strip_of(lang),
        counted=counted(SHARE, LINES[0], lang),
        done=(),
        actions=actions(),
        everywhere={"concern_report": LADDER.always["concern_report"]},
    )


def explain(lang: str) -> Notice:
    """03b"""
    return compose_private.explain(about(lang), pupil=KIM, figures=[SHARE], ladder=LADDER, days=pupil_days())


def form_contacted_guardian(lang: str) -> Form:
    """04"""
    then = forms.after("contacted_guardian", lang, forms.Consequence(follow_up=day(12, 8)))
    return _form(lang, "contacted_guardian", "contact", then, forms.Given(today=day(11, 24)))


def form_simple_investigation(lang: str) -> Form:
    """06"""
    caused = forms.Consequence(
        copy_to=copy_to("special_educator", lang),
        duty=True,
        follow_up=day(1, 11, 2027),
        evaluates=True,
        after_break=True,
    )
    started = {"agreements.what": AGREED[lang], "agreements.by": "2026-12-14"}
    given = forms.Given(today=day(12, 10), initial=started)
    then = forms.after("simple_investigation", lang, caused)
    return _form(lang, "simple_investigation", "simple_investigation", then, given)


AGREED = {
    "sv": "Mentor möter eleven vid skolans entré på måndagar",
    "fi": "Luokanvalvoja on oppilasta vastassa maanantaisin",
    "en": "Mentor meets the pupil at the entrance on Mondays",
}


def _form(lang: str, action: str, key: str, then: str, given: forms.Given) -> Form:
    intro = compose_private.pupil_line(about(lang), KIM)
    own = Action(key=action, form=key)
    return forms.form(about(lang), own, load_forms()[key], given, then=then, intro=intro)


def follow_up(lang: str) -> Notice:
    """05"""
    assert RULE is not None
    return compose_follow.follow_up(
        about(lang),
        to=[ANNA],
        due=day(12, 15),
        rule=RULE,
        step="contacted_guardian",
        since=day(11, 24),
        on=day(12, 8),
        leads=LEADS,
        more=MORE,
    )


def before_after(lang: str) -> Notice:
    """05b"""
    assert RULE is not None
    before = compose_private.Stretch(share=Fraction(16, 112), days=20, first=day(10, 21), last=day(11, 24))
    after = compose_private.Stretch(share=Fraction(3, 56), days=10, first=day(11, 25), last=day(12, 8))
    return compose_private.before_after(
        about(lang),
        pupil=KIM,
        before=before,
        after=after,
        strip=strip_after(lang),
        step="contacted_guardian",
        rule=RULE,
        leads=LEADS,
        more=MORE,
    )


EVALUATED = {
    "sv": "Överenskommelserna utvärderade",
    "fi": "Sopimukset arvioitu",
    "en": "Agreements evaluated",
}


def referral(lang: str) -> Notice:
    """07"""
    from bot.notices.actions import step_name

    done: list[tuple[str, date]] = [
        (step_name("contacted_guardian", lang), day(11, 24)),
        (step_name("simple_investigation", lang), day(12, 10)),
        (step_name("not_improved", lang), day(1, 11, 2027)),
    ]
    return compose_follow.referral(
        about(lang, stage=3),
        by="Anna Lind",
        on=day(1, 11, 2027),
        done=done,
        place=(4, 4),
        due=day(1, 18, 2027),
        actions=EHT_ASK.actions,
        helps=compose.help_for(EHT_ASK, EHT_ASK.actions, lang),
    )


def queue(lang: str) -> Notice:
    """07b"""
    judge = compose_lists.doing(lang, "criteria_met")
    row = compose_lists.QueueRow
    rows = [
        row(ref="T4XA", ask_id="q_t4xa", class_name="7B", waited=9, doing=judge),
        row(
            ref="P9DE",
            ask_id="q_p9de",
            class_name="9A",
            waited=6,
            doing=compose_lists.doing(lang, "deep_investigation"),
            taken_by="Johan Sandin",
        ),
        row(
            ref="H2WN",
            ask_id="q_h2wn",
            class_name="6A",
            waited=3,
            doing=compose_lists.doing(lang, "follow_up", day(1, 20, 2027)),
            taken_by="Karin Öberg",
        ),
        row(ref="K7M2", ask_id="q_k7m2", class_name="8C", waited=0, doing=judge),
    ]
    return compose_lists.queue(lang, rows, ask_id=ASK, at=at(1, 11, 9, 5, 2027))


def reminder(lang: str) -> Notice:
    """08"""
    return compose_follow.reminder(
        about(lang),
        to=[ANNA],
        since=day(11, 24),
        actions=actions(),
        deputy_from=day(12, 7),
        deputy_name="Omar Haddad",
    )


def deputy(lang: str) -> Notice:
    """08b"""
    return compose.deputy(
        about(lang),
        alert(lang, due=day(12, 11)),
        to=OMAR,
        instead_of="Anna Lind",
        since=day(11, 24),
        due=day(12, 11),
        helps=compose.help_for(MENTOR_ASK, actions(), lang),
    )


def principal(lang: str) -> Notice:
    """08c"""
    return compose.principal(about(lang), to=[MARIA], role="mentor", waited=13, due=day(12, 16))


def superseded(lang: str) -> Notice:
    """09"""
    return compose_status.superseded(about(lang), stage=2, url=LINK)


def withdrawn(lang: str) -> Notice:
    """09b"""
    return compose_status.withdrawn(about(lang), at=at(11, 25, 7, 40))


def corrected(lang: str) -> Notice:
    """09c"""
    return compose_status.corrected(about(lang), MADE, then=NEXT, on=day(11, 25))


def digest(lang: str) -> Notice:
    """10"""
    table = [
        ("6A", 59, -8), ("7A", 74, 0), ("7B", 92, 13), ("8A", 68, -4),
        ("8B", 81, 6), ("8C", 97, -11), ("9A", 113, 20), ("9B", 79, -2),
    ]  # fmt: skip
    row = compose_digest.ClassRow
    week = compose_digest.Week(
        school="Lits skola",
        at=at(11, 23, 7, 30),
        duties=[
            compose_digest.Duty(key="report_to_huvudman", n=2, oldest=day(11, 17)),
            compose_digest.Duty(key="takes", n=1, oldest=day(11, 19)),
        ],
        waiting=[
            compose_digest.Waiting(ref="T4XA", class_name="7B", stage=3, role="health_team", due=day(11, 17)),
            compose_digest.Waiting(ref="M3RV", class_name="5A", stage=1, role="mentor", due=day(11, 20)),
        ],
        new=6,
        new_before=9,
        open=5,
        past_due=2,
        follow_ups=4,
        closed=7,
        closed_better=5,
        classes=[
            row(name=name, pupils=22, absence=Fraction(share, 1000), change=Fraction(points, 10))
            for name, share, points in table
        ],
        whole=(Fraction(83, 1000), Fraction(80, 1000)),
        helped=[
            compose_digest.Helped(
                action="contacted_guardian",
                improved=9,
                cases=14,
                before=Fraction(15, 100),
                after=Fraction(9, 100),
            ),
            compose_digest.Helped(
                action="simple_investigation",
                improved=5,
                cases=8,
                before=Fraction(19, 100),
                after=Fraction(13, 100),
            ),
        ],
        covered=compose_digest.Coverage(reported=97, given=100),
        thin=[compose_digest.Coverage(class_name="7B", reported=84, given=100)],
    )
    return compose_digest.digest(lang, week, ask_id=ASK)


def refused(lang: str) -> Notice:
    """11"""
    return compose_small.refused(lang)


def already_answered(lang: str) -> Notice:
    """11b"""
    first = Answered(action="contacted_guardian", by="Omar Haddad", at=at(11, 24, 16, 31))
    return compose_small.already(about(lang), first)


def cases(lang: str, *, names: bool = False) -> Notice:
    """12, 12b"""
    row = compose_lists.CaseRow
    contact = compose.heading(actions(), lang)
    investigation = {"sv": "Enkel utredning", "fi": "Suppea selvitys", "en": "Simple investigation"}[lang]
    need = [
        row(ref="K7M2", ask_id="q_k7m2", name="Kim Ekdahl", class_name="8C", stage=1,
            line=compose_lists.line_due(lang, contact, day(12, 1))),
        row(ref="B6QF", ask_id="q_b6qf", name="Alex Nordin", class_name="8C", stage=2,
            line=compose_lists.line_due(lang, investigation, day(12, 3))),
    ]  # fmt: skip
    plan = [
        row(ref="R8TC", ask_id="q_r8tc", name="Sam Lindh", class_name="8C", stage=1,
            line=compose_lists.line_follow_up(lang, day(12, 8))),
        row(ref="V5GH", ask_id="q_v5gh", name="Robin Ås", class_name="8C", stage=1,
            line=compose_lists.line_held(lang, day(12, 4))),
    ]  # fmt: skip
    other = [
        row(ref="W9KD", ask_id="q_w9kd", name="Charlie Berg", class_name="8C", stage=3,
            line=compose_lists.line_with(lang, "health_team", day(11, 20))),
    ]  # fmt: skip
    until = at(11, 24, 16, 42) if names else None
    return compose_lists.cases(
        lang, need=need, plan=plan, other=other, at=at(11, 24, 16, 32), names_until=until
    )


def cases_names(lang: str) -> Notice:
    """12b"""
    return cases(lang, names=True)


MESSAGES = {
    "01_alert": alert,
    "02_answered": answered,
    "05_follow_up": follow_up,
    "07_referral": referral,
    "07b_queue": queue,
    "08_reminder": reminder,
    "08b_deputy": deputy,
    "08c_principal": principal,
    "09_superseded": superseded,
    "09b_withdrawn": withdrawn,
    "09c_corrected": corrected,
    "10_digest": digest,
}
EPHEMERAL = {"11_refused": refused, "11b_already_answered": already_answered}
VIEWS = {"03_show": show, "03b_explain": explain, "05b_before_after": before_after}
HOMES = {"12_cases": cases, "12b_cases_names": cases_names}
FORMS = {
    "04_form_contacted_guardian": form_contacted_guardian,
    "06_form_simple_investigation": form_simple_investigation,
}
