"""Texts that stand for values of Python's own: which fields hold them, and how they are read.

In: shapes whose formats are known. Out: for a field the plan that the runtime reads it by. Before:
`{"type": "array", "items": {"type": "string", "format": "date"}}`. After: `["date"]`. See
`_runtime/_values.py` for what a plan means.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace

from dfnsgen.json_value import JsonValue
from dfnsgen.model.api import Api, Definition, MediaType, Operation, Use, resolved
from dfnsgen.model.shapes.shape import (
    AnyShape,
    ArrayShape,
    LiteralShape,
    MapShape,
    NullShape,
    NumberShape,
    ObjectShape,
    Reference,
    Shape,
    StringShape,
    TupleShape,
    UnionShape,
)
from dfnsgen.python.source.source import Source, code, join, literal

Plan = str | list["Plan"] | dict[str, "Plan"] | tuple["Plan", ...]
"""How a field is read; a tuple holds alternatives, and the words for what stays as it is."""

Definitions = Mapping[str, Definition]
_WORDS = ("null", "text", "other")
_CONSTANT = "="
"""What stands before a text that is no member of a class, but a value of a union with one."""
_MEMBERS, _OPEN = "enum ", "open "
"""What stands before the name of a class: its members alone, or what no member is as well."""
_ALL = frozenset(("",))


def with_values(api: Api, *, as_text: frozenset[str], decimals: bool) -> Api:
    """Return the Api with the values that are asked for.

    Texts of the formats `as_text` stay texts, and so does what leads to itself without an object
    in between. With `decimals` each number is exact.
    """
    circles = frozenset(key for key in api.definitions if _leads_to(key, api.definitions))

    def changed(shape: Shape) -> Shape:
        return _changed(shape, as_text, decimals)

    def in_definition(key: str, shape: Shape) -> Shape:
        if key in circles:
            return _changed(_inlined(shape, api.definitions), _ALL, decimals)
        made = changed(shape)
        if not isinstance(made, ObjectShape) or made.extras is None:
            return made
        # What the document doesn't name is in a dict from the start.
        return replace(made, extras=_changed(_inlined(made.extras, api.definitions), _ALL, False))

    definitions = {
        key: replace(definition, shape=in_definition(key, definition.shape))
        for key, definition in api.definitions.items()
    }
    if not as_text and not decimals:
        return replace(api, definitions=definitions)
    return replace(
        api,
        definitions=definitions,
        operations=tuple(_operation(operation, changed) for operation in api.operations),
        webhooks=tuple(
            replace(webhook, operation=_operation(webhook.operation, changed))
            for webhook in api.webhooks
        ),
        components={
            name: replace(use, shape=changed(use.shape)) for name, use in api.components.items()
        },
    )


def _leads_to(key: str, definitions: Definitions) -> bool:
    """Whether a definition that is no object leads to itself by such definitions alone."""
    seen: set[str] = set()
    waiting = [key]
    while waiting:
        for found in _references(definitions[waiting.pop()].shape):
            if found == key:
                return True
            if found not in seen:
                seen.add(found)
                waiting.append(found)
    return False


def _references(shape: Shape) -> Iterator[str]:
    match shape:
        case Reference(key=key):
            yield key
        case ArrayShape(items=inner) | MapShape(values=inner):
            yield from _references(inner)
        case TupleShape(prefix=prefix, rest=rest):
            for part in (*prefix, rest):
                yield from _references(part)
        case UnionShape(variants=variants):
            for variant in variants:
                yield from _references(variant.shape)
        case _:
            pass


def _changed(shape: Shape, as_text: frozenset[str], decimals: bool) -> Shape:
    """Return a shape with all that it holds changed; "" among the formats stands for all."""

    def inner(part: Shape) -> Shape:
        return _changed(part, as_text, decimals)

    match shape:
        case StringShape(format=format) if format and ("" in as_text or format in as_text):
            return replace(shape, format="")
        case NumberShape():
            return NumberShape(exact=decimals)
        case LiteralShape(values=values) if "" in as_text:
            return LiteralShape(values)
        case ArrayShape(items=items):
            return ArrayShape(inner(items))
        case MapShape(values=values):
            return MapShape(inner(values))
        case TupleShape(prefix=prefix, rest=rest):
            return TupleShape(tuple(map(inner, prefix)), inner(rest))
        case UnionShape(variants=variants):
            return replace(
                shape, variants=tuple(replace(v, shape=inner(v.shape)) for v in variants)
            )
        case ObjectShape(properties=properties):
            made = tuple(replace(p, shape=inner(p.shape)) for p in properties)
            return replace(shape, properties=made)
        case _:
            return shape


def _inlined(shape: Shape, definitions: Definitions) -> Shape:
    """Put what stands for values in the place of a reference to it."""
    if isinstance(shape, Reference) and value_plan(shape, definitions) is not None:
        return _inlined(definitions[shape.key].shape, definitions)
    return _with_leaves(shape, definitions)


def _is_value(shape: Shape) -> bool:
    """Whether a shape is a single value of another type than JSON has."""
    return bool(
        (isinstance(shape, LiteralShape) and shape.enum_class)
        or (isinstance(shape, StringShape) and shape.format)
    )


def _with_leaves(shape: Shape, definitions: Definitions) -> Shape:
    """Put single values in the places of references to them."""

    def inner(part: Shape) -> Shape:
        return _with_leaves(part, definitions)

    match shape:
        case Reference():
            target = resolved(shape, definitions)
            return target if _is_value(target) else shape
        case ArrayShape(items=items):
            return ArrayShape(inner(items))
        case MapShape(values=values):
            return MapShape(inner(values))
        case TupleShape(prefix=prefix, rest=rest):
            return TupleShape(tuple(map(inner, prefix)), inner(rest))
        case UnionShape(variants=variants):
            several = (replace(v, shape=inner(v.shape)) for v in variants)
            return replace(shape, variants=tuple(several))
        case _:
            return shape


def _operation(operation: Operation, changed: Callable[[Shape], Shape]) -> Operation:
    def use(given: Use | None) -> Use | None:
        return None if given is None else replace(given, shape=changed(given.shape))

    def contents(given: tuple[MediaType, ...]) -> tuple[MediaType, ...]:
        return tuple(replace(c, use=use(c.use), item_use=use(c.item_use)) for c in given)

    body = operation.request_body
    return replace(
        operation,
        parameters=tuple(
            replace(p, use=replace(p.use, shape=changed(p.use.shape))) for p in operation.parameters
        ),
        request_body=None if body is None else replace(body, contents=contents(body.contents)),
        responses=tuple(
            replace(
                response,
                contents=contents(response.contents),
                headers=tuple(replace(h, use=use(h.use)) for h in response.headers),
            )
            for response in operation.responses
        ),
    )


def value_plan(shape: Shape, definitions: Definitions, *, nullable: bool = False) -> Plan | None:
    """Return how a field of a shape is read, None where it gives what came.

    `nullable` says that None may stand in it, be it null or absence.
    """
    plan = _Planner(definitions).plan(shape)
    return plan if plan is None or not nullable else _either(plan, "null")


class _Planner:
    """The plans of what stands in one place; each definition is planned once, however often met."""

    def __init__(self, definitions: Definitions) -> None:
        self._definitions = definitions
        self._plans: dict[str, Plan | None] = {}
        self._stays: dict[str, frozenset[str]] = {}

    def plan(self, shape: Shape) -> Plan | None:
        match shape:
            case StringShape(format=format):
                return format or None
            case NumberShape(exact=exact):
                return "number" if exact else "float"
            case LiteralShape(enum_class=name) if name:
                return f"{_OPEN if shape.is_open else _MEMBERS}{name}"
            case ArrayShape(items=items):
                inner = self.plan(items)
                return None if inner is None else [inner]
            case TupleShape(prefix=prefix, rest=rest):
                inner = self._united((*prefix, rest))
                return None if inner is None else [inner]
            case MapShape(values=values):
                inner = self.plan(values)
                return None if inner is None else {"": inner}
            case UnionShape(variants=variants):
                return self._united(tuple(v.shape for v in variants))
            case Reference(key=key) if not isinstance(self._definitions[key].shape, ObjectShape):
                return self._planned(key)
            case _:
                return None

    def _planned(self, key: str) -> Plan | None:
        """Return the plan of a definition; what leads to itself has none."""
        if key not in self._plans:
            circle = _leads_to(key, self._definitions)
            self._plans[key] = None if circle else self.plan(self._definitions[key].shape)
        return self._plans[key]

    def _united(self, shapes: tuple[Shape, ...]) -> Plan | None:
        """Return the plan of a value that may be of several shapes."""
        plans = [self.plan(shape) for shape in shapes]
        if not any(plans):
            return None
        stay: set[str] = set()
        for shape, plan in zip(shapes, plans, strict=True):
            if plan is None:
                stay |= self._what_stays(shape)
        found = [plan for plan in plans if plan is not None]
        constants = {word for word in stay if word.startswith(_CONSTANT)}
        if constants and not any(map(_has_open, found)):
            stay = stay - constants | {"text"}
        if "text" in stay:  # Any text is one already: none is taken for something else.
            found = [plan for plan in found if not isinstance(plan, str) or _is_beside_text(plan)]
        words = (*(word for word in _WORDS if word in stay), *sorted(stay.difference(_WORDS)))
        return _either(*found, *words) if found else None

    def _what_stays(self, shape: Shape) -> frozenset[str]:
        match shape:
            case NullShape():
                return frozenset(("null",))
            case StringShape():
                return frozenset(("text",))
            case AnyShape():
                return frozenset(_WORDS)
            case LiteralShape(values=values):
                null = ("null",) if None in values else ()
                texts = (f"{_CONSTANT}{value}" for value in values if isinstance(value, str))
                return frozenset((*null, *texts, "other"))
            case UnionShape(variants=variants):
                return frozenset[str]().union(*(self._what_stays(v.shape) for v in variants))
            case Reference(key=key) if not isinstance(self._definitions[key].shape, ObjectShape):
                if key not in self._stays:
                    circle = _leads_to(key, self._definitions)
                    inner = self._definitions[key].shape
                    self._stays[key] = frozenset(_WORDS) if circle else self._what_stays(inner)
                return self._stays[key]
            case _:
                return frozenset(("other",))


def _has_open(plan: Plan) -> bool:
    several = plan if isinstance(plan, tuple) else (plan,)
    return any(isinstance(one, str) and one.startswith(_OPEN) for one in several)


def _is_beside_text(plan: str) -> bool:
    """Whether a plan says something where any other text may stand: numbers, and members."""
    return plan in ("float", "number") or plan.startswith((_MEMBERS, _OPEN))


def _either(*plans: Plan) -> Plan:
    """Return the plan of what is one of several, each once and none inside another.

    Members of enums go before all else, and what only an open one takes after all else: for it
    takes any text. Where any may stand it takes none but its members.
    """
    distinct: list[Plan] = []
    for plan in plans:
        for one in plan if isinstance(plan, tuple) else (plan,):
            if one not in distinct:
                distinct.append(one)
    if any(map(_has_open, distinct)):
        distinct = _with_members_first(distinct)
    distinct.sort(key=_rank)
    return distinct[0] if len(distinct) == 1 else tuple(distinct)


def _with_members_first(plans: list[Plan]) -> list[Plan]:
    """Add the members of open enums where something else may stand beside them."""
    others = [plan for plan in plans if plan not in ("null", "other")]
    if len(others) == 1:
        return plans
    opens = [plan for plan in plans if isinstance(plan, str) and plan.startswith(_OPEN)]
    members: list[Plan] = [f"{_MEMBERS}{plan.removeprefix(_OPEN)}" for plan in opens]
    rest = [plan for plan in plans if plan not in members]
    return [*members, *(plan for plan in rest if "text" not in plans or plan not in opens)]


def _rank(plan: Plan) -> int:
    """Return where a plan stands among those of one value."""
    if not isinstance(plan, str):
        return 1
    starts = {_MEMBERS: 0, _OPEN: 2, _CONSTANT: 3, **dict.fromkeys(_WORDS, 3)}
    return next((rank for start, rank in starts.items() if plan.startswith(start)), 1)


def parts_of(shape: Shape) -> Iterator[Shape]:
    """Yield the texts and references that a shape is made of."""
    match shape:
        case StringShape() | Reference():
            yield shape
        case ArrayShape(items=inner) | MapShape(values=inner):
            yield from parts_of(inner)
        case TupleShape(prefix=prefix, rest=rest):
            for part in (*prefix, rest):
                yield from parts_of(part)
        case UnionShape(variants=variants):
            for variant in variants:
                yield from parts_of(variant.shape)
        case ObjectShape(properties=properties, extras=extras):
            for declared in properties:
                yield from parts_of(declared.shape)
            if extras is not None:
                yield from parts_of(extras)
        case _:
            pass


def spelled(plan: Plan) -> Source:
    """Return a plan as Python text."""
    match plan:
        case str():
            return literal(plan)
        case list():
            return code("[{}]", spelled(plan[0]))
        case dict():
            empty: JsonValue = ""
            return code("{{{}: {}}}", literal(empty), spelled(plan[""]))
        case tuple():
            return code("({})", join(", ", map(spelled, plan)))
