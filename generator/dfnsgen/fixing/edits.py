"""What is put into a tree: other names, arguments, keys, cases, comments.

In: what is to stand there. Out: Edits, each of which gives the node with it; all that isn't meant
stays as it is written.

    call(a,            call(a,
         b=1)   →           b=1,
                            c=None)
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Sequence
from typing import TypeVar

import libcst as cst

from dfnsgen.fixing.tree import Edit, Node

Part = TypeVar("Part", cst.Arg, cst.BaseDictElement)


def _of(kind: type[Node], edit: Callable[[Node], cst.CSTNode]) -> Edit:
    def checked(node: cst.CSTNode) -> cst.CSTNode:
        return edit(node) if isinstance(node, kind) else node

    return checked


def called(name: str) -> Edit:
    """A name is another one."""
    return _of(cst.Name, lambda node: node.with_changes(value=name))


def saying(content: str) -> Edit:
    """A text says something else, in its own quotes."""

    def edit(node: cst.SimpleString) -> cst.CSTNode:
        text = f"{node.prefix}{node.quote}{content}{node.quote}"
        return node.with_changes(value=text)

    return _of(cst.SimpleString, edit)


def naming(names: dict[str, str]) -> Edit:
    """In the expression that a text holds dotted names are others."""

    def edit(node: cst.SimpleString) -> cst.CSTNode:
        content = node.value[len(node.prefix) + len(node.quote) : -len(node.quote)]
        changed = cst.parse_expression(content).visit(_Naming(names))
        assert isinstance(changed, cst.BaseExpression)
        return saying(cst.Module([]).code_for_node(changed))(node)

    return _of(cst.SimpleString, edit)


class _Naming(cst.CSTTransformer):
    def __init__(self, names: dict[str, str]) -> None:
        super().__init__()
        self._names = names

    def leave_Attribute(
        self, original_node: cst.Attribute, updated_node: cst.Attribute
    ) -> cst.BaseExpression:
        name = self._names.get(cst.Module([]).code_for_node(original_node))
        if name is None:
            return updated_node
        return updated_node.with_changes(attr=cst.Name(name.rpartition(".")[2]))

    def visit_Attribute(self, node: cst.Attribute) -> bool:
        return isinstance(node.value, cst.Attribute)  # the names in it are none of their own

    def leave_Name(self, original_node: cst.Name, updated_node: cst.Name) -> cst.BaseExpression:
        return updated_node.with_changes(
            value=self._names.get(original_node.value, original_node.value)
        )


def imported_as(name: str, kept: str) -> Edit:
    """A name is imported that is another one, and is called as before."""

    def edit(node: cst.ImportAlias) -> cst.CSTNode:
        return node.with_changes(
            name=cst.Name(name), asname=node.asname or cst.AsName(name=cst.Name(kept))
        )

    return _of(cst.ImportAlias, edit)


def importing(name: str) -> Edit:
    """One more name is imported."""

    def edit(node: cst.ImportFrom) -> cst.CSTNode:
        if isinstance(node.names, cst.ImportStar):
            return node
        *before, last = node.names
        follows = before[-1].comma if before else _COMMA
        if isinstance(last.comma, cst.Comma):
            new = cst.ImportAlias(name=cst.Name(name), comma=last.comma)
        else:
            new = cst.ImportAlias(name=cst.Name(name))
        return node.with_changes(names=[*before, last.with_changes(comma=follows), new])

    return _of(cst.ImportFrom, edit)


def by_name(name: str) -> Edit:
    """An argument that stood at its place has its name."""

    def edit(node: cst.Arg) -> cst.CSTNode:
        return node.with_changes(keyword=cst.Name(name), equal=_EQUAL)

    return _of(cst.Arg, edit)


def with_argument(name: str, value: str) -> Edit:
    """A call has one more argument."""

    def edit(node: cst.Call) -> cst.CSTNode:
        new = cst.Arg(
            keyword=cst.Name(name), value=cst.parse_expression(as_code(value)), equal=_EQUAL
        )
        if not node.args:
            return node.with_changes(args=[new])
        *before, last = node.args
        between = _between([part.comma for part in before], node.whitespace_before_args)
        if isinstance(last.comma, cst.Comma):
            new = new.with_changes(comma=last.comma, whitespace_after_arg=last.whitespace_after_arg)
            last = last.with_changes(comma=between)
        else:
            new = new.with_changes(whitespace_after_arg=last.whitespace_after_arg)
            last = last.with_changes(comma=between, whitespace_after_arg=_NOTHING)
        return node.with_changes(args=[*before, last, new])

    return _of(cst.Call, edit)


def with_key(key: str, value: str) -> Edit:
    """A dict has one more key."""

    def edit(node: cst.Dict) -> cst.CSTNode:
        new = cst.DictElement(
            key=cst.SimpleString(as_code(repr(key))), value=cst.parse_expression(as_code(value))
        )
        if not node.elements:
            return node.with_changes(elements=[new])
        *before, last = node.elements
        between = _between([part.comma for part in before], node.lbrace.whitespace_after)
        if isinstance(last.comma, cst.Comma):
            new = new.with_changes(comma=last.comma)
        return node.with_changes(elements=[*before, last.with_changes(comma=between), new])

    return _of(cst.Dict, edit)


def _between(
    commas: Sequence[cst.Comma | cst.MaybeSentinel], start: cst.BaseParenthesizableWhitespace
) -> cst.Comma:
    """Return what parts arguments from each other: as before, on lines of their own or not."""
    for comma in commas:
        if isinstance(comma, cst.Comma):
            return comma.with_changes(whitespace_after=_without_comments(comma.whitespace_after))
    has_lines = isinstance(start, cst.ParenthesizedWhitespace)
    return cst.Comma(whitespace_after=_without_comments(start)) if has_lines else _COMMA


def _without_comments(
    blank: cst.BaseParenthesizableWhitespace,
) -> cst.BaseParenthesizableWhitespace:
    if not isinstance(blank, cst.ParenthesizedWhitespace):
        return blank
    newline = blank.first_line.newline
    return blank.with_changes(first_line=cst.TrailingWhitespace(newline=newline), empty_lines=[])


def with_cases(cases: Sequence[cst.MatchCase], place: int) -> Edit:
    """A match has more cases, before the one at a place."""

    def edit(node: cst.Match) -> cst.CSTNode:
        return node.with_changes(cases=[*node.cases[:place], *cases, *node.cases[place:]])

    return _of(cst.Match, edit)


def with_comment(text: str) -> Edit:
    """A statement has a comment above it."""

    def edit(node: cst.CSTNode) -> cst.CSTNode:
        line = cst.EmptyLine(comment=cst.Comment(f"# {text}"))
        lines = getattr(node, "leading_lines", ())
        return node.with_changes(leading_lines=[*lines, line])

    return edit


def as_code(literal: str) -> str:
    """Return a constant as people write it: a text in double quotes where it needs no escape."""
    value: object = ast.literal_eval(literal)
    plain = isinstance(value, str) and '"' not in value and repr(value) == f"'{value}'"
    return f'"{value}"' if plain else literal


_EQUAL = cst.AssignEqual(
    whitespace_before=cst.SimpleWhitespace(""), whitespace_after=cst.SimpleWhitespace("")
)
_COMMA = cst.Comma(whitespace_after=cst.SimpleWhitespace(" "))
_NOTHING = cst.SimpleWhitespace("")
