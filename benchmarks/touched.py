"""Whether a line of a program is touched by new bindings, as mypy's types of its expressions say.

In: a program with its bindings. Out: for each line of its modules the types of the expressions that
stand there in functions. It is no part of the search that it judges: a line whose expressions have
other types with the new bindings means something else, though nothing need be wrong with it.
"""

from __future__ import annotations

import ast
import re
import tempfile
from collections.abc import Iterator
from pathlib import Path

from mypy.api import run

from dfnsgen.render.writing.files import copy_tree

_REVEALED = re.compile(r'(app/[^:]+):(\d+): note: Revealed type is "(.*)"')
_LEFT_OUT = (ast.pattern, ast.FunctionDef, ast.AsyncFunctionDef)

Place = tuple[str, int]
Types = dict[Place, list[str]]
Position = tuple[int, int]
"""A line, from 1 on, and a column in bytes, from 0 on."""


def types_of_lines(root: Path) -> Types:
    """Return the types of the expressions at each line of a program's functions."""
    with tempfile.TemporaryDirectory() as name:
        judged = Path(name) / "program"
        copy_tree(root, judged, only=("*.py",))
        for path in judged.glob("app/*.py"):
            path.write_text(_revealing(_plainer(path.read_text())))
        options = ["--hide-error-context", "--no-pretty", "--check-untyped-defs"]
        cache = ["--cache-dir", str(root.parent / ".mypy_cache_revealed")]
        output, _, _ = run([*options, *cache, str(judged / "app")])
    found: Types = {}
    for line in output.splitlines():
        match = _REVEALED.search(line)
        if match:
            found.setdefault((match[1], int(match[2])), []).append(match[3])
    return found


def deciding_lines(root: Path, place: Place) -> set[Place]:
    """Return the lines that decide on what one does: its statement, or its match's subject."""
    path, line = place
    around = [
        node
        for node in ast.walk(ast.parse((root / path).read_text()))
        if isinstance(node, ast.stmt) and node.lineno <= line <= (node.end_lineno or line)
    ]
    inner = min(around, key=lambda node: (node.end_lineno or node.lineno) - node.lineno)
    if isinstance(inner, ast.Match):
        # What a case binds is of the types that stand in its body.
        bodies = [case for case in inner.cases if case.pattern.lineno == line]
        bound = {(path, n.lineno) for case in bodies for n in case.body}
        return {place, (path, inner.subject.lineno), *bound}
    if isinstance(inner, ast.If | ast.While | ast.For | ast.With):
        return {place}
    return {(path, number) for number in range(inner.lineno, (inner.end_lineno or line) + 1)}


def _plainer(text: str) -> str:
    """Return a module in which types can be revealed where they couldn't.

    `getattr(a, "b", …)` is `a.b`. Before Python 3.12 nothing is known of the places in an f-string:
    `f"{a} {b}"` is `str((a, b))`. What is declared is read: `a: A = b; a`.
    """
    edits: list[tuple[ast.expr | ast.stmt, str]] = []
    for node in ast.walk(ast.parse(text)):
        match node:
            case ast.JoinedStr(values=values):
                inner = [ast.unparse(v.value) for v in values if isinstance(v, ast.FormattedValue)]
                edits.append((node, f"str(({''.join(f'{one}, ' for one in inner)}))"))
            case ast.Call(
                func=ast.Name(id="getattr"), args=[owner, ast.Constant(value=str(member)), *_]
            ):
                edits.append((node, f"{ast.unparse(owner)}.{member}"))
            case ast.AnnAssign(target=ast.Name(id=name), value=ast.expr()):
                edits.append((node, f"{ast.get_source_segment(text, node)}; {name}"))
            case _:
                pass
    rows = [row.encode() for row in text.splitlines()]
    kept: list[tuple[Position, Position, str]] = []
    for node, plain in sorted(edits, key=lambda edit: (_start(edit[0]), -len(edit[1]))):
        # What stands inside another edit is part of that.
        is_apart = not kept or _start(node) >= kept[-1][1]
        if is_apart and node.lineno == node.end_lineno:
            kept.append((_start(node), _end(node), plain))
    for (line, column), (_, end), plain in reversed(kept):
        row = rows[line - 1]
        rows[line - 1] = row[:column] + plain.encode() + row[end:]
    return "\n".join(row.decode() for row in rows) + "\n"


def _start(node: ast.expr | ast.stmt) -> Position:
    return node.lineno, node.col_offset


def _end(node: ast.expr | ast.stmt) -> Position:
    return node.end_lineno or node.lineno, node.end_col_offset or 0


def _revealing(text: str) -> str:
    """Return a module that reveals the types of all names, members and calls in functions."""
    marks: set[tuple[int, int, int, str]] = set()
    for held in _read_in_functions(ast.parse(text)):
        start, end = _start(held), _end(held)
        marks.add((*start, -(end[0] * 1000 + end[1]), "reveal_type("))
        marks.add((*end, -(start[0] * 1000 + start[1]) - 10**9, ")"))
    rows = [row.encode() for row in text.splitlines()]
    # From the end on, so that no place moves; the outer call's parenthesis opens first.
    for line, column, _, mark in sorted(marks, reverse=True):
        row = rows[line - 1]
        rows[line - 1] = row[:column] + mark.encode() + row[column:]
    return "\n".join(row.decode() for row in rows) + "\n"


def _read_in_functions(tree: ast.Module) -> Iterator[ast.expr]:
    """Yield what is read in functions, but for types and patterns."""
    waiting: list[ast.AST] = []
    for function in ast.walk(tree):
        if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef):
            waiting += function.body
    while waiting:
        node = waiting.pop()
        is_bound = isinstance(getattr(node, "ctx", None), ast.Store | ast.Del)
        if isinstance(node, ast.Attribute | ast.Call | ast.Name) and not is_bound:
            yield node
        waiting += (inner for inner in _parts(node) if not isinstance(inner, _LEFT_OUT))


def _parts(node: ast.AST) -> Iterator[ast.AST]:
    """Yield what stands in an expression or statement; a bare name that is called or read is it."""
    left_out: list[ast.AST] = []
    match node:
        case ast.AnnAssign(annotation=annotation):
            left_out.append(annotation)
        case ast.Call(func=ast.Name() as read) | ast.Attribute(value=ast.Name() as read):
            left_out.append(read)
        case _:
            pass
    yield from (inner for inner in ast.iter_child_nodes(node) if inner not in left_out)
