"""Patterns as sets of texts: a text that some patterns find and others don't, if there is one.

In: patterns of ECMA-262. Out: a shortest such text. Patterns without lookarounds, backreferences
and word boundaries are regular, so that the answer is certain; of others `Undecided` is raised,
and where the search would take too long. Source: Thompson's construction, run as a set of states.
"""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cache
from itertools import pairwise
from typing import TypeAlias

from dfnsgen.patterns._ecma_syntax import (
    Alternation,
    Boundary,
    Characters,
    Group,
    Look,
    Node,
    Repeat,
    Sequence,
    Untranslatable,
    parse,
)

_MOST_STATES = 3000
_MOST_STEPS = 6000
_MOST_EXAMPLES = 60
_MOST_MEMBERS = 60
_MOST_VISITS = 12
_FAVOURITES = "aA0b1-_ .@/:"
"""Characters that people like to read, taken first from each range that holds them."""

_States: TypeAlias = frozenset[int]


class Undecided(Exception):
    """A pattern is not regular, or too large to be searched."""


@dataclass(slots=True)
class _Automaton:
    """States by number: moves on characters, and free moves, some only at the start or the end."""

    free: list[list[tuple[int, str]]] = field(default_factory=list[list[tuple[int, str]]])
    moves: list[list[tuple[Characters, int]]] = field(
        default_factory=list[list[tuple[Characters, int]]]
    )
    loose: bool = False

    def state(self) -> int:
        if len(self.free) > _MOST_STATES:
            raise Undecided("the pattern has too many states")
        self.free.append([])
        self.moves.append([])
        return len(self.free) - 1

    def add(self, node: Node, start: int) -> int:
        """Add what a node finds from a state on; return the state after it."""
        match node:
            case Characters():
                end = self.state()
                self.moves[start].append((node, end))
                return end
            case Boundary(kind="^" | "$"):
                end = self.state()
                self.free[start].append((end, node.kind))
                return end
            case Sequence():
                for part in node.parts:
                    start = self.add(part, start)
                return start
            case Alternation():
                end = self.state()
                for option in node.options:
                    self.free[self.add(option, start)].append((end, ""))
                return end
            case Group():
                return self.add(node.body, start)
            case Repeat():
                return self._repeat(node, start)
            case Look() | Boundary() if self.loose:
                if isinstance(node, Look):
                    self.add(node.body, self.state())  # Never reached: its characters cut ranges.
                return start
            case _:
                raise Undecided("the pattern looks around or refers back")

    def _repeat(self, node: Repeat, start: int) -> int:
        for _ in range(node.least):
            start = self.add(node.body, start)
        if node.most is None:
            loop = self.state()
            self.free[start].append((loop, ""))
            self.free[self.add(node.body, loop)].append((loop, ""))
            return loop
        end = self.state()
        self.free[start].append((end, ""))
        for _ in range(node.most - node.least):
            start = self.add(node.body, start)
            self.free[start].append((end, ""))
        return end

    def closure(self, states: _States, allowed: str) -> _States:
        """Return the states that are reached for free; `allowed` are the boundaries that hold."""
        found, waiting = set(states), list(states)
        while waiting:
            for target, condition in self.free[waiting.pop()]:
                if target not in found and condition in allowed:
                    found.add(target)
                    waiting.append(target)
        return frozenset(found)


class _Pattern:
    """One pattern, followed through a text from character to character."""

    def __init__(self, pattern: str, loose: bool = False) -> None:
        try:
            tree = parse(pattern)
        except (Untranslatable, RecursionError) as error:
            raise Undecided(str(error)) from None
        self._automaton = _Automaton(loose=loose)
        self._first = self._automaton.state()
        self._last = self._automaton.add(tree, self._first)
        self.start: _States = frozenset((self._first,))
        self._steps: dict[tuple[_States, int, bool], _States] = {}

    def edges(self) -> Iterator[int]:
        """Yield where a range of characters begins, and where one has ended."""
        for moves in self._automaton.moves:
            for characters, _ in moves:
                for first, last in characters.members:
                    yield first
                    yield last + 1

    def step(self, states: _States, code: int, at_start: bool) -> _States:
        """Return the states after a character; a pattern may begin anywhere."""
        mark = (states, code, at_start)
        if mark not in self._steps:
            self._steps[mark] = self._stepped(states, code, at_start)
        return self._steps[mark]

    def _stepped(self, states: _States, code: int, at_start: bool) -> _States:
        # Once found, always found: JSON Schema's patterns aren't anchored. And as long as it isn't,
        # the first state stays in the set, since the pattern may begin at the next character too.
        now = self._automaton.closure(states, "^" if at_start else "")
        if self._last in now:
            return frozenset((self._last,))
        reached = {
            target
            for state in now
            for characters, target in self._automaton.moves[state]
            if _holds(characters, code)
        }
        return frozenset(reached | {self._first})

    def accepts(self, states: _States, at_start: bool) -> bool:
        """Whether the pattern is found in a text that ends here."""
        return self._last in self._automaton.closure(states, "^$" if at_start else "$")


