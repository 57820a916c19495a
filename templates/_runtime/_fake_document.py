"""The operations and schemas that a fake plays, parsed when they are first asked for.

In: texts of JSON that were printed with the package. Out: operations by method and path, their
parameters, bodies and answers, and the schemas by key. The schemas are those that are meant, each
in the direction of its place; those to the letter stand beside them where they differ.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cached_property
from typing import Any, Final, NamedTuple, cast
from urllib.parse import unquote

from ._fake_facts import as_list, as_object
from ._fake_texts import Samples
from ._fake_values import Values
from ._json import loads
from ._linear import Linear
from ._lookup import Schema, Schemas
from ._verdicts import Verdicts

_PLACE: Final = re.compile(r"\{([^{}]*)\}")


class Use(NamedTuple):
    """A schema where an operation uses it: its key, its place, and examples beside it."""

    key: str
    at: str
    examples: tuple[Any, ...]


class Parameter(NamedTuple):
    """One parameter, with all that says how it is written."""

    name: str
    location: str
    required: bool
    style: str
    explode: bool
    content_type: str
    use: Use


class Content(NamedTuple):
    """One content type of a body; `item` is what each item of a sequence is."""

    content_type: str
    use: Use | None
    item: Use | None
    encodings: Mapping[str, Mapping[str, Any]]


class Header(NamedTuple):
    """A header of an answer."""

    name: str
    use: Use


class Answered(NamedTuple):
    """One declared answer: `status` is `200`, `2XX` or `default`."""

    status: str
    contents: tuple[Content, ...]
    headers: tuple[Header, ...]

    def has(self, header: str) -> bool:
        """Whether a header is declared."""
        return any(one.name.lower() == header for one in self.headers)


class Operation:
    """One operation, as the document has it."""

    __slots__ = (
        "answers",
        "contents",
        "identity",
        "is_body_expected",
        "is_body_required",
        "key",
        "method",
        "parameters",
        "path",
        "security",
    )

    def __init__(self, key: str, row: Mapping[str, Any], uses: Uses) -> None:
        self.key: Final = key
        self.method, self.path = key.split(" ", 1)
        self.identity: Final[str] = row.get("id", "")
        self.parameters: Final = tuple(_parameter(one, uses) for one in row.get("parameters", ()))
        body: Mapping[str, Any] = row.get("body", {})
        self.is_body_required: Final = bool(body.get("required"))
        self.is_body_expected: Final = self.is_body_required or bool(body.get("expected"))
        self.contents: Final = tuple(_content(one, uses) for one in body.get("contents", ()))
        self.answers: Final = tuple(_answered(one, uses) for one in row.get("answers", ()))
        self.security: Final[tuple[tuple[str, ...], ...]] = tuple(
            tuple(schemes) for schemes in row.get("security", ())
        )

    def answer(self, status: int) -> Answered | None:
        """Return what is declared for a status."""
        by_status = {answer.status.upper(): answer for answer in self.answers}
        wide = f"{status // 100}XX"
        return by_status.get(str(status)) or by_status.get(wide) or by_status.get("DEFAULT")


class Uses:
    """Makes uses of what was printed; a schema that no other place has gets its place as key."""

    def __init__(self, schemas: _BySchemaKey) -> None:
        self._schemas = schemas

    def of(self, row: Mapping[str, Any]) -> Use:
        """Return the use that was printed."""
        schema, at = row["schema"], row["at"]
        examples = tuple(row.get("examples", ()))
        if isinstance(schema, dict) and [*cast("dict[str, Any]", schema)] == ["$ref"]:
            return Use(schema["$ref"], at, examples)
        self._schemas.own[at] = schema
        return Use(at, at, examples)


def _parameter(row: Mapping[str, Any], uses: Uses) -> Parameter:
    return Parameter(
        row["name"],
        row["in"],
        row.get("required", False),
        row["style"],
        row["explode"],
        row.get("content", ""),
        uses.of(row),
    )


def _content(row: Mapping[str, Any], uses: Uses) -> Content:
    use = uses.of(row) if "schema" in row else None
    item = uses.of(row["item"]) if "item" in row else None
    return Content(row["type"], use, item, row.get("encodings", {}))


def _answered(row: Mapping[str, Any], uses: Uses) -> Answered:
    headers = (Header(one["name"], uses.of(one)) for one in row.get("headers", ()))
    contents = (_content(one, uses) for one in row.get("contents", ()))
    return Answered(row["status"], tuple(contents), tuple(headers))


class _BySchemaKey(Mapping[str, Schema]):
    """Schemas by key, each parsed when it is first asked for."""

    def __init__(self, texts: Mapping[str, str], own: dict[str, Schema]) -> None:
        self._texts = texts
        self.own: Final = own
        self._parsed: dict[str, Schema] = {}

    def __getitem__(self, key: str) -> Schema:
        found = self._parsed.get(key)
        if found is None:
            found = loads(self._texts[key]) if key in self._texts else self.own[key]
            self._parsed[key] = found
        return found

    def __iter__(self) -> Iterator[str]:
        yield from self._texts
        yield from self.own

    def __len__(self) -> int:
        return len(self._texts) + len(self.own)


class Found(NamedTuple):
    """The operation that a path and a method name, and the texts of its path's places."""

    operation: Operation
    places: Mapping[str, str]


