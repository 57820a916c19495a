"""Patterns that are searched for in time linear in the text, whatever the text is.

In: a pattern in Python's spelling, as this package holds it. Out: what has `search`, which follows
the pattern in all ways at once. See `_search` for why.
Source: Thompson, "Regular expression search algorithm" (1968); the sets are kept as they are met.
"""

from __future__ import annotations

import re
from bisect import bisect
from typing import Final

from ._due import is_over
from ._issues import TooLong
from ._search import OVER

_MOST_KEPT: Final = 200_000
"""States of sets, and ways from one set to another, that are kept: some twenty megabytes."""
_MOST_STATES: Final = 40_000
_STEPS: Final = 500_000
_STEPS_A_CHARACTER: Final = 50
_MOST_CHARACTERS: Final = 1_000_000
"""What a search may cost: some 50 ms, and 5 µs for each of so many characters of the text."""


class _Class:
    """The code points between `firsts` and `lasts`, or all others; the ranges are in order."""

    __slots__ = ("firsts", "lasts", "negated")

    def __init__(self, negated: bool, ranges: list[tuple[int, int]]) -> None:
        self.negated: Final = negated
        self.firsts: Final[list[int]] = []
        self.lasts: Final[list[int]] = []
        for first, last in sorted(ranges):
            if self.lasts and first <= self.lasts[-1]:
                self.lasts[-1] = max(self.lasts[-1], last)
            else:
                self.firsts.append(first)
                self.lasts.append(last)

    def holds(self, code: int) -> bool:
        """Whether a code point is one of these."""
        at = bisect(self.firsts, code) - 1
        return (at >= 0 and code <= self.lasts[at]) is not self.negated


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
        self._kept = 0

    def state(self) -> int:
        """Return a new state."""
        if len(self.free) > _MOST_STATES:
            raise OverflowError("the pattern has too many states")
        self.moves.append(None)
        self.free.append([])
        return len(self.free) - 1

    def search(self, text: object) -> Linear | None:
        """Return something where the pattern is found in the text.

        Raises TypeError for no text, and TooLong where it can't be told in time.
        """
        if not isinstance(text, str):  # What `re` does, and the checks rely on it.
            raise TypeError(f"expected text, got {type(text).__name__}")
        now = _Set(self, frozenset((0,)), "^")
        steps = _STEPS + _STEPS_A_CHARACTER * min(len(text), _MOST_CHARACTERS)
        for character in text:
            if now.found:
                return self
            after = now.after.get(character)
            if after is None:
                if is_over():
                    raise TooLong(text, OVER)
                after = self._after(now, character)
                steps -= now.size + after.size
                if steps < 0:
                    raise TooLong(text, "the pattern has too many ways through so long a text")
            now = after
        return self if now.found or now.found_at_end else None

    def _after(self, now: _Set, character: str) -> _Set:
        code = ord(character)
        reached = [targets for members, targets in now.moves.items() if members.holds(code)]
        states = frozenset((0,)).union(*reached)  # It may begin at any character.
        self._kept += 1
        if self._kept > _MOST_KEPT:
            self._forget()
        found = now.after[character] = self._set(states)
        return found

    def _set(self, states: frozenset[int]) -> _Set:
        made = self._known.get(states)
        if made is None:
            made = self._known[states] = _Set(self, states, "")
            self._kept += made.size
        return made

    def _forget(self) -> None:
        for one in self._known.values():
            one.after.clear()
        self._known.clear()
        self._kept = 0

    def closure(self, states: frozenset[int] | set[int], edges: str) -> set[int]:
        """Return the states that are reached for free; `edges` are the edges that are there."""
        found, waiting = set(states), list(states)
        free = self.free
        while waiting:
            for target, edge in free[waiting.pop()]:
                if target not in found and edge in edges:
                    found.add(target)
                    waiting.append(target)
        return found


class _Set:
    """All states that a pattern may be in at once, and the set after each character met so far.

    `moves` are the states after a character of a class; `size` is what it costs to look at.
    """

    __slots__ = ("after", "found", "found_at_end", "moves", "size")

    def __init__(self, pattern: Linear, states: frozenset[int], edge: str) -> None:
        within = pattern.closure(states, edge)
        self.found: Final = pattern.last in within
        self.found_at_end: Final = self.found or pattern.last in pattern.closure(within, f"{edge}$")
        self.size: Final = len(within)
        self.moves: dict[_Class, list[int]] = {}
        self.after: dict[str, _Set] = {}
        for move in map(pattern.moves.__getitem__, within):
            if move is not None:
                self.moves.setdefault(move[0], []).append(move[1])


class _Reader:
    """Reads a pattern as this package's generator spells it, which is little of what `re` knows."""

    def __init__(self, text: str, into: Linear) -> None:
        self.text: Final = text
        self.into: Final = into
        self.at = 0
        self._classes: dict[str, _Class] = {}

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
            text, members = self.at, self._members()
            members = self._classes.setdefault(self.text[text : self.at], members)
            into.moves[begun] = members, end
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
            return _Class(True, [])
        if not self._skips("["):
            code = self._code()
            return _Class(False, [(code, code)])
        negated = self._skips("^")
        ranges: list[tuple[int, int]] = []
        while not self._skips("]"):
            first = self._code()
            ranges.append((first, self._code() if self._skips("-") else first))
        return _Class(negated, ranges)

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
