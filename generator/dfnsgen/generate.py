"""The whole way of the data: sources to a package, stage after stage.

In: Options. Out: the files of a package and all that was noticed on the way; then, on demand, the
package on the disk. Raises Refused where the input can't be used. Prints nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from pathlib import Path
from types import MappingProxyType

import dfnsgen
from dfnsgen.cache import NO_CACHE, user_cache
from dfnsgen.diagnostics import Diagnostic, Location, Refused, Rule, Severity
from dfnsgen.flavors.flavor import Flavor
from dfnsgen.inputs import input_hashes, joined_files, source_name
from dfnsgen.loader.document import Document
from dfnsgen.loader.verdict.verdict import PendingVerdict, start_verdict
from dfnsgen.model.api import Api
from dfnsgen.model.findings.findings import NOT_CARRIED
from dfnsgen.model.findings.patterns import pattern_findings
from dfnsgen.options import Options
from dfnsgen.package_name import package_folder
from dfnsgen.pipeline import ApiVersion, api_version, read_document
from dfnsgen.planned import Planned, plan_version
from dfnsgen.pointers import last
from dfnsgen.python.plan import PackagePlan
from dfnsgen.python.versions.converters import changed_classes, converters_file
from dfnsgen.python.versions.types_in_common import Version, in_common, models_of
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
from dfnsgen.render.writing.lock import SHARED_NAME, Lock, is_shared
from dfnsgen.render.writing.shared import (
    Sharer,
    is_listed,
    leave_shared,
    with_shared,
    write_shared,
)
from dfnsgen.render.writing.write import Written, write_package

NOT_ALONE = Rule.error(
    "runtime-not-alone",
    "a distribution is made of the package's folder, and its runtime would stand beside it",
    remedy='leave out `project`, or set runtime = "own"',
)

Progress = Callable[[str], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Prepared:
    """A package that is ready to be written, and what was noticed while it was made.

    `needs` are the files of the code that it shares with others, if it does; those `beside` it are
    other versions of its API, with which it has classes in common, and which are written with it.
    """

    folder: Path
    files: tuple[RenderedFile, ...]
    lock: Lock
    version: ApiVersion
    diagnostics: tuple[Diagnostic, ...]
    needs: tuple[RenderedFile, ...] = ()
    beside: tuple[Prepared, ...] = ()

    @property
    def api(self) -> Api:
        """The whole API, though only a part of it may have been asked for."""
        return self.version.api

    @property
    def texts(self) -> dict[str, str]:
        """All texts by path; what it shares with others lies beside it: `../_runtime/…`."""
        shared = {f"../{SHARED_NAME}/{file.path}": file.text for file in self.needs}
        return shared | {file.path: file.text for file in self.files}


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Source:
    """What a package is made of: options, and the document that was read."""

    options: Options
    document: Document
    found: tuple[Diagnostic, ...]

    @property
    def api(self) -> str:
        """What versions of one API have in common."""
        return self.document.title.casefold()


@dataclass(frozen=True, slots=True, kw_only=True)
class _Begun:
    """A package that is planned, while the validator of the specification is at work."""

    source: _Source
    version: ApiVersion
    folder: Path
    pending: PendingVerdict
    planned: Planned


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

    Other versions of its API, with which it shares its code, are prepared with it. The validator
    of the specification judges the document in a process of its own meanwhile; what it says are
    warnings, which refuse the document under strict.
    """
    own = _Source(options=options, document=document, found=found)
    earlier, later = map(_read, options.earlier), map(_read, options.later)
    versions = [one for one in (*earlier, own, *later) if one is own or one.api == own.api]
    prepared = [*_prepared(versions, progress)]
    first = prepared.pop(versions.index(own))
    return replace(first, beside=tuple(prepared))


def prepare_versions(
    several: Sequence[Options], progress: Progress = lambda stage: None
) -> tuple[Prepared, ...]:
    """Prepare versions of an API that share their code, and the classes that are the same.

    Raises Refused.
    """
    progress("reading")
    return tuple(_prepared([_read(options) for options in several], progress))


def prepare_sharing(
    changed: Sequence[Options],
    unchanged: Mapping[str, Sequence[Options]],
    progress: Progress = lambda stage: None,
) -> tuple[Prepared, ...]:
    """Prepare packages that share their code, and with them versions of the same APIs.

    `unchanged` are packages that needn't be written for themselves, by the titles of their
    documents. Raises Refused.
    """
    progress("reading")
    sources = [_read(options) for options in changed]
    apis = {source.api for source in sources}
    further = [one for title in unchanged if title.casefold() in apis for one in unchanged[title]]
    sources += [_read(options) for options in further]
    sources.sort(key=lambda source: len(source.options.earlier))
    prepared: list[Prepared] = []
    for api in dict.fromkeys(source.api for source in sources):
        prepared += _prepared([source for source in sources if source.api == api], progress)
    return tuple(prepared)


