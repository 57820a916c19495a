"""Values that a schema allows: examples of the document first, else made up, by chance.

In: the key of a schema, a seed, and perhaps a value to stay near. Out: a JSON value that the exact
schema takes, the same for the same seed. Raises NoValue where none was found.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import ROUND_CEILING, Decimal
from math import inf
from random import Random
from typing import Any, Final, Literal, cast

from ._fake_facts import Facts, FactsOf, Object, as_list, as_object, united
from ._fake_texts import Samples, text_of
from ._fake_ways import Flag, Ways
from ._formats import FORMATS
from ._json import canonical
from ._keywords import kind
from ._lookup import Schema, Schemas
from ._verdicts import Verdicts

ABSENT: Final = object()
"""Stands for no value to stay near."""

_DEEPEST: Final = 24
_FULL: Final = 4
"""How deep values are complete; further down they hold what they must."""
_TRIES: Final = 12
_MOST_ITEMS: Final = 200
_UNSENT: Final[dict[str, Flag]] = {"request": "readOnly", "answer": "writeOnly"}
_ORDER: Final[tuple[str, ...]] = tuple("object array string integer number boolean null".split())


Way = Literal["request", "answer", "either"]


class NoValue(Exception):
    """No value was found that the schema takes."""


class Values:
    """Makes the values of the schemas of one document."""

    def __init__(self, schemas: Schemas, samples: Samples) -> None:
        self.schemas: Final = schemas
        self.samples: Final = samples
        self.facts: Final = FactsOf(schemas)
        self.ways: Final = Ways(self.facts)
        self._references: Final[dict[str, Schema]] = {}

    def reference(self, key: str) -> Schema:
        """Return the schema that refers to a key, the same object each time."""
        if key not in self._references:
            self._references[key] = {"$ref": key}
        return self._references[key]

    def of(
        self,
        key: str,
        seed: str,
        number: int = 0,
        like: Any = ABSENT,
        *,
        fills: bool = True,
        way: Way = "request",
    ) -> Any:
        """Return value `number` of a schema: 0 is complete, 1 the smallest, further ones vary.

        What can be kept of `like` is kept; unless it `fills`, an object gets no further properties
        than it must have. Where it isn't an answer, a value that fits one variant of each union
        goes before one that fits several, which clients refuse. Raises NoValue.
        """
        schema = self.reference(key)
        if way == "answer":
            like = self.ways.without(schema, like, "writeOnly")
        if not fills and isinstance(like, dict) and self.is_of_format(schema, like):
            return as_object(like)
        fitting: Any = ABSENT
        for attempt in range(_TRIES):
            chance = Random(f"{seed}/{key}/{number}/{attempt}")
            near = _or_absent(like, keeps=attempt < _TRIES // 2)
            usual = number if attempt < 4 else 1 if attempt < 8 else attempt
            making = _Making(self, chance, usual, fills=fills, unsent=_UNSENT.get(way))
            try:
                value = making.value(schema, "", 0, near)
            except RecursionError:
                raise NoValue(key) from None
            except NoValue:
                continue
            if self.is_exactly(schema, value):
                return value
            if fitting is ABSENT and self.fits(schema, value):
                fitting = value
            if fitting is not ABSENT and way == "answer":
                break
        if fitting is ABSENT:
            raise NoValue(key)
        return fitting

    def first(self, schemas: list[Schema], seed: str, name: str) -> Any:
        """Return a value of the first schema that all of them take. Raises NoValue."""
        for schema in [schema for schema in schemas if schema is not True]:
            for attempt in range(_TRIES):
                making = _Making(self, Random(f"{seed}/{attempt}"), 2, fills=True, unsent=None)
                value = making.fresh(schema, name)
                if all(self.fits(one, value) for one in schemas):
                    return value
        raise NoValue(name)

    def fits(self, schema: Schema, value: Any) -> bool:
        """Whether a schema takes a value; of a union's variants it may fit several."""
        # Verdicts know values by their id, so that each lasts for one value only.
        return Verdicts(self.schemas, lenient=False, formats={}, overlaps="all").passes(
            schema, value
        )

    def is_of_format(self, schema: Schema, value: Any) -> bool:
        """Whether a schema takes a value whose texts and numbers are what their formats say."""
        return Verdicts(self.schemas, lenient=False, formats=FORMATS, overlaps="all").passes(
            schema, value
        )

    def is_exactly(self, schema: Schema, value: Any) -> bool:
        """Whether a schema takes a value to the letter."""
        return Verdicts(self.schemas, lenient=False, formats={}).passes(schema, value)


