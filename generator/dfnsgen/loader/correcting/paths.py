"""The paths of a document and the parameters in them, brought into agreement.

In: a tree whose references are local. Out: the tree in which each path starts with a slash and has
exactly the parameters that are declared for it. A path keeps the query that is written into it:
what is fixed there is sent as it stands, and `name={x}` makes `x` a query parameter called `name`.

    /find?kind=all&q={text}: {get: {}}
    ->  the same path, with {name: q, in: query, required: true, schema: {type: string}}
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from dfnsgen.json_value import JsonValue
from dfnsgen.loader import rules, slip_rules
from dfnsgen.loader.findings import Finding, Notes
from dfnsgen.loader.grammar import METHODS, Adopt, Link, Node
from dfnsgen.loader.joining.references import one_spelling, resolve

_PLACE = re.compile(r"\{([^{}]+)\}")
_QUERY_PLACE = re.compile(r"([^={}]+)=\{([^{}]+)\}")
_ROUTED = re.compile(r"\{(\*{0,2})([\w.$@-]+)([+*?]|[:=][^{}]*)?\}")
"""A parameter with how a server's router matches it: `{proxy+}`, `{id:int}`, `{name=shelves/*}`."""
_MOST_HOPS = 20
_OF_QUERY = frozenset(("style", "explode", "allowReserved", "allowEmptyValue"))
"""What says how a parameter is written into a query."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Template:
    """The parameters of a path: names in it, and names in its query with what they are sent as.

    `wide` are those that take several segments: the slashes between them are sent as they are.
    """

    places: tuple[str, ...]
    query: Mapping[str, str]
    wide: frozenset[str] = frozenset()


def correct_paths(tree: Node, adopt: Adopt) -> tuple[Node, tuple[Finding, ...]]:
    """Return the tree with its paths and their parameters in agreement, and what was noticed."""
    paths = tree.get("paths")
    if not isinstance(paths, dict):
        return tree, ()
    notes = Notes()
    made: Node = {}
    taken = {*paths}
    for path, item in paths.items():
        link: Link = ((None, "paths"), path)
        if path.startswith("x-") or not isinstance(item, dict):
            made[path] = item
            continue
        name = path
        if not path.startswith("/") and f"/{path}" not in paths:
            notes.note(slip_rules.PATH_WITHOUT_SLASH, link, path=path[:200])
            name = f"/{path}"
        if "?" in path:
            notes.note(rules.PATH_WITH_QUERY, link, path=path[:200])
        name, template = _routed(tree, item, name, taken, link, notes)
        taken.add(name)
        made[name] = _corrected(tree, item, template, link, notes, adopt)
    if all(made.get(path) is item for path, item in paths.items()):
        return tree, notes.findings()
    adopt(made, paths)
    whole: Node = {**tree, "paths": made}
    adopt(whole, tree)
    return whole, notes.findings()


def template_of(path: str) -> _Template:
    """Return the parameters that a path names."""
    before, _, query = path.partition("#")[0].partition("?")
    pieces = [_QUERY_PLACE.fullmatch(piece) for piece in query.split("&")]
    sent = {found[2]: found[1] for found in pieces if found}
    rest = "&".join(p for p in query.split("&") if not _QUERY_PLACE.fullmatch(p))
    return _Template(places=tuple(_PLACE.findall(f"{before}?{rest}")), query=sent)


def _routed(
    tree: Node, item: Node, path: str, others: set[str], link: Link, notes: Notes
) -> tuple[str, _Template]:
    """Return a path whose parameters are called as they are declared, and what it names."""
    whole = followed(tree, item)
    holders = [whole, *(operation for _, operation, _ in _operations(whole, link))]
    declared = {name for holder in holders for name in _path_names(tree, holder)}
    wide: set[str] = set()

    def plain(written: re.Match[str]) -> str:
        stars, name, route = written[1], written[2], written[3] or ""
        if not (stars or route) or written[0][1:-1] in declared or name not in declared:
            return written[0]
        if stars or route in ("+", "*", ":path") or (route[0] == "=" and "*" in route):
            wide.add(name)
        return f"{{{name}}}"

    made = _ROUTED.sub(plain, path)
    if made == path or made in others:
        return path, template_of(path)
    notes.note(slip_rules.PATH_PARAMETER, link, problem=f"{path[:100]!r} is one of a router's")
    return made, replace(template_of(made), wide=frozenset(wide))


def _path_names(tree: Node, holder: Node) -> Iterator[str]:
    """Yield the names of the parameters that are declared for a path."""
    listed = holder.get("parameters")
    for written in listed if isinstance(listed, list) else ():
        parameter = followed(tree, written) if isinstance(written, dict) else {}
        if parameter.get("in") == "path":
            yield str(parameter.get("name"))


def _corrected(
    tree: Node, item: Node, template: _Template, link: Link, notes: Notes, adopt: Adopt
) -> Node:
    """Return a path item whose operations declare the parameters of its path, and no others."""
    whole = followed(tree, item)
    shared = _parameters(tree, whole, template, link)
    spare = {*range(len(shared.others))}
    changed: Node = {}
    if shared.changed:
        changed["parameters"] = shared.made
    for key, operation, place in _operations(whole, link):
        own = _parameters(tree, operation, template, place)
        missing = _missing(template, own.names | shared.names)
        others = (*own.others, *shared.others)
        intended = _intended(missing, others, tree, own.made)
        for other in own.others:
            if all(one.parameter is not other.parameter for one in intended.values()):
                notes.note(slip_rules.PATH_PARAMETER, other.place, problem=_not_there(other))
        spare -= {n for n, one in enumerate(shared.others) if one in intended.values()}
        if not own.changed and not missing:
            continue
        for parameter in missing:
            name = str(parameter["name"])
            found = intended.get(name)
            problem = f"nothing declares {name!r}" if found is None else _otherwise(found, name)
            notes.note(slip_rules.PATH_PARAMETER, place, problem=problem)
        taken = [one.written for one in intended.values()]
        kept = [one for one in own.made if all(one is not written for written in taken)]
        declared = [
            (
                {**intended[name].parameter, "name": name, "in": "path", "required": True}
                if (name := str(parameter["name"])) in intended
                else parameter
            )
            for parameter in missing
        ]
        fixed: Node = {**operation, "parameters": [*kept, *declared]}
        adopt(fixed, operation)
        _put(changed, whole, key, fixed)
    for number in sorted(spare):
        other = shared.others[number]
        notes.note(slip_rules.PATH_PARAMETER, other.place, problem=_not_there(other))
    if not changed:
        return item
    made = {**whole, **changed}
    adopt(made, item)
    return made


def _intended(
    missing: list[Node], others: tuple[_Other, ...], tree: Node, listed: list[JsonValue]
) -> dict[str, _Other]:
    """Return the declarations that are meant for what nothing declares, by its name in the path.

    It is declared in other letters (`petID` for `{petId}`), or is all that is left of both; or it
    stands in the query, of which the path knows nothing.
    """
    found: dict[str, _Other] = {}
    names = [str(parameter["name"]) for parameter in missing if parameter["in"] == "path"]
    for name in names:
        alike = [one for one in others if _letters(one.name) == _letters(name)]
        if len(alike) == 1:
            found[name] = alike[0]
        elif len(names) == len(others) == 1:
            found[name] = others[0]
        elif not others:
            found |= _in_query(name, tree, listed)
    return found


def _in_query(name: str, tree: Node, listed: list[JsonValue]) -> dict[str, _Other]:
    for written in listed:
        parameter = followed(tree, written) if isinstance(written, dict) else {}
        if parameter.get("name") == name and parameter.get("in") == "query":
            kept = {key: value for key, value in parameter.items() if key not in _OF_QUERY}
            return {name: _Other(name=name, parameter=kept, written=written, place=None)}
    return {}


def _letters(name: str) -> str:
    return re.sub(r"[\W_]", "", name).lower()


def _not_there(other: _Other) -> str:
    return f"{other.name[:100]!r} isn't in the path"


def _otherwise(found: _Other, name: str) -> str:
    if found.place is None:
        return f"{name!r} is declared in the query"
    return f"{name!r} is declared as {found.name[:100]!r}"


def _operations(item: Node, link: Link) -> Iterator[tuple[tuple[str, ...], Node, Link]]:
    for method in METHODS:
        operation = item.get(method)
        if isinstance(operation, dict):
            yield (method,), operation, (link, method)
    more = item.get("additionalOperations")
    for method, operation in more.items() if isinstance(more, dict) else ():
        if isinstance(operation, dict):
            place: Link = ((link, "additionalOperations"), method)
            yield ("additionalOperations", method), operation, place


def _put(changed: Node, item: Node, key: tuple[str, ...], operation: Node) -> None:
    if len(key) == 1:
        changed[key[0]] = operation
        return
    known = changed.get(key[0], item[key[0]])
    assert isinstance(known, dict)
    changed[key[0]] = {**known, key[1]: operation}


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Other:
    """A parameter that isn't in the path as it is declared; `place` is None for one of a query."""

    name: str
    parameter: Node
    written: JsonValue
    place: Link | None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Parameters:
    """A list of parameters as it should be, and the names that it declares for the path.

    `others` are declared for the path, and not in it.
    """

    made: list[JsonValue]
    names: frozenset[str]
    others: tuple[_Other, ...]
    changed: bool


