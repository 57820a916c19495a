"""The files that are emitted for people: `reference/`, `README.md`, and those of a distribution.

In: the API, its names, the plan of its package, and what was asked for. Out: RenderedFiles; their
code is laid out as that of the package is.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from dfnsgen.json_value import JsonValue
from dfnsgen.loader.correcting.tree_actions import json_path
from dfnsgen.model.api import Api, Operation
from dfnsgen.python.names.names import Names
from dfnsgen.python.package import in_python
from dfnsgen.python.plan import PackagePlan, PlanOptions
from dfnsgen.python.source.source import Source
from dfnsgen.reference.distribution import distribution_files
from dfnsgen.reference.pages import Entry, Page, Reference, plan_reference
from dfnsgen.render.formatting import format_files
from dfnsgen.render.rendered import Formatter, RenderedFile
from dfnsgen.render.templates import Templates

FOLDER = "reference"
SAMPLES = f"{FOLDER}/code-samples.overlay.json"
_MARK = "# ---"


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What is asked for beside the modules; `module` is what users import.

    `dependencies` are what the distribution can't do without.
    """

    module: str
    reference: bool = False
    project: str = ""
    templates: Path | None = None
    formatter: Formatter = Formatter.RUFF
    dependencies: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownCode:
    """One operation as its page shows it: both parts are laid out."""

    entry: Entry
    signature: Source
    sample: Source


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownPage:
    """A page, and its operations as it shows them."""

    page: Page
    shown: list[ShownCode]


def files_for_people(
    api: Api, names: Names, plan: PackagePlan, options: PlanOptions, asked: Asked
) -> tuple[RenderedFile, ...]:
    """Return what was asked for; none where that is nothing."""
    if not (asked.reference or asked.project):
        return ()
    api, names = in_python(api, names, options)
    reference = plan_reference(api, names, plan.files, Source(asked.module))
    reference = replace(reference, project=Source(asked.project), has_pages=asked.reference)
    printer = Templates(asked.templates)
    readme = printer.text("reference/README.md.jinja", reference)
    files = [RenderedFile(path="README.md", text=readme)]
    if asked.reference:
        files += _pages(reference, printer, asked.formatter)
    if asked.project:
        files += distribution_files(api, plan.package, asked.project, printer, asked.dependencies)
    return tuple(files)


def _pages(
    reference: Reference, printer: Templates, formatter: Formatter
) -> Iterator[RenderedFile]:
    printed = tuple(
        RenderedFile(path=page.name, text=printer.text("reference/code.py.jinja", page))
        for page in reference.pages
    )
    shown = [
        list(_shown(page, laid_out.text))
        for page, laid_out in zip(reference.pages, format_files(printed, formatter), strict=True)
    ]
    yield RenderedFile(
        path=f"{FOLDER}/index.md", text=printer.text("reference/index.md.jinja", reference)
    )
    for page, entries in zip(reference.pages, shown, strict=True):
        text = printer.text("reference/page.md.jinja", ShownPage(page=page, shown=entries))
        yield RenderedFile(path=f"{FOLDER}/{page.file}", text=text)
    yield RenderedFile(path=SAMPLES, text=_samples_overlay(reference, shown))


def _shown(page: Page, text: str) -> Iterator[ShownCode]:
    """Cut the code of a page, laid out as one module, into that of its operations."""
    _, *parts = text.split(f"{_MARK}\n")
    for entry, signature, sample in zip(page.entries, parts[::2], parts[1::2], strict=True):
        yield ShownCode(
            entry=entry,
            signature=Source(re.sub(r": \.\.\.$", "", signature.strip(), flags=re.MULTILINE)),
            sample=Source(sample.strip()) if entry.call.sample else Source(""),
        )


def _samples_overlay(reference: Reference, shown: list[list[ShownCode]]) -> str:
    """Return an overlay that gives the document's operations their calls as `x-codeSamples`.

    Source: OpenAPI Overlay Specification 1.1.0.
    """
    actions: list[JsonValue] = [
        {
            "target": json_path(_place(one.entry.operation)),
            "update": {
                "x-codeSamples": [{"lang": "Python", "source": f"{one.sample}\n"}],
            },
        }
        for entries in shown
        for one in entries
        if one.sample
    ]
    overlay = {
        "overlay": "1.1.0",
        "info": {"title": f"Python calls of {reference.title}", "version": "1"},
        "actions": actions,
    }
    return json.dumps(overlay, indent=2, ensure_ascii=False) + "\n"


def _place(operation: Operation) -> tuple[str, str, str]:
    return ("paths", operation.path, operation.method.lower())
