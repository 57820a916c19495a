"""Why a value does not satisfy a schema: the issues, for the same keywords as `_keywords`.

In: a schema and a value that fails it. Out: issues in the order of the schema's keywords. Only what
failed is walked. Of a union that a property tells apart only the chosen variant speaks; of any
other the nearest variant comes first. A message names what is expected, never what was found.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any, Final, TypeAlias, cast

from ._arguments import nearest
from ._issues import Issue, printable
from ._keywords import TESTS, additional_names, kind, may_fit_several
from ._lookup import Object, Schema
from ._verdicts import Verdicts

Array: TypeAlias = list[Any]
Keywords: TypeAlias = Mapping[str, Any]

_NAMED: Final = 10
"""How many members or names a message lists at most."""


_COMPARED: Final = 200
"""Among how many names one is searched that was meant; and how long they are at most."""

_COUNTED: Final = 1_000_000
"""How far issues beyond the limit are counted."""

Mark: TypeAlias = tuple[int, int, str, tuple[str, ...]]


class Place:
    """Where an explanation stands: the pointers into the value and into the schemas."""

    __slots__ = ("instance", "schema")

    def __init__(self, instance: str, schema: str) -> None:
        self.instance = instance
        self.schema = schema

    def of_schema(self, *tokens: str | int) -> Place:
        """Return the place of a subschema over the same value."""
        return Place(self.instance, self.schema + _pointer(tokens))

    def of_value(self, token: str | int, *tokens: str | int) -> Place:
        """Return the place of a part of the value, judged by a subschema."""
        return Place(self.instance + _pointer((token,)), self.schema + _pointer(tokens))


def _pointer(tokens: tuple[str | int, ...]) -> str:
    return "".join("/" + str(t).replace("~", "~0").replace("/", "~1") for t in tokens)


class Explanation:
    """Collects issues up to a limit, each once, and counts those beyond it.

    What a (schema, value) pair at one place has to say is worked out once in an evaluation.
    `expected` holds the JSON types that the issues of `type` ask for.
    """

    __slots__ = ("_known", "_parts", "expected", "issues", "limit", "more", "verdicts")

    def __init__(
        self, verdicts: Verdicts, limit: int, parts: dict[Mark, Explanation] | None = None
    ) -> None:
        self.verdicts = verdicts
        self.limit = limit
        self.issues: list[Issue] = []
        self.more = 0
        self.expected: dict[Issue, str] = {}
        self._known: set[Issue] = set()
        self._parts: dict[Mark, Explanation] = {} if parts is None else parts

    def add(self, place: Place, keyword: str, message: str, value: object = None) -> None:
        """Note one issue; `place` is that of the schema which holds the keyword."""
        schema = place.of_schema(keyword).schema if keyword else place.schema
        self._note(Issue(place.instance, keyword or "false", message, schema, value))

    def _note(self, issue: Issue) -> None:
        if issue in self._known:
            return
        if len(self.issues) < self.limit:
            self._known.add(issue)
            self.issues.append(issue)
        elif self.more < _COUNTED:
            self.more += 1

    def explain(self, schema: Schema, value: Any, place: Place) -> None:
        """Note why the value fails the schema; nothing if it does not."""
        if self.verdicts.passes(schema, value):
            return
        if isinstance(schema, bool):
            self.add(place, "", "is not allowed", value)
            return
        resource = schema.get("$resource")
        if resource is not None and resource not in self.verdicts.scope:
            self.verdicts.within(resource, self.explain, schema, value, place)
            return
        tests = TESTS[kind(value)]
        for keyword, operand in schema.items():
            test = tests.get(keyword)
            if test is None or test(self.verdicts, operand, schema, value):
                continue
            if keyword in _PARTS:
                _PARTS[keyword](self, operand, schema, value, place)
            elif keyword == "type":
                self._miss_type(_types(operand), value, place)
            else:
                message = _MESSAGES[keyword](operand, value)
                suggestion = self.suggestion(value, operand) if keyword == "enum" else ""
                self.add(place, keyword, f"{message}{suggestion}", value)

    def suggestion(self, given: object, known: object, word: str = "did you mean") -> str:
        """Return a hint at the one of the known texts that a text was meant to be, or ""."""
        if not isinstance(given, str) or len(given) > _COMPARED or len(self.issues) >= self.limit:
            return ""
        texts = [one for one in cast("list[object]", known) if isinstance(one, str)]
        near = nearest(given, texts) if len(texts) <= _COMPARED else None
        return "" if near is None else f" ({word} {_name(near)}?)"

    def _miss_type(self, types: str, value: Any, place: Place) -> None:
        schema = place.of_schema("type").schema
        issue = Issue(place.instance, "type", f"must be {types}", schema, value)
        self.expected[issue] = types
        self._note(issue)

    def explain_key(self, key: str, value: Any, instance: str) -> None:
        """Note why the value fails the schema of this key."""
        self.extend(self.apart(self.verdicts.schemas.by_key[key], value, Place(instance, key)))

    def apart(self, schema: Schema, value: Any, place: Place) -> Explanation:
        """Return the explanation of a subschema by itself."""
        mark = (id(schema), id(value), place.instance, self.verdicts.scope)
        part = self._parts.get(mark)
        if part is None:
            part = self._parts[mark] = Explanation(self.verdicts, self.limit, self._parts)
            part.explain(schema, value, place)
        return part

    def extend(self, part: Explanation, variant: str = "") -> None:
        """Take over what another explanation found, of a variant that is named beside others."""
        for issue in part.issues:
            self._note(issue.of_variant(variant) if variant else issue)
        self.expected.update(part.expected)
        self.more = min(_COUNTED, self.more + part.more)


Parts: TypeAlias = Callable[[Explanation, Any, Keywords, Any, Place], None]


def _reference(out: Explanation, operand: Any, schema: Keywords, value: Any, place: Place) -> None:
    keyword = "$ref" if isinstance(operand, str) else "$dynamicRef"
    out.explain_key(out.verdicts.target(keyword, operand), value, place.instance)


def _all_of(out: Explanation, operand: Array, schema: Keywords, value: Any, place: Place) -> None:
    for index, part in enumerate(operand):
        out.explain(part, value, place.of_schema("allOf", index))


def _condition(out: Explanation, operand: Any, schema: Keywords, value: Any, place: Place) -> None:
    branch = "then" if out.verdicts.strict.passes(operand, value) else "else"
    out.explain(schema[branch], value, place.of_schema(branch))


def _any_of(out: Explanation, operand: Array, schema: Keywords, value: Any, place: Place) -> None:
    _union(out, "anyOf", operand, value, place)


def _one_of(out: Explanation, operand: Array, schema: Keywords, value: Any, place: Place) -> None:
    found = out.verdicts.matching("oneOf", operand, value)
    if len(found) > 1 and not may_fit_several(out.verdicts, [operand[i] for i in found], value):
        ordinals = ", ".join(str(index + 1) for index in found[:_NAMED])
        out.add(place, "oneOf", f"fits several variants (number {ordinals}) instead of one", value)
    else:
        _union(out, "oneOf", operand, value, place)


def _union(out: Explanation, keyword: str, variants: Array, value: Any, place: Place) -> None:
    tag = out.verdicts.schemas.tag(variants)
    if tag is None or not tag.decides(value):
        _untagged(out, keyword, variants, value, place)
        return
    held: Object = value
    index = tag.chosen(held)
    if index is not None:
        out.explain(variants[index], value, place.of_schema(keyword, index))
    elif tag.name not in held:
        out.add(place, keyword, f"lacks {_name(tag.name)}, which names the variant", value)
    else:
        at = Place(place.of_value(tag.name).instance, place.schema)
        message = f"names no variant; known are {_list(tag.constants)}"
        out.add(at, keyword, message, held[tag.name])


def _untagged(out: Explanation, keyword: str, variants: Array, value: Any, place: Place) -> None:
    """Note the issues of the variants of the right JSON type that are near, the nearest first.

    Where a property says what each variant is, those that it excludes have no say. Each issue has
    the name of its variant where several are near.
    """
    near = _labelled(out, keyword, variants, value, place)
    if near == []:
        return
    parts = [
        out.apart(variant, value, place.of_schema(keyword, index))
        for index, variant in enumerate(variants)
        if near is None or index in near
    ]
    fitting = [part for part in parts if not _misses_type(part, place.instance)]
    if not fitting:
        types = sorted(
            {
                part.expected[issue]
                for part in parts
                for issue in part.issues
                if issue in part.expected and issue.instance == place.instance
            }
        )
        message = f"must be {' or '.join(types)}" if types else "fits no variant"
        out.add(place, keyword, message, value)
        return
    is_off, least, _ = min(map(_distance, fitting))
    close = [p for p in fitting if _distance(p)[0] == is_off and _distance(p)[1] <= least + 1]
    for part in sorted(close, key=_distance):
        out.extend(part, _called(variants, parts.index(part), near) if len(close) > 1 else "")


def _labelled(
    out: Explanation, keyword: str, variants: Array, value: Any, place: Place
) -> list[int] | None:
    """Return the variants that the value's label leaves, None where there is no label.

    Where it leaves none, that is what is wrong.
    """
    label = out.verdicts.schemas.label(variants) if isinstance(value, dict) else None
    if label is None:
        return None
    held = cast("Object", value)
    if label.name not in held:
        out.add(place, keyword, f"lacks {_name(label.name)}, which names the variant", held)
        return []
    near = label.fitting(held)
    if not near:
        at = Place(place.of_value(label.name).instance, place.schema)
        message = f"names no variant; known are {_list(label.constants)}"
        out.add(at, keyword, message, held[label.name])
    return near


def _called(variants: Array, position: int, near: list[int] | None) -> str:
    """Return what to call a variant: the name that its schema has, else its number."""
    index = position if near is None else near[position]
    variant = variants[index]
    held = cast("Object", variant) if isinstance(variant, dict) else {}
    name = str(held.get("$ref", "")).rpartition("/")[2]
    return name if name.isidentifier() else f"variant {index + 1}"


def _misses_type(part: Explanation, instance: str) -> bool:
    return any(i.keyword in ("type", "false") and i.instance == instance for i in part.issues)


def _distance(part: Explanation) -> tuple[bool, int, int]:
    """Return whether a constant is another one, how many issues there are, and how far up."""
    is_off = any(issue.keyword in ("const", "enum") for issue in part.issues)
    depth = max((issue.instance.count("/") for issue in part.issues), default=0)
    return is_off, len(part.issues) + part.more, -depth


def _properties(
    out: Explanation, operand: Keywords, schema: Keywords, value: Object, place: Place
) -> None:
    for name, content in operand.items():
        if name in value:
            out.explain(content, value[name], place.of_value(name, "properties", name))


def _pattern_properties(
    out: Explanation, operand: Keywords, schema: Keywords, value: Object, place: Place
) -> None:
    for pattern, content in operand.items():
        search = out.verdicts.schemas.search(pattern)
        for name in value:
            if search is not None and out.verdicts.finds(search, name):
                at = place.of_value(name, "patternProperties", pattern)
                out.explain(content, value[name], at)


def _additional(
    out: Explanation, operand: Any, schema: Keywords, value: Object, place: Place
) -> None:
    names = list(additional_names(out.verdicts, schema, value))
    rest = {name: value[name] for name in names}
    _rest(out, "additionalProperties", operand, rest, place, _free(schema, value))


def _unevaluated(
    out: Explanation, operand: Any, schema: Keywords, value: Object, place: Place
) -> None:
    done = out.verdicts.evaluated_before(schema, value)
    rest = {name: value[name] for name in value if name not in done}
    _rest(out, "unevaluatedProperties", operand, rest, place, _free(schema, value))


def _free(schema: Keywords, value: Object) -> list[str]:
    """Return the declared properties that a value doesn't have."""
    return [name for name in schema.get("properties", ()) if name not in value]


