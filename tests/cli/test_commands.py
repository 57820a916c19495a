"""What a person sees: codes, findings, summaries, help."""

from __future__ import annotations

import ast
import json
import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from dfnsgen import __version__
from tests.command import Result

Run = Callable[..., Result]
Process = Callable[..., subprocess.CompletedProcess[str]]


def tree(folder: Path) -> dict[str, bytes]:
    """Return all files below a folder, but for what Python compiled."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.suffix != ".pyc"
    }


def test_generate_writes_a_package_and_says_what(folder: Path, dfnsgen: Run) -> None:
    result = dfnsgen("generate", "pets.yaml")

    assert result.exit_code == 0
    package = folder / "generated" / "pet_shop"
    assert {"models.py", "py.typed", "dfnsgen.lock.json"} <= tree(package).keys()
    summary = re.sub(r"\d+\.\d\d s|\d[\d,]* (added|lines)|in \d+", "…", result.stdout)
    assert summary == (
        "generated/pet_shop  Pet Shop API 1.2.3\n"
        "  operations  1\n"
        "  models      2 classes, 1 enum\n"
        "  unions      none\n"
        "  repairs     none\n"
        "  carried     all of it\n"
        "  files       …, … …\n"
        "  time        …\n"
    )


def test_an_unchanged_document_is_left_alone(folder: Path, dfnsgen: Run) -> None:
    dfnsgen("generate", "pets.yaml")
    before = tree(folder / "generated")

    result = dfnsgen("generate", "pets.yaml")

    assert result.exit_code == 0
    assert result.stdout == "generated/pet_shop: unchanged, nothing to do (Pet Shop API 1.2.3)\n"
    assert tree(folder / "generated") == before


@pytest.mark.slow
@pytest.mark.parametrize("option", ["--strict", "--formatter=black", "--flavor=msgspec", "--force"])
def test_another_option_is_another_run(dfnsgen: Run, option: str) -> None:
    dfnsgen("generate", "pets.yaml")

    assert "unchanged, nothing to do" not in dfnsgen("generate", "pets.yaml", option).stdout


def test_a_changed_document_is_another_run(folder: Path, dfnsgen: Run) -> None:
    dfnsgen("generate", "pets.yaml")
    document = folder / "pets.yaml"
    document.write_text(document.read_text().replace("1.2.3", "1.2.4"))

    assert "Pet Shop API 1.2.4\n" in dfnsgen("generate", "pets.yaml").stdout


def test_out_and_package(folder: Path, dfnsgen: Run) -> None:
    assert dfnsgen("generate", "pets.yaml", "--out", "src", "--package", "shop").exit_code == 0
    assert (folder / "src" / "shop" / "models.py").is_file()


@pytest.mark.parametrize("name", ["a-b", "class", "../x", "a.b", "é", "x" * 61, "__init__"])
def test_a_name_that_is_no_package_is_refused(folder: Path, dfnsgen: Run, name: str) -> None:
    result = dfnsgen("generate", "pets.yaml", "--package", name)

    assert result.exit_code == 2
    assert "error[package-name]" in result.stderr
    assert not (folder / "generated").exists()


def test_an_out_that_a_link_leads_away_is_refused(
    folder: Path, dfnsgen: Run, tmp_path_factory: pytest.TempPathFactory
) -> None:
    outside = tmp_path_factory.mktemp("outside")
    (folder / "generated").symlink_to(outside)

    result = dfnsgen("generate", "pets.yaml")

    assert result.exit_code == 2
    assert "error[out-leaves-folder]" in result.stderr
    assert tree(outside) == {}


def test_a_broken_document_leaves_everything_as_it_was(folder: Path, dfnsgen: Run) -> None:
    dfnsgen("generate", "pets.yaml")
    before = tree(folder / "generated")
    document = folder / "pets.yaml"
    document.write_text(document.read_text().replace('"#/components/schemas/Pet"', "7"))

    result = dfnsgen("generate", "pets.yaml")

    assert result.exit_code == 2
    assert re.match(r"pets\.yaml:\d+:\d+: error\[[a-z-]+\]: ", result.stderr)
    assert "\n  at     #/components/schemas/Pets" in result.stderr
    assert "\n  remedy " in result.stderr
    assert tree(folder / "generated") == before


def test_edits_are_kept(folder: Path, dfnsgen: Run) -> None:
    dfnsgen("generate", "pets.yaml")
    models = folder / "generated" / "pet_shop" / "models.py"
    ours = models.read_bytes()
    models.write_text("edited")

    result = dfnsgen("generate", "pets.yaml", "--strict")

    assert result.exit_code == 2
    assert "models.py: error[file-edited]: it was edited since" in result.stderr
    assert "  so     nothing was changed\n" in result.stderr
    assert models.read_text() == "edited"
    assert dfnsgen("generate", "pets.yaml", "--force").exit_code == 0
    assert models.read_bytes() == ours


def test_check(folder: Path, dfnsgen: Run) -> None:
    assert dfnsgen("check", "pets.yaml").exit_code == 1
    assert not (folder / "generated").exists()
    dfnsgen("generate", "pets.yaml")
    assert dfnsgen("check", "pets.yaml").exit_code == 0

    package = folder / "generated" / "pet_shop"
    (package / "models.py").write_text("edited")
    (package / "py.typed").unlink()
    (package / "mine.py").write_text("mine")
    before = tree(folder)
    result = dfnsgen("check", "pets.yaml")

    assert result.exit_code == 1
    assert "edited  generated/pet_shop/models.py" in result.stdout
    assert "missing generated/pet_shop/py.typed" in result.stdout
    assert "foreign generated/pet_shop/mine.py" in result.stdout
    assert tree(folder) == before


def test_check_sees_what_is_stale(folder: Path, dfnsgen: Run) -> None:
    dfnsgen("generate", "pets.yaml")
    document = folder / "pets.yaml"
    document.write_text(document.read_text().replace("name:", "title:"))

    result = dfnsgen("generate", "pets.yaml", "--check")

    assert result.exit_code == 1
    assert "stale   generated/pet_shop/models.py" in result.stdout


def test_standard_input(folder: Path, dfnsgen: Run) -> None:
    document = (folder / "pets.yaml").read_bytes()

    assert dfnsgen("generate", "-", "--package", "shop", stdin=document).exit_code == 0
    assert (folder / "generated" / "shop" / "models.py").is_file()


def test_two_runs_give_the_same_bytes(folder: Path, process: Process) -> None:
    for seed in ("1", "2"):
        run = process("generate", "pets.yaml", "--out", f"out{seed}", PYTHONHASHSEED=seed)
        assert run.returncode == 0, run.stderr

    assert tree(folder / "out1") == tree(folder / "out2")


def test_a_quiet_run_says_nothing(dfnsgen: Run) -> None:
    result = dfnsgen("generate", "pets.yaml", "--quiet")

    assert (result.exit_code, result.output) == (0, "")


SLIPS = """\
openapi: 3.0
info: {version: 1}
tags: [{name: a}, {name: a}]
paths:
  pets/{id}:
    get:
      stray: 1
      operationId: same
      responses: {'200': {description: null}}
  /pets?all=true:
    get:
      operationId: same
      deprecated: 'yes'
      callbacks: {done: {}}
      responses: {'204': {description: Done}}
