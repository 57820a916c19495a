"""The distribution around a package: what `pip install` and a build of a wheel read.

In: the API, the package's name, the name of the distribution. Out: `pyproject.toml` and `LICENSE`,
beside the modules, so that one folder holds all that is released. Raises Refused for a name that no
index takes. Source: PEP 621, PEP 440, PEP 508.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass

from packaging.version import InvalidVersion, Version

from dfnsgen.diagnostics import Location, Refused, Rule
from dfnsgen.model.api import Api
from dfnsgen.python.source.source import Source
from dfnsgen.reference.markdown import line
from dfnsgen.render.rendered import RenderedFile
from dfnsgen.render.templates import Templates

PROJECT_NAME = Rule.error(
    "project-name",
    "{name!r} can't be the name of a distribution",
    remedy="use letters, digits, `.`, `-` and `_`, with a letter or digit at both ends",
)
_NAME = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?")
_LONGEST = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class DistributionPlan:
    """What `pyproject.toml` says; all are literals of TOML."""

    name: Source
    version: Source
    description: Source
    package: Source
    dependencies: Source


def distribution_files(
    api: Api, package: str, project: str, printer: Templates, dependencies: tuple[str, ...] = ()
) -> tuple[RenderedFile, RenderedFile]:
    """Return the files of a distribution called `project`; raises Refused for its name."""
    if not _NAME.fullmatch(project):
        raise Refused(PROJECT_NAME.found(Location(source="--project"), name=project))
    plan = DistributionPlan(
        name=_toml(project),
        version=_toml(release(api.version)),
        description=_toml(f"Python bindings of {line(api.title) or 'an API'}"[:_LONGEST]),
        package=_toml(package),
        dependencies=Source(json.dumps(list(dependencies))),
    )
    return (
        RenderedFile(
            path="pyproject.toml", text=printer.text("reference/pyproject.toml.jinja", plan)
        ),
        RenderedFile(path="LICENSE", text=printer.text("reference/LICENSE.jinja", plan)),
    )


def release(version: str) -> str:
    """Return a document's version as one that Python has: `2024-01-15` is `2024.1.15`."""
    try:
        return str(Version(version))
    except InvalidVersion:
        numbers = re.findall(r"[0-9]{1,9}", version)[:6]
        return ".".join(str(int(number)) for number in numbers) or "0"


def _toml(text: str) -> Source:
    """Return a text as a basic string of TOML, which JSON's strings are but for `\\u007f`."""
    return Source(json.dumps(text))