class _Making:
    """One value under way. `number` is as in `Values.of`; what is `unsent` is left out."""

    def __init__(
        self, values: Values, chance: Random, number: int, *, fills: bool, unsent: Flag | None
    ) -> None:
        self._values = values
        self._chance = chance
        self._number = number
        self._fills = fills
        self._unsent: Flag | None = unsent

    def value(self, schema: Schema, name: str, depth: int, like: Any = ABSENT) -> Any:
        """Return a value of a schema; `name` is that of the property it is for."""
        facts = self._values.facts.of(schema)
        if facts is None or depth > _DEEPEST:
            raise NoValue(name)
        if like is not ABSENT and not isinstance(like, (dict, list)):
            if self._values.is_of_format(schema, like):
                return like
        elif like is ABSENT and ("examples" in facts or "default" in facts):
            found = self._example(schema, _examples(facts))
            if found is not ABSENT:
                return found
        is_hard = "judged" in facts or "contained" in facts or "groups" in facts
        if not is_hard:
            return self._of(facts, name, depth, like)
        value = self._of(facts, name, depth, like)
        for _ in range(_TRIES):
            if self._values.is_exactly(schema, value):
                return value
            value = self._of(facts, name, depth, like)
        if not self._values.fits(schema, value):
            raise NoValue(name)
        return value

    def fresh(self, schema: Schema, name: str) -> Any:
        """Return a value that is no example of the document."""
        facts = self._values.facts.of(schema)
        if facts is None:
            raise NoValue(name)
        if not facts.get("type") and "enum" not in facts and "groups" not in facts:
            facts = {**facts, "type": ["string"]}
        return self._of(facts, name, 0, ABSENT)

    def _example(self, schema: Schema, examples: list[Any]) -> Any:
        start = self._number if self._number < len(examples) else self._chance.randrange(99)
        for offset in range(len(examples)):
            example = examples[(start + offset) % len(examples)]
            if self._values.is_of_format(schema, example):
                return self._travelling(schema, example)
        return ABSENT

    def _travelling(self, schema: Schema, value: Any) -> Any:
        return (
            value
            if self._unsent is None
            else self._values.ways.without(schema, value, self._unsent)
        )

    def travels(self, schema: Schema) -> bool:
        """Whether an optional property of this schema is sent this way."""
        if self._unsent is None:
            return True
        return (self._values.facts.of(schema) or {}).get(self._unsent) is not True

    def _of(self, facts: Facts, name: str, depth: int, like: Any) -> Any:
        """Return a value by facts: of a union that of the first variant for which there is one."""
        groups = facts.get("groups")
        if groups:
            rest = {key: value for key, value in facts.items() if key != "groups"}
            rest |= {"groups": groups[1:]} if groups[1:] else {}
            for index in self._order(rest, groups[0], like):
                variant = self._values.facts.of(groups[0][index])
                both = None if variant is None else united(rest, variant)
                if both is not None:
                    try:
                        return self._of(both, name, depth, like)
                    except NoValue:
                        continue
            raise NoValue(name)
        if "enum" in facts:
            return self._member(facts)
        kinds = self._kinds(facts)
        for chosen in kinds:
            try:
                return self._of_kind(chosen, facts, name, depth, like)
            except NoValue:
                continue
        raise NoValue(name)

    def _order(self, rest: Facts, variants: list[Schema], like: Any) -> list[int]:
        """Return the variants in the order in which they are tried: what is like `like` first."""
        order = list(range(len(variants)))
        if self._number > 1:
            self._chance.shuffle(order)
        facts = {index: self._values.facts.of(variants[index]) for index in order}
        return sorted(order, key=lambda index: self._distance(facts[index], like))

    def _distance(self, facts: Facts | None, like: Any) -> int:
        if facts is None:
            return 99
        near = as_object(like)
        if near is not None:
            return self._far(facts, near)
        if like is ABSENT:
            return int(facts.get("type") == ["null"])
        return int(kind(like) not in facts.get("type", _ORDER))

    def _far(self, facts: Facts, like: Object) -> int:
        """Return how far the variant is from an object: by its constants, then by what it knows."""
        known: Object = facts.get("properties", {})
        if "type" in facts and "object" not in facts["type"]:
            return 98
        far = 0
        for name, value in like.items():
            inner = self._values.facts.of(known[name]) if name in known else {}
            members = None if inner is None else inner.get("enum")
            if members is not None:
                is_member = canonical(value) in {canonical(member) for member in members}
                far += -10 if is_member else 50
            far -= name in known
        return far

    def _member(self, facts: Facts) -> Any:
        bare = {key: value for key, value in facts.items() if key in _JUDGING}
        members: list[Any] = facts["enum"]
        chosen = members[0] if self._number == 0 or not members else self._chance.choice(members)
        if kind(chosen) and self._values.fits(bare, chosen):
            return chosen
        members = [m for m in members if kind(m) and self._values.fits(bare, m)]
        if not members:
            raise NoValue("enum")
        return members[0] if self._number == 0 else self._chance.choice(members)

    def _kinds(self, facts: Facts) -> list[str]:
        known: list[str] = facts.get("type") or [_guessed(facts)]
        kinds = sorted(known, key=lambda kind: _ORDER.index(kind))
        if self._number > 2 and len(kinds) > 1 and self._chance.random() < 0.3:
            kinds = kinds[::-1]
        return kinds

    def _of_kind(self, chosen: str, facts: Facts, name: str, depth: int, like: Any) -> Any:
        match chosen:
            case "object":
                return _Objects(self, facts, depth).value(as_object(like))
            case "array":
                return self._array(facts, name, depth, like)
            case "string":
                return self._text(facts, name)
            case "integer" | "number":
                return self._number_of(facts, is_integer=chosen == "integer")
            case "boolean":
                return True if self._number < 2 else self._chance.random() < 0.5
            case _:
                return None

    def _text(self, facts: Facts, name: str) -> str:
        schema: Object = {"allOf": [{"pattern": p} for p in facts.get("patterns", ())]}
        schema |= {k: facts[k] for k in ("minLength", "maxLength") if k in facts}
        made = text_of(
            facts,
            name,
            self._chance,
            self._values.samples,
            lambda text: self._values.fits(schema, text),
        )
        if made is None:
            raise NoValue(name)
        return made

    def _number_of(self, facts: Facts, *, is_integer: bool) -> int | float:
        low, high = _bounds(facts)
        steps = [Decimal(str(step)) for step in facts.get("multiples", ()) if step]
        step = max(steps, default=Decimal(1))
        usual = self._chance.randrange(1, 1000) if self._number != 1 else 1
        least = low if low is not None else Decimal(0) if high is None or high > 0 else high - 100
        wished = max(least, Decimal(usual)) if high is None or high >= usual else least
        if not is_integer and not steps and low is not None and high is not None:
            wished = (low + high) / 2
            found = wished
        else:
            found = (wished / step).to_integral_value(ROUND_CEILING) * step
            if "exclusiveMinimum" in facts and found <= Decimal(str(facts["exclusiveMinimum"])):
                found += step
            if high is not None and found > high:
                found = (least / step).to_integral_value(ROUND_CEILING) * step
        if found == found.to_integral_value():
            return int(found)
        if is_integer:
            return int(found.to_integral_value(ROUND_CEILING))
        return float(found)

    def _array(self, facts: Facts, name: str, depth: int, like: Any) -> list[Any]:
        first: list[Schema] = facts.get("prefixItems", [])
        rest: Schema = facts.get("items", True)
        near = as_list(like) or []
        contained: list[Schema] = facts.get("contained", [])
        least = max(int(facts.get("minItems", 0)), len(contained))
        most = facts.get("maxItems", inf)
        usual = 0 if self._number == 1 or depth > _FULL else max(len(first), 1)
        count = len(near) if isinstance(like, list) else max(least, usual)
        if least > _MOST_ITEMS:
            raise NoValue(name)
        items: list[Any] = []
        for index in range(int(min(max(count, least), most))):
            schema = first[index] if index < len(first) else rest
            if index >= len(first) and index - len(first) < len(contained):
                schema = {"allOf": [schema, contained[index - len(first)]]}
            try:
                item_like = near[index] if index < len(near) else ABSENT
                items.append(self._item(facts, schema, name, depth, items, item_like))
            except NoValue:
                if index < least:
                    raise
                break
        return items

    def _item(
        self, facts: Facts, schema: Schema, name: str, depth: int, before: list[Any], like: Any
    ) -> Any:
        for _ in range(_TRIES):
            item = self.value(schema, name.removesuffix("s"), depth + 1, like)
            if not facts.get("uniqueItems") or canonical(item) not in map(canonical, before):
                return item
            like = ABSENT
            self._number = max(self._number, 2)
        raise NoValue(name)

    @property
    def is_smallest(self) -> bool:
        """Whether objects hold what they must alone."""
        return self._number == 1

    def adds(self, depth: int) -> bool:
        """Whether an object gets an optional property at this depth."""
        if not self._fills or self._number == 1 or depth >= _FULL:
            return False
        return self._number == 0 or self._chance.random() < 0.5

    def names(self, facts: Facts, count: int) -> Iterator[str]:
        """Yield names for properties that have none."""
        allowed: list[Schema] = facts.get("names", [])
        for index in range(count * 2 + 4):
            if not allowed:
                yield f"key{index + 1}"
                continue
            made = self.value({"type": "string", "allOf": allowed}, f"key{index}", 1)
            yield cast("str", made)

    def text(self, pattern: str) -> str:
        """Return a text for a pattern."""
        return self._values.samples.of(pattern, self._chance)


