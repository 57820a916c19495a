"""Parameters of Swagger 2.0: those that stay, and those that are a body.

{in: query, type: array, collectionFormat: multi}  ->  {in: query, explode: true, schema: {…}}
{in: body, schema: {…}}                            ->  requestBody: {content: {…: {schema: {…}}}}
{in: formData, type: file}                         ->  one property of a multipart body
"""

from __future__ import annotations

from collections.abc import Sequence

from dfnsgen.json_value import JsonValue
from dfnsgen.loader import slip_rules
from dfnsgen.loader.findings import Notes
from dfnsgen.loader.grammar import Adopt, Link, Node
from dfnsgen.loader.swagger.schemas import KEYWORDS, schema_of, value_schema

_JSON = "application/json"
_FORM, _MULTIPART = "application/x-www-form-urlencoded", "multipart/form-data"
_QUERY_STYLES: dict[str, Node] = {
    "csv": {"style": "form", "explode": False},
    "ssv": {"style": "spaceDelimited", "explode": False},
    "pipes": {"style": "pipeDelimited", "explode": False},
    "multi": {"style": "form", "explode": True},
    "tsv": {"style": "form", "explode": False, "x-collection-format": "tsv"},
}
"""How lists travel. Source: Swagger 2.0, Parameter Object; OpenAPI 3.0.4, section 4.8.12.3."""
_NO_MEMBERS = frozenset((*KEYWORDS, "collectionFormat", "schema"))


def is_body(parameter: Node) -> bool:
    """Tell whether a parameter is the body or a part of it."""
    return parameter.get("in") in ("body", "formData")


def parameter_of(written: Node, link: Link, notes: Notes, adopt: Adopt) -> Node:
    """Return a parameter that isn't (a part of) a body."""
    made: Node = {key: value for key, value in written.items() if key not in _NO_MEMBERS}
    if written.get("type") == "array":
        made |= _style(written, link, notes)
    own = written.get("schema")
    made["schema"] = schema_of(own, adopt) if own is not None else value_schema(written, adopt)
    adopt(made, written)
    return made


def _style(written: Node, link: Link, notes: Notes) -> Node:
    """Return the style of a list; in the path and in headers there are commas alone."""
    name = written.get("collectionFormat", "csv")
    items = written.get("items")
    nested = items.get("collectionFormat", "csv") if isinstance(items, dict) else "csv"
    in_query = written.get("in") in ("query", "formData")
    known = isinstance(name, str) and (name in _QUERY_STYLES if in_query else name == "csv")
    if not known or nested != "csv":
        what = str(name if not known else nested)[:100]
        notes.note(slip_rules.COLLECTION_FORMAT, link, name=what)
    return _QUERY_STYLES[str(name) if known else "csv"] if in_query else {}


def body_of(
    parameters: Sequence[tuple[Node, Link]], consumes: Sequence[str], notes: Notes, adopt: Adopt
) -> Node | None:
    """Return the request body that some parameters are, None where none is."""
    whole = next((one for one, _ in parameters if one.get("in") == "body"), None)
    if whole is not None:
        return _whole_body(whole, consumes, adopt)
    fields = [(one, link) for one, link in parameters if one.get("in") == "formData"]
    return _form(fields, consumes, notes, adopt) if fields else None


def _whole_body(written: Node, consumes: Sequence[str], adopt: Adopt) -> Node:
    kinds = [kind for kind in consumes if kind not in (_FORM, _MULTIPART)] or [_JSON]
    media: Node = {"schema": schema_of(written.get("schema", {}), adopt)}
    made: Node = {
        key: value
        for key, value in written.items()
        if key in ("description", "required") or key.startswith("x-")
    }
    made["content"] = dict.fromkeys(kinds, media)
    adopt(made, written)
    return made


def _form(
    fields: Sequence[tuple[Node, Link]], consumes: Sequence[str], notes: Notes, adopt: Adopt
) -> Node:
    """Return the body of form fields: multipart where one of them is a file."""
    has_file = any(one.get("type") == "file" for one, _ in fields)
    kinds = [kind for kind in consumes if kind in (_FORM, _MULTIPART)]
    if has_file:
        kinds = [_MULTIPART]
    properties: Node = {}
    encoding: Node = {}
    required: list[JsonValue] = []
    for field, link in fields:
        name = str(field.get("name", ""))
        schema = value_schema(field, adopt)
        assert isinstance(schema, dict)
        described = {key: field[key] for key in ("description",) if key in field}
        properties[name] = {**schema, **described}
        if field.get("required") is True:
            required.append(name)
        if field.get("type") == "array":
            encoding[name] = _style(field, link, notes)
    whole: Node = {"type": "object", "properties": properties}
    if required:
        whole["required"] = required
    media: Node = {"schema": whole, **({"encoding": encoding} if encoding else {})}
    content: Node = dict.fromkeys(kinds or [_FORM], media)
    return {"content": content, **({"required": True} if required else {})}
