"""A ladder read out: as text for people, as a Mermaid flowchart for a page."""

from __future__ import annotations

from bot.rules.ladder import Action, FollowUpRule, Ladder, Stage, StageAsk
from bot.rules.ladder_phrases import BLOCKS
from bot.rules.ladder_say import Say


def as_text(ladder: Ladder, language: str) -> str:
    """The whole routine in words, with the decisions on what its text leaves open."""
    say = Say(ladder, language)
    version = f"{say.word('version')} {ladder.version}"
    lines = [say.text(ladder.name, ladder.id), f"{ladder.id} · {ladder.country} · {version}"]
    lines += [f"{say.word('source')}: {ladder.source}"] if ladder.source else []
    for stage in ladder.stages.values():
        lines += ["", say.title(stage), *(f"   {line}" for line in _stage(say, stage))]
    lines += [""] if ladder.always or ladder.reviews else []
    if ladder.always:
        lines.append(f"{say.word('always')}: {', '.join(ladder.always)}")
    for review in ladder.reviews:
        every = f"{say.word('every')} {BLOCKS[say.spoken][review.every]}"
        lines.append(f"{say.word('reviews')}: {every}, {say.roles(review.who)} ({review.list})")
    if ladder.decisions:
        lines += ["", say.word("decisions"), *(f"– {decision}" for decision in ladder.decisions)]
    return "\n".join(lines)


def _stage(say: Say, stage: Stage) -> list[str]:
    lines = []
    if stage.when:
        lines.append(f"{say.word('when')}: {say.when(stage.when)}")
    if stage.or_judged_by:
        word = "judged" if stage.when else "only_judged"
        lines.append(f"{say.word(word)}: {say.roles(stage.or_judged_by)}")
    if not stage.when and not stage.or_judged_by:
        lines.append(say.word("by_people"))
    lines += [f"{say.word('after')}: {say.stage(stage.after)}"] if stage.after else []
    lines += [f"{say.word('track')}: {stage.track}"] if stage.track else []
    lines += [f"{say.word('raised')}: {BLOCKS[say.spoken][stage.raised]}"] if stage.raised else []
    for ask in stage.asks:
        lines += _ask(say, ask)
    lines += [f"{say.word('done_when')}: {', '.join(stage.done_when)}"] if stage.done_when else []
    lines += [f"{say.word('follow_up')}: {_follow_up(say, stage.follow_up)}"] if stage.follow_up else []
    return lines


def _ask(say: Say, ask: StageAsk) -> list[str]:
    head = f"{say.role(ask.who)}, {say.word('within')} {say.span(ask.within)}"
    if ask.asked_after:
        head += f", {say.word('asked_after')} {', '.join(ask.asked_after)}"
    told = say.text(ask.say)
    return [
        head[:1].upper() + head[1:] + (f": {told}" if told else ""),
        *(f"  – {_action(say, action, needed=key in ask.needed)}" for key, action in ask.actions.items()),
    ]


def _action(say: Say, action: Action, *, needed: bool) -> str:
    parts = [say.word("needed")] if needed else []
    parts += [f"{say.word('form')} {action.form}"] if action.form else []
    parts += [f"{say.word('within')} {say.span(action.within)}"] if action.within else []
    parts += [f"{say.word('refers')} {say.role(action.refer)}"] if action.refer else []
    parts += [f"{say.word('told')} {action.told}"] if action.told else []
    parts += [f"{say.word('opens')} {say.stage(action.opens)}"] if action.opens else []
    parts += [say.word("closes")] if action.closes else []
    parts += [say.word("holds")] if action.holds else []
    parts += [f"{say.word('duty')}: {action.principal_duty}"] if action.principal_duty else []
    return action.key + (f" ({', '.join(parts)})" if parts else "")


def _follow_up(say: Say, rule: FollowUpRule) -> str:
    parts = [say.span(rule.after)]
    parts += [f"{say.word('counted_from')} {rule.counted_from}"] if rule.counted_from else []
    parts += [f"{say.word('repeat')} {say.span(rule.repeat)}"] if rule.repeat else []
    parts.append(say.role(rule.who))
    good, bad = rule.answers
    refer = f" ({say.word('refers')} {say.role(rule.refer)})" if rule.refer else ""
    ways = f"{say.word(good)} → {say.stage(rule.good)}; {say.word(bad)} → {say.stage(rule.bad)}{refer}"
    return f"{', '.join(parts)}; {ways}"


def as_mermaid(ladder: Ladder, language: str) -> str:
    """A Mermaid flowchart: stages as boxes, what leads from one to the next on the arrows."""
    say = Say(ladder, language)
    lines = ["flowchart TD", f"  start([{_quoted(say.word('start'))}])"]
    for stage in ladder.stages.values():
        who = say.roles(tuple(dict.fromkeys(ask.who for ask in stage.asks)))
        # Not "1. Title": Mermaid would take that for a list.
        title = f"{stage.number} · {say.text(stage.title, stage.key)}"
        lines.append(f"  {_node(stage)}[{_quoted(title, who)}]")
    lines.append(f"  closed([{_quoted(say.word('closed'))}])")
    for stage in ladder.stages.values():
        lines += _into(say, stage)
    for stage in ladder.stages.values():
        lines += _out_of(say, stage)
    # Braces in a comment would be taken for a directive.
    plain = [decision.replace("{", "(").replace("}", ")") for decision in ladder.decisions]
    return "\n".join([*lines, *(f"  %% {' '.join(decision.split())}" for decision in plain)])


def _node(stage: Stage) -> str:
    return f"s{stage.number}"


def _quoted(*parts: str) -> str:
    safe = [
        part.replace("#", "#35;").replace('"', "#quot;").replace("<", "#lt;").replace(">", "#gt;")
        for part in parts
        if part
    ]
    return '"' + "<br/>".join(" ".join(part.split()) for part in safe) + '"'


def _into(say: Say, stage: Stage) -> list[str]:
    lines = []
    for line in stage.when.lines if stage.when else ():
        since = say.ladder.stages.get(line.since or stage.after or "")
        lines.append(f"  {_node(since) if since else 'start'} -->|{_quoted(say.line(line))}| {_node(stage)}")
    if stage.or_judged_by:
        judged = f"{say.word('judgement')}: {say.roles(stage.or_judged_by)}"
        lines.append(f"  start -.->|{_quoted(judged)}| {_node(stage)}")
    return lines


def _out_of(say: Say, stage: Stage) -> list[str]:
    lines = []
    for ask in stage.asks:
        for action in ask.actions.values():
            target = say.ladder.stages.get(action.opens or "")
            if target:
                lines.append(f"  {_node(stage)} -->|{_quoted(action.key)}| {_node(target)}")
            elif action.closes:
                lines.append(f"  {_node(stage)} -->|{_quoted(action.key)}| closed")
    rule = stage.follow_up
    for answer, way in zip(rule.answers, (rule.good, rule.bad), strict=True) if rule else ():
        target = stage if way == "stay" else say.ladder.stages.get(way)
        lines.append(
            f"  {_node(stage)} -->|{_quoted(say.word(answer))}| {_node(target) if target else 'closed'}"
        )
    return list(dict.fromkeys(lines))
