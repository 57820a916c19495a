"""What is spelled otherwise and means the same: moved, flattened, reordered, declared.

In: both documents and their Apis. Out: a change for each place whose text differs while its meaning
doesn't. They affect nobody, and are reported only where a user asks for them.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain

from dfnsgen.diff.change import Affected, Change, Edit
from dfnsgen.diff.collect import collect
from dfnsgen.diff.matching import match_operations
from dfnsgen.diff.rules.rules import RULES
from dfnsgen.diff.sides import Side, make_sides
from dfnsgen.json_value import JsonValue
from dfnsgen.loader.document import Document
from dfnsgen.model.api import Api, Operation, Use
from dfnsgen.model.schemas.equality import json_key
from dfnsgen.pointers import last, lookup

_ANNOTATIONS = frozenset(("title", "description", "example", "examples", "default", "deprecated"))
_WORDS = (
    ("$ref", "a reference to {}"),
    ("allOf", "an allOf"),
    ("anyOf", "an anyOf"),
    ("oneOf", "a oneOf"),
)


def equivalents(old: tuple[Document, Api], new: tuple[Document, Api]) -> tuple[Change, ...]:
    """Return a change for each place that is spelled otherwise and means the same."""
    sides = make_sides(old[1], new[1])
    affected: list[Affected] = []
    for subject, one, other in chain(_components(*sides), _bodies(*sides)):
        if sides[0].digest(one.schema) != sides[1].digest(other.schema):
            continue
        before, after = _node(old[0], one.at), _node(new[0], other.at)
        if json_key(_bare(before)) != json_key(_bare(after)):
            edit = Edit(
                rule=RULES["spelling-changed"],
                before=_words(before),
                after=_words(after),
                at_old=one.at,
                at_new=other.at,
            )
            affected.append(Affected(edit=edit, subject=subject, everywhere=True))
    return tuple(one.change for one in collect(affected))


def _components(old: Side, new: Side) -> Iterator[tuple[str, Use, Use]]:
    for name, use in old.api.components.items():
        other = new.api.components.get(name)
        if other is not None:
            yield name, use, other


def _bodies(old: Side, new: Side) -> Iterator[tuple[str, Use, Use]]:
    matched = match_operations(old, new)
    for one, other in (*matched.kept, *matched.moved):
        theirs = dict(_uses(other))
        for part, use in _uses(one):
            if part in theirs:
                yield f"{other.method} {other.path} {part}", use, theirs[part]


def _uses(operation: Operation) -> Iterator[tuple[str, Use]]:
    for parameter in operation.parameters:
        yield f"{parameter.location.value} parameter {parameter.spec_name}", parameter.use
    holders = [(f"response {r.status}", r.contents) for r in operation.responses]
    if operation.request_body is not None:
        holders.append(("request body", operation.request_body.contents))
    for part, contents in holders:
        for media in contents:
            if media.use is not None:
                yield f"{part} ({media.content_type})", media.use


def _node(document: Document, at: str) -> JsonValue:
    try:
        return lookup(document.tree, at)
    except KeyError:
        return None


def _bare(node: JsonValue) -> JsonValue:
    """Return a schema without what it says to people."""
    if isinstance(node, list):
        return [_bare(inner) for inner in node]
    if not isinstance(node, dict):
        return node
    return {
        name: _bare(inner)
        for name, inner in node.items()
        if not (name.startswith("x-") or (name in _ANNOTATIONS and not isinstance(inner, dict)))
    }


def _words(node: JsonValue) -> JsonValue:
    """Say what a schema looks like."""
    if not isinstance(node, dict):
        return "nothing"
    for keyword, words in _WORDS:
        if keyword in node:
            return words.format(last(str(node[keyword])))
    return "a schema"