def _rest(
    out: Explanation, keyword: str, operand: Any, rest: Object, place: Place, free: list[str]
) -> None:
    if operand is False:
        for name, content in rest.items():
            at = Place(place.of_value(name).instance, place.schema)
            out.add(at, keyword, f"is not a known property{out.suggestion(name, free)}", content)
        return
    for name, content in rest.items():
        out.explain(operand, content, place.of_value(name, keyword))


def _names(out: Explanation, operand: Any, schema: Keywords, value: Object, place: Place) -> None:
    for name in value:
        if not out.verdicts.passes(operand, name):
            part = out.apart(operand, name, place.of_schema("propertyNames"))
            for issue in part.issues:
                message = f"has a property name that {issue.message}: {_name(name)}"
                out.add(place, "propertyNames", message, name)


def _required(
    out: Explanation, operand: list[str], schema: Keywords, value: Object, place: Place
) -> None:
    known = schema.get("properties", {})
    others = [name for name in value if name not in known] if known else []
    for name in operand:
        if name not in value:
            suggestion = out.suggestion(name, others, "is it") if _may_have_more(schema) else ""
            out.add(place, "required", f"lacks {_name(name)}{suggestion}", value)


def _may_have_more(schema: Keywords) -> bool:
    """Whether nothing else is said of a property that isn't declared."""
    return schema.get("additionalProperties") is not False


