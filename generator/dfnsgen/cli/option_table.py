"""All options of dfnsgen, each declared once: the table that everything about options reads.

In: nothing. Out: the rows. The parser, the help, the completion, `Options`, the configuration and
its commented template follow from them. A new option is a row here and its use in a command; where
it shapes a package, also a field of `Options`. Arguments come in the order of their places.
"""

from __future__ import annotations

from enum import Enum
from typing import TypeGuard

from dfnsgen.cli.option import (
    DAY,
    FORMATS_AS_TEXT,
    MODELS_BASE,
    MODELS_EXTRA,
    NAMES,
    PAGING,
    PATH,
    POLLING,
    SWITCH,
    TEXT,
    TEXTS,
    WEBHOOKS,
    Option,
    one_of,
    switch,
)
from dfnsgen.configuration.value_types import Enums, Numbers
from dfnsgen.diff.choices import FailOn, Format, GroupBy
from dfnsgen.flavors.flavor import Flavor
from dfnsgen.render.rendered import Formatter, Runtime


class Shell(Enum):
    """The shells that complete what is typed."""

    BASH = "bash"
    ZSH = "zsh"
    FISH = "fish"


class Findings(Enum):
    """How findings about a document are written."""

    TEXT = "text"
    JSON = "json"


class RehearsalFormat(Enum):
    """How a rehearsal is written."""

    TEXT = "text"
    MARKDOWN = "markdown"


class Fix(Enum):
    """What becomes of the code that uses a package."""

    NONE = "none"
    APPLY = "apply"
    DIFF = "diff"


_READING = "generate check show repair diff changelog vendor watch update"
"""The commands that read a document and what it refers to."""

# A row is a row here, not a column.
# fmt: off

# What is read.
DESTINATION = Option("DEST", PATH, "vendor", "The other repository's folder.", is_required=True)
SOURCES = Option("SOURCE", TEXTS, "generate check watch",
    "A document, a documentation page (or several), a URL, or - for standard input.",
    field="sources", sample='"specs/openapi.yaml"', by_package=True, is_path=True)
VENDOR_SOURCES = Option("SOURCE", TEXTS, "vendor",
    "As for generate; else the configuration's first package.")
UPDATE_SOURCES = Option("SOURCE", TEXTS, "update",
    "The newest document: a URL, a path, or pages; else the configuration's origin.")
SHOW_SOURCE = Option("SOURCE", TEXT, "show", "A document, page, URL or -.", is_required=True)
REPAIR_SOURCE = Option("SOURCE", TEXT, "repair", "A document, page, URL or -.", is_required=True)
SHOW_NAME = Option("NAME", TEXT, "show",
    "A schema, or an operation ('GET /wallets', or its id); all without it.")
PLACE = Option("PLACE", TEXT, "where",
    "A line of a package (FILE:LINE), a JSON pointer ('#/components/schemas/Wallet'), or an "
    "operation ('GET /wallets').", is_required=True)
WHERE_FOLDER = Option("FOLDER", PATH, "where",
    "The folder whose packages are searched; else this one.")
OLD = Option("OLD", TEXT, "diff", "The version that is used today.")
NEW = Option("NEW", TEXT, "diff", "The version to compare with it; without it OLD as committed.")
VERSIONS = Option("VERSION", TEXTS, "changelog", "The versions, the oldest first.")
HISTORY = Option("--git FILE", PATH, "changelog", "All committed versions of a file instead.")
PAGES = Option("PAGE", TEXTS, "import",
    "Documentation pages, paths or URLs; a folder of them, or their llms.txt.", is_required=True)
RULE = Option("RULE", TEXT, "explain", "The id of a rule, as a finding shows it; all without it.")
SHELL = Option("SHELL", one_of(Shell.BASH), "completion", "The shell that is to complete.",
    is_required=True)
INIT_SOURCE = Option("SOURCE", TEXT, "init", "The document to start with; may be left out.")
INIT_FROM = Option("--from FILE", TEXT, "init",
    "Take names, paging and environments over from a configuration of Stainless.")