def _parameters(tree: Node, holder: Node, template: _Template, link: Link) -> _Parameters:
    """Return the parameters of an operation or path item, without those of other paths."""
    listed = holder.get("parameters")
    listed = listed if isinstance(listed, list) else []
    made: list[JsonValue] = []
    names: set[str] = set()
    others: list[_Other] = []
    for index, written in enumerate(listed):
        parameter = followed(tree, written) if isinstance(written, dict) else {}
        name = parameter.get("name")
        if not isinstance(name, str) or parameter.get("in") not in ("path", "query"):
            made.append(written)
        elif name in template.query and parameter["in"] == "path":
            made.append({**parameter, "in": "query", "name": template.query[name]})
            names.add(name)
        elif parameter["in"] == "query":
            made.append(written)
            names |= {place for place, sent in template.query.items() if sent == name}
        elif name in template.places:
            made.append({**parameter, "allowReserved": True} if name in template.wide else written)
            names.add(name)
        else:
            place: Link = ((link, "parameters"), str(index))
            others.append(_Other(name=name, parameter=parameter, written=written, place=place))
    changed = len(made) != len(listed) or any(a is not b for a, b in zip(made, listed, strict=True))
    return _Parameters(made=made, names=frozenset(names), others=tuple(others), changed=changed)


def _missing(template: _Template, names: frozenset[str]) -> list[Node]:
    """Return the parameters that a path names and nothing declares: texts."""
    return [
        {"name": template.query.get(name, name), "in": where, "required": True, "schema": _text()}
        for where, declared in (("path", template.places), ("query", template.query))
        for name in dict.fromkeys(declared)
        if name not in names
    ]


def _text() -> Node:
    return {"type": "string"}


def followed(tree: Node, node: Node) -> Node:
    """Return what an object's references lead to, the object's own members winning."""
    own: Node = {}
    for _ in range(_MOST_HOPS):
        reference = node.get("$ref")
        if not isinstance(reference, str) or not reference.startswith("#/"):
            break
        own = {**{key: value for key, value in node.items() if key != "$ref"}, **own}
        target = resolve(tree, one_spelling(reference))
        node = target if isinstance(target, dict) else {}
    return {**node, **own} if own else node
