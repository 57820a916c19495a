"""The commands as typer sees them: arguments, help, and a call.

In: the words of a command line. Out: an exit code. What a command does stands in its own module,
imported when it is called: `--help` and an unchanged run don't wait for what they don't need.
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from generator import __version__
from generator.cli.terminal import Terminal, Verbosity
from generator.flavors.flavor import Flavor
from generator.render.formatting import Formatter

EXIT_CODES = "Exit codes: 0 done · 1 stale or breaking · 2 refused input · 3 a bug of dfnsgen."

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode="rich",
    epilog=EXIT_CODES,
    context_settings={"help_option_names": ["-h", "--help"]},
)

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
    out: Annotated[
        Path | None, typer.Option(metavar="DIR", help="The folder that holds the package.")
    ] = None,
    package: Annotated[
        str, typer.Option(metavar="NAME", help="The package is DIR/NAME; by default the title's.")
    ] = "",
    overlay: Overlays = None,
    strict: Strict = False,
    flavor: Annotated[
        Flavor | None,
        typer.Option(help="What models are made of; all but dataclass give models alone."),
    ] = None,
    formatter: Annotated[
        Formatter | None, typer.Option(help="What lays out the code; the result is the same.")
    ] = None,
    templates: Annotated[
        Path | None, typer.Option(metavar="DIR", help="Templates that replace ours by name.")
    ] = None,
    force: Annotated[
        bool, typer.Option("--force", help="Overwrite edited files and do unchanged work again.")
    ] = False,
    check: Annotated[
        bool, typer.Option("--check", help="Write nothing; exit with 1 if something would change.")
    ] = False,
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
    from generator.cli.generate_command import Wanted, generate_command

    wanted = Wanted(
        sources=tuple(source or ()),
        out=out,
        package=package,
        overlays=tuple(overlay or ()),
        templates=templates,
        flavor=flavor,
        formatter=formatter,
        strict=strict,
        force=force,
    )
    terminal = Terminal(Verbosity(quiet=quiet, verbose=verbose))
    raise typer.Exit(generate_command(terminal, wanted, check=check))


@app.command("check", epilog=EXIT_CODES)
def _check(
    source: Sources = None,
    out: Annotated[
        Path | None, typer.Option(metavar="DIR", help="The folder that holds the package.")
    ] = None,
    package: Annotated[
        str, typer.Option(metavar="NAME", help="The package is DIR/NAME; by default the title's.")
    ] = "",
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
    from generator.cli.generate_command import Wanted, generate_command

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
    from generator.cli.import_command import import_command

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
    from generator.cli.show_command import show_command

    terminal = Terminal(Verbosity(quiet=quiet, verbose=verbose))
    overlays = tuple(overlay or ())
    raise typer.Exit(show_command(terminal, source, name, overlays, strict=strict))


@app.command("init", epilog=EXIT_CODES)
def _init(
    quiet: Quiet = False,
) -> None:
    """Write a commented dfnsgen.toml into this folder; an existing one stays.

    \b
    dfnsgen init
    dfnsgen generate
    """
    from generator.cli.init_command import init_command

    raise typer.Exit(init_command(Terminal(Verbosity(quiet=quiet)), Path()))
