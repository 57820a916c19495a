"""From sources to an API whose parts have names: the one way that all commands take.

In: Options. Out: an ApiVersion, the API of which knows its own conventions; then that API in the
order, and with the Python names, that the package of an earlier version gave. What is planned,
printed, compared or shown starts from these.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from dfnsgen.configuration.names import NameRows
from dfnsgen.diagnostics import Diagnostic, Severity
from dfnsgen.loader.document import Document
from dfnsgen.loader.load import load
from dfnsgen.model.api import Api
from dfnsgen.model.build import Built, build, intended_api
from dfnsgen.model.meaning.binaries import with_texts_in_json
from dfnsgen.model.meaning.bodies import with_required_bodies
from dfnsgen.options import Options
from dfnsgen.profiles.known import profile_of
from dfnsgen.profiles.profile import apply_profile
from dfnsgen.python.names.given_names import given_names
from dfnsgen.python.names.memory import (
    NOTHING,
    Memory,
    is_usable,
    with_definitions_in_order,
    with_operations_in_order,
)
from dfnsgen.python.names.names import Names, assign_names
from dfnsgen.python.names.operation_names import name_operations
from dfnsgen.render.writing.lock import readable_lock


@dataclass(frozen=True, slots=True, kw_only=True)
class ApiVersion:
    """One version of an API: what was read, what it is called, and what was noticed.

    `built` is what `api` was before it knew its own conventions.
    """

    source: str
    document: Document
    api: Api
    built: Built
    diagnostics: tuple[Diagnostic, ...] = ()


def read_document(options: Options) -> tuple[Document, tuple[Diagnostic, ...]]:
    """Read what the options name; raises Refused."""
    return load(
        options.sources,
        overlays=options.overlays,
        stdin=options.stdin,
        strict=options.strict,
        skip=options.skip,
        root=options.root,
        network=options.allow_network,
        ignore=options.ignore,
    )


def api_version(
    source: str,
    document: Document,
    found: tuple[Diagnostic, ...] = (),
    *,
    ignore: Sequence[str] = (),
) -> ApiVersion:
    """Return the version that a document is; `found` was noticed while it was read.

    What the rules of `ignore` notice about its model is left out, as `load` leaves it out.
    """
    built, noticed = build(document)
    kept = (one for one in noticed if one.severity is Severity.ERROR or one.rule not in ignore)
    return ApiVersion(
        source=source,
        document=document,
        api=apply_profile(built.api, profile_of(built.api)),
        built=built,
        diagnostics=(*found, *kept),
    )


def intended(version: ApiVersion, *, letter: bool = False) -> tuple[Api, tuple[Diagnostic, ...]]:
    """Return the API as it is meant, of which a package is made, and where it departs from `api`.

    To the `letter` it is `api` itself.
    """
    if letter:
        return version.api, ()
    api, noticed = intended_api(version.document, version.built)
    api, inferred = with_required_bodies(with_texts_in_json(api), version.document)
    if api is version.built.api:
        return version.api, ()
    return apply_profile(api, profile_of(api)), (*noticed, *inferred)


def named(
    api: Api, before: Memory, *, keep_aliases: bool = False, given: NameRows = ()
) -> tuple[Api, Names]:
    """Return the API in the order of an earlier version, and the names, which stay the same too.

    What is `given` goes before that: see `given_names`.
    """
    api = with_operations_in_order(api, before)
    if given:
        found = given_names(api, given, name_operations(api, before.operations))
        api = found.api
        before = replace(before, operations={**before.operations, **found.operations})
        names = assign_names(api, before, keep_aliases=keep_aliases, given=found.definitions)
        names = replace(names, nested=found.nested)
    else:
        names = assign_names(api, before, keep_aliases=keep_aliases)
    return with_definitions_in_order(api, before, names.definitions), names


def remembered(folder: Path) -> Memory:
    """Return what the package's lock remembers; a lock that can't be read remembers nothing."""
    lock = readable_lock(folder)
    if lock is None:
        return NOTHING
    return Memory(
        version=lock.version,
        names={key: name for key, name in lock.names.items() if is_usable(name)},
        structures=lock.structures,
        operations=lock.operations,
        aliases={name: key for name, key in lock.aliases.items() if is_usable(name)},
    )
