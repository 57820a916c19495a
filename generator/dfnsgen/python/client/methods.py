"""One method for each operation: signature, documentation, and the constant that describes it.

In: the operations of an Api, their names and codecs, a profile. Out: MethodPlans. What a parameter
is called, in which order it stands and what is returned is decided here.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from dfnsgen.model.api import Api, In, Operation, Parameter
from dfnsgen.profiles.profile import Profile
from dfnsgen.python.client.answers import (
    choices_of,
    further_types,
    may_stream,
    result_of,
    streamed_of,
)
from dfnsgen.python.client.bodies import body_types, sent_type
from dfnsgen.python.client.constants import (
    is_idempotency_header,
    is_signed,
    plan_operation,
    runtime_module,
    special_status,
    taken_parameters,
)
from dfnsgen.python.client.given import further_given
from dfnsgen.python.client.headers import plan_headers
from dfnsgen.python.client.items import stream_of
from dfnsgen.python.client.keywords import KeywordBody, keyword_body
from dfnsgen.python.client.modes import ASYNC, SYNC, Mode, Signed, raw_ways
from dfnsgen.python.client.pages.paging import paging_of
from dfnsgen.python.client.plan import (
    Argument,
    Choice,
    Keywords,
    MethodPlan,
    Signature,
)
from dfnsgen.python.client.shapes import MarkedProperties
from dfnsgen.python.client.texts import method_docstring
from dfnsgen.python.codecs.uses import Uses
from dfnsgen.python.models.annotations import visible
from dfnsgen.python.models.wire import WireTypes, sent_contents
from dfnsgen.python.names.names import Names, OperationName
from dfnsgen.python.names.spelling import free_name, py_name
from dfnsgen.python.source.annotation import (
    ANY,
    NONE,
    Annotation,
    Applied,
    Either,
    Plain,
    constants,
    unite,
)
from dfnsgen.python.source.source import (
    NOTHING,
    Source,
    code,
    docstring,
    identifier,
    imported,
    literal,
)

_INDENT = 8
_FIELDS = "body_fields"
"""What a method calls the fields of its body together."""
_OBJECT = Plain(Source("object"))
_OPTIONS = unite((Plain(imported("._runtime._call", "RequestOptions")), NONE))
_WIDEST = 91
"""What an argument may measure on a line of its own; a wider one is spelled as black spells it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Taken:
    """What a method takes: a parameter, the body, or the choice of its media type."""

    argument: Argument
    positional: bool
    parameter: Parameter | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Methods:
    """Plans the methods of one Api."""

    api: Api
    names: Names
    codecs: Uses
    wire: WireTypes
    profile: Profile
    deprecated: MarkedProperties
    secret: MarkedProperties
    stream_end: tuple[str, ...] = ()
    idempotency_header: str = ""
    hidden: frozenset[str] = frozenset()

    def plan(self, operation: Operation, name: OperationName) -> tuple[MethodPlan, MethodPlan]:
        """Return the method of one operation, for sync and for async code."""
        method = identifier(name.method)
        taken = self._taken(operation)
        pages = paging_of(operation, self.api, self.names, self.profile)
        body = [one for one in taken if one.parameter is None]
        values = _values(operation, taken)
        signed = self._signed(operation, SYNC)
        headers = plan_headers(operation, name, self.names, self.codecs)
        # A method that is wrapped has one signature, and so has a list in pages.
        has_one = bool(signed or pages)
        choices = () if has_one else self._choices(operation, SYNC)
        items = streamed_of(operation, self.api, self.names) if not choices else None
        items = self._visible(items) if items else None
        by_fields = keyword_body(operation, self.wire)
        clashes = by_fields is not None and by_fields.clashes(str(o.argument.name) for o in taken)
        warning = literal(f"{method}: the API deprecates this operation")
        whole = method_docstring(operation, name.method, _documented(taken))
        plan = MethodPlan(
            name=method,
            constant=identifier(f"_{method.upper()}"),
            operation=plan_operation(
                operation,
                items or self._whole(operation, choices),
                pages,
                self.api,
                self.codecs,
                self.profile,
                self.deprecated,
                self.secret,
                self.stream_end,
                self.idempotency_header,
            ),
            deprecated=warning if operation.deprecated else NOTHING,
            signed=signed,
            streamed=stream_of(items, SYNC) if items else None,
            pages=SYNC.pages if pages else NOTHING,
            choices=choices,
            keywords=None if by_fields is None or clashes else self._keywords(taken, by_fields),
            body_alone=operation.request_body.at if clashes and operation.request_body else "",
            signature=_signature(taken),
            docstring=docstring(whole, _INDENT),
            values=values,
            has_body=bool(body),
            has_choice=len(body) > 1,
            hands_on=bool(values or body),
            headers=headers,
        )
        return _with_raw(plan, SYNC), replace(
            _with_raw(plan, ASYNC),
            signed=self._signed(operation, ASYNC),
            streamed=stream_of(items, ASYNC) if items else None,
            pages=ASYNC.pages if pages else NOTHING,
            choices=self._choices(operation, ASYNC) if choices else (),
            awaited=_awaited(plan),
        )

    def _choices(self, operation: Operation, mode: Mode) -> tuple[Choice, ...]:
        choices = choices_of(operation, self.api, self.names, mode)
        return tuple(replace(one, result=self._visible(one.result)) for one in choices)

    def _whole(self, operation: Operation, choices: tuple[Choice, ...]) -> Annotation:
        """Return the type of all answers; where some stream, it depends on who waits for them."""
        if may_stream(operation, self.api):
            return ANY
        return unite((self._result(operation), *(choice.result for choice in choices)))

    def _signed(self, operation: Operation, mode: Mode) -> Signed | None:
        """Return what gives the two steps of an operation that the profile signs."""
        if self.profile.signed is None or not is_signed(operation, self.profile):
            return None
        module = runtime_module(self.profile.signed.delegated)
        prefix = "async_" if mode.prefix else ""
        return Signed(
            asked=imported(module, identifier(f"{prefix}asked")),
            made=imported(module, identifier(f"{prefix}delegated")),
        )

    def _taken(self, operation: Operation) -> tuple[_Taken, ...]:
        """Return the arguments in the order of the signature; no two share a name."""
        names = {"self", "body", "content_type", "models", "codecs", "options", _FIELDS}
        names |= {"accept"} if further_types(operation, self.api) else set()
        # Of two parameters with one name, that of the path keeps it.
        ordered = sorted(taken_parameters(operation), key=lambda p: p.location is not In.PATH)
        parameters = [self._parameter(p, names) for p in ordered]
        path = [one for one in parameters if one.positional]
        rest = [one for one in parameters if not one.positional]
        required = [one for one in rest if not one.argument.default]
        optional = [one for one in rest if one.argument.default]
        return (*path, *self._body(operation), *required, *optional)

    def _parameter(self, parameter: Parameter, taken: set[str]) -> _Taken:
        name = py_name(parameter.spec_name)
        if name in taken:
            name = f"{name}_{parameter.location.value}"
        name = free_name(name, taken, parameter.spec_name)
        in_path = parameter.location is In.PATH
        # The client makes a key where none is given.
        is_needed = parameter.required and not is_idempotency_header(parameter)
        own = self.wire.parameter(parameter.use.shape)
        annotation = unite((own, *further_given(parameter, self.api)))
        return _Taken(
            argument=_argument(identifier(name), self._visible(annotation), is_needed or in_path),
            positional=in_path,
            parameter=parameter,
        )

    def _body(self, operation: Operation) -> tuple[_Taken, ...]:
        contents = sent_contents(operation, self.api)
        if operation.request_body is None or not contents:
            return ()
        given = unite(p for c in contents for p in body_types(c, self.wire))
        argument = _argument(Source("body"), self._visible(given), operation.request_body.required)
        if len(contents) == 1:
            return (_Taken(argument=argument, positional=True),)
        choice = constants(sent_type(content, self.api) for content in contents)
        kind = _argument(Source("content_type"), choice, required=False)
        return (_Taken(argument=argument, positional=True), _Taken(argument=kind, positional=False))

    def _keywords(self, taken: tuple[_Taken, ...], body: KeywordBody) -> Keywords:
        """Return the signature with the fields of a body, and the one that takes both ways."""
        fields = tuple(
            _with_default(field.py_name, self._visible(given), field.plain_default)
            for field, given in body.fields
        )
        either = Argument(name=Source("body"), annotation=_OBJECT, default=NONE.text)
        return Keywords(
            kind=body.kind,
            signature=_signature([one for one in taken if not _is_body(one)], fields),
            either=_signature([replace(o, argument=either) if _is_body(o) else o for o in taken]),
        )

    def _result(self, operation: Operation) -> Annotation:
        """Return the type of a success, and of the profile's pending one."""
        parts = [result_of(operation, self.api, self.names)]
        pending = self.profile.pending
        if pending is not None and special_status(operation, self.profile):
            module = runtime_module(pending.module)
            held = imported(module, identifier(pending.type))
            parts.append(Applied(held, (parts[0],)))
        return self._visible(unite(parts))

    def _visible(self, annotation: Annotation) -> Annotation:
        """Return a type as it is spelled beside methods that are called like it: `date`."""
        return visible(annotation, self.hidden)


