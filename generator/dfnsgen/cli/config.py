"""The configuration: `[tool.dfnsgen]` in pyproject.toml, or dfnsgen.toml.

In: a folder. Out: the Options of each package it names. Raises Refused with file and line for what
isn't TOML, isn't known, or has the wrong type: a misspelt key is an error, not a silent default.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import cast

from dfnsgen.diagnostics import Diagnostic, Location, Refused, Rule, Severity
from dfnsgen.flavors.flavor import Flavor
from dfnsgen.options import Options
from dfnsgen.render.formatting.formatting import Formatter

OWN_FILE = "dfnsgen.toml"
PROJECT_FILE = "pyproject.toml"

TEMPLATE = """\
# What `dfnsgen generate` does when it is called without arguments.
# Paths are relative to this file. `dfnsgen generate --help` explains each option.

out = "generated"          # the folder that holds the packages
# strict = false           # a repair of the document is an error
# keep_aliases = false     # what the API renames keeps its old name too, for one version
# formats = false          # `format` is an assertion: what isn't a date is refused as one
# closed = false           # answers are decoded as strictly as requests
# flavor = "dataclass"     # or "pydantic", "msgspec", "typeddict": models alone
# formatter = "ruff"       # or "black", slower with the same result
# templates = "templates"  # a folder of templates that replace those of the same name
# diff.levels = {operation-id-changed = "warning"}  # or breaking, info, none: for `dfnsgen diff`

# One block for each package.
[[packages]]
source = "specs/openapi.yaml"     # a path, a URL, or a list of documentation pages
package = "api"                   # the package is out/package
# overlays = ["specs/fix.yaml"]   # corrections, applied in order
# origin = "https://example.com/openapi.yaml"  # where `dfnsgen update` finds newer documents
"""

_FLAVORS = " or ".join(f'"{flavor.value}"' for flavor in Flavor)
_FORMATTERS = " or ".join(f'"{formatter.value}"' for formatter in Formatter)
_TEXT, _SWITCH, _TEXTS = "a text", "true or false", "a text or a list of texts"
_SHARED = {
    "out": _TEXT,
    "templates": _TEXT,
    "flavor": _FLAVORS,
    "formatter": _FORMATTERS,
    "strict": _SWITCH,
    "keep_aliases": _SWITCH,
    "formats": _SWITCH,
    "closed": _SWITCH,
    "overlays": _TEXTS,
}
_PACKAGE = {"source": _TEXTS, "package": _TEXT, "origin": _TEXTS, **_SHARED}
_TOP = {"packages": "a list of tables", "diff": "a table", **_PACKAGE}

NOT_TOML = Rule(
    id="config-not-toml",
    severity=Severity.ERROR,
    message="not TOML: {problem}",
    remedy="correct the line",
)
UNKNOWN_KEY = Rule(
    id="config-unknown-key",
    severity=Severity.ERROR,
    message="there is no option {key!r}",
    remedy="one of: {known}",
)
WRONG_TYPE = Rule(
    id="config-wrong-type",
    severity=Severity.ERROR,
    message="{key!r} must be {wanted}",
    remedy="write {wanted}",
)
NO_SOURCE = Rule(
    id="config-no-source",
    severity=Severity.ERROR,
    message="a package has no `source`",
    remedy='name the document, page or URL it is made from: source = "specs/api.yaml"',
)
NO_PACKAGE = Rule(
    id="config-no-package",
    severity=Severity.ERROR,
    message="the configuration has no package {name!r}",
    remedy="one of: {known}; or name a source",
)
NO_CONFIG = Rule(
    id="config-missing",
    severity=Severity.ERROR,
    message="there is neither a dfnsgen.toml nor a [tool.dfnsgen] in pyproject.toml",
    remedy="name a source: `dfnsgen generate openapi.yaml`, or write one with `dfnsgen init`",
)


def configured(folder: Path, package: str = "") -> tuple[Options, ...]:
    """Return the packages that the folder's configuration names, or one of them; raises Refused."""
    packages = _packages(folder)
    chosen = tuple(options for options in packages if package in ("", options.package))
    if not chosen:
        known = ", ".join(options.package or "(named by its title)" for options in packages)
        at = Location(source="--package")
        raise Refused(NO_PACKAGE.found(at, name=package, known=known))
    return chosen


