"""What an edit means: from the effect on the accepted values and the way they travel.

In: an Edit and a direction. Out: levels and the reason. No rule and no keyword is known here: a
request must go on accepting what was sent, an answer must not hold what nobody expects.

    effect    request   response
    narrows   breaking  info
    widens    info      breaking (warning where emitted clients tolerate it)
    shifts    breaking  breaking (warning where emitted clients tolerate it)

What would be info is a warning where the effect is what a search found, and may have missed.
"""

from __future__ import annotations

from dfnsgen.diff.change import Change, Direction, Edit, Effect, Level, Naming, SourceLevel

LEVELS = (Level.BREAKING, Level.WARNING, Level.INFO)
SOURCE_LEVELS = (SourceLevel.BREAKING, SourceLevel.SAFE, SourceLevel.NONE)

_LOSES = {
    Direction.REQUEST: (Effect.NARROWS, Effect.SHIFTS),
    Direction.RESPONSE: (Effect.WIDENS, Effect.SHIFTS),
}


def effect_of(*, loses: bool, gains: bool) -> Effect:
    """Return the effect of an edit by which some values are lost, and some are gained."""
    if loses:
        return Effect.SHIFTS if gains else Effect.NARROWS
    return Effect.WIDENS if gains else Effect.SAME


def spared(effect: Effect, *, loss: bool, gain: bool) -> Effect:
    """Return what remains of an effect where something else takes what is lost, or had it."""
    lost, gained = {Effect.NARROWS, Effect.SHIFTS}, {Effect.WIDENS, Effect.SHIFTS}
    if effect not in lost | gained:
        return effect
    return effect_of(loses=effect in lost and not loss, gains=effect in gained and not gain)


def both(one: Effect, other: Effect) -> Effect:
    """Return the effect of two edits together."""
    for silent in (Effect.REINTERPRETS, Effect.RECODES):
        if silent in (one, other):
            return other if one is silent else one
    lost = {Effect.NARROWS, Effect.SHIFTS}
    gained = {Effect.WIDENS, Effect.SHIFTS}
    return effect_of(loses=one in lost or other in lost, gains=one in gained or other in gained)


def wire_level(edit: Edit, direction: Direction) -> Level:
    """Return what an edit means for callers, where its values travel in this direction."""
    judged = Direction.REQUEST if edit.chosen else direction
    if edit.effect in _LOSES[judged]:
        tolerated = edit.tolerated and judged is Direction.RESPONSE
        return Level.WARNING if tolerated else Level.BREAKING
    if edit.effect is Effect.RECODES or (
        edit.effect is Effect.REINTERPRETS and judged is Direction.REQUEST
    ):
        return Level.WARNING
    return Level.WARNING if edit.undecided or edit.naming is Naming.REMOVED else Level.INFO


def source_level(edit: Edit, direction: Direction) -> SourceLevel:
    """Return what an edit means for code that writes requests, or reads answers."""
    if edit.naming is Naming.REMOVED:
        return SourceLevel.BREAKING
    if edit.typed in _LOSES[direction]:
        tolerated = edit.tolerated and direction is Direction.RESPONSE
        return SourceLevel.SAFE if tolerated else SourceLevel.BREAKING
    unseen = edit.typed is Effect.SAME and edit.naming is Naming.NONE
    return SourceLevel.NONE if unseen else SourceLevel.SAFE


def reason(edit: Edit, direction: Direction | None) -> str:
    """Say why the edit has its level in this direction."""
    if direction is None:
        return "nothing that travels depends on it"
    judged = Direction.REQUEST if edit.chosen else direction
    if edit.effect in _LOSES[judged]:
        if judged is Direction.REQUEST:
            return "requests that were right may be refused"
        if edit.tolerated:
            return "answers may hold what was unknown; emitted clients keep it"
        return "answers may hold what clients don't reckon with"
    if edit.effect is Effect.RECODES:
        return "what is in the text is to be read otherwise"
    if edit.effect is Effect.REINTERPRETS and judged is Direction.REQUEST:
        return "the same request may mean something else, or end sooner"
    if edit.undecided:
        return (
            edit.because
            or "the rules can't decide, and no value was found that tells the versions apart"
        )
    if edit.naming is Naming.REMOVED:
        if judged is Direction.REQUEST:
            return "what clients send there may be ignored"
        return "clients that read it find nothing"
    if edit.effect in (Effect.SAME, Effect.REINTERPRETS):
        return "no value changes its validity"
    if judged is Direction.REQUEST:
        return "requests that were right stay right"
    return "answers hold nothing that clients couldn't get before"


def worst(levels: list[Level]) -> Level:
    """Return the worst of some levels; INFO of none."""
    return min(levels, key=LEVELS.index, default=Level.INFO)


def worst_source(levels: list[SourceLevel]) -> SourceLevel:
    """Return the worst of some source levels; NONE of none."""
    return min(levels, key=SOURCE_LEVELS.index, default=SourceLevel.NONE)


def rank(change: Change) -> tuple[int, bool, int]:
    """Return a key by which the worst is the first; of one level mere texts are the last."""
    return (
        LEVELS.index(change.level),
        change.rule.documents,
        SOURCE_LEVELS.index(change.source_level),
    )