_compiled = cache(_Pattern)


def _holds(characters: Characters, code: int) -> bool:
    return any(first <= code <= last for first, last in characters.members)


def shortest(
    found: tuple[str, ...], missed: tuple[str, ...] = (), *, least: int = 0, most: int | None = None
) -> str | None:
    """Return a shortest text in which `found` are all found, and one of `missed` is not.

    Without `missed` the text need only be found. `least` and `most` bound its length. None where
    there is no such text. Raises Undecided.
    """
    if least > _MOST_STEPS:
        raise Undecided("the text would be too long")
    finding, missing = [_compiled(p) for p in found], [_compiled(p) for p in missed]
    every = [*finding, *missing]
    # All patterns walk through one text together, shorter texts first. Of `^a+$` found and
    # `^a{2,}$` missed: "" is found by neither, and "a" by the first alone, so "a" it is. Two texts
    # after which every pattern is in the same states have the same continuations; only the first
    # of them goes on, which makes the search finite.
    alphabet = _alphabet(every)
    start = tuple(pattern.start for pattern in every)
    waiting = deque([(start, "")])
    seen: set[tuple[object, int]] = set()
    while waiting:
        states, text = waiting.popleft()
        at_start = not text
        verdicts = [p.accepts(s, at_start) for p, s in zip(every, states, strict=True)]
        fits = all(verdicts[: len(finding)]) and not (missing and all(verdicts[len(finding) :]))
        if len(text) >= least and fits:
            return text
        if most is not None and len(text) >= most:
            continue
        for code in alphabet:
            after = tuple(p.step(s, code, at_start) for p, s in zip(every, states, strict=True))
            mark = (after, min(len(text) + 1, least))
            if mark not in seen:
                seen.add(mark)
                waiting.append((after, text + chr(code)))
        if len(seen) > _MOST_STEPS:
            raise Undecided("the search takes too long")
    return None


def examples(patterns: tuple[str, ...]) -> tuple[str, ...]:
    """Return some short texts in which patterns are found, what they look around for left out."""
    try:
        every = [_compiled(pattern, True) for pattern in patterns]
    except Undecided:
        return ()
    found: list[str] = []
    waiting = deque([(tuple(pattern.start for pattern in every), "")])
    visits: Counter[object] = Counter()
    alphabet = _alphabet(every)
    while waiting and len(found) < _MOST_EXAMPLES and visits.total() < _MOST_STEPS:
        states, text = waiting.popleft()
        if all(p.accepts(s, not text) for p, s in zip(every, states, strict=True)):
            found.append(text)
        for code in alphabet:
            after = tuple(p.step(s, code, not text) for p, s in zip(every, states, strict=True))
            visits[after] += 1
            if visits[after] <= _MOST_VISITS:
                waiting.append((after, text + chr(code)))
    return tuple(found)


def pattern_of(members: Iterable[object]) -> str | None:
    """Return the pattern of some texts alone; None where they aren't few texts."""
    texts = list(members)
    if len(texts) > _MOST_MEMBERS or not all(isinstance(text, str) for text in texts):
        return None
    return f"^(?:{'|'.join(''.join(map(_escaped, str(text))) for text in texts)})$"


def _escaped(character: str) -> str:
    if character.isascii() and not character.isalnum():
        return f"\\u{ord(character):04x}"
    return character


def _alphabet(patterns: list[_Pattern]) -> list[int]:
    """Return a character of each range that all patterns treat alike, readable ones first."""
    # `[a-f]` and `\d` cut all of Unicode into five ranges: before `0`, the digits, between, `a` to
    # `f`, beyond. No pattern can distinguish two characters of one range, so that one of each is
    # enough: five steps from a state instead of 1,114,112.
    edges = sorted({0, 0x110000, *(edge for pattern in patterns for edge in pattern.edges())})
    chosen: list[int] = []
    for first, beyond in pairwise(edges):
        liked = next((ord(c) for c in _FAVOURITES if first <= ord(c) < beyond), None)
        code = liked if liked is not None else _printable(first, beyond)
        if not 0xD800 <= code < 0xE000:
            chosen.append(code)
    liked_first = [*map(ord, _FAVOURITES)]
    return sorted(chosen, key=lambda c: (liked_first.index(c) if c in liked_first else 99, c))


def _printable(first: int, beyond: int) -> int:
    found = (code for code in range(first, min(beyond, first + 64)) if chr(code).isprintable())
    return next(found, 0xE000 if first < 0xE000 <= beyond - 1 and first >= 0xD800 else first)
