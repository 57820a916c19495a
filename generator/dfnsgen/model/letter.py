"""The schemas of one document to the letter of JSON Schema.

In: the schemas as they are written. Out: the same ones merged and placed; bases and the types
derived from them as they are meant all the same, see `merging.bases`.
"""

from __future__ import annotations

from dfnsgen.json_value import JsonValue
from dfnsgen.loader.document import Document
from dfnsgen.model.merging.bases import derived_types, with_derived, without_circles
from dfnsgen.model.merging.flatten import Flattener
from dfnsgen.model.merging.hoist import Hoister
from dfnsgen.model.placing import Placing
from dfnsgen.model.schemas.schema import Schema
from dfnsgen.model.written import Written


class Letter:
    """The schemas of a document, each parsed, merged and placed once.

    `used` are the places that use a schema, each with what stands there. `circular` are the
    types derived from a base that names them; see `bases`.
    """

    def __init__(self, document: Document) -> None:
        self.written = Written(document.tree)
        self._derived = derived_types(self.written.components)
        self._bases: set[str] = set()
        self._parsed: dict[str, Schema] = {}
        self.circular: list[str] = []
        self.used: dict[str, JsonValue] = {}
        is_dynamic = bool(self.written.references.dynamic)
        self.flattener = Flattener(self.parsed, as_is=is_dynamic)
        self.placing = Placing(Hoister(self.flattener, document.tree), self._whole)

    def parsed(self, key: str) -> Schema:
        """Return the schema at a key; where there is none it has no assertions."""
        if key not in self._parsed:
            written = self.written.at(key)
            self._parsed[key] = whole = with_derived(written, self._derived)
            if whole is not written:
                self._bases.add(key)
            self._parsed[key] = without_circles(whole, key, self.parsed)
            if self._names_itself(whole, self._parsed[key]):
                self.circular.append(key)
        return self._parsed[key]

    def _names_itself(self, before: Schema, after: Schema) -> bool:
        """Whether a circle was opened that the document has, not one of ours."""
        pairs = zip(before.all_of, after.all_of, strict=True)
        return any(one is not other and one.ref not in self._bases for one, other in pairs)

    def _whole(self, at: str, node: JsonValue, _role: str) -> Schema:
        self.used[at] = node
        return self.flattener.used(at, self.written.at(at, node))

    def define_anchors(self) -> None:
        """Define what dynamic references may lead to."""
        for anchors in self.written.references.dynamic.values():
            for key in anchors.values():
                self.placing.component(key)
