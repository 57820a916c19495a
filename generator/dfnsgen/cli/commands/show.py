"""`dfnsgen show`: the resolved model, for people."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

from dfnsgen.cli.command_table import DONE
from dfnsgen.cli.config import configured
from dfnsgen.cli.option import Given, laid_over
from dfnsgen.cli.option_table import SHOW_NAME, SHOW_SOURCE
from dfnsgen.cli.report import report_in_short
from dfnsgen.cli.terminal import Terminal, standard_input
from dfnsgen.diagnostics import Location, Refused, Rule, Severity
from dfnsgen.model.text import UnknownName, model_text
from dfnsgen.options import Options
from dfnsgen.package_name import package_folder
from dfnsgen.phrases import nearest
from dfnsgen.pipeline import api_version, named, read_document, remembered

UNKNOWN_NAME = Rule.error(
    "unknown-name",
    "no schema and no operation is called {name!r}",
    remedy="{nearest}`dfnsgen show` without a name lists all",
)


def show_command(terminal: Terminal, given: Given) -> int:
    """Print the model of a document, or of one schema or operation in it."""
    source = given[SHOW_SOURCE]
    options = laid_over(_options(source), given)
    with terminal.working() as progress:
        progress("reading")
        document, found = read_document(options)
        progress("resolving schemas")
        version = api_version(source, document, found, ignore=options.ignore)
        before = remembered(package_folder(options, document.title))
        api, names = named(version.api, before, keep_aliases=options.keep_aliases)
        operations = tuple(f"{own.namespace}.{own.method}" for own in names.operations)
        name = given[SHOW_NAME] or None
        try:
            text = model_text(api, name, names.definitions.__getitem__, operations)
        except UnknownName as error:
            near, at = nearest(error.name, error.known), Location(source=source)
            raise Refused(UNKNOWN_NAME.found(at, name=error.name, nearest=near)) from None
    terminal.text(text)
    if any(one.severity is Severity.ERROR for one in version.diagnostics):
        raise Refused(*version.diagnostics)
    report_in_short(terminal, version.diagnostics)
    return DONE


def _options(source: str) -> Options:
    """Return those of the configured package that is made from the source: names are its lock's."""
    with suppress(Refused):  # there need be no configuration
        for options in configured(Path()):
            if [Path(one).resolve() for one in options.sources] == [Path(source).resolve()]:
                return options
    return Options(sources=(source,), stdin=standard_input)