components:
  schemas:
    A[B]: {type: date, discriminator: kind, example: 1}
    B: {properties: {a: {$ref: '#/components/schemas/C'}}}
    D: {type: string, minLength: null, default: 5, xml: {name: d}}
    E: {oneOf: [{type: object}], discriminator: {propertyName: a, mapping: {x: Y}}}
"""


def test_many_findings_of_one_rule_are_bounded(folder: Path, dfnsgen: Run) -> None:
    document = folder / "pets.yaml"
    slips = "".join(f"    S{number}: {{type: string, description: null}}\n" for number in range(9))
    document.write_text(document.read_text() + slips)

    short, long = (dfnsgen("generate", "pets.yaml", *more) for more in ([], ["--verbose"]))

    assert short.exit_code == 0
    assert short.stderr.count("warning[null-annotation]") == 1
    assert "warning[null-annotation]: `description` is null (8 more)\n" in short.stderr
    assert "repairs     9, null-annotation (9)" in short.stdout
    assert dfnsgen("generate", "pets.yaml", "--strict").exit_code == 2
    assert "unchanged" in long.stdout or long.stderr.count("warning[null-annotation]") == 9


def test_any_document_is_answered_in_a_dozen_lines(folder: Path, dfnsgen: Run) -> None:
    """Each kind of warning has a line, however many there are; what explains waits for more."""
    (folder / "slips.yaml").write_text(SLIPS)

    short, long = (dfnsgen("generate", "slips.yaml", *more) for more in ([], ["-v", "--force"]))

    assert (short.exit_code, long.exit_code) == (0, 0), long.stderr
    assert len(short.stderr.splitlines()) == 12
    assert "\n… and " in short.stderr
    assert "info[" not in short.stderr and "info[" in long.stderr
    assert "  not carried 1, xml (1)\n" in short.stdout


def test_strict_refuses_what_is_not_carried(folder: Path, dfnsgen: Run) -> None:
    """A part that no output shows is an error under strict, unless its rule is ignored."""
    text = (folder / "pets.yaml").read_text()
    (folder / "pets.yaml").write_text(f"{text}    Tag: {{type: string, xml: {{name: tag}}}}\n")

    refused = dfnsgen("generate", "pets.yaml", "--strict")

    assert refused.exit_code == 2
    assert "error[not-carried]: the document holds `xml` (1), which no output shows" in (
        refused.stderr
    )
    (folder / "dfnsgen.toml").write_text('source = "pets.yaml"\nignore = ["not-carried"]\n')
    assert dfnsgen("generate", "--strict").exit_code == 0


def test_strict_takes_what_is_right(folder: Path, dfnsgen: Run) -> None:
    """A union whose variants may overlap is warned of, but is no slip of the document."""
    text = (folder / "pets.yaml").read_text()
    union = "{oneOf: [{type: object, properties: {a: {}}}, {type: object, properties: {b: {}}}]}"
    (folder / "pets.yaml").write_text(f"{text}    Any: {union}\n")

    taken = dfnsgen("generate", "pets.yaml", "--strict")

    assert taken.exit_code == 0, taken.stderr
    assert "warning[union-ambiguous]" in taken.stderr


def test_control_characters_are_shown_not_sent(folder: Path, dfnsgen: Run) -> None:
    document = (folder / "pets.yaml").read_text()
    title = '"\\e]0;owned\\a [red]x[/red] \\u202e"'
    (folder / "pets.yaml").write_text(document.replace("Pet Shop API", title))

    result = dfnsgen("generate", "pets.yaml", "--package", "p")

    assert result.exit_code == 0
    assert "\\x1b]0;owned\\x07 [red]x[/red] \\u202e" in result.stdout
    assert not {"\x1b", "\x07", "\u202e"} & set(result.output)


def test_colours_are_for_those_who_want_them(process: Process, folder: Path) -> None:
    plain = process("generate", "pets.yaml", FORCE_COLOR="", NO_COLOR="1")
    (folder / "pets.yaml").write_text("nonsense")
    coloured = process("generate", "pets.yaml", FORCE_COLOR="1", NO_COLOR="")

    assert "\x1b" not in plain.stdout + plain.stderr
    assert coloured.returncode == 2
    assert "\x1b[1;31merror\x1b[0m" in coloured.stderr


BROKEN = """
import sys
import dfnsgen.generate
from dfnsgen.cli import main