TYPED = Option("WORD", TEXTS, "completion",
    "Print what may stand for the last of these, not the script.")
REHEARSE_NEW = Option("NEW", TEXT, "rehearse", "The version of tomorrow.", is_required=True)
COMMAND = Option("COMMAND", TEXTS, "rehearse", "What runs your tests, after --.", is_required=True)
REHEARSE_OLD = Option("--old OLD", TEXT, "rehearse",
    "The version that is used today; without it the configuration's document.")
REHEARSE_PACKAGE = Option("--package NAME", TEXT, "rehearse",
    "The package, where the configuration has several.")
REHEARSAL_FORMAT = Option("--format FORMAT", one_of(RehearsalFormat.TEXT), "rehearse",
    "How the report is written.")
ORIGIN = Option("", TEXTS, "", "Where `dfnsgen update` finds newer documents.", field="origin",
    sample='"https://example.com/openapi.yaml"', by_package=True, is_path=True)

# What a package is, and where.
OUT = Option("--out DIR", PATH, "generate check watch", "The folder that holds the package.",
    field="out", sample='"generated"')
PACKAGE = Option("--package NAME", TEXT, "generate check watch",
    "The package is DIR/NAME; else the title's.", field="package", sample='"api"', by_package=True)
IMPORT_OUT = Option("--out DIR", PATH, "import", "The folder for the document; specs without it.")
VENDOR_PACKAGE = Option("--package NAME", TEXT, "vendor", "As it is imported: app._vendor.dfns.")
UPDATE_PACKAGE = Option("--package NAME", TEXT, "update",
    "The package, where the configuration has several.")
KEEP_ALIASES = Option("", SWITCH, "",
    "Keep the old name of what the API renames too, for one version.", field="keep_aliases",
    sample="false")
FORMATS = Option("--formats", SWITCH, "generate",
    "Check formats: what isn't a date is refused as one.", field="formats", sample="false")
CLOSED = Option("--closed", SWITCH, "generate",
    "Decode answers as strictly as requests are checked.", field="closed", sample="false")
VALUE_TYPES = Option("--types WORD", FORMATS_AS_TEXT, "generate",
    "text leaves dates, UUIDs and amounts texts, FORMAT=text those of a format.", field="types",
    sample='"text"')
NUMBERS = Option("--numbers TYPE", one_of(Numbers.FLOAT), "generate",
    "What a number is that may have a fraction.", field="numbers", sample='"float"')
ENUMS = Option("--enums TYPE", one_of(Enums.LITERAL), "generate",
    "What an enum is: a Literal of its values, or a StrEnum or IntEnum.", field="enums",
    sample='"literal"')
LETTER = Option("--letter", SWITCH, "generate",
    "Read and check as JSON Schema says, not as OpenAPI means it.", field="letter",
    sample="false")
TESTING = Option("--testing", SWITCH, "generate",
    "Add PACKAGE.testing: a fake server for tests, which is imported by nothing else.",
    field="testing", sample="false")
STREAM_END = Option("", TEXTS, "",
    "What ends a stream of items, beside [DONE].", field="stream_end", sample='["[END]"]',
    by_package=True)
IDEMPOTENCY_HEADER = Option("", TEXT, "",
    "The header of a key that makes each write repeatable, where the document names none.",
    field="idempotency_header", sample='"Idempotency-Key"', by_package=True)
PAGING_NAMES = Option("", PAGING, "",
    "How lists name the parameter of a page, what tells of the next one, and the items.",
    field="paging", sample='{parameter = "marker", next = "next_marker", items = "entries"}',
    by_package=True)
NAMES_GIVEN = Option("", NAMES, "",
    "Names of classes, fields, methods and namespaces, by pointer.", field="names",
    sample='{"#/components/schemas/Pet" = "Animal", "GET /pets" = "all"}', by_package=True)
MODELS_BASE_CLASS = Option("", MODELS_BASE, "",
    "A class of yours that every model derives from.", field="models_base",
    sample='"app.base:ApiModel"', by_package=True)
