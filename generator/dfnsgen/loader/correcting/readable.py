"""What leaves no sensible reading: something else where a schema, a parameter, a body should be.

In: a tree, known slips repaired. Out: findings, each an error. What only describes (examples,
links, tags, contact, …) is read as absent instead; the specification's validator speaks of it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from dfnsgen.json_value import JsonValue
from dfnsgen.loader import rules, slip_rules
from dfnsgen.loader.correcting.removal import part_of
from dfnsgen.loader.findings import Finding, Notes
from dfnsgen.loader.grammar import GRAMMAR, Holds, Link, Met, Node
from dfnsgen.pointers import last

_NEEDED = frozenset(
    (
        "components",
        "media type",
        "operation",
        "parameter",
        "path item",
        "request body",
        "response",
        "schema",
    )
)
"""Objects that decide what is emitted."""
_NEEDED_MEMBERS = {
    kind: {key: (holds, inner) for key, (holds, inner) in members.items() if inner in _NEEDED}
    for kind, members in GRAMMAR.items()
}
_WORDS = {Holds.LIST: "a list", Holds.MAP: "a mapping", Holds.EXTENSIBLE_MAP: "a mapping"}
_PLACES = ("path", "query", "header", "cookie", "querystring")


def check_readable(walked: Iterable[Met]) -> tuple[Finding, ...]:
    """Return a finding for each part, of the objects of a tree, that can't be read as anything."""
    notes = Notes()
    for node, kind, link in walked:
        if kind == "parameter" and "$ref" not in node and not _in_callback(link):
            _check_parameter(node, link, notes)
        needed = _NEEDED_MEMBERS[kind]
        if needed.keys().isdisjoint(node):
            continue
        for key, (holds, inner) in needed.items():
            for place, problem in (
                _wrong(node[key], holds, inner, (link, key)) if key in node else ()
            ):
                if not _in_callback(link):
                    notes.note(rules.NO_READING, place, problem=problem)
    return notes.findings()


def unused_components(tree: Node, unreadable: Iterable[Finding]) -> Mapping[str, Finding]:
    """Return the components that can't be read and that nothing refers to, each with a finding.

    Nothing is lost without them; a schema is a type whether something refers to it or not.
    """
    parts = dict.fromkeys(part_of(found.pointer) for found in unreadable)
    named = [
        part
        for part in parts
        if part.startswith("#/components/") and not part.startswith("#/components/schemas/")
    ]
    references = set(_references(tree)) if named else set[str]()
    return {
        part: Finding(
            rule=slip_rules.COMPONENT_UNREADABLE,
            pointer=part,
            values=(("name", last(part)[:100]),),
        )
        for part in named
        if part not in references
    }


def _references(tree: JsonValue) -> Iterator[str]:
    """Yield what the references of a document lead to, or into."""
    waiting: list[JsonValue] = [tree]
    while waiting:
        node = waiting.pop()
        if isinstance(node, list):
            waiting += node
        elif isinstance(node, dict):
            waiting += node.values()
            if isinstance(reference := node.get("$ref"), str):
                yield "/".join(reference.split("/")[:4])


def _in_callback(link: Link) -> bool:
    """Callbacks aren't emitted, whatever they hold."""
    while link is not None:
        link, token = link
        if token == "callbacks":
            return True
    return False


def _wrong(value: JsonValue, holds: Holds, kind: str, link: Link) -> Iterator[tuple[Link, str]]:
    """Yield what isn't an object, list or mapping where one should be."""
    if holds is Holds.ONE or (holds is Holds.ONE_OR_LIST and not isinstance(value, list)):
        if not _is_object(value, kind):
            yield link, f"here should be {_one(kind)}, not {_shown(value)}"
        return
    if not isinstance(value, list if holds in (Holds.LIST, Holds.ONE_OR_LIST) else dict):
        if value:  # what is empty has no members, whatever it is
            yield link, f"here should be {_WORDS.get(holds, 'a list')}, not {_shown(value)}"
        return
    members = value.items() if isinstance(value, dict) else enumerate(value)
    for key, member in members:
        extension = holds is Holds.EXTENSIBLE_MAP and str(key).startswith("x-")
        if not extension and not _is_object(member, kind):
            yield (link, str(key)), f"here should be {_one(kind)}, not {_shown(member)}"


def _one(kind: str) -> str:
    return kind if kind == "components" else f"{'an' if kind[0] in 'aeio' else 'a'} {kind}"


def _is_object(value: JsonValue, kind: str) -> bool:
    return isinstance(value, dict) or (kind == "schema" and isinstance(value, bool))


def _shown(value: JsonValue) -> str:
    if isinstance(value, dict | list):
        return "a mapping" if isinstance(value, dict) else "a list"
    return "nothing" if value is None else repr(value)[:100]


def _check_parameter(node: Node, link: Link, notes: Notes) -> None:
    if not isinstance(node.get("name"), str):
        notes.note(rules.NO_READING, link, problem="the parameter has no `name`")
    if node.get("in") not in _PLACES:
        problem = f"the parameter's `in` is none of {', '.join(_PLACES)}"
        notes.note(rules.NO_READING, link, problem=problem)
