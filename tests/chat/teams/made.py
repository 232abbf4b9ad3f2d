"""Notices and forms nobody would compose: as long, as full and as odd as the types allow."""

from __future__ import annotations

from datetime import date

from hypothesis import strategies as st

from bot.notices.model import (
    Button,
    DayMark,
    Fact,
    Field,
    FieldKind,
    Form,
    Link,
    Notice,
    NoticeKind,
    Option,
    Row,
    Section,
    Strip,
    StripDay,
    StripWeek,
)

DAY = date(2026, 11, 23)
WORDS = st.one_of(
    st.text(alphabet="aå *_[](){}<>@-1.\n\u2003", max_size=40),
    st.sampled_from(
        ["*fet* och @{anna.lind@lits.example}", "- punkt", "1. ett", "[a](http://b)", "<at>X</at>", "*"]
    ),
)
LABELS = st.sampled_from(["Ja", "Kontakt tagen …", "*Fet*", "x" * 200])
KEYS = st.sampled_from(["show", "note", "hold", "hand_over", "undo", "explain", "show_names", "own_key"])
BUTTONS = st.builds(
    Button,
    key=KEYS,
    label=LABELS,
    alt=WORDS,
    primary=st.booleans(),
    opens_form=st.booleans(),
    ask_id=st.sampled_from(["", "q_1"]),
)
FACTS = st.builds(
    Fact, label=WORDS, value=WORDS, note=WORDS, share=st.none() | st.floats(-1, 2, allow_nan=False)
)
DAYS = st.builds(
    StripDay,
    day=st.just(DAY),
    mark=st.sampled_from(list(DayMark)),
    away=st.integers(0, 9),
    missing=st.booleans(),
)
WEEKS = st.builds(
    StripWeek,
    name=WORDS,
    days=st.lists(DAYS, min_size=5, max_size=5).map(tuple),
    holiday=st.sampled_from(["", "höstlov", "<at>X</at>"]),
)
STRIPS = st.builds(
    Strip,
    title=WORDS,
    say=WORDS,
    weekdays=st.just(("må", "ti", "on", "to", "fr")),
    weeks=st.lists(WEEKS, max_size=4).map(tuple),
    legend=WORDS,
    split_at=st.sampled_from([None, DAY]),
)
CELLS = st.lists(WORDS, min_size=3, max_size=3).map(tuple)
ROWS = st.builds(
    Row, cells=CELLS, detail=WORDS, button=st.none() | BUTTONS, share=st.none() | st.floats(0, 1)
)
SECTIONS = st.builds(
    Section,
    heading=WORDS,
    text=WORDS,
    facts=st.lists(FACTS, max_size=3).map(tuple),
    strip=st.none() | STRIPS,
    columns=st.sampled_from([(), ("Klass", "Frånvaro", "Ändring")]),
    rows=st.lists(ROWS, max_size=3).map(tuple),
    lines=st.lists(WORDS, max_size=3).map(tuple),
    note=WORDS,
    buttons=st.lists(BUTTONS, max_size=3).map(tuple),
    bars=st.booleans(),
    divider=st.booleans(),
    after_buttons=st.booleans(),
)
NOTICES = st.builds(
    Notice,
    kind=st.sampled_from(list(NoticeKind)),
    fallback=WORDS,
    language=st.sampled_from(["sv", "fi", "en", "sv-FI"]),
    ask_id=st.sampled_from(["", "q_1"]),
    heading=WORDS,
    meta=WORDS,
    body=WORDS,
    facts=st.lists(FACTS, max_size=3).map(tuple),
    sections=st.lists(SECTIONS, max_size=4).map(tuple),
    buttons=st.lists(BUTTONS, max_size=8).map(tuple),
    overflow=st.lists(BUTTONS, max_size=8).map(tuple),
    status=WORDS,
    private=st.booleans(),
    repeat=WORDS,
    dialog_title=WORDS,
    close=WORDS,
    link=st.none()
    | st.builds(Link, label=WORDS, url=st.sampled_from(["https://lits.example/1", "javascript:1"])),
)

OPTIONS = st.lists(
    st.builds(Option, key=st.from_regex(r"[a-z]{1,6}", fullmatch=True), label=LABELS),
    max_size=14,
    unique_by=lambda one: one.key,
)
_COMMON = {
    "label": LABELS,
    "required": st.booleans(),
    "hint": WORDS,
    "options": OPTIONS.map(tuple),
    "initial": st.none() | WORDS.filter(lambda typed: len(typed) <= 200) | st.just(("a", "b")),
    "max_length": st.sampled_from([1, 200, 3000]),
    "error": WORDS,
}
PLAIN = [kind for kind in FieldKind if kind not in (FieldKind.LIST, FieldKind.DATE)]
FIELDS = st.builds(Field, key=st.just("key"), kind=st.sampled_from(PLAIN), **_COMMON)
LISTS = st.builds(
    Field,
    key=st.just("tasks"),
    kind=st.just(FieldKind.LIST),
    label=LABELS,
    required=st.booleans(),
    fields=FIELDS.map(lambda one: (one,)),
    rows=st.integers(0, 5),
)
FORMS = st.builds(
    Form,
    action=KEYS,
    ask_id=st.sampled_from(["", "q_1"]),
    title=WORDS,
    fields=st.tuples(FIELDS, LISTS),
    after=WORDS,
    submit=LABELS,
    close=LABELS,
    errors=st.dictionaries(st.sampled_from(["key", "tasks.0.key", "gone"]), WORDS, max_size=3),
    intro=WORDS,
)


def huge(words: str, n: int) -> Notice:
    """A message far over every limit, with a yes and a no."""
    button = Button(key="show", label=words, alt=words)
    rows = tuple(Row(cells=(words, words), detail=words, button=button) for _ in range(n))
    plain = tuple(Row(cells=(words, words, words)) for _ in range(n))
    return Notice(
        kind=NoticeKind.SHOW,
        fallback=words,
        language="sv",
        ask_id="q_1",
        heading=words,
        meta=words,
        body=words,
        facts=tuple(Fact(label=words, value=words, note=words, share=2.0) for _ in range(5)),
        sections=(
            Section(heading=words, text=words, rows=rows, lines=(words,) * n, note=words),
            Section(rows=plain, columns=("a", "b", "c"), bars=True),
            Section(rows=plain),
        ),
        buttons=(Button(key="yes", label="Ja", primary=True), Button(key="no", label="Nej")),
        status=words,
    )
