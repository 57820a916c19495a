"""Patterns that are searched for in time linear in the text, whatever the text is.

In: a pattern in Python's spelling, as this package holds it. Out: what has `search`, which follows
the pattern in all ways at once. See `_search` for why.
Source: Thompson, "Regular expression search algorithm" (1968); the sets are kept as they are met.
"""

from __future__ import annotations

import re
from typing import Final, TypeAlias

from ._due import is_over
from ._issues import TooLong
from ._search import OVER

_MOST_SETS: Final = 1500
_MOST_STATES: Final = 40_000

_Class: TypeAlias = tuple[bool, tuple[tuple[int, int], ...]]
"""Whether it is what the ranges leave out, and the ranges of code points."""

_CODE: Final = re.compile(r"\\(?:x(..)|u(....)|U(.{8})|(.))|(.)", re.DOTALL)
_COUNT: Final = re.compile(r"\{(\d+)(?:(,)(\d*))?\}|[*+?]")


class Linear:
    """A pattern as states: `moves` on a character, and free ones, some at an edge of the text only.

    State 0 is the first, `last` the one in which the pattern is found.
    """

    def __init__(self, pattern: str) -> None:
        self.moves: list[tuple[_Class, int] | None] = [None]
        self.free: list[list[tuple[int, str]]] = [[]]
        reader = _Reader(pattern, self)
        self.last: Final = reader.alternatives(0)
        self._known: dict[frozenset[int], _Set] = {}

    def state(self) -> int:
        """Return a new state."""
        if len(self.free) > _MOST_STATES:
            raise OverflowError("the pattern has too many states")
        self.moves.append(None)
        self.free.append([])
        return len(self.free) - 1

    def search(self, text: object) -> Linear | None:
        """Return something where the pattern is found in the text. Raises TypeError for no text."""
        if not isinstance(text, str):  # What `re` does, and the checks rely on it.
            raise TypeError(f"expected text, got {type(text).__name__}")
        now = self._set(frozenset((0,)), "^")
        for character in text:
            if now.found:
                return self
            after = now.after.get(character)
            if after is None:
                if is_over():
                    raise TooLong(text, OVER)
                after = self._after(now, character)
            now = after
        return self if now.found or now.found_at_end else None

    def _after(self, now: _Set, character: str) -> _Set:
        code = ord(character)
        reached = {target for members, target in now.moves if _holds(members, code)}
        reached.add(0)  # It may begin at any character.
        found = now.after[character] = self._set(frozenset(reached), "")
        if len(now.after) > _MOST_SETS:
            now.after.clear()
        return found

    def _set(self, states: frozenset[int], edge: str) -> _Set:
        if edge or states not in self._known:
            if len(self._known) > _MOST_SETS:
                self._forget()
            made = _Set(self, states, edge)
            if edge:
                return made
            self._known[states] = made
        return self._known[states]

    def _forget(self) -> None:
        for one in self._known.values():
            one.after.clear()
        self._known.clear()

    def closure(self, states: frozenset[int], edges: str) -> set[int]:
        """Return the states that are reached for free; `edges` are the edges that are there."""
        found, waiting = set(states), list(states)
        while waiting:
            for target, edge in self.free[waiting.pop()]:
                if target not in found and edge in edges:
                    found.add(target)
                    waiting.append(target)
        return found


class _Set:
    """All states that a pattern may be in at once, and the set after each character met so far."""

    __slots__ = ("after", "found", "found_at_end", "moves")

    def __init__(self, pattern: Linear, states: frozenset[int], edge: str) -> None:
        within = pattern.closure(states, edge)
        self.found: Final = pattern.last in within
        self.found_at_end: Final = pattern.last in pattern.closure(states, f"{edge}$")
        self.moves: Final = [move for n in within if (move := pattern.moves[n]) is not None]
        self.after: dict[str, _Set] = {}


def _holds(members: _Class, code: int) -> bool:
    negated, ranges = members
    return any(first <= code <= last for first, last in ranges) is not negated


class _Reader:
    """Reads a pattern as this package's generator spells it, which is little of what `re` knows."""

    def __init__(self, text: str, into: Linear) -> None:
        self.text: Final = text
        self.into: Final = into
        self.at = 0

    def alternatives(self, start: int) -> int:
        end = self.into.state()
        while True:
            self.into.free[self._sequence(start)].append((end, ""))
            if not self._skips("|"):
                return end

    def _sequence(self, start: int) -> int:
        while self.at < len(self.text) and self.text[self.at] not in "|)":
            begun = self.at
            end = self._atom(start)
            count = _COUNT.match(self.text, self.at)
            start = end if count is None else self._repeated(start, end, begun, count)
        return start

    def _atom(self, start: int) -> int:
        into, end = self.into, 0
        if self._skips("(?!)"):
            return into.state()
        if self._skips("(?:"):
            inner = into.state()
            into.free[start].append((inner, ""))
            end = self.alternatives(inner)
            self.at += 1
            return end
        end = into.state()
        if self._skips("^"):
            into.free[start].append((end, "^"))
        elif self._skips("\\Z"):
            into.free[start].append((end, "$"))
        else:
            begun = into.state()
            into.free[start].append((begun, ""))
            into.moves[begun] = self._members(), end
        return end

    def _repeated(self, start: int, end: int, begun: int, count: re.Match[str]) -> int:
        """Read an atom again for each further time; its first time leads from `start` to `end`."""
        into, after = self.into, count.end() + self.text.startswith("?", count.end())
        least, most = _counts(count)
        last = into.state()
        if least == 0:
            into.free[start].append((last, ""))
        if most == 0:
            self.at = after
            return last
        for n in range(2, max(least, most or 0) + 1):
            if n > least:
                into.free[end].append((last, ""))
            self.at = begun
            end, start = self._atom(end), end
        if most is None:
            into.free[end].append((start, ""))
        into.free[end].append((last, ""))
        self.at = after
        return last

    def _members(self) -> _Class:
        if self._skips("[\\s\\S]"):
            return True, ()
        if not self._skips("["):
            code = self._code()
            return False, ((code, code),)
        negated = self._skips("^")
        ranges: list[tuple[int, int]] = []
        while not self._skips("]"):
            first = self._code()
            ranges.append((first, self._code() if self._skips("-") else first))
        return negated, tuple(ranges)

    def _code(self) -> int:
        match = _CODE.match(self.text, self.at)
        if match is None:
            raise re.error("the pattern ends too early")
        self.at = match.end()
        digits = match[1] or match[2] or match[3]
        return int(digits, 16) if digits else ord(match[4] or match[5])

    def _skips(self, text: str) -> bool:
        is_there = self.text.startswith(text, self.at)
        self.at += len(text) if is_there else 0
        return is_there


def _counts(count: re.Match[str]) -> tuple[int, int | None]:
    """Return how often something is repeated, at least and at most."""
    if count[1] is None:
        return {"*": (0, None), "+": (1, None), "?": (0, 1)}[count[0]]
    least = int(count[1])
    return least, (int(count[3]) if count[3] else None) if count[2] else least
