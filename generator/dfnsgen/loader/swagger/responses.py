"""Answers of Swagger 2.0: one schema for all types that an operation produces.

{description: …, schema: {…}}  ->  {description: …, content: {application/json: {schema: {…}}}}
"""

from __future__ import annotations

from collections.abc import Sequence

from dfnsgen.json_value import JsonValue
from dfnsgen.loader.grammar import Adopt, Node
from dfnsgen.loader.swagger.schemas import KEYWORDS, schema_of, value_schema

_JSON, _BYTES = "application/json", "application/octet-stream"
_NO_MEMBERS = frozenset(("schema", "headers", "examples"))


def response_of(written: Node, produces: Sequence[str], adopt: Adopt) -> Node:
    """Return an answer with its content."""
    made: Node = {key: value for key, value in written.items() if key not in _NO_MEMBERS}
    headers = written.get("headers")
    if isinstance(headers, dict):
        made["headers"] = {name: _header(header, adopt) for name, header in headers.items()}
    content = _content(written, produces, adopt)
    if content:
        made["content"] = content
    adopt(made, written)
    return made


def _header(written: JsonValue, adopt: Adopt) -> JsonValue:
    if not isinstance(written, dict):
        return written
    kept = {k: v for k, v in written.items() if k not in (*KEYWORDS, "collectionFormat")}
    made: Node = {**kept, "schema": value_schema(written, adopt)}
    adopt(made, written)
    return made


def _content(written: Node, produces: Sequence[str], adopt: Adopt) -> Node:
    examples = written.get("examples")
    samples = examples if isinstance(examples, dict) else {}
    if "schema" not in written:
        return {}
    schema = written["schema"]
    kinds = list(produces) or [_JSON]
    if isinstance(schema, dict) and schema.get("type") == "file":
        # A file is JSON by no more than the default of the whole document.
        kinds = [kind for kind in kinds if kind != _JSON] or [_BYTES]
    made = schema_of(schema, adopt)
    content: Node = {}
    for kind in kinds:
        sample = {"example": samples[kind]} if kind in samples else {}
        content[kind] = {"schema": made, **sample}
    return content
