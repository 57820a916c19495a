"""Every rule that dfnsgen reports under: what `explain` and `ignore` know.

In: nothing. Out: rules by their ids. The modules that declare them are imported only when asked
for: most runs need none but their own.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from importlib import import_module

from dfnsgen.diagnostics import Rule, Severity

_OF_DOCUMENTS = tuple(
    "loader.rules loader.page_rules loader.slip_rules model.build model.oversize "
    "model.findings.findings model.findings.sending model.meaning.rules "
    "model.findings.patterns model.schemas.references "
    "python.client.keywords python.models.mixins python.models.enum_classes "
    "python.names.given_names flavors.limits".split()
)
_OF_RUNS = tuple(
    "generate planned package_name reference.distribution render.template_files "
    "render.writing.files render.writing.shared render.writing.swap render.writing.write "
    "diff.accepted lifecycle.side_by_side lifecycle.together lifecycle.update lifecycle.stainless "
    "lifecycle.vendor lifecycle.versions usage.judged usage.users cli.config cli.parse "
    "cli.commands.changelog cli.commands.diff cli.commands.explain cli.commands.import_ "
    "cli.commands.init cli.commands.rehearse rehearsal.rehearse cli.commands.show "
    "cli.commands.update cli.commands.where cli.app".split()
)


def all_rules() -> Mapping[str, Rule]:
    """Return the rules about documents, and then those about what was asked for."""
    return _declared((*_OF_DOCUMENTS, *_OF_RUNS))


def warnings_of_documents() -> Mapping[str, Rule]:
    """Return what may be ignored: the rules about documents that refuse none."""
    found = _declared(_OF_DOCUMENTS)
    return {name: rule for name, rule in found.items() if rule.severity is not Severity.ERROR}


def _declared(modules: Sequence[str]) -> Mapping[str, Rule]:
    declaring = (vars(import_module(f"dfnsgen.{name}")) for name in modules)
    values = (value for module in declaring for value in module.values())
    return {value.id: value for value in values if isinstance(value, Rule)}
