"""The changes that make msgspec Structs of what datamodel-code-generator printed complete.

In: a Module of Structs. Out: changes: tags that can be read, closed classes, a decoder for unions
that msgspec can't tell apart, and no description that stands twice.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from itertools import pairwise

from dfnsgen.flavors.passes import alias_of
from dfnsgen.flavors.rewriting import Change, Module, Pass
from dfnsgen.python.source.source import identifier


def drop_descriptions(module: Module) -> Iterator[Change]:
    """Leave descriptions to the docstrings beneath the fields."""
    for node in ast.walk(module.tree):
        match node:
            case ast.Subscript(
                value=ast.Name(id="Annotated"),
                slice=ast.Tuple(
                    elts=[inner, ast.Call(func=ast.Name(id="Meta"), keywords=words) as meta]
                ),
            ) if any(word.arg == "description" for word in words):
                rest = [
                    f"{w.arg}={module.source(w.value)}" for w in words if w.arg != "description"
                ]
                if rest:
                    yield module.replaced(meta, f"Meta({', '.join(rest)})")
                else:
                    yield module.replaced(node, module.source(inner))
            case _:
                pass


def complete_classes(closed: frozenset[str], fields: Mapping[tuple[str, str], str]) -> Pass:
    """Close the classes that allow nothing undeclared, and let tags be read as attributes.

    Before: `class NativeAmount(Struct, tag_field="kind", tag="Native"):`
    After:  the same, closed, with `kind: ClassVar[Literal["Native"]] = "Native"` in it.
    """

    def changes(module: Module) -> Iterator[Change]:
        for statement in module.tree.body:
            if not isinstance(statement, ast.ClassDef):
                continue
            words = {word.arg: word.value for word in statement.keywords}
            if statement.name in closed:
                last = [*statement.bases, *words.values()][-1]
                yield module.inserted(last, ", forbid_unknown_fields=True", after=True)
            tag, named = words.get("tag"), words.get("tag_field")
            if isinstance(tag, ast.Constant) and isinstance(named, ast.Constant):
                spec_name = str(named.value)
                name = identifier(fields.get((statement.name, spec_name), spec_name))
                text = module.source(tag)
                yield _tag_line(module, statement, name, text)

    return changes


def _tag_line(module: Module, statement: ast.ClassDef, name: str, tag: str) -> Change:
    """Write the tag of a class: in the place of its field or of a lone `pass`, or at the top."""
    line = f"{name}: ClassVar[Literal[{tag}]] = {tag}"
    for inner in statement.body:
        match inner:
            case ast.AnnAssign(target=ast.Name(id=found)) if found == name:
                return module.replaced(inner, line)
            case ast.Pass():
                return module.replaced(inner, line)
            case _:
                pass
    first = statement.body[0]
    if ast.get_docstring(statement, clean=False) is not None:
        return module.inserted(first, f"\n    {line}", after=True)
    return module.inserted(first, f"{line}\n    ")


def decode_untagged(names: frozenset[str]) -> Pass:
    """Make types with a decoder of the unions that msgspec can't tell apart.

    Before: `Body: TypeAlias = A | B`. After: the same for type checkers, and for msgspec
    `class Body(metaclass=Untagged):` with the annotation `value: A | B`.
    """

    def changes(module: Module) -> Iterator[Change]:
        for statement, following in pairwise([*module.tree.body, ast.Pass()]):
            alias = alias_of(statement)
            if alias is None or alias[0] not in names:
                continue
            text = module.source(statement)
            if isinstance(following, ast.Expr):  # what the alias is about stands beneath it
                text += f"\n    {module.source(following)}"
                yield module.replaced(following, "")
            yield module.replaced(
                statement,
                f"if TYPE_CHECKING:\n    {text}\nelse:\n\n    class {alias[0]}(metaclass=Untagged):"
                f"\n        value: ({_union(module, alias[1])})\n",
            )

    return changes


def _union(module: Module, target: ast.expr) -> str:
    """Return the text of an alias's type; one that names what comes later is quoted."""
    if isinstance(target, ast.Constant) and isinstance(target.value, str):
        return target.value
    return module.source(target)
