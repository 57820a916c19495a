"""The configuration: `[tool.dfnsgen]` in pyproject.toml, or dfnsgen.toml.

In: a folder. Out: the Options of each package it names. Raises Refused with file and line for what
isn't TOML, isn't known, or has the wrong type: a misspelt key is an error, not a silent default.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, cast

from dfnsgen.cli.option import OFF, ON, Option, OptionKind
from dfnsgen.cli.option_table import IGNORE, OUT, PACKAGE, SOURCES, TABLE
from dfnsgen.cli.wrapping import wrapped
from dfnsgen.configuration.toml_places import TomlPlaces, read_toml
from dfnsgen.diagnostics import Diagnostic, Location, Refused, Rule
from dfnsgen.options import Options
from dfnsgen.phrases import nearest

OWN_FILE = "dfnsgen.toml"
PROJECT_FILE = "pyproject.toml"

_WIDTH = 100
_HEAD = """\
# What `dfnsgen generate` does when it is called without arguments.
# Paths are relative to this file. `dfnsgen generate --help` explains each option.
"""
_LEVELS = """\
# diff.levels = {operation-id-changed = "warning"}  # or breaking, info, none: for `dfnsgen diff`
"""
SETTINGS = {option.key: option for option in TABLE if option.sample}
Rows = Sequence[tuple[str, str]]
_OTHER = {"packages": "a list of tables", "diff": "a table"}
"""What stands at the top beside the settings."""

# A row is a row here, not a column.
# fmt: off
NOT_TOML = Rule.error("config-not-toml", "not TOML: {problem}", remedy="correct the line")
UNKNOWN_KEY = Rule.error("config-unknown-key", "there is no option {key!r}",
    remedy="{nearest}one of: {known}")
UNKNOWN_IGNORED = Rule.error("config-unknown-rule", "no warning has the id {name!r}",
    remedy="{nearest}`dfnsgen explain` lists all")
WRONG_TYPE = Rule.error("config-wrong-type", "{key!r} must be {expected}",
    remedy="write {expected}")
NO_SOURCE = Rule.error("config-no-source", "a package has no `source`",
    remedy='name the document, page or URL it is made from: source = "specs/api.yaml"')
TWO_PACKAGES = Rule.error("config-two-packages", "another package is written to {folder} too",
    remedy="give each its own `package`")
OUTSIDE = Rule.error("config-outside", "{key!r} leads out of {root}",
    remedy="keep it below, or give it on the command line: a configuration may be a stranger's")
NO_PACKAGE = Rule.error("config-no-package", "the configuration has no package {name!r}",
    remedy="{nearest}one of: {known}; or name a source")
NO_CONFIG = Rule.error("config-missing",
    "there is neither a dfnsgen.toml nor a [tool.dfnsgen] in pyproject.toml",
    remedy="name a source: `dfnsgen generate openapi.yaml`, or write one with `dfnsgen init`")
# fmt: on


def configured(folder: Path, package: str = "") -> tuple[Options, ...]:
    """Return the packages that the folder's configuration names, or one of them; raises Refused."""
    several = _packages(folder)
    packages = tuple(options.with_neighbours(several) for options in several)
    chosen = tuple(options for options in packages if package in ("", options.package))
    if not chosen:
        known = ", ".join(options.package or "(named by its title)" for options in packages)
        at = Location(source="--package")
        near = nearest(package, (options.package for options in packages))
        raise Refused(NO_PACKAGE.found(at, name=package, known=known, nearest=near))
    return chosen


def configured_levels(folder: Path) -> tuple[object, Callable[[str], Location]]:
    """Return the table `diff.levels`, and where its keys stand; raises Refused for a wrong table.

    There need be no configuration, and no package in it.
    """
    table = _table(folder)
    if table is None:
        return {}, lambda key: Location(source=str(folder))
    return table.levels(), table.level_at


