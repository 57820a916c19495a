"""The table of keywords: each is known once, and few files name one."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from dfnsgen.keywords import KEYWORDS, Keyword, Value
from dfnsgen.model.schemas.children import below, children
from dfnsgen.model.schemas.json_schema import as_json_schema
from dfnsgen.model.schemas.parse import parse_schema
from dfnsgen.model.schemas.references import resolve_references
from dfnsgen.model.schemas.schema import DEFAULTS, Schema

ROOT = Path(__file__).parents[1]
SOURCES = sorted(
    path
    for folder in ("generator", "templates")
    for path in (ROOT / folder).rglob("*")
    if path.suffix in (".py", ".jinja")
)


def files_naming(keyword: Keyword) -> set[str]:
    """The files with a keyword in them: by its name, its field, or the name of its rules."""
    spellings = "|".join(
        map(re.escape, (keyword.name, keyword.field or keyword.name, keyword.rule))
    )
    word = re.compile(rf"(?<![A-Za-z_])(?:{spellings})(?![a-z])")
    return {path.relative_to(ROOT).as_posix() for path in SOURCES if word.search(path.read_text())}


@pytest.mark.parametrize(("name", "most"), [("maxProperties", 8), ("propertyNames", 9)])
def test_a_keyword_stands_in_few_files(name: str, most: int) -> None:
    """A plain keyword in eight, one that holds a schema in nine: the table, the field, its meaning
    in checks, evaluator, messages, examples and made-up values; what contradicts itself; and how
    two versions of its schema compare.
    """
    keyword = next(k for k in KEYWORDS if k.name == name)

    found = files_naming(keyword)

    assert "generator/dfnsgen/keywords.py" in found
    assert len(found) <= most, sorted(found)


def test_every_assertion_has_one_row() -> None:
    fields = [k.field for k in KEYWORDS if k.field is not None and k.value is not Value.CONSTANT]

    assert len(fields) == len(set(fields))
    assert set(DEFAULTS) - set(fields) == {"never", "ref", "dynamic_ref", "resource"}


EXAMPLES = {
    Value.TYPES: "string",
    Value.CONSTANTS: ["a", 1],
    Value.CONSTANT: "a",
    Value.NUMBER: 2,
    Value.COUNT: 2,
    Value.TEXT: "a",
    Value.FLAG: True,
    Value.NAMES: ["a"],
    Value.NAMES_BY_NAME: {"a": ["b"]},
    Value.SCHEMA: {"minimum": 1},
    Value.SCHEMAS: [{"minimum": 1}, False],
    Value.SCHEMAS_BY_NAME: {"a": {"minimum": 1}},
}


def parsed(node: object) -> Schema:
    return parse_schema(node, "#", resolve_references(node))  # type: ignore[arg-type]  # any tree


@pytest.mark.parametrize(
    "keyword", [k for k in KEYWORDS if k.field and k.asserts], ids=lambda k: k.name
)
def test_what_is_read_is_written_again(keyword: Keyword) -> None:
    node = {keyword.name: EXAMPLES[keyword.value]}

    written = as_json_schema(parsed(node))

    expected = {"enum": ["a"]} if keyword.name == "const" else node
    assert written == expected


@pytest.mark.parametrize("keyword", [k for k in KEYWORDS if k.holds_schemas and k.field], ids=str)
def test_what_a_keyword_holds_is_a_child(keyword: Keyword) -> None:
    schema = parsed({keyword.name: EXAMPLES[keyword.value]})

    assert [child.minimum for child in children(schema)][:1] == [1]
    assert bool(below(schema)) is not keyword.in_place


@pytest.mark.parametrize("keyword", KEYWORDS, ids=lambda k: k.name)
def test_a_value_that_makes_no_sense_says_nothing(keyword: Keyword) -> None:
    if keyword.name in ("const", "uniqueItems", "contains", "if"):
        return  # any value is a constant, a flag is true or not, and a record has a schema anyway

    assert parsed({keyword.name: None}).is_true