def configured_levels(folder: Path) -> tuple[object, Callable[[str], Location]]:
    """Return the table `diff.levels`, and where its keys stand; raises Refused for a wrong table.

    There need be no configuration, and no package in it.
    """
    for name, prefix in ((OWN_FILE, ""), (PROJECT_FILE, "tool.dfnsgen")):
        path = folder / name
        table = _read(path, prefix) if path.is_file() else None
        if table is not None:
            return table.levels(), table.level_at
    return {}, lambda key: Location(source=str(folder))


def _packages(folder: Path) -> tuple[Options, ...]:
    for name, prefix in ((OWN_FILE, ""), (PROJECT_FILE, "tool.dfnsgen")):
        path = folder / name
        table = _read(path, prefix) if path.is_file() else None
        if table is not None:
            return table.packages()
    raise Refused(NO_CONFIG.found(Location(source=str(folder))))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Table:
    """The configuration as read: its file, its text, and where its keys start."""

    path: Path
    text: str
    prefix: str
    content: Mapping[str, object]

    def packages(self) -> tuple[Options, ...]:
        """Return one Options for each package, the shared keys filled in."""
        problems = self._problems(self.content, _TOP, 0)
        tables = self.content.get("packages", [])
        blocks = cast("list[object]", tables) if isinstance(tables, list) else []
        own = [cast("dict[str, object]", block) for block in blocks if isinstance(block, dict)]
        for number, block in enumerate(own, 1):
            problems += self._problems(block, _PACKAGE, number)
        if problems:
            raise Refused(*problems)
        self.levels()
        shared = {k: value for k, value in self.content.items() if k not in ("packages", "diff")}
        return tuple(self._options({**shared, **block}) for block in own or [{}])

    def levels(self) -> object:
        """Return the table `diff.levels`; raises Refused where `diff` is something else."""
        diff = self.content.get("diff", {})
        if not isinstance(diff, dict):
            found = WRONG_TYPE.found(self._location("diff", 0), key="diff", wanted=_TOP["diff"])
            raise Refused(found)
        table = cast("dict[str, object]", diff)
        unknown = [key for key in table if key != "levels"]
        if unknown:
            at = self._in_table("diff", unknown[0])
            raise Refused(UNKNOWN_KEY.found(at, key=f"diff.{unknown[0]}", known="diff.levels"))
        return table.get("levels", {})

    def level_at(self, key: str) -> Location:
        """Return where the level of a rule stands."""
        return self._in_table("diff.levels", key)

    def _in_table(self, table: str, key: str) -> Location:
        """Find the line of a key in a table of its own, or of the table where it is none."""
        wanted = ".".join(part for part in (self.prefix, table) if part)
        inside, inline = False, 0
        for line, text in enumerate(self.text.splitlines(), 1):
            if header := re.match(r"\s*\[+\s*([^\]]*?)\s*\]+", text):
                inside = header[1] == wanted
            elif inside and (start := re.match(rf"\s*[\"']?{re.escape(key)}[\"']?\s*[.=]", text)):
                column = len(start[0]) - len(start[0].lstrip()) + 1
                return Location(source=str(self.path), line=line, column=column)
            elif not inline and re.search(rf"(?<![\w-]){re.escape(key)}(?![\w-])", text):
                inline = line
        return Location(source=str(self.path), line=inline, column=min(inline, 1))

    def _problems(
        self, table: Mapping[str, object], known: Mapping[str, str], number: int
    ) -> list[Diagnostic]:
        problems: list[Diagnostic] = []
        for key, value in table.items():
            at = self._location(key, number)
            if key not in known:
                problems.append(UNKNOWN_KEY.found(at, key=key, known=", ".join(sorted(known))))
            elif not _fits(value, known[key]):
                problems.append(WRONG_TYPE.found(at, key=key, wanted=known[key]))
        return problems

    def _options(self, table: Mapping[str, object]) -> Options:
        sources = _texts(table.get("source"))
        if not sources:
            raise Refused(NO_SOURCE.found(Location(source=str(self.path))))
        base = self.path.parent
        templates = table.get("templates")
        return Options(
            sources=tuple(_based(base, source) for source in sources),
            out=Path(str(table.get("out", "generated"))),
            package=str(table.get("package", "")),
            overlays=tuple(_based(base, overlay) for overlay in _texts(table.get("overlays"))),
            templates=base / str(templates) if templates else None,
            flavor=Flavor(table.get("flavor", "dataclass")),
            formatter=Formatter(table.get("formatter", "ruff")),
            origin=tuple(_based(base, source) for source in _texts(table.get("origin"))),
            strict=bool(table.get("strict", False)),
            keep_aliases=bool(table.get("keep_aliases", False)),
            formats=bool(table.get("formats", False)),
            closed=bool(table.get("closed", False)),
            base=base,
        )

    def _location(self, key: str, number: int) -> Location:
        """Find the line of a key in the top table (0) or in a package's block, counted from 1.

        `tomllib` tells no places, so the lines are looked through for the table and the key.
        """
        block = ".".join(part for part in (self.prefix, "packages") if part)
        seen, inside = 0, not self.prefix
        for line, text in enumerate(self.text.splitlines(), 1):
            if header := re.match(r"\s*\[+\s*([^\]]*?)\s*\]+", text):
                seen += header[1] == block
                inside = header[1] == (block if number else self.prefix)
            wanted = rf"\s*[\"']?{re.escape(key)}[\"']?\s*[.=]"
            if inside and seen == number and (start := re.match(wanted, text)):
                column = len(start[0]) - len(start[0].lstrip()) + 1
                return Location(source=str(self.path), line=line, column=column)
        return Location(source=str(self.path))


