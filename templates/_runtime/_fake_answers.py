"""Answers of a fake: which of the declared ones, and its body in a content type that was asked for.

In: an operation, a status, a value. Out: a Response as the document has it; where the document
declares none for a refusal, a problem of RFC 9457.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal
from typing import Any, Final
from urllib.parse import urlencode

from ._fake_document import Answered, Content, Document, Operation, Use
from ._fake_facts import Facts, as_object
from ._fake_forms import is_json, media_type
from ._fake_reading import Refusal
from ._fake_values import ABSENT, NoValue
from ._http import Headers, Response
from ._json import dumps

_MESSAGES: Final = frozenset(
    "message detail title reason description error errormessage msg text errordescription".split()
)
_STATUSES: Final = frozenset("status statuscode code httpstatus".split())
_WORDS: Final[Mapping[int, tuple[str, ...]]] = {
    400: ("bad", "invalid"),
    401: ("unauth", "credential"),
    403: ("forbid", "denied", "permission"),
    404: ("found", "missing", "unknown"),
    409: ("conflict", "exist", "duplicate"),
    422: ("unprocess", "invalid"),
    429: ("rate", "limit", "many"),
    500: ("internal", "server"),
}
_ITEMS_OF_STREAM: Final = 3
_REPLACED: Final[Mapping[int, tuple[int, ...]]] = {
    400: (400, 422),
    401: (401, 403),
    403: (403, 401, 400),
    404: (404, 400),
    405: (405,),
    409: (409, 400),
    415: (415,),
    422: (422, 400),
}
"""The statuses by which a document may say a refusal, the best first."""


class Answers:
    """Makes the answers for one document."""

    def __init__(self, document: Document, seed: int) -> None:
        self._document = document
        self._seed = seed
        self._made: dict[tuple[str, str, int], Any] = {}
        self._never_exact: set[str] = set()

    def value(self, operation: Operation, use: Use, number: int) -> Any:
        """Return body `number` of an operation: the document's examples first. Made once."""
        mark = (operation.key, use.at, number)
        if mark not in self._made:
            self._made[mark] = self._value(operation, use, number)
        return self._made[mark]

    def _value(self, operation: Operation, use: Use, number: int) -> Any:
        values = self._document.values
        ready = (*self._document.preferred(operation.key), *use.examples)
        fitting = [one for one in ready if values.fits(values.reference(use.key), one)]
        if number < len(fitting):
            return fitting[number]
        return self.near(use, ABSENT, f"{operation.key}", number - len(fitting))

    def near(self, use: Use, like: Any, seed: str, number: int = 0, *, fills: bool = True) -> Any:
        """Return a value of a schema that keeps what it can of `like`. Raises NoValue.

        One that is right to the letter too is taken before one that fits what is meant alone.
        """
        whole, values = f"{self._seed}/{seed}", self._document.values
        value = values.of(use.key, whole, number, like, fills=fills, way="answer")
        if use.at in self._never_exact or self._document.is_exact(use, value):
            return value
        for other in (1, 2, 3):
            try:
                smaller = values.of(use.key, whole, other, like, fills=other > 1, way="answer")
            except NoValue:
                continue
            if self._document.is_exact(use, smaller):
                return smaller
        self._never_exact.add(use.at)  # As a rule, the letter leaves no value at all.
        return value

    def made(self, schema: Any, seed: str, name: str, place: Use | None) -> Any:
        """Return a value of a property's schema that its place in a path takes too."""
        values = self._document.values
        fit = [schema] if place is None else [schema, values.reference(place.key)]
        return values.first(fit, f"{self._seed}/{seed}", name)

    def good_status(self, operation: Operation) -> int:
        """Return the status of an operation that went well."""
        declared = [a.status.upper() for a in operation.answers]
        good = sorted(status for status in declared if status[:1] == "2")
        if not good:
            good = sorted(status for status in declared if status[:1] in "13")
        if not good:
            return 200
        return int(good[0].replace("XX", "00"))

    def content(self, declared: Answered | None, accept: str) -> Content | None:
        """Return the content type to answer in: one that was asked for, JSON before others."""
        contents = () if declared is None else declared.contents
        asked = [media_type(part) for part in accept.split(",") if part.strip()]
        taken = [c for c in contents if not asked or _takes(asked, media_type(c.content_type))]
        first = [c for c in taken or contents if is_json(media_type(c.content_type))]
        exact = [c for c in taken if media_type(c.content_type) == (asked or [""])[0]]
        return next(iter(exact or first or taken or contents), None)

    def response(
        self, operation: Operation, status: int, content: Content | None, value: Any
    ) -> Response:
        """Return an answer with a value as its body."""
        declared = operation.answer(status)
        headers = self._headers(operation, declared)
        if content is None or status in (204, 205, 304):
            return Response(status, Headers(headers), b"")
        kind, body = self._encoded(operation, content, value)
        return Response(status, Headers([("Content-Type", kind), *headers]), body)

    def _headers(self, operation: Operation, declared: Answered | None) -> list[tuple[str, str]]:
        made: list[tuple[str, str]] = []
        for header in () if declared is None else declared.headers:
            if header.name.lower() in ("content-type", "content-length", "link"):
                continue
            try:
                value = self.value(operation, header.use, 1)
            except NoValue:
                continue
            text = value if isinstance(value, str) else dumps(value).decode()
            if text.isascii() and text.isprintable():
                made.append((header.name, text))
        return made

    def _encoded(self, operation: Operation, content: Content, value: Any) -> tuple[str, bytes]:
        kind = content.content_type
        plain = media_type(kind)
        if content.item is not None:
            return kind, self._stream(operation, plain, content.item)
        if is_json(plain) or (plain == "*/*" and content.use is not None):
            return (kind if is_json(plain) else "application/json"), dumps(value)
        if plain == "application/x-www-form-urlencoded" and as_object(value):
            return kind, urlencode(as_object(value) or {}, doseq=True).encode()
        if isinstance(value, str):
            body = value.encode()
        else:
            body = b"fake" if value is ABSENT or value is None else dumps(value)
        if plain == "*/*":
            kind = "application/octet-stream"
        elif plain.endswith("/*"):
            kind = {"image/*": "image/png", "text/*": "text/plain"}.get(plain, plain[:-1] + "fake")
        return kind, body

    def _stream(self, operation: Operation, kind: str, use: Use) -> bytes:
        values = [self.value(operation, use, number) for number in range(_ITEMS_OF_STREAM)]
        texts = [dumps(value) for value in values]
        if kind == "text/event-stream":
            return b"".join(_event(value) for value in values)
        if kind == "application/json-seq":
            return b"".join(b"\x1e" + text + b"\n" for text in texts)
        return b"".join(text + b"\n" for text in texts)

    # Refusals.

    def refusal(self, operation: Operation | None, refused: Refusal) -> Response:
        """Return the answer to a request that is refused, in the document's own form."""
        answer = self._refusal(operation, refused)
        added = [pair for pair in refused.headers if answer.status in (401, 405)]
        return Response(answer.status, answer.headers.replaced(*added), answer.body)

    def _refusal(self, operation: Operation | None, refused: Refusal) -> Response:
        declared, status = None, refused.status
        if operation is not None:
            declared, status = _declared(operation, refused.status)
        content = self.content(declared, "")
        if operation is not None and content is not None and content.use is not None:
            try:
                like = self._problem(
                    self._document.values.reference(content.use.key), status, refused.message, 0
                )
                value = self.near(content.use, like, f"{operation.key}/{status}", fills=False)
                return self.response(operation, status, content, value)
            except NoValue:
                pass
        problem = {
            "title": refused.message.partition(":")[0][:80],
            "status": status,
            "detail": refused.message,
            "issues": [
                {"at": issue.instance, "keyword": issue.keyword, "message": issue.message}
                for issue in refused.issues
            ],
        }
        headers = Headers([("Content-Type", "application/problem+json")])
        return Response(status, headers, dumps(problem))

    def _problem(self, schema: Any, status: int, message: str, depth: int) -> Any:
        """Return what a schema of errors is told: the message and the status where they belong."""
        facts = self._document.values.facts.of(schema) or {}
        kinds = facts.get("type", ["object"])
        if "array" in kinds and depth < 4:
            return [self._problem(facts.get("items", True), status, message, depth + 1)]
        if "object" not in kinds or depth > 3:
            return message if kinds == ["string"] else ABSENT
        like: dict[str, Any] = {}
        for name, inner in self._properties(facts).items():
            types = (self._document.values.facts.of(inner) or {}).get("type", [])
            plain = re.sub(r"[^a-z]", "", name.lower())
            member = _member(self._document.values.facts.of(inner) or {}, status)
            if member is not None:
                like[name] = member
            elif plain in _MESSAGES and ("string" in types or not types):
                like[name] = message
            elif plain in _STATUSES and {"integer", "number"} & {*types}:
                like[name] = status
            elif {"object", "array"} & {*types} or (not types and depth < 3):
                value = self._problem(inner, status, message, depth + 1)
                if value is not ABSENT and value not in ({}, [], [{}], [ABSENT]):
                    like[name] = value
        return like

    def _properties(self, facts: Facts) -> dict[str, Any]:
        """Return the properties of an object, with those of its variants."""
        known: dict[str, Any] = dict(facts.get("properties", {}))
        for variant in (one for group in facts.get("groups", ()) for one in group):
            inner = self._document.values.facts.of(variant) or {}
            known = {**inner.get("properties", {}), **known}
        return known


