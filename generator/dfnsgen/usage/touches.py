"""Which changes of a package an expression touches.

In: expressions one by one, with what their names stand for. Out: Touches, each sure or a guess.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator

from dfnsgen.diff.bindings.change import BindingChange
from dfnsgen.diff.bindings.surface import Item, Type, aliases_of, members_of
from dfnsgen.python.source.annotation import Annotation, Ref
from dfnsgen.python.source.source import code, identifier
from dfnsgen.usage.expressions import ExpressionKinds, Names
from dfnsgen.usage.kinds import (
    ClientMethod,
    ClientNamespace,
    Foreign,
    Kind,
    Model,
    OwnName,
    OwnValue,
    PackagePart,
    Partial,
    Special,
    Thing,
    one_of,
)
from dfnsgen.usage.touch import Changed, NamespaceUse, Touch, Use

_DICTS = "dicts."
_WRITTEN_OUT = (ast.Constant, ast.Dict, ast.List)
_Entries = dict[str, tuple[ast.expr, ast.expr]]
"""The keys and values of a dict, by the keys' texts."""


class Touches:
    """Collects what is touched. `near` is set where the package is used at all."""

    def __init__(self, expressions: ExpressionKinds, changed: Changed) -> None:
        self._expressions = expressions
        self._changed = changed
        self.found: list[Touch] = []
        self.namespaces: list[NamespaceUse] = []
        self.exports: set[tuple[str, str]] = set()
        self.calls: dict[str, list[int]] = {}
        self.near = False

    def imported(self, node: ast.AST, kind: Kind, *, directly: bool) -> None:
        """Take note of an imported name, from the package `directly` or from the code's own."""
        for thing in kind.things:
            self.near |= _is_of_package(thing)
            self._whole(node, thing, Use.IMPORT if directly else Use.PASSED_ON)
            if directly and isinstance(thing, PackagePart) and thing.path.startswith("client."):
                self.namespaces.append(NamespaceUse(node=node, name=thing.path.split(".")[1]))

    def visit(self, node: ast.AST, names: Names) -> None:
        """Take note of an expression or pattern."""
        match node:
            case ast.Name():
                for thing in names[node.id].things if node.id in names else ():
                    self._whole(node, thing)
            case ast.Attribute():
                self._attribute(node, names)
            case ast.Call():
                self._call(node, names)
            case ast.Compare(left=left, ops=[ast.Eq() | ast.NotEq()], comparators=[right]):
                self._compared(left, right, names)
                self._compared(right, left, names)
            case ast.Compare(left=left, ops=[ast.In() | ast.NotIn()], comparators=[several]):
                if isinstance(several, ast.Tuple | ast.List | ast.Set):
                    for right in several.elts:
                        self._compared(left, right, names)
            case ast.MatchClass():
                self._pattern(node, names)
            case ast.Match():
                self.matched(node, names)
            case ast.AnnAssign(annotation=annotation, value=ast.Dict() as value):
                self._declared(value, annotation, names)
            case _:
                pass

    def _add(
        self,
        node: ast.AST,
        what: str,
        change: BindingChange,
        use: Use,
        *,
        sure: bool = True,
        among: int = 1,
    ) -> None:
        touch = Touch(node=node, what=what, change=change, use=use, sure=sure, among=among)
        self.found.append(touch)

    def _whole(self, node: ast.AST, thing: Thing, use: Use = Use.NAME) -> None:
        """A class, an alias or a method is named, and isn't there or isn't what it was."""
        owner = self._owner(thing)
        if owner:
            self.near = True
            as_dict = thing.path if isinstance(thing, PackagePart) and _is_dict(thing) else ""
            whole = self._changed.whole
            for change in (*whole.get(owner, ()), *whole.get(as_dict, ())):
                if change.reads and not (change.kind == "method" and change.change == "changed"):
                    self._add(node, as_dict or owner, change, use)

    def _owner(self, thing: Thing) -> str:
        """Return what changes call a class, alias or method of the package; "" of all else."""
        match thing:
            case PackagePart(path) if path.startswith("models."):
                return path
            case PackagePart(path) if _is_dict(thing):
                return f"models.{path.removeprefix('dicts.').removesuffix('Dict')}"
            case ClientMethod():
                method = self._expressions.offers.method(thing)
                return f"client.{method}" if method else ""
            case _:
                return ""

    def _attribute(self, node: ast.Attribute, names: Names) -> None:
        owner = self._expressions.kind(node.value, names)
        directly = any(map(_is_of_package, owner.things))
        for thing in self._expressions.kind(node, names).things:
            self._whole(node, thing, Use.NAME if directly else Use.PASSED_ON)
            if isinstance(thing, ClientNamespace) and Special.CLIENT in owner.things:
                self.namespaces.append(NamespaceUse(node=node, name=thing.name))
        for thing in owner.things:
            if isinstance(thing, OwnName) and not thing.path:
                self.exports.add((thing.module, node.attr))
        self.near |= directly
        if owner.concerns:
            given = isinstance(node.ctx, ast.Store)
            self._field(node, owner, node.attr, Use.ATTRIBUTE, given=given)

    def _field(self, node: ast.AST, owner: Kind, member: str, use: Use, *, given: bool) -> None:
        if not owner.is_determined:
            for change in self._changed.fields.get(member, ()):
                self._add(node, f"….{member}", change, use, sure=False)
            return
        classes = sorted(_models(owner))
        for name in classes:
            for change in self._changed.of(name, member):
                if change.gives if given else change.reads:
                    # Where another variant never had it, the code has chosen one unseen by us.
                    sure = all(self._has(other, member) for other in classes)
                    what, among = f"{name}.{member}", len(classes)
                    self._add(node, what, change, use, sure=sure, among=among)

    def _has(self, name: str, member: str) -> bool:
        return any(field.name == member for field in self._fields(name))

    def _fields(self, name: str) -> tuple[Item, ...]:
        found = self._expressions.offers.surface.types.get(name.removeprefix("models."))
        return found.fields if found else ()

    def _call(self, node: ast.Call, names: Names) -> None:
        called = self._expressions.kind(node.func, names)
        self._by_name(node, names)
        self._exhausted(node, called, names)
        keywords, given = node.keywords, list(node.args)
        if Foreign("dataclasses.replace") in called.things and node.args:
            made = self._expressions.kind(node.args[0], names)
            for name in _models(made):
                self._given(node, name, keywords, [], names, whole=False)
        if Foreign("functools.partial") in called.things and node.args:
            called, given = self._expressions.kind(node.args[0], names), list(node.args[1:])
        whole = given == node.args
        for thing in sorted(called.things, key=repr):
            self._called(node, thing, keywords, given, names, whole=whole)
        if called.concerns and not called.is_determined and isinstance(node.func, ast.Attribute):
            self._guessed_call(node)

    def _called(
        self,
        node: ast.Call,
        thing: Thing,
        keywords: list[ast.keyword],
        given: list[ast.expr],
        names: Names,
        *,
        whole: bool,
    ) -> None:
        """A thing is called; `whole` where these are all arguments that it gets."""
        if isinstance(thing, Partial):
            several, first = [*thing.call.keywords, *keywords], [*thing.call.args[1:], *given]
            self._called(node, thing.of, several, first, names, whole=whole)
        elif method := self._expressions.offers.method(thing):
            self.near = True
            self.calls.setdefault(method, []).append(node.lineno)
            for change in self._changed.whole.get(f"client.{method}", ()):
                if change.kind == "method" and change.change == "changed":
                    self._add(node, f"client.{method}()", change, Use.RESULT)
            own, fields = self._parted(method, keywords)
            self._given(node, f"client.{method}", own, given, names, whole=whole)
            if fields:
                kind = self._expressions.offers.surface.methods[method].body
                self._given(node, f"models.{kind}", fields, [], names, whole=whole)
        elif (owner := self._owner(thing)).count(".") == 1:
            self._given(node, owner, keywords, given, names, whole=whole)
        else:
            self._handed_on(thing, keywords, given)
            for owner in self._made_like(thing):
                self._given(node, owner, keywords, given, names, whole=whole)

    def _handed_on(self, thing: Thing, keywords: list[ast.keyword], given: list[ast.expr]) -> None:
        """Constants are given to a function of the code's own, as the package's enums."""
        by_name = {keyword.arg: keyword.value for keyword in keywords}
        for number, (name, kind) in enumerate(self._expressions.parameters(thing)):
            value = by_name.get(name) or (given[number] if number < len(given) else None)
            if isinstance(value, ast.Constant):
                self._constant(value, _models(kind))

    def _made_like(self, thing: Thing) -> list[str]:
        """Return the classes of the package that one of the code's own is made like."""
        if not isinstance(thing, OwnName):
            return []
        made = self._expressions.attribute(one_of(thing), "__init__")
        if any(isinstance(one, OwnValue) for one in made.things):
            return []
        return _models(self._expressions.instance(thing))

    def _parted(
        self, method: str, keywords: list[ast.keyword]
    ) -> tuple[list[ast.keyword], list[ast.keyword]]:
        """Return the arguments of a method itself, and those that are fields of its body."""
        found = self._expressions.offers.surface.methods[method]
        own = {item.name for item in found.parameters}
        fields = [k for k in keywords if found.body and k.arg is not None and k.arg not in own]
        return [keyword for keyword in keywords if keyword not in fields], fields

    def _guessed_call(self, node: ast.Call) -> None:
        """A call on what isn't determined, with the name and the keyword of a changed method."""
        assert isinstance(node.func, ast.Attribute)
        for owner, changes in self._changed.inside.items():
            if owner.startswith("client.") and owner.endswith(f".{node.func.attr}"):
                for change in changes:
                    if any(keyword.arg == change.member for keyword in node.keywords):
                        what = f"….{node.func.attr}({change.member}=…)"
                        self._add(node, what, change, Use.ARGUMENT, sure=False)

    def _by_name(self, node: ast.Call, names: Names) -> None:
        """`getattr(wallet, "name")` and `setattr` are what `wallet.name` is."""
        match node:
            case ast.Call(
                func=ast.Name(id="getattr" | "setattr" | "delattr" as called),
                args=[owner, ast.Constant(value=str(member)), *_],
            ):
                kind = self._expressions.kind(owner, names)
                if kind.concerns:
                    self._field(node, kind, member, Use.TEXT, given=called != "getattr")
                for thing in self._expressions.attribute(kind, member).things:
                    if isinstance(thing, ClientMethod) and called == "getattr":
                        self._whole(node, thing, Use.TEXT)
            case _:
                pass

    def _exhausted(self, node: ast.Call, called: Kind, names: Names) -> None:
        """`assert_never(x)` where a union or enum has grown: what comes now isn't never."""
        if not node.args or not any(
            isinstance(thing, Foreign) and thing.name.endswith(".assert_never")
            for thing in called.things
        ):
            return
        kind = self._expressions.kind(node.args[0], names)
        for owner, change in self._grown(kind):
            self._add(node, f"assert_never({owner})", change, Use.NEVER)

    def matched(self, node: ast.Match, names: Names) -> None:
        """A `match` without a case for all else, over a union or enum that has grown."""
        for case in node.cases:
            last = case.pattern
            if isinstance(last, ast.MatchAs) and last.pattern is None and case.guard is None:
                return
        kind = self._expressions.kind(node.subject, names)
        for owner, change in self._grown(kind):
            self._add(node, f"match {owner}", change, Use.MATCH, sure=False)

    def _grown(self, kind: Kind) -> Iterator[tuple[str, BindingChange]]:
        """Yield the unions and enums that a value is of, which have grown."""
        things = kind.things | kind.excluded
        mine = {thing.name for thing in things if isinstance(thing, Model)}
        types = self._expressions.offers.surface.types
        for change in self._changed.grow:
            owner = change.owner
            name = owner.removeprefix("models.")
            found = types.get(name)
            if found is None or found.alias is None:
                continue
            members = {m for m in members_of(found.alias) if not m.startswith("Literal[")}
            if name in mine or (len(mine) > 1 and mine == members & types.keys()):
                yield owner, change

    def _given(
        self,
        node: ast.Call,
        owner: str,
        keywords: list[ast.keyword],
        positional: list[ast.expr],
        names: Names,
        *,
        whole: bool,
    ) -> None:
        """Arguments are given to a class or method; `whole` where these are all of them."""
        by_name = {keyword.arg: keyword.value for keyword in keywords}
        starred = any(isinstance(value, ast.Starred) for value in positional)
        for change in self._changed.inside.get(owner, ()):
            what = f"{owner}({change.member}=…)"
            value = by_name.get(change.member)
            if value is None and change.change != "renamed" and 0 <= change.index < len(positional):
                value = positional[change.index]
            if value is not None and change.gives:
                self._value(value, what, change, names)
            elif value is None and change.needs and whole:
                is_complete = None not in by_name and not starred
                if is_complete or change.gives:
                    self._add(node, what, change, Use.MISSING, sure=is_complete)
            elif value is None and change.gives and None in by_name:
                self._add(node, what, change, Use.MISSING, sure=False)
        self._constants(owner, by_name, positional, names)

    def _value(self, value: ast.expr, what: str, change: BindingChange, names: Names) -> None:
        """A value is given to what takes fewer values than before, or is no more."""
        if change.change in ("removed", "renamed") or not change.lost:
            self._add(value, what, change, Use.ARGUMENT)
        elif isinstance(value, ast.Constant):
            if _is_lost(value, change):
                self._add(value, what, change, Use.CONSTANT)
        else:
            kind = self._expressions.kind(value, names)
            if {name.removeprefix("models.") for name in _models(kind)} & change.lost:
                self._add(value, what, change, Use.VALUE)
            elif not kind.things and change.lost != frozenset(("None",)):
                self._add(value, what, change, Use.VALUE, sure=False)

    def _constants(
        self,
        owner: str,
        by_name: dict[str | None, ast.expr],
        positional: list[ast.expr],
        names: Names,
    ) -> None:
        """Constants are given that their enum has no longer."""
        surface = self._expressions.offers.surface
        method = surface.methods.get(owner.removeprefix("client."))
        items = method.parameters if method else self._fields(owner)
        for number, item in enumerate(items):
            value = by_name.get(item.name)
            if value is None and item.positional and number < len(positional):
                value = positional[number]
            if isinstance(value, ast.Constant):
                self._constant(value, _types_in(item.annotation))
            elif value is not None and (given := self._expressions.kind(value, names).literal):
                self._dict(given, item.type)

    def _declared(self, node: ast.Dict, annotation: ast.expr, names: Names) -> None:
        """A dict is declared as a TypedDict of the package: `draft: NewPetDict = {…}`."""
        for thing in self._expressions.kind(annotation, names).things:
            if isinstance(thing, PackagePart) and thing.path.startswith(_DICTS):
                name = thing.path.removeprefix(_DICTS).removesuffix("Dict")
                self.near = True
                self._dict(node, Ref(code("{}", identifier(name))))

    def _dict(self, node: ast.Dict, annotation: Annotation) -> None:
        """A dict stands for a class of the package: its keys are names on the wire."""
        types = self._expressions.offers.surface.types
        given: _Entries = {
            key.value: (key, value)
            for key, value in zip(node.keys, node.values, strict=True)
            if isinstance(key, ast.Constant) and isinstance(key.value, str)
        }
        aliases = aliases_of(types.values())
        holders = [types[name] for name in sorted(members_of(annotation, aliases)) if name in types]
        fitting = [one for one in holders if one.alias is None and _may_be(one, given)]
        for one in fitting:
            owner, sure = f"models.{one.name}", len(fitting) == 1
            fields = {field.name: field for field in one.fields}
            for change in self._changed.inside.get(owner, ()):
                wire = fields[change.member].wire if change.member in fields else ""
                if wire in given and (change.gives or change.keys[0] == wire):
                    key, value = given[wire]
                    if not change.lost:
                        self._add(key, f"{owner}[{wire!r}]", change, Use.KEY, sure=sure)
                    elif _is_lost(value, change):
                        self._add(value, f"{owner}[{wire!r}]", change, Use.CONSTANT, sure=sure)
                    elif not isinstance(value, _WRITTEN_OUT) and change.lost - {"None"}:
                        self._add(value, f"{owner}[{wire!r}]", change, Use.VALUE, sure=False)
                elif change.needs and wire not in given and None not in node.keys:
                    self._add(node, f"{owner}[…]", change, Use.MISSING_KEY, sure=sure)
            for field in one.fields if sure else ():
                inner = given[field.wire][1] if field.wire in given else None
                if isinstance(inner, ast.Dict):
                    self._dict(inner, field.type)
                elif isinstance(inner, ast.Constant):
                    self._constant(inner, _types_in(field.annotation))

    def _constant(self, value: ast.Constant, types: Iterable[str]) -> None:
        for name in types:
            for change in self._changed.whole.get(name, ()):
                if f"Literal[{value.value!r}]" in change.lost:
                    self._add(value, f"{name} {value.value!r}", change, Use.CONSTANT)

    def _compared(self, left: ast.expr, right: ast.expr, names: Names) -> None:
        """A value is compared with a constant that it never is again."""
        if not isinstance(right, ast.Constant):
            return
        self._constant(right, _models(self._expressions.kind(left, names)))
        if isinstance(left, ast.Attribute):
            for owner in _models(self._expressions.kind(left.value, names)):
                for change in self._changed.of(owner, left.attr):
                    if f"Literal[{right.value!r}]" in change.lost:
                        self._add(right, f"{owner}.{left.attr}", change, Use.CONSTANT)

    def _pattern(self, node: ast.MatchClass, names: Names) -> None:
        kind = self._expressions.annotated(node.cls, names)
        for attribute in node.kwd_attrs:
            self._field(node, kind, attribute, Use.PATTERN, given=False)


