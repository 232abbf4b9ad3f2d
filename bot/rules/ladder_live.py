"""What a ladder that is good enough for a dry run still lacks before people are asked by it."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping

from bot.rules.ladder import Action, FormField, Ladder, Stage, StageAsk, Text
from bot.rules.ladder_mistakes import nearly, quoted


def missing_to_go_live(ladder: Ladder, language: str, known: Collection[str] = ()) -> list[str]:
    """One line for each thing missing, ``key: what``; empty when the ladder can go live in ``language``.

    ``known`` are the actions the bot has words for: another key is the ladder's own, unless it looks like a slip.
    """
    return [
        *_misspelt(ladder, known),
        *_no_text(ladder.name, "name", language),
        *(lack for stage in ladder.stages.values() for lack in _stage(ladder, stage, language)),
        *_texts(ladder.always, "always", language),
        *(lack for form in _own_words(ladder) for lack in _form(ladder, form, language)),
    ]


def _misspelt(ladder: Ladder, known: Collection[str]) -> Iterator[str]:
    asks = [(f"stages.{stage.key}", ask.actions) for stage in ladder.stages.values() for ask in stage.asks]
    for at, actions in [("always", ladder.always), *asks]:
        for key in (one for one in actions if one not in known):
            if meant := nearly(key, known):
                yield f"{at}: no words for the action {quoted(key)}; {quoted(meant)} has some"


def forms_used(ladder: Ladder) -> tuple[str, ...]:
    """Keys of the forms some action opens, in the order of the ladder."""
    actions = [*ladder.always.values()]
    for stage in ladder.stages.values():
        actions += [action for ask in stage.asks for action in ask.actions.values()]
    return tuple(dict.fromkeys(action.form for action in actions if action.form))


def _own_words(ladder: Ladder) -> tuple[str, ...]:
    return tuple(key for key in forms_used(ladder) if key in ladder.forms)


def _stage(ladder: Ladder, stage: Stage, language: str) -> Iterator[str]:
    at = f"stages.{stage.key}"
    yield from _no_text(stage.title, f"{at}.title", language)
    yield from _other(stage.say, f"{at}.say", language)
    yield from _other(stage.checklist, f"{at}.checklist", language)
    if not stage.asks:
        yield f"{at}.asks: nobody is asked"
    for number, ask in enumerate(stage.asks, 1):
        yield from _ask(ask, f"{at}.asks[{number}]", language)
    if not _reached(ladder, stage):
        yield f"{at}: no when, nobody may judge it and nothing leads here"


def _ask(ask: StageAsk, at: str, language: str) -> Iterator[str]:
    if not ask.actions:
        yield f"{at}.actions: {ask.who} has no way to answer"
    yield from _other(ask.say, f"{at}.say", language)
    yield from _other(ask.checklist, f"{at}.checklist", language)
    yield from _texts(ask.actions, f"{at}.actions", language)


def _texts(actions: Mapping[str, Action], at: str, language: str) -> Iterator[str]:
    for action in actions.values():
        if action.letter is not None:
            yield from _no_text(action.letter, f"{at}.{action.key}.letter", language)
        if action.remember is not None:
            yield from _no_text(action.remember, f"{at}.{action.key}.remember.note", language)


def _form(ladder: Ladder, key: str, language: str) -> Iterator[str]:
    form = ladder.forms[key]
    yield from _no_text(form.title, f"forms.{key}.title", language)
    for field in form.fields:
        yield from _field(field, f"forms.{key}.{field.key}", language)


def _field(field: FormField, at: str, language: str) -> Iterator[str]:
    yield from _no_text(field.label, f"{at}.label", language)
    yield from _other(field.hint, f"{at}.hint", language)
    for option, text in field.options:
        yield from _no_text(text, f"{at}.options.{option}", language)
    for column in field.fields:
        yield from _field(column, f"{at}.fields.{column.key}", language)


def _reached(ladder: Ladder, stage: Stage) -> bool:
    if stage.when or stage.or_judged_by:
        return True
    leads = [action.opens for action in ladder.always.values()]
    for other in ladder.stages.values():
        leads += [action.opens for ask in other.asks for action in ask.actions.values()]
        if other.follow_up and other.key != stage.key:
            leads += [other.follow_up.good, other.follow_up.bad]
    return stage.key in leads


def _no_text(text: Text, at: str, language: str) -> Iterator[str]:
    if language not in text:
        given = f" (only {', '.join(text)})" if text else ""
        yield f"{at}: no text in {language}{given}"


def _other(text: Mapping[str, object], at: str, language: str) -> Iterator[str]:
    """A text that may be left out, but not in this language alone."""
    if text and language not in text:
        yield f"{at}: no text in {language} (only {', '.join(text)})"
