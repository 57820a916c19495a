"""The commands as typer sees them: arguments, help, and a call.

In: the words of a command line. Out: an exit code. What a command does stands in its own module,
imported when it is called: `--help` and an unchanged run don't wait for what they don't need.
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from dfnsgen import __version__
from dfnsgen.cli.arguments import (
    Accept,
    Bindings,
    Bump,
    ChangelogSources,
    Check,
    Closed,
    Destination,
    DiffNew,
    DiffOld,
    DiffPackage,
    DiffUsage,
    DryRun,
    Everything,
    FailOnOption,
    FlavorOption,
    Force,
    ForceAll,
    FormatOption,
    Formats,
    FormatterOption,
    History,
    KeepEdits,
    NoCache,
    Only,
    Out,
    Overlays,
    Package,
    PathPattern,
    Prove,
    Quiet,
    ShowEquivalent,
    Sources,
    Strict,
    Tag,
    Templates,
    Today,
    UpdatedPackage,
    UpdateFailOn,
    UpdateSources,
    VendoredPackage,
    VendorSources,
    VendorUsage,
    Verbose,
    WithBindings,
    WithClient,
)
from dfnsgen.cli.terminal import Terminal, Verbosity
from dfnsgen.diff.choices import FailOn, Format

EXIT_CODES = "Exit codes: 0 done · 1 stale or breaking · 2 refused input · 3 a bug of dfnsgen."

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode="rich",
    epilog=EXIT_CODES,
    context_settings={"help_option_names": ["-h", "--help"]},
)


@app.callback(invoke_without_command=True)
def _program(
    version: Annotated[bool, typer.Option("--version", help="Print the version.")] = False,
) -> None:
    """Typed Python bindings from an OpenAPI document: dataclasses, validators and a client."""
    if version:
        typer.echo(f"dfnsgen {__version__}")
        raise typer.Exit(0)


@app.command("generate", epilog=EXIT_CODES)
def _generate(
    source: Sources = None,
    out: Out = None,
    package: Package = "",
    overlay: Overlays = None,
    strict: Strict = False,
    formats: Formats = False,
    closed: Closed = False,
    flavor: FlavorOption = None,
    formatter: FormatterOption = None,
    templates: Templates = None,
    force: ForceAll = False,
    check: Check = False,
    no_cache: NoCache = False,
    quiet: Quiet = False,
    verbose: Verbose = False,
) -> None:
    """Write the package of a document; without SOURCE all packages of the configuration.

    \b
    dfnsgen generate
    dfnsgen generate openapi.yaml --out src --package bindings
    dfnsgen generate https://example.com/openapi.json --overlay fixes.yaml
    dfnsgen generate page-1.md page-2.md
    dfnsgen generate - < openapi.yaml

    The package is written whole or not at all. Files that somebody edited are not overwritten \