def template(
    source: str = "",
    given: Mapping[str, str] | None = None,
    tables: Mapping[str, Rows] | None = None,
) -> str:
    """Return a configuration to start from, with all settings: most of them as comments.

    With a source it works as it stands; without one, its first lines are to be filled in. What is
    `given` are further texts by key; `tables` are of the package, a row a line.
    """
    own_tables = {name: rows for name, rows in (tables or {}).items() if rows}
    samples = {SOURCES.key: source, **(given or {})} if source else {**(given or {})}
    is_first = (OUT.key, SOURCES.key, *(samples if source else (PACKAGE.key, *samples)))
    settings = sorted(SETTINGS.values(), key=lambda option: option.key not in is_first)
    shared, own = "", ""
    for option in settings:
        if option.key in own_tables:
            continue
        sample = _toml(samples[option.key]) if option.key in samples else option.sample
        setting = f"{'' if option.key in is_first else '# '}{option.key} = {sample}"
        line = f"{setting:<26} # {option.meaning}\n"
        if len(line) > _WIDTH:
            about = wrapped([(f"# {option.meaning}", "")], 0, _WIDTH - 2)
            line = "\n# ".join(piece for ((piece, _),) in about) + f"\n{setting}\n"
        shared, own = (shared, own + line) if option.by_package else (shared + line, own)
    for name, rows in own_tables.items():
        lines = "".join(f"{_toml(key)} = {_toml(value)}\n" for key, value in rows)
        own += f"\n[packages.{name}]\n{lines}"
    return f"{_HEAD}\n{shared}{_LEVELS}\n# One block for each package.\n[[packages]]\n{own}"


def _toml(text: str) -> str:
    """Return a text as TOML writes it."""
    return json.dumps(text, ensure_ascii=False)


def _packages(folder: Path) -> tuple[Options, ...]:
    table = _table(folder)
    if table is None:
        raise Refused(NO_CONFIG.found(Location(source=str(folder))))
    return table.packages()


def _table(folder: Path) -> _Table | None:
    """Return the configuration of a folder: its own file goes before the project's."""
    for name, prefix in ((OWN_FILE, ""), (PROJECT_FILE, "tool.dfnsgen")):
        path = folder / name
        table = _read(path, prefix) if path.is_file() else None
        if table is not None:
            return table
    return None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Table:
    """The configuration as read: its file, where its keys start, and the name of its table."""

    path: Path
    places: TomlPlaces
    prefix: str
    content: Mapping[str, object]

    def packages(self) -> tuple[Options, ...]:
        """Return one Options for each package, the shared keys filled in."""
        top = {key: value for key, value in self.content.items() if key not in _OTHER}
        tables = self.content.get("packages", [])
        blocks = cast("list[object]", tables) if isinstance(tables, list) else []
        own = [cast("dict[str, object]", block) for block in blocks if isinstance(block, dict)]
        problems = self._problems(top, 0)
        for number, block in enumerate(own, 1):
            problems += self._problems(block, number)
        if not isinstance(tables, list) or len(own) != len(blocks):
            problems.append(self._wrong_type("packages"))
        if problems:
            raise Refused(*problems)
        self.levels()
        packages = tuple(self._options({**top, **block}) for block in own or [{}])
        self._refuse_one_folder(packages)
        return packages

    def _refuse_one_folder(self, packages: Sequence[Options]) -> None:
        """Raise Refused where two packages have one folder: the second would replace the first."""
        seen: set[Path] = set()
        for number, options in enumerate(packages, 1):
            folder = options.out / options.package
            if options.package and folder in seen:
                at = self.places.key(self._name("packages"), "package", number)
                raise Refused(TWO_PACKAGES.found(at, folder=folder))
            seen.add(folder)

    def levels(self) -> object:
        """Return the table `diff.levels`; raises Refused where `diff` is something else."""
        diff = self.content.get("diff", {})
        if not isinstance(diff, dict):
            raise Refused(self._wrong_type("diff"))
        table = cast("dict[str, object]", diff)
        unknown = [key for key in table if key != "levels"]
        if unknown:
            at = self.places.key(self._name("diff"), unknown[0])
            key, known = f"diff.{unknown[0]}", "diff.levels"
            raise Refused(UNKNOWN_KEY.found(at, key=key, known=known, nearest=""))
        return table.get("levels", {})

    def level_at(self, rule: str) -> Location:
        """Return where the level of a rule stands."""
        return self.places.key(self._name("diff.levels"), rule)

    def _problems(self, table: Mapping[str, object], number: int) -> list[Diagnostic]:
        """Return what is wrong at the top (0), or in the block of a package, counted from 1."""
        problems: list[Diagnostic] = []
        for key, value in table.items():
            at = self.places.key(self._name("packages" if number else ""), key, number or 1)
            if key not in SETTINGS:
                near, known = nearest(key, SETTINGS), ", ".join(sorted(SETTINGS))
                problems.append(UNKNOWN_KEY.found(at, key=key, known=known, nearest=near))
            elif not _fits(SETTINGS[key], value):
                expected = SETTINGS[key].kind.expected
                problems.append(WRONG_TYPE.found(at, key=key, expected=expected))
            elif key == IGNORE.key:
                problems += _unknown_rules(value, at)
            elif (SETTINGS[key].is_path or key == OUT.key) and self._leads_out(value):
                problems.append(OUTSIDE.found(at, key=key, root=self._root))
        return problems

    def _leads_out(self, value: object) -> bool:
        """Whether a path leads out of the checkout that the configuration is in."""
        words = [word for word in _words(value) if word != "-" and "://" not in word]
        try:
            paths = [(self.path.parent / word).resolve() for word in words]
        except (OSError, ValueError, RuntimeError):  # It holds a NUL, or links that go round.
            return True
        return not all(path.is_relative_to(self._root) for path in paths)

    @property
    def _root(self) -> Path:
        """The folder of the checkout, that of the configuration where it is in none."""
        folder = self.path.resolve().parent
        around = (folder, *folder.parents)
        return next((above for above in around if (above / ".git").exists()), folder)

    def _wrong_type(self, key: str) -> Diagnostic:
        at = self.places.key(self._name(""), key)
        return WRONG_TYPE.found(at, key=key, expected=_OTHER[key])

    def _options(self, table: Mapping[str, object]) -> Options:
        if not table.get("source"):
            raise Refused(NO_SOURCE.found(Location(source=str(self.path))))
        options = (SETTINGS[key] for key in table)
        values: dict[str, Any] = {
            option.field: self._value(option, table[option.key]) for option in options
        }
        return replace(Options(sources=(), base=self.path.parent), **values)

    def _value(self, option: Option[object], value: object) -> object:
        """Return the value of an option as its flag would give it."""
        if isinstance(value, bool):
            return option.kind.read([ON if value else OFF])
        words = _words(value)
        if option.is_path:
            words = [_based(self.path.parent, word) for word in words]
        return option.kind.read(words)

    def _name(self, table: str) -> str:
        return ".".join(part for part in (self.prefix, table) if part)


