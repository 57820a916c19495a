"""The configuration: what it says, and what it is told when it says it wrongly."""

from __future__ import annotations

import tomllib
from collections.abc import Callable
from pathlib import Path

import pytest

from dfnsgen.cli.config import configured, template
from dfnsgen.diagnostics import Refused
from tests.command import Result

Run = Callable[..., Result]

TWO = """\
out = "src"
strict = true

[[packages]]
source = "pets.yaml"
package = "one"

[[packages]]
source = ["pets.yaml"]
package = "two"
out = "lib"
strict = false
"""


def refusal(folder: Path, name: str, text: str) -> list[str]:
    (folder / name).write_text(text)
    with pytest.raises(Refused) as refused:
        configured(Path())
    return [f"{found.at} {found.rule} {found.message}" for found in refused.value.diagnostics]


def test_several_packages(folder: Path, dfnsgen: Run) -> None:
    (folder / "dfnsgen.toml").write_text(TWO)

    one, two = configured(Path())
    assert (one.package, one.out, one.strict) == ("one", Path("src"), True)
    assert (two.package, two.out, two.strict) == ("two", Path("lib"), False)

    assert dfnsgen("generate").exit_code == 0
    assert (folder / "src" / "one" / "models.py").is_file()
    assert (folder / "lib" / "two" / "models.py").is_file()
    assert dfnsgen("check").exit_code == 0


def test_one_package_can_be_chosen(folder: Path, dfnsgen: Run) -> None:
    (folder / "dfnsgen.toml").write_text(TWO)

    assert dfnsgen("generate", "--package", "two", "--out", "here").exit_code == 0
    assert [path.name for path in (folder / "here").iterdir()] == ["two"]
    assert dfnsgen("generate", "--package", "three").exit_code == 2


def test_the_projects_file(folder: Path) -> None:
    (folder / "pyproject.toml").write_text('[tool.dfnsgen]\nsource = "pets.yaml"\n')

    (options,) = configured(Path())
    assert options.sources == ("pets.yaml",)


def test_its_own_file_goes_first(folder: Path) -> None:
    (folder / "pyproject.toml").write_text('[tool.dfnsgen]\nsource = "a.yaml"\n')
    (folder / "dfnsgen.toml").write_text('source = "b.yaml"\n')

    (options,) = configured(Path())
    assert options.sources == ("b.yaml",)


def test_paths_start_from_the_file(folder: Path) -> None:
    (folder / "sub").mkdir()
    (folder / "sub" / "dfnsgen.toml").write_text(
        'source = ["pets.yaml", "https://example.com/x.yaml"]\noverlays = "o.yaml"\ntemplates = "t"'
    )

    (options,) = configured(Path("sub"))
    assert options.sources == ("sub/pets.yaml", "https://example.com/x.yaml")
    assert options.overlays == ("sub/o.yaml",)
    assert options.templates == Path("sub/t")


@pytest.mark.parametrize(
    ("name", "text", "found"),
    [
        (
            "dfnsgen.toml",
            'source = "a"\nsorce = "b"\n',
            ["dfnsgen.toml:2:1 config-unknown-key there is no option 'sorce'"],
        ),
        (
            "pyproject.toml",
            '[project]\nformatt = 1\n[tool.dfnsgen]\nsource = "a"\n  formatt = "ruff"\n',
            ["pyproject.toml:5:3 config-unknown-key there is no option 'formatt'"],
        ),
        (
            "dfnsgen.toml",
            '[[packages]]\nsource = "a"\n\n[[packages]]\nstrict = "yes"\nx = 1\n',
            [
                "dfnsgen.toml:5:1 config-wrong-type 'strict' must be true or false",
                "dfnsgen.toml:6:1 config-unknown-key there is no option 'x'",
            ],
        ),
        (
            "dfnsgen.toml",
            'source = "a"\nformatter = "yapf"\n',
            ["dfnsgen.toml:2:1 config-wrong-type 'formatter' must be one of ruff, black"],
        ),
        (
            "dfnsgen.toml",
            "source = [1]\n",
            ["dfnsgen.toml:1:1 config-wrong-type 'source' must be a text or a list of texts"],
        ),
        (
            "dfnsgen.toml",
            'out = "x"\n',
            ["dfnsgen.toml config-no-source a package has no `source`"],
        ),
        ("dfnsgen.toml", "a =\n", ["dfnsgen.toml:1:4 config-not-toml not TOML: Invalid value"]),
    ],
)
def test_mistakes_have_a_place(folder: Path, name: str, text: str, found: list[str]) -> None:
    assert refusal(folder, name, text) == found


def test_without_a_configuration(folder: Path, dfnsgen: Run) -> None:
    (folder / "pyproject.toml").write_text("[project]\n")

    result = dfnsgen("generate")

    assert result.exit_code == 2
    assert "error[config-missing]" in result.stderr


def test_init(folder: Path, dfnsgen: Run) -> None:
    assert dfnsgen("init").exit_code == 0
    text = (folder / "dfnsgen.toml").read_text()
    assert text == template()

    assert dfnsgen("init").exit_code == 2
    (options,) = configured(Path())
    assert options.package == "api"


def test_every_option_that_the_template_shows_is_one(folder: Path) -> None:
    shown = "\n".join(line.removeprefix("# ") for line in template().splitlines() if " = " in line)
    before, after = shown.split('source = "specs', 1)
    (folder / "dfnsgen.toml").write_text(f'{before}[[packages]]\nsource = "specs{after}')

    assert len(tomllib.loads((folder / "dfnsgen.toml").read_text())) == 19
    (options,) = configured(Path())
    assert options.overlays == ("specs/fix.yaml",)


def test_a_rule_to_ignore_is_one(folder: Path) -> None:
    """A misspelt rule is answered with the nearest, and one that refuses can't be ignored."""
    text = 'source = "pets.yaml"\nignore = ["stray-keys", "reference-loop", "union-ambiguous"]\n'

    assert refusal(folder, "dfnsgen.toml", text) == [
        "dfnsgen.toml:2:1 config-unknown-rule no warning has the id 'stray-keys'",
        "dfnsgen.toml:2:1 config-unknown-rule no warning has the id 'reference-loop'",
    ]


def test_what_the_model_notices_is_ignored_too(folder: Path, dfnsgen: Run) -> None:
    (folder / "pets.yaml").write_text(
        "openapi: 3.1.0\ninfo: {title: Pets, version: '1'}\n"
        "components: {schemas: {Pet: {allOf: [{type: string}, {type: integer}]}}}\n"
    )
    config = folder / "dfnsgen.toml"
    config.write_text('source = "pets.yaml"\n')
    assert "allof-impossible" in dfnsgen("generate").stderr

    config.write_text('source = "pets.yaml"\nignore = ["allof-impossible"]\n')
    assert "allof-impossible" not in dfnsgen("generate", "--force").stderr
