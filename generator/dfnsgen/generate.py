"""The whole way of the data: sources to a package, stage after stage.

In: Options. Out: the files of a package and all that was noticed on the way; then, on demand, the
package on the disk. Raises Refused where the input can't be used. Prints nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType

import dfnsgen
from dfnsgen.cache import NO_CACHE, user_cache
from dfnsgen.configuration.value_types import VALUE_FORMATS, Enums, Numbers
from dfnsgen.diagnostics import Diagnostic, Location, Refused, Rule, Severity
from dfnsgen.diff.operations.selection import Selection
from dfnsgen.flavors.class_names import clear_of_imports
from dfnsgen.flavors.flavor import Flavor
from dfnsgen.inputs import input_hashes, joined_files, source_name
from dfnsgen.loader.document import Document
from dfnsgen.loader.verdict.verdict import start_verdict
from dfnsgen.model.addresses import with_addresses
from dfnsgen.model.api import Api
from dfnsgen.model.findings.findings import NOT_CARRIED
from dfnsgen.model.findings.patterns import pattern_findings
from dfnsgen.options import Options
from dfnsgen.package_name import package_folder
from dfnsgen.pipeline import ApiVersion, api_version, intended, named, read_document, remembered
from dfnsgen.pointers import last
from dfnsgen.python.client.keywords import bodies_alone
from dfnsgen.python.models.enum_classes import enums_without_class
from dfnsgen.python.models.mixins import extras_of_nothing
from dfnsgen.python.models.wire_names import WireNames, wire_names
from dfnsgen.python.names.given_names import names_of_nothing
from dfnsgen.python.names.memory import Memory
from dfnsgen.python.names.names import Names
from dfnsgen.python.names.remembering import remember
from dfnsgen.python.package import plan_package
from dfnsgen.python.plan import PackagePlan, PlanOptions
from dfnsgen.python.subset import subset
from dfnsgen.render.formatting import format_files
from dfnsgen.render.package import apart, render, with_head
from dfnsgen.render.rendered import FormatFault, RenderedFile
from dfnsgen.render.structure import StructureFault
from dfnsgen.render.template_files import (
    TEMPLATE_FAULT,
    TemplateFault,
    check_override,
    templates_hash,
)
from dfnsgen.render.writing.differences import Differences, differences
from dfnsgen.render.writing.lock import Lock, is_shared
from dfnsgen.render.writing.shared import (
    Sharer,
    is_listed,
    leave_shared,
    with_shared,
    write_shared,
)
from dfnsgen.render.writing.write import Written, write_package

UNKNOWN_TAG = Rule.error(
    "unknown-tag", "no operation has the tag {tag!r}", remedy="one of: {known}"
)
BASE_OF_FLAVOR = Rule.error(
    "base-of-flavor",
    "models of the flavor {flavor} derive from no class of yours",
    remedy="leave models_base and models_extra out, or use the flavor dataclass",
)
UNKNOWN_OPERATION = Rule.error(
    "unknown-operation",
    "there is no operation {name!r}",
    remedy="name it by method and path, as in 'GET /wallets', or by its operationId",
)

NOT_ALONE = Rule.error(
    "runtime-not-alone",
    "a distribution is made of the package's folder, and its runtime would stand beside it",
    remedy='leave out `project`, or set runtime = "own"',
)

Progress = Callable[[str], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Prepared:
    """A package that is ready to be written, and what was noticed while it was made.

    `needs` are the files of the code that it shares with others, if it does.
    """

    folder: Path
    files: tuple[RenderedFile, ...]
    lock: Lock
    version: ApiVersion
    diagnostics: tuple[Diagnostic, ...]
    needs: tuple[RenderedFile, ...] = ()

    @property
    def api(self) -> Api:
        """The whole API, though only a part of it may have been asked for."""
        return self.version.api


def prepare(options: Options, progress: Progress = lambda stage: None) -> Prepared:
    """Read, model, plan and print a package; nothing is written. Raises Refused."""
    progress("reading")
    return prepare_document(options, *read_document(options), progress)


def prepare_document(
    options: Options,
    document: Document,
    found: tuple[Diagnostic, ...],
    progress: Progress = lambda stage: None,
) -> Prepared:
    """Model, plan and print the package of a document that was read. Raises Refused.

    The validator of the specification judges the document in a process of its own meanwhile; what
    it says are warnings, which refuse the document under strict.
    """
    _refuse_errors(found)
    pending = start_verdict(document, cache=user_cache() if options.cache else NO_CACHE)
    if options.is_shared and options.project:
        raise Refused(NOT_ALONE.found(Location(source="--project")))
    progress("resolving schemas")
    version = api_version(options.sources[0], document, found, ignore=options.ignore)
    folder = package_folder(options, document.title)
    progress("printing")
    printed = _print(version, options, folder)
    files, needs = apart(printed.files) if options.is_shared else (printed.files, ())
    progress("waiting for the validator")
    judged = (
        *pattern_findings(version.api, document),
        *pending.result(),
        *(_not_carried(version.api, document) if options.strict else ()),
    )
    # What a flavour can't say is no fault of the document.
    of_document = options.strict and options.flavor is Flavor.DATACLASS
    diagnostics = (
        *_held(version.diagnostics, options.ignore, strict=options.strict),
        *_held(printed.diagnostics, options.ignore, strict=of_document),
        *_held(judged, options.ignore, strict=options.strict),
    )
    _refuse_errors(diagnostics)
    return Prepared(
        folder=folder,
        files=files,
        lock=_lock(printed, document, options),
        version=version,
        diagnostics=diagnostics,
        needs=needs,
    )


def write(
    prepared: Prepared,
    *,
    force: bool = False,
    merged: Mapping[str, str] = MappingProxyType({}),
    then: Callable[[], None] = lambda: None,
) -> Written:
    """Write a prepared package whole; raises Refused, and has changed nothing then.

    See `write_package`. What it shares with others is written with it.
    """
    folder, files, lock = prepared.folder, prepared.files, prepared.lock
    if is_shared(lock):
        return write_shared((_sharer(prepared, merged),), force=force, then=then)[0]
    if is_listed(folder):
        return leave_shared(folder, files, lock, force=force, merged=merged, then=then)
    return write_package(folder, files, lock, force=force, merged=merged, then=then)


def write_all(
    several: Sequence[tuple[Prepared, Mapping[str, str]]], *, force: bool = False
) -> tuple[Written, ...]:
    """Write packages that share their code, all or none; raises Refused.

    Beside each stand the texts of its files with edits.
    """
    return write_shared([_sharer(one, merged) for one, merged in several], force=force)[:-1]


def _sharer(prepared: Prepared, merged: Mapping[str, str] = MappingProxyType({})) -> Sharer:
    return Sharer(
        folder=prepared.folder,
        files=prepared.files,
        lock=prepared.lock,
        needs=prepared.needs,
        merged=merged,
    )


def check(prepared: Prepared) -> Differences:
    """Tell how the package on the disk differs from the prepared one; nothing is written."""
    found = differences(prepared.folder, prepared.files, prepared.lock)
    return with_shared(found, _sharer(prepared)) if is_shared(prepared.lock) else found


@dataclass(frozen=True, slots=True, kw_only=True)
class _Printed:
    """The files of a package, what is remembered of its names, and what was noticed."""

    files: tuple[RenderedFile, ...]
    memory: Memory
    diagnostics: tuple[Diagnostic, ...] = ()
    fields: WireNames = field(default_factory=WireNames)


def _print(version: ApiVersion, options: Options, folder: Path) -> _Printed:
    whole, departures = intended(version, letter=options.letter)
    before = remembered(folder)
    api, all_names = named(whole, before, keep_aliases=options.keep_aliases, given=options.names)
    api, names = _part(api, all_names, options)
    former = {name: names.aliases[name] for name in sorted(names.former & names.aliases.keys())}
    memory = remember(api, names.definitions, names.operations, former)
    has_client = options.flavor is Flavor.PYDANTIC and options.client
    if options.flavor is not Flavor.DATACLASS and options.mixins:
        at = Location(source=options.sources[0])
        raise Refused(BASE_OF_FLAVOR.found(at, flavor=options.flavor.value))
    if options.flavor is not Flavor.DATACLASS and not has_client:
        return _print_flavor(api, names, options, folder.name, memory)
    names = clear_of_imports(names) if has_client else names
    asked = _plan_options(options, folder.name)
    exact = None if whole is version.api else _part(version.api, all_names, options)[0]
    api = with_addresses(api, options.sources[0])
    plan, own_models = _plan(api, names, asked, options, exact)
    files = (*_render(plan, options), *own_models)
    if options.reference or options.project:
        # Imported here: most packages have neither.
        from dfnsgen.reference.files import Asked, files_for_people

        about = Asked(
            module=options.vendored or folder.name,
            reference=options.reference,
            project=options.project,
            templates=options.templates,
            formatter=options.formatter,
            dependencies=("pydantic>=2.11",) if has_client else (),
        )
        files = (*files, *files_for_people(api, names, plan, asked, about))
    alone = bodies_alone(plan, version.document.locate)
    mixed = enums_without_class(api, version.document.locate) if asked.enum_classes else ()
    stray = names_of_nothing(whole, options.names, all_names.operations, options.sources[0])
    extras = extras_of_nothing(options.models_extra, names.definitions.values(), options.sources[0])
    return _Printed(
        files=files,
        memory=memory,
        diagnostics=(*departures, *alone, *mixed, *stray, *extras),
        fields=wire_names(api, names.definitions),
    )


def _plan_options(options: Options, package: str) -> PlanOptions:
    """Return what the planners need of the options; with models of pydantic, texts stay texts."""
    is_ours = options.flavor is Flavor.DATACLASS
    return PlanOptions(
        package=package,
        formats=options.formats,
        closed=options.closed,
        letter=options.letter,
        stream_end=options.stream_end,
        idempotency_header=options.idempotency_header,
        paging=options.paging,
        webhooks=options.webhooks,
        polling=options.polling,
        as_text=options.types if is_ours else frozenset(VALUE_FORMATS),
        decimals=is_ours and options.numbers is Numbers.DECIMAL,
        enum_classes=is_ours and options.enums is Enums.CLASS,
        mixins=options.mixins,
    )


def _plan(
    api: Api, names: Names, asked: PlanOptions, options: Options, exact: Api | None
) -> tuple[PackagePlan, tuple[RenderedFile, ...]]:
    """Return the plan of a package with its client, and the models that aren't ours to print."""
    preferred, testing = options.preferred, options.testing
    if options.flavor is not Flavor.PYDANTIC:
        client = options.client
        plan = plan_package(
            api, names, asked, client=client, testing=testing, preferred=preferred, letter=exact
        )
        return plan, ()
    # Imported here: the generator of these models takes most of a second to import.
    from dfnsgen.flavors.package import pydantic_package

    flavored = pydantic_package(
        api, names, asked, testing=testing, preferred=preferred, letter=exact
    )
    return flavored.plan, _laid_out(flavored.models, options)


