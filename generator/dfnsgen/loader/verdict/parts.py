"""A document in parts that the specification's validator can judge apart: paths and components.

In: a document's tree. Out: a digest of each part with all that its references lead to, and the
document without some parts. What a part says of itself doesn't depend on other parts; only the
names of operations are compared across all, so a document that repeats one isn't divided. Nor is
one whose references need more than a look into `components`.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Set
from urllib.parse import unquote

from dfnsgen.cycles import grouped
from dfnsgen.json_value import JsonObject, JsonValue
from dfnsgen.pointers import tokens

Part = tuple[str, str]
"""A section and a name in it: `("paths", "/wallets")`, `("components/schemas", "Wallet")`."""


_REFERENCE = re.compile(r'"\$ref":("(?:[^"\\]|\\.)*")')
_OPERATION = re.compile(r'"operationId":("(?:[^"\\]|\\.)*")')
_NOT_DIVIDED = re.compile(r'"\$(?:id|anchor|dynamicRef|dynamicAnchor|schema)":')


def part_digests(tree: JsonObject, text: str, judge: str) -> Mapping[Part, str]:
    """Return the digest of each part; nothing where the document can't be divided.

    `text` is the tree as JSON without spaces; `judge` says who judges, and by which version.
    """
    names = Counter(_OPERATION.findall(text))
    if _NOT_DIVIDED.search(text) or (names and max(names.values()) > 1):
        return {}
    texts = {part: _json(value) for part, value in _parts(tree)}
    leads = {part: _references(text, texts.keys()) for part, text in texts.items()}
    start = hashlib.sha256(f"{judge}\0{tree.get('openapi')}".encode())
    own = {
        part: repr(part).encode() + hashlib.sha256(text.encode()).digest()
        for part, text in texts.items()
    }
    # Parts that lead to each other have one digest, over them and the digests of what they lead to:
    # so a part is read once, however many lead to it.
    digests: dict[Part, bytes] = {}
    for group in grouped({part: targets or () for part, targets in leads.items()}):
        further = [target for part in group for target in leads[part] or ()]
        below = {*further}.difference(group)
        if all(leads[part] is not None for part in group) and below <= digests.keys():
            digest = start.copy()
            for content in sorted(own[part] for part in group):
                digest.update(content)
            for content in sorted({digests[target] for target in below}):
                digest.update(content)
            digests.update(dict.fromkeys(group, digest.digest()))
    return {
        part: hashlib.sha256(own[part] + digests[part]).hexdigest()
        for part in texts
        if part in digests
    }


def without(tree: JsonObject, clean: Set[Part]) -> JsonObject:
    """Return the tree without clean parts, but with all that the others' references lead to."""
    parts = dict(_parts(tree))
    leads = {part: _references(_json(value), parts.keys()) for part, value in parts.items()}
    open_parts = [part for part in parts if part not in clean]
    reached = _reached(open_parts, leads)
    kept = {*open_parts, *(parts if reached is None else reached)}
    made = dict(tree)
    for section in ("paths", "webhooks"):
        if section in tree:
            made[section] = _of_section(section, parts, kept)
    components = tree.get("components")
    if isinstance(components, dict):
        made["components"] = {
            name: (
                _of_section(f"components/{name}", parts, kept)
                if isinstance(held, dict) and not name.startswith("x-")
                else held
            )
            for name, held in components.items()
        }
    return made


def _of_section(section: str, parts: Mapping[Part, JsonValue], kept: Set[Part]) -> JsonObject:
    return {part[1]: value for part, value in parts.items() if part[0] == section and part in kept}


def _parts(tree: JsonObject) -> Iterator[tuple[Part, JsonValue]]:
    sections = {name: tree.get(name) for name in ("paths", "webhooks")}
    components = tree.get("components")
    for name, held in components.items() if isinstance(components, dict) else ():
        if not name.startswith("x-"):
            sections[f"components/{name}"] = held
    for section, held in sections.items():
        if isinstance(held, dict):
            yield from (((section, name), value) for name, value in held.items())


def _references(text: str, known: Set[Part]) -> frozenset[Part] | None:
    """Return the components that a part refers to; None where it refers to something else."""
    found: set[Part] = set()
    for quoted in set(_REFERENCE.findall(text)):
        reference = unquote(str(json.loads(quoted)))
        path = tokens(reference) if reference.startswith("#/components/") else []
        part = ("/".join(path[:2]), path[2]) if len(path) > 2 else ("", "")
        if part not in known:
            return None
        found.add(part)
    return frozenset(found)


def _reached(
    start: Iterable[Part], leads: Mapping[Part, frozenset[Part] | None]
) -> set[Part] | None:
    """Return all parts that some parts lead to; None where one of them leads elsewhere."""
    reached: set[Part] = set()
    waiting = [*start]
    while waiting:
        further = leads[waiting.pop()]
        if further is None:
            return None
        waiting += further - reached
        reached |= further
    return reached


def _json(value: JsonValue) -> str:
    return json.dumps(value, default=str, separators=(",", ":"))