_JUDGING: Final = frozenset(
    "type minimum maximum exclusiveMinimum exclusiveMaximum minLength maxLength required".split()
)


class _Objects:
    """An object under way."""

    def __init__(self, making: _Making, facts: Facts, depth: int) -> None:
        self._making = making
        self._facts = facts
        self._depth = depth
        self._known: Object = facts.get("properties", {})
        self._required: list[str] = facts.get("required", [])
        self._rest: Schema = facts.get("additionalProperties", True)

    def value(self, like: Object | None) -> Object:
        """Return an object, with what can be kept of `like`."""
        made: Object = {}
        for name, schema in self._known.items():
            is_kept = like is not None and name in like
            if name in self._required:
                made[name] = self._one(schema, name, like)
            elif self._making.travels(schema) and (is_kept or self._making.adds(self._depth)):
                try:
                    made[name] = self._one(schema, name, like)
                except NoValue:
                    continue
        self._tag(made)
        self._depend(made)
        for name in self._required:
            if name not in made:
                made[name] = self._one(self._schema_of(name), name, like)
        self._fill(made)
        return made

    def _one(self, schema: Schema, name: str, like: Object | None) -> Any:
        near = ABSENT if like is None else like.get(name, ABSENT)
        if near is not ABSENT:
            try:
                return self._making.value(schema, name, self._depth + 1, near)
            except NoValue:
                pass
        return self._making.value(schema, name, self._depth + 1)

    def _schema_of(self, name: str) -> Schema:
        return cast("Schema", self._known.get(name, self._rest))

    def _tag(self, made: Object) -> None:
        """Set the name by which a discriminator calls this variant."""
        for tag in self._facts.get("tags", ()):
            if tag["values"] and made.get(tag["name"]) not in tag["values"]:
                made[tag["name"]] = tag["values"][0]

    def _depend(self, made: Object) -> None:
        for name, others in self._facts.get("dependentRequired", {}).items():
            for other in others if name in made else ():
                if other not in made:
                    schema = self._schema_of(other)
                    made[other] = self._making.value(schema, other, self._depth + 1)

    def _fill(self, made: Object) -> None:
        """Add properties until there are as many as there must be, or a map has one."""
        least = int(self._facts.get("minProperties", 0))
        is_map = isinstance(self._rest, dict) and not self._known
        count = max(least, int(is_map and not self._making.is_smallest and self._depth < _FULL))
        most = self._facts.get("maxProperties", inf)
        if len(made) > most:
            for name in [n for n in made if n not in self._required][int(most) - len(made) :]:
                del made[name]
        if len(made) >= count:
            return
        for name, schema in self._known.items():
            if len(made) < least and name not in made:
                made[name] = self._making.value(schema, name, self._depth + 1)
        patterns: Object = self._facts.get("patternProperties", {})
        for pattern, schema in patterns.items():
            for _ in range(count - len(made)):
                made[self._making.text(pattern)] = self._making.value(schema, "", self._depth + 1)
        if self._rest is not False:
            for name in self._making.names(self._facts, count):
                if len(made) < count and name not in made:
                    try:
                        made[name] = self._making.value(self._rest, name, self._depth + 1)
                    except NoValue:
                        break


def _examples(facts: Facts) -> list[Any]:
    """Return the values that the document names, the default last."""
    return [*facts.get("examples", ()), *([facts["default"]] if "default" in facts else [])]


def _or_absent(like: Any, *, keeps: bool) -> Any:
    return like if keeps else ABSENT


def _guessed(facts: Facts) -> str:
    """Return the type of a value that may be of any, by what is said of it."""
    if {"properties", "required", "additionalProperties", "minProperties"} & facts.keys():
        return "object"
    if {"items", "prefixItems", "minItems", "contained"} & facts.keys():
        return "array"
    if {"minimum", "maximum", "multiples", "exclusiveMinimum"} & facts.keys():
        return "number"
    if not facts.keys() - {"judged"}:
        return "object"
    return "string"


def _bounds(facts: Facts) -> tuple[Decimal | None, Decimal | None]:
    lows = [Decimal(str(facts[k])) for k in ("minimum", "exclusiveMinimum") if k in facts]
    highs = [Decimal(str(facts[k])) for k in ("maximum", "exclusiveMaximum") if k in facts]
    return max(lows, default=None), min(highs, default=None)
