"""Boolean expressions over a value, put together without losing what is known of them.

In: parts of expressions in which `VALUE` stands for the value under test. Out: a `Test`. A test
that is true is right; an `exact` one is right when it is false as well, for plain JSON values.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from dfnsgen.python.source.source import Source, code, join, replaced

VALUE = Source("\ue000")
"""Stands for the value under test; no literal and no identifier can hold it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Test:
    """Operands that must all be true."""

    operands: tuple[Source, ...] = ()
    exact: bool = True

    @property
    def text(self) -> Source:
        """The whole expression; it may need parentheses."""
        return join(" and ", self.operands) if self.operands else Source("True")

    @property
    def atom(self) -> Source:
        """The whole expression, in parentheses where it has several operands."""
        return code("({})", self.text) if len(self.operands) > 1 else self.text

    @property
    def is_true(self) -> bool:
        """Whether every value passes."""
        return not self.operands

    @property
    def is_false(self) -> bool:
        """Whether no value passes."""
        return FALSE in self.operands


FALSE = Source("False")
ALWAYS = Test()
NEVER = Test(operands=(FALSE,))
UNSURE = Test(operands=(FALSE,), exact=False)
"""Passes nothing, so that the interpreter is asked."""


def both(*tests: Test) -> Test:
    """Return a test that passes where all pass."""
    if any(test.is_false and test.exact for test in tests):
        return NEVER
    operands = tuple(operand for test in tests for operand in test.operands)
    if FALSE in operands:
        return UNSURE
    return Test(operands=operands, exact=all(test.exact for test in tests))


def either(tests: Iterable[Test]) -> Test:
    """Return a test that passes where one of them does."""
    tests = tuple(tests)
    exact = all(test.exact for test in tests)
    possible = [test for test in tests if not test.is_false]
    if any(test.is_true for test in possible):
        return ALWAYS
    if not possible:
        return Test(operands=(FALSE,), exact=exact)
    if len(possible) == 1:
        return Test(operands=possible[0].operands, exact=exact)
    # Numbers last: their tests narrow the type of the value for those that follow.
    possible.sort(key=lambda test: "number(" in test.text or "integral(" in test.text)
    text = code("({})", join(" or ", (test.text for test in possible)))
    return Test(operands=(text,), exact=exact)


def bind(text: Source, getter: Source, variable: Source) -> Source:
    """Put a value in place: the getter where it is used once, a variable where more often."""
    first, *others = text.split(VALUE)
    if len(others) < 2:
        return Source(getter.join([first, *others]))
    alone = first.endswith("(") and others[0].startswith(")")
    start = code("{} := {}" if alone else "({} := {})", variable, getter)
    return Source(first + start + variable.join(others))


def put(text: Source, variable: Source) -> Source:
    """Put a variable in the place of the value."""
    return replaced(text, VALUE, variable)


def in_lines(operands: tuple[Source, ...]) -> tuple[Source, ...]:
    """Lay out operands so that one more or less changes its own line, and at most its neighbour's.

    Each property has a line; but for the first, which stands beside what is said of the value as
    a whole.
    """
    lines: list[list[Source]] = []
    for number, operand in enumerate(operands or (Source("True"),)):
        if number == 0 or (number > 1 and '"' in operand):
            lines.append([])
        lines[-1].append(operand)
    return tuple(join(" and ", line) for line in lines)
