"""One method for each operation: signature, documentation, and the constant that describes it.

In: the operations of an Api, their names and codecs, a profile. Out: MethodPlans. What a parameter
is called, in which order it stands and what is returned is decided here.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from dfnsgen.model.api import Api, In, MediaType, Operation, Parameter, RequestBody, Response
from dfnsgen.model.shapes.shape import AnyShape, NeverShape, Reference
from dfnsgen.profiles.profile import Profile
from dfnsgen.python.client.constants import (
    is_json,
    is_signed,
    operation_fields,
    special_field,
    taken_parameters,
)
from dfnsgen.python.client.paging import Paging, paging_of
from dfnsgen.python.client.plan import Codecs, MethodPlan, Mode
from dfnsgen.python.client.shapes import DeprecatedProperties
from dfnsgen.python.client.texts import method_docstring
from dfnsgen.python.models.annotations import ANY, MODELS, annotate, unite
from dfnsgen.python.names.names import Names, OperationName, py_name
from dfnsgen.python.source.source import Source, code, docstring, identifier, join, literal

NONE = Source("None")
_RESERVED_METHODS = frozenset(
    "with_raw_response property models codecs list dict str int float bool bytes".split()
)
"""Names that the class itself has uses for: a method `list` would be what `list[…]` means in it."""

_BINARY = Source("Binary")
_BYTES = Source("bytes")
_TEXT = Source("str")
_INDENT = 8
_ONE_LINE = 80
_WIDEST = 91
"""What an argument may measure on a line of its own; a wider one is spelled as black spells it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Argument:
    """One argument of a method. `order` sorts: path, body, required, optional."""

    name: Source
    annotation: Source
    required: bool
    positional: bool
    parameter: Parameter | None = None

    @property
    def text(self) -> Source:
        """The argument as it stands in the signature."""
        if self.required:
            return code("{}: {}", self.name, self.annotation)
        annotation = unite((self.annotation, NONE))
        text = code("{}: {} = None", self.name, annotation)
        if len(text) <= _WIDEST or "|" not in annotation:
            return text
        return code("{}: ({}) = None", self.name, annotation)