def _is_lost(value: ast.expr | None, change: BindingChange) -> bool:
    """Whether a constant is one that its type has no longer."""
    return isinstance(value, ast.Constant) and (
        f"Literal[{value.value!r}]" in change.lost
        or type(value.value).__name__.replace("NoneType", "None") in change.lost
    )


def _may_be(one: Type, given: _Entries) -> bool:
    """Whether a dict may stand for a class: its constants are those of the tags."""
    for field in one.fields:
        value = given[field.wire][1] if field.wire in given else None
        members = field.members
        is_tag = len(members) == 1 and all(m.startswith("Literal[") for m in members)
        constant = f"Literal[{value.value!r}]" if isinstance(value, ast.Constant) else ""
        if is_tag and constant and constant not in members:
            return False
    return True


def _is_dict(thing: PackagePart) -> bool:
    return thing.path.startswith(_DICTS) and thing.path.endswith("Dict")


def _is_of_package(thing: Thing) -> bool:
    if isinstance(thing, PackagePart | Model | ClientNamespace | ClientMethod):
        return True
    return thing in (Special.CLIENT, Special.WITH_OPTIONS)


def _models(kind: Kind) -> list[str]:
    """Return what changes call the classes and aliases that a value may be of."""
    return [f"models.{thing.name}" for thing in kind.things if isinstance(thing, Model)]


def _types_in(annotation: str) -> Iterator[str]:
    """Yield the types that an annotation of the package names."""
    for part in ast.walk(ast.parse(annotation, mode="eval")):
        if isinstance(part, ast.Name):
            yield f"models.{part.id}"
        elif isinstance(part, ast.Attribute):
            yield f"models.{part.attr}"