def _dependent_required(
    out: Explanation, operand: Keywords, schema: Keywords, value: Object, place: Place
) -> None:
    for name, others in operand.items():
        for other in others:
            if name in value and other not in value:
                message = f"lacks {_name(other)}, which {_name(name)} asks for"
                out.add(place, "dependentRequired", message, value)


def _dependent_schemas(
    out: Explanation, operand: Keywords, schema: Keywords, value: Object, place: Place
) -> None:
    for name, content in operand.items():
        if name in value:
            out.explain(content, value, place.of_schema("dependentSchemas", name))


def _prefix_items(
    out: Explanation, operand: Array, schema: Keywords, value: Array, place: Place
) -> None:
    for index, (content, item) in enumerate(zip(operand, value, strict=False)):
        out.explain(content, item, place.of_value(index, "prefixItems", index))


def _items(out: Explanation, operand: Any, schema: Keywords, value: Array, place: Place) -> None:
    skipped = len(schema.get("prefixItems", ()))
    if operand is False:
        out.add(place, "items", f"has more than {skipped} items", value)
        return
    for index, item in enumerate(value[skipped:], skipped):
        out.explain(operand, item, place.of_value(index, "items"))


def _unevaluated_items(
    out: Explanation, operand: Any, schema: Keywords, value: Array, place: Place
) -> None:
    done = out.verdicts.evaluated_before(schema, value)
    for index, item in enumerate(value):
        if index in done:
            continue
        at = place.of_value(index, "unevaluatedItems")
        if operand is False:
            out.add(Place(at.instance, place.schema), "unevaluatedItems", "is one item too many")
        else:
            out.explain(operand, item, at)


