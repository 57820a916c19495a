"""All commands of dfnsgen: what each is for, what it looks like, and how it may end.

In: nothing. Out: the exit codes, which the README promises, and the rows, which the parser, the
help and the completion read. What a command does stands in `commands`.
"""

from __future__ import annotations

from dataclasses import dataclass

DONE = 0
STALE = 1
"""Something would change, or breaks."""
REFUSED = 2
BUG = 3
INTERRUPTED = 130


@dataclass(frozen=True, slots=True)
class Command:
    """A command: its name, a sentence, calls to learn from, and what else is to be known."""

    name: str
    summary: str
    examples: tuple[str, ...]
    more: str = ""


COMMANDS = (
    Command(
        "generate",
        "Write the package of a document; without SOURCE all packages of the configuration.",
        (
            "dfnsgen generate",
            "dfnsgen generate openapi.yaml --out src --package bindings",
            "dfnsgen generate https://example.com/openapi.json --overlay fixes.yaml",
            "dfnsgen generate openapi.yaml --tag wallets",
            "dfnsgen generate page-1.md page-2.md",
            "dfnsgen generate - < openapi.yaml",
        ),
        "The package is written whole or not at all. Files that somebody edited are not "
        "overwritten without --force; files that dfnsgen did not write are never touched.",
    ),
    Command(
        "check",
        "Tell whether packages, locks, documents and configuration agree; exit with 1 if not.",
        ("dfnsgen check", "dfnsgen check openapi.yaml --out src --package bindings"),
        "Names each file that is stale, edited by hand, missing, or not dfnsgen's. Writes nothing.",
    ),
    Command(
        "import",
        "Take the OpenAPI document out of documentation pages; several pages become one document.",
        (
            "dfnsgen import complete-user-registration.md --out specs/",
            "dfnsgen import docs/api/*.md",
            "dfnsgen import https://docs.example.com/llms.txt",
        ),
        "Parts that several pages repeat are written once, with the page they are from as "
        "x-dfnsgen-source; where pages disagree, both places are named. Of a folder or an llms.txt "
        "the pages of its own are read, and those without a document are left out.",
    ),
    Command(
        "show",
        "Print the resolved model of a schema or operation as a tree.",
        (
            "dfnsgen show openapi.yaml",
            "dfnsgen show openapi.yaml Wallet",
            'dfnsgen show openapi.yaml "POST /wallets"',
        ),
    ),
    Command(
        "where",
        "Tell where in the document a line of a package comes from, or what a place became.",
        (
            "dfnsgen where generated/dfns/models.py:30",
            "dfnsgen where '#/components/schemas/Wallet'",
            "dfnsgen where 'GET /wallets' app/_vendor",
        ),
        "The package's lock and files are enough: the document isn't read.",
    ),
    Command(
        "repair",
        "Print what is repaired in a document, as an overlay that other tools can apply.",
        (
            "dfnsgen repair openapi.yaml > overlay.yaml",
            "dfnsgen generate openapi.yaml --overlay overlay.yaml",
        ),
        "It is an OpenAPI Overlay 1.1. What no overlay can say stands in it as comments: faults "
        "of the text, repairs in other files, the conversion of Swagger 2.0.",
    ),
    Command(
        "diff",
        "Tell what changed between two versions, which operations it affects, and whom it breaks.",
        (
            "dfnsgen diff",
            "dfnsgen diff specs/api.yaml",
            "dfnsgen diff old.yaml new.yaml",
            "dfnsgen diff git:main:specs/api.yaml specs/api.yaml --format markdown",
            'dfnsgen diff old.yaml pages/ --only "POST /auth/registration"',
            "dfnsgen diff old.yaml new.yaml --bindings --usage src",
        ),
        "OLD and NEW are documents, pages, folders of pages, URLs, - or git:REVISION:PATH. Without "
        "NEW the committed version of a file is compared with the one in the working tree; without "
        "both, that of the document that the configuration names. What a document made of pages "
        "doesn't hold is not taken for removed.",
    ),
    Command(
        "changelog",
        "Write release notes over a series of versions, the newest first, as markdown.",
        (
            "dfnsgen changelog v1.yaml v2.yaml v3.yaml",
            "dfnsgen changelog --git specs/api.yaml > CHANGES.md",
        ),
        "Versions are named as for `dfnsgen diff`. With --git each commit that changed the file is "
        "one, with its day; a commit whose document can't be read is left out, and named.",
    ),
    Command(
        "vendor",
        "Put the package into another repository, or bring the copy there up to date.",
        (
            "dfnsgen vendor ../shop --package app._vendor.dfns --tag wallets",
            "dfnsgen vendor ../shop --versions 5.1.1,1.578.2 --package app._vendor.dfns",
            "dfnsgen vendor ../shop --usage",
            "dfnsgen vendor --check . openapi.yaml",
        ),
        "The copy holds what --tag and --only name and what that needs, and is asked for again the "
        "same way when they are left out. Edits are shown and refused, unless --keep-edits or "
        "--force.",
    ),
    Command(
        "watch",
        "Generate, and again whenever the document, an overlay or a template changes.",
        ("dfnsgen watch", "dfnsgen watch openapi.yaml --out src --package bindings"),
    ),
    Command(
        "update",
        "Fetch the newest document, keep it by its version, and regenerate the package.",
        (
            "dfnsgen update https://example.com/openapi.yaml",
            "dfnsgen update --dry-run",
            "dfnsgen update --fail-on breaking",
            "dfnsgen update --fix=diff",
            "dfnsgen update --fix",
        ),
        "Prints what changes for callers and for Python code, and writes it to the changelog "
        "beside the document. A version that goes backwards, or stays though the content changed, "
        "is pointed out. --fix edits the code below the configuration's folder that the step "
        "breaks, where mypy then finds no error that it didn't find before, and lists what is "
        "left.",
    ),
    Command(
        "rehearse",
        "Run your tests against a fake of a new version, and tell which change breaks which test.",
        (
            "dfnsgen rehearse new.yaml -- pytest",
            "dfnsgen rehearse https://example.com/openapi.yaml --format markdown -- pytest -q",
            "dfnsgen rehearse new.yaml --old git:main:specs/api.yaml -- python -m unittest",
        ),
        "COMMAND runs three times, in copies of this folder: as it is, with the present bindings "
        "against the new version, and with regenerated ones. Tests reach the fake by "
        "`FakeTransport()` of the package's `testing`, or over HTTP at the client's default "
        "address. Exits with 1 if a test fails that passes today.",
    ),
    Command(
        "init",
        "Write a commented dfnsgen.toml into this folder; an existing one stays.",
        (
            "dfnsgen init openapi.yaml",
            "dfnsgen init openapi.yaml --from stainless.yml",
            "dfnsgen generate",
        ),
    ),
    Command(
        "explain",
        "Tell what a rule means that a finding names, with an example; without RULE list all.",
        ("dfnsgen explain", "dfnsgen explain stray-key"),
    ),
    Command(
        "completion",
        "Print the script that lets a shell complete commands, options and their values.",
        (
            'eval "$(dfnsgen completion bash)"     # in ~/.bashrc',
            'eval "$(dfnsgen completion zsh)"      # in ~/.zshrc',
            "dfnsgen completion fish | source      # in ~/.config/fish/config.fish",
        ),
    ),
)
