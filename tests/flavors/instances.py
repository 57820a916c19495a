"""Valid instances of the components of a bundled document, made by Hypothesis."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from dfnsgen.patterns.ecma_regex import translate
from tests.flavors.bundle import COMPONENTS

Node = dict[str, Any]

_TEXT = st.text(st.characters(min_codepoint=32, max_codepoint=0x2FFF), max_size=8)
_ANY = st.one_of(st.none(), st.booleans(), st.integers(-9, 9), _TEXT, st.lists(_TEXT, max_size=1))


class Instances:
    """The strategies of a document's components; each is made once, so that they may recur."""

    def __init__(self, document: Node, *, extras: bool) -> None:
        self.schemas: Node = document["components"]["schemas"]
        self.extras = extras
        self._made: dict[str, st.SearchStrategy[Any]] = {}

    def of(self, name: str) -> st.SearchStrategy[Any]:
        """Return the strategy of a component."""
        if name not in self._made:
            self._made[name] = st.deferred(lambda: self._of(self.schemas[name]))
        return self._made[name]

    def _of(self, schema: Any) -> st.SearchStrategy[Any]:
        if schema is True or not schema:
            return _ANY
        if "$ref" in schema:
            return self.of(schema["$ref"].removeprefix(COMPONENTS))
        if "enum" in schema:
            return st.sampled_from(schema["enum"])
        for word in ("oneOf", "anyOf"):
            if word in schema:
                return st.one_of([self._of(variant) for variant in schema[word]])
        kinds = schema.get("type")
        if isinstance(kinds, list):
            return st.one_of([self._of(schema | {"type": kind}) for kind in kinds])
        return self._of_type(kinds, schema)

    def _of_type(self, kind: str | None, schema: Node) -> st.SearchStrategy[Any]:
        match kind:
            case "null":
                return st.none()
            case "boolean":
                return st.booleans()
            case "integer" | "number":
                low = schema.get("minimum", schema.get("exclusiveMinimum", -1000) + 1)
                return st.integers(int(low), int(schema.get("maximum", low + 2000)))
            case "string":
                return _text(schema)
            case "array":
                items = self._of(schema.get("items", True))
                least = schema.get("minItems", 0)
                most = min(schema.get("maxItems", least + 2), least + 2)
                return st.lists(items, min_size=least, max_size=most)
            case "object":
                return self._object(schema)
            case _:
                return _ANY

    def _object(self, schema: Node) -> st.SearchStrategy[Any]:
        properties = {name: self._of(inner) for name, inner in schema.get("properties", {}).items()}
        required = schema.get("required", ())
        rest = schema.get("additionalProperties", True)
        declared = st.fixed_dictionaries(
            {name: made for name, made in properties.items() if name in required},
            optional={name: made for name, made in properties.items() if name not in required},
        )
        if rest is False or (properties and not self.extras):
            return declared
        names = _TEXT.filter(lambda name: name not in properties)
        more = st.dictionaries(names, self._of(rest), max_size=2)
        return st.tuples(declared, more).map(lambda both: both[1] | both[0])


def _text(schema: Node) -> st.SearchStrategy[str]:
    least, most = schema.get("minLength", 0), schema.get("maxLength", 1000)
    if "pattern" in schema:
        made = st.from_regex(translate(schema["pattern"]))
        return made.filter(lambda text: least <= len(text) <= most)
    return st.text(st.characters(codec="utf-8"), min_size=least, max_size=min(most, least + 8))
