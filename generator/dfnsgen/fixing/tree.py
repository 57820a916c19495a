"""A Python file as a tree of all its characters, whose nodes are found by their places.

In: the bytes of a file; nodes of `ast`. Out: nodes of libcst, and the bytes that they print as.
What isn't edited prints as it was: its encoding, its byte order mark, ends of lines and blanks.
"""

from __future__ import annotations

import ast
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from typing import TypeVar

import libcst as cst
from libcst.metadata import (
    MetadataWrapper,
    ParentNodeProvider,
    PositionProvider,
    Scope,
    ScopeProvider,
)

Node = TypeVar("Node", bound=cst.CSTNode)
Edit = Callable[[cst.CSTNode], cst.CSTNode]
"""What becomes of a node, the parts of which are edited already."""


class CannotKeep(Exception):
    """A file can't be printed as it was."""


class Tree:
    """The tree of one file, and the edits of its nodes."""

    def __init__(self, content: bytes) -> None:
        """Read a file. Raises CannotKeep where its tree doesn't print as what was read."""
        try:
            module = cst.parse_module(content)
        except (cst.ParserSyntaxError, UnicodeError, LookupError, RecursionError) as error:
            raise CannotKeep(type(error).__name__) from error
        if module.bytes != content:
            raise CannotKeep("its ends of lines")
        self._wrapper = MetadataWrapper(module, unsafe_skip_copy=True)
        self.module = self._wrapper.module
        self.lines = _lines(module.code)
        self._edits: dict[cst.CSTNode, list[Edit]] = defaultdict(list)
        self._inserted: dict[cst.CSTNode, list[cst.BaseStatement]] = defaultdict(list)
        ranges = self._wrapper.resolve(PositionProvider)
        self._parents = self._wrapper.resolve(ParentNodeProvider)
        self._starts: dict[tuple[int, int], list[cst.CSTNode]] = defaultdict(list)
        self._ends: dict[tuple[int, int], list[cst.CSTNode]] = defaultdict(list)
        for node, found in ranges.items():
            self._starts[found.start.line, found.start.column].append(node)
            self._ends[found.end.line, found.end.column].append(node)

    def starting(self, node: ast.AST, of: type[Node]) -> Iterator[Node]:
        """Yield the nodes of a type that start where one of `ast` does, the outermost first."""
        yield from (one for one in self.all_starting(node) if isinstance(one, of))

    def all_starting(self, node: ast.AST) -> Iterator[cst.CSTNode]:
        """Yield all nodes that start where one of `ast` does, the outermost first."""
        line, column = getattr(node, "lineno", 0), getattr(node, "col_offset", 0)
        yield from reversed(self._starts[line, self._column(line, column)])

    def ending(self, node: ast.AST, of: type[Node]) -> Iterator[Node]:
        """Yield the nodes of a type that end where one of `ast` does."""
        line, column = getattr(node, "end_lineno", 0), getattr(node, "end_col_offset", 0)
        found = self._ends[line, self._column(line, column)]
        yield from (one for one in found if isinstance(one, of))

    def parent(self, node: cst.CSTNode) -> cst.CSTNode | None:
        """Return the node around one."""
        return self._parents.get(node)

    def around(self, node: cst.CSTNode, of: type[Node]) -> Node | None:
        """Return the nearest node of a type around one."""
        outer = self.parent(node)
        while outer is not None and not isinstance(outer, of):
            outer = self.parent(outer)
        return outer

    def scope(self, node: cst.CSTNode) -> Scope | None:
        """Return the scope that a name is looked up in."""
        scopes = self._wrapper.resolve(ScopeProvider)
        found = scopes.get(node)
        return found if isinstance(found, Scope) else None

    def nodes(self, of: type[Node], inside: cst.CSTNode | None = None) -> Iterator[Node]:
        """Yield all nodes of a type, those inside of one."""
        waiting: list[cst.CSTNode] = [inside or self.module]
        while waiting:
            node = waiting.pop()
            if isinstance(node, of):
                yield node
            waiting.extend(reversed(node.children))

    def text(self, node: cst.CSTNode) -> str:
        """Return a node as it stands in the file."""
        return self.module.code_for_node(node)

    def edit(self, node: cst.CSTNode, edit: Edit) -> None:
        """Take note of an edit; those of one node follow each other."""
        self._edits[node].append(edit)

    def insert(self, statement: cst.BaseStatement, before: cst.CSTNode) -> None:
        """Take note of a statement that is put before another one."""
        self._inserted[before].append(statement)

    def is_edited(self, node: cst.CSTNode) -> bool:
        """Whether a node has an edit."""
        return node in self._edits

    def edited(self) -> bytes:
        """Return the file with all edits."""
        found = self.module.visit(_Editing(self._edits, self._inserted))
        assert isinstance(found, cst.Module)
        return found.bytes

    def _column(self, line: int, offset: int) -> int:
        """Return the character of a line that an offset in its bytes leads to."""
        if not 0 < line <= len(self.lines):
            return -1
        return len(self.lines[line - 1].encode("utf-8")[:offset].decode("utf-8", "ignore"))


class _Editing(cst.CSTTransformer):
    def __init__(
        self,
        edits: Mapping[cst.CSTNode, list[Edit]],
        inserted: Mapping[cst.CSTNode, list[cst.BaseStatement]],
    ) -> None:
        super().__init__()
        self._edits = edits
        self._inserted = inserted

    def on_leave(
        self, original_node: cst.CSTNodeT, updated_node: cst.CSTNodeT
    ) -> cst.CSTNodeT | cst.RemovalSentinel | cst.FlattenSentinel[cst.CSTNodeT]:
        node: cst.CSTNode = updated_node
        for edit in self._edits.get(original_node, ()):
            node = edit(node)
        if original_node in self._inserted:
            several = (*self._inserted[original_node], node)
            return cst.FlattenSentinel(several)  # type: ignore[arg-type]  # statements, all
        return node  # type: ignore[return-value]  # an edit gives what may stand in its place


def _lines(code: str) -> list[str]:
    """Return the lines as Python counts them, which knows fewer ends than str.splitlines."""
    return code.replace("\r\n", "\n").replace("\r", "\n").split("\n")
