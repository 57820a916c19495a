"""Reads a regular expression of ECMA-262 into a tree.

In: the pattern's text. Out: a `Node`; characters and classes are sets of code points by then.
The meaning is that of the `u` flag, as JSON Schema asks. What `u` forbids and Annex B allows
(`\\-`, a lone `{`) is read as Annex B says, for real documents are full of it.
Source: ECMA-262 (2024), sections 22.2.1 and B.1.2.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, TypeAlias

from dfnsgen.patterns._code_points import CodePoints, complement, of, property_of, union


class Untranslatable(ValueError):
    """The pattern says what Python's `re` can't; the text says what that is."""


class Malformed(Untranslatable):
    """The pattern is no ECMA-262 pattern."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Characters:
    """One code point of a set."""

    members: CodePoints


@dataclass(frozen=True, slots=True, kw_only=True)
class Boundary:
    """A place: `^`, `$`, `b` (a word's edge) or `B` (none)."""

    kind: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """An assertion about what follows or precedes."""

    body: Node
    behind: bool
    negative: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """A group; `number` is None where it captures nothing."""

    body: Node
    number: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Backreference:
    """The text that a group holds, or nothing where the group holds none."""

    number: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Repeat:
    """A quantifier; `most` is None where there is no limit."""

    body: Node
    least: int
    most: int | None
    lazy: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Sequence:
    """One after the other."""

    parts: tuple[Node, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Alternation:
    """The first that fits."""

    options: tuple[Node, ...]


Node: TypeAlias = (
    Characters | Boundary | Look | Group | Backreference | Repeat | Sequence | Alternation
)

DIGIT: Final = of(("0", "9"))
WORD: Final = of(("0", "9"), ("A", "Z"), ("_", "_"), ("a", "z"))
SPACE: Final = union(
    of(("\t", "\r"), (" ", " "), ("\xa0", "\xa0"), ("\u1680", "\u1680"), ("\u2000", "\u200a")),
    of(("\u2028", "\u2029"), ("\u202f", "\u202f"), ("\u205f", "\u205f"), ("\u3000", "\u3000")),
    of(("\ufeff", "\ufeff")),
)
LINE_ENDS: Final = of(("\n", "\n"), ("\r", "\r"), ("\u2028", "\u2029"))
DOT: Final = complement(LINE_ENDS)

_CLASSES: Final = {"d": DIGIT, "w": WORD, "s": SPACE}
_CONTROLS: Final = {"t": 9, "n": 10, "v": 11, "f": 12, "r": 13}
_DEEPEST: Final = 50


def parse(pattern: str) -> Node:
    """Return the tree of a pattern. Raises Untranslatable."""
    parser = _Parser(pattern)
    node = parser.alternation(0)
    if parser.at < len(pattern):
        raise Malformed(f"a ) without ( at {parser.at}")
    return node


class _Parser:
    """Reads from left to right; `at` is the next character's index."""

    def __init__(self, pattern: str) -> None:
        self.text = pattern
        self.at = 0
        self.groups = 0
        self.names, self.total = _group_names(pattern)

    def ahead(self, text: str) -> bool:
        return self.text.startswith(text, self.at)

    def take(self, text: str) -> bool:
        """Step over the text if it stands here."""
        if self.ahead(text):
            self.at += len(text)
            return True
        return False

    def next(self) -> str:
        if self.at >= len(self.text):
            raise Malformed("it ends too early")
        self.at += 1
        return self.text[self.at - 1]

    def alternation(self, depth: int) -> Node:
        if depth > _DEEPEST:
            raise Untranslatable("its groups are nested too deeply")
        options = [self.sequence(depth)]
        while self.take("|"):
            options.append(self.sequence(depth))
        return options[0] if len(options) == 1 else Alternation(options=tuple(options))

    def sequence(self, depth: int) -> Node:
        parts: list[Node] = []
        while self.at < len(self.text) and not self.ahead("|") and not self.ahead(")"):
            parts.append(self.quantified(self.term(depth)))
        return parts[0] if len(parts) == 1 else Sequence(parts=tuple(parts))

    def term(self, depth: int) -> Node:
        start = self.at
        char = self.next()
        if char in "^$":
            return Boundary(kind=char)
        if char == "(":
            return self.group(depth)
        if char == "[":
            return Characters(members=self.character_class())
        if char == ".":
            return Characters(members=DOT)
        if char == "\\":
            return self.escape()
        if char in "*+?" or (char == "{" and _is_quantifier(self.text, start)):
            raise Malformed(f"nothing to repeat at {start}")
        return Characters(members=of((char, char)))

    def quantified(self, node: Node) -> Node:
        limits = self.limits()
        if limits is None:
            return node
        if isinstance(node, Boundary) or (isinstance(node, Look) and node.behind):
            raise Malformed(f"nothing to repeat at {self.at}")
        least, most = limits
        if most is not None and most < least:
            raise Malformed("a repetition whose bounds are out of order")
        return Repeat(body=node, least=least, most=most, lazy=self.take("?"))

    def limits(self) -> tuple[int, int | None] | None:
        """Read a quantifier, if one stands here."""
        for sign, limits in (("*", (0, None)), ("+", (1, None)), ("?", (0, 1))):
            if self.take(sign):
                return limits
        if not self.ahead("{") or not _is_quantifier(self.text, self.at):
            return None
        end = self.text.index("}", self.at)
        low, comma, high = self.text[self.at + 1 : end].partition(",")
        self.at = end + 1
        if len(low) > 9:
            raise Untranslatable("a repetition beyond any text's length")
        if comma and not high:
            return int(low), None
        return int(low), None if len(high) > 9 else int(high or low)

    def group(self, depth: int) -> Node:
        if not self.take("?"):
            return self.captured(depth)
        for sign, behind, negative in (
            ("=", False, False),
            ("!", False, True),
            ("<=", True, False),
            ("<!", True, True),
        ):
            if self.take(sign):
                return Look(body=self.closed(depth), behind=behind, negative=negative)
        if self.take(":"):
            return Group(body=self.closed(depth), number=None)
        if self.take("<"):
            self.at = self.text.index(">", self.at) + 1
            return self.captured(depth)
        raise Untranslatable(f"an unknown kind of group at {self.at}")

    def captured(self, depth: int) -> Node:
        self.groups += 1
        number = self.groups
        return Group(body=self.closed(depth), number=number)

    def closed(self, depth: int) -> Node:
        body = self.alternation(depth + 1)
        if not self.take(")"):
            raise Malformed("a ( without )")
        return body

    def escape(self) -> Node:
        """Read what follows a backslash outside of a class."""
        char = self.next()
        if char in "bB":
            return Boundary(kind=char)
        if char == "k" and self.names:
            return self.named_backreference()
        if char in "123456789":
            end = self.at
            while end < len(self.text) and self.text[end] in "0123456789":
                end += 1
            number = int(self.text[self.at - 1 : end]) if end - self.at < 9 else self.total + 1
            if number <= self.total:
                self.at = end
                return Backreference(number=number)
        return Characters(members=self.class_escape(char))

    def named_backreference(self) -> Node:
        end = self.text.find(">", self.at)
        name = self.text[self.at + 1 : end]
        if not self.ahead("<") or end < 0 or name not in self.names:
            raise Malformed("a \\k that names no group")
        self.at = end + 1
        return Backreference(number=self.names[name])

    def character_class(self) -> CodePoints:
        negated = self.take("^")
        found: list[CodePoints] = []
        while not self.take("]"):
            first, is_set = self.class_atom()
            if not self.ahead("-") or self.text.startswith("-]", self.at):
                found.append(first)
                continue
            self.at += 1
            last, is_also_set = self.class_atom()
            if is_set or is_also_set:
                found += [first, of(("-", "-")), last]
            elif first[0][0] > last[0][0]:
                raise Malformed("a range of a class is out of order")
            else:
                found.append(((first[0][0], last[0][0]),))
        members = union(*found)
        return complement(members) if negated else members

    def class_atom(self) -> tuple[CodePoints, bool]:
        """Read one member of a class; True with it where it is a set like `\\d`."""
        char = self.next()
        if char != "\\":
            return of((char, char)), False
        char = self.next()
        if char == "b":
            return ((8, 8),), False
        if char == "c" and self.at < len(self.text) and self.text[self.at] in "0123456789_":
            code = ord(self.next()) % 32
            return ((code, code),), False
        members = self.class_escape(char)
        return members, char.lower() in "dswp"

    def class_escape(self, char: str) -> CodePoints:
        """Read an escape that stands for characters; `char` follows the backslash."""
        if char.lower() in _CLASSES:
            members = _CLASSES[char.lower()]
            return members if char.islower() else complement(members)
        if char in "pP" and self.take("{"):
            return self.unicode_property(char)
        code = self.code_escape(char)
        return ((code, code),)

    def unicode_property(self, char: str) -> CodePoints:
        end = self.text.find("}", self.at)
        name = self.text[self.at : end]
        members = property_of(name) if end > 0 else None
        if members is None:
            raise Untranslatable(f"the property {name[:40]!r} is not known")
        self.at = end + 1
        return members if char == "p" else complement(members)

    def code_escape(self, char: str) -> int:
        """Read an escape that stands for one code point."""
        if char in _CONTROLS:
            return _CONTROLS[char]
        if char == "c":
            following = self.text[self.at : self.at + 1]
            if following.isascii() and following.isalpha():
                self.at += 1
                return ord(following) % 32
            self.at -= 1
            return ord("\\")
        if char == "x":
            code = self.hexadecimal(2)
            return ord("x") if code is None else code
        if char == "u":
            return self.unicode_escape()
        if char in "01234567":
            return self.octal(char)
        return ord(char)

    def octal(self, char: str) -> int:
        """Read a legacy octal escape, `\\0` among them. Source: ECMA-262, section B.1.2."""
        digits = char
        while len(digits) < (3 if char in "0123" else 2):
            following = self.text[self.at : self.at + 1]
            if not following or following not in "01234567":
                break
            digits += self.next()
        return int(digits, 8)

    def hexadecimal(self, length: int) -> int | None:
        digits = self.text[self.at : self.at + length]
        if len(digits) < length or any(d not in "0123456789abcdefABCDEF" for d in digits):
            return None
        self.at += length
        return int(digits, 16)

    def unicode_escape(self) -> int:
        if self.take("{"):
            end = self.text.find("}", self.at)
            digits = self.text[self.at : max(end, self.at)]
            if not digits or any(d not in "0123456789abcdefABCDEF" for d in digits):
                raise Malformed("a \\u{…} without digits")
            code = int(digits, 16) if len(digits.lstrip("0")) < 7 else 0x110000
            if code > 0x10FFFF:
                raise Malformed("a \\u{…} beyond Unicode")
            self.at = end + 1
            return code
        high = self.hexadecimal(4)
        if high is None:
            return ord("u")
        after = self.at
        if 0xD800 <= high < 0xDC00 and self.take("\\u"):
            low = self.hexadecimal(4)
            if low is not None and 0xDC00 <= low < 0xE000:
                return 0x10000 + (high - 0xD800) * 0x400 + (low - 0xDC00)
            self.at = after
        return high


def _is_quantifier(text: str, at: int) -> bool:
    """Whether the `{` here starts `{n}`, `{n,}` or `{n,m}`."""
    low, comma, high = text[at + 1 : text.find("}", at)].partition(",")
    if text.find("}", at) < 0 or not (low.isascii() and low.isdecimal()):
        return False
    return not comma or not high or (high.isascii() and high.isdecimal())


def _group_names(pattern: str) -> tuple[dict[str, int], int]:
    """Return the numbers of named groups, and how many groups capture; a first, quick look."""
    names: dict[str, int] = {}
    count, at, in_class = 0, 0, False
    while at < len(pattern):
        char = pattern[at]
        if char == "\\":
            at += 1
        elif in_class:
            in_class = char != "]"
        elif char == "[":
            in_class = True
        elif char == "(":
            named = pattern.startswith("(?<", at) and pattern[at + 3 : at + 4] not in ("=", "!")
            count += named or not pattern.startswith("(?", at)
            if named:
                name = pattern[at + 3 : max(pattern.find(">", at), at)]
                if not name.replace("$", "_").isidentifier() or name in names:
                    raise Untranslatable("a group's name is none, or stands twice")
                names[name] = count
        at += 1
    return names, count
