"""The parameters of an operation, by name and place.

In: two versions of an operation. Out: edits and pairs of schemas in its OperationPair.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from dfnsgen.diff.change import Direction, Edit, Effect, Naming, SchemaPair, Version
from dfnsgen.diff.operations.operation_pair import (
    OperationPair,
    deprecation_edits,
    make_edit,
    text_edits,
)
from dfnsgen.diff.schemas.notes import differing_examples
from dfnsgen.diff.semantics import effect_of
from dfnsgen.diff.sides import Side
from dfnsgen.diff.values.search import Travel
from dfnsgen.diff.values.writing import written
from dfnsgen.diff.wording import kind_of
from dfnsgen.diff.written_texts import is_text
from dfnsgen.model.api import In, Parameter, Use
from dfnsgen.model.schemas.schema import Schema
from dfnsgen.pointers import child

_REPEATED = "&"
_DELIMITERS = {"form": ",", "simple": ",", "spaceDelimited": " ", "pipeDelimited": "|"}
"""What stands between the items of a list that is one text."""


def compare_parameters(pair: OperationPair) -> None:
    """Compare the parameters; those of a path by where they stand in it."""
    old, new = _by_place(pair.old.parameters), _by_place(pair.new.parameters)
    renamed = _path_parameters(pair)
    moved = _moved(old, new)
    for key, parameter in old.items():
        partner = new.get(renamed.get(key, key)) or new.get(moved.get(key, key))
        if partner is not None:
            _compare_parameter(pair, parameter, partner)
        else:
            _note_removed(pair, parameter)
    taken = {*old, *renamed.values(), *moved.values()}
    for key, parameter in new.items():
        if key not in taken:
            _note_added(pair, parameter)


def _note_removed(pair: OperationPair, parameter: Parameter) -> None:
    direction = pair.sent()
    gains = parameter.required and direction is Direction.RESPONSE
    edit = make_edit(
        "parameter-removed",
        parameter.at,
        child(pair.new.at, "parameters"),
        Effect.WIDENS if gains else Effect.SAME,
        naming=Naming.REMOVED,
        before=kind_of(pair.pairs.old, parameter.use.schema),
        note="; it was always there" if gains else "",
    )
    pair.note(_named(parameter), direction, edit)


def _note_added(pair: OperationPair, parameter: Parameter) -> None:
    needed = parameter.required
    effect = Effect.NARROWS if needed else Effect.SAME
    kind = kind_of(pair.pairs.new, parameter.use.schema)
    edit = make_edit(
        "parameter-added",
        child(pair.old.at, "parameters"),
        parameter.at,
        effect,
        typed=effect,
        naming=Naming.ADDED,
        after=f"{kind}, required" if needed else kind,
        note=" and is required" if needed else "",
    )
    pair.note(_named(parameter), pair.sent(), edit)


_Key = tuple[str, In]


def _by_place(parameters: Iterable[Parameter]) -> dict[_Key, Parameter]:
    """Header names have no case. Source: RFC 9110, section 5.1."""
    return {
        (p.spec_name.lower() if p.location is In.HEADER else p.spec_name, p.location): p
        for p in parameters
    }


def _path_parameters(pair: OperationPair) -> dict[_Key, _Key]:
    """Pair the path parameters by where they stand in the two path templates."""
    if pair.webhook:
        return {}
    old, new = path_names(pair.old.path), path_names(pair.new.path)
    if len(old) != len(new):
        return {}
    return {(a, In.PATH): (b, In.PATH) for a, b in zip(old, new, strict=True) if a != b}


def path_names(path: str) -> list[str]:
    """Return the names in a path template, in order."""
    return [part.partition("}")[0] for part in path.split("{")[1:]]


def _moved(old: dict[_Key, Parameter], new: dict[_Key, Parameter]) -> dict[_Key, _Key]:
    """Pair parameters of one name that stand elsewhere now."""
    removed = [key for key in old if key not in new and key[1] is not In.PATH]
    added = [key for key in new if key not in old and key[1] is not In.PATH]
    found: dict[_Key, _Key] = {}
    for key in removed:
        # Two names in one place that differ in case are two parameters.
        elsewhere = [other for other in added if other[1] is not key[1]]
        same = [other for other in elsewhere if other[0].lower() == key[0].lower()]
        if len(same) == 1:
            found[key] = same[0]
    return found


def _compare_parameter(pair: OperationPair, old: Parameter, new: Parameter) -> None:
    name, direction = _named(new), pair.sent()
    repeatable = _became_repeatable(pair, old, new)
    _, node, fresh = pair.node(name, direction, (old.at, new.at), "parameter")
    if fresh:
        node.edits += _presence(pair, old, new)
        node.edits += () if repeatable else _writing(pair, old, new)
        node.edits += _texts(old, new)
    if repeatable:
        _compare_repeatable(pair, old, new)
    else:
        text, must = is_text(old) and is_text(new), old.required and new.required
        pair.use(name, direction, old.use, new.use, text=text, must=must)


def _presence(pair: OperationPair, old: Parameter, new: Parameter) -> Iterable[Edit]:
    """Yield what changed of name, place and whether the parameter may be left out or empty."""
    if old.spec_name.lower() != new.spec_name.lower():
        yield make_edit(
            "path-parameter-renamed",
            old.at,
            new.at,
            typed=Effect.SHIFTS,
            before=old.spec_name,
            after=new.spec_name,
        )
    if old.required != new.required:
        rule = "parameter-required" if new.required else "parameter-optional"
        effect = Effect.NARROWS if new.required else Effect.WIDENS
        yield make_edit(
            rule, child(old.at, "required"), child(new.at, "required"), effect, typed=effect
        )
    if old.allow_empty != new.allow_empty:
        rule = "empty-value-allowed" if new.allow_empty else "empty-value-forbidden"
        effect = Effect.WIDENS if new.allow_empty else Effect.NARROWS
        if _takes_empty_text(pair, new if old.allow_empty else old):
            effect = Effect.SAME
        at = (child(old.at, "allowEmptyValue"), child(new.at, "allowEmptyValue"))
        yield make_edit(rule, *at, effect)


def _takes_empty_text(pair: OperationPair, parameter: Parameter) -> bool:
    """Whether the empty text is a value of a parameter anyway."""
    schema, travel = parameter.use.schema, Travel(text=is_text(parameter))
    version = Version.NEW if parameter in pair.new.parameters else Version.OLD
    schemas = SchemaPair(old=schema, new=schema)
    return pair.pairs.search.accepts(version, schemas, "", travel)


def _writing(pair: OperationPair, old: Parameter, new: Parameter) -> Iterable[Edit]:
    """Yield what changed of where a parameter stands and how it is written there."""
    if old.location is not new.location:
        before, after = old.location.value, new.location.value
        at = (child(old.at, "in"), child(new.at, "in"))
        yield make_edit("parameter-moved", *at, Effect.SHIFTS, before=before, after=after)
    else:
        parts = [_has_parts(side, p) for side, p in _sided(pair, old, new)]
        before, after = _style(old, all(parts)), _style(new, all(parts))
        if before != after:
            effect = Effect.SHIFTS if _are_written_apart(pair, old, new) else Effect.SAME
            rule = "parameter-style-changed"
            yield make_edit(rule, old.at, new.at, effect, before=before, after=after)
    if old.allow_reserved != new.allow_reserved:
        rule = "allow-reserved-added" if new.allow_reserved else "allow-reserved-removed"
        effect = Effect.WIDENS if new.allow_reserved else Effect.NARROWS
        at = (child(old.at, "allowReserved"), child(new.at, "allowReserved"))
        yield make_edit(rule, *at, effect)


def _are_written_apart(pair: OperationPair, old: Parameter, new: Parameter) -> bool:
    """Whether a value that both versions take is written in two ways.

    Where there is no such value, none that was right is written otherwise now; where none is found
    to try, they are.
    """
    schemas = SchemaPair(old=old.use.schema, new=new.use.schema)
    search, travel = pair.pairs.search, Travel(text=is_text(old) and is_text(new))
    values = [
        value
        for value in search.worth_writing(schemas, Version.OLD, travel)
        if search.accepts(Version.NEW, schemas, value, travel)
    ]
    texts = [(written(old, value), written(new, value)) for value in values]
    return not texts or any(one != other for one, other in texts)


def _texts(old: Parameter, new: Parameter) -> Iterable[Edit]:
    at = (child(old.at, "deprecated"), child(new.at, "deprecated"))
    yield from deprecation_edits(at, before=old.deprecated, after=new.deprecated)
    at = (child(old.at, "description"), child(new.at, "description"))
    yield from text_edits(at, old.description, new.description)
    removed, added = differing_examples(old.examples, new.examples)
    if removed or added:
        yield make_edit("examples-changed", old.at, new.at, before=removed, after=added)


def _became_repeatable(pair: OperationPair, old: Parameter, new: Parameter) -> bool:
    """Whether one side takes one value and the other several, one being written alike."""
    if old.location is not new.location or old.content_type or new.content_type:
        return False
    lists = [_body(side, p).types == ("array",) for side, p in _sided(pair, old, new)]
    parts = [_has_parts(side, p) for side, p in _sided(pair, old, new)]
    several = new if lists[1] else old
    return lists == parts and sum(lists) == 1 and bool(_delimiter(several))


def _compare_repeatable(pair: OperationPair, old: Parameter, new: Parameter) -> None:
    """Compare the one value with each of the several ones."""
    name, direction = _named(new), pair.sent()
    uses: list[Use] = []
    for side, parameter in _sided(pair, old, new):
        body = _body(side, parameter)
        items = (body.items or Schema()) if body.types == ("array",) else parameter.use.schema
        uses.append(replace(parameter.use, schema=items))
    bodies = [_body(side, parameter) for side, parameter in _sided(pair, old, new)]
    more = bodies[1].types == ("array",)
    several = bodies[1] if more else bodies[0]
    # A list of two or more items has no text that is one value's, and one of at most one no other.
    once = (several.min_items or 0) < 2 and several.max_items != 0
    often = several.max_items is None or several.max_items > 1
    rule = "parameter-repeatable" if more else "parameter-not-repeatable"
    # Of `a,b` a list makes two values, and one free text takes it as well.
    free = _delimiter(new if more else old) != _REPEATED and _is_free(bodies[0 if more else 1])
    differs = often and not free
    effect = effect_of(loses=not once if more else differs, gains=differs if more else not once)
    if effect is Effect.SAME and free and often:
        effect = Effect.REINTERPRETS
    pair.note(name, direction, make_edit(rule, old.at, new.at, effect, typed=Effect.SHIFTS))
    pair.use(name, direction, *uses, text=True)


def _delimiter(parameter: Parameter) -> str:
    """Return what stands between the items of a list; "" where one item isn't written alone."""
    if parameter.location is In.QUERY and parameter.explode:
        return _REPEATED if parameter.style == "form" else ""
    return _DELIMITERS.get(parameter.style, "")


def _is_free(body: Schema) -> bool:
    """Whether a text with anything in it is a value."""
    limits = (body.enum, body.format, body.max_length)
    return body.types == ("string",) and not body.patterns and all(one is None for one in limits)


def _sided(
    pair: OperationPair, old: Parameter, new: Parameter
) -> tuple[tuple[Side, Parameter], tuple[Side, Parameter]]:
    return (pair.pairs.old, old), (pair.pairs.new, new)


def _body(side: Side, parameter: Parameter) -> Schema:
    return side.unfold(parameter.use.schema)


def _style(parameter: Parameter, parts: bool) -> str:
    """Return how a parameter is written; scalars look the same exploded or not."""
    if parameter.content_type:
        return parameter.content_type
    return f"{parameter.style}{', exploded' if parameter.explode and parts else ''}"


def _has_parts(side: Side, parameter: Parameter) -> bool:
    """Whether a value may be an array or an object."""
    body = _body(side, parameter)
    if body.types is None and body.enum is not None:
        return any(isinstance(value, list | dict) for value in body.enum)
    return body.types is None or bool({"array", "object"} & set(body.types))


def _named(parameter: Parameter) -> str:
    return f"{parameter.location.value} parameter {parameter.spec_name}"
