"""A program: judges the OpenAPI document on standard input; imports openapi_spec_validator alone.

Out: a JSON list of [pointer, problem], at most as many as the first argument says, on standard
output. It is run in a process of its own by `verdict`, and imports nothing of dfnsgen, so that it
starts beside the other work.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from typing import Any


def problems(document: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """Yield the pointer and the text of each violation."""
    from openapi_spec_validator import (
        OpenAPIV30SpecValidator,
        OpenAPIV31SpecValidator,
        OpenAPIV32SpecValidator,
    )

    validators = {
        "3.0": OpenAPIV30SpecValidator,
        "3.1": OpenAPIV31SpecValidator,
        "3.2": OpenAPIV32SpecValidator,
    }
    judge = validators[document["openapi"][:3]](document)
    for error in judge.iter_errors():
        deepest = _telling(error)
        yield _pointer(deepest.absolute_path), _text(deepest)


def _telling(error: Any) -> Any:
    """Return the cause of an error that a reader can act on: the deepest of a failed choice."""
    while error.context:
        error = max(error.context, key=lambda cause: (len(cause.absolute_path), -_rank(cause)))
    return error


def _rank(error: Any) -> int:
    """Prefer what is wrong with a value to what says that it isn't a reference."""
    return int(error.validator == "required" and "$ref" in str(error.message))


def _pointer(path: Any) -> str:
    tokens = (str(token).replace("~", "~0").replace("/", "~1") for token in path)
    return "/".join(["#", *tokens])


def _text(error: Any) -> str:
    text = " ".join(str(error.message).split())
    return text if len(text) <= 300 else f"{text[:150]} … {text[-149:]}"


def main() -> None:
    """Read the document, write what is wrong with it."""
    sys.setrecursionlimit(10_000)
    limit = int(sys.argv[1])
    found: list[tuple[str, str]] = []
    for problem in problems(json.load(sys.stdin)):
        if problem not in found:
            found.append(problem)
        if len(found) >= limit:
            break
    json.dump(found, sys.stdout)


if __name__ == "__main__":
    main()
