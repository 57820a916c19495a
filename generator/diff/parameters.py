"""The parameters of an operation, by name and place.

In: two versions of an operation. Out: edits and pairs of schemas in its OperationPair.
"""

from __future__ import annotations

from collections.abc import Iterable

from generator.diff.change import Direction, Edit, Effect, Naming
from generator.diff.operation_pair import OperationPair, make_edit
from generator.diff.wording import kind_of
from generator.model.api import In, Parameter
from generator.model.pointers import child


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
    )
    pair.note(_named(parameter), pair.sent(), edit)


Place = tuple[str, In]


def _by_place(parameters: Iterable[Parameter]) -> dict[Place, Parameter]:
    """Header names have no case. Source: RFC 9110, section 5.1."""
    return {
        (p.spec_name.lower() if p.location is In.HEADER else p.spec_name, p.location): p
        for p in parameters
    }


def _path_parameters(pair: OperationPair) -> dict[Place, Place]:
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


def _moved(old: dict[Place, Parameter], new: dict[Place, Parameter]) -> dict[Place, Place]:
    """Pair parameters of one name that stand elsewhere now."""
    gone = [key for key in old if key not in new and key[1] is not In.PATH]
    come = [key for key in new if key not in old and key[1] is not In.PATH]
    found: dict[Place, Place] = {}
    for key in gone:
        same = [other for other in come if other[0].lower() == key[0].lower()]
        if len(same) == 1:
            found[key] = same[0]
    return found


def _compare_parameter(pair: OperationPair, old: Parameter, new: Parameter) -> None:
    name, direction = _named(new), pair.sent()
    _, node, fresh = pair.node(name, direction, (old.at, new.at), "parameter")
    if fresh:
        node.edits += _parameter_edits(old, new)
    pair.use(name, direction, old.use, new.use)


def _parameter_edits(old: Parameter, new: Parameter) -> Iterable[Edit]:
    if old.spec_name.lower() != new.spec_name.lower():
        yield make_edit(
            "path-parameter-renamed",
            old.at,
            new.at,
            typed=Effect.SHIFTS,
            before=old.spec_name,
            after=new.spec_name,
        )
    if old.location is not new.location:
        shifts = Effect.SHIFTS
        before, after = old.location.value, new.location.value
        yield make_edit("parameter-moved", old.at, new.at, shifts, before=before, after=after)
    elif _style(old) != _style(new):
        shifts = Effect.SHIFTS
        before, after = _style(old), _style(new)
        yield make_edit(
            "parameter-style-changed", old.at, new.at, shifts, before=before, after=after
        )
    if old.required != new.required:
        rule = "parameter-required" if new.required else "parameter-optional"
        effect = Effect.NARROWS if new.required else Effect.WIDENS
        yield make_edit(rule, old.at, new.at, effect, typed=effect)
    if old.allow_reserved != new.allow_reserved:
        rule = "allow-reserved-added" if new.allow_reserved else "allow-reserved-removed"
        effect = Effect.WIDENS if new.allow_reserved else Effect.NARROWS
        yield make_edit(rule, old.at, new.at, effect)
    if old.deprecated != new.deprecated:
        yield make_edit("deprecated" if new.deprecated else "not-deprecated", old.at, new.at)
    if old.description.split() != new.description.split():
        before, after = old.description, new.description
        yield make_edit("description-changed", old.at, new.at, before=before, after=after)


def _style(parameter: Parameter) -> str:
    if parameter.content_type:
        return parameter.content_type
    return f"{parameter.style}{', exploded' if parameter.explode and _has_parts(parameter) else ''}"


def _has_parts(parameter: Parameter) -> bool:
    """Whether `explode` says anything: scalars look the same either way."""
    types = parameter.use.schema.types
    return types is None or bool({"array", "object"} & set(types))


def _named(parameter: Parameter) -> str:
    return f"{parameter.location.value} parameter {parameter.spec_name}"
