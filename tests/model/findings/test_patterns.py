"""Patterns that can't be checked are told when the code is made, all others are checked."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from dfnsgen.diagnostics import Diagnostic, Refused
from dfnsgen.generate import prepare
from dfnsgen.options import Options
from tests.python.packages import document, package


def told(tmp_path: Path, *patterns: str, strict: bool = False) -> list[str]:
    """Return what is said of a document with some patterns; raises Refused."""
    schemas: dict[str, Any] = {
        f"S{n}": {"type": "object", "patternProperties": {pattern: {"pattern": pattern}}}
        for n, pattern in enumerate(patterns)
    }
    source = tmp_path / "api.json"
    source.write_text(json.dumps(document(schemas)), encoding="utf-8")
    prepared = prepare(
        Options(sources=(str(source),), out=tmp_path, package="patterns", strict=strict)
    )
    return [_line(diagnostic) for diagnostic in prepared.diagnostics]


def _line(diagnostic: Diagnostic) -> str:
    return f"{diagnostic.rule} {diagnostic.at.pointer}"


def test_patterns_that_python_spells_otherwise_are_fine(tmp_path: Path) -> None:
    """Neither the specification's validator nor Python's `re` knows these; ECMA-262 does."""
    patterns = (r"^\p{Letter}$", "[^]", r"\u{1F432}", r"\cJ", r"(?<y>a)\k<y>", "[]", "(?<=a|bc)x")

    assert told(tmp_path, *patterns) == []


def test_default_beside_such_a_pattern_is_no_obstacle(tmp_path: Path) -> None:
    schema = {"type": "string", "pattern": r"^\p{L}\d$", "default": "é1"}
    emitted = package(tmp_path, {"Mark": schema})

    emitted.codecs.Mark.validate("ж7")
    with pytest.raises(ValueError):
        emitted.codecs.Mark.validate("ж٣")


def test_what_python_cannot_say_is_told_and_the_rest_checked(tmp_path: Path) -> None:
    schema = {"type": "string", "pattern": "(?<=a+)b", "maxLength": 2}
    emitted = package(tmp_path, {"Mark": schema})

    emitted.codecs.Mark.validate("xx")
    with pytest.raises(ValueError):
        emitted.codecs.Mark.validate("xxx")
    place = "#/components/schemas/S0/patternProperties/(?<=a+)b"
    assert told(tmp_path, "(?<=a+)b") == [f"pattern-untranslatable {place}"]


@pytest.mark.parametrize("pattern", ["(", "a)", "[a", "a**", "a{2,1}", "[z-a]"])
def test_what_is_no_pattern_is_reported_and_the_rest_checked(pattern: str, tmp_path: Path) -> None:
    emitted = package(tmp_path, {"Mark": {"type": "string", "pattern": pattern, "maxLength": 2}})

    assert {line.split()[0] for line in told(tmp_path, pattern)} == {"pattern-malformed"}
    emitted.codecs.Mark.validate("xx")
    with pytest.raises(ValueError):
        emitted.codecs.Mark.validate("xxx")


def test_strict_refuses_what_is_no_pattern(tmp_path: Path) -> None:
    with pytest.raises(Refused) as caught:
        told(tmp_path, "a(", strict=True)

    assert {d.rule for d in caught.value.diagnostics} == {"pattern-malformed"}


@pytest.mark.parametrize(
    ("pattern", "good", "bad"),
    [
        (r"\A[a-z]+\Z", "ab", "Ab"),
        (r"/^[a-z]+$/i", "ab", "/ab/"),
        (r"^(?P<d>[0-9])-(?P=d)$", "1-1", "1-2"),
        (r"^[\Aa]\\Z$", "a\\Z", "b"),
    ],
)
def test_patterns_of_other_languages_mean_what_they_mean_there(
    pattern: str, good: str, bad: str, tmp_path: Path
) -> None:
    emitted = package(tmp_path, {"Mark": {"type": "string", "pattern": pattern}})

    emitted.codecs.Mark.validate(good)
    with pytest.raises(ValueError):
        emitted.codecs.Mark.validate(bad)
