"""The files of a package that make calls: client, namespaces, webhook events, and `__init__`.

In: the API, its names and codecs, the profile. Out: one FilePlan each.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from dfnsgen.model.api import Api
from dfnsgen.profiles.profile import Profile, with_names
from dfnsgen.python.client.answers import may_stream
from dfnsgen.python.client.constants import runtime_module
from dfnsgen.python.client.front.clients import plan_client
from dfnsgen.python.client.front.init import plan_init
from dfnsgen.python.client.front.nesting import holders, nested_namespaces
from dfnsgen.python.client.methods import Methods
from dfnsgen.python.client.modes import ASYNC, SYNC, Mode
from dfnsgen.python.client.plan import (
    MethodPlan,
    NamespaceClass,
    NamespacePlan,
    NestedNamespace,
)
from dfnsgen.python.client.shapes import is_deprecated, marked_properties, secret_properties
from dfnsgen.python.client.webhooks import plan_webhooks
from dfnsgen.python.codecs.uses import Uses
from dfnsgen.python.models.annotations import TYPES_ELSEWHERE
from dfnsgen.python.models.dicts import dicts_file
from dfnsgen.python.models.wire import DICTS_MODULE, WireTypes
from dfnsgen.python.names.names import Names
from dfnsgen.python.plan import FilePlan, PlanOptions
from dfnsgen.python.source.imports import import_lines, needs_of
from dfnsgen.python.source.source import NOTHING, Source, code, docstring, identifier, imported

_CONSTRUCTORS = tuple(
    "Operation PagedOperation Param Body Part Items Later Typed deprecated as_method awaited "
    "awaited_items awaited_pages".split()
)
_AS_METHOD = imported("._runtime._client", "as_method")
_OF_DICTS = needs_of(imported("typing", "TYPE_CHECKING"), imported("._runtime._package", "Later"))


def plan_client_files(
    api: Api, names: Names, codecs: Uses, profile: Profile, options: PlanOptions
) -> tuple[FilePlan, ...]:
    """Return the plans of `__init__`, of the client's modules and of the webhooks' module."""
    profile = replace(profile, paging=with_names(profile.paging, options.paging))
    wire = WireTypes(api, names)
    namespaces = _namespaces(api, names, codecs, wire, profile, options)
    client = plan_client(api, namespaces, profile, options)
    webhooks = plan_webhooks(api, names, codecs, profile, options.webhooks)
    files = [
        FilePlan(
            path="client/__init__.py",
            template="client/client.py.jinja",
            context=client,
            about=client.about,
            expected=(
                *(("Server",) if client.servers else ()),
                *(f"{c.mode.prefix}Client" for c in client.classes),
            ),
            calls=("deprecated", "Polling"),
        ),
        *(_namespace_file(namespace) for namespace in namespaces),
        *dicts_file(wire),
    ]
    if webhooks is not None:
        files.append(
            FilePlan(
                path="webhooks.py",
                template="client/webhooks.py.jinja",
                context=webhooks,
                about=webhooks.about,
                expected=webhooks.functions,
                calls=("Signing",),
            )
        )
    init = plan_init(api, client, profile, webhooks is not None, bool(wire.sent))
    files.append(
        FilePlan(
            path="__init__.py",
            template="__init__.py.jinja",
            context=init,
            about=init.about,
            expected=("__getattr__", "__dir__"),
            calls=("package",),
        )
    )
    return tuple(files)


def _namespace_file(namespace: NamespacePlan) -> FilePlan:
    headers = [o.headers.name for o in namespace.operations if o.headers is not None]
    classes = [
        name
        for c in namespace.classes
        for name in (
            c.name,
            *((c.raw_name,) if c.methods else ()),
            *((c.delegated_name,) if c.delegated else ()),
        )
    ]
    return FilePlan(
        path=f"client/{namespace.py_name}.py",
        template="client/namespace.py.jinja",
        context=namespace,
        about=namespace.about,
        expected=tuple(str(name) for name in (*headers, *classes)),
        calls=_CONSTRUCTORS,
    )


def _namespaces(
    api: Api,
    names: Names,
    codecs: Uses,
    wire: WireTypes,
    profile: Profile,
    options: PlanOptions,
) -> tuple[NamespacePlan, ...]:
    """Return a namespace for each first tag, in the order in which operations name them."""
    methods = Methods(
        api=api,
        names=names,
        codecs=codecs,
        wire=wire,
        profile=profile,
        deprecated=marked_properties(api, is_deprecated),
        secret=secret_properties(api),
        stream_end=options.stream_end,
        idempotency_header=options.idempotency_header,
    )
    grouped: dict[str, list[int]] = {}
    for index, name in enumerate(names.operations):
        grouped.setdefault(name.namespace, []).append(index)
    below = nested_namespaces(names)
    return (
        *(_namespace(methods, i, below.get(space, ())) for space, i in grouped.items()),
        *holders(names, below),
    )


def _namespace(
    methods: Methods, indexes: list[int], below: tuple[NestedNamespace, ...]
) -> NamespacePlan:
    names, api = methods.names, methods.api
    first = names.operations[indexes[0]]
    spelled = TYPES_ELSEWHERE.intersection(names.operations[i].method for i in indexes)
    methods = replace(methods, hidden=spelled)
    planned = [methods.plan(api.operations[i], names.operations[i]) for i in indexes]
    operations, twins = zip(*planned, strict=True)
    class_name = identifier(first.namespace_class)
    if any(twin.name == class_name for twin in twins):
        # In the class for asynchronous code this name is soon the method's: no more is made of it.
        twins = tuple(replace(twin, awaited=NOTHING) for twin in twins)
    text = _tag_text(api, indexes[0], first.namespace)
    streams = any(may_stream(api.operations[i], api) for i in indexes)
    classes = (
        _class(SYNC, class_name, operations, text, streams),
        _class(ASYNC, class_name, twins, text, streams),
    )
    needs = needs_of(
        operations,
        [_needs_of_twin(twin) for twin in twins],
        [made.bases for made in classes],
        below,
    )
    has_dicts = DICTS_MODULE in needs
    return NamespacePlan(
        py_name=identifier(first.namespace),
        class_name=class_name,
        about=text,
        docstring=docstring(text, 8),
        imports=import_lines(
            (needs - {DICTS_MODULE}) | _OF_DICTS if has_dicts else needs,
            depth=1,
            last=tuple(_special_modules(methods.profile)),
        ),
        has_deprecated=any(operation.deprecated for operation in operations)
        or any(one.annotations.deprecated for one in api.definitions.values()),
        has_dicts=has_dicts,
        operations=operations,
        classes=classes,
        nested=below,
    )


def _needs_of_twin(twin: MethodPlan) -> tuple[object, ...]:
    """Return what is printed of a method for asynchronous code that the other one hasn't."""
    raw = twin.raw, twin.raw_headers, twin.raw_ways
    if twin.awaited:
        return twin.signed, *raw, twin.awaited, _AS_METHOD
    return twin.signed, *raw, twin.streamed, twin.choices, twin.pages


def _class(
    mode: Mode, class_name: Source, methods: tuple[MethodPlan, ...], text: str, streams: bool
) -> NamespaceClass:
    name = code("{}{}", mode.prefix, class_name)
    pages = any(method.operation.pages for method in methods)
    special = (*((mode.paging,) if pages else ()), *((mode.streaming,) if streams else ()))
    return NamespaceClass(
        mode=mode,
        name=name,
        of=class_name,
        docstring=docstring(text),
        raw_name=code("{}WithRawResponse", name),
        delegated_name=code("{}Delegated", name),
        bases=special or (mode.namespace,),
        methods=methods,
    )


def _tag_text(api: Api, operation: int, namespace: str) -> str:
    tag = api.operations[operation].tags[0] if api.operations[operation].tags else namespace
    description = next((t.description for t in api.tags if t.name == tag and t.description), "")
    return description or f"The operations under {tag}."


def _special_modules(profile: Profile) -> Iterator[Source]:
    """Yield the modules of paging and of the profile, which are imported last."""
    yield Source("._runtime._paging")
    if profile.pending is not None:
        yield runtime_module(profile.pending.module)
    if profile.signed is not None:
        yield runtime_module(profile.signed.delegated)
