"""References inside a document: one spelling, a target for each, and no circle of references.

In: a tree whose references are local. Out: findings. A reference is spelled as a JSON pointer
after `#`, with nothing percent-encoded but the percent sign. Source: RFC 6901, section 6.
"""

from __future__ import annotations

from dataclasses import dataclass
from difflib import get_close_matches
from enum import Enum
from typing import TypeAlias

from dfnsgen.json_value import JsonValue
from dfnsgen.loader import rules, slip_rules
from dfnsgen.loader.findings import Finding, Notes
from dfnsgen.loader.grammar import SECTIONS, Link, Met, Node, pointer_of
from dfnsgen.loader.joining.identifiers import Answered, answered_in
from dfnsgen.pointers import child, escape, key_of, lookup, reference_to, step, tokens


class Missing(Enum):
    """What a pointer that leads nowhere leads to."""

    MISSING = "missing"


_LONG, _MANY, _EXPLAINED, _MOST_HOPS = 100, 5_000, 50, 50
_MISSING = Missing.MISSING
Target: TypeAlias = "JsonValue | Missing"


def one_spelling(reference: str) -> str:
    """Return the one spelling of a local reference; any other one as it is."""
    is_local = "%" in reference and reference.startswith("#")
    return reference_to(key_of(reference)) if is_local else reference


def spell_references(node: Node, kind: str) -> Node:
    """Return an object with its references in their one spelling."""
    reference = node.get("$ref")
    if kind in SECTIONS and isinstance(reference, str) and "%" in reference:
        return {**node, "$ref": one_spelling(reference)}
    mapping = node.get("mapping") if kind == "discriminator" else None
    if isinstance(mapping, dict):
        spelled = {
            value: one_spelling(target) if isinstance(target, str) else target
            for value, target in mapping.items()
        }
        return node if spelled == mapping else {**node, "mapping": spelled}
    return node


_DROPPABLE = frozenset(("example", "link", "header", "callback", "security scheme"))
"""What is left out where its reference leads nowhere: nothing that is emitted needs it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """What is wrong with references, and the pointers of what is left out for it.

    `nowhere` are the places that schemas refer to and that aren't there: such a schema may be
    anything.
    """

    findings: tuple[Finding, ...]
    dropped: tuple[str, ...]
    nowhere: frozenset[str]


def is_droppable(kind: str) -> bool:
    """Tell whether an object is left out where its reference leads nowhere."""
    return kind in _DROPPABLE


def check_references(tree: Node, walked: list[Met]) -> Checked:
    """Find each reference that leads nowhere, away, or back to itself.

    `walked` are the objects of the tree.
    """
    referring = [met for met in walked if "$ref" in met[0] or met[1] == "discriminator"]
    answered = answered_in(walked)
    notes = Notes()
    dropped: list[str] = []
    targets: dict[str, Target] = {}
    for node, kind, link in referring:
        if "$ref" in node and kind in _DROPPABLE:
            if not _leads_somewhere(tree, node["$ref"], targets):
                reference = str(node["$ref"])[:200]
                notes.note(slip_rules.REFERENCE_DROPPED, link, kind=kind, reference=reference)
                dropped.append(pointer_of(link))
        elif "$ref" in node and kind in SECTIONS:
            _check_reference(tree, node, kind, (link, "$ref"), answered, targets, notes)
        elif kind == "discriminator":
            dropped += _check_mapping(tree, node, link, answered, targets, notes)
    _check_kinds(walked, referring, targets, notes)
    findings = (*notes.findings(), *_loops(referring, answered, targets))
    nowhere = frozenset(
        key_of(str(node["$ref"]))
        for node, kind, _ in referring
        if kind == "schema" and targets.get(str(node.get("$ref"))) is _MISSING
    )
    return Checked(findings=findings, dropped=tuple(dropped), nowhere=nowhere)


def _check_kinds(
    walked: list[Met], referring: list[Met], targets: dict[str, Target], notes: Notes
) -> None:
    """Note the references of schemas that lead to what the document uses as something else."""
    kinds: dict[int, set[str]] = {id(t): set() for t in targets.values() if isinstance(t, dict)}
    for node, kind, _ in walked:
        if id(node) in kinds:
            kinds[id(node)].add(kind)
    for node, kind, link in referring:
        reference = node.get("$ref")
        target = targets.get(reference, True) if isinstance(reference, str) else True
        if kind != "schema" or target is _MISSING or isinstance(target, bool):
            continue
        used = (kinds[id(target)] or {"schema"}) if isinstance(target, dict) else {"value"}
        if "schema" not in used:
            what = sorted(used)[0]
            notes.note(slip_rules.NO_SCHEMA, (link, "$ref"), reference=reference, what=what)


def resolve(tree: JsonValue, pointer: str) -> Target:
    """Return the value at a pointer in its one spelling, or `_MISSING`."""
    try:
        return lookup(tree, key_of(pointer))
    except KeyError:
        return _MISSING


def _check_reference(
    tree: Node,
    node: Node,
    kind: str,
    link: Link,
    answered: Answered,
    targets: dict[str, Target],
    notes: Notes,
) -> None:
    reference = node["$ref"]
    if not isinstance(reference, str):
        notes.note(rules.REFERENCE_NOT_STRING, link)
    elif not answered.answers(node, reference):
        if _leads_somewhere(tree, reference, targets):
            return
        # A likely name is searched for the first few only: the search takes its time.
        where, advice = explain_missing(tree if len(notes.single) < _EXPLAINED else None, reference)
        is_loose = kind == "schema" and reference.startswith("#/")
        rule = slip_rules.SCHEMA_NOWHERE if is_loose else rules.REFERENCE_NOT_FOUND
        notes.note(rule, link, reference=reference, where=where, advice=advice)


def _leads_somewhere(tree: Node, reference: JsonValue, targets: dict[str, Target]) -> bool:
    """Tell whether a reference is a pointer to something in the tree."""
    if not isinstance(reference, str):
        return False
    if reference not in targets:
        local = reference in ("", "#") or reference.startswith("#/")
        targets[reference] = resolve(tree, reference) if local else _MISSING
    return targets[reference] is not _MISSING


def straight(tree: Node | JsonValue, reference: str) -> str | None:
    """Return a reference that leads where another does that passes through `$ref`s on its way."""
    value: JsonValue = tree
    way: list[str] = []
    hops = 0
    waiting = tokens(key_of(reference))
    while waiting:
        token = waiting.pop(0)
        further = value.get("$ref") if isinstance(value, dict) else None
        try:
            value = step(value, token)
            way.append(token)
        except KeyError:
            hops += 1
            if not isinstance(further, str) or not further.startswith("#/") or hops > _MOST_HOPS:
                return None
            waiting = [*tokens(key_of(further)), token, *waiting]
            value, way = tree, []
    return reference_to(child("#", *way))


def explain_missing(tree: JsonValue, reference: str) -> tuple[str, str]:
    """Return how far a reference leads, and what to do: a name like the one that isn't there."""
    advice = "check the name, or add what it should lead to"
    if tree is None or not reference.startswith("#/"):
        return "", advice
    value: JsonValue = tree
    way = "#"
    for token in tokens(key_of(reference)):
        try:
            value = step(value, token)
        except KeyError:
            near = _near(value, token)
            if near:
                advice = f"did you mean {way}/{escape(near)}?"
            return f": {way} has no {token[:100]!r}", advice
        way = f"{way}/{escape(token)}"
    return "", advice