def _contains(out: Explanation, operand: Any, schema: Keywords, value: Array, place: Place) -> None:
    least, most = schema.get("minContains", 1), schema.get("maxContains")
    fitting = sum(out.verdicts.passes(operand, item) for item in value)
    keyword, bound = (
        ("contains", f"at least {least}") if fitting < least else ("maxContains", f"at most {most}")
    )
    if fitting < least and "minContains" in schema:
        keyword = "minContains"
    out.add(place, keyword, f"must hold {bound} items of the given kind", value)


_PARTS: Final[dict[str, Parts]] = {
    "$ref": _reference,
    "$dynamicRef": _reference,
    "allOf": _all_of,
    "anyOf": _any_of,
    "oneOf": _one_of,
    "if": _condition,
    "properties": _properties,
    "patternProperties": _pattern_properties,
    "additionalProperties": _additional,
    "unevaluatedProperties": _unevaluated,
    "propertyNames": _names,
    "required": _required,
    "dependentRequired": _dependent_required,
    "dependentSchemas": _dependent_schemas,
    "prefixItems": _prefix_items,
    "items": _items,
    "unevaluatedItems": _unevaluated_items,
    "contains": _contains,
}


def _text(operand: Any) -> str:
    """Return an operand of a schema as JSON, bounded."""
    try:
        return printable(json.dumps(operand, ensure_ascii=False, default=str), 60)
    except (ValueError, RecursionError):
        return "…"


def _name(name: str) -> str:
    return f'"{printable(name, 60)}"'


def _list(members: Array) -> str:
    shown = ", ".join(_text(member) for member in members[:_NAMED])
    return f"{shown} and {len(members) - _NAMED} more" if len(members) > _NAMED else shown


def _types(operand: Any) -> str:
    types = [operand] if isinstance(operand, str) else cast("list[str]", operand)
    return " or ".join(types)


def _repeated(operand: Any, value: Array) -> str:
    from ._json import canonical

    seen: dict[object, int] = {}
    for index, item in enumerate(value):
        first = seen.setdefault(canonical(item), index)
        if first != index:
            return f"holds equal items, at {first} and {index}"
    return "holds equal items"


_MESSAGES: Final[dict[str, Callable[[Any, Any], str]]] = {
    "enum": lambda operand, value: f"must be one of {_list(operand)}",
    "const": lambda operand, value: f"must be {_text(operand)}",
    "format": lambda operand, value: f"must be of the format {_text(operand)}",
    "not": lambda operand, value: "is of a kind that is ruled out",
    "minimum": lambda operand, value: f"must be at least {_text(operand)}",
    "maximum": lambda operand, value: f"must be at most {_text(operand)}",
    "exclusiveMinimum": lambda operand, value: f"must be above {_text(operand)}",
    "exclusiveMaximum": lambda operand, value: f"must be below {_text(operand)}",
    "multipleOf": lambda operand, value: f"must be a multiple of {_text(operand)}",
    "minLength": lambda operand, value: f"must have at least {operand} characters",
    "maxLength": lambda operand, value: f"must have at most {operand} characters",
    "pattern": lambda operand, value: f"must match {printable(operand, 120)}",
    "minItems": lambda operand, value: f"must have at least {operand} items",
    "maxItems": lambda operand, value: f"must have at most {operand} items",
    "uniqueItems": _repeated,
    "minProperties": lambda operand, value: f"must have at least {operand} properties",
    "maxProperties": lambda operand, value: f"must have at most {operand} properties",
}
