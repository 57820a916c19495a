"""Texts to values: YAML 1.2 against JSON and PyYAML, positions, and what strangers may send."""

from __future__ import annotations

import json
import time
from decimal import Decimal

import pytest
import yaml
from hypothesis import example, given, settings
from hypothesis import strategies as st

from dfnsgen.diagnostics import Refused
from dfnsgen.json_value import JsonValue
from dfnsgen.loader.joining.merge import same
from dfnsgen.loader.positions import Positions, Text
from dfnsgen.loader.reading import yaml_text
from dfnsgen.loader.reading.text import decode, read_text
from dfnsgen.loader.reading.yaml_text import read_yaml, write_yaml
from dfnsgen.pointers import escape

# What JSON and YAML can both hold: no surrogates, no C0/C1 controls but the usual ones.
STRINGS = st.text(st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="\ufffe\uffff"))
KEYS = STRINGS.filter(lambda key: key != "<<")
VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | STRINGS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(KEYS, inner, max_size=4),
    max_leaves=20,
)

MANY_MERGES = (
    "x: &x {" + ",".join(f"k{i}: 1" for i in range(1000)) + "}\ny:\n" + " - {<<: *x}\n" * 300
)


def rule_of(text: str | bytes, source: str = "document") -> str:
    """Return the rule that refuses a text."""
    with pytest.raises(Refused) as refused:
        content = text.encode() if isinstance(text, str) else text
        read_text(decode(content, source), source)
    return refused.value.diagnostics[0].rule


@given(VALUES)
@example({"a": "\u2028\x85"})
@example({"": "<<"})
@example({"key": "0o17", "other": "1e3"})
def test_yaml_reads_json(value: JsonValue) -> None:
    """A JSON text is YAML and means the same."""
    assert same(read_yaml(json.dumps(value, ensure_ascii=False)).value, value)
    assert same(read_text(json.dumps([value]), "a.json").value, [value])


@given(VALUES)
def test_what_is_written_reads_back(value: JsonValue) -> None:
    """Our own YAML is read as what was written, and has no anchors."""
    assert same(read_yaml(write_yaml(value)).value, value)


@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=20))
@example("no")
@example("12:30")
@example("=")
def test_strings_of_pyyaml_read_back(text: str) -> None:
    """What PyYAML writes of a string is read as that string, whatever 1.1 takes it for."""
    written = yaml.safe_dump({"k": text})
    read = read_yaml(written).value

    plain_in_1_2_only = isinstance(yaml_text.read_plain(text), int | float | Decimal)
    assert plain_in_1_2_only or read == {"k": text}


@given(VALUES)
def test_the_python_loader_agrees_with_libyaml(value: JsonValue) -> None:
    """Without libyaml the same comes out."""
    text = json.dumps(value, ensure_ascii=False)
    fast = read_yaml(text).value
    loader = yaml_text.LOADER
    yaml_text.LOADER = yaml.SafeLoader
    try:
        slow = read_yaml(text).value
    finally:
        yaml_text.LOADER = loader

    assert same(fast, slow)


@settings(max_examples=50)
@given(VALUES.filter(lambda value: isinstance(value, dict | list)), st.sampled_from([None, 1, 2]))
@example({"naïve 🦔": ["ü", {"b": 1}], "c": "🦔"}, None)
def test_positions_of_json_and_yaml_agree(value: JsonValue, indent: int | None) -> None:
    """A place found lazily in JSON is the place that the YAML events gave."""
    text = json.dumps(value, indent=indent, ensure_ascii=False)
    places = []
    for source in ("a.json", "a"):
        parsed = read_text(text, source) if source == "a.json" else read_yaml(text)
        positions = Positions()
        positions.add(Text(source="a", root=parsed.value, layout=parsed.layout))
        places.append([positions.locate(parsed.value, at) for at in pointers(parsed.value)])

    assert places[0] == places[1]


