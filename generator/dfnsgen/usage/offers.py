"""What an emitted package offers, in Kinds: its classes, its fields, what its methods return.

In: a Surface. Out: the Kind of an attribute, of an instance, of a call's result.
"""

from __future__ import annotations

import ast
from functools import cached_property

from dfnsgen.diff.bindings.surface import Surface, members_of
from dfnsgen.usage.kinds import (
    CLIENTS,
    PLAIN,
    UNKNOWN,
    Annotations,
    Kind,
    many,
    named,
    union,
)


class Offers:
    """A package, as the code that uses it sees it."""

    def __init__(self, surface: Surface) -> None:
        self.surface = surface
        self._annotations = Annotations(self._look, self.instance)
        self._read: dict[str, Kind] = {}

    @cached_property
    def _namespaces(self) -> frozenset[str]:
        return frozenset(name.partition(".")[0] for name in self.surface.methods)

    def instance(self, name: str) -> Kind:
        """Return what a class or alias of the package stands for in an annotation."""
        if name in CLIENTS:
            return named("client")
        inside = name.removeprefix("=").removeprefix("models.")
        found = self.surface.types.get(inside)
        if found is None:
            return PLAIN
        if not found.target:
            return named(f"models.{inside}")
        if all(member.startswith("Literal[") for member in members_of(found.target)):
            return named(f"models.{inside}")
        return self._annotated(found.target)

    def attribute(self, name: str, attribute: str) -> Kind:
        """Return the kind of an attribute of what a name says."""
        if name.startswith("="):
            return self._imported(name, attribute)
        if name == "client":
            if attribute in self._namespaces:
                return named(f"client.{attribute}")
            return named("client.with_options") if attribute == "with_options" else PLAIN
        if name.startswith("client."):
            return self._of_namespace(name, attribute)
        if name.startswith("models."):
            found = self.surface.types.get(name.removeprefix("models."))
            for field in found.fields if found else ():
                if field.name == attribute:
                    return self._annotated(field.annotation)
            return PLAIN
        return UNKNOWN

    def _imported(self, name: str, attribute: str) -> Kind:
        inside = f"{name}.{attribute}" if name != "=" else f"={attribute}"
        if inside in ("=models", "=client", *CLIENTS) or inside.startswith("=models."):
            return named(inside)
        return named(f"=other.{attribute}")

    def _of_namespace(self, name: str, attribute: str) -> Kind:
        if name.removeprefix("client.") in self._namespaces:
            if attribute == "with_raw_response":
                return named(name.replace("client.", "client.raw!", 1))
            method = f"{name}.{attribute}"
            return named(method) if self.method(method) else PLAIN
        if name.startswith("client.raw!"):
            return named(f"{name}.{attribute}")
        return named(f"{name}!{attribute}") if attribute in ("challenge", "complete") else PLAIN

    def method(self, name: str) -> str:
        """Return the name of the method that is called, "" where none is: raw ones are the same."""
        inside = name.removeprefix("client.").removeprefix("raw!").split("!")[0]
        return inside if name.startswith("client.") and inside in self.surface.methods else ""

    def result(self, name: str) -> Kind:
        """Return what calling gives."""
        if name in CLIENTS or name == "client.with_options":
            return named("client")
        if name.startswith("=models."):
            parts = name.removeprefix("=models.").split(".")
            made = len(parts) == 1 or parts[1].startswith("from_")
            return self.instance(f"=models.{parts[0]}") if made else PLAIN
        if name.startswith("=other."):
            return PLAIN
        method = self.method(name)
        if not method or name.endswith("!challenge"):
            return PLAIN
        returned = self._annotated(self.surface.methods[method].returns)
        if name.startswith("client.raw!"):
            return Kind(names=frozenset(("raw",)), value=returned, known=True)
        return returned

    def _annotated(self, text: str) -> Kind:
        if text not in self._read:
            self._read[text] = PLAIN  # what refers to itself says nothing new
            self._read[text] = self._annotations.kind(ast.parse(text, mode="eval").body)
        return self._read[text]

    def _look(self, node: ast.expr) -> Kind:
        if isinstance(node, ast.Attribute):
            return named(f"={ast.unparse(node)}")
        if isinstance(node, ast.Name):
            mine = node.id in self.surface.types
            return named(f"=models.{node.id}" if mine else f"!{node.id}")
        return UNKNOWN


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