def _declared(operation: Operation, status: int) -> tuple[Answered | None, int]:
    """Return the declared answer that says a refusal best, and its status.

    Where none is declared for it, it has the form of another refusal.
    """
    by_status = {answer.status: answer for answer in operation.answers}
    for candidate in _REPLACED.get(status, (status,)):
        if str(candidate) in by_status:
            return by_status[str(candidate)], candidate
    others = (answer for answer in operation.answers if answer.status[:1] == "4")
    return operation.answer(status) or next(others, None), status


def _member(facts: Facts, status: int) -> str | None:
    """Return the member of an enum that says a status: `not_found` for 404."""
    words = _WORDS.get(status, ())
    texts = (str(member) for member in facts.get("enum", ()))
    return next((text for text in texts if any(word in text.lower() for word in words)), None)


def _takes(asked: list[str], kind: str) -> bool:
    begin = kind.partition("/")[0]
    return any(one in (kind, "*/*", f"{begin}/*") for one in asked)


def _event(value: Any) -> bytes:
    """Return an event of a stream of server-sent events."""
    held = as_object(value)
    if held is not None and "data" in held:
        lines = [
            f"{name}: {_line(part)}" for name, part in sorted(held.items()) if part is not None
        ]
        return ("\n".join(lines) + "\n\n").encode()
    return b"data: " + dumps(value) + b"\n\n"


def _line(value: Any) -> str:
    if isinstance(value, str):
        return value.replace("\n", "\ndata: ")
    return str(value) if isinstance(value, (int, float, Decimal)) else dumps(value).decode()
