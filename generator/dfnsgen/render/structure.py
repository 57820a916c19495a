"""What was printed, compared with what was planned: the last look before anything is written.

In: the text of a module and its FilePlan. Out: nothing, or a StructureFault. Where a text of the
document got out of its literal, the module holds a statement, a name or a call that no plan has.
"""

from __future__ import annotations

import ast
import re
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass
from typing import cast

from dfnsgen.render.outline import outline

HARMLESS_CALLS = frozenset({"frozenset", "tuple", "dict", "object", "TypeVar", "ParamSpec"})
"""What every module may call while it is imported."""

DECORATORS = frozenset(
    "property classmethod staticmethod overload final override cached_property".split()
)
"""What every module may decorate with; what takes arguments is a call."""

IMPORTED = frozenset(
    "__future__ builtins collections collections.abc contextlib dataclasses datetime decimal enum "
    "functools importlib json re types typing typing_extensions uuid warnings "
    "httpx2 msgspec pydantic".split()
)
"""The modules that printed code may import absolutely; all others are relative."""

FORBIDDEN_NAMES = frozenset(
    "eval exec compile open input breakpoint globals locals vars delattr memoryview".split()
)
FORBIDDEN_DUNDERS = frozenset(
    "__import__ __builtins__ __globals__ __subclasses__ __bases__ __base__ __mro__ __code__ "
    "__closure__ __loader__ __spec__ __reduce__ __reduce_ex__".split()
)

_PART = 50_000
"""How many characters are parsed at once, at least."""
_GAP = re.compile(r"\n\n(?=class |def |async def |@)|\n(?=[A-Z]+\[)")
_WORDS = ("import", *sorted(FORBIDDEN_NAMES | FORBIDDEN_DUNDERS))
_WHOLE_WORD = re.compile(rf"\b(?:{'|'.join(_WORDS)})\b")
_FOREIGN = re.compile(r"[^\x00-\x7f]")
_LEAVES = frozenset({ast.Constant, ast.Name, ast.Load, ast.Store, ast.Del, str, int, type(None)})
_FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)
_DEFINITIONS = (ast.ClassDef, *_FUNCTIONS)
_STATEMENTS = (ast.Import, ast.ImportFrom, ast.Assign, ast.AnnAssign, *_DEFINITIONS)


class StructureFault(Exception):
    """A printed module isn't what was planned."""


def check_structure(
    path: str,
    text: str,
    expected: tuple[str, ...],
    calls: tuple[str, ...] = (),
    modules: tuple[str, ...] = (),
) -> None:
    """Compare a module with its plan; raises StructureFault with file and line.

    It may call what `calls` names while it is imported, and import `modules`.
    """
    text = text.replace("\r\n", "\n").replace("\r", "\n")  # as Python counts lines
    suspects = _suspects(text)
    planned = _Planned(
        path=path,
        expected=expected,
        allowed=HARMLESS_CALLS.union(calls),
        imported=IMPORTED.union(modules),
        suspect_lines=_lines(text, suspects),
    )
    outlined = outline(text, suspects)
    try:
        _look(outlined, planned)
    except StructureFault:
        if outlined == text:
            raise
        _look(text, planned)  # it has the last word


@dataclass(frozen=True, slots=True, kw_only=True)
class _Planned:
    """What a module may hold; its suspect lines are those of its text."""

    path: str
    expected: tuple[str, ...]
    allowed: frozenset[str]
    imported: frozenset[str]
    suspect_lines: list[int]


def _look(text: str, planned: _Planned) -> None:
    path = planned.path
    definitions: list[tuple[str, int]] = []
    for statements in _parsed(path, text):
        _check_statements(path, statements)
        _check_import_time_calls(path, statements, planned.allowed)
        # A look at every node takes longer than all of printing. It is due only where a word of the
        # text is suspect, or where Python could read other words than ours (PEP 3131).
        _check_nodes(path, statements, planned.suspect_lines, planned.imported)
        definitions += [(s.name, s.lineno) for s in statements if isinstance(s, _DEFINITIONS)]
    _check_names(path, definitions, planned.expected)


