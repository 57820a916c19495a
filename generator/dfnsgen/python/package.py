"""The plan of a whole package: models, checks, codecs, validators, schemas, and the client.

In: the API and its names. Out: a PackagePlan, with one FilePlan for each module.
"""

from __future__ import annotations

from dfnsgen.model.api import Api
from dfnsgen.profiles.known import PROFILES
from dfnsgen.profiles.profile import recognised
from dfnsgen.python.checks.checks import checks_file, plan_checks
from dfnsgen.python.client.client import CLIENT_RUNTIME, plan_client_files
from dfnsgen.python.codecs.codecs import CodecsPlan, codec_files, further_checks, plan_codecs
from dfnsgen.python.codecs.uses import plan_uses
from dfnsgen.python.codecs.writers import plan_writers, writers_file
from dfnsgen.python.models.models import models_file, plan_models
from dfnsgen.python.names.names import Names
from dfnsgen.python.plan import FilePlan, PackagePlan, PlanOptions


def plan_package(api: Api, names: Names, options: PlanOptions) -> PackagePlan:
    """Return the plan of all files; the API's own conventions are told by its servers."""
    profile = recognised(api, PROFILES)
    model_files, codecs = plan_model_files(api, names, formats=options.formats)
    return PackagePlan(
        package=options.package,
        title=api.title,
        version=api.version,
        files=(*model_files, *plan_client_files(api, names, codecs, profile, options)),
        runtime=CLIENT_RUNTIME,
        names=tuple(names.definitions.items()),
    )


def plan_model_files(
    api: Api, names: Names, *, formats: bool = False
) -> tuple[tuple[FilePlan, ...], CodecsPlan]:
    """Return the plans of all modules that know the API's types, and that of the codecs."""
    uses = plan_uses(api, names)
    checks = plan_checks(api, names, further_checks(uses), formats=formats)
    codecs = plan_codecs(api, names, uses, checks, formats=formats)
    models = models_file(plan_models(api, names))
    writers = writers_file(plan_writers(api, names))
    return (models, checks_file(checks), *codec_files(codecs), writers), codecs
