"""The files of a package that need no client: models, checks, codecs, validators, schemas.

In: the API and its names. Out: one FilePlan each, ready to print.
"""

from __future__ import annotations

from generator.model.api import Api
from generator.python.checks import checks_file, plan_checks
from generator.python.models import models_file, plan_models
from generator.python.names import Names
from generator.python.plan import FilePlan


def plan_model_files(api: Api, names: Names) -> tuple[FilePlan, ...]:
    """Return the plans of all modules that know the API's types."""
    return (models_file(plan_models(api, names)), checks_file(plan_checks(api, names, ())))