class Document:
    """All that a fake knows of a document.

    `letter` has the schemas to the letter that differ, `patterns` Python's spelling of patterns,
    `samples` what makes texts of them, `schemes` the security schemes. `bases` are the paths of the
    servers. `credentials` are the arguments of the client, each with its kind; `conventions` makes
    what the API does beyond its document. `preferred` are answers that are given before any other,
    by operation.
    """

    def __init__(
        self,
        *,
        title: str,
        operations: Mapping[str, str],
        schemas: Mapping[str, str],
        letter: Mapping[str, str] | None = None,
        patterns: Mapping[str, str] | None = None,
        samples: Mapping[str, str] | None = None,
        dynamic: Mapping[str, Mapping[str, str]] | None = None,
        schemes: Mapping[str, Mapping[str, str]] | None = None,
        bases: Sequence[str] = (),
        credentials: Mapping[str, str] | None = None,
        webhooks: Mapping[str, str] | None = None,
        idempotency_key: str = "",
        conventions: Callable[[Any], Any] | None = None,
        preferred: Mapping[str, str] | None = None,
    ) -> None:
        self.title: Final = title
        self._texts: Final = operations
        self._webhook_texts: Final = webhooks or {}
        self._known: dict[str, Operation] = {}
        own: dict[str, Schema] = {}
        spelled = (patterns or {}).get
        self._by_key: Final = _BySchemaKey(schemas, own)
        self._uses: Final = Uses(self._by_key)

        def spelling(pattern: str) -> str:
            return spelled(pattern, pattern)

        self.schemas: Final = Schemas(self._by_key, dynamic, spelling, Linear)
        exact = _BySchemaKey({**schemas, **(letter or {})}, own)
        self.letter: Final = Schemas(exact, dynamic, spelling, Linear)
        self._differing: Final = frozenset(letter or ())
        self.values: Final = Values(self.schemas, Samples(samples or {}))
        self.schemes: Final[Mapping[str, Mapping[str, str]]] = schemes or {}
        self.bases: Final = bases
        self.credentials: Final[Mapping[str, str]] = credentials or {}
        self.idempotency_key: Final = idempotency_key
        self.conventions: Final = conventions
        self._unions: dict[str, bool] = {}
        self._preferred: Final[Mapping[str, str]] = preferred or {}

    @property
    def keys(self) -> tuple[str, ...]:
        """The names of all operations: `POST /wallets`."""
        return tuple(self._texts)

    def operation(self, key: str) -> Operation:
        """Return the operation of this name. Raises KeyError."""
        if key not in self._known:
            self._known[key] = Operation(key, json.loads(self._texts[key]), self._uses)
        return self._known[key]

    def webhook(self, name: str) -> Operation:
        """Return the request that the API sends under a name. Raises KeyError."""
        key = f"POST {name}"
        if key not in self._known:
            self._known[key] = Operation(key, json.loads(self._webhook_texts[name]), self._uses)
        return self._known[key]

    @property
    def webhooks(self) -> tuple[str, ...]:
        """The names of what the API sends."""
        return tuple(self._webhook_texts)

    def preferred(self, key: str) -> tuple[Any, ...]:
        """Return the bodies that an operation answers before any other."""
        return tuple(json.loads(self._preferred[key])) if key in self._preferred else ()

    def letter_key(self, use: Use) -> str:
        """Return the key of a use's schema in `letter`."""
        return use.at if use.at in self._differing else use.key

    def is_exact(self, use: Use, value: Any) -> bool:
        """Whether a value that fits what is meant is right to the letter, too."""
        differs = use.at in self._differing or use.key in self._differing
        if not differs and not self._has_union(use.key):
            return True
        verdicts = Verdicts(self.letter, lenient=False, formats={})
        return verdicts.passes_key(self.letter_key(use), value)

    def _has_union(self, key: str) -> bool:
        """Whether a schema leads to a `oneOf`, of which a value may fit several variants."""
        if key not in self._unions:
            seen: set[str] = {key}
            waiting: list[Any] = [self._by_key[key]]
            found = False
            while waiting and not found:
                node = waiting.pop()
                for keyword, inner in (as_object(node) or {}).items():
                    found = found or keyword == "oneOf"
                    if keyword == "$ref" and isinstance(inner, str) and inner not in seen:
                        seen.add(inner)
                        waiting.append(self._by_key[inner])
                    waiting.append(inner)
                waiting += as_list(node) or ()
            self._unions[key] = found
        return self._unions[key]

    def find(self, method: str, path: str, query: str = "") -> Found | None:
        """Return the operation of a path below the base address.

        One whose path has a query of its own is that of requests that have the same.
        """
        return next(self.all_found(method, path, query), None)

    def all_found(self, method: str, path: str, query: str) -> Iterator[Found]:
        """Yield all operations that a path may mean: some differ by what they are sent alone."""
        for route, places in self._matching(path, query):
            if method in route.keys:
                yield Found(self.operation(route.keys[method]), places)

    def methods(self, path: str) -> tuple[str, ...]:
        """Return the methods that a path has."""
        return tuple(dict.fromkeys(m for route, _ in self._matching(path, "") for m in route.keys))

    def _matching(self, path: str, query: str) -> Iterator[tuple[_Route, dict[str, str]]]:
        """Yield the templates that a path may mean, whatever its method is.

        Where one of them is written out, those that have places there aren't meant: OpenAPI 3.1.1,
        section 4.8.8.2. So `GET /keys/import` isn't `/keys/{keyId}` where `/keys/import` has POST.
        """
        asked, given = [*map(unquote, path.split("/"))], {*query.split("&")}
        sent = path.split("/")
        closest: tuple[int, ...] | None = None
        for route in self._routes.get(len(asked), ()):
            places = _places(route.parts, asked, sent) if route.query <= given else None
            if places is None:
                continue
            closest = closest or route.openness
            both = zip(route.openness, closest, strict=True)
            if route.openness == closest or any(here < there for here, there in both):
                yield route, places

    @cached_property
    def _routes(self) -> Mapping[int, list[_Route]]:
        """The templates of paths by their number of segments: what is written out goes first."""
        by_template: dict[str, _Route] = {}
        for key in self._texts:
            method, _, template = key.partition(" ")
            if template not in by_template:
                by_template[template] = _route(template)
            by_template[template].keys[method] = key
        routes: dict[int, list[_Route]] = {}
        for route in by_template.values():
            routes.setdefault(len(route.parts), []).append(route)
        for rows in routes.values():
            rows.sort(key=lambda route: (route.openness, -len(route.query)))
        return routes


