"""What a user's code can touch of an emitted package: types with their fields, methods.

In: nothing. Out: the types of a Surface, whose annotations are values: what they refer to can be
followed and renamed. One is planned from an Api (`planned_surface`), or read from the files of a
package.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from dfnsgen.python.source.annotation import (
    Annotation,
    Applied,
    Constants,
    Either,
    Ref,
    flat,
    renamed,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """A field of a class, or a parameter of a method; `default` is empty where it must be given.

    `aliases` are those of its package, `wire` is its name in JSON, where it is known.
    """

    name: str
    type: Annotation
    aliases: Mapping[str, Annotation] = field(compare=False, repr=False)
    default: str = ""
    positional: bool = False
    wire: str = field(default="", compare=False)

    @property
    def annotation(self) -> str:
        """The text of its type."""
        return shown(self.type)

    @property
    def members(self) -> frozenset[str]:
        """The members of its type, with aliases as what they stand for."""
        return members_of(self.type, self.aliases)

    def __str__(self) -> str:
        return f"{self.name}: {self.annotation}" + (f" = {self.default}" if self.default else "")


@dataclass(frozen=True, slots=True, kw_only=True)
class Type:
    """A class with its fields, or an alias with what it stands for."""

    name: str
    alias: Annotation | None = None
    fields: tuple[Item, ...] = ()

    @property
    def kind(self) -> str:
        """What Python calls it."""
        return "class" if self.alias is None else "alias"

    @property
    def target(self) -> str:
        """What an alias stands for as it is printed, empty for a class."""
        if self.alias is None:
            return ""
        return str(self.alias.text)


@dataclass(frozen=True, slots=True, kw_only=True)
class Method:
    """A method of the client, called `client.<name>`; `operation` is its key where it is known.

    `body` is the class whose fields it takes in the place of a body, "" where it takes none.
    """

    name: str
    parameters: tuple[Item, ...]
    result: Annotation
    operation: str = ""
    body: str = ""

    @property
    def returns(self) -> str:
        """The text of what it returns."""
        return str(self.result.text)

    def __str__(self) -> str:
        named = [p for p in self.parameters if not p.positional]
        positional = [str(p) for p in self.parameters if p.positional]
        parts = [*positional, *(["*"] if named else []), *map(str, named)]
        return f"{self.name}({', '.join(parts)}) -> {self.returns}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Surface:
    """The types and the methods, by their names.

    `dicts` are the names of the types that have a class of dicts too, `unknown` says by what class
    an open union or enum keeps what its document doesn't know.
    """

    types: Mapping[str, Type] = field(default_factory=dict[str, Type])
    methods: Mapping[str, Method] = field(default_factory=dict[str, Method])
    dicts: frozenset[str] = frozenset()
    unknown: Mapping[str, frozenset[str]] = field(default_factory=dict[str, frozenset[str]])


def shown(annotation: Annotation) -> str:
    """Return a type as reports spell it: constants as Python shows them."""
    match annotation:
        case Constants(values=values):
            return f"Literal[{', '.join(map(repr, values))}]"
        case Applied(of=of, parts=parts):
            return f"{of}[{', '.join(map(shown, parts))}]"
        case Either(members=members):
            return " | ".join(map(shown, members))
        case _:
            return str(annotation.text)


def members_of(
    annotation: Annotation, aliases: Mapping[str, Annotation] | None = None
) -> frozenset[str]:
    """Return the members of a type, constants one by one, those of aliases in their place."""
    known = aliases or {}
    found: set[str] = set()
    seen: set[str] = set()
    waiting = [annotation]
    while waiting:
        for member in flat(waiting.pop()):
            match member:
                case Ref(name=name) if name in known and name not in seen:
                    seen.add(name)
                    waiting.append(known[name])
                case Ref(name=name):
                    found.add(str(name))
                case Constants(values=values):
                    found.update(f"Literal[{value!r}]" for value in values)
                case _:
                    found.add(shown(member))
    return frozenset(found)


def with_names(surface: Surface, names: Mapping[str, str]) -> Surface:
    """Return a surface in the new names of its types: a renaming is one change, not one a use."""
    if not names:
        return surface
    types = [
        replace(
            one,
            name=names.get(one.name, one.name),
            alias=None if one.alias is None else renamed(one.alias, names),
        )
        for one in surface.types.values()
    ]
    aliases = aliases_of(types)

    def items(old: tuple[Item, ...]) -> tuple[Item, ...]:
        return tuple(replace(item, type=renamed(item.type, names), aliases=aliases) for item in old)

    return Surface(
        types={one.name: replace(one, fields=items(one.fields)) for one in types},
        methods={
            name: replace(one, parameters=items(one.parameters), result=renamed(one.result, names))
            for name, one in surface.methods.items()
        },
        dicts=frozenset(names.get(name, name) for name in surface.dicts),
        unknown={names.get(name, name): kept for name, kept in surface.unknown.items()},
    )


def aliases_of(types: Iterable[Type]) -> Mapping[str, Annotation]:
    """Return what each alias stands for."""
    return {one.name: one.alias for one in types if one.alias is not None}
