"""Several versions of an API side by side in another repository, over one runtime.

In: the versions, how their documents are named, and the dotted name of what holds them. Out: the
options of a package for each: `app._vendor.dfns.v5_1_1` of version 5.1.1.
"""

from __future__ import annotations

import glob
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from dfnsgen.diagnostics import Location, Refused, Rule
from dfnsgen.generate import Prepared
from dfnsgen.lifecycle.vendor import Copy, as_before, copies, placed
from dfnsgen.options import Options
from dfnsgen.render.rendered import Runtime
from dfnsgen.render.writing.lock import Lock, is_shared

# A row is a row here, not a column.
# fmt: off
NO_PACKAGE = Rule.error("versions-without-package",
    "nothing says what holds the versions", effect="nothing is written",
    remedy="name it as Python imports it: --package app._vendor.dfns")
NO_DOCUMENT = Rule.error("version-not-found",
    "{problem} of version {version}", effect="nothing is written",
    remedy="say how the documents are called: 'specs/dfns-{{version}}.yaml'")
OTHER_VERSION = Rule.error("version-differs",
    "the document says that it is version {found}, not {version}", effect="nothing is written",
    remedy="name that version, or another document")
# fmt: on
VERSION = "{version}"
_OTHER = re.compile(r"\W+")


def holder(repository: Path, package: str) -> str:
    """Return the dotted name of what holds the versions: as asked for, else as it was before.

    Raises Refused where there is none, or several.
    """
    if package:
        return package
    names = {copy.package.rpartition(".")[0] for copy in copies(repository) if is_shared(copy.lock)}
    if len(names) != 1:
        raise Refused(NO_PACKAGE.found(Location(source="--package")))
    return names.pop()


def placed_versions(
    options: Options, versions: Sequence[str], repository: Path, package: str
) -> tuple[Options, ...]:
    """Return the options of the package of each version; raises Refused.

    A source is the name of a document with `{version}` in it, or of one beside which those of all
    versions lie; the first that leads to a document counts.
    """
    before = {copy.package: copy for copy in copies(repository)}
    several = [_placed(options, version, repository, package, before) for version in versions]
    earlier = ("", *map(module_of, versions))
    return tuple(replace(one, after=after) for one, after in zip(several, earlier, strict=False))


def with_standing(
    options: Options, versions: Sequence[str], repository: Path, package: str
) -> tuple[str, ...]:
    """Return the versions that are asked for and those that stand there, as they follow each other.

    They share code and types, and so change together. Those that stand there follow each other as
    they did, unless all of them are named. One whose document isn't at hand is left alone: what it
    needs stays as it is, or the run is refused.
    """
    standing = {
        module_of(copy.lock.version): copy.lock
        for copy in copies(repository)
        if copy.package == f"{package}.{module_of(copy.lock.version)}" and is_shared(copy.lock)
    }
    ordered = sorted(standing, key=lambda module: len([*_before(module, standing)]))
    known = [standing[module].version for module in ordered]
    if {*known} <= {*versions}:
        return tuple(versions)
    kept = (v for v in known if v in versions or len(_found(options.sources, v)) == 1)
    return tuple(dict.fromkeys((*kept, *versions)))


def _before(module: str, standing: Mapping[str, Lock]) -> Iterator[str]:
    """Yield the versions that a version follows; locks may be a stranger's, and go in circles."""
    seen = {module}
    while module in standing and (module := standing[module].origin.get("after", "")) not in seen:
        seen.add(module)
        yield module


def check_versions(prepared: Iterable[Prepared], versions: Iterable[str]) -> None:
    """Raise Refused for a document that is of another version than its name says."""
    wrong = [
        OTHER_VERSION.found(
            Location(source=one.version.source), found=one.lock.version or "none", version=version
        )
        for one, version in zip(prepared, versions, strict=True)
        if one.lock.version != version
    ]
    if wrong:
        raise Refused(*wrong)


def module_of(version: str) -> str:
    """Return what the package of a version is called: `v5_1_1`."""
    return f"v{_OTHER.sub('_', version.removeprefix('v')).strip('_')}"


def _placed(
    options: Options, version: str, repository: Path, package: str, before: dict[str, Copy]
) -> Options:
    name = f"{package}.{module_of(version)}"
    copy = before.get(name)
    own = replace(options, sources=(_document(options.sources, version),))
    made = placed(own, repository, name, copy)
    made = as_before(made, copy) if copy is not None else made
    return replace(made, runtime=Runtime.SHARED)


def _document(sources: Sequence[str], version: str) -> str:
    """Return the one document of a version; raises Refused where there is none, or several."""
    found = _found(sources, version)
    if len(found) != 1:
        problem = f"there are several documents ({', '.join(found)})" if found else "no document is"
        at = Location(source=sources[0])
        raise Refused(NO_DOCUMENT.found(at, problem=problem, version=version))
    return found[0]


def _found(sources: Sequence[str], version: str) -> list[str]:
    found: list[str] = []
    for source in sources:
        found = found or _documents(source, version)
    return found


def _documents(source: str, version: str) -> list[str]:
    if VERSION in source:
        name = source.replace(VERSION, version)
        if "://" in name or Path(name).is_file():
            return [name]
        return sorted(glob.glob(source.replace(VERSION, glob.escape(version))))
    # `1.2` is no version of a file that is called `api-11.2.yaml`, nor `api-1.2.3.yaml`.
    pattern = re.compile(rf"(?<![\w.]){re.escape(version)}(?!\.?\d)")
    beside = sorted(Path(source).parent.glob("*"))
    return [str(path) for path in beside if path.is_file() and pattern.search(path.name)]