def _read(options: Options) -> _Source:
    document, found = read_document(options)
    return _Source(options=options, document=document, found=found)


def _prepared(versions: Sequence[_Source], progress: Progress) -> Iterator[Prepared]:
    """Yield the packages of versions of one API, in their order."""
    begun = [_begin(version, progress) for version in versions]
    for one, plan in zip(begun, _plans(begun), strict=True):
        yield _finish(one, plan, progress)


def _plans(several: Sequence[_Begun]) -> tuple[PackagePlan, ...]:
    """Return the plans of versions, with their common types in one place."""
    versions = [
        Version(api=planned.api, names=planned.names, options=planned.asked, plan=planned.plan)
        for planned in (one.planned for one in several)
        if planned.asked is not None and not planned.models
    ]
    # A template of the user's for models may know nothing of types that stand elsewhere.
    is_ours = all(one.source.options.templates is None for one in several)
    if len(versions) < len(several) or not is_ours:
        return tuple(one.planned.plan for one in several)
    plans = in_common(versions)
    return (
        plans[0],
        *(_with_converters(*pair) for pair in pairwise(zip(versions, plans, strict=True))),
    )


def _with_converters(
    before: tuple[Version, PackagePlan], now: tuple[Version, PackagePlan]
) -> PackagePlan:
    """Return the plan of a version with what converts values of the one before, if anything can."""
    (old, older), (new, newer) = before, now
    names = changed_classes(models_of(older), models_of(newer))
    # Imported here: most packages stand alone, and the comparison takes long to import.
    from dfnsgen.diff.lossless import lossless

    proved = lossless(old.api, new.api, [(old.key_of(name), new.key_of(name)) for name in names])
    found = dict(zip(names, proved, strict=True))
    file = converters_file(
        older.package,
        up=[name for name, one in found.items() if one.up],
        down=[name for name, one in found.items() if one.down],
        deprecates=models_of(older).deprecates or models_of(newer).deprecates,
    )
    return newer if file is None else replace(newer, files=(*newer.files, file))


def _begin(source: _Source, progress: Progress) -> _Begun:
    options, document = source.options, source.document
    _refuse_errors(source.found)
    pending = start_verdict(document, cache=user_cache() if options.cache else NO_CACHE)
    if options.is_shared and options.project:
        raise Refused(NOT_ALONE.found(Location(source="--project")))
    progress("resolving schemas")
    version = api_version(options.sources[0], document, source.found, ignore=options.ignore)
    folder = package_folder(options, document.title)
    progress("planning")
    planned = plan_version(version, options, folder)
    return _Begun(source=source, version=version, folder=folder, pending=pending, planned=planned)


def _finish(begun: _Begun, plan: PackagePlan, progress: Progress) -> Prepared:
    options, document, version = begun.source.options, begun.source.document, begun.version
    progress("printing")
    printed = _print(begun, plan)
    files, needs = apart(printed) if options.is_shared else (printed, ())
    progress("waiting for the validator")
    judged = (
        *pattern_findings(version.api, document),
        *begun.pending.result(),
        *(_not_carried(version.api, document) if options.strict else ()),
    )
    # What a flavour can't say is no fault of the document.
    of_document = options.strict and options.flavor is Flavor.DATACLASS
    diagnostics = (
        *_held(version.diagnostics, options.ignore, strict=options.strict),
        *_held(begun.planned.diagnostics, options.ignore, strict=of_document),
        *_held(judged, options.ignore, strict=options.strict),
    )
    _refuse_errors(diagnostics)
    return Prepared(
        folder=begun.folder,
        files=files,
        lock=_lock(begun.planned, document, options),
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
        sharers = (_sharer(prepared, merged), *map(_sharer, prepared.beside))
        return write_shared(sharers, force=force, then=then)[0]
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


def _print(begun: _Begun, plan: PackagePlan) -> tuple[RenderedFile, ...]:
    """Print a package: its modules, the models of another generator, and what is for people."""
    options, planned = begun.source.options, begun.planned
    laid_out = map(with_head, format_files(planned.models, options.formatter))
    files = (*_render(plan, options), *laid_out)
    if planned.asked is None or not (options.reference or options.project):
        return files
    # Imported here: most packages have neither.
    from dfnsgen.reference.files import Asked, files_for_people

    about = Asked(
        module=options.vendored or begun.folder.name,
        reference=options.reference,
        project=options.project,
        templates=options.templates,
        formatter=options.formatter,
        dependencies=("pydantic>=2.11",) if options.flavor is Flavor.PYDANTIC else (),
    )
    return (*files, *files_for_people(planned.api, planned.names, plan, planned.asked, about))


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


def _lock(planned: Planned, document: Document, options: Options) -> Lock:
    memory = planned.memory
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
        spelling=planned.fields.spelling,
        fields=planned.fields.fields,
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
        **({"after": options.after} if options.after else {}),
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
