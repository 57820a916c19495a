"""Which patterns Python's `re` finds in time linear in any text, and what the others need.

In: a pattern of ECMA-262. Out: its spelling in Python, with the mark of the runtime's `_search`.
`re` tries one way after the other. A pattern is left to it where no text has more than a few ways:
where each character that may come next belongs to one place of the pattern alone. Else it is
followed in all ways at once; what looks around or refers back can't be, and is bounded in length.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import Enum
from functools import cache
from itertools import dropwhile, islice, pairwise, product

from dfnsgen.patterns._code_points import CodePoints
from dfnsgen.patterns._ecma_syntax import (
    Alternation,
    Backreference,
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
from dfnsgen.patterns.ecma_regex import spelled_in_python

_MOST_PLACES = 400
_MOST_PAIRED = 60
_MOST_WAYS = 5000
_COPIED = 8
"""How many times more than it must a part may come, without counting as one of any number."""
_WRITTEN_OUT = 64
_MOST_STATES = 30_000
_MANY = 500
_STEPS = 500_000
"""States that the runtime's `Linear` looks at in any text, whatever its length."""
LONGEST_NESTED = 16
"""Characters of a text for which a pattern of exponentially many ways takes some ten milliseconds.
"""
LONGEST_FLAT = 256
"""The same where the ways are no more than a power of the length."""


class Way(Enum):
    """How a pattern is searched for."""

    PLAIN = "plain"
    LINEAR = "linear"
    BOUNDED = "bounded"


@cache
def emitted(pattern: str) -> str | None:
    """Return a pattern as an emitted package holds it, None where Python can't say it."""
    spelled = spelled_in_python(pattern)
    if spelled is None:
        return None
    match way_of(pattern):
        case Way.PLAIN:
            return spelled
        case Way.LINEAR:
            return f"(?#linear){spelled}"
        case Way.BOUNDED:
            return f"(?#at most {longest(pattern)}){spelled}"


def is_linear(pattern: str) -> bool:
    """Whether an emitted package follows a pattern in all ways at once."""
    return spelled_in_python(pattern) is not None and way_of(pattern) is Way.LINEAR


def longest(pattern: str) -> int:
    """Return how long a text may be for a pattern that is bounded, or has very many states."""
    if way_of(pattern) is Way.LINEAR:
        return _STEPS // (2 * _size(parse(pattern)))
    tree = parse(pattern)
    looks = [node for node in _all(tree) if isinstance(node, Look)]
    refers = any(isinstance(node, Backreference) for node in _all(tree))
    looped = [part for node in _all(tree) if isinstance(node, Repeat) for part in _all(node.body)]
    if refers or any(look in looped for look in looks):
        return LONGEST_NESTED
    parts = (tree, *(look.body for look in looks))
    return LONGEST_NESTED if any(map(_is_exponential, parts)) else LONGEST_FLAT


@cache
def way_of(pattern: str) -> Way:
    """Return how a pattern is searched for; raises Untranslatable for what is none."""
    tree = parse(pattern)
    short = _without_tail(tree)
    if _is_small(short):
        return Way.PLAIN
    looks = [node.body for node in _all(tree) if isinstance(node, Look)]
    irregular = [node for node in _all(tree) if _is_irregular(node)]
    refers = any(isinstance(node, Backreference) for node in irregular)
    # What looks a few characters ahead costs those at each place, and chooses nothing.
    sees_little = not refers and all(_is_small(_without_tail(look)) for look in looks)
    if sees_little and _is_deterministic(short):
        return Way.PLAIN
    if irregular:
        return Way.PLAIN if not refers and _is_tame(tree) else Way.BOUNDED
    return Way.LINEAR if _size(tree) < _MOST_STATES else Way.BOUNDED


def _is_small(tree: Node) -> bool:
    """Whether a pattern has no loops, and few ways from each place of a text."""
    has_loops = any(isinstance(node, Repeat) and _is_loop(node) for node in _all(tree))
    return not has_loops and _ways(tree) <= _MOST_WAYS


def _is_irregular(node: Node) -> bool:
    looks = isinstance(node, (Look, Backreference))
    return looks or (isinstance(node, Boundary) and node.kind not in "^$")