def _laid_out(models: RenderedFile, options: Options) -> tuple[RenderedFile, ...]:
    return tuple(map(with_head, format_files((models,), options.formatter)))


def _render(plan: PackagePlan, options: Options) -> tuple[RenderedFile, ...]:
    """Print a plan; what goes wrong is a bug of ours, or a fault of a template of the user's."""
    if options.templates is None:
        return render(plan, None, options.formatter, shared=options.is_shared)
    check_override(options.templates)
    try:
        return render(plan, options.templates, options.formatter, shared=options.is_shared)
    except (TemplateFault, StructureFault, FormatFault) as fault:
        path, line = getattr(fault, "path", ""), getattr(fault, "line", 0)
        at = Location(source=path or str(options.templates), line=line, column=line and 1)
        raise Refused(TEMPLATE_FAULT.found(at, problem=str(fault))) from fault


def _part(api: Api, names: Names, options: Options) -> tuple[Api, Names]:
    """Return the part of the API that the options ask for; raises Refused for what isn't there."""
    tags = {tag for operation in api.operations for tag in operation.tags}
    for tag in options.tags:
        if tag.casefold() not in {known.casefold() for known in tags}:
            known = ", ".join(sorted(tags)) or "none"
            raise Refused(UNKNOWN_TAG.found(Location(source="--tag"), tag=tag, known=known))
    for name in options.only:
        if not any(Selection(only=(name,)).takes(operation) for operation in api.operations):
            raise Refused(UNKNOWN_OPERATION.found(Location(source="--only"), name=name))
    if not options.tags and not options.only:
        return api, names
    by_tag, by_name = Selection(tags=options.tags), Selection(only=options.only)
    return subset(
        api,
        names,
        lambda operation: bool(
            (options.tags and by_tag.takes(operation))
            or (options.only and by_name.takes(operation))
        ),
    )


