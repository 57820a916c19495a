"""The edit that mends a place where somebody's code meets a change.

In: the touches of one module, and its tree. Out: edits in the tree; for each touch that has none,
the reason. What isn't known for certain is left as it is.
"""

from __future__ import annotations

import ast
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import libcst as cst

from dfnsgen.diff.bindings.surface import Surface
from dfnsgen.fixing.edits import (
    by_name,
    called,
    naming,
    saying,
    with_argument,
    with_comment,
    with_key,
)
from dfnsgen.fixing.growing import Growing
from dfnsgen.fixing.imports import Imports
from dfnsgen.fixing.successors import Successors
from dfnsgen.fixing.tree import Tree
from dfnsgen.usage.touch import NamespaceUse, Touch, Use

GUESSED = "it isn't certain that this is the package's"
REMOVED = "nothing takes its place"
WRITTEN_OTHERWISE = "it is written in a way that isn't edited"
SPLIT = "what it held is in several namespaces now"
WIDER = "what else it may be now is to be handled"
OTHERS_TOO = "the value may be of a class where it is called as before"
TO_BE_GIVEN = "what to give is for you to say; a TODO marks it"
OTHER_VALUES = "what is given is no longer taken"


@dataclass(frozen=True, slots=True, kw_only=True)
class Chosen:
    """A touch with what was done: nothing need be said (""), or why nothing could be done."""

    touch: Touch
    reason: str = ""
    is_marked: bool = False


