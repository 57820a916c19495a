"""What an option is: its flag, what it takes, what it means, and where it may stand.

In: nothing. Out: the types of the rows of `option_table`, and of what a command line gives.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import Enum
from pathlib import Path
from typing import Any, Generic, TypeVar, cast

from dfnsgen.configuration.mixins import Mixin, Mixins, base_of_models, extra_classes
from dfnsgen.configuration.names import NameRows, name_rows
from dfnsgen.configuration.paging import PagingRows, paging_rows
from dfnsgen.configuration.polling import PollingRows, polling_rows
from dfnsgen.configuration.value_types import formats_as_text
from dfnsgen.configuration.webhooks import WebhookRows, webhook_rows
from dfnsgen.options import Options

T_co = TypeVar("T_co", covariant=True)
T = TypeVar("T")
Choice = TypeVar("Choice", bound=Enum)

ON, OFF = "on", "off"
"""The words that a switch stands for."""

_LONGEST_NAME = 255
_LONGEST_PATH = 4095
"""What Linux allows of a name and of a path, in bytes; other systems allow no more."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OptionKind(Generic[T_co]):
    """What an option takes.

    `read` makes the value of all words that were given for it, and raises ValueError for a wrong
    one; `expected` says what a right one is. `default` is the value where none was given, `alone`
    the word that is meant where the flag has none: `--fix` beside `--fix=diff`. In the
    configuration an `is_table` option may be a table, each row of which is `key=value`.
    """

    read: Callable[[Sequence[str]], T_co]
    default: T_co
    expected: str
    is_switch: bool = False
    is_repeated: bool = False
    is_table: bool = False
    choices: tuple[str, ...] = ()
    alone: str = ""


def switch(*, default: bool = False) -> OptionKind[bool]:
    """Return the kind of an option that takes no word."""
    return OptionKind(
        read=lambda words: words[-1] == ON,
        default=default,
        expected="true or false",
        is_switch=True,
    )


def one_of(default: Choice, alone: str = "") -> OptionKind[Choice]:
    """Return the kind of an option that takes one value of an Enum."""
    choices = type(default)
    names = tuple(str(choice.value) for choice in choices)
    return OptionKind(
        read=lambda words: choices(words[-1]),
        default=default,
        expected=f"one of {', '.join(names)}",
        choices=names,
        alone=alone,
    )


def readable_path(text: str) -> Path:
    """Return a path. Raises ValueError for one that no file system has: Python fails at some."""
    path = Path(text)
    if "\0" in text or any(len(os.fsencode(part)) > _LONGEST_NAME for part in path.parts):
        raise ValueError(text)
    if len(os.fsencode(text)) > _LONGEST_PATH:
        raise ValueError(text)
    return path


SWITCH = switch()
TEXT: OptionKind[str] = OptionKind(read=lambda words: words[-1], default="", expected="a text")
TEXTS: OptionKind[tuple[str, ...]] = OptionKind(
    read=tuple, default=(), expected="a text or a list of texts", is_repeated=True
)
FORMATS_AS_TEXT: OptionKind[frozenset[str]] = OptionKind(
    read=formats_as_text,
    default=frozenset(),
    expected='"text", or a table: {date-time = "text"}',
    is_repeated=True,
    is_table=True,
)
PAGING: OptionKind[PagingRows] = OptionKind(
    read=paging_rows,
    default=(),
    expected='a table: {parameter = "marker", next = "next_marker", items = "entries"}',
    is_repeated=True,
    is_table=True,
)
NAMES: OptionKind[NameRows] = OptionKind(
    read=name_rows,
    default=(),
    expected='a table: {"#/components/schemas/Pet" = "Animal"}',
    is_repeated=True,
    is_table=True,
)
MODELS_BASE: OptionKind[Mixin | None] = OptionKind(
    read=base_of_models, default=None, expected='a class of a module: "app.base:ApiModel"'
)
MODELS_EXTRA: OptionKind[Mixins] = OptionKind(
    read=extra_classes,
    default=(),
    expected='a table of classes: {Pet = "app.pets:PetMethods"}',
    is_repeated=True,
    is_table=True,
)
WEBHOOKS: OptionKind[WebhookRows] = OptionKind(
    read=webhook_rows,
    default=(),
    expected='a table: {scheme = "standard"}',
    is_repeated=True,
    is_table=True,
)
POLLING: OptionKind[PollingRows] = OptionKind(
    read=polling_rows,
    default=(),
    expected='a table: {done = "succeeded"}',
    is_repeated=True,
    is_table=True,
)
PATH: OptionKind[Path | None] = OptionKind(
    read=lambda words: readable_path(words[-1]),
    default=None,
    expected="a path that a file system can have",
)
DAY: OptionKind[date | None] = OptionKind(
    read=lambda words: date.fromisoformat(words[-1]), default=None, expected="a day: 2026-01-31"
)


@dataclass(frozen=True, slots=True, eq=False)
class Option(Generic[T_co]):
    """A row of the table, `name` being spelled as help shows it: `--out DIR`.

    One in capitals is an argument, known by its place. `commands` are the names of those that take
    it. `off` is the flag that says the opposite of a switch.

    `field` is what it fills of `dfnsgen.options.Options`. `sample` is a value to show in the
    configuration, in TOML; without one it doesn't stand there. `by_package` says that each package
    has its own, and `is_path` that it starts from the configuration's folder.
    """

    name: str
    kind: OptionKind[T_co]
    commands: str
    help: str
    short: str = ""
    off: str = ""
    is_required: bool = False
    field: str = ""
    sample: str = ""
    by_package: bool = False
    is_path: bool = False

    @property
    def flag(self) -> str:
        """What is written on a command line: `--out`."""
        return self.name.partition(" ")[0].partition("[")[0]

    @property
    def metavar(self) -> str:
        """What its word is called: `DIR`."""
        return self.name.partition(" ")[2]

    @property
    def is_argument(self) -> bool:
        """Whether its place tells what it is, not a flag."""
        return self.name.isupper()

    @property
    def meaning(self) -> str:
        """Its help, with the values that it takes where these are few."""
        if not self.kind.choices:
            return self.help
        first = str(getattr(self.kind.default, "value", ""))
        others = ", ".join(choice for choice in self.kind.choices if choice != first)
        return f"{self.help} {first} (the default), {others}."

    @property
    def key(self) -> str:
        """Its name in the configuration, where a package has one source as a rule."""
        return "source" if self.field == "sources" else self.field


@dataclass(frozen=True, slots=True)
class Given:
    """What a command line gives: a command, and the values of the options that were named."""

    command: str
    values: Mapping[Option[object], object]

    def __getitem__(self, option: Option[T]) -> T:
        """Return the value that was given, or the default."""
        return cast("T", self.values.get(option, option.kind.default))


def laid_over(options: Options, given: Given) -> Options:
    """Return the options with what the command line gives; the rest is as it was.

    A folder given there starts from the current folder, not from the configuration's.
    """
    values: dict[str, Any] = {
        option.field: value for option, value in given.values.items() if option.field
    }
    if "out" in values:
        values["base"] = Path()
    return replace(options, **values)