def _is_tame(tree: Node) -> bool:
    """Whether what looks around has one loop at most in each part, each of single characters.

    ^(?=.*[a-z])(?=.*[0-9]).{8,}$
    """
    loops = [node for node in _all(tree) if isinstance(node, Repeat) and _is_loop(node)]
    if not all(isinstance(loop.body, Characters) for loop in loops) or not _is_anchored(tree):
        return False
    looks = [node for node in _all(tree) if isinstance(node, Look)]
    inside = [sum(part in loops for part in _all(look)) for look in looks]
    repeated = [node for node in _all(tree) if isinstance(node, Repeat)]
    in_loop = any(part in looks for node in repeated for part in _all(node.body))
    return not in_loop and max(inside, default=0) <= 1 and len(loops) - sum(inside) <= 1


def _is_loop(node: Repeat) -> bool:
    return node.most is None or node.most - node.least > _COPIED


def _ways(node: Node) -> int:
    """Return at most how many ways a pattern without loops has from one place of a text."""
    match node:
        case Sequence():
            found = 1
            for part in node.parts:
                found = min(found * _ways(part), _MOST_WAYS + 1)
            return found
        case Alternation():
            return min(sum(map(_ways, node.options)), _MOST_WAYS + 1)
        case Group() | Look():
            return _ways(node.body)
        case Repeat():
            inner = _ways(node.body)
            most = node.most or 0
            total = sum(inner**n for n in range(node.least, most + 1)) if inner > 1 else 0
            return min(total or most - node.least + 1, _MOST_WAYS + 1)
        case _:
            return 1


def _size(node: Node) -> int:
    """Return how many states a pattern takes, all counts written out."""
    match node:
        case Sequence():
            return min(sum(map(_size, node.parts)), _MOST_STATES)
        case Alternation():
            return min(2 + sum(map(_size, node.options)), _MOST_STATES)
        case Group() | Look():
            return 2 + _size(node.body)
        case Repeat():
            times = max(node.least, node.most or 0, 1)
            return min(2 + times * (_size(node.body) + 1), _MOST_STATES)
        case _:
            return 2


@dataclass(frozen=True, slots=True)
class _Places:
    """The places of a part of a pattern: what it may begin with, and what it may end with."""

    nullable: bool
    first: tuple[int, ...]
    last: tuple[int, ...]


class _Ambiguous(Exception):
    """A character that comes next may belong to several places, or there are too many."""


def _is_deterministic(tree: Node) -> bool:
    """Whether each character of a text that is read from its start has one place at most.

    Source: Brüggemann-Klein, "Regular expressions into finite automata" (1993).
    """
    places = _Following()
    try:
        whole = places.of(tree)
        places.distinct(whole.first)
        for targets in places.follow:
            places.distinct(targets)
    except _Ambiguous:
        return False
    return _is_anchored(tree)


class _Following:
    def __init__(self) -> None:
        self.members: list[CodePoints] = []
        self.follow: list[list[int]] = []

    def of(self, node: Node) -> _Places:
        match node:
            case Characters():
                if len(self.members) >= _MOST_PLACES:
                    raise _Ambiguous
                self.members.append(node.members)
                self.follow.append([])
                place = (len(self.members) - 1,)
                return _Places(False, place, place)
            case Sequence():
                return self._sequence([self.of(part) for part in node.parts])
            case Alternation():
                return self._either([self.of(option) for option in node.options])
            case Group():
                return self.of(node.body)
            case Repeat():
                return self._repeat(node)
            case _:
                return _Places(True, (), ())

    def _sequence(self, parts: list[_Places]) -> _Places:
        whole = _Places(True, (), ())
        for part in parts:
            for place in whole.last:
                self.follow[place] += part.first
            whole = _Places(
                whole.nullable and part.nullable,
                (*whole.first, *part.first) if whole.nullable else whole.first,
                (*whole.last, *part.last) if part.nullable else part.last,
            )
        return whole

    def _either(self, options: list[_Places]) -> _Places:
        if sum(option.nullable for option in options) > 1:
            raise _Ambiguous  # Two ways to nothing.
        return _Places(
            any(option.nullable for option in options),
            tuple(place for option in options for place in option.first),
            tuple(place for option in options for place in option.last),
        )

    def _repeat(self, node: Repeat) -> _Places:
        is_loop = _is_loop(node) or node.least > _WRITTEN_OUT
        copies = max(node.least, 1) if _is_loop(node) else max(node.least, node.most or 0)
        copies = min(copies, _WRITTEN_OUT)
        parts: list[_Places] = []
        for n in range(copies):
            part = self.of(node.body)
            if part.nullable and (is_loop or copies > 1):
                raise _Ambiguous  # Nothing, any number of times.
            is_needed = n < node.least
            parts.append(_Places(part.nullable or not is_needed, part.first, part.last))
        if parts and is_loop:
            for place in parts[-1].last:
                self.follow[place] += parts[-1].first
        return self._sequence(parts)

    def distinct(self, places: list[int] | tuple[int, ...]) -> None:
        """Refuse places that a character may belong to at once."""
        ranges = sorted(piece for place in places for piece in self.members[place])
        for (_, last), (first, _) in pairwise(ranges):
            if first <= last:
                raise _Ambiguous


