"""What stands on a command line: each argument and option, its name and its help.

In: nothing. Out: types for the parameters of `commands`, which typer reads. An option that several
commands have means the same in all of them.
"""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from dfnsgen.diff.choices import FailOn, Format
from dfnsgen.flavors.flavor import Flavor
from dfnsgen.render.formatting.formatting import Formatter

Sources = Annotated[
    list[str] | None,
    typer.Argument(
        metavar="[SOURCE]...",
        help="A document, a documentation page (or several), a URL, or - for standard input.",
        show_default=False,
    ),
]
Quiet = Annotated[bool, typer.Option("--quiet", "-q", help="Print errors alone.")]
Verbose = Annotated[bool, typer.Option("--verbose", "-v", help="Print every finding.")]
Overlays = Annotated[
    list[str] | None,
    typer.Option("--overlay", metavar="FILE", help="Correct the document; may be repeated."),
]
Strict = Annotated[bool, typer.Option("--strict", help="Make every repair an error.")]
Formats = Annotated[
    bool, typer.Option("--formats", help="Check formats: what isn't a date is refused as one.")
]
Closed = Annotated[
    bool, typer.Option("--closed", help="Decode answers as strictly as requests are checked.")
]
Out = Annotated[
    Path | None, typer.Option("--out", metavar="DIR", help="The folder that holds the package.")
]
Package = Annotated[
    str,
    typer.Option("--package", metavar="NAME", help="The package is DIR/NAME; else the title's."),
]
Templates = Annotated[
    Path | None,
    typer.Option("--templates", metavar="DIR", help="Templates that replace ours by name."),
]
FlavorOption = Annotated[
    Flavor | None,
    typer.Option("--flavor", help="What models are made of; all but dataclass give models alone."),
]
FormatterOption = Annotated[
    Formatter | None,
    typer.Option("--formatter", help="What lays out the code; the result is the same."),
]
Check = Annotated[
    bool, typer.Option("--check", help="Write nothing; exit with 1 if something would change.")
]
Force = Annotated[bool, typer.Option("--force", help="Overwrite edited files.")]
ForceAll = Annotated[
    bool, typer.Option("--force", help="Overwrite edited files and do unchanged work again.")
]

NoCache = Annotated[
    bool, typer.Option("--no-cache", help="Neither use nor fill the user's cache folder.")
]
Tag = Annotated[
    list[str] | None, typer.Option("--tag", metavar="TAG", help="Operations of a tag alone.")
]
Only = Annotated[
    list[str] | None,
    typer.Option("--only", metavar="OPERATION", help="As 'POST /wallets'; may be repeated."),
]
PathPattern = Annotated[
    list[str] | None,
    typer.Option("--path", metavar="PATTERN", help="Paths alone, as '/wallets/*'."),
]
Today = Annotated[
    datetime | None,
    typer.Option("--today", formats=["%Y-%m-%d"], help="The day that sunsets are judged by."),
]
Accept = Annotated[
    Path | None,
    typer.Option(
        "--accept",
        metavar="FILE",
        help="Known changes; .dfnsgen-accepted.toml where that is there.",
    ),
]
DiffOld = Annotated[
    str, typer.Argument(metavar="[OLD]", help="The version that is used today.", show_default=False)
]
DiffNew = Annotated[
    str,
    typer.Argument(
        metavar="[NEW]",
        help="The version to compare with it; without it OLD as committed.",
        show_default=False,
    ),
]
FormatOption = Annotated[Format, typer.Option("--format", help="How the report is written.")]
FailOnOption = Annotated[
    FailOn, typer.Option("--fail-on", help="The least level that makes the exit code 1.")
]
Bump = Annotated[
    bool, typer.Option("--bump", help="Print the step of the version alone: major to none.")
]
Bindings = Annotated[
    bool, typer.Option("--bindings", help="Compare the emitted Python packages as well.")
]
Prove = Annotated[
    bool,
    typer.Option(
        "--prove",
        help="Print what proves that a change breaks: a value, request or answer that one version "
        "accepts and the other rejects.",
    ),
]
DiffUsage = Annotated[
    Path | None,
    typer.Option(
        "--usage", metavar="DIR", help="Find the places in your own code that a change touches."
    ),
]
DiffPackage = Annotated[
    str,
    typer.Option(
        "--package",
        metavar="NAME",
        help="How that code imports the bindings; else the packages in DIR.",
    ),
]

ShowEquivalent = Annotated[
    bool,
    typer.Option(
        "--show-equivalent", help="Tell what is spelled otherwise and means the same as well."
    ),
]

Destination = Annotated[
    Path, typer.Argument(metavar="DEST", help="The other repository's folder.", file_okay=False)
]
VendorSources = Annotated[
    list[str] | None,
    typer.Argument(
        metavar="[SOURCE]...",
        help="As for generate; by default the first package of the configuration.",
        show_default=False,
    ),
]
VendoredPackage = Annotated[
    str, typer.Option("--package", metavar="NAME", help="As it is imported: app._vendor.dfns.")
]
Everything = Annotated[
    bool, typer.Option("--all", help="All operations, where a part was asked for before.")
]
WithClient = Annotated[
    bool | None, typer.Option("--client/--no-client", help="With or without what makes calls.")
]
KeepEdits = Annotated[
    bool, typer.Option("--keep-edits", help="Carry edits over to the new version.")
]
VendorUsage = Annotated[bool, typer.Option("--usage", help="Find the code in DEST that breaks.")]

UpdateSources = Annotated[
    list[str] | None,
    typer.Argument(
        metavar="[SOURCE]...",
        help="The newest document: a URL, a path, or pages; else the configuration's origin.",
        show_default=False,
    ),
]
UpdatedPackage = Annotated[
    str,
    typer.Option(
        "--package", metavar="NAME", help="The package, where the configuration has several."
    ),
]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Tell what would change; write nothing.")]
UpdateFailOn = Annotated[
    FailOn, typer.Option("--fail-on", help="From this level on write nothing, and exit with 1.")
]

ChangelogSources = Annotated[
    list[str] | None,
    typer.Argument(
        metavar="[OLD NEW...]", help="The versions, the oldest first.", show_default=False
    ),
]
History = Annotated[
    Path | None,
    typer.Option("--git", metavar="FILE", help="All committed versions of a file instead."),
]
WithBindings = Annotated[
    bool,
    typer.Option("--bindings/--no-bindings", help="Tell what becomes of the Python package too."),
]