dfnsgen.generate.render = lambda *parts, shared: [][1]
sys.argv = ["dfnsgen", "generate", "pets.yaml"]
main()
"""


def test_a_bug_of_ours_is_called_one(folder: Path) -> None:
    def broken(**environment: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-c", BROKEN],
            env={**os.environ, **environment},
            cwd=folder,
            capture_output=True,
            text=True,
            check=False,
        )

    short, long = broken(), broken(DFNSGEN_TRACEBACK="1")

    assert short.returncode == 3
    assert short.stderr.startswith("dfnsgen: a bug of dfnsgen, not of your input: IndexError")
    assert "Traceback" not in short.stderr
    assert "Traceback" in long.stderr
    assert not (folder / "generated").exists()


def test_the_version(process: Process) -> None:
    assert process("--version").stdout == f"dfnsgen {__version__}\n"


@pytest.mark.parametrize(
    ("command", "lines"),
    [
        ((), ("generate", "check", "import", "show", "init", "Exit codes: 0 done · 1 stale")),
        (
            ("generate",),
            (
                "Usage: dfnsgen generate",
                "dfnsgen generate openapi.yaml --out src --package bindings",
                "dfnsgen generate - < openapi.yaml",
                "Files that somebody edited are not overwritten without --force",
                "Exit codes: 0 done · 1 stale or breaking · 2 refused input · 3 a bug of dfnsgen.",
            ),
        ),
        (("check",), ("Writes nothing.", "stale, edited by hand, missing")),
        (("import",), ("dfnsgen import docs/api/*.md",)),
        (("show",), ('dfnsgen show openapi.yaml "POST /wallets"',)),
        (("init",), ("dfnsgen init",)),
    ],
)
def test_help_teaches(dfnsgen: Run, command: tuple[str, ...], lines: tuple[str, ...]) -> None:
    result = dfnsgen(*command, "--help")

    assert result.exit_code == 0
    text = " ".join(result.stdout.split())
    assert [line for line in lines if line not in text] == []


def test_a_wrong_option_is_refused_input(dfnsgen: Run) -> None:
    assert dfnsgen("generate", "--nonsense").exit_code == 2


def test_import(folder: Path, dfnsgen: Run) -> None:
    body = (folder / "pets.yaml").read_text()
    (folder / "page.md").write_text(f"# List\n\n````yaml /openapi.yaml get /pets\n{body}````\n")

    result = dfnsgen("import", "page.md")

    assert result.exit_code == 0, result.output
    (written,) = (folder / "specs").iterdir()
    assert dfnsgen("generate", str(written)).exit_code == 0
    written.write_text("mine")
    assert dfnsgen("import", "page.md").exit_code == 2
    assert written.read_text() == "mine"
    assert dfnsgen("import", "page.md", "--force").exit_code == 0


def test_show(dfnsgen: Run) -> None:
    result = dfnsgen("show", "pets.yaml", "Pet")

    assert result.exit_code == 0
    assert "Pet" in result.stdout and "kind" in result.stdout


def test_show_answers_a_wrong_name_with_the_nearest(dfnsgen: Run) -> None:
    result = dfnsgen("show", "pets.yaml", "Pett")

    assert result.exit_code == 2
    assert "error[unknown-name]: no schema and no operation is called 'Pett'" in result.stderr
    assert "  remedy did you mean Pet?" in result.stderr


def test_show_names_things_as_the_package_does(folder: Path, dfnsgen: Run) -> None:
    dfnsgen("generate", "pets.yaml", "--out", "src", "--package", "shop")
    lock = folder / "src" / "shop" / "dfnsgen.lock.json"
    lock.write_text(lock.read_text().replace('"Pet"', '"Animal"'))
    assert "Animal" not in dfnsgen("show", "pets.yaml").stdout

    (folder / "dfnsgen.toml").write_text('source = "pets.yaml"\nout = "src"\npackage = "shop"\n')

    assert "Animal" in dfnsgen("show", "pets.yaml").stdout
    assert "Animal" in dfnsgen("show", "./pets.yaml", "Pet").stdout


@pytest.mark.parametrize("words", ["generate pets.yaml", "check pets.yaml", "generate --help"])
def test_what_needs_no_stage_imports_none(folder: Path, dfnsgen: Run, words: str) -> None:
    """An unchanged run and help are quick, as they import next to nothing."""
    dfnsgen("generate", "pets.yaml")
    program = f"import sys; from dfnsgen.cli.app import run; code = run({words.split()}); "
    report = "print(code, [n for n in sys.modules if n.startswith('dfnsgen.') or '.' not in n])"

    ran = subprocess.run(
        [sys.executable, "-c", program + report], capture_output=True, text=True, check=True
    )

    code, _, modules = ran.stdout.splitlines()[-1].partition(" ")
    stages = ("loader", "model", "python", "usage", "lifecycle", "generate", "pipeline")
    heavy = {"yaml", "jinja2", "black", "datamodel_code_generator", "argparse", "difflib"}
    imported = set(ast.literal_eval(modules))
    assert code == "0"
    assert imported.isdisjoint(heavy | {f"dfnsgen.{stage}" for stage in stages})


def test_a_second_run_is_fast(folder: Path, process: Process) -> None:
    process("generate", "pets.yaml")
    before = os.times()
    process("generate", "pets.yaml")
    after = os.times()

    assert after.children_user - before.children_user < 0.8


def test_the_lock_is_what_it_says(folder: Path, dfnsgen: Run) -> None:
    dfnsgen("generate", "pets.yaml")
    text = (folder / "generated" / "pet_shop" / "dfnsgen.lock.json").read_text()
    lock = json.loads(text)

    assert lock["document"]["title"] == "Pet Shop API"
    assert list(lock["document"]["inputs"]) == ["pets.yaml"]
    assert lock["names"]["#/components/schemas/Pet"] == "Pet"
    assert str(folder) not in text


@pytest.mark.parametrize(
    ("name", "instead"),
    [
        ("class", "it is a word of the language\n  remedy write --package class_"),
        ("my-pkg", "write --package my_pkg"),
        ("a.b.c", "write --out a/b --package c"),
    ],
)
def test_a_name_that_is_no_package_is_answered_with_one(
    dfnsgen: Run, name: str, instead: str
) -> None:
    assert instead in dfnsgen("generate", "pets.yaml", "--package", name).stderr


def test_show_knows_an_operation_by_all_its_names(dfnsgen: Run) -> None:
    shown = dfnsgen("show", "pets.yaml", "GET /pets").stdout

    assert shown.startswith("pets.")
    assert dfnsgen("show", "pets.yaml", "get /pets").stdout == shown
    result = dfnsgen("show", "pets.yaml", "GET /pet")
    assert result.exit_code == 2
    assert "did you mean GET /pets?" in result.stderr


def test_findings_for_programs(folder: Path, dfnsgen: Run) -> None:
    document = folder / "pets.yaml"
    document.write_text(document.read_text() + "stray: 1\n")

    lines = dfnsgen("generate", "pets.yaml", "--format", "json").stdout.splitlines()

    found = {line["rule"]: line for line in map(json.loads, lines)}
    assert found["stray-key"]["severity"] == "warning"
    assert found["stray-key"]["line"] > 1
    refused = dfnsgen("generate", "no.yaml", "--format", "json")
    assert refused.exit_code == 2
    assert json.loads(refused.stdout)["rule"] == "source-not-found"


def test_a_part_is_generated_where_it_is_asked_for(folder: Path, dfnsgen: Run) -> None:
    (folder / "dfnsgen.toml").write_text('source = "pets.yaml"\nonly = ["GET /pets"]\n')

    assert dfnsgen("generate").exit_code == 0
    assert dfnsgen("check").exit_code == 0
    assert dfnsgen("check", "pets.yaml").exit_code == 1
    assert dfnsgen("check", "pets.yaml", "--only", "GET /pets").exit_code == 0


def test_a_configuration_of_a_document_works_at_once(folder: Path, dfnsgen: Run) -> None:
    assert dfnsgen("init", "typo.yaml").exit_code == 2
    assert dfnsgen("init", "pets.yaml").exit_code == 0
    assert dfnsgen("generate").exit_code == 0
    assert (folder / "generated" / "pet_shop" / "models.py").is_file()


def test_two_packages_of_one_folder_are_refused(folder: Path, dfnsgen: Run) -> None:
    block = '[[packages]]\nsource = "pets.yaml"\npackage = "pets"\n'
    (folder / "dfnsgen.toml").write_text(block * 2)

    result = dfnsgen("generate")

    assert result.exit_code == 2
    assert "dfnsgen.toml:6:1: error[config-two-packages]" in result.stderr
    assert not (folder / "generated").exists()
