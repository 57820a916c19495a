"""The names that a module binds by importing them, under other names.

In: an import of a name that is called otherwise now. Out: edits of the import, and of all that
refers to it; or of the import alone (`import New as Old`), where others know the name.
"""

from __future__ import annotations

import ast

import libcst as cst
from libcst.metadata import BuiltinAssignment

from dfnsgen.fixing.edits import called, imported_as, naming
from dfnsgen.fixing.tree import Tree


class Imports:
    """The imports of one module; `exported` are its names that others know."""

    def __init__(self, tree: Tree, exported: frozenset[str]) -> None:
        self._tree = tree
        self._exported = exported
        self._renamed: set[tuple[cst.CSTNode, str]] = set()

    def rebind(self, node: ast.AST, old: str, new: str) -> bool:
        """Rename what an import names; False where it names no such thing."""
        for statement in self._tree.starting(node, cst.ImportFrom):
            if isinstance(statement.names, cst.ImportStar):
                return True  # what it binds is named where it is used
            for alias in statement.names:
                if alias.evaluated_name == old:
                    self._rename(statement, alias, new)
                    return True
        return False

    def rename_module(self, node: ast.AST, old: str, new: str) -> bool:
        """Rename the last part of the module that an import names."""
        for statement in self._tree.starting(node, cst.ImportFrom):
            module = statement.module
            last = module.attr if isinstance(module, cst.Attribute) else module
            if isinstance(last, cst.Name) and last.value == old:
                if not self._tree.is_edited(last):
                    self._tree.edit(last, called(new))
                return True
        return False

    def is_bound(self, name: str, where: cst.CSTNode) -> bool:
        """Whether a module itself binds a name, so that its uses follow what binds it."""
        scope = self._tree.scope(where)
        found = scope[name] if scope is not None else ()
        return any(not isinstance(one, BuiltinAssignment) for one in found)

    def _rename(self, statement: cst.ImportFrom, alias: cst.ImportAlias, new: str) -> None:
        old = alias.evaluated_name
        if (alias, new) in self._renamed:
            return
        self._renamed.add((alias, new))
        if alias.asname is not None:
            self._tree.edit(alias.name, called(new))
            return
        scope = self._tree.scope(statement)
        bound = list(scope[old]) if scope is not None else []
        if len(bound) != 1 or self._is_known(old) or self._is_taken(new):
            self._tree.edit(alias, imported_as(new, old))
            return
        self._tree.edit(alias.name, called(new))
        for access in bound[0].references:
            node: cst.CSTNode = access.node
            while isinstance(node, cst.Attribute):
                node = node.value
            if isinstance(node, cst.SimpleString):
                self._tree.edit(node, naming({old: new}))
            elif isinstance(node, cst.Name):
                self._tree.edit(node, called(new))

    def _is_known(self, name: str) -> bool:
        """Whether other modules import the name from this one, or `__all__` says that they may."""
        return name in self._exported or any(
            text.evaluated_value == name
            for assignment in self._tree.nodes(cst.Assign)
            if any(
                isinstance(one.target, cst.Name) and one.target.value == "__all__"
                for one in assignment.targets
            )
            for text in self._tree.nodes(cst.SimpleString, assignment)
        )

    def _is_taken(self, name: str) -> bool:
        return any(one.value == name for one in self._tree.nodes(cst.Name))