def _read(path: Path, prefix: str) -> _Table | None:
    """Read a file's table; None where a pyproject.toml has none for dfnsgen."""
    at = Location(source=str(path))
    try:
        text = path.read_text(encoding="utf-8")
        content: object = tomllib.loads(text)
    except (OSError, UnicodeDecodeError, RecursionError) as error:
        raise Refused(NOT_TOML.found(at, problem=type(error).__name__)) from error
    except tomllib.TOMLDecodeError as error:
        place = re.search(r"line (\d+), column (\d+)", str(error))
        if place:
            at = Location(source=str(path), line=int(place[1]), column=int(place[2]))
        raise Refused(NOT_TOML.found(at, problem=str(error).split(" (at")[0])) from error
    for step in prefix.split(".") if prefix else ():
        content = (
            cast("dict[str, object]", content).get(step) if isinstance(content, dict) else None
        )
    if not isinstance(content, dict):
        return None
    table = cast("dict[str, object]", content)
    return _Table(path=path, text=text, prefix=prefix, content=table)


def _fits(value: object, wanted: str) -> bool:
    if wanted == _SWITCH:
        return isinstance(value, bool)
    if wanted == _TEXT:
        return isinstance(value, str)
    if wanted == _TEXTS:
        return isinstance(value, str) or _all_are(value, str)
    if wanted == _TOP["packages"]:
        return _all_are(value, dict)
    if wanted == _TOP["diff"]:
        return isinstance(value, dict)
    return isinstance(value, str) and f'"{value}"' in wanted.split(" or ")


def _all_are(value: object, kind: type[object]) -> bool:
    return isinstance(value, list) and all(
        isinstance(item, kind) for item in cast("list[object]", value)
    )


def _texts(value: object) -> tuple[str, ...]:
    if value is None:
        return ()
    return (value,) if isinstance(value, str) else tuple(cast("list[str]", value))


def _based(base: Path, source: str) -> str:
    """Let a path start from the configuration's folder; URLs and `-` stay as they are."""
    return source if source == "-" or "://" in source else str(base / source)