def _read(path: Path, prefix: str) -> _Table | None:
    """Read a file's table; None where a pyproject.toml has none for dfnsgen."""
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        at = Location(source=str(path))
        raise Refused(NOT_TOML.found(at, problem=type(error).__name__)) from error
    content = read_toml(text, str(path), NOT_TOML)
    for step in prefix.split(".") if prefix else ():
        table = content.get(step)
        if not isinstance(table, dict):
            return None
        content = cast("dict[str, object]", table)
    places = TomlPlaces(source=str(path), text=text)
    return _Table(path=path, places=places, prefix=prefix, content=content)


def _words(value: object) -> list[str]:
    """Return a text, a list or a table as the words that a command line would hold."""
    if isinstance(value, dict):
        return [f"{key}={word}" for key, word in cast("dict[str, str]", value).items()]
    return [value] if isinstance(value, str) else cast("list[str]", value)


def _fits(option: Option[object], value: object) -> bool:
    kind = option.kind
    if kind.is_switch:
        return isinstance(value, bool)
    if kind.is_table:
        return _is_read(kind, value)
    if kind.is_repeated and isinstance(value, list):
        return all(isinstance(item, str) for item in cast("list[object]", value))
    if not isinstance(value, str):
        return False
    return value in kind.choices if kind.choices else _is_read(kind, value)


def _is_read(kind: OptionKind[object], value: object) -> bool:
    """Whether an option takes a value, whatever that is made of."""
    try:
        kind.read(_words(value))
    except (AttributeError, TypeError, ValueError):
        return False
    return True


def _unknown_rules(value: object, at: Location) -> list[Diagnostic]:
    """Return a finding for each rule that is to be ignored, and is none or refuses the input."""
    from dfnsgen.cli.known_rules import warnings_of_documents  # few configurations ignore any

    known = warnings_of_documents()
    names = [value] if isinstance(value, str) else cast("list[str]", value)
    return [
        UNKNOWN_IGNORED.found(at, name=name, nearest=nearest(name, known))
        for name in names
        if name not in known
    ]


def _based(base: Path, source: str) -> str:
    """Let a path start from the configuration's folder; URLs and `-` stay as they are."""
    return source if source == "-" or "://" in source else str(base / source)
