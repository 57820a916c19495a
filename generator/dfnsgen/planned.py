"""A package whose modules are planned, and of which nothing is printed.

In: a version of an API and options. Out: Planned: the plan, the API and the names that it was made
from, and what was noticed. Between planning and printing, versions side by side can agree on what
they have in common.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from dfnsgen.configuration.value_types import VALUE_FORMATS, Enums, Numbers
from dfnsgen.diagnostics import Diagnostic, Location, Refused, Rule
from dfnsgen.flavors.class_names import clear_of_imports
from dfnsgen.flavors.flavor import Flavor
from dfnsgen.model.addresses import with_addresses
from dfnsgen.model.api import Api
from dfnsgen.model.oversize import refuse_large
from dfnsgen.options import Options
from dfnsgen.pipeline import ApiVersion, intended, named, remembered
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
from dfnsgen.render.rendered import RenderedFile

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


@dataclass(frozen=True, slots=True, kw_only=True)
class Planned:
    """The plan of a package, with what it was made from and what is remembered of its names.

    `models` are those that another generator printed; such a package without our client has no
    `asked`: our planners had no part in it.
    """

    api: Api
    names: Names
    plan: PackagePlan
    asked: PlanOptions | None = None
    models: tuple[RenderedFile, ...] = ()
    memory: Memory
    diagnostics: tuple[Diagnostic, ...] = ()
    fields: WireNames = field(default_factory=WireNames)


def plan_version(version: ApiVersion, options: Options, folder: Path) -> Planned:
    """Plan the package of a version, to be written into a folder; raises Refused."""
    whole, departures = intended(version, letter=options.letter)
    before = remembered(folder)
    api, all_names = named(whole, before, keep_aliases=options.keep_aliases, given=options.names)
    api, names = _part(api, all_names, options)
    refuse_large(api, version.document.tree, version.document.locate)
    former = {name: names.aliases[name] for name in sorted(names.former & names.aliases.keys())}
    memory = remember(api, names.definitions, names.operations, former)
    has_client = options.flavor is Flavor.PYDANTIC and options.client
    if options.flavor is not Flavor.DATACLASS and options.mixins:
        at = Location(source=options.sources[0])
        raise Refused(BASE_OF_FLAVOR.found(at, flavor=options.flavor.value))
    if options.flavor is not Flavor.DATACLASS and not has_client:
        return _plan_flavor(api, names, options, folder.name, memory)
    names = clear_of_imports(names) if has_client else names
    asked = _plan_options(options, folder.name)
    exact = None if whole is version.api else _part(version.api, all_names, options)[0]
    api = with_addresses(api, options.sources[0])
    plan, models = _plan(api, names, asked, options, exact)
    alone = bodies_alone(plan, version.document.locate)
    mixed = enums_without_class(api, version.document.locate) if asked.enum_classes else ()
    stray = names_of_nothing(whole, options.names, all_names.operations, options.sources[0])
    extras = extras_of_nothing(options.models_extra, names.definitions.values(), options.sources[0])
    return Planned(
        api=api,
        names=names,
        plan=plan,
        asked=asked,
        models=models,
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
    return flavored.plan, (flavored.models,)


def _part(api: Api, names: Names, options: Options) -> tuple[Api, Names]:
    """Return the part of the API that the options ask for; raises Refused for what isn't there."""
    if not options.tags and not options.only:
        return api, names
    # Imported here: most packages are whole.
    from dfnsgen.diff.operations.selection import Selection

    tags = {tag for operation in api.operations for tag in operation.tags}
    for tag in options.tags:
        if tag.casefold() not in {known.casefold() for known in tags}:
            known = ", ".join(sorted(tags)) or "none"
            raise Refused(UNKNOWN_TAG.found(Location(source="--tag"), tag=tag, known=known))
    for name in options.only:
        if not any(Selection(only=(name,)).takes(operation) for operation in api.operations):
            raise Refused(UNKNOWN_OPERATION.found(Location(source="--only"), name=name))
    by_tag, by_name = Selection(tags=options.tags), Selection(only=options.only)
    return subset(
        api,
        names,
        lambda operation: bool(
            (options.tags and by_tag.takes(operation))
            or (options.only and by_name.takes(operation))
        ),
    )


def _plan_flavor(api: Api, names: Names, options: Options, package: str, memory: Memory) -> Planned:
    # Imported here: the generator of these models takes most of a second to import.
    from dfnsgen.flavors.limits import limits
    from dfnsgen.flavors.package import flavored_package

    flavored = flavored_package(api, names, options.flavor, package)
    return Planned(
        api=api,
        names=names,
        plan=flavored.plan,
        models=(flavored.models,),
        memory=memory,
        diagnostics=limits(api, options.flavor, options.sources[0]),
    )
