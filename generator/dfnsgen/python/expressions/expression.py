"""Python expressions as values: what checks, builders and writers are made of until printed.

In: names, constants, and each other. Out: trees of a few kinds of nodes, in which `VALUE` is the
value that a function is about. Where what is done with a property is put in the place of the
property, `bound` replaces it, and names what it needs more than once:

    bound(len(VALUE) == 3 and VALUE in E_1, v["id"], x)  ->  len(x := v["id"]) == 3 and x in E_1
    bound(None if VALUE is None else f(VALUE), v["id"], x)
        ->  None if (x := v["id"]) is None else f(x)

Nothing here decides by what an expression looks like when it is printed: see `printing`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Any, Literal, LiteralString, TypeAlias

from dfnsgen.json_value import JsonValue
from dfnsgen.python.source.source import Source, code


@dataclass(frozen=True, slots=True)
class Value:
    """The value that an expression is about."""


@dataclass(frozen=True, slots=True)
class Name:
    """A name of the module, or a variable."""

    text: Source


@dataclass(frozen=True, slots=True)
class Constant:
    """A JSON value, written out."""

    value: JsonValue


@dataclass(frozen=True, slots=True)
class Attribute:
    """`owner.name`."""

    owner: Expression
    name: Source


@dataclass(frozen=True, slots=True)
class Subscript:
    """`owner[key]`, or `owner[key:]`, which is the rest of an array."""

    owner: Expression
    key: Expression
    is_rest: bool = False


@dataclass(frozen=True, slots=True)
class Call:
    """`function(arguments)`."""

    function: Expression
    arguments: tuple[Expression, ...]


@dataclass(frozen=True, slots=True)
class Infix:
    """`left sign right`: a comparison, or arithmetic in one."""

    left: Expression
    sign: LiteralString
    right: Expression


@dataclass(frozen=True, slots=True)
class Chain:
    """Operands joined by `and` or by `or`."""

    word: Literal["and", "or"]
    operands: tuple[Expression, ...]


@dataclass(frozen=True, slots=True)
class Not:
    """`not operand`."""

    operand: Expression


@dataclass(frozen=True, slots=True)
class Parens:
    """An expression in parentheses."""

    inner: Expression


@dataclass(frozen=True, slots=True)
class Assign:
    """`variable := value`."""

    variable: Source
    value: Expression


@dataclass(frozen=True, slots=True)
class Choice:
    """`then if condition else otherwise`; the condition is looked at first."""

    condition: Expression
    then: Expression
    otherwise: Expression


@dataclass(frozen=True, slots=True)
class Each:
    """`result for variables in values if condition`; of these only `values` sees the value.

    With a `key` it is `key: result for …`.
    """

    result: Expression
    variables: tuple[Source, ...]
    values: Expression
    condition: Expression | None = None
    key: Source | None = None


@dataclass(frozen=True, slots=True)
class Display:
    """`[inner]` or `{inner}`: a list or a dict."""

    brackets: Literal["[]", "{}"]
    inner: Expression


@dataclass(frozen=True, slots=True)
class Spread:
    """`*inner`."""

    inner: Expression


Expression: TypeAlias = (
    Value
    | Name
    | Constant
    | Attribute
    | Subscript
    | Call
    | Infix
    | Chain
    | Not
    | Parens
    | Assign
    | Choice
    | Each
    | Display
    | Spread
)

_HELD: dict[type[Any], tuple[str, ...]] = {
    Value: (),
    Name: (),
    Constant: (),
    Attribute: ("owner",),
    Subscript: ("owner", "key"),
    Call: ("function", "arguments"),
    Infix: ("left", "right"),
    Chain: ("operands",),
    Not: ("operand",),
    Parens: ("inner",),
    Assign: ("value",),
    Choice: ("condition", "then", "otherwise"),
    Each: ("result", "values", "condition"),
    Display: ("inner",),
    Spread: ("inner",),
}
"""The fields of each kind that hold expressions: walks are many, and look at nothing else."""

VALUE = Value()
NONE = Name(Source("None"))
_LOOPS = (Source("i"), Source("j"), Source("k"))


def loop_variable(depth: int) -> Source:
    """Return the variable of a loop at a depth; nested loops need their own."""
    return _LOOPS[depth] if depth < len(_LOOPS) else code("i{}", depth)


def is_none(value: Expression) -> Infix:
    """Return `value is None`."""
    return Infix(value, "is", NONE)


def call(function: Expression, *arguments: Expression) -> Call:
    """Return a call."""
    return Call(function, arguments)


def method(owner: Expression, name: LiteralString, *arguments: Expression) -> Call:
    """Return the call of a method."""
    return Call(Attribute(owner, Source(name)), arguments)


def class_of(owner: Expression) -> Attribute:
    """Return `owner.__class__`."""
    return Attribute(owner, Source("__class__"))


def size_of(owner: Expression) -> Call:
    """Return `len(owner)`."""
    return Call(Name(Source("len")), (owner,))


def put(expression: Expression, variable: Source) -> Expression:
    """Put a variable in the place of the value."""
    return substituted(expression, Name(variable))


def substituted(expression: Expression, getter: Expression) -> Expression:
    """Put a getter in the place of the value, as often as that is."""
    return _replaced(expression, lambda _: getter)


def bound(expression: Expression, getter: Expression, variable: Source) -> Expression:
    """Put a getter in the place of the value where that is once, and a variable where more often.

    The variable is assigned where the value is looked at first, which in `a if b else c` is in the
    condition. Parentheses around that are left out where it is the only argument of a call.
    """
    if sum(node is VALUE for node in nodes(expression)) < 2:
        return substituted(expression, getter)
    first: list[Expression] = [Assign(variable, getter)]
    name = Name(variable)

    def placed(is_alone: bool) -> Expression:
        if not first:
            return name
        start = first.pop()
        return start if is_alone else Parens(start)

    return _replaced(expression, placed)


def nodes(expression: Expression) -> Iterator[Expression]:
    """Yield an expression and all that it is made of, in any order."""
    waiting: list[Any] = [expression]
    while waiting:
        part = waiting.pop()
        held = _HELD.get(part.__class__)
        if held is not None:
            yield part
            for name in held:
                waiting.append(getattr(part, name))
        elif part is not None:
            waiting += part


def has_text(expression: Expression) -> bool:
    """Whether an expression asks for a text, as for a property by its name."""
    return any(
        isinstance(node, Constant) and isinstance(node.value, str) for node in nodes(expression)
    )


def is_any(expression: Expression) -> bool:
    """Whether a type checker takes a test for `Any`, as it does what compares with the value."""
    match expression:
        case Infix(_, "is" | "is not" | "in" | "not in", _):
            return False
        case Infix(left, "+", right):
            return is_any(left) or is_any(right)
        case Infix(Infix(_, "+", _) as total, _, _):
            return is_any(total)
        case Infix(_, _, right):
            return _is_of_value(right)
        case Chain(_, operands):
            return all(map(is_any, operands))
        case Parens(inner):
            return is_any(inner)
        case _:
            return False


def _is_of_value(expression: Expression) -> bool:
    """Whether an expression is the value, a part of it, or a variable that holds one."""
    match expression:
        case Value() | Name():
            return True
        case Attribute(inner, _) | Subscript(inner, _) | Parens(inner) | Assign(_, inner):
            return _is_of_value(inner)
        case Call(function, _):
            return not isinstance(function, Name) and _is_of_value(function)
        case _:
            return False


def _replaced(
    expression: Expression, placed: Callable[[bool], Expression], is_alone: bool = False
) -> Expression:
    """Replace each `VALUE` in the order of evaluation; `placed` hears whether it stands alone."""
    match expression:
        case Value():
            return placed(is_alone)
        case Name() | Constant():
            return expression
        case Each(values=values):
            return replace(expression, values=_replaced(values, placed))
        case Call(function, (argument,)):
            return Call(_replaced(function, placed), (_replaced(argument, placed, True),))
        case _:
            parts: list[Any] = [getattr(expression, name) for name in expression.__slots__]
            return expression.__class__(*[_replaced_part(part, placed) for part in parts])


def _replaced_part(part: Any, placed: Callable[[bool], Expression]) -> Any:
    if part.__class__ is tuple:
        return tuple([_replaced_part(one, placed) for one in part])
    return _replaced(part, placed) if part.__class__ in _HELD else part
