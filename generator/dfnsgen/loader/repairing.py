"""What the loader repairs in a document, as an overlay that another tool can apply.

In: a source. Out: the text of an overlay (OpenAPI Overlay Specification 1.1.0), and the findings.
What an overlay can't say stands in it as comments: faults of the text, other files, the conversion
of Swagger 2.0, and what is only warned of. Conversions of OpenAPI 3.0 are no repairs.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from urllib.parse import quote

from dfnsgen.diagnostics import Diagnostic, Severity
from dfnsgen.json_value import JsonValue
from dfnsgen.loader import rules
from dfnsgen.loader.correcting.tree_actions import Action, actions_between
from dfnsgen.loader.grammar import Node
from dfnsgen.loader.joining.merge import same
from dfnsgen.loader.load import Request, Stages, load_with, read_stages
from dfnsgen.loader.reading.sources import Source
from dfnsgen.loader.reading.yaml_text import write_yaml
from dfnsgen.phrases import OF_SEVERAL
from dfnsgen.pointers import child, lookup

_OVERLAY = "<overlay>"
_IDLE = frozenset((rules.PROPERTIES_WITHOUT_TYPE.id, rules.NULLABLE_IGNORED.id))
"""Rules for which nothing in a document changes."""
_CONVERSIONS = frozenset((rules.CONVERTED_2_0.id, rules.YAML_MERGED.id))


def repairs_of(request: Request) -> tuple[str, tuple[Diagnostic, ...]]:
    """Return the overlay of a document's repairs, and what was found in it. Raises Refused."""
    stages, found = read_stages(request)
    actions = _actions(stages)
    overlay: Node = {
        "overlay": "1.1.0",
        "info": {"title": f"Repairs of {stages.title}"[:200], "version": stages.version or "1"},
        "extends": _address(request.sources[0]),
        "actions": [_written(action, found) for action in actions]
        or [{"target": "$", "description": "there is nothing to repair", "update": {}}],
    }
    text = _yaml(overlay)
    before, noticed = load_with(request)
    corrections = (Source(name=_OVERLAY, content=text.encode()),)
    after, rest = load_with(request, corrections)
    if not same(before.tree, after.tree):
        raise AssertionError("the document with the overlay reads as another")
    return "".join(_comments(stages, rest)) + text, noticed


def _actions(stages: Stages) -> Sequence[Action]:
    """Return the actions that an overlay of the document as it was read can have."""
    read = stages.read
    if stages.is_converted or not isinstance(read, dict):
        return ()
    if not stages.files:
        return actions_between(read, stages.repaired)
    own = actions_between(read, stages.checked)
    joined = actions_between(stages.joined, stages.repaired)
    return (*own, *(action for action in joined if _is_there(action, stages)))


def _is_there(action: Action, stages: Stages) -> bool:
    """Tell whether an action is about the document itself, not about files that were joined."""
    where = child("#", *action.place)
    for at in (where, *action.changed):
        there = (_value_at(stages.checked, at), _value_at(stages.joined, at))
        is_same = len(there[0]) == len(there[1]) and all(map(same, *there))
        if at == where and not action.is_removal:
            is_same = all(one and isinstance(one[0], dict | list) for one in there)
        if not is_same:
            return False
    return True


def _value_at(tree: Node, pointer: str) -> tuple[JsonValue, ...]:
    try:
        return (lookup(tree, pointer),)
    except KeyError:
        return ()


def _written(action: Action, found: Sequence[Diagnostic]) -> Node:
    """Return an action as it stands in an overlay, with the rules that it follows."""
    names = dict.fromkeys(
        f"{one.rule}: {one.effect}" for at in action.changed for one in _reasons(at, found)
    )
    made: Node = {"target": action.target}
    if names:
        made["description"] = "; ".join(names)
    if action.is_removal:
        return {**made, "remove": True}
    return {**made, "update": action.value}


def _reasons(pointer: str, found: Sequence[Diagnostic]) -> Sequence[Diagnostic]:
    """Return what was found where something changes: there, in it, in its like, or around it.

    Of places that are counted the first alone is known; the others end with the same name.
    """
    there = [one for one in found if one.at.pointer.startswith("#/") and one.rule not in _IDLE]
    exact = [one for one in there if one.at.pointer == pointer]
    inside = [one for one in there if one.at.pointer.startswith(f"{pointer}/")]
    if exact or inside:
        return exact or inside
    last = pointer.rpartition("/")[2]
    counted = [one for one in there if OF_SEVERAL in one.message]
    alike = [one for one in counted if one.at.pointer.rpartition("/")[2] == last]
    around = [one for one in there if pointer.startswith(f"{one.at.pointer}/")]
    return alike[:1] or sorted(around, key=lambda one: len(one.at.pointer))[-1:]


def _comments(stages: Stages, rest: Sequence[Diagnostic]) -> Iterator[str]:
    """Yield what the overlay doesn't say, a line for each kind of finding."""
    if stages.is_converted:
        yield "# The document is Swagger 2.0: its conversion is more than an overlay can say.\n"
    if stages.files:
        yield "# Repairs in files that the document refers to can't stand here:\n"
        for file in stages.files:
            yield f"#   {_one_line(file)}\n"
    kinds: dict[str, list[Diagnostic]] = {}
    for one in rest:
        if one.severity is not Severity.INFO or one.rule in _CONVERSIONS:
            kinds.setdefault(one.rule, []).append(one)
    if kinds:
        yield "# What stays as it is, since no action can say it or nothing changes for it:\n"
    for rule, group in kinds.items():
        more = f" ({len(group) - 1} more)" if len(group) > 1 else ""
        yield f"#   {_one_line(f'{group[0].at}: [{rule}] {group[0].message}{more}')}\n"


def _one_line(text: str) -> str:
    """Return a text of a document as a comment can hold it."""
    return "".join(
        character if character.isprintable() else ascii(character)[1:-1] for character in text
    )


def _yaml(overlay: Node) -> str:
    """Return an overlay as text; what doesn't print in it is escaped."""
    text = write_yaml(overlay)
    is_plain = all(line.isprintable() for line in text.split("\n"))
    return text if is_plain else write_yaml(overlay, ascii_only=True)


def _address(source: str) -> JsonValue:
    """Return the URI reference of a source, with no folder of this machine in a relative one."""
    if source == "-":
        return "document.yaml"
    if "://" in source:
        return source
    path = Path(source)
    return path.as_uri() if path.is_absolute() else quote(path.as_posix())