def pointers(value: JsonValue, at: str = "#") -> list[str]:
    """Return the pointers of all parts of a value."""
    inner: list[tuple[str, JsonValue]] = []
    if isinstance(value, dict):
        inner = [(escape(key), part) for key, part in value.items()]
    elif isinstance(value, list):
        inner = [(str(index), part) for index, part in enumerate(value)]
    return [at, *(found for token, part in inner for found in pointers(part, f"{at}/{token}"))]


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("", "source-empty"),
        (" \n", "source-empty"),
        (b"\xff\xfe", "source-empty"),
        (b"a: \xff", "source-not-text"),
        (b"\x89PNG\r\n\x1a\n\x00", "source-not-text"),
        ("a: \0", "forbidden-character"),
        ("a: \x07", "forbidden-character"),
        ('{"a": "\\ud800"}', "lone-surrogate"),
        ('{"\\udc00": 1}', "lone-surrogate"),
        ("a: 1\n---\nb: 2", "yaml-several-documents"),
        ("? [a]\n: b", "yaml-key-not-scalar"),
        ("? {a: b}\n: b", "yaml-key-not-scalar"),
        ("a: *b", "yaml-alias-unknown"),
        ("a: &a [*a]", "yaml-alias-unknown"),
        ("&a a: {<<: 1}", "yaml-merge-key-value"),
        (MANY_MERGES, "yaml-merge-key-too-many"),
        ('{"a": [' + "[]," * 9_000_000 + "1]}", "too-many-values"),
        ("a: !!python/object/apply:os.system [ls]", "yaml-tag"),
        ("a: !!binary aGk=", "yaml-tag"),
        ("a: !!int x", "yaml-tag"),
        ("a: !!set {b}", "yaml-tag"),
        ("a: .nan", "number-not-finite"),
        ('{"a": -Infinity}', "number-not-finite"),
        ("a: " + "9" * 4301, "number-too-long"),
        ('{"a": ' + "9" * 4301 + "}", "number-too-long"),
        ("a: 1e99999", "number-too-long"),
        ('{"a": 1e-99999999999999999999}', "number-too-long"),
        ("[" * 100_000, "too-deep"),
        ("[" * 100_000 + "]" * 100_000, "too-deep"),
        ('{"a":' * 100_000 + "1" + "}" * 100_000, "too-deep"),
        ("\n".join(" " * i + "a:" for i in range(300)), "too-deep"),
        ("- " * 100_000 + "a", "too-deep"),
        ('{"a": 1,}x', "json-syntax"),
        ("a: b: c", "yaml-syntax"),
        ("a: 'b", "yaml-syntax"),
        ("%TAG ! x\n---\na: @", "yaml-syntax"),
    ],
    ids=lambda value: repr(value)[:25],
)
def test_texts_that_are_refused(text: str | bytes, rule: str) -> None:
    """Whatever comes, a diagnostic answers, soon."""
    start = time.process_time()

    assert rule_of(text) == rule
    assert time.process_time() - start < 2


@pytest.mark.parametrize("merge", [False, True])
def test_alias_bombs_are_refused(merge: bool) -> None:
    """Aliases that would write out to billions of values are counted, not written out."""
    lines = ["a0: &a0 {k: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10]}"]
    for level in range(1, 12):
        inner = ", ".join(f"*a{level - 1}" for _ in range(10))
        value = f"{{<<: [{inner}], k{level}: [{inner}]}}" if merge else f"[{inner}]"
        lines.append(f"a{level}: &a{level} {value}")

    start = time.process_time()

    assert rule_of("\n".join(lines)) == "too-many-values"
    assert time.process_time() - start < 1


def test_a_deep_chain_of_aliases_is_refused() -> None:
    """Depth counts what an alias brings along."""
    chain = [f"a{level}: &a{level} [*a{level - 1}]" for level in range(1, 400)]

    assert rule_of("a0: &a0 []\n" + "\n".join(chain)) == "too-deep"


def test_aliases_share_one_value() -> None:
    """An alias is the very object of its anchor: memory is for distinct values."""
    value = read_yaml("a: &a {b: [1]}\nc: *a\n").value

    assert isinstance(value, dict) and value["a"] is value["c"]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1e400", Decimal("1e400")),
        ("-1e-400", Decimal("-1e-400")),
        ("0.0", 0.0),
        ("0e5", 0.0),
        ("1e308", 1e308),
        ("12345678901234567890", 12345678901234567890),
    ],
)
def test_numbers_are_exact(text: str, value: JsonValue) -> None:
    """What no float holds is a Decimal, in both notations."""
    for read in (read_text(f"[{text}]", "a.json").value, read_yaml(f"- {text}").value):
        assert isinstance(read, list)
        assert read[0] == value and type(read[0]) is type(value)


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-32", "utf-16-le"])
def test_byte_order_marks(encoding: str) -> None:
    """A byte order mark gives the encoding."""
    content = "a: é".encode(encoding)
    if encoding == "utf-16-le":
        content = b"\xff\xfe" + content

    assert read_text(decode(content, "a"), "a").value == {"a": "é"}
