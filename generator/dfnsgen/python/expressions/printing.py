"""Expressions as text.

In: an expression. Out: its text; or, where that is too long for a line, several lines:

    ("pets" not in v            breaks at `and` and `or`, within parentheses, and before a
        or all(                 loop's `for`
            ...
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import assert_never

from dfnsgen.python.expressions.expression import (
    Assign,
    Attribute,
    Call,
    Chain,
    Choice,
    Constant,
    Display,
    Each,
    Expression,
    Infix,
    Name,
    Not,
    Parens,
    Spread,
    Subscript,
    Value,
)
from dfnsgen.python.source.source import NOTHING, Import, Source, code, join, literal, needing

_PARAMETER = Source("v")
"""The value, in a function of its own."""

_INDENT = Source("    ")
_WIDEST = 160
_PLAIN = (Value, Name, Constant)


def printed(expression: Expression) -> Source:
    """Return the text of an expression, in one line."""
    needs: set[Import] = set()
    text = _text(expression, needs)
    return needing(Source(text), frozenset(needs))


def _text(expression: Expression, needs: set[Import]) -> str:
    """Return the text of an expression, and add what its names need to `needs`."""
    # Plain formatting, for this is asked for each node: all parts are safe.
    match expression:
        case Value():
            return _PARAMETER
        case Name(text):
            if text.needs:
                needs |= text.needs
            return text
        case Constant(value):
            return literal(value)
        case Attribute(owner, name):
            return f"{_text(owner, needs)}.{name}"
        case Subscript(owner, key, is_rest):
            return f"{_text(owner, needs)}[{_text(key, needs)}{':' if is_rest else ''}]"
        case Call(function, arguments):
            given = ", ".join([_text(argument, needs) for argument in arguments])
            return f"{_text(function, needs)}({given})"
        case Infix(left, sign, right):
            return f"{_text(left, needs)} {sign} {_text(right, needs)}"
        case Chain(word, operands):
            return f" {word} ".join([_text(operand, needs) for operand in operands])
        case Not(operand):
            return f"not {_text(operand, needs)}"
        case Parens(inner):
            return f"({_text(inner, needs)})"
        case Assign(variable, value):
            return f"{variable} := {_text(value, needs)}"
        case Choice(condition, then, otherwise):
            return (
                f"{_text(then, needs)} if {_text(condition, needs)} else {_text(otherwise, needs)}"
            )
        case Each(result, variables, values, condition, key):
            start = "" if key is None else f"{key}: "
            end = "" if condition is None else f" if {_text(condition, needs)}"
            loop = f"for {', '.join(variables)} in {_text(values, needs)}"
            return f"{start}{_text(result, needs)} {loop}{end}"
        case Display(brackets, inner):
            return f"{brackets[0]}{_text(inner, needs)}{brackets[1]}"
        case Spread(inner):
            return f"*{_text(inner, needs)}"
        case _:
            assert_never(expression)


def laid_out(expression: Expression, width: int) -> tuple[Source, ...]:
    """Return the lines of an expression, the further ones indented, none longer where possible."""
    text = printed(expression)
    if len(text) <= width:
        return (text,)
    match expression:
        case Chain(word, operands):
            first, *further = [laid_out(operand, width - 4) for operand in operands]
            lines = list(_below(first))
            for start, *more in further:
                lines += (code("{} {}", Source(word), start), *map(_indented, more))
            return tuple(lines)
        case Parens(inner):
            return _within(Source("("), laid_out(inner, width - 4), Source(")"))
        case Call(function, arguments) if all(isinstance(one, _PLAIN) for one in arguments):
            start = code("{}(", printed(function))
            return (start, *map(_indented, _filled(arguments, width - 4)), Source(")"))
        case Call(function, (*before, last)):
            start = join(", ", [*map(printed, before), Source("")])
            start = code("{}({}", printed(function), start)
            return _within(start, laid_out(last, width - 4), Source(")"))
        case Infix(left, "+", right):
            start, *more = laid_out(right, width - 2)
            return (*laid_out(left, width), code("+ {}", start), *more)
        case Infix(left, sign, right):
            end = code(" {} {}", Source(sign), printed(right))
            return _within(Source(""), laid_out(left, width), end)
        case Not(operand):
            return _within(Source("not "), laid_out(operand, width), Source(""))
        case Choice(condition, then, otherwise):
            asked, other = printed(condition), printed(otherwise)
            return (*laid_out(then, width), code("if {} else {}", asked, other))
        case Each(result, variables, values, None):
            loop = code("for {} in {}", join(", ", variables), printed(values))
            return (*laid_out(result, width), loop)
        case _:
            return (text,)


def returned(expression: Expression) -> tuple[Source, ...]:
    """Return the statement that returns an expression, of several lines where one is too long."""
    is_long = len(printed(expression)) > _WIDEST and not isinstance(expression, Call)
    lines = laid_out(Parens(expression) if is_long else expression, _WIDEST)
    return (code("return {}", lines[0]), *lines[1:])


def _filled(arguments: tuple[Expression, ...], width: int) -> Iterator[Source]:
    """Yield arguments with commas, as many in a line as it has room for."""
    line = NOTHING
    for argument in arguments:
        part = code("{},", printed(argument))
        if line and len(line) + 1 + len(part) > width:
            yield line
            line = NOTHING
        line = code("{} {}", line, part) if line else part
    yield line


def _within(start: Source, lines: tuple[Source, ...], end: Source) -> tuple[Source, ...]:
    first, *more = lines
    placed = [code("{}{}", start, first), *map(_indented, more)]
    placed[-1] = code("{}{}", placed[-1], end)
    return tuple(placed)


def _below(lines: tuple[Source, ...]) -> tuple[Source, ...]:
    first, *more = lines
    return (first, *map(_indented, more))


def _indented(line: Source) -> Source:
    return code("{}{}", _INDENT, line)
