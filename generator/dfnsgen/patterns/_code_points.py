"""Sets of code points, as sorted ranges; and those that Unicode's properties name.

In: ranges or a property's name. Out: ranges. The tables stand in `unicode.tsv` and not in Python's
`unicodedata`, so that a pattern's translation is the same under every version of Python.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib import resources
from typing import Final, TypeAlias

CodePoints: TypeAlias = tuple[tuple[int, int], ...]
"""Inclusive ranges in ascending order that neither touch nor overlap."""

LAST: Final = 0x10FFFF
ANY: Final[CodePoints] = ((0, LAST),)


def of(*ranges: tuple[str, str]) -> CodePoints:
    """Return the set of some ranges of characters, given by first and last."""
    return union(tuple((ord(first), ord(last)) for first, last in ranges))


def union(*sets: CodePoints) -> CodePoints:
    """Return what is in any of the sets; the ranges in each may come in any order."""
    merged: list[tuple[int, int]] = []
    for first, last in sorted(piece for members in sets for piece in members):
        if merged and first <= merged[-1][1] + 1:
            merged[-1] = (merged[-1][0], max(last, merged[-1][1]))
        else:
            merged.append((first, last))
    return tuple(merged)


def complement(members: CodePoints) -> CodePoints:
    """Return every code point that is not in the set."""
    found: list[tuple[int, int]] = []
    start = 0
    for first, last in members:
        if first > start:
            found.append((start, first - 1))
        start = last + 1
    if start <= LAST:
        found.append((start, LAST))
    return tuple(found)


@cache
def property_of(text: str) -> CodePoints | None:
    """Return the set that the text in `\\p{…}` names; None where it is not known.

    Source: ECMA-262 (2024), tables 66 to 69.
    """
    name, equals, value = text.partition("=")
    if not equals:
        known = _category(name)
        return known if known is not None else _binary(name)
    if name in ("General_Category", "gc"):
        return _category(value)
    kind = {"Script": "script", "sc": "script", "Script_Extensions": "extensions"}.get(name)
    return _listed(kind or "extensions", value) if kind or name == "scx" else None


def _category(name: str) -> CodePoints | None:
    short = _LONG_CATEGORIES.get(name, name)
    if short == "LC":
        return union(*(_listed("category", part) or () for part in ("Lu", "Ll", "Lt")))
    parts = [
        held
        for (kind, key), held in _table().items()
        if kind == "category" and short in (key, key[0])
    ]
    return union(*map(_decoded, parts)) if parts else None


def _binary(name: str) -> CodePoints | None:
    if name == "Any":
        return ANY
    if name == "Assigned":
        return complement(_listed("category", "Cn") or ())
    return _listed("binary", name)


def _listed(kind: str, name: str) -> CodePoints | None:
    held = _table().get((kind, name))
    return None if held is None else _decoded(held)


@cache
def _table() -> Mapping[tuple[str, str], str]:
    """Return the text of the ranges by kind and name, each name of a property by itself."""
    text = (resources.files("dfnsgen.patterns") / "unicode.tsv").read_text("ascii")
    rows = [line.split("\t") for line in text.splitlines() if not line.startswith("#")]
    return {(kind, name): held for kind, names, held in rows for name in names.split()}


@cache
def _decoded(text: str) -> CodePoints:
    """Return the ranges of a table's text: gap and length in turn, in base 36."""
    found: list[tuple[int, int]] = []
    at = 0
    numbers = iter(text.split())
    for gap, length in zip(numbers, numbers, strict=True):
        first = at + int(gap, 36)
        at = first + int(length, 36)
        found.append((first, at - 1))
    return tuple(found)


_LONG_NAMES: Final = """\
Cased_Letter LC  Close_Punctuation Pe  Connector_Punctuation Pc  Control Cc  Currency_Symbol Sc
Dash_Punctuation Pd  Decimal_Number Nd  Enclosing_Mark Me  Final_Punctuation Pf  Format Cf
Initial_Punctuation Pi  Letter L  Letter_Number Nl  Line_Separator Zl  Lowercase_Letter Ll
Mark M  Combining_Mark M  Math_Symbol Sm  Modifier_Letter Lm  Modifier_Symbol Sk
Nonspacing_Mark Mn  Number N  Open_Punctuation Ps  Other C  Other_Letter Lo  Other_Number No
Other_Punctuation Po  Other_Symbol So  Paragraph_Separator Zp  Private_Use Co  Punctuation P
punct P  Separator Z  Space_Separator Zs  Spacing_Mark Mc  Surrogate Cs  Symbol S
Titlecase_Letter Lt  Unassigned Cn  Uppercase_Letter Lu  cntrl Cc  digit Nd
"""
_LONG_CATEGORIES: Final = {
    long: short
    for line in _LONG_NAMES.splitlines()
    for long, short in map(str.split, line.split("  "))
}