class Choosing:
    """Chooses the edits of one module."""

    def __init__(
        self, tree: Tree, successors: Successors, surface: Surface, exported: frozenset[str]
    ) -> None:
        self._tree = tree
        self._successors = successors
        self._imports = Imports(tree, exported)
        self._growing = Growing(tree, surface)
        self._todos: set[tuple[cst.CSTNode, str]] = set()
        self._sharing: Counter[tuple[ast.AST, str]] = Counter()

    def choose(
        self, touches: Iterable[Touch], namespaces: Iterable[NamespaceUse]
    ) -> Iterator[Chosen]:
        """Edit what can be, and yield each touch once, with what was done."""
        several = list({_key_of(one): one for one in touches}.values())
        self._sharing = Counter((one.node, one.change.now) for one in several)
        for touch in several:
            if touch.use is Use.PASSED_ON or not self._growing.concerns(touch):
                continue
            reason = self._reason(touch)
            yield Chosen(touch=touch, reason=reason or "", is_marked=reason is TO_BE_GIVEN)
        for use in namespaces:
            self._namespace(use)

    def _reason(self, touch: Touch) -> str | None:
        """Edit one place; return why that couldn't be done, None where it was."""
        if touch.use is Use.NEVER or touch.use is Use.MATCH:
            return self._growing.handle(touch)
        if not touch.sure:
            return GUESSED
        match touch.use:
            case Use.IMPORT | Use.NAME:
                return self._named(touch)
            case Use.ATTRIBUTE | Use.TEXT | Use.PATTERN:
                return self._member(touch)
            case Use.ARGUMENT | Use.KEY:
                return self._given(touch)
            case Use.CONSTANT:
                return self._constant(touch)
            case Use.MISSING | Use.MISSING_KEY:
                return self._missing(touch)
            case Use.VALUE:
                return OTHER_VALUES
            case _:
                return WIDER

    def _named(self, touch: Touch) -> str | None:
        """A class, an alias or a method is called otherwise now."""
        change, node = touch.change, touch.node
        now = self._successors.of(change)
        if not now:
            return REMOVED if change.change in ("removed", "renamed") else WIDER
        if change.kind == "method":
            return self._method(touch, now)
        old = touch.what.rpartition(".")[2]
        if old == f"{change.owner.rpartition('.')[2]}Dict":
            now = f"{now}Dict"  # what a body is called that is given as a dict
        if touch.use is Use.IMPORT:
            return None if self._imports.rebind(node, old, now) else WRITTEN_OTHERWISE
        for text in self._tree.starting(node, cst.SimpleString):
            if _last(node) == old and self._is_own(node, text):
                dotted = ast.unparse(node)
                self._tree.edit(text, naming({dotted: f"{dotted.removesuffix(old)}{now}"}))
            return None
        for name in self._tree.ending(node, cst.Name):
            if name.value != old:
                return None  # it was imported under another name, or bound to one
            if self._is_own(node, name):
                self._tree.edit(name, called(now))
            return None
        return WRITTEN_OTHERWISE

    def _is_own(self, node: ast.AST, where: cst.CSTNode) -> bool:
        """Whether a name is edited where it stands: it doesn't follow what binds it."""
        return not (isinstance(node, ast.Name) and self._imports.is_bound(node.id, where))

    def _method(self, touch: Touch, now: str) -> str | None:
        space, _, old = touch.what.removeprefix("client.").partition(".")
        space_now, _, new = now.partition(".")
        if touch.use is Use.TEXT:
            return self._text(touch.node, old, new) if space == space_now else SPLIT
        for name in self._tree.ending(touch.node, cst.Name):
            if name.value != old:
                return None
            if not isinstance(touch.node, ast.Attribute):
                return None
            moves = space_now not in (space, self._successors.namespace(space))
            if moves and not self._moved(name, space, space_now):
                return SPLIT
            if old != new:
                self._tree.edit(name, called(new))
            return None
        return WRITTEN_OTHERWISE

    def _moved(self, method: cst.Name, space: str, now: str) -> bool:
        """Edit `client.wallets` before `.get_wallet`: the method alone is in another namespace."""
        attribute = self._tree.parent(method)
        for _ in range(2):
            value = attribute.value if isinstance(attribute, cst.Attribute) else None
            if isinstance(value, cst.Attribute) and value.attr.value == space:
                self._tree.edit(value.attr, called(now))
                return True
            attribute = value
        return False

    def _namespace(self, use: NamespaceUse) -> None:
        now = self._successors.namespace(use.name)
        if not now or now == use.name:
            return
        if isinstance(use.node, ast.ImportFrom):
            self._imports.rename_module(use.node, use.name, now)
            for old, new in self._successors.classes_of(use.name):
                self._imports.rebind(use.node, old, new)
            return
        for name in self._tree.ending(use.node, cst.Name):
            if name.value == use.name and not self._tree.is_edited(name):
                self._tree.edit(name, called(now))

    def _member(self, touch: Touch) -> str | None:
        """A field is called otherwise now."""
        change = touch.change
        if change.change != "renamed":
            return REMOVED if change.change == "removed" else WIDER
        if self._sharing[touch.node, change.now] < touch.among:
            return OTHERS_TOO
        if touch.use is Use.TEXT:
            return self._text(touch.node, change.member, change.now)
        if touch.use is Use.PATTERN:
            for pattern in self._tree.starting(touch.node, cst.MatchClass):
                for one in pattern.kwds:
                    if one.key.value == change.member:
                        self._once(one.key, change.now)
                        return None
            return WRITTEN_OTHERWISE
        for name in self._tree.ending(touch.node, cst.Name):
            if name.value == change.member:
                self._once(name, change.now)
                return None
        return WRITTEN_OTHERWISE

    def _once(self, name: cst.Name, now: str) -> None:
        """Rename once what several changes of one value rename alike."""
        if not self._tree.is_edited(name):
            self._tree.edit(name, called(now))

    def _text(self, node: ast.AST, old: str, new: str) -> str | None:
        """Edit `getattr(wallet, "name")`."""
        for call in self._tree.starting(node, cst.Call):
            for argument in call.args[1:2]:
                text = argument.value
                if isinstance(text, cst.SimpleString) and text.evaluated_value == old:
                    self._tree.edit(text, saying(new))
                    return None
        return WRITTEN_OTHERWISE

    def _given(self, touch: Touch) -> str | None:
        """An argument or a key is called otherwise now, or must be named now."""
        change = touch.change
        if change.change == "removed":
            return REMOVED
        if touch.use is Use.KEY:
            return self._key(touch)
        for argument in self._arguments(touch.node):
            if argument.keyword is not None and argument.keyword.value == change.member:
                if not change.now:
                    return None  # it must be given by its name, and is
                self._once(argument.keyword, change.now)
                return None
            if argument.keyword is None and not change.now and not argument.star:
                self._tree.edit(argument, by_name(change.member))
                return None
        return WRITTEN_OTHERWISE

    def _arguments(self, value: ast.AST) -> Iterator[cst.Arg]:
        """Yield the argument whose value starts at a place, the outermost call's first."""
        for node in self._tree.all_starting(value):
            argument = self._tree.parent(node)
            if isinstance(argument, cst.Arg) and argument.value is node:
                yield argument

    def _key(self, touch: Touch) -> str | None:
        old, new = touch.change.keys
        if not new:
            return WIDER
        for text in self._tree.starting(touch.node, cst.SimpleString):
            if text.evaluated_value == old and not self._tree.is_edited(text):
                self._tree.edit(text, saying(new))
                return None
        return WRITTEN_OTHERWISE

    def _constant(self, touch: Touch) -> str | None:
        assert isinstance(touch.node, ast.Constant)
        value = touch.node.value
        now = touch.change.constants.get(repr(value))
        if now is None:
            return REMOVED
        new: object = ast.literal_eval(now)
        for text in self._tree.starting(touch.node, cst.SimpleString):
            if text.evaluated_value == value and isinstance(new, str):
                if not self._tree.is_edited(text):
                    self._tree.edit(text, saying(_escaped(new, text)))
                return None
        return WRITTEN_OTHERWISE

    def _missing(self, touch: Touch) -> str | None:
        """An argument or key must be given now."""
        change = touch.change
        if touch.use is Use.MISSING:
            for call in self._tree.starting(touch.node, cst.Call):
                if not _ends_alike(self._tree, call, touch.node):
                    continue
                if change.value:
                    self._tree.edit(call, with_argument(change.member, change.value))
                    return None
                return self._todo(call, f"{change.member} must be given now")
        for one in self._tree.starting(touch.node, cst.Dict):
            if change.value and change.keys[1]:
                self._tree.edit(one, with_key(change.keys[1], change.value))
                return None
            return self._todo(one, f"{change.keys[1] or change.member} must be given now")
        return WRITTEN_OTHERWISE

    def _todo(self, node: cst.CSTNode, text: str) -> str:
        statement: cst.CSTNode | None = node
        while statement is not None and not hasattr(statement, "leading_lines"):
            statement = self._tree.parent(statement)
        if statement is None:
            return WRITTEN_OTHERWISE
        if (statement, text) not in self._todos:
            self._todos.add((statement, text))
            self._tree.edit(statement, with_comment(f"TODO: {text}"))
        return TO_BE_GIVEN


def _key_of(touch: Touch) -> tuple[object, ...]:
    """Return what two touches have in common that are one: a text's parts have its place."""
    node = touch.node
    start = (getattr(node, "lineno", 0), getattr(node, "col_offset", 0))
    end = (getattr(node, "end_lineno", 0), getattr(node, "end_col_offset", 0))
    return (start, end, touch.use, touch.what, touch.change)


def _last(node: ast.AST) -> str:
    return ast.unparse(node).rpartition(".")[2]


def _escaped(text: str, inside: cst.SimpleString) -> str:
    """Return a text as it is written between the quotes of another."""
    if "r" in inside.prefix.lower():
        return text
    return text.replace("\\", "\\\\").replace(inside.quote[0], f"\\{inside.quote[0]}")


def _ends_alike(tree: Tree, call: cst.Call, node: ast.AST) -> bool:
    return any(one is call for one in tree.ending(node, cst.Call))