def _parsed(path: str, text: str) -> Iterator[list[ast.stmt]]:
    """Yield the statements of a module, each on the line that it has.

    Nodes take some fifty times the room of their text, so those of one part go before the next.
    """
    # Parts that are Python each, from the left margin on, mean what they mean together: a string or
    # a bracket that leads from one into the next would be open at the end of the first.
    begun, line = 0, 0
    while begun < len(text):
        gap = _GAP.search(text, begun + _PART)
        end = gap.end() if gap else len(text)
        try:
            statements = _statements(path, "\n" * line + text[begun:end])
        except StructureFault:  # It may be that a text has such a gap.
            end = len(text)
            statements = _statements(path, "\n" * line + text[begun:])
        yield statements
        line += text.count("\n", begun, end)
        begun = end


def _statements(path: str, text: str) -> list[ast.stmt]:
    try:
        return ast.parse(text, path).body
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        raise StructureFault(f"{path}: not Python: {error}") from error


def _suspects(text: str) -> list[int]:
    """Return the places of all that a node may not have, in their order."""
    # The whole text is searched for each word: that is faster than one pattern of all.
    has_dunder = "__" in text
    words = [word for word in _WORDS if has_dunder or not word.startswith("__")]
    places = [at for word in words for at in _places(word, text)]
    places += [] if text.isascii() else [found.start() for found in _FOREIGN.finditer(text)]
    return sorted(places)


def _lines(text: str, places: list[int]) -> list[int]:
    """Return the numbers of the lines on which places are."""
    lines: list[int] = []
    line, end = 1, 0
    for at in places:
        line += text.count("\n", end, at)
        end = at
        lines.append(line)
    return lines


def _places(word: str, text: str) -> Iterator[int]:
    """Yield where a word stands, by itself."""
    at = text.find(word)
    while at >= 0:
        if _WHOLE_WORD.match(text, at):
            yield at
        at = text.find(word, at + 1)


def _check_statements(path: str, body: list[ast.stmt]) -> None:
    """Module level holds definitions, assignments, imports, docstrings and TYPE_CHECKING."""
    for statement in body:
        if isinstance(statement, ast.If) and _is_type_checking(statement.test):
            _check_statements(path, statement.body + statement.orelse)
        elif not isinstance(statement, _STATEMENTS) and not _is_text(statement):
            raise _fault(path, statement, f"{type(statement).__name__} at module level")


def _check_names(path: str, found: list[tuple[str, int]], expected: tuple[str, ...]) -> None:
    """The classes and functions are the planned ones, in the planned order."""
    for (found_name, line), name in zip(found, expected, strict=False):
        if found_name != name:
            raise StructureFault(f"{path}:{line}: {found_name} stands where {name} was planned")
    if len(found) != len(expected):
        raise StructureFault(f"{path}: {len(found)} classes and functions, planned {len(expected)}")


def _check_import_time_calls(path: str, body: list[ast.stmt], allowed: frozenset[str]) -> None:
    """Importing the module calls nothing but what is allowed; a decorator is a call as well."""
    for statement in body:
        for node in _run_at_import(statement):
            if isinstance(node, ast.Call) and ast.unparse(node.func) not in allowed:
                raise _fault(path, node, "a call at import that was not planned")
            if isinstance(node, _DEFINITIONS):
                _check_decorators(path, node.decorator_list, allowed)


def _check_decorators(path: str, decorators: list[ast.expr], allowed: frozenset[str]) -> None:
    for decorator in decorators:
        if isinstance(decorator, ast.Call):
            continue  # judged as the call it is
        if isinstance(decorator, ast.BinOp):
            _check_decorators(path, [decorator.left, decorator.right], allowed)
            continue
        if ast.unparse(decorator) not in DECORATORS | allowed:
            raise _fault(path, decorator, "a decorator that was not planned")