def _with_raw(plan: MethodPlan, mode: Mode) -> MethodPlan:
    """Return a method with what makes that of the raw namespace of it."""
    pages, headers = plan.operation.pages is not None, plan.headers
    if plan.choices or plan.keywords:
        ways = raw_ways(mode, pages=pages, headers=headers.name if headers else NOTHING)
        return replace(plan, raw_ways=ways)
    one = mode.raw_items if plan.streamed else mode.raw
    return replace(
        plan,
        raw=mode.raw_pages if pages else one,
        raw_headers=mode.with_headers if headers else NOTHING,
    )


def _awaited(plan: MethodPlan) -> Source:
    """Return what makes the method for asynchronous code of the other one.

    Type checkers carry over its ways to be called, but not that it is deprecated; and what can be
    asked for may come one by one, in another way. Those methods are written out.
    """
    if plan.choices or plan.deprecated:
        return NOTHING
    if plan.streamed is not None:
        return ASYNC.awaited_items
    return ASYNC.awaited_pages if plan.pages else ASYNC.awaited


def _signature(taken: Iterable[_Taken], fields: tuple[Argument, ...] = ()) -> Signature:
    several = tuple(taken)
    return Signature(
        positional=tuple(one.argument for one in several if one.positional),
        named=(
            *fields,
            *(one.argument for one in several if not one.positional),
            Argument(name=Source("options"), annotation=_OPTIONS, default=NONE.text),
        ),
    )


def _is_body(one: _Taken) -> bool:
    return one.parameter is None and one.positional


def _argument(name: Source, annotation: Annotation, required: bool) -> Argument:
    if required:
        return Argument(name=name, annotation=annotation)
    return _with_default(name, unite((annotation, NONE)), NONE.text)


def _with_default(name: Source, annotation: Annotation, default: Source) -> Argument:
    length = len(code("{}: {} = {}", name, annotation.text, default))
    is_wide = bool(default) and isinstance(annotation, Either) and length > _WIDEST
    return Argument(name=name, annotation=annotation, default=default, is_wide=is_wide)


def _documented(taken: tuple[_Taken, ...]) -> list[tuple[str, Parameter]]:
    return [(str(one.argument.name), one.parameter) for one in taken if one.parameter is not None]


def _values(operation: Operation, taken: tuple[_Taken, ...]) -> tuple[Source, ...]:
    """Return the arguments of the parameters in the order of the operation."""
    by_place = {id(one.parameter): one.argument.name for one in taken if one.parameter is not None}
    return tuple(by_place[id(parameter)] for parameter in taken_parameters(operation))
