"""A request as its server reads it: credentials, parameters and body, each judged by its schema.

In: an operation, and a request's parts as they travel. Out: the values, or a Refusal that says what
is wrong. A text is read as the type that its schema takes: `5` is a number where one is expected.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from math import isfinite
from typing import Any, Final, NamedTuple
from urllib.parse import parse_qsl, unquote

from ._fake_document import Content, Document, Operation, Parameter, Use
from ._fake_facts import Object, as_list, as_object
from ._fake_forms import (
    form_of,
    gathered,
    is_json,
    json_text,
    media_type,
    multipart_of,
    steps_of,
)
from ._formats import FORMATS
from ._http import Headers
from ._issues import Issue, ValidationError
from ._json import loads
from ._lookup import Schema
from ._validation import evaluate

_NUMBER: Final = re.compile(r"-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?")
_CONSTANTS: Final[Mapping[str, Any]] = {"true": True, "false": False, "": None, "null": None}
_SEPARATORS: Final = {"spaceDelimited": " ", "pipeDelimited": "|", "tabDelimited": "\t"}
_IGNORED_HEADERS: Final = frozenset({"accept", "content-type", "authorization"})
_DEEPEST: Final = 8
_LONGEST_NUMBER: Final = 4000
MISSING: Final = object()


class Refusal(Exception):
    """A request is refused; `status` is that of the answer, `issues` say what is wrong where.

    `headers` are those of the answer: the methods that a path has, or how to say who one is.
    """

    def __init__(
        self,
        status: int,
        message: str,
        issues: tuple[Issue, ...] = (),
        headers: tuple[tuple[str, str], ...] = (),
    ) -> None:
        super().__init__(message)
        self.status: Final = status
        self.message: Final = message
        self.issues: Final = issues
        self.headers: Final = headers


class Asked(NamedTuple):
    """A request as it was read: its parameters by place and name, its body, where it went."""

    path: Mapping[str, Any]
    query: Mapping[str, Any]
    headers: Mapping[str, Any]
    body: Any
    content_type: str
    url: str = ""


class Reading:
    """Reads the requests for one document, to the letter where it is `strict`."""

    def __init__(self, document: Document, *, strict: bool) -> None:
        self._document = document
        self._strict = strict

    def check_credentials(self, operation: Operation, headers: Headers, query: str) -> None:
        """Raise Refusal where no alternative of the operation's security has its credentials."""
        if not operation.security:
            return
        given = {name for name, _ in parse_qsl(query, keep_blank_values=True)}
        for schemes in operation.security:
            if all(self._is_given(scheme, headers, given) for scheme in schemes):
                return
        named = " or ".join("+".join(schemes) for schemes in operation.security)
        challenges = dict.fromkeys(
            self._challenge(scheme) for schemes in operation.security for scheme in schemes
        )
        asks = ("WWW-Authenticate", ", ".join(challenges))
        raise Refusal(401, f"the request has no credentials for {named}", headers=(asks,))

    def _challenge(self, name: str) -> str:
        """Return how a 401 asks for credentials (RFC 9110, section 11.6.1)."""
        scheme = self._document.schemes.get(name, {})
        kind = (
            scheme.get("scheme", "bearer").lower() if scheme.get("type") != "apiKey" else "ApiKey"
        )
        return 'Basic realm="fake"' if kind == "basic" else kind[:1].upper() + kind[1:]

    def _is_given(self, name: str, headers: Headers, query: set[str]) -> bool:
        scheme = self._document.schemes.get(name, {})
        place, key = scheme.get("in", ""), scheme.get("name", "")
        match scheme.get("type"):
            case "apiKey" if place == "query":
                return key in query
            case "apiKey" if place == "cookie":
                return key in dict(_cookies(headers.get("cookie", "")))
            case "apiKey":
                return bool(headers.get(key))
            case "http":
                begin = f"{scheme.get('scheme', '')} ".lower()
                return headers.get("authorization", "").lower().startswith(begin)
            case "oauth2" | "openIdConnect":
                return headers.get("authorization", "").lower().startswith("bearer ")
            case _:
                return True

    def read(
        self,
        operation: Operation,
        places: Mapping[str, str],
        query: str,
        headers: Headers,
        body: bytes,
    ) -> Asked:
        """Return the values of a request. Raises Refusal with all that is wrong."""
        issues: list[Issue] = []
        found: dict[str, Object] = {"path": {}, "query": {}, "header": {}, "cookie": {}}
        taken = frozenset(parameter.name for parameter in operation.parameters)
        for parameter in operation.parameters:
            value = self._parameter(parameter, places, query, headers, taken)
            place = "query" if parameter.location == "querystring" else parameter.location
            if value is not MISSING:
                problems = self.problems(parameter.use, value)
                issues += (_placed(issue, parameter) for issue in problems)
                found[place][parameter.name] = value
            elif parameter.required and not _is_ignored(parameter):
                where = f"/{place}/{parameter.name}"
                issues.append(Issue(where, "required", "is required", parameter.use.at))
        given = headers.get("content-type", "")
        value = None
        asks = operation.is_body_required if self._strict else operation.is_body_expected
        if body or asks:
            value, wrong = self._body(operation, given, body)
            issues += wrong
        if issues:
            raise Refusal(400, _listed(issues), tuple(issues))
        all_headers = {**found["header"], **found["cookie"]}
        return Asked(found["path"], found["query"], all_headers, value, given)

    def problems(self, use: Use, value: Any) -> tuple[Issue, ...]:
        """Return what is wrong with a value."""
        if self._strict:
            key = self._document.letter_key(use)
            return evaluate(self._document.letter, key, value, formats=FORMATS).issues
        schemas = self._document.schemas
        return evaluate(schemas, use.key, value, overlaps="all", formats=FORMATS).issues

    # Parameters.

    def _parameter(
        self,
        parameter: Parameter,
        places: Mapping[str, str],
        query: str,
        headers: Headers,
        taken: frozenset[str],
    ) -> Any:
        name = parameter.name
        match parameter.location:
            case "path":
                return self._read_text(parameter, _unwrapped(parameter, places.get(name, "")))
            case "header":
                if name.lower() not in headers:
                    return MISSING
                return self._read_text(parameter, headers[name], decodes=False)
            case "cookie":
                pairs = _cookies(headers.get("cookie", ""))
                decodes = parameter.style != "cookie"
                return self._named(parameter, pairs, taken, decodes=decodes)
            case "querystring":
                if parameter.content_type.endswith("json"):
                    return json_text(unquote(query)) if query else MISSING
                return form_of(query, self._names(parameter.use)) if query else MISSING
            case _:
                pairs = [_pair(piece) for piece in query.split("&") if piece]
                return self._named(parameter, pairs, taken, decodes=True)

    def _named(
        self,
        parameter: Parameter,
        pairs: list[tuple[str, str]],
        taken: frozenset[str],
        *,
        decodes: bool,
    ) -> Any:
        """Return the value of what is written as `name=value`."""
        name = parameter.name
        if parameter.style == "deepObject":
            return self._deep(parameter, pairs)
        own = [text for key, text in pairs if key == name]
        kinds = self._kinds(parameter.use)
        if parameter.content_type or not parameter.explode or not own:
            if not own and parameter.explode and "object" in kinds:
                return self._exploded(parameter, pairs, taken)
            return self._read_text(parameter, own[-1], decodes=decodes) if own else MISSING
        texts = [unquote(text.replace("+", " ")) if decodes else text for text in own]
        if "array" in kinds and (len(own) > 1 or not self._scalar_fits(parameter.use, texts[0])):
            return self._as_intended(parameter.use, list(texts))
        if self._strict and len(texts) > 1 and kinds:  # To the letter it is several values.
            return texts
        return self._as_intended(parameter.use, texts[-1])

    def _scalar_fits(self, use: Use, text: str) -> bool:
        return not self.problems(use, self._as_intended(use, text))

    def _exploded(
        self, parameter: Parameter, pairs: list[tuple[str, str]], taken: frozenset[str]
    ) -> Any:
        known, facts = self._names(parameter.use), self._facts(parameter.use)
        others = facts.get("additionalProperties", True) is not False
        found: Object = {
            key: unquote(text.replace("+", " "))
            for key, text in pairs
            if key in known or (others and not known and key not in taken)
        }
        return self._as_intended(parameter.use, found) if found else MISSING

    def _deep(self, parameter: Parameter, pairs: list[tuple[str, str]]) -> Any:
        begin = f"{parameter.name}["
        found = gathered(
            (steps_of(unquote(key), (parameter.name,)), unquote(text.replace("+", " ")))
            for key, text in pairs
            if unquote(key).startswith(begin)
        )
        return self._as_intended(parameter.use, found[parameter.name]) if found else MISSING

    def _read_text(self, parameter: Parameter, text: str, *, decodes: bool = True) -> Any:
        """Return the value of one text, split where it is of several."""
        if parameter.content_type:
            return json_text(unquote(text) if decodes else text)
        if parameter.location in ("query", "cookie"):
            text = text.replace("+", " ") if decodes else text
        whole = unquote(text) if decodes else text
        kinds = self._kinds(parameter.use)
        if not {"array", "object"} & kinds:
            return self._as_intended(parameter.use, whole)
        pieces = _split(parameter, text if decodes else whole)
        pieces = [unquote(piece) if decodes else piece.strip() for piece in pieces]
        if "object" in kinds and "array" not in kinds:
            return self._as_intended(parameter.use, _pairwise(pieces, parameter.explode))
        if pieces == [""] and not self.problems(parameter.use, []):
            return []
        if "string" in kinds and len(pieces) == 1:
            value = self._as_intended(parameter.use, whole)
            if not self.problems(parameter.use, value):
                return value
        return self._as_intended(parameter.use, list(pieces))

    def _kinds(self, use: Use) -> set[str]:
        """Return the types that a use's values may have."""
        found: set[str] = set()
        waiting: list[Schema] = [self._document.values.reference(use.key)]
        while waiting:
            facts = self._document.values.facts.of(waiting.pop()) or {}
            for group in facts.get("groups", ()):
                waiting += group
            types: list[str] = facts.get("type", [])
            found |= {*types}
            if not types and "properties" in facts:
                found.add("object")
        return found

    def _as_intended(self, use: Use, value: Any) -> Any:
        return self.as_read(self._document.values.reference(use.key), value)

    def as_read(self, schema: Schema, value: Any, depth: int = 0) -> Any:
        """Return what a schema makes of a value that came as texts, part by part."""
        facts = self._document.values.facts.of(schema) or {}
        fits = self._document.values.fits
        branches = [facts, *self._variants(facts)]
        if isinstance(value, str):
            found = next((one for one in readings(value) if fits(schema, one)), value)
            if found is value and not fits(schema, value):
                return self._list_of_one(branches, value, depth)
            return found
        if depth > _DEEPEST:
            return value
        made = [self._parts(branch, value, depth) for branch in branches]
        return next((one for one in made if fits(schema, one)), made[0])

    def _list_of_one(self, branches: list[Mapping[str, Any]], text: str, depth: int) -> Any:
        """Return a field that came once as the list that was meant, where it is one."""
        for facts in branches:
            if "array" in facts.get("type", ()) and depth <= _DEEPEST:
                return [self.as_read(facts.get("items", True), text, depth + 1)]
        return text

    def _variants(self, facts: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
        for group in facts.get("groups", ()):
            for variant in group:
                yield self._document.values.facts.of(variant) or {}

    def _parts(self, facts: Mapping[str, Any], value: Any, depth: int) -> Any:
        several = as_list(value)
        if several is not None:
            items: Schema = facts.get("items", True)
            return [self.as_read(items, one, depth + 1) for one in several]
        known: Object = facts.get("properties", {})
        rest: Schema = facts.get("additionalProperties", True)
        return {
            name: self.as_read(known.get(name, rest), one, depth + 1)
            for name, one in (as_object(value) or {}).items()
        }

    # Bodies.

    def _body(self, operation: Operation, given: str, body: bytes) -> tuple[Any, list[Issue]]:
        if not operation.contents:
            return None, []
        if not body:
            return None, [Issue("/body", "required", "is required", operation.key)]
        content = content_of(operation.contents, given)
        if content is None:
            known = ", ".join(content.content_type for content in operation.contents)
            raise Refusal(415, f"the content type {media_type(given)!r} is none of {known}")
        value = self._decoded(content, given, body)
        if content.use is None or value is MISSING:
            return (None if value is MISSING else value), []
        problems = self.problems(content.use, value)
        return value, [
            Issue(f"/body{p.instance}", p.keyword, p.message, p.schema) for p in problems
        ]

    def _decoded(self, content: Content, given: str, body: bytes) -> Any:
        kind = media_type(given) or content.content_type
        if is_json(kind):
            try:
                return loads(body)
            except ValidationError as error:
                raise Refusal(400, f"the body {error.issues[0].message}") from None
        if content.use is None:
            return MISSING
        if kind == "application/x-www-form-urlencoded":
            return self._form(content, content.use, body.decode("utf-8", "replace"))
        if kind.startswith("multipart/"):
            if "object" not in (self._kinds(content.use) or ("object",)):
                return MISSING  # Parts are no text, whatever the document says.
            try:
                return self._as_intended(content.use, multipart_of(given, body))
            except ValueError as error:
                raise Refusal(400, f"the body {error}") from None
        if kind.startswith("text/"):
            return self._as_intended(content.use, body.decode("utf-8", "replace"))
        return MISSING

    def _form(self, content: Content, use: Use, text: str) -> Any:
        """Return the value of a form, whose properties are written as their encodings say."""
        found = form_of(text, self._names(use))
        for name, encoding in content.encodings.items():
            value = found.get(name)
            if isinstance(value, str) and encoding.get("explode") is False:
                schema = (self._facts(use).get("properties", {})).get(name, True)
                if "array" in (self._document.values.facts.of(schema) or {}).get("type", ()):
                    separator = _SEPARATORS.get(encoding.get("style", ""), ",")
                    found[name] = value.split(separator)
        return self._as_intended(use, found)

    def _facts(self, use: Use) -> Mapping[str, Any]:
        values = self._document.values
        return values.facts.of(values.reference(use.key)) or {}

    def _names(self, use: Use) -> Collection[str]:
        """Return the names of an object's properties, with those of its variants."""
        facts = self._facts(use)
        return {n for part in (facts, *self._variants(facts)) for n in part.get("properties", ())}


def content_of(contents: tuple[Content, ...], given: str) -> Content | None:
    """Return the content that a body's type names, also by a range of types."""
    kind = media_type(given)
    for content in contents:
        declared = media_type(content.content_type)
        begin, star, end = declared.partition("*")
        if declared == kind or (star and kind.startswith(begin) and kind.endswith(end.strip("/*"))):
            return content
    return None


def readings(text: str) -> Iterator[Any]:
    """Yield the values that are written as a text, the text itself last."""
    if _NUMBER.fullmatch(text):
        number = _number(text)
        if number is not None:
            yield number
    if text in _CONSTANTS and text:
        yield _CONSTANTS[text]
    if text[:1] in ("{", "["):
        yield json_text(text)
    yield text
    if not text:
        yield None


def _number(text: str) -> int | float | None:
    """Return the number that a text is, None where Python has none so large."""
    if text.lstrip("-").isdecimal():
        return int(text) if len(text) <= _LONGEST_NUMBER else None
    number = float(text)
    if not isfinite(number):
        return None
    return int(number) if number.is_integer() and "e" not in text.lower() else number


def _is_ignored(parameter: Parameter) -> bool:
    """Whether it is a header that OpenAPI tells elsewhere (3.1.1, section 4.8.12.2)."""
    return parameter.location == "header" and parameter.name.lower() in _IGNORED_HEADERS


def _placed(issue: Issue, parameter: Parameter) -> Issue:
    where = f"/{parameter.location}/{parameter.name}{issue.instance}"
    return Issue(where, issue.keyword, issue.message, issue.schema)


def _listed(issues: list[Issue]) -> str:
    shown = "; ".join(f"{issue.instance} {issue.message}" for issue in issues[:5])
    return shown if len(issues) <= 5 else f"{shown}; and {len(issues) - 5} more"


def _unwrapped(parameter: Parameter, text: str) -> str:
    """Return a place's text without what its style begins with."""
    if parameter.style == "label":
        return text.removeprefix(".")
    if parameter.style == "matrix":
        name = re.escape(parameter.name)
        return re.sub(rf"^;{name}=|^;", "", re.sub(rf"(?<=.);{name}=", ";", text))
    return text


def _split(parameter: Parameter, text: str) -> list[str]:
    if parameter.style == "label" and parameter.explode:
        return text.split(".")
    if parameter.style == "matrix" and parameter.explode:
        return text.split(";")
    separator = _SEPARATORS.get(parameter.style, ",")
    if separator != ",":
        return unquote(text).split(separator)
    return text.split(",")


def _pairwise(pieces: list[str], explode: bool) -> Object:
    if explode:
        return {key: text for key, _, text in (piece.partition("=") for piece in pieces)}
    return dict(zip(pieces[::2], pieces[1::2], strict=False))


def _pair(piece: str) -> tuple[str, str]:
    key, _, text = piece.partition("=")
    return unquote(key.replace("+", " ")), text


def _cookies(text: str) -> list[tuple[str, str]]:
    pairs = (piece.strip().partition("=") for piece in text.split(";") if "=" in piece)
    return [(unquote(name), value) for name, _, value in pairs]
