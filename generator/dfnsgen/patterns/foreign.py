r"""Patterns of other languages (PCRE, Java, .NET, Python, Ruby), written as ECMA-262 has them.

    \A[a-z]+\z      ->  ^[a-z]+$
    /^[a-z]+$/i     ->  ^[a-zA-Z]+$
    (?i)^on|off     ->  ^[oO][nN]|[oO][fF][fF]
    (?P<day>\d+)    ->  (?<day>\d+)
    [[:alpha:]]++   ->  [a-zA-Z]+
    [a-z&&[^b-y]]   ->  [az]
    ^\\d{4}$        ->  ^\d{4}$           every backslash was doubled by who wrote it down

What the pattern means there is kept, but for possessive quantifiers and atomic groups, which
become plain ones: these take a little more. A pattern of ECMA-262 stays as it is.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from dfnsgen.patterns.class_sets import with_plain_classes

__all__ = ["in_ecma"]

_DELIMITED: Final = re.compile(r"/(?P<body>.*)/(?P<flags>[dgimsuvxy]*)", re.DOTALL)
_DOUBLED: Final = re.compile(r"\\\\[dwsDWS](?:[+*?$)\]]|\{\d)")
_LONE: Final = re.compile(r"(?<!\\)(?:\\\\)*\\(?!\\)")
_TOKEN: Final = re.compile(
    r"""
    \\Q(?P<literal>.*?)(?:\\E|\Z)
    | \\x\{(?P<code>[0-9a-fA-F]+)\}
    | \\[pP](?:\{[^}]*\}|[A-Z])
    | \\(?:u\{[0-9a-fA-F]+\}|u[0-9a-fA-F]{4}|x[0-9a-fA-F]{2}|k<\w+>|c[A-Za-z]|\d+|.)
    | \[\^?\]?(?:\[:\^?\w+:\]|\\[pP]\{[^}]*\}|\\.|[^\]\\])*\]
    | \(\?P<
    | \(\?P=(?P<name>\w+)\)
    | \(\?\#[^)]*\)
    | \(\?>
    | \(\?(?P<on>[a-zA-Z]*)(?:-(?P<off>[a-zA-Z]+))?(?P<scope>[:)])
    | \(\?<?[=!<]?
    | \{\d+(?:,\d*)?\}
    | .
    """,
    re.DOTALL | re.VERBOSE,
)
_IN_CLASS: Final = re.compile(
    r"\[:(?P<negated>\^?)(?P<name>\w+):\]"
    r"|\\x\{(?P<code>[0-9a-fA-F]+)\}"
    r"|\\[pP](?:\{[^}]*\}|[A-Z])|\\u\{[0-9a-fA-F]+\}|\\u[0-9a-fA-F]{4}|\\x[0-9a-fA-F]{2}"
    r"|\\.|(?P<low>[^\\])-(?P<high>[^\]\\])|.",
    re.DOTALL,
)
_POSIX: Final = {
    "alnum": "a-zA-Z0-9",
    "alpha": "a-zA-Z",
    "ascii": r"\x00-\x7f",
    "blank": r" \t",
    "cntrl": r"\x00-\x1f\x7f",
    "digit": "0-9",
    "graph": "!-~",
    "lower": "a-z",
    "print": " -~",
    "punct": r"!-\/:-@\[-`\{-~",
    "space": r"\s",
    "upper": "A-Z",
    "word": r"\w",
    "xdigit": "0-9a-fA-F",
}
# Java's names for these that ECMA-262 doesn't know as properties.
_PROPERTIES: Final = frozenset({"alnum", "blank", "cntrl", "graph", "print", "punct", "xdigit"})
_ESCAPES: Final = {r"\A": "^", r"\z": "$", r"\Z": "$", r"\R": r"(?:\r\n|[\n\v\f\r\u2028\u2029])"}
_OPENERS: Final = {"(?P<": "(?<", "(?>": "(?:"}
_QUANTIFIER: Final = re.compile(r"[*+?]|\{\d+(?:,\d*)?\}")


def in_ecma(pattern: str) -> str:
    """Return the pattern of ECMA-262 that a pattern of another language means."""
    body, flags = _without_delimiters(_undoubled(pattern))
    body = with_plain_classes(body, lambda one: _class(one, frozenset()))
    return "".join(_rewritten(body, flags))


def _undoubled(pattern: str) -> str:
    """Undo a doubling of all backslashes where a class escape shows that it was none's intent."""
    if _DOUBLED.search(pattern) and not _LONE.search(pattern):
        return pattern.replace("\\\\", "\\")
    return pattern


def _without_delimiters(pattern: str) -> tuple[str, frozenset[str]]:
    found = _DELIMITED.fullmatch(pattern)
    if found is None:
        return pattern, frozenset()
    body, flags = found["body"], frozenset(found["flags"])
    anchored = body.startswith("^") and body.endswith("$")
    literal = flags and not re.search(r"(?<!\\)/", body) and re.search(r"[\[\\(^$]", body)
    if anchored or literal:
        return body, flags
    return pattern, frozenset()


def _rewritten(body: str, flags: frozenset[str]) -> Iterator[str]:
    """Yield the parts of a pattern; `scopes` holds the flags of each group that is open."""
    scopes = [flags]
    quantified = commented = False
    for found in _TOKEN.finditer(body):
        token = found.group()
        flags = scopes[-1]
        if commented or (token == "#" and "x" in flags):
            commented = "\n" not in token
            continue
        if quantified and token == "+":
            quantified = False
            continue
        quantified = bool(_QUANTIFIER.fullmatch(token)) and not quantified
        if found["scope"] is not None:
            changed = (flags | set(found["on"])) - set(found["off"] or "")
            if found["scope"] == ")":
                scopes[-1] = changed
            else:
                scopes.append(changed)
                yield "(?:"
            continue
        if token == ")" and len(scopes) > 1:
            scopes.pop()
        elif token.startswith("(") and not token.endswith(")"):
            scopes.append(flags)
        yield _token(found, token, flags)


def _token(found: re.Match[str], token: str, flags: frozenset[str]) -> str:
    if found["literal"] is not None:
        return "".join(_letter(re.escape(char), flags) for char in found["literal"])
    if found["name"] is not None:
        return rf"\k<{found['name']}>"
    if token.startswith("(?#"):
        return ""
    if token.startswith("[") and token != "[":
        return _class(token, flags)
    if token.startswith("\\"):
        return _escape(token, found["code"])
    if token == "." and "s" in flags:
        return r"[\s\S]"
    if "x" in flags and token.isspace():
        return ""
    return _letter(_OPENERS.get(token, token), flags)


def _letter(char: str, flags: frozenset[str]) -> str:
    """Return a character in both of its cases where the case doesn't count."""
    other = char.swapcase()
    if "i" in flags and len(char) == len(other) == 1 and other != char:
        return f"[{char}{other}]"
    return char


def _escape(token: str, code: str | None) -> str:
    members = _members(token, code)
    return f"[{members}]" if members is not None else _ESCAPES.get(token, token)


def _members(token: str, code: str | None) -> str | None:
    """Return what stands inside a class for an escape that ECMA-262 doesn't know."""
    if code is not None:
        return rf"\u{{{code}}}"
    if token == r"\h":
        return r" \t"
    name = token[2:].strip("{}")
    if token[:2] == r"\p" and name.casefold() in _PROPERTIES:
        return _POSIX[name.casefold()]
    if token[:2] in (r"\p", r"\P") and token[2:3] != "{":
        return f"{token[:2]}{{{name}}}"
    return None


def _class(token: str, flags: frozenset[str]) -> str:
    start = 2 if token.startswith("[^") else 1
    parts = [_class_part(found, flags) for found in _IN_CLASS.finditer(token[start:-1])]
    return f"{token[:start]}{''.join(parts)}]"


def _class_part(found: re.Match[str], flags: frozenset[str]) -> str:
    part = found.group()
    if found["name"] is not None and not found["negated"]:
        return _POSIX.get(found["name"], part)
    if part.startswith("\\"):
        members = _members(part, found["code"])
        return part if members is None else members
    if "i" not in flags:
        return part
    if found["low"] is not None:
        return part + "".join(_other_case(found["low"], found["high"]))
    other = part.swapcase()
    return part + other if len(other) == 1 and other != part else part


def _other_case(low: str, high: str) -> Iterator[str]:
    """Yield what a range of ASCII holds in its letters' other case."""
    for first, last in (("a", "z"), ("A", "Z")):
        start, end = max(low, first), min(high, last)
        if start <= end:
            yield f"{start.swapcase()}-{end.swapcase()}"