MODELS_EXTRA_CLASSES = Option("", MODELS_EXTRA, "",
    "Classes of yours whose methods single models have.", field="models_extra",
    sample='{Pet = "app.pets:PetMethods"}', by_package=True)
WEBHOOK_SCHEME = Option("", WEBHOOKS, "",
    "How deliveries are signed: standard, svix, github, stripe, slack, or in detail.",
    field="webhooks", sample='{scheme = "standard"}', by_package=True)
POLLING_SCHEME = Option("", POLLING, "",
    "How operations that go on tell of their end: `client.poll_until`.", field="polling",
    sample='{done = "succeeded", failed = "failed,canceled", status = "status"}', by_package=True)
FLAVOR = Option("--flavor FLAVOR", one_of(Flavor.DATACLASS), "generate",
    "What models are made of; msgspec and typeddict give models alone.", field="flavor",
    sample='"dataclass"')
RUNTIME = Option("--runtime WHERE", one_of(Runtime.OWN), "generate check vendor watch",
    "Where the fixed code stands: in the package, or once beside all that share it.",
    field="runtime", sample='"own"')
FORMATTER = Option("--formatter NAME", one_of(Formatter.RUFF), "generate",
    "What lays out the code; the result is the same.", field="formatter", sample='"ruff"')
TEMPLATES = Option("--templates DIR", PATH, "generate watch",
    "Templates that replace ours by name.", field="templates", sample='"templates"', is_path=True)

REFERENCE = Option("--reference", SWITCH, "generate",
    "Write pages about the operations beside the code, with a call of each.", field="reference",
    sample="false", by_package=True)
PROJECT = Option("--project NAME", TEXT, "generate",
    "Wrap the package as a distribution that pip installs.", field="project",
    sample='"dfns-client"', by_package=True)

OVERLAYS = Option("--overlay FILE", TEXTS, "generate check show repair vendor watch",
    "Correct the document; may be repeated.", field="overlays", sample='["specs/fix.yaml"]',
    by_package=True, is_path=True)
SKIP = Option("--skip POINTER", TEXTS, _READING,
    "Leave a part of the document out, as '#/paths/~1broken'; may be repeated.", field="skip",
    sample='["#/paths/~1broken"]', by_package=True)
ROOT = Option("--root DIR", PATH, _READING,
    "Let references lead to files below this folder too.", field="root", sample='"."', is_path=True)
ALLOW_NETWORK = Option("--allow-network", SWITCH, _READING,
    "Let references lead to URLs.", field="allow_network", sample="false")
IGNORE = Option("", TEXTS, "", "Rules whose warnings are neither shown nor refused by strict.",
    field="ignore", sample='["stray-key"]')
STRICT = Option("--strict", SWITCH, "generate show diff changelog",
    "Make slips, and what isn't carried over, errors.", field="strict",
    sample="false")

# Which operations.
ONLY = Option("--only OPERATION", TEXTS, "generate check watch diff changelog vendor",
    "As 'POST /wallets'; may be repeated.", field="only", sample='["POST /wallets"]',
    by_package=True)
TAGS = Option("--tag TAG", TEXTS, "generate check watch diff changelog vendor",
    "Operations of a tag alone; may be repeated.", field="tags", sample='["wallets"]',
    by_package=True)
PATHS = Option("--path PATTERN", TEXTS, "diff changelog",
    "Paths alone, as '/wallets/*'; may be repeated.")
EVERYTHING = Option("--all", SWITCH, "vendor", "All operations, where a part was asked for before.")
CLIENT = Option("--client", switch(default=True), "vendor", "With or without what makes calls.",
    off="--no-client", field="client")

# How versions are compared.
FORMAT = Option("--format FORMAT", one_of(Format.TEXT), "diff", "How the report is written.")
GROUP_BY = Option("--group-by WHAT", one_of(GroupBy.OPERATION), "diff",
    "What puts the changes of a report together.")
