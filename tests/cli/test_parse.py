"""What a person types: each option in each way to write it, and each slip with its remedy."""

from __future__ import annotations

import dataclasses
import shlex
import subprocess
import sys
import typing
from collections.abc import Callable
from pathlib import Path
from types import UnionType

import pytest

from dfnsgen import json_value
from dfnsgen.cli.command_table import COMMANDS
from dfnsgen.cli.config import SETTINGS
from dfnsgen.cli.help import command_help, program_help
from dfnsgen.cli.option import Given, Option, laid_over
from dfnsgen.cli.option_table import (
    CACHE,
    CLIENT,
    FIX,
    FLAVOR,
    OUT,
    OVERLAYS,
    QUIET,
    SOURCES,
    TABLE,
    UPDATE_SOURCES,
    VERBOSE,
    Fix,
    options_of,
)
from dfnsgen.cli.parse import flags_of, parse
from dfnsgen.diagnostics import Refused
from dfnsgen.flavors.flavor import Flavor
from dfnsgen.options import Options
from tests.command import Result, dfnsgen

Run = Callable[..., Result]
Process = Callable[..., subprocess.CompletedProcess[str]]
NAMES = [command.name for command in COMMANDS]
REQUIRED = {
    "import": ["page"],
    "show": ["a"],
    "repair": ["a"],
    "vendor": ["b"],
    "completion": ["bash"],
    "rehearse": ["new", "test"],
}


def read(words: str) -> Given:
    return parse(words.split())


def refusal(words: str) -> str:
    with pytest.raises(Refused) as refused:
        read(words)
    (found,) = refused.value.diagnostics
    return f"{found.at}: {found.rule}: {found.message}; {found.remedy}"


def _word(option: Option[object]) -> str:
    """Return a word that an option takes."""
    if option.kind.choices:
        return option.kind.choices[-1]
    if option.kind.is_switch:
        return "on"
    expected = option.kind.expected
    if option.sample.startswith("{"):
        return option.sample.strip("{}").split(",")[0].replace('"', "").replace(" = ", "=")
    if expected.startswith("a class"):
        return option.sample.strip('"')
    return "2026-01-31" if expected.startswith("a day") else "text" if "text" in expected else "x"


@pytest.mark.parametrize("command", NAMES)
def test_each_flag_is_read_in_each_way_to_write_it(command: str) -> None:
    required = REQUIRED.get(command, [])
    for option in options_of(command):
        word = _word(option)
        for flag in flags_of(option):
            ways = [[flag]] if option.kind.is_switch else [[flag, word], [f"{flag}={word}"]]
            ways = ways[1:] if option.kind.alone else ways
            for way in ways:
                switch = "off" if flag == option.off else "on"
                expected = option.kind.read([switch if option.kind.is_switch else word])
                assert parse([command, *required, *way])[option] == expected
                assert parse([command, *way, *required])[option] == expected


def test_flags_and_sources_stand_in_any_order() -> None:
    given = read("generate a.yaml --out src b.yaml -qv --overlay o.yaml --overlay=p.yaml -")

    assert given[SOURCES] == ("a.yaml", "b.yaml", "-")
    assert (given[OUT], given[OVERLAYS]) == (Path("src"), ("o.yaml", "p.yaml"))
    assert given[QUIET] and given[VERBOSE]
    assert read("generate -- -x.yaml --out")[SOURCES] == ("-x.yaml", "--out")


def test_a_flag_that_may_stand_alone_takes_no_word_behind_it() -> None:
    given = read("update --fix newer.yaml")

    assert (given[FIX], given[UPDATE_SOURCES]) == (Fix.APPLY, ("newer.yaml",))
    assert read("update newer.yaml --fix=diff")[FIX] is Fix.DIFF
    assert read("update newer.yaml")[FIX] is Fix.NONE


def test_the_last_word_counts() -> None:
    assert read("generate --flavor msgspec --flavor pydantic")[FLAVOR] is Flavor.PYDANTIC
    assert not read("vendor x --client --no-client")[CLIENT]
    assert not read("generate --no-cache")[CACHE] and read("generate")[CACHE]


@pytest.mark.parametrize(
    ("words", "found"),
    [
        (
            "generat",
            (
                "dfnsgen: unknown-command: there is no command 'generat'; did you mean generate? "
                "`dfnsgen --help` lists all"
            ),
        ),
        (
            "generate --flavour=pydantic",
            (
                "dfnsgen generate: unknown-option: there is no option --flavour; did you mean "
                "--flavor? `dfnsgen generate --help` lists all"
            ),
        ),
        (
            "check --xyz",
            (
                "dfnsgen check: unknown-option: there is no option --xyz; "
                "`dfnsgen check --help` lists all"
            ),
        ),
        (
            "generate --flavor pydntic",
            (
                "dfnsgen generate: wrong-value: --flavor can't be 'pydntic'; did you mean "
                "pydantic? it is one of dataclass, pydantic, msgspec, typeddict"
            ),
        ),
        (
            "diff --today tomorrow",
            "dfnsgen diff: wrong-value: --today can't be 'tomorrow'; it is a day: 2026-01-31",
        ),
        ("generate --out", "dfnsgen generate: no-value: --out needs a value; write --out DIR"),
        (
            "generate --out --force",
            "dfnsgen generate: no-value: --out needs a value; write --out DIR",
        ),
        (
            "generate --force=yes",
            "dfnsgen generate: value-of-switch: --force takes no value; write --force alone",
        ),
        (
            "vendor",
            "dfnsgen vendor: no-argument: DEST is missing; name the other repository's folder",
        ),
        (
            "diff a b c",
            (
                "dfnsgen diff: unknown-argument: 'c' is one word more than the command takes; "
                "`dfnsgen diff --help` says what it takes"
            ),
        ),
    ],
)
def test_a_slip_is_refused_with_the_nearest_right_name(words: str, found: str) -> None:
    assert refusal(words) == found


