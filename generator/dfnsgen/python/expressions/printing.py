"""Expressions as text.

In: an expression. Out: its text; or, where that is too long for a line, several lines:

    ("pets" not in v            breaks at `and` and `or`, within parentheses, and before a
        or all(                 loop's `for`
            ...
"""

from __future__ import annotations

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
    Group,
    Infix,
    Item,
    Name,
    Not,
    Spread,
    Value,
    nodes,
)
from dfnsgen.python.source.source import Import, Source, code, join, literal, needing

_PARAMETER = Source("v")
"""The value, in a function of its own."""

_INDENT = Source("    ")


def printed(expression: Expression) -> Source:
    """Return the text of an expression, in one line."""
    parts = (node.text.needs for node in nodes(expression) if isinstance(node, Name))
    return needing(Source(_text(expression)), frozenset[Import]().union(*parts))


def _text(expression: Expression) -> str:
    # Plain formatting, for this is asked for each node: all parts are safe.
    match expression:
        case Value():
            return _PARAMETER
        case Name(text):
            return text
        case Constant(value):
            return literal(value)
        case Attribute(owner, name):
            return f"{_text(owner)}.{name}"
        case Item(owner, key, is_rest):
            return f"{_text(owner)}[{_text(key)}{':' if is_rest else ''}]"
        case Call(function, arguments):
            return f"{_text(function)}({', '.join([_text(argument) for argument in arguments])})"
        case Infix(left, sign, right):
            return f"{_text(left)} {sign} {_text(right)}"
        case Chain(word, operands):
            return f" {word} ".join([_text(operand) for operand in operands])
        case Not(operand):
            return f"not {_text(operand)}"
        case Group(inner):
            return f"({_text(inner)})"
        case Assign(variable, value):
            return f"{variable} := {_text(value)}"
        case Choice(condition, then, otherwise):
            return f"{_text(then)} if {_text(condition)} else {_text(otherwise)}"
        case Each(result, variables, values, condition, key):
            start = "" if key is None else f"{key}: "
            end = "" if condition is None else f" if {_text(condition)}"
            return f"{start}{_text(result)} for {', '.join(variables)} in {_text(values)}{end}"
        case Display(brackets, inner):
            return f"{brackets[0]}{_text(inner)}{brackets[1]}"
        case Spread(inner):
            return f"*{_text(inner)}"
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
        case Group(inner):
            return _within(Source("("), laid_out(inner, width - 4), Source(")"))
        case Call(function, (*before, last)):
            start = join(", ", [*map(printed, before), Source("")])
            start = code("{}({}", printed(function), start)
            return _within(start, laid_out(last, width - 4), Source(")"))
        case Infix(left, sign, right):
            end = code(" {} {}", Source(sign), printed(right))
            return _within(Source(""), laid_out(left, width), end)
        case Not(operand):
            return _within(Source("not "), laid_out(operand, width), Source(""))
        case Each(result, variables, values, None):
            loop = code("for {} in {}", join(", ", variables), printed(values))
            return (*laid_out(result, width), loop)
        case _:
            return (text,)


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
