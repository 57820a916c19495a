"""Patterns as trees of which texts are made, for the fake to make up what a pattern is found in.

In: a pattern of ECMA-262. Out: a JSON value: a text, a list of trees one after the other,
`{"any": trees}`, `{"of": characters}` or `{"times": [tree, least, most]}`; None where it can't be
read. What looks around is left out: whoever makes a text asks the pattern itself.
"""

from __future__ import annotations

from dfnsgen.json_value import JsonValue
from dfnsgen.patterns._code_points import CodePoints
from dfnsgen.patterns._ecma_syntax import (
    Alternation,
    Characters,
    Group,
    Node,
    Repeat,
    Sequence,
    Untranslatable,
    parse,
)

_LIKED = "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ-_ .@/:+"
_FROM_A_RANGE = 4


def sampling_tree(pattern: str) -> JsonValue | None:
    """Return the tree of a pattern, None where there is none."""
    try:
        return _tree(parse(pattern))
    except (Untranslatable, RecursionError):
        return None


def _tree(node: Node) -> JsonValue:
    match node:
        case Characters():
            chosen = _characters(node.members)
            return chosen if len(chosen) == 1 else {"of": chosen}
        case Sequence():
            return _joined([_tree(part) for part in node.parts])
        case Alternation():
            return {"any": [_tree(option) for option in node.options]}
        case Group():
            return _tree(node.body)
        case Repeat():
            return {"times": [_tree(node.body), node.least, node.most]}
        case _:
            return ""


def _joined(trees: list[JsonValue]) -> JsonValue:
    """Return trees one after the other, texts that follow each other as one."""
    joined: list[JsonValue] = []
    for tree in trees:
        if isinstance(tree, str) and joined and isinstance(joined[-1], str):
            joined[-1] += tree
        elif tree != "":
            joined.append(tree)
    if not joined:
        return ""
    return joined[0] if len(joined) == 1 else joined


def _characters(members: CodePoints) -> str:
    """Return some characters of a set: those that people like to read, else a few of each range."""
    liked = "".join(c for c in _LIKED if any(a <= ord(c) <= b for a, b in members))
    letters = "".join(c for c in liked if c.isascii() and c.isalnum())
    if letters or liked:
        return letters or liked
    codes = [
        code
        for first, last in members
        for code in range(first, min(last, first + _FROM_A_RANGE) + 1)
        if not 0xD800 <= code < 0xE000
    ]
    return "".join(map(chr, codes[:64]))