def _is_exponential(tree: Node) -> bool:
    """Whether a text may have a number of ways that grows exponentially with its length.

    It does where one text leads from a place of the pattern back to it in two ways: then the ways
    that two readers may go side by side have a circle that holds them together and apart. What
    looks around is left out. Source: Weber and Seidl, "On the degree of ambiguity of finite
    automata" (1991).
    """
    places = _Following()
    try:
        places.of(tree)
    except _Ambiguous:
        return True
    count = len(places.members)
    if count > _MOST_PAIRED or any(len({*after}) < len(after) for after in places.follow):
        return True
    shared = {
        (one, other)
        for one, other in product(range(count), repeat=2)
        if _overlap(places.members[one], places.members[other])
    }
    ways = {
        (one, other): [
            pair for pair in product(places.follow[one], places.follow[other]) if pair in shared
        ]
        for one, other in shared
    }
    back: dict[tuple[int, int], list[tuple[int, int]]] = {pair: [] for pair in shared}
    for pair, targets in ways.items():
        for target in targets:
            back[target].append(pair)
    return any(
        one != other
        for start in range(count)
        for one, other in _reached((start, start), ways) & _reached((start, start), back)
    )


_Pair = tuple[int, int]


def _reached(start: _Pair, ways: Mapping[_Pair, list[_Pair]]) -> set[_Pair]:
    found: set[_Pair] = set()
    waiting = list(ways.get(start, ()))
    while waiting:
        pair = waiting.pop()
        if pair not in found:
            found.add(pair)
            waiting += ways[pair]
    return found


def _overlap(one: CodePoints, other: CodePoints) -> bool:
    return any(a <= d and c <= b for a, b in one for c, d in other)


def _is_anchored(node: Node) -> bool:
    """Whether a pattern is looked for at the start of a text alone."""
    match node:
        case Boundary():
            return node.kind == "^"
        case Sequence():
            rest = dropwhile(lambda part: isinstance(part, Look), node.parts)
            return any(map(_is_anchored, islice(rest, 1)))
        case Alternation():
            return all(map(_is_anchored, node.options))
        case Group():
            return _is_anchored(node.body)
        case _:
            return False


def _without_tail(tree: Node) -> Node:
    """Return a pattern that is found in the same texts, without what may follow it: `a+` is `a`."""
    if isinstance(tree, Repeat) and isinstance(tree.body, Characters):
        return Repeat(body=tree.body, least=tree.least, most=tree.least, lazy=False)
    if isinstance(tree, Sequence) and tree.parts:
        return Sequence(parts=(*tree.parts[:-1], _without_tail(tree.parts[-1])))
    return tree


def _all(node: Node) -> Iterator[Node]:
    waiting = [node]
    while waiting:
        one = waiting.pop()
        yield one
        match one:
            case Sequence():
                waiting += one.parts
            case Alternation():
                waiting += one.options
            case Group() | Look() | Repeat():
                waiting.append(one.body)
            case _:
                pass


def is_slow(pattern: str) -> bool:
    """Whether a long text may be left undecided."""
    try:
        if spelled_in_python(pattern) is None:
            return False
        way = way_of(pattern)
    except Untranslatable:
        return False
    return way is Way.BOUNDED or (way is Way.LINEAR and _is_counted(parse(pattern)))


def _is_counted(tree: Node) -> bool:
    """Whether a count makes so many states that each character may lead to a new set of them."""
    counts = (node for node in _all(tree) if isinstance(node, Repeat))
    return any(max(n.least, n.most or 0) * _size(n.body) > _MANY for n in counts)
