"""The words of a command line, read by the table of options.

In: words. Out: a Given. Raises Refused for each slip a person may make, with the nearest right
name. Flags and arguments may stand in any order; what follows `--` is no flag.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from dfnsgen.cli.command_table import COMMANDS
from dfnsgen.cli.option import OFF, ON, Given, Option
from dfnsgen.cli.option_table import options_of
from dfnsgen.diagnostics import Location, Refused, Rule
from dfnsgen.phrases import nearest

# A row is a row here, not a column.
# fmt: off
UNKNOWN_COMMAND = Rule.error("unknown-command", "there is no command {name!r}",
    remedy="{nearest}`dfnsgen --help` lists all")
UNKNOWN_OPTION = Rule.error("unknown-option", "there is no option {name}",
    remedy="{nearest}`dfnsgen {command} --help` lists all")
WRONG_VALUE = Rule.error("wrong-value", "{name} can't be {value!r}",
    remedy="{nearest}it is {expected}")
NO_VALUE = Rule.error("no-value", "{name} needs a value", remedy="write {name} {metavar}")
VALUE_OF_SWITCH = Rule.error("value-of-switch", "{name} takes no value",
    remedy="write {name} alone")
NO_ARGUMENT = Rule.error("no-argument", "{name} is missing", remedy="name {help}")
UNKNOWN_ARGUMENT = Rule.error("unknown-argument",
    "{value!r} is one word more than the command takes",
    remedy="`dfnsgen {command} --help` says what it takes")
# fmt: on


def parse(words: Sequence[str]) -> Given:
    """Return what the words ask for: a command, then its flags and arguments. Raises Refused."""
    names = [command.name for command in COMMANDS]
    if words[0] not in names:
        near = nearest(words[0], names)
        at = Location(source="dfnsgen")
        raise Refused(UNKNOWN_COMMAND.found(at, name=words[0], nearest=near))
    reading = _Reading(words[0], list(words[1:]))
    reading.read()
    return Given(words[0], reading.values())


@dataclass(slots=True)
class _Reading:
    """The words of a command while they are read; `found` are those of each option."""

    command: str
    waiting: list[str]
    found: dict[Option[object], list[str]] = field(default_factory=dict[Option[object], list[str]])

    def read(self) -> None:
        """Give each word to its option."""
        options = options_of(self.command)
        flags = {flag: option for option in options for flag in flags_of(option)}
        arguments = [option for option in options if option.is_argument]
        is_flag_possible = True
        while self.waiting:
            word = self.waiting.pop(0)
            if is_flag_possible and word == "--":
                is_flag_possible = False
            elif is_flag_possible and len(word) > 1 and word.startswith("-"):
                self._flag(word, flags)
            else:
                self._argument(word, arguments)
        for option in arguments:
            if option.is_required and option not in self.found:
                raise self._refused(NO_ARGUMENT, name=option.name, help=_within(option.help))

    def values(self) -> dict[Option[object], object]:
        """Return the value of each option that has words. Raises Refused for a wrong one."""
        return {option: self._value(option, words) for option, words in self.found.items()}

    def _flag(self, word: str, flags: dict[str, Option[object]]) -> None:
        if not word.startswith("--") and len(word) > 2 and word[:2] in flags:
            self.waiting.insert(0, f"-{word[2:]}")  # -qv is -q -v
            word = word[:2]
        name, equals, value = word.partition("=")
        if name not in flags:
            near = nearest(name, flags)
            raise self._refused(UNKNOWN_OPTION, name=name, nearest=near, command=self.command)
        option = flags[name]
        if option.kind.is_switch:
            if equals:
                raise self._refused(VALUE_OF_SWITCH, name=name)
            value = OFF if name == option.off else ON
        elif not equals and option.kind.alone:
            value = option.kind.alone
        elif not equals:
            if not self.waiting or self.waiting[0] in flags:
                raise self._refused(NO_VALUE, name=name, metavar=option.metavar)
            value = self.waiting.pop(0)
        self.found.setdefault(option, []).append(value)

    def _argument(self, word: str, arguments: list[Option[object]]) -> None:
        for option in arguments:
            if option.kind.is_repeated or option not in self.found:
                self.found.setdefault(option, []).append(word)
                return
        raise self._refused(UNKNOWN_ARGUMENT, value=word, command=self.command)

    def _value(self, option: Option[object], words: list[str]) -> object:
        try:
            return option.kind.read(words)
        except ValueError:
            raise self._refused(
                WRONG_VALUE,
                name=option.flag,
                value=words[-1],
                nearest=nearest(words[-1], option.kind.choices),
                expected=option.kind.expected,
            ) from None

    def _refused(self, rule: Rule, **values: object) -> Refused:
        return Refused(rule.found(Location(source=f"dfnsgen {self.command}"), **values))


def _within(help: str) -> str:
    """Return a sentence of the help as it goes on another: `the other repository's folder`."""
    return help[:1].lower() + help[1:].removesuffix(".")


def flags_of(option: Option[object]) -> tuple[str, ...]:
    """Return all ways to write an option's flag."""
    own = () if option.is_argument else (option.flag, option.short, option.off)
    return tuple(flag for flag in own if flag)
