"""What an emitted package offers, in Kinds: its classes, its fields, what its methods return.

In: a Surface. Out: the Kind of an attribute, of an instance, of a call's result.
"""

from __future__ import annotations

from functools import cached_property

from dfnsgen.diff.bindings.surface import Surface
from dfnsgen.python.source.annotation import (
    Annotation,
    Applied,
    Constants,
    Either,
    Plain,
    Ref,
    flat,
)
from dfnsgen.usage.kinds import (
    CLIENTS,
    PLAIN,
    UNKNOWN,
    ClientMethod,
    ClientNamespace,
    Kind,
    Model,
    PackagePart,
    Special,
    Thing,
    foreign,
    generic,
    many,
    one_of,
    union,
)


class Offers:
    """A package, as the code that uses it sees it."""

    def __init__(self, surface: Surface) -> None:
        self.surface = surface
        self._read: dict[Annotation, Kind] = {}

    @cached_property
    def _namespaces(self) -> frozenset[str]:
        return frozenset(name.partition(".")[0] for name in self.surface.methods)

    def _is_namespace(self, name: str) -> bool:
        """Whether a namespace is called so, or stands below: `pets` of `pets.chips`."""
        return name in self._namespaces or any(
            space.startswith(f"{name}_") for space in self._namespaces
        )

    def _operations(self, path: str) -> ClientNamespace | None:
        """Return the operations that a class of a client's module holds: `client.pets.Pets`."""
        match path.split("."):
            case ["client", module, name] if module in self._namespaces and name[:1].isupper():
                return ClientNamespace(module, raw=name.endswith("WithRawResponse"))
            case _:
                return None

    def instance(self, thing: Thing) -> Kind:
        """Return what a class or alias of the package stands for in an annotation."""
        match thing:
            case PackagePart() if thing in CLIENTS:
                return one_of(Special.CLIENT)
            case PackagePart(path) if (operations := self._operations(path)) is not None:
                return one_of(operations)
            case PackagePart(path):
                name = path.removeprefix("models.")
            case Model(name):
                pass
            case _:
                return PLAIN
        found = self.surface.types.get(name)
        if found is None:
            return PLAIN
        if found.alias is None or all(isinstance(m, Constants) for m in flat(found.alias)):
            return one_of(Model(name))
        return self._annotated(found.alias)

    def attribute(self, thing: Thing, attribute: str) -> Kind:
        """Return the kind of an attribute of a thing of the package."""
        match thing:
            case PackagePart(path):
                part = PackagePart(f"{path}.{attribute}" if path else attribute)
                inside = part.path.partition(".")[0]
                is_known = part in CLIENTS or inside in ("models", "client", "dicts")
                return one_of(part if is_known else PackagePart(f"other.{attribute}"))
            case Special.CLIENT if self._is_namespace(attribute):
                return one_of(ClientNamespace(attribute))
            case Special.CLIENT if attribute == "with_options":
                return one_of(Special.WITH_OPTIONS)
            case ClientNamespace(name, raw=True) | ClientMethod(name, raw=True):
                return one_of(ClientMethod(f"{name}.{attribute}", raw=True))
            case ClientNamespace(name) if attribute == "with_raw_response":
                return one_of(ClientNamespace(name, raw=True))
            case ClientNamespace() if attribute == "delegated":
                return one_of(thing)
            case ClientNamespace(name):
                method = ClientMethod(f"{name}.{attribute}")
                if self.method(method):
                    return one_of(method)
                below = f"{name}_{attribute}"
                return one_of(ClientNamespace(below)) if self._is_namespace(below) else PLAIN
            case ClientMethod(name) if attribute in ("challenge", "complete"):
                return one_of(ClientMethod(name, step=attribute))
            case Model(name):
                found = self.surface.types.get(name)
                for field in found.fields if found else ():
                    if field.name == attribute:
                        return self._annotated(field.type)
                return PLAIN
            case Special.CLIENT | Special.WITH_OPTIONS | ClientMethod():
                return PLAIN
            case _:
                return UNKNOWN

    def method(self, thing: Thing) -> str:
        """Return the name of the method that is called, "" where none is: raw ones are the same."""
        if isinstance(thing, ClientMethod) and thing.name in self.surface.methods:
            return thing.name
        return ""

    def result(self, thing: Thing) -> Kind:
        """Return what calling gives."""
        match thing:
            case Special.WITH_OPTIONS:
                return one_of(Special.CLIENT)
            case PackagePart() if thing in CLIENTS:
                return one_of(Special.CLIENT)
            case PackagePart(path) if (operations := self._operations(path)) is not None:
                return one_of(operations)
            case PackagePart(path) if path.startswith("models."):
                name, _, function = path.removeprefix("models.").partition(".")
                is_made = not function or function.startswith("from_")
                return self.instance(PackagePart(f"models.{name}")) if is_made else PLAIN
            case ClientMethod(name, raw, step) if (
                name in self.surface.methods and step != "challenge"
            ):
                returned = self._annotated(self.surface.methods[name].result)
                if raw:
                    return Kind(things=frozenset((Special.RAW,)), value=returned, known=True)
                return returned
            case _:
                return PLAIN

    def _annotated(self, annotation: Annotation) -> Kind:
        if annotation not in self._read:
            self._read[annotation] = PLAIN  # what refers to itself says nothing new
            self._read[annotation] = self._kind(annotation)
        return self._read[annotation]

    def _kind(self, annotation: Annotation) -> Kind:
        match annotation:
            case Ref(name=name) | Plain(text=name):
                return self._named(name)
            case Constants():
                return PLAIN
            case Applied(of=of, parts=parts):
                head = of.rpartition(".")[2]
                return generic(frozenset((head,)), [*map(self._kind, parts)]) or self._named(head)
            case Either(members=members):
                return union(map(self._kind, members))

    def _named(self, name: str) -> Kind:
        is_own = name in self.surface.types
        return self.instance(PackagePart(f"models.{name}")) if is_own else foreign(name)


def of_container(attribute: str, holder: Kind) -> Kind:
    """Return what calling a method of a list, a mapping or a page gives, by the method's name."""
    if attribute in ("get", "pop", "setdefault", "popleft"):
        return holder.value or UNKNOWN
    if attribute == "values":
        return many(holder.value or UNKNOWN)
    if attribute == "items":
        pair = Kind(parts=(PLAIN, holder.value or UNKNOWN), known=True)
        return many(pair)
    if attribute in ("copy", "union", "intersection", "difference"):
        return holder
    return PLAIN


def of_page(attribute: str, page: Kind) -> Kind:
    """Return an attribute of a page, or what calling it gives."""
    if attribute == "items":
        return many(page.items or UNKNOWN)
    if attribute == "value":
        return page.value or UNKNOWN
    if attribute == "pages":
        return many(page)
    if attribute == "next_page":
        return union((page, PLAIN))
    return many(page.items or UNKNOWN) if attribute == "auto_paging" else PLAIN
