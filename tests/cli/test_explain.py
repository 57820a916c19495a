"""`dfnsgen explain`: every rule that the program reports under can be asked about."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from dfnsgen.cli.commands.explain import examples
from dfnsgen.diagnostics import Refused
from dfnsgen.generate import prepare
from dfnsgen.options import Options
from tests.command import Result

Run = Callable[..., Result]

EXAMPLES = examples()
PACKAGE = Path(__file__).parents[2] / "generator" / "dfnsgen"
HEAD = "openapi: 3.1.0\ninfo: {title: Pets, version: '1'}\n"


def declared() -> Iterator[str]:
    """Give the id of each `Rule.error(…)`, `Rule.warning(…)` and `Rule.info(…)` in the source."""
    for path in PACKAGE.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call) and ast.unparse(node.func).startswith("Rule."):
                yield ast.literal_eval(node.args[0])


def test_every_rule_can_be_explained(dfnsgen: Run) -> None:
    ids = list(declared())
    listed = dfnsgen("explain").stdout.splitlines()

    assert sorted(line.split()[1] for line in listed) == sorted(ids)
    assert {*ids} >= {*EXAMPLES}
    for name in ids:
        assert f"[{name}]: " in dfnsgen("explain", name).stdout


def test_a_rule_is_explained_with_its_example(dfnsgen: Run) -> None:
    assert dfnsgen("explain", "type-unknown").stdout == (
        "warning[type-unknown]: <name> is no type of JSON Schema (<places>)\n"
        "  so     it is read as <intended>\n"
        "  remedy write one of string, number, integer, boolean, object, array and null\n"
        "\n"
        "For example:\n"
        "\n"
        "    components:\n"
        "      schemas:\n"
        "        Born: {type: datetime}\n"
    )


def test_a_rule_of_the_diff_is_explained(dfnsgen: Run) -> None:
    assert dfnsgen("explain", "parameter-required").stdout == (
        "change[parameter-required]: <subject> is required now\n"
        "  about  `required` of a parameter\n"
        "  back   parameter-optional\n"
        "  level  from how the set of accepted values moves, and from which way the values travel\n"
    )
    assert "did you mean parameter-required?" in dfnsgen("explain", "parameter-requird").stderr


def test_an_unknown_rule_is_answered_with_the_nearest(dfnsgen: Run) -> None:
    result = dfnsgen("explain", "stray-keys")

    assert result.exit_code == 2
    assert "there is no rule 'stray-keys'" in result.stderr
    assert "did you mean stray-key?" in result.stderr


@pytest.mark.slow
@pytest.mark.parametrize("name", EXAMPLES)
def test_an_example_yields_its_rule(folder: Path, name: str) -> None:
    text = EXAMPLES[name]
    has_head = text.startswith(("openapi", "swagger"))
    (folder / "example.yaml").write_text(text if has_head else HEAD + text)

    found = found_in(strict=False)
    assert name in found or name in found_in(strict=True), found


def found_in(*, strict: bool) -> set[str]:
    """Give the rules under which something is found in the example."""
    try:
        found = prepare(Options(sources=("example.yaml",), strict=strict)).diagnostics
    except Refused as refused:
        found = refused.diagnostics
    return {one.rule for one in found}