class _Part(NamedTuple):
    """A segment of a path's template: a text, or the names of its places and what finds them."""

    text: str
    names: tuple[str, ...]
    regex: re.Pattern[str] | None


class _Route(NamedTuple):
    """A template of paths, with the operation of each method; `query` is what it has as well.

    `openness` says of each segment whether it is written out (0), in part (1), or a place (2).
    """

    parts: list[_Part]
    openness: tuple[int, ...]
    query: frozenset[str]
    keys: dict[str, str]


def _route(template: str) -> _Route:
    path, _, query = template.partition("#")[0].partition("?")
    parts = [_part(segment) for segment in path.split("/")]
    openness = tuple(
        0 if part.regex is None else 1 if _PLACE.sub("", part.text) else 2 for part in parts
    )
    return _Route(parts, openness, frozenset(query.split("&") if query else ()), {})


def _part(segment: str) -> _Part:
    names = tuple(_PLACE.findall(segment))
    if not names:
        return _Part(unquote(segment), (), None)
    pieces = _PLACE.split(segment)
    texts = (re.escape(p) if n % 2 == 0 else "(.+?)" for n, p in enumerate(pieces))
    return _Part(segment, names, re.compile("".join(texts), re.DOTALL))


def _places(parts: list[_Part], asked: list[str], sent: list[str]) -> dict[str, str] | None:
    """Return the texts of a template's places as they were `sent`, None where it doesn't match."""
    places: dict[str, str] = {}
    for part, text, as_sent in zip(parts, asked, sent, strict=True):
        if part.regex is None:
            if part.text != text:
                return None
            continue
        found = part.regex.fullmatch(as_sent)
        if found is None:
            return None
        places.update(zip(part.names, found.groups(), strict=True))
    return places
