"""readOnly and writeOnly bind one direction: what only the server knows isn't asked of a request.

    Pet: {required: [id, name, secret], properties: {id: {readOnly}, name: {}, secret: {writeOnly}}}
        An answer is a Pet, which need not have a secret; a request is a PetInput, which need not
        have an id. Where the two differ, so do they in all that holds a Pet.

In: the merged schemas of a document. Out: those of answers under their own keys, those of requests
under keys of their own where they differ.
Source: OpenAPI 3.0.3, section 4.7.24.1.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from dfnsgen.model.merging.flatten import Flattener
from dfnsgen.model.merging.merge import with_target
from dfnsgen.model.schemas.children import Key, map_children, nested
from dfnsgen.model.schemas.schema import Schema, unfold
from dfnsgen.model.schemas.signature import Signatures
from dfnsgen.pointers import child, last

_COMPONENTS = "#/components/schemas"
_WORDS = ("Input", "InputForm", "Sent")
"""What is added to the name of a class for that of its form in requests; the first that is free."""


class Directions:
    """The schemas of answers and of requests; what places them asks here for what a key means.

    `undirected` tells of a key that neither it nor what it leads to has a direction, nor means more
    than it says; of those `letter` knows the signatures. `places` are those of what is required in
    one direction only. `names` are the names of the forms in requests by their keys, `answer_of`
    the keys of the forms in answers.
    """

    def __init__(
        self,
        flattener: Flattener,
        components: Iterable[str],
        undirected: Callable[[str], bool],
        letter: Signatures,
    ) -> None:
        self._flattener = flattener
        self._undirected = undirected
        self._components = {name.casefold() for name in components}
        self._known: dict[str, Schema] = {}
        self._differs: dict[str, bool] = {}
        self._request_of: dict[str, str] = {}
        self.answer_of: dict[str, str] = {}
        self.names: dict[str, str] = {}
        self.places: list[str] = []
        self.signatures = Signatures(self._expand, directed=True, earlier=letter, holds=undirected)

    def target(self, key: str) -> Schema:
        """Return the merged schema at a key, in the direction that the key stands for."""
        if key not in self._known:
            answer = self.answer_of.get(key)
            if self._undirected(key):
                self._known[key] = self._flattener.target(key)
            elif answer is None:
                self._known[key] = self.received(self._flattener.target(key))
            else:
                self._known[key] = self.sent(self._flattener.target(answer))
        return self._known[key]

    def is_recursive(self, key: str) -> bool:
        """Whether the schema at `key` can reach itself through references."""
        return self._flattener.is_recursive(self.answer_of.get(key, key))

    def written_out(self, schema: Schema) -> Schema:
        """Return a reference's target in its place, with the annotations of both."""
        return with_target(schema, self.target)

    def received(self, schema: Schema) -> Schema:
        """Return what an answer must satisfy: it may lack what is only written."""
        required = self._without(schema, "write_only")
        schema = map_children(schema, lambda inner, _field, _key: self.received(inner))
        return schema if required == schema.required else schema.changed(required=required)

    def sent(self, schema: Schema) -> Schema:
        """Return what a request must satisfy: it may lack what is only read."""
        required = self._without(schema, "read_only")
        schema = map_children(schema, self._sent_child)
        if schema.ref is not None and self._is_directed(schema.ref):
            schema = schema.changed(ref=self._request_key(schema.ref))
        return schema if required == schema.required else schema.changed(required=required)

    def _sent_child(self, schema: Schema, _field: str, _key: Key) -> Schema:
        return self.sent(schema)

    def _without(self, schema: Schema, flag: str) -> tuple[str, ...]:
        if not schema.required:
            return ()
        free = {name for name, inner in schema.properties if self._has(inner, flag)}
        kept = tuple(name for name in schema.required if name not in free)
        if len(kept) < len(schema.required):
            self.places.append(schema.at)
        return kept

    def _has(self, schema: Schema, flag: str) -> bool:
        if getattr(schema.annotations, flag):
            return True
        inner = unfold(schema, self._flattener.target)
        return inner is not schema and bool(getattr(inner.annotations, flag))

    def _request_key(self, key: str) -> str:
        if key not in self._request_of:
            name = last(key)
            wished = [f"{name}{word}" for word in _WORDS]
            while wished[0].casefold() in self._components and len(wished) > 1:
                wished.pop(0)
            is_component = key.rpartition("/")[0] == _COMPONENTS
            own = child(_COMPONENTS, wished[0]) if is_component else child(key, "input")
            if is_component:
                self._components.add(wished[0].casefold())
                self.names[own] = wished[0]
            self._request_of[key] = own
            self.answer_of[own] = key
        return self._request_of[key]

    def _is_directed(self, key: str) -> bool:
        """Whether requests and answers differ at a key, or in what it leads to."""
        if key not in self._differs and self._undirected(key):
            self._differs[key] = False
        if key not in self._differs:
            seen: set[str] = set()
            waiting = [key]
            while waiting:
                other = waiting.pop()
                if other in seen:
                    continue
                seen.add(other)
                differs, references = self._facts(self._flattener.target(other))
                if differs or self._differs.get(other):
                    self._differs[key] = True
                    return True
                waiting += references
            self._differs.update(dict.fromkeys(seen, False))
        return self._differs[key]

    def _facts(self, schema: Schema) -> tuple[bool, list[str]]:
        """Return whether a schema itself has a direction, and what it refers to."""
        references: list[str] = []
        for inner in nested(schema):
            for flag in ("read_only", "write_only"):
                if self._without(inner, flag) != inner.required:
                    return True, []
            if inner.ref is not None:
                references.append(inner.ref)
        return False, references

    def _expand(self, key: str) -> Schema | None:
        return None if self.is_recursive(key) else self.target(key)
