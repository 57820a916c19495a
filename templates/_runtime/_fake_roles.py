"""What each operation does to the things that an API keeps, by its path, method and schemas.

    POST /wallets                makes a wallet       GET /wallets              lists them
    GET /wallets/{walletId}      finds one            DELETE /wallets/{walletId}   removes it
    PUT /wallets/{walletId}/tags keeps what belongs to it; a further GET of the path reads that

In: a document. Out: a role for each operation, and the kind of thing that a collection holds.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Final, NamedTuple, cast

from ._fake_document import Content, Document, Operation, Use
from ._fake_facts import Facts, Object
from ._fake_forms import is_json, media_type
from ._fake_memory import Thing
from ._fake_reading import readings

_PLACE: Final = re.compile(r"\{([^{}]+)\}")
_ITEMS: Final = ("items", "data", "results", "records", "values", "entries")
_IDS: Final = ("id", "uuid", "key", "name", "slug", "code", "username")


class Role(NamedTuple):
    """What an operation does: `kind` is create, list, read, change, remove, state, act or "".

    `collection` is the path's template of what it does it to, `place` the place of the path that
    names one thing of it.
    """

    kind: str
    collection: str = ""
    place: str = ""


class Things(NamedTuple):
    """What a collection holds: the schema of one, the property with its id, what wraps it.

    `can_be_made` says whether an operation makes them; where none does, they have always been
    there. `places` names the places whose operations find one.
    """

    use: Use | None
    id_name: str
    wrapper: str
    can_be_made: bool
    place: Use | None


class Listing(NamedTuple):
    """How an answer lists things: at which property ("" for the answer itself), of which schema."""

    name: str
    item: Any


class Roles:
    """The roles of a document's operations, each found once."""

    def __init__(self, document: Document) -> None:
        self._document = document
        self._roles: dict[str, Role] = {}
        self._things: dict[str, Things] = {}
        self._listings: dict[str, Listing | None] = {}
        self._by_path: dict[str, set[str]] = {}
        for key in document.keys:
            method, _, path = key.partition(" ")
            self._by_path.setdefault(path, set()).add(method)
        self._below = {path.rpartition("/")[0]: path for path in self._by_path if _open(path)}

    def of(self, operation: Operation) -> Role:
        """Return the role of an operation."""
        if operation.key not in self._roles:
            self._roles[operation.key] = self._found(operation)
        return self._roles[operation.key]

    def _found(self, operation: Operation) -> Role:
        path, method = operation.path, operation.method
        above, _, _ = path.rpartition("/")
        place = _open(path)
        if place:
            kinds = {"GET": "read", "HEAD": "read", "DELETE": "remove", "PUT": "change"}
            kind = kinds.get(method, "change" if method in ("PATCH", "POST") else "")
            return Role(kind, above, place)
        methods = self._by_path[path]
        is_list = "GET" in methods and self.listing(f"GET {path}") is not None
        if method in ("GET", "HEAD") and is_list:
            return Role("list", path)
        if method == "POST" and (path in self._below or is_list):
            return Role("create", path)
        if "GET" in methods and len(methods) > 1 and method != "POST":
            return Role("state", path)
        if _open(above) and method not in ("GET", "HEAD") and self._is_of_item(operation, above):
            return Role("act", above.rpartition("/")[0], _open(above))
        return Role("")

    def _is_of_item(self, operation: Operation, path: str) -> bool:
        if "GET" not in self._by_path.get(path, ()):
            return False
        own, item = self.answered(operation.key), self.answered(f"GET {path}")
        return own is not None and item is not None and own.key == item.key

    def answered(self, key: str) -> Use | None:
        """Return the schema of what an operation answers where all goes well, as JSON."""
        if key not in self._document.keys:
            return None
        content = usual_content(self._document.operation(key))
        is_known = content is not None and is_json(media_type(content.content_type))
        return content.use if content is not None and is_known else None

    def listing(self, key: str) -> Listing | None:
        """Return how an operation lists things, None where it doesn't."""
        if key not in self._listings:
            self._listings[key] = self._found_listing(key)
        return self._listings[key]

    def _found_listing(self, key: str) -> Listing | None:
        use = self.answered(key)
        if use is None:
            return None
        facts = self.facts(use.key)
        if facts.get("type") == ["array"]:
            return Listing("", facts.get("items", True))
        arrays: Object = {}
        for name, schema in facts.get("properties", {}).items():
            inner = self._document.values.facts.of(schema) or {}
            if "array" in inner.get("type", ()):
                arrays[name] = inner.get("items", True)
        named = [name for name in (*_ITEMS, key.rpartition("/")[2]) if name in arrays]
        chosen = named[0] if named else next(iter(arrays)) if len(arrays) == 1 else ""
        others = facts.get("properties", {}).keys() - {chosen}
        if not chosen or (not named and "id" in others):
            return None
        return Listing(chosen, arrays[chosen])

    def things(self, collection: str) -> Things:
        """Return what the things of a collection are."""
        if collection not in self._things:
            self._things[collection] = self._found_things(collection)
        return self._things[collection]

    def _found_things(self, collection: str) -> Things:
        below = self._below.get(collection, "")
        place = _open(below)
        methods = self._by_path.get(below, ())
        can_be_made = "POST" in self._by_path.get(collection, ()) or "PUT" in methods
        use = self.answered(f"GET {below}") or self.answered(f"POST {collection}")
        facts = self.facts(use.key) if use else {}
        id_name = _id_of(facts, place)
        wrapper = ""
        if use is not None and not id_name:
            wrapper, id_name = self._wrapped(facts, place)
        if not id_name:
            listing = self.listing(f"GET {collection}")
            if listing is not None:
                inner = self._document.values.facts.of(listing.item) or {}
                id_name = _id_of(self._with_variants(inner), place)
        return Things(use, id_name, wrapper, can_be_made, self._place(below, place))

    def facts_of_thing(self, things: Things) -> Facts:
        """Return the facts of a thing, without what wraps it."""
        if things.use is None:
            return {}
        facts = self.facts(things.use.key)
        if not things.wrapper:
            return facts
        inner = facts.get("properties", {}).get(things.wrapper, True)
        return self._document.values.facts.of(inner) or {}

    def id_schema(self, things: Things) -> Any:
        """Return the schema of the property that holds a thing's id."""
        return self.facts_of_thing(things).get("properties", {}).get(things.id_name, {})

    def as_id(self, things: Things, text: str) -> Any:
        """Return the id that stands in a path: a number where ids are numbers."""
        schema, fits = self.id_schema(things), self._document.values.fits
        return next((value for value in readings(text) if fits(schema, value)), text)

    def typed(self, facts: Facts, named: Mapping[str, str]) -> Thing:
        """Return the places of a path that a thing has as properties: `7` is a number there."""
        known: Mapping[str, Any] = facts.get("properties", {})
        fits = self._document.values.fits
        return {
            name: next((value for value in readings(text) if fits(known[name], value)), text)
            for name, text in named.items()
            if name in known
        }

    def _place(self, path: str, name: str) -> Use | None:
        for method in sorted(self._by_path.get(path, ())):
            operation = self._document.operation(f"{method} {path}")
            for parameter in operation.parameters:
                if parameter.location == "path" and parameter.name == name:
                    return parameter.use
        return None

    def _wrapped(self, facts: Facts, place: str) -> tuple[str, str]:
        """Return the property that holds the thing, and the thing's own with its id."""
        properties: Mapping[str, Any] = facts.get("properties", {})
        for name, schema in properties.items():
            inner = self._document.values.facts.of(schema)
            found = "" if inner is None else _id_of(self._with_variants(inner), place)
            if found and (len(properties) == 1 or name in ("data", "result", "item")):
                return name, found
        return "", ""

    def facts(self, key: str) -> Facts:
        """Return the facts of a schema, with the properties of its variants."""
        return self._with_variants(
            self._document.values.facts.of(self._document.values.reference(key)) or {}
        )

    def _with_variants(self, facts: Facts) -> Facts:
        properties: dict[str, Any] = dict(facts.get("properties", {}))
        kinds: list[str] = facts.get("type", [])
        for group in facts.get("groups", ()):
            for variant in group:
                inner = self._document.values.facts.of(variant) or {}
                for name, schema in cast("dict[str, Any]", inner.get("properties", {})).items():
                    properties.setdefault(name, schema)
        return {**facts, "properties": properties, **({"type": kinds} if kinds else {})}


def usual_content(operation: Operation) -> Content | None:
    """Return the content that an operation answers where all goes well, JSON before others."""
    good = [a for a in operation.answers if a.status[:1] == "2"]
    good += [a for a in operation.answers if a.status.lower() == "default" and not good]
    contents = [content for answer in good[:1] for content in answer.contents]
    first = [content for content in contents if is_json(media_type(content.content_type))]
    return next(iter(first or contents), None)


def _open(path: str) -> str:
    """Return the name of the place that a path ends with, "" where it ends otherwise."""
    found = _PLACE.fullmatch(path.rpartition("/")[2])
    return found[1] if found else ""


def _id_of(facts: Facts, place: str) -> str:
    """Return the property that holds what fills a place of the path."""
    known: Mapping[str, Any] = facts.get("properties", {})
    if place in known:
        return place
    plain = {_plain(name): name for name in known}
    for name in (place, *(n for n in _IDS if _plain(place).endswith(_plain(n))), *_IDS):
        if _plain(name) in plain:
            return plain[_plain(name)]
    return ""


def _plain(name: str) -> str:
    return re.sub(r"[^a-z0-9]", "", name.lower())
