"""Bodies that are given by their fields: `create_pet(name="Rex")`.

In: an operation whose body is one class, and what its method takes beside. Out: the fields as
arguments, and the class that they make; nothing where a field is called like another argument.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from dfnsgen.diagnostics import Diagnostic, Location, Rule
from dfnsgen.model.api import Api, Operation
from dfnsgen.model.media_types import BodyKind, kind_of
from dfnsgen.model.shapes.shape import ObjectShape, Reference, Shape
from dfnsgen.phrases import places_from
from dfnsgen.python.client.plan import NamespacePlan
from dfnsgen.python.models.annotations import MODELS
from dfnsgen.python.models.fields import Field, absent_types, plan_fields
from dfnsgen.python.models.wire import WireTypes, sent_contents
from dfnsgen.python.plan import PackagePlan
from dfnsgen.python.source.annotation import NONE, Annotation, unite
from dfnsgen.python.source.source import Source, code, identifier

BODY_ALONE = Rule.info(
    "body-alone",
    "a field of a body is called like another argument of its method ({places})",
    effect="the body is given as `body` alone, not by its fields",
    remedy="nothing; or rename the field or the parameter in an overlay",
)

_FIXED = frozenset(("self", "body", "content_type", "accept", "options"))
"""What methods call their other arguments."""
_WITH_FIELDS = (BodyKind.JSON, BodyKind.FORM, BodyKind.MULTIPART)


@dataclass(frozen=True, slots=True, kw_only=True)
class KeywordBody:
    """The class that a body is made of, and its fields with the types in which they are given."""

    kind: Source
    fields: tuple[tuple[Field, Annotation], ...]

    def clashes(self, taken: Iterable[str]) -> bool:
        """Whether a field is called like another argument of its method."""
        return not _FIXED.union(taken).isdisjoint(str(field.py_name) for field, _ in self.fields)


def keyword_body(operation: Operation, wire: WireTypes) -> KeywordBody | None:
    """Return how a body is given by its fields, None where it isn't one class that has some."""
    api, names = wire.api, wire.names
    key = _class_of(operation, api)
    shape = api.definitions[key].shape if key else None
    if not isinstance(shape, ObjectShape):
        return None
    fields = [
        (field, _given(field, wire))
        for field, declared in zip(
            plan_fields(shape, api.definitions), shape.properties, strict=True
        )
        if not declared.annotations.read_only
    ]
    kind = code("{}{}", MODELS, identifier(names.definitions[key]))
    return KeywordBody(kind=kind, fields=tuple(fields)) if fields else None


def _given(field: Field, wire: WireTypes) -> Annotation:
    nullable = (NONE,) if field.nullable else ()
    return unite((wire.given(field.shape), *nullable, *absent_types(field)))


def _class_of(operation: Operation, api: Api) -> str:
    """Return the key of the one class of which a body is made in all its content types, or ""."""
    contents = sent_contents(operation, api)
    if any(kind_of(content, api.definitions) not in _WITH_FIELDS for content in contents):
        return ""
    found = {_last(c.use.shape, api) if c.use is not None else "" for c in contents}
    return found.pop() if len(found) == 1 else ""


def _last(shape: Shape, api: Api) -> str:
    """Return the key of the definition to which references lead."""
    key, seen = "", set[str]()
    while isinstance(shape, Reference) and shape.key not in seen:
        key = shape.key
        seen.add(key)
        shape = api.definitions[key].shape
    return key


def bodies_alone(plan: PackagePlan, locate: Callable[[str], Location]) -> Iterator[Diagnostic]:
    """Yield a finding where bodies can't be given by their fields for a name, at the first."""
    places = [
        method.body_alone
        for file in plan.files
        if isinstance(file.context, NamespacePlan)
        for method in file.context.operations
        if method.body_alone
    ]
    if places:
        yield BODY_ALONE.found(locate(places[0]), places=places_from(len(places)))