def _check_nodes(
    path: str, body: list[ast.stmt], lines: list[int], imported: frozenset[str]
) -> None:
    """No import and no name, in a statement on one of the lines, that reaches out of the package.

    A parameter may have the name of a built-in function: inside, the name is the parameter.
    """
    waiting: list[tuple[ast.AST, frozenset[str]]] = [
        (statement, frozenset()) for statement in body if _is_on(statement, lines)
    ]
    while waiting:
        node, own = waiting.pop()
        _check_node(path, node, imported, own)
        inner = own | _parameters(node) if isinstance(node, _FUNCTIONS) else own
        within: list[ast.stmt] = node.body if isinstance(node, _FUNCTIONS) else []
        waiting += [
            (child, inner if child in within else own)
            for child in ast.iter_child_nodes(node)
            if not isinstance(child, ast.stmt) or _is_on(child, lines)
        ]


def _is_on(statement: ast.stmt, lines: list[int]) -> bool:
    """Whether one of the lines is the statement's, its decorators' or one of what it holds."""
    decorators: list[ast.expr] = getattr(statement, "decorator_list", [])
    first = min([statement.lineno, *(decorator.lineno for decorator in decorators)])
    after = bisect_left(lines, first)
    return after < len(lines) and lines[after] <= (statement.end_lineno or first)


def _parameters(function: ast.FunctionDef | ast.AsyncFunctionDef) -> frozenset[str]:
    a = function.args
    return frozenset(argument.arg for argument in (*a.posonlyargs, *a.args, *a.kwonlyargs))


def _check_node(
    path: str, node: ast.AST, imported: frozenset[str], parameters: frozenset[str] = frozenset()
) -> None:
    if isinstance(node, ast.Name):
        # A field may have the name of a built-in function: nothing is reached by giving it.
        is_read = not isinstance(node.ctx, ast.Store) and node.id not in parameters
        if (node.id in FORBIDDEN_NAMES and is_read) or node.id in FORBIDDEN_DUNDERS:
            raise _fault(path, node, f"the name {node.id}")
    elif isinstance(node, ast.Attribute):
        if node.attr in FORBIDDEN_DUNDERS:
            raise _fault(path, node, f"the attribute {node.attr}")
    elif isinstance(node, ast.Import):
        _check_imported(path, node, [alias.name for alias in node.names], imported)
    elif isinstance(node, ast.ImportFrom) and node.level == 0:
        _check_imported(path, node, [node.module or ""], imported)


def _check_imported(
    path: str, node: ast.stmt, modules: list[str], imported: frozenset[str]
) -> None:
    for module in modules:
        if module not in imported:
            raise _fault(path, node, f"an import of {module}")


def _run_at_import(node: ast.AST) -> Iterator[ast.AST]:
    """Walk what runs while the module is imported: all but the bodies of functions, and leaves."""
    # Fields of nodes hold None as well, and names: all that is no node is left out with the leaves.
    stack: list[object] = [node]
    while stack:
        current = stack.pop()
        if type(current) in _LEAVES or not isinstance(current, ast.AST):
            continue
        if isinstance(current, ast.AnnAssign):
            stack += (current.target, current.value)
            continue
        yield current
        if isinstance(current, _FUNCTIONS):
            stack += [*current.decorator_list, *current.args.defaults, *current.args.kw_defaults]
        elif isinstance(current, ast.Lambda):
            stack += [*current.args.defaults, *current.args.kw_defaults]
        else:
            for held in map(current.__getattribute__, current._fields):
                if isinstance(held, list):
                    stack += cast("list[object]", held)
                else:
                    stack.append(held)


def _is_type_checking(test: ast.expr) -> bool:
    return isinstance(test, ast.Name) and test.id == "TYPE_CHECKING"


def _is_text(statement: ast.stmt) -> bool:
    return (
        isinstance(statement, ast.Expr)
        and isinstance(statement.value, ast.Constant)
        and isinstance(statement.value.value, str)
    )


def _fault(path: str, node: ast.stmt | ast.expr, what: str) -> StructureFault:
    return StructureFault(f"{path}:{node.lineno}: {what}")