def _print_flavor(
    api: Api, names: Names, options: Options, package: str, memory: Memory
) -> _Printed:
    # Imported here: the generator of these models takes most of a second to import.
    from dfnsgen.flavors.limits import limits
    from dfnsgen.flavors.package import flavored_package

    flavored = flavored_package(api, names, options.flavor, package)
    return _Printed(
        files=(*_render(flavored.plan, options), *_laid_out(flavored.models, options)),
        memory=memory,
        diagnostics=limits(api, options.flavor, options.sources[0]),
    )


def _lock(printed: _Printed, document: Document, options: Options) -> Lock:
    memory = printed.memory
    return Lock(
        generator=dfnsgen.__version__,
        title=document.title,
        version=document.version,
        # What came over the network or by standard input is one hash, of all that was read.
        inputs=input_hashes(options, joined_files(options, document.files))
        or {source_name(options.sources[0]): document.sha256},
        templates=templates_hash(options.templates),
        options=options.recorded(),
        origin=_origin(document, options),
        names=memory.names,
        structures=memory.structures,
        operations=memory.operations,
        aliases=memory.aliases,
        spelling=printed.fields.spelling,
        fields=printed.fields.fields,
    )


def _origin(document: Document, options: Options) -> dict[str, str]:
    """Return where a vendored package comes from, and under which licence its document stands."""
    if not options.vendored:
        return {}
    info = document.tree.get("info")
    licence = info.get("license") if isinstance(info, dict) else None
    terms = licence if isinstance(licence, dict) else {}
    parts = (terms.get("name"), terms.get("identifier"), terms.get("url"))
    return {
        "package": options.vendored,
        "source": ", ".join(source_name(source) for source in options.sources),
        "licence": " ".join(str(part) for part in parts if part) or "none stated",
    }


def _not_carried(api: Api, document: Document) -> tuple[Diagnostic, ...]:
    """Name each kind of what no output shows, with its first place."""
    kinds: dict[str, list[str]] = {}
    for pointer in api.not_carried:
        kinds.setdefault(last(pointer), []).append(pointer)
    return tuple(
        NOT_CARRIED.found(document.locate(places[0]), kind=kind, count=len(places))
        for kind, places in kinds.items()
    )


def _held(
    found: Iterable[Diagnostic], ignored: Sequence[str], *, strict: bool
) -> Iterator[Diagnostic]:
    """Yield findings but ignored ones; under strict a slip is an error."""
    for one in found:
        if one.severity is Severity.ERROR or one.rule not in ignored:
            yield one.under_strict() if strict else one


def _refuse_errors(diagnostics: tuple[Diagnostic, ...]) -> None:
    if any(found.severity is Severity.ERROR for found in diagnostics):
        raise Refused(*diagnostics)