without --force; files that dfnsgen did not write are never touched.
    """
    from dfnsgen.cli.commands.generate import Wanted, generate_command

    wanted = Wanted(
        sources=tuple(source or ()),
        out=out,
        package=package,
        overlays=tuple(overlay or ()),
        templates=templates,
        flavor=flavor,
        formatter=formatter,
        strict=strict,
        formats=formats,
        closed=closed,
        force=force,
        cache=not no_cache,
    )
    terminal = Terminal(Verbosity(quiet=quiet, verbose=verbose))
    raise typer.Exit(generate_command(terminal, wanted, check=check))


@app.command("check", epilog=EXIT_CODES)
def _check(
    source: Sources = None,
    out: Out = None,
    package: Package = "",
    overlay: Overlays = None,
    quiet: Quiet = False,
    verbose: Verbose = False,
) -> None:
    """Tell whether packages, locks, documents and configuration agree; exit with 1 if not.

    \b
    dfnsgen check
    dfnsgen check openapi.yaml --out src --package bindings

    Names each file that is stale, edited by hand, missing, or not dfnsgen's. Writes nothing.
    """
    from dfnsgen.cli.commands.generate import Wanted, generate_command

    wanted = Wanted(
        sources=tuple(source or ()), out=out, package=package, overlays=tuple(overlay or ())
    )
    terminal = Terminal(Verbosity(quiet=quiet, verbose=verbose))
    raise typer.Exit(generate_command(terminal, wanted, check=True))


@app.command("import", epilog=EXIT_CODES)
def _import(
    page: Annotated[
        list[str], typer.Argument(metavar="PAGE...", help="Documentation pages, paths or URLs.")
    ],
    out: Annotated[
        Path, typer.Option(metavar="DIR", help="The folder the document is written to.")
    ] = Path("specs"),
    force: Annotated[
        bool, typer.Option("--force", help="Overwrite a document of the same name.")
    ] = False,
    quiet: Quiet = False,
    verbose: Verbose = False,
) -> None:
    """Take the OpenAPI document out of documentation pages; several pages become one document.

    \b
    dfnsgen import complete-user-registration.md --out specs/
    dfnsgen import docs/api/*.md

    Parts that several pages repeat are written once; where pages disagree, both places are named.
    """
    from dfnsgen.cli.commands.import_ import import_command

    terminal = Terminal(Verbosity(quiet=quiet, verbose=verbose))
    raise typer.Exit(import_command(terminal, tuple(page), out, force=force))


@app.command("show", epilog=EXIT_CODES)
def _show(
    source: Annotated[str, typer.Argument(metavar="SOURCE", help="A document, page, URL or -.")],
    name: Annotated[
        str, typer.Argument(metavar="[NAME]", help="A schema, or an operation; all without it.")
    ] = "",
    overlay: Overlays = None,
    strict: Strict = False,
    quiet: Quiet = False,
    verbose: Verbose = False,
) -> None:
    """Print the resolved model of a schema or operation as a tree.

    \b
    dfnsgen show openapi.yaml
    dfnsgen show openapi.yaml Wallet
    dfnsgen show openapi.yaml "POST /wallets"
    """
    from dfnsgen.cli.commands.show import show_command

    terminal = Terminal(Verbosity(quiet=quiet, verbose=verbose))
    overlays = tuple(overlay or ())
    raise typer.Exit(show_command(terminal, source, name, overlays, strict=strict))


@app.command("diff", epilog=EXIT_CODES)
def _diff(
    old: DiffOld = "",
    new: DiffNew = "",
    format: FormatOption = Format.TEXT,
    fail_on: FailOnOption = FailOn.BREAKING,
    only: Only = None,
    tag: Tag = None,
    path: PathPattern = None,
    bump: Bump = False,
    bindings: Bindings = False,
    prove: Prove = False,
    show_equivalent: ShowEquivalent = False,
    usage: DiffUsage = None,
    package: DiffPackage = "",
    accept: Accept = None,
    today: Today = None,
    strict: Strict = False,
    quiet: Quiet = False,
    verbose: Verbose = False,
) -> None:
    """Tell what changed between two versions, where it is felt, and whom it breaks.

    \b
    dfnsgen diff
    dfnsgen diff specs/api.yaml
    dfnsgen diff old.yaml new.yaml
    dfnsgen diff git:main:specs/api.yaml specs/api.yaml --format markdown
    dfnsgen diff old.yaml pages/ --only "POST /auth/registration"
    dfnsgen diff old.yaml new.yaml --bindings --usage src

    OLD and NEW are documents, pages, folders of pages, URLs, - or git:REVISION:PATH. Without NEW \
the committed version of a file is compared with the one in the working tree; without both, that \
of the document that the configuration names. What a document made of pages doesn't hold is not \
taken for removed.
    """
    from dfnsgen.cli.commands.diff import Wanted, diff_command
    from dfnsgen.diff.operations.selection import Selection

    wanted = Wanted(
        old=old,
        new=new,
        selection=Selection(only=tuple(only or ()), tags=tuple(tag or ()), paths=tuple(path or ())),
        format=format,
        fail_on=fail_on,
        bump=bump,
        bindings=bindings,
        prove=prove,
        show_equivalent=show_equivalent,
        usage=usage,
        package=package,
        strict=strict,
        today=None if today is None else today.date(),
        accept=accept,
    )
    raise typer.Exit(diff_command(Terminal(Verbosity(quiet=quiet, verbose=verbose)), wanted))


@app.command("changelog", epilog=EXIT_CODES)
def _changelog(
    source: ChangelogSources = None,
    git: History = None,
    only: Only = None,
    tag: Tag = None,
    path: PathPattern = None,
    bindings: WithBindings = True,
    strict: Strict = False,
    quiet: Quiet = False,
    verbose: Verbose = False,
) -> None:
    """Write release notes over a series of versions, the newest first, as markdown.

    \b
    dfnsgen changelog v1.yaml v2.yaml v3.yaml
    dfnsgen changelog --git specs/api.yaml > CHANGES.md

    Versions are named as for `dfnsgen diff`. With --git each commit that changed the file is one, \
with its day; a commit whose document can't be read is left out, and named.
    """
    from dfnsgen.cli.commands.changelog import Wanted, changelog_command
    from dfnsgen.diff.operations.selection import Selection

    wanted = Wanted(
        sources=tuple(source or ()),
        git=git,
        selection=Selection(only=tuple(only or ()), tags=tuple(tag or ()), paths=tuple(path or ())),
        bindings=bindings,
        strict=strict,
    )
    terminal = Terminal(Verbosity(quiet=quiet, verbose=verbose))
    raise typer.Exit(changelog_command(terminal, wanted))


@app.command("vendor", epilog=EXIT_CODES)
def _vendor(
    dest: Destination,
    source: VendorSources = None,
    package: VendoredPackage = "",
    overlay: Overlays = None,
    tag: Tag = None,
    only: Only = None,
    everything: Everything = False,
    client: WithClient = None,
    check: Check = False,
    force: Force = False,
    keep_edits: KeepEdits = False,
    usage: VendorUsage = False,
    quiet: Quiet = False,
    verbose: Verbose = False,
) -> None:
    """Put the package into another repository, or bring the copy there up to date.

    \b
    dfnsgen vendor ../shop --package app._vendor.dfns --tag wallets
    dfnsgen vendor ../shop --usage
    dfnsgen vendor --check . openapi.yaml

    The copy holds what --tag and --only name and what that needs, and is asked for again the same \
way when they are left out. Edits are shown and refused, unless --keep-edits or --force.
    """
    from dfnsgen.cli.commands.vendor import Wanted, vendor_command

    wanted = Wanted(
        repository=dest,
        sources=tuple(source or ()),
        package=package,
        overlays=tuple(overlay or ()),
        only=tuple(only or ()),
        tags=tuple(tag or ()),
        everything=everything,
        client=client,
        check=check,
        force=force,
        keep_edits=keep_edits,
        usage=usage,
    )
    terminal = Terminal(Verbosity(quiet=quiet, verbose=verbose))
    raise typer.Exit(vendor_command(terminal, wanted))


@app.command("watch", epilog=EXIT_CODES)
def _watch(
    source: Sources = None,
    out: Out = None,
    package: Package = "",
    overlay: Overlays = None,
    templates: Templates = None,
    quiet: Quiet = False,
    verbose: Verbose = False,
) -> None:
    """Generate, and again whenever the document, an overlay or a template changes.

    \b
    dfnsgen watch
    dfnsgen watch openapi.yaml --out src --package bindings
    """
    from dfnsgen.cli.commands.generate import Wanted
    from dfnsgen.cli.commands.watch import watch_command

    wanted = Wanted(
        sources=tuple(source or ()),
        out=out,
        package=package,
        overlays=tuple(overlay or ()),
        templates=templates,
    )
    raise typer.Exit(watch_command(Terminal(Verbosity(quiet=quiet, verbose=verbose)), wanted))


@app.command("update", epilog=EXIT_CODES)
def _update(
    source: UpdateSources = None,
    package: UpdatedPackage = "",
    dry_run: DryRun = False,
    fail_on: UpdateFailOn = FailOn.NONE,
    force: Force = False,
    quiet: Quiet = False,
    verbose: Verbose = False,
) -> None:
    """Fetch the newest document, keep it by its version, and regenerate the package.

    \b
    dfnsgen update https://example.com/openapi.yaml
    dfnsgen update --dry-run
    dfnsgen update --fail-on breaking

    Prints what changes for callers and for Python code, and writes it to the changelog beside the \
document. A version that goes backwards, or stays though the content changed, is pointed out.
    """
    from dfnsgen.cli.commands.update import Wanted, update_command

    wanted = Wanted(
        sources=tuple(source or ()), package=package, dry_run=dry_run, fail_on=fail_on, force=force
    )
    raise typer.Exit(update_command(Terminal(Verbosity(quiet=quiet, verbose=verbose)), wanted))


@app.command("init", epilog=EXIT_CODES)
def _init(
    quiet: Quiet = False,
) -> None:
    """Write a commented dfnsgen.toml into this folder; an existing one stays.

    \b
    dfnsgen init
    dfnsgen generate
    """
    from dfnsgen.cli.commands.init import init_command

    raise typer.Exit(init_command(Terminal(Verbosity(quiet=quiet)), Path()))
