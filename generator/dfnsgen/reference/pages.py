"""What stands on the pages of a reference: for each operation its signature, a call, its errors.

In: the API, its names, the plan of its package. Out: plans of the pages, for the templates.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from dfnsgen.model.api import Api, Operation, Parameter
from dfnsgen.python.client.answers import successes
from dfnsgen.python.client.constants import taken_parameters
from dfnsgen.python.client.modes import SYNC, Mode
from dfnsgen.python.client.plan import ClientPlan, MethodPlan, NamespacePlan
from dfnsgen.python.names.names import Names
from dfnsgen.python.plan import FilePlan
from dfnsgen.python.source.imports import Imports, import_lines
from dfnsgen.python.source.source import NOTHING, Source
from dfnsgen.reference.markdown import cell, line, prose, verbatim
from dfnsgen.reference.samples import Samples
from dfnsgen.runtime import runtime_module

_NAMED = 4
"""How many operations of a page a table of all pages names."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Described:
    """A row of a table: what is meant, and what the document says of it."""

    name: Source
    further: Source
    description: Source


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """How a method is called. `sample` is empty where no right value is known."""

    method: MethodPlan
    sample: Source
    imports: Imports
    mode: Mode = SYNC

    @property
    def is_iterated(self) -> bool:
        """Whether what comes is iterated over."""
        return self.method.is_lazy

    @property
    def returns(self) -> bool:
        """Whether anything comes."""
        return str(self.method.operation.result.text) != "None"


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One operation. `at` is its method and path as in the document."""

    operation: Operation
    name: Source
    at: Source
    summary: Source
    description: Source
    is_deprecated: bool
    call: Call
    arguments: tuple[Described, ...]
    errors: tuple[Described, ...]

    @property
    def title(self) -> Source:
        """What it does in a line, or where it is."""
        return self.summary or self.at

    @property
    def text(self) -> Source:
        """What there is to read beside the summary."""
        return NOTHING if self.description == self.summary else self.description


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """The operations of one namespace; `file` is the page's own."""

    name: Source
    file: Source
    about: Source
    entries: tuple[Entry, ...]

    @property
    def first(self) -> tuple[Entry, ...]:
        """The operations that a table of all pages names."""
        return self.entries[:_NAMED]

    @property
    def count(self) -> int:
        """How many operations there are, 0 where the table names them all."""
        return len(self.entries) if len(self.entries) > _NAMED else 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Reference:
    """All pages, and what stands before them.

    `module` is what is imported; `arguments` are those of the client, as its documentation has
    them; `project` is the name of the distribution, empty where there is none.
    """

    title: Source
    description: Source
    module: Source
    arguments: tuple[Source, ...]
    needs_address: bool
    pages: tuple[Page, ...]
    first: Call | None
    project: Source = NOTHING
    has_pages: bool = False


def plan_reference(
    api: Api, names: Names, files: tuple[FilePlan, ...], module: Source
) -> Reference:
    """Return the plan of all pages."""
    samples = Samples(api, names)
    placed = {
        (name.namespace, name.method): operation
        for name, operation in zip(names.operations, api.operations, strict=True)
    }
    contexts = [file.context for file in files]
    namespaces = [one for one in contexts if isinstance(one, NamespacePlan) and one.operations]
    client = next((one for one in contexts if isinstance(one, ClientPlan)), None)
    pages = tuple(_page(namespace, placed, samples) for namespace in namespaces)
    return Reference(
        title=line(api.title) or Source("An API"),
        description=prose(api.description),
        module=module,
        arguments=tuple(line(one.text) for one in client.credentials if one.text) if client else (),
        needs_address=client is not None and not client.default_server,
        pages=pages,
        first=_first(pages),
    )


def _page(
    namespace: NamespacePlan, placed: Mapping[tuple[str, str], Operation], samples: Samples
) -> Page:
    return Page(
        name=namespace.py_name,
        file=Source(f"{namespace.py_name}.md"),
        about=prose(namespace.about),
        entries=tuple(
            _entry(method, placed[str(namespace.py_name), str(method.name)], namespace, samples)
            for method in namespace.operations
        ),
    )


def _entry(
    method: MethodPlan, operation: Operation, namespace: NamespacePlan, samples: Samples
) -> Entry:
    sample = samples.call(operation, method, namespace.py_name)
    described = zip(method.values, taken_parameters(operation), strict=True)
    return Entry(
        operation=operation,
        name=method.name,
        at=verbatim(f"{operation.method} {operation.path}"),
        summary=line(operation.summary),
        description=prose(operation.description),
        is_deprecated=operation.deprecated,
        call=Call(method=method, sample=sample, imports=import_lines(sample.needs)),
        arguments=tuple(_argument(name, parameter) for name, parameter in described),
        errors=tuple(_errors(operation)),
    )


def _argument(name: Source, parameter: Parameter) -> Described:
    where = f"{parameter.location.value} {parameter.spec_name}"
    needed = "required" if parameter.required else ""
    return Described(
        name=verbatim(name),
        further=verbatim(where),
        description=cell(", ".join(filter(None, (needed, parameter.description)))),
    )


def _errors(operation: Operation) -> list[Described]:
    """Return the declared answers that a call raises."""
    returned = {response.status for response in successes(operation)}
    return [
        Described(
            name=verbatim(response.status),
            further=verbatim(_error_name(response.status)),
            description=cell(response.description),
        )
        for response in operation.responses
        if response.status not in returned
    ]


def _error_name(status: str) -> str:
    if not status.isdigit():
        return "ServerError" if status.startswith("5") else "ApiError"
    errors: Any = runtime_module("_errors")
    return str(errors.error_class(int(status)).__name__)


def _first(pages: tuple[Page, ...]) -> Call | None:
    """Return the call that a newcomer makes first: a reading one without arguments if any."""
    entries = [entry for page in pages for entry in page.entries if entry.call.sample]
    usable = [entry for entry in entries if not entry.is_deprecated]
    plain = [e for e in usable if e.operation.method == "GET" and e.call.sample.endswith("()")]
    return next((entry.call for entry in (*plain, *usable)), None)