def test_help_is_a_word_as_well() -> None:
    assert dfnsgen(["help", "diff"]).stdout == dfnsgen(["diff", "--help"]).stdout
    assert dfnsgen(["help"]).stdout == dfnsgen(["--help"]).stdout


def test_a_missing_file_is_looked_for_beside_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("openapi.yaml").write_text("openapi: 3.1.0\n")

    for words in (["generate", "openapi.yml"], ["init", "OpenAPI.yaml"]):
        refused = dfnsgen(words)
        assert refused.exit_code == 2 and "did you mean openapi.yaml?" in refused.stderr


@pytest.mark.parametrize("command", NAMES)
def test_no_option_is_declared_twice_for_a_command(command: str) -> None:
    flags = [flag for option in options_of(command) for flag in flags_of(option)]

    assert len(flags) == len(set(flags))


def test_what_fills_the_options_has_their_types() -> None:
    """A value of a flag, and of the configuration, is what the field holds."""
    known = {**vars(sys.modules[Options.__module__]), **vars(json_value)}
    types = typing.get_type_hints(Options, known)
    rows = {option.field: option for option in TABLE if option.field}
    given = {name: option.kind.read([_word(option)]) for name, option in rows.items()}

    assert {option.field for option in SETTINGS.values()} <= rows.keys() <= types.keys()
    for name, value in given.items():
        of_generic = typing.get_origin(types[name])
        kind = types[name] if of_generic in (None, UnionType) else of_generic
        assert isinstance(value, kind), name
    fields = {field.name for field in dataclasses.fields(Options)}
    of_surroundings = {"after", "base", "earlier", "later", "stdin", "vendored"}
    assert fields - rows.keys() == {"preferred", *of_surroundings}


def test_only_what_is_given_is_laid_over() -> None:
    options = Options(sources=("a",), base=Path("b"), strict=True, overlays=("c",))

    assert laid_over(options, read("generate")) == options
    over = laid_over(options, read("generate --out d --formats --overlay e"))
    assert (over.out, over.base, over.overlays) == (Path("d"), Path(), ("e",))
    assert over.strict and over.formats


@pytest.mark.parametrize("width", [60, 80, 100])
@pytest.mark.parametrize("command", ["", *NAMES])
def test_help_fits_the_terminal(command: str, width: int) -> None:
    lines = command_help(command, width) if command else program_help(width)

    assert [line for line in lines if len(line) > width] == []
    text = " ".join(" ".join(lines).replace(" \\", "").split())
    for option in options_of(command):
        assert all(flag in text for flag in flags_of(option))
        assert option.meaning in text
    assert "[[" not in text and "<" not in text.replace("- < openapi", "")


def test_examples_are_calls_that_are_understood() -> None:
    for command in COMMANDS:
        for example in command.examples:
            line = example.split(" #")[0].split(" >")[0].split(" <")[0].split(" |")[0]
            words = shlex.split(line.replace('eval "$(', "").replace(')"', ""))
            assert words[0] == "dfnsgen"
            assert parse(words[1:]).command in NAMES


@pytest.mark.parametrize(
    ("words", "offered"),
    [
        (["gen"], ["generate"]),
        (["generate", "--fla"], ["--flavor"]),
        (["generate", "--flavor", "p"], ["pydantic"]),
        (["generate", "--flavor", "=", "p"], ["pydantic"]),
        (["vendor", "--no"], ["--no-client"]),
        (["completion", "z"], ["zsh"]),
        (["generate", "spec"], []),
        (["generate", "--out", ""], []),
        (["nonsense", "--"], []),
    ],
)
def test_completion_offers_what_may_stand_there(
    dfnsgen: Run, words: list[str], offered: list[str]
) -> None:
    assert dfnsgen("completion", "bash", "--", *words).stdout.split() == offered


def test_completion_says_what_each_means(dfnsgen: Run) -> None:
    fish = dfnsgen("completion", "fish", "--", "generate", "--stri").stdout
    zsh = dfnsgen("completion", "zsh", "--", "generate", "--stri").stdout

    assert fish == "--strict\tMake slips, and what isn't carried over, errors.\n"
    assert zsh == "--strict:Make slips, and what isn't carried over, errors.\n"


def test_bash_completes(tmp_path: Path, dfnsgen: Run) -> None:
    """The script, in a shell: it asks the program, here a stand-in that prints its words."""
    program = tmp_path / "dfnsgen"
    program.write_text('#!/bin/sh\nprintf "%s\\n" "$@"\n')
    program.chmod(0o755)
    script = dfnsgen("completion", "bash").stdout
    typed = (
        f'COMP_WORDS=({program} generate "--fl"); COMP_CWORD=2; _dfnsgen; echo "${{COMPREPLY[@]}}"'
    )

    ran = subprocess.run(
        ["bash", "-c", f"{script}\n{typed}"], capture_output=True, text=True, check=True
    )

    assert ran.stdout == "completion bash -- generate --fl\n"
