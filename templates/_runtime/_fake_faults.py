"""What goes wrong on demand: slow, refused, dropped and unexpected answers, by plan or by seed.

In: an operation, and how often it was called. Out: the Fault that is due, or none; an answer as a
newer server would send it.
"""

from __future__ import annotations

import copy
from collections.abc import Iterable, Iterator, Mapping
from random import Random
from typing import Any, Final

from ._fake_document import Document, Use
from ._fake_facts import as_list, as_object
from ._lookup import Schema

_NEW_PROPERTY: Final = "addedLater"
_NEW_MEMBER: Final = "AddedLater"


class Fault:
    """One thing that goes wrong; the constructors below name what there is.

    `kind` is latency, status, drop-before, drop-after, newer or content-type.
    """

    __slots__ = ("headers", "kind", "seconds", "status", "what")

    def __init__(
        self,
        kind: str,
        *,
        seconds: float = 0.0,
        status: int = 0,
        headers: tuple[tuple[str, str], ...] = (),
        what: str = "",
    ) -> None:
        self.kind: Final = kind
        self.seconds: Final = seconds
        self.status: Final = status
        self.headers: Final = headers
        self.what: Final = what

    @classmethod
    def latency(cls, seconds: float) -> Fault:
        """The answer takes so long."""
        return cls("latency", seconds=seconds)

    @classmethod
    def rate_limited(cls, retry_after: float = 1) -> Fault:
        """429 with Retry-After, in seconds; nothing was done."""
        return cls("status", status=429, headers=(("Retry-After", f"{retry_after:g}"),))

    @classmethod
    def answered(cls, status: int = 500) -> Fault:
        """An answer of this status; nothing was done."""
        return cls("status", status=status)

    @classmethod
    def dropped_before(cls) -> Fault:
        """The connection breaks before the server does anything."""
        return cls("drop-before")

    @classmethod
    def dropped_after(cls) -> Fault:
        """The connection breaks when all is done: the caller can't know it."""
        return cls("drop-after")

    @classmethod
    def newer_member(cls) -> Fault:
        """An enum of the answer has a member that the document doesn't have."""
        return cls("newer", what="member")

    @classmethod
    def newer_variant(cls) -> Fault:
        """A union of the answer has a variant that the document doesn't have."""
        return cls("newer", what="variant")

    @classmethod
    def newer_property(cls) -> Fault:
        """Objects of the answer have a property that the document doesn't have."""
        return cls("newer", what="property")

    @classmethod
    def content_type(cls) -> Fault:
        """A page of HTML comes where JSON was expected, as proxies send it."""
        return cls("content-type")

    def __repr__(self) -> str:
        more = self.what or self.status or (self.seconds or "")
        return f"Fault({self.kind}{f', {more}' if more else ''})"


USUAL: Final = (
    Fault.latency(0.01),
    Fault.rate_limited(0),
    Fault.answered(500),
    Fault.answered(503),
    Fault.dropped_before(),
    Fault.dropped_after(),
    Fault.newer_member(),
    Fault.newer_variant(),
    Fault.newer_property(),
    Fault.content_type(),
)
"""What a plan chooses from where nothing else is asked for."""


class FaultPlan:
    """Faults by seed: the same seed breaks the same calls in the same way.

    `rate` is the share of calls that go wrong.
    """

    def __init__(self, seed: int = 0, rate: float = 0.2, kinds: Iterable[Fault] = USUAL) -> None:
        self.seed: Final = seed
        self.rate: Final = rate
        self.kinds: Final = tuple(kinds)

    def due(self, key: str, number: int) -> Fault | None:
        """Return the fault of call `number` of an operation."""
        chance = Random(f"{self.seed}/{key}/{number}")
        return chance.choice(self.kinds) if self.kinds and chance.random() < self.rate else None

    def __repr__(self) -> str:
        return f"FaultPlan(seed={self.seed}, rate={self.rate})"


def newer(document: Document, use: Use, value: Any, what: str) -> Any:
    """Return a value as a newer server may send it."""
    changed = copy.deepcopy(value)
    places = [*_places(document, document.values.reference(use.key), changed)]
    if what == "property":
        for holder, _, _ in places:
            if isinstance(holder, dict):
                holder[_NEW_PROPERTY] = {"since": "tomorrow"}
        whole = as_object(changed)
        if whole is not None:
            whole[_NEW_PROPERTY] = {"since": "tomorrow"}
        return changed
    for holder, name, members in places:
        is_tag = len(members) == 1
        if isinstance(holder[name], str) and is_tag == (what == "variant"):
            holder[name] = _NEW_MEMBER
            return changed
    return changed


def _places(
    document: Document, schema: Schema, value: Any, depth: int = 0
) -> Iterator[tuple[Any, Any, list[Any]]]:
    """Yield each part that an enum restricts: what holds it, its name there, and the members."""
    facts = document.values.facts.of(schema)
    if facts is None or depth > 20:
        return
    holder: Any = value
    for part in (facts, *_chosen(document, facts, value)):
        pairs: Iterable[tuple[Any, Schema]] = ()
        if isinstance(value, dict):
            known: Mapping[str, Schema] = part.get("properties", {})
            pairs = ((name, known[name]) for name in as_object(value) or () if name in known)
        elif isinstance(value, list):
            items: Schema = part.get("items", True)
            pairs = ((index, items) for index in range(len(as_list(value) or ())))
        for name, inner in [*pairs]:
            members = (document.values.facts.of(inner) or {}).get("enum")
            if members is not None:
                yield value, name, members
            yield from _places(document, inner, holder[name], depth + 1)


def _chosen(
    document: Document, facts: Mapping[str, Any], value: Any
) -> Iterator[Mapping[str, Any]]:
    for group in facts.get("groups", ()):
        for variant in group:
            if document.values.fits(variant, value):
                yield document.values.facts.of(variant) or {}