DIFF_OUT = Option("--out FILE", PATH, "diff", "Write the report into a file instead.")
FAIL_ON = Option("--fail-on LEVEL", one_of(FailOn.BREAKING), "diff",
    "The least level that makes the exit code 1.")
UPDATE_FAIL_ON = Option("--fail-on LEVEL", one_of(FailOn.NONE), "update",
    "From this level on write nothing, and exit with 1.")
FIX = Option("--fix[=HOW]", one_of(Fix.NONE, alone="apply"), "update",
    "Mend your own code too; --fix=diff shows the patch, and writes nothing.")
BUMP = Option("--bump", SWITCH, "diff", "Print the step of the version alone: major to none.")
BINDINGS = Option("--bindings", SWITCH, "diff", "Compare the emitted Python packages as well.")
CHANGELOG_BINDINGS = Option("--bindings", switch(default=True), "changelog",
    "With or without what becomes of the Python package.", off="--no-bindings")
PROVE = Option("--prove", SWITCH, "diff",
    "Print what proves that a change breaks: a value that one version accepts and the other not.")
SHOW_EQUIVALENT = Option("--show-equivalent", SWITCH, "diff",
    "List also what is spelled otherwise and means the same.")
USAGE = Option("--usage DIR", PATH, "diff",
    "Find the places in your own code that a change touches.")
DIFF_PACKAGE = Option("--package NAME", TEXT, "diff",
    "How the code of --usage imports the bindings; else the packages in it.")
MYPY = Option("--mypy", SWITCH, "diff",
    "Let mypy judge the code of --usage too, over the new bindings.")
VENDOR_VERSIONS = Option("--versions A,B", TEXT, "vendor",
    "Several versions side by side: PACKAGE.v1_2_0 of 1.2.0; SOURCE may hold {version}.")
VENDOR_USAGE = Option("--usage", SWITCH, "vendor", "Find the code in DEST that breaks.")
ACCEPT = Option("--accept FILE", PATH, "diff",
    "Known changes; .dfnsgen-accepted.toml where that is there.")
TODAY = Option("--today YYYY-MM-DD", DAY, "diff", "The day that sunsets are judged by.")

# How a run goes.
CHECK = Option("--check", SWITCH, "generate vendor",
    "Write nothing; exit with 1 if something would change.")
DRY_RUN = Option("--dry-run", SWITCH, "update vendor", "Print what would change; write nothing.")
FORCE = Option("--force", SWITCH, "generate", "Overwrite edited files and do unchanged work again.",
    field="force")
OVERWRITE = Option("--force", SWITCH, "vendor update", "Overwrite edited files.", field="force")
IMPORT_FORCE = Option("--force", SWITCH, "import", "Overwrite a document of the same name.")
CREATE = Option("--create", SWITCH, "vendor", "Make the folder DEST where there is none.")
REMOVE = Option("--remove", SWITCH, "vendor", "Take the copy out again, and what only it shares.")
KEEP_EDITS = Option("--keep-edits", SWITCH, "vendor", "Carry edits over to the new version.")
CACHE = Option("", switch(default=True), "generate",
    "Neither use nor fill the user's cache folder.", off="--no-cache", field="cache")
FINDINGS = Option("--format FORMAT", one_of(Findings.TEXT), "generate check",
    "How findings are written; json prints an object a line, and nothing else.")
QUIET = Option("--quiet", SWITCH,
    "generate check import show diff changelog vendor watch update init "
    "explain repair rehearse",
    "Print errors alone.",
    short="-q")
VERBOSE = Option("--verbose", SWITCH,
    "generate check import show diff changelog vendor watch update repair",
    "Print every finding.",
    short="-v")

# fmt: on


def _is_row(value: object) -> TypeGuard[Option[object]]:
    return isinstance(value, Option)


TABLE = tuple(filter(_is_row, tuple(globals().values())))
"""All rows, in the order above."""


def options_of(command: str) -> tuple[Option[object], ...]:
    """Return the options and arguments that a command takes."""
    return tuple(row for row in TABLE if command in row.commands.split())
