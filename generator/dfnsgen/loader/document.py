"""The value that the loader hands on: one OpenAPI 3.1 tree, and where each part of it stood."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from dfnsgen.diagnostics import Location
from dfnsgen.json_value import JsonValue


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """A resolved OpenAPI document in its 3.1 form. The tree is shared: read it, never write to it.

    Every `$ref` is a local JSON pointer (`#/…`), or a `$id`/`$anchor` reference inside a schema.
    `partial` is true where the document was made of documentation pages: operations that are
    missing in it need not be missing in the API. `sha256` is of the bytes that were read, and
    `files` are the files that references joined to it.
    """

    tree: dict[str, JsonValue]
    source: str
    version: str
    title: str
    sha256: str
    declared_openapi: str
    partial: bool = False
    files: tuple[str, ...] = ()
    locate: Callable[[str], Location] = field(compare=False, repr=False)
