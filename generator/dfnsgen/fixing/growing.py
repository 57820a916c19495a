"""Cases for what a union or an enum may be now, in code that had one for each member.

In: `assert_never(x)`, or a `match` without a case for all else. Out: in front of it what raises
NotImplementedError, so that the type checker is content and nobody overlooks what is new.

    case models.Wet():                 case models.Wet():
        ...                                ...
    case _:                    →       case models.Raw():
        assert_never(food)                 raise NotImplementedError("Raw is new")
                                       case _:
                                           assert_never(food)
"""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator

import libcst as cst

from dfnsgen.diff.bindings.surface import Surface, aliases_of, members_of
from dfnsgen.fixing.edits import as_code, importing, with_cases
from dfnsgen.fixing.tree import Tree
from dfnsgen.usage.touch import Touch, Use

WRITTEN_OTHERWISE = "it is written in a way that isn't edited"
NO_NAME = "how the module calls the new class isn't clear"


class Growing:
    """Adds cases to one module. `surface` is the package before."""

    def __init__(self, tree: Tree, surface: Surface) -> None:
        self._tree = tree
        self._surface = surface
        self._done: set[tuple[cst.CSTNode, str]] = set()

    def concerns(self, touch: Touch) -> bool:
        """Whether a touch needs an edit: a match that left something out before needs none."""
        if touch.use not in (Use.NEVER, Use.MATCH):
            return True
        if not _new(touch):
            return False
        if not isinstance(touch.node, ast.Match):
            return True
        return self._former(touch) <= {*_covered(touch.node.cases)}

    def handle(self, touch: Touch) -> str | None:
        """Add cases for all that is new; return why that couldn't be done."""
        former = self._former(touch)
        for match in self._tree.starting(touch.node, cst.Match):
            return self._add(touch, match, former, len(match.cases))
        for call in self._tree.starting(touch.node, cst.Call):
            return self._before(touch, call, former)
        return WRITTEN_OTHERWISE

    def _former(self, touch: Touch) -> set[str]:
        """Return the members that there were: constants as they are written, names of classes."""
        types = self._surface.types
        found = types.get(touch.change.owner.removeprefix("models."))
        if found is None or found.alias is None:
            return set()
        members = members_of(found.alias, aliases_of(types.values()))
        return {_written(member) for member in members}

    def _before(self, touch: Touch, call: cst.Call, former: set[str]) -> str | None:
        """Add what is new before `assert_never(x)`, as cases if that is the last case's."""
        case = self._tree.around(call, cst.MatchCase)
        match = self._tree.parent(case) if case is not None else None
        if case is not None and isinstance(match, cst.Match) and _is_all_else(case):
            return self._add(touch, match, former, match.cases.index(case))
        line = self._tree.around(call, cst.SimpleStatementLine)
        if line is None or not call.args:
            return WRITTEN_OTHERWISE
        subject = self._tree.text(call.args[0].value)
        for member in _new(touch):
            name = _written(member)
            test = f"{subject} == {name}"
            if not member.startswith("Literal["):
                spelled = self._spelled(name, former, line)
                if spelled is None:
                    return NO_NAME
                test = f"isinstance({subject}, {spelled})"
            if (line, name) not in self._done:
                self._done.add((line, name))
                self._tree.insert(self._parsed(f"if {test}:", _raising(name)), line)
        return None

    def _add(self, touch: Touch, match: cst.Match, former: set[str], place: int) -> str | None:
        cases: list[cst.MatchCase] = []
        for member in _new(touch):
            name = pattern = _written(member)
            if not member.startswith("Literal["):
                spelled = self._spelled(name, former, match)
                if spelled is None:
                    return NO_NAME
                pattern = f"{spelled}()"
            if (match, name) in self._done:
                continue
            self._done.add((match, name))
            made = self._parsed("match _:", f"case {pattern}:", _raising(name))
            assert isinstance(made, cst.Match)
            cases += made.cases
        if cases:
            self._tree.edit(match, with_cases(cases, place))
        return None

    def _parsed(self, *lines: str) -> cst.BaseCompoundStatement:
        """Return a statement, each of whose lines stands deeper than the one before."""
        deep = self._tree.module.default_indent
        text = "".join(f"{deep * n}{line}\n" for n, line in enumerate(lines))
        made = cst.parse_statement(text, config=self._tree.module.config_for_parsing)
        assert isinstance(made, cst.BaseCompoundStatement)
        return made

    def _spelled(self, name: str, former: Iterable[str], near: cst.CSTNode) -> str | None:
        """Return how the module calls a class: like its siblings, of the same module."""
        known = {*former} & self._surface.types.keys()
        inside = self._tree.around(near, cst.FunctionDef) or self._tree.module
        for scope in (near, inside, self._tree.module):
            for attribute in self._tree.nodes(cst.Attribute, scope):
                if attribute.attr.value in known:
                    return f"{self._tree.text(attribute.value)}.{name}"
        for statement in self._tree.nodes(cst.ImportFrom):
            if isinstance(statement.names, cst.ImportStar):
                continue
            imported = {alias.evaluated_name for alias in statement.names}
            if name in imported:
                return name
            if imported & known:
                if not any(one.value == name for one in self._tree.nodes(cst.Name)):
                    self._tree.edit(statement, importing(name))
                    return name
                return None
        return None


def _new(touch: Touch) -> list[str]:
    """Return the members that take nobody's place."""
    change = touch.change
    known = {f"Literal[{now}]" for now in change.constants.values()}
    return sorted(change.gained - known)


def _is_all_else(case: cst.MatchCase) -> bool:
    return isinstance(case.pattern, cst.MatchAs) and case.pattern.pattern is None


def _written(member: str) -> str:
    if not member.startswith("Literal["):
        return member
    return as_code(member.removeprefix("Literal[").removesuffix("]"))


def _raising(name: str) -> str:
    text = f"{name.strip(chr(34))} is new"
    return f"raise NotImplementedError({as_code(repr(text))})"


def _covered(cases: Iterable[ast.match_case]) -> Iterator[str]:
    """Yield the members that have a case of their own."""
    for case in cases:
        if case.guard is None:
            yield from _matched(case.pattern)


def _matched(pattern: ast.pattern) -> Iterator[str]:
    match pattern:
        case ast.MatchOr(patterns=several):
            for one in several:
                yield from _matched(one)
        case ast.MatchAs(pattern=ast.pattern() as inner):
            yield from _matched(inner)
        case ast.MatchValue(value=ast.Constant(value=value)):
            yield as_code(repr(value))
        case ast.MatchSingleton(value=value):
            yield repr(value)
        case ast.MatchClass(cls=cls, patterns=[], kwd_patterns=[]):
            yield ast.unparse(cls).rpartition(".")[2]
        case ast.MatchClass(cls=cls, patterns=[], kwd_patterns=several) if all(
            isinstance(one, ast.MatchAs) and one.pattern is None for one in several
        ):
            yield ast.unparse(cls).rpartition(".")[2]
        case _:
            pass