@dataclass(frozen=True, slots=True, kw_only=True)
class Methods:
    """Plans the methods of one Api."""

    api: Api
    names: Names
    codecs: Codecs
    profile: Profile
    deprecated: DeprecatedProperties

    def plan(self, operation: Operation, name: OperationName, mode: Mode) -> MethodPlan:
        """Return the method of one operation, for sync or async code."""
        method = _method_name(name)
        arguments = self._arguments(operation)
        paging = paging_of(operation, self.api, self.names, self.profile)
        constant = identifier(f"_{method.upper()}")
        result = self._returns(operation)
        fields = operation_fields(operation, self.api, self.codecs, self.profile, self.deprecated)
        return MethodPlan(
            name=method,
            constant=constant,
            kind=Source("PagedOperation") if paging else Source("Operation"),
            type=join(", ", (result, paging.item)) if paging else result,
            fields=(*fields, *(paging.fields if paging else ())),
            decorators=self._decorators(operation, method, mode),
            parameters=_signature(arguments),
            returns=_paged(code("{}Page", mode.prefix), result, paging),
            docstring=docstring(self._text(operation, name, arguments, mode), _INDENT),
            caller=Source("_page") if paging else Source("_call"),
            arguments=_passed(constant, operation, arguments),
        )

    def _text(
        self, operation: Operation, name: OperationName, arguments: tuple[Argument, ...], mode: Mode
    ) -> str:
        """The asynchronous twin names the method that says more: help is worth its lines once."""
        whole = method_docstring(operation, name.method, _documented(arguments))
        if not mode.prefix or len(whole) < _ONE_LINE:
            return whole
        return f"See `{name.namespace_class}.{_method_name(name)}`."

    def _decorators(self, operation: Operation, method: Source, mode: Mode) -> tuple[Source, ...]:
        """A deprecated method stays a function: type checkers warn of nothing else."""
        if operation.deprecated:
            text = f"{method}: the API deprecates this operation"
            return (code("@deprecated({})", literal(text)),)
        if is_signed(operation, self.profile):
            return (code("@{}signed({})", mode.underscored, identifier(f"_{method.upper()}")),)
        return ()

    def _arguments(self, operation: Operation) -> tuple[Argument, ...]:
        """Return the arguments in the order of the signature; no two share a name."""
        taken = {"self", "body", "content_type", "models", "codecs"}
        parameters = [self._argument(p, taken) for p in taken_parameters(operation)]
        body = self._body(operation.request_body)
        path = [a for a in parameters if a.positional]
        rest = [a for a in parameters if not a.positional]
        required = [a for a in rest if a.required]
        optional = [a for a in rest if not a.required]
        return (*path, *body, *required, *optional)

    def _argument(self, parameter: Parameter, taken: set[str]) -> Argument:
        name = py_name(parameter.spec_name)
        if name in taken:
            name = f"{name}_{parameter.location.value}"
        while name in taken:
            name += "_"
        taken.add(name)
        in_path = parameter.location is In.PATH
        return Argument(
            name=identifier(name),
            annotation=annotate(parameter.use.shape, self.names, prefix=MODELS),
            required=parameter.required or in_path,
            positional=in_path,
            parameter=parameter,
        )

    def _body(self, body: RequestBody | None) -> tuple[Argument, ...]:
        if body is None or not body.contents:
            return ()
        annotation = unite(part for c in body.contents for part in self._body_types(c))
        argument = Argument(
            name=Source("body"), annotation=annotation, required=body.required, positional=True
        )
        if len(body.contents) == 1:
            return (argument,)
        chosen = code(
            "Literal[{}]", join(", ", (literal(content.content_type) for content in body.contents))
        )
        kind = Argument(
            name=Source("content_type"), annotation=chosen, required=False, positional=False
        )
        return (argument, kind)

    def _body_types(self, content: MediaType) -> tuple[Source, ...]:
        """A body is given as its type, or in wire form where the type isn't one already."""
        media_type = content.content_type.partition(";")[0].strip().lower()
        fields = media_type.startswith("multipart/") or media_type.endswith("form-urlencoded")
        if not fields and not is_json(content.content_type):
            return (_TEXT, _BINARY) if media_type.startswith("text/") else (_BINARY,)
        wire = Source("Mapping[str, Any]")
        if content.use is None or isinstance(content.use.shape, AnyShape):
            return (wire,) if fields else (ANY,)
        annotation = annotate(content.use.shape, self.names, prefix=MODELS)
        if annotation.startswith("list["):
            return (annotation, Source("Sequence[Any]"))
        named = isinstance(content.use.shape, Reference) or "models." in annotation
        return (annotation, wire) if named or fields else (annotation,)

    def _returns(self, operation: Operation) -> Source:
        """Return the type of a success: of all declared ones, and of the profile's pending one."""
        declared = [r for r in operation.responses if r.status.startswith("2")]
        if not declared:
            declared = [r for r in operation.responses if r.status == "default"]
        parts = [part for response in declared for part in self._response_types(response)]
        if special_field(operation, self.profile) and self.profile.pending:
            parts.append(identifier(self.profile.pending.type))
        return unite(parts) if parts else NONE

    def _response_types(self, response: Response) -> Iterable[Source]:
        if not response.contents:
            return (NONE,)
        return [self._content_type(content) for content in response.contents]

    def _content_type(self, content: MediaType) -> Source:
        media_type = content.content_type.partition(";")[0].strip().lower()
        if is_json(media_type):
            if content.use is None or isinstance(content.use.shape, NeverShape):
                return ANY  # An answer that the document rules out comes all the same.
            return annotate(content.use.shape, self.names, prefix=MODELS)
        return _TEXT if media_type.startswith("text/") or media_type.endswith("xml") else _BYTES


def _method_name(name: OperationName) -> Source:
    return identifier(f"{name.method}_" if name.method in _RESERVED_METHODS else name.method)


def _signature(arguments: tuple[Argument, ...]) -> tuple[Source, ...]:
    positional = [a.text for a in arguments if a.positional]
    named = [a.text for a in arguments if not a.positional]
    star = [Source("*")] if named else []
    return (Source("self"), *positional, *star, *named)


def _paged(page: Source, result: Source, paging: Paging | None) -> Source:
    return code("{}[{}, {}]", page, result, paging.item) if paging else result


def _documented(arguments: tuple[Argument, ...]) -> list[tuple[str, Parameter]]:
    return [(str(a.name), a.parameter) for a in arguments if a.parameter is not None]


def _passed(
    constant: Source, operation: Operation, arguments: tuple[Argument, ...]
) -> tuple[Source, ...]:
    """Return what the method hands on: the constant, the values in their order, the body."""
    by_place = {id(a.parameter): a.name for a in arguments if a.parameter is not None}
    values = [by_place[id(parameter)] for parameter in taken_parameters(operation)]
    inner = join(", ", values) if len(values) != 1 else code("{},", values[0])
    body = [a.name for a in arguments if a.parameter is None]
    if len(body) > 1:
        body[1] = Source('content_type or ""')
    if not values and not body:
        return (constant,)
    return (constant, code("({})", inner), *body)
