"""Tests: expressions, put together without losing what is known of them.

In: expressions over the value under test. Out: a `Test`. A test that is true is right; an `exact`
one is right when it is false as well, for plain JSON values.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from dfnsgen.model.schemas.schema import Schema
from dfnsgen.python.expressions.expression import (
    VALUE,
    Call,
    Chain,
    Expression,
    Name,
    Parens,
    is_none,
    nodes,
)
from dfnsgen.python.source.source import Source


@dataclass(frozen=True, slots=True, kw_only=True)
class Owner:
    """The function that a test is written for: what is made for it is named after it.

    `schema` is what it tests. `type_name` is the type's, and `key` the definition's, None for a
    body.
    """

    name: Source
    type_name: Source
    schema: Schema
    key: str | None


@dataclass(frozen=True, slots=True)
class TestPlace:
    """Where a test stands in its function: its loops and variables start at `depth`.

    In a `careful` place a valid value may fail the test, which then must not raise.
    """

    owner: Owner
    depth: int = 0
    careful: bool = False

    @property
    def inside(self) -> TestPlace:
        """The place of a test for a part of the value."""
        return TestPlace(self.owner, self.depth + 1, self.careful)

    @property
    def tried(self) -> TestPlace:
        """The place of a test that a valid value may fail."""
        return self if self.careful else TestPlace(self.owner, self.depth, True)


@dataclass(frozen=True, slots=True)
class Test:
    """Operands that must all be true.

    `guarded`: it relies on plain JSON values. `asked`: how it is written was decided by whether
    some other test is exact, and must be decided anew where that turns out otherwise.
    """

    operands: tuple[Expression, ...] = ()
    exact: bool = True
    guarded: bool = False
    asked: bool = False

    @property
    def whole(self) -> Expression:
        """The whole expression; it may need parentheses."""
        if len(self.operands) == 1:
            return self.operands[0]
        return Chain("and", self.operands) if self.operands else _TRUE

    @property
    def is_true(self) -> bool:
        """Whether every value passes."""
        return not self.operands

    @property
    def is_false(self) -> bool:
        """Whether no value passes."""
        return FALSE in self.operands

    @property
    def function(self) -> Name | None:
        """The function that it does nothing but call, where it is like that."""
        match self.operands:
            case (Call(Name() as name, (argument,)),) if argument is VALUE:
                return name
            case _:
                return None

    def become(self, *operands: Expression) -> Test:
        """Return what this one's expression was made part of; all that is known of it stays."""
        return Test(operands, self.exact, self.guarded, self.asked)

    def relying_on_exactness(self) -> Test:
        """Return the same test where it is right because of what some others are."""
        return Test(self.operands, self.exact, True, True)


def sure(*operands: Expression) -> Test:
    """Return an exact test."""
    return Test(operands)


FALSE = Name(Source("False"))
_TRUE = Name(Source("True"))
ALWAYS = Test()
NEVER = Test((FALSE,))
UNSURE = Test((FALSE,), False)
"""Passes nothing, so that the interpreter is asked."""

_NUMBERS = frozenset(("number", "integral", "exact_number", "exact_integral"))
"""The functions of the runtime that narrow the type of a value."""


def both(*tests: Test) -> Test:
    """Return a test that passes where all pass."""
    tests = tuple([test for test in tests if test is not ALWAYS])
    if len(tests) < 2:
        return tests[0] if tests else ALWAYS
    operands = tuple([operand for test in tests for operand in test.operands])
    if any(map(_is_number, operands)):
        operands = _of_a_number(operands)
    if FALSE in operands and any(test.is_false and test.exact for test in tests):
        return _noting(NEVER, tests)
    if FALSE in operands:
        return _noting(UNSURE, tests)
    return _noting(Test(operands, all(test.exact for test in tests)), tests)


def _is_number(operand: Expression) -> bool:
    match operand:
        case Call(Name() as name, (argument,)) if argument is VALUE:
            return name.text in _NUMBERS
        case _:
            return False


def _of_a_number(operands: tuple[Expression, ...]) -> tuple[Expression, ...]:
    """Return operands without what is decided once the value is known to be a number.

    Before: `number(v) and 0 <= v and (v is None or number(v) and 0 <= v)`, as two parts of an
    `allOf` say it, the second of which may be null. After: `number(v) and 0 <= v`.
    """
    kept: list[Expression] = []
    is_known = False
    for operand in operands:
        kept += (one for one in (_not_null(operand) if is_known else (operand,)) if one not in kept)
        is_known = is_known or _is_number(operand)
    return tuple(kept)


def _not_null(operand: Expression) -> tuple[Expression, ...]:
    """Return what is left of an operand where the value isn't None."""
    if not isinstance(operand, Parens) or not isinstance(operand.inner, Chain):
        return (operand,)
    chain = operand.inner
    rest = tuple(one for one in chain.operands if one != is_none(VALUE))
    if chain.word != "or" or len(rest) == len(chain.operands) or not rest:
        return (operand,)
    match rest:
        case (Chain("and", operands),):
            return operands
        case (_,):
            return rest
        case _:
            return (Parens(Chain("or", rest)),)


def either(tests: Iterable[Test]) -> Test:
    """Return a test that passes where one of them does."""
    tests = tuple(tests)
    exact = all(test.exact for test in tests)
    possible = [test for test in tests if not test.is_false]
    if any(test.is_true for test in possible):
        return _noting(ALWAYS, tests)
    if not possible:
        return _noting(Test((FALSE,), exact), tests)
    if len(possible) == 1:
        return _noting(Test(possible[0].operands, exact), tests)
    # Numbers last: their tests narrow the type of the value for those that follow.
    possible.sort(key=_narrows)
    united = Parens(Chain("or", tuple(test.whole for test in possible)))
    return _noting(Test((united,), exact), tests)


def unsure_for(*tests: Test) -> Test:
    """Return that the interpreter is asked, because of what some tests are."""
    return _noting(UNSURE, tests, asked=True)


def _noting(test: Test, parts: Iterable[Test], *, asked: bool = False) -> Test:
    """Return a test with what is to be known of those that it was made of."""
    guarded = False
    for part in parts:
        guarded, asked = guarded or part.guarded, asked or part.asked
    return Test(test.operands, test.exact, guarded, asked) if guarded or asked else test


def _narrows(test: Test) -> bool:
    return any(
        isinstance(node, Call)
        and isinstance(node.function, Name)
        and node.function.text in _NUMBERS
        for operand in test.operands
        for node in nodes(operand)
    )
