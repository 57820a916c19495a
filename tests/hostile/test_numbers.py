"""A number of any size in any keyword makes a package whose validators judge by it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from dfnsgen.cli.app import run
from tests.client.emitted import importing

pytestmark = pytest.mark.slow

_KEYWORDS = {
    "number": "minimum maximum exclusiveMinimum exclusiveMaximum multipleOf enum const default",
    "string": "minLength maxLength",
    "array": "minItems maxItems",
    "object": "minProperties maxProperties",
}
_NUMBERS = ("1e400", "-1e400", "1e-400", "98765432109876543210.25", "7" * 400, "-3", "0")


@pytest.mark.parametrize(
    ("kind", "keyword"), [(k, word) for k, words in _KEYWORDS.items() for word in words.split()]
)
def test_a_number_of_any_size(kind: str, keyword: str, tmp_path: Path) -> None:
    """All sizes of one keyword are properties of one object."""
    held = ",".join(
        f'"p{n}":{{"type":"{kind}","{keyword}":{f"[{text}]" if keyword == "enum" else text}}}'
        for n, text in enumerate(_NUMBERS)
    )
    source = tmp_path / "api.json"
    head = '{"openapi":"3.1.0","info":{"title":"Numbers","version":"1"},"paths":{},'
    source.write_text(
        f'{head}"components":{{"schemas":{{"T":{{"type":"object","properties":{{{held}}}}}}}}}}}'
    )

    package = f"numbers_{keyword.lower()}"
    assert run(["generate", str(source), "--out", str(tmp_path), "--package", package, "-q"]) == 0
    made = importing(tmp_path, package)
    validate = made.validators.VALIDATORS["#/components/schemas/T"]
    values: tuple[object, ...] = (1, -1, "", "x", [], {})
    for value in values:
        for n in range(len(_NUMBERS)):
            try:
                validate({f"p{n}": value})
            except made.ValidationError as error:
                assert error.issues


def test_a_bound_beyond_floats_counts(tmp_path: Path) -> None:
    """What no float can hold is compared digit by digit."""
    source = tmp_path / "api.json"
    schema = '{"type":"number","minimum":1e400,"multipleOf":1e400}'
    source.write_text(
        '{"openapi":"3.1.0","info":{"title":"N","version":"1"},"paths":{},'
        f'"components":{{"schemas":{{"T":{schema}}}}}}}'
    )
    assert run(["generate", str(source), "--out", str(tmp_path), "--package", "bounds", "-q"]) == 0
    made = importing(tmp_path, "bounds")
    validate = made.validators.VALIDATORS["#/components/schemas/T"]

    validate(int("3" + "0" * 400))
    for value in (int("3" + "0" * 399), int("3" + "0" * 399 + "1"), 5, json.loads("1e300")):
        with pytest.raises(made.ValidationError):
            validate(value)