def _near(value: JsonValue, token: str) -> str:
    """Return the name in an object that is most like one that isn't there, or ''."""
    if not isinstance(value, dict) or len(token) > _LONG or len(value) > _MANY:
        return ""
    near = get_close_matches(token, [name for name in value if len(name) <= _LONG], n=1)
    return near[0] if near else ""


def _check_mapping(
    tree: Node,
    node: Node,
    link: Link,
    answered: Answered,
    targets: dict[str, Target],
    notes: Notes,
) -> list[str]:
    """Return the pointers of mapping values that lead nowhere; bare names are component names."""
    mapping = node.get("mapping")
    dropped: list[str] = []
    for value, target in mapping.items() if isinstance(mapping, dict) else ():
        if isinstance(target, str) and not target.startswith("#/"):
            if answered.names.resources:
                continue  # it may be one of these
            is_name = "/" not in target and "#" not in target
            reference = f"#/components/schemas/{escape(target)}" if is_name else target
        else:
            reference = target if isinstance(target, str) else ""
        if _leads_somewhere(tree, reference, targets):
            continue
        place: Link = ((link, "mapping"), value)
        notes.note(slip_rules.MAPPING_NOWHERE, place, value=value, reference=str(target)[:200])
        dropped.append(pointer_of(place))
    return dropped


def _loops(referring: list[Met], answered: Answered, targets: dict[str, Target]) -> list[Finding]:
    """Return a finding for each circle of nothing but references."""
    found: list[Finding] = []
    cleared: set[int] = set()
    for node, kind, _ in referring:
        if "$ref" not in node or kind not in SECTIONS:
            continue
        chain: dict[int, str] = {}
        here: Target | None = node
        while isinstance(here, dict) and id(here) not in cleared:
            reference = here.get("$ref")
            if not isinstance(reference, str) or answered.answers(here, reference):
                break
            if id(here) in chain:
                circle = list(chain.values())[list(chain).index(id(here)) :]
                values = (("way", " → ".join([*circle, circle[0]][:12])),)
                pointer = f"{circle[-1]}/$ref"
                found.append(Finding(rule=rules.REFERENCE_LOOP, pointer=pointer, values=values))
                break
            chain[id(here)] = reference
            here = targets.get(reference)
        cleared.update(chain)
    return found
