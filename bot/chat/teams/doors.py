"""What may not stand in a conversation, behind a button there: what is written stays and is searched, a dialog closes.

A pupil who becomes protected is taken out of every message that has a receipt; an answer to somebody's words has none.
"""

from __future__ import annotations

from bot.notices.model import Button, Notice, NoticeKind
from bot.notices.texts import text
from bot.ports import Pressed

OPENS = {NoticeKind.EXPLAIN: "explain", NoticeKind.CASES: "show_names"}
"""The button that shows a private notice; *show* for any other."""


def written(pressed: Pressed) -> Notice | None:
    """The answer as it may be written down: forms and private views, which name pupils, as a door to them."""
    if pressed.form is not None:
        form = pressed.form
        return _door(form.language, form.title, form.action, form.ask_id)
    notice = pressed.notice or pressed.redraw
    if notice is None or not notice.private:
        return notice
    return _door(notice.language, notice.fallback, OPENS.get(notice.kind, "show"), notice.ask_id)


def _door(lang: str, said: str, key: str, ask_id: str) -> Notice:
    return Notice(
        kind=NoticeKind.SMALL,
        fallback=said,
        language=lang,
        ask_id=ask_id,
        meta=text(lang, "private.title"),
        body=said,
        buttons=(Button(key=key, label=text(lang, "open"), opens_form=True),),
    )
