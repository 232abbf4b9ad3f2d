"""A neutral notice as a Slack message: plain dicts, inside Slack's limits, nothing reworded."""

from __future__ import annotations

from bot.chat.slack.parts import DIVIDER, actions, button, facts, rows, strip
from bot.chat.slack.text import HEADER, Json, Mention, context, escape, fallback, plain, section
from bot.notices.model import Notice, NoticeKind, Section

MESSAGE_BLOCKS, VIEW_BLOCKS = 50, 100
TICK = "✓"


def blocks(notice: Notice, mention: Mention) -> Json:
    """``{"text": …, "blocks": […]}`` for ``chat.postMessage`` and ``chat.update``."""
    return {"text": fallback(notice.fallback, mention), "blocks": body(notice, mention, MESSAGE_BLOCKS)}


def ephemeral(notice: Notice, mention: Mention) -> Json:
    """The same for a ``response_url``: only the one who clicked sees it, the message stays."""
    return {"response_type": "ephemeral", "replace_original": False, **blocks(notice, mention)}


def body(notice: Notice, mention: Mention, most: int) -> list[Json]:
    """All blocks in their order, at most ``most`` of them, what is cut off said by *…*."""
    told = [
        *_head(notice, mention),
        *facts(notice.facts, mention, inline=False),
        *_sections(notice, mention, after_buttons=False),
    ]
    end = [
        *actions(notice.buttons, notice.overflow, notice.ask_id),
        *_sections(notice, mention, after_buttons=True),
        *_foot(notice, mention),
    ]
    # What can be answered stays: a long list gives way before its buttons do.
    if len(told) + len(end) <= most:
        return told + end
    more = context("…", mention)
    if len(end) >= most:
        return [*told[:1], *end[: most - 2], more]
    return [*told[: most - len(end) - 1], more, *end]


def _head(notice: Notice, mention: Mention) -> list[Json]:
    drawn: list[Json] = []
    if notice.heading:
        drawn.append({"type": "header", "text": plain(notice.heading, HEADER)})
    if notice.meta:
        drawn.append(context(notice.meta, mention))
    if notice.body:
        drawn.append(_body(notice, mention))
    return drawn


def _body(notice: Notice, mention: Mention) -> Json:
    drawn = section(notice.body, mention)
    if notice.link:
        # Cut before the link, so that it stays whole.
        drawn["text"]["text"] += f"\n<{escape(notice.link.url)}|{escape(notice.link.label)}>"
    return drawn


def _foot(notice: Notice, mention: Mention) -> list[Json]:
    words = " ".join(part for part in (notice.status, notice.repeat) if part)
    return [context(words, mention)] if words else []


def _sections(notice: Notice, mention: Mention, *, after_buttons: bool) -> list[Json]:
    inline = notice.kind is NoticeKind.DIGEST
    return [
        block
        for each in notice.sections
        if each.after_buttons is after_buttons
        for block in _section(each, notice.ask_id, mention, inline=inline)
    ]


def _section(shown: Section, ask_id: str, mention: Mention, *, inline: bool) -> list[Json]:
    drawn: list[Json] = [DIVIDER] if shown.divider else []
    words = _words(shown)
    beside = bool(words) and not shown.heading and not shown.rows and len(shown.buttons) == 1
    if words:
        drawn.append(section(words, mention))
    if beside:
        drawn[-1]["accessory"] = button(shown.buttons[0], ask_id)
    drawn += facts(shown.facts, mention, inline=inline)
    drawn += strip(shown.strip, mention) if shown.strip else []
    drawn += rows(shown, ask_id, mention)
    drawn += [] if beside else actions(shown.buttons, (), ask_id)
    drawn += [context(shown.note, mention)] if shown.note else []
    return drawn


def _words(shown: Section) -> str:
    head = f"*{shown.heading}*" if shown.heading else ""
    lines = [line if line.startswith((TICK, "…")) else f"•  {line}" for line in shown.lines]
    return "\n".join(part for part in (head, shown.text, *lines) if part)
