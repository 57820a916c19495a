"""The table of what oasdiff finds and we find, in docs/diff-coverage.md, and the model's fields."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, fields
from itertools import product
from pathlib import Path
from typing import Any

import pytest
import yaml

from dfnsgen.diff.compare import compare
from dfnsgen.diff.operations.existence import Sunsets, sunset_dates
from dfnsgen.diff.operations.extensions import extension_edits
from dfnsgen.diff.rules.rules import RULES
from dfnsgen.model import api
from dfnsgen.model.schemas import schema
from tests.diff.documents import OK, document, loaded
from tests.diff.rule_examples import EXAMPLES

DOCS = Path(__file__).parents[2] / "docs"
TABLE = Path(__file__).with_name("oasdiff_rules.txt")
PLACES = "{request-body,request-property,response-body,response-property}"

HEAD = """\
# What oasdiff finds, and which rule of ours finds it

Written by `pytest tests/diff/test_coverage.py --update-goldens` from
`tests/diff/oasdiff_rules.txt`. oasdiff has a rule for each keyword, place and direction; a rule of
ours is one for each kind of edit, and the direction is part of the verdict. Each row is tested: the
example of our rule, put at the place that theirs names, is found under it. Families of names are
written out from patterns, for every place and step, so that a few stand here that oasdiff leaves
out.
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A rule of theirs, and the one of ours that means the same edit, or why there is none."""

    section: str
    theirs: str
    ours: str
    why: str


def rows() -> Iterator[Row]:
    section = ""
    for line in TABLE.read_text(encoding="utf-8").splitlines():
        if line.startswith("["):
            section = line.strip("[]")
        elif line and not line.startswith("#"):
            names, ours = (part.strip() for part in line.split(" | "))
            why = ours.removeprefix("- ") if ours.startswith("- ") else ""
            several = [""] if why else [*expanded(ours)]
            for number, name in enumerate(expanded(names)):
                # Places vary before edits, so that ours begin again with each place.
                mine = several[number % len(several)]
                yield Row(section=section, theirs=name, ours=mine, why=why)


def expanded(name: str) -> Iterator[str]:
    """Yield the names that one with braces stands for."""
    pieces = re.split(r"\{([^}]*)\}", name.replace("@", PLACES))
    choices = [part.split(",") if index % 2 else [part] for index, part in enumerate(pieces)]
    yield from map("".join, product(*choices))


def test_every_rule_that_is_named_exists() -> None:
    assert {row.ours for row in rows() if row.ours} <= set(RULES)


def test_no_rule_of_theirs_stands_twice() -> None:
    names = [row.theirs for row in rows()]

    assert len(names) == len(set(names))
    assert len(names) > 500


@pytest.mark.slow
@pytest.mark.parametrize("section", dict.fromkeys(row.section for row in rows()))
def test_each_row_is_found_in_a_pair_of_its_own(section: str) -> None:
    """The example of our rule, put where theirs speaks of: a body, a parameter, a header."""
    missed = [
        f"{row.theirs}: {row.ours}"
        for row in rows()
        if row.section == section and row.ours and row.ours not in found(row)
    ]

    assert missed == []


def found(row: Row) -> set[str]:
    """Return the rules that are found in the pair of a row."""
    example = EXAMPLES[row.ours]
    if example.kind == "schema":
        old, new = (placed(row.theirs, yaml.safe_load(one)) for one in (example.old, example.new))
    else:
        old, new = example.documents()
    (old_document, before), (new_document, after) = loaded(old), loaded(new)
    sunsets = Sunsets(
        dates=sunset_dates(old_document, before.operations),
        dates_now=sunset_dates(new_document, after.operations),
    )
    further = extension_edits(old_document, new_document)
    changes = compare(before, after, sunsets=sunsets, further=further)
    return {change.rule.id for change in changes}


def placed(theirs: str, fragment: Any) -> Any:
    """Return a document that holds a schema at the place that a rule of theirs names."""
    if "-property" in theirs and "request-parameter" not in theirs:
        fragment = {"type": "object", "properties": {"inner": fragment}}
    content = {"content": {"application/json": {"schema": fragment}}}
    if theirs.startswith(("request-parameter", "request-header", "new-required-request-header")):
        made: Any = {"parameters": [{"name": "a", "in": "query", "schema": fragment}]}
    elif "response-header" in theirs:
        headers = {"headers": {"X-A": {"schema": fragment}}}
        made = {"responses": {"200": {"description": "ok", **headers}}}
    elif theirs.startswith("response"):
        made = {"responses": {"200": {"description": "ok", **content}}}
    else:
        made = {"requestBody": {"required": True, **content}}
    held = {
        n: {"type": "object", "required": [n], "properties": {n: {"type": "string"}}} for n in "ab"
    }
    parts = {name.upper(): schema for name, schema in held.items()}
    return document({"/a": {"post": {"responses": OK, **made}}}, **parts)


def test_the_table_is_fresh(golden: Callable[[Path, str], None]) -> None:
    golden(DOCS / "diff-coverage.md", table())


def table() -> str:
    parts = [HEAD]
    sections = dict.fromkeys(row.section for row in rows())
    for section in sections:
        parts += [f"\n## {section.capitalize()}\n", "| oasdiff | ours |", "| --- | --- |"]
        for row in rows():
            if row.section == section:
                ours = f"`{row.ours}`" if row.ours else f"not covered: {row.why}"
                parts.append(f"| `{row.theirs}` | {ours} |")
    return "\n".join(parts) + "\n"


BOUND = "{0}-added {0}-removed {0}-raised {0}-lowered"
WHOLE = "{0}-added {0}-removed {0}-changed"
UNSEEN = {
    "at": "- a place, not a meaning",
    "ref": "- what it leads to is compared",
    "resource": "- a name of a part of the document",
    "key": "- a name of ours",
    "shape": "- follows from the schema",
    "occurrences": "- says where names come from",
}
FIELDS: dict[type, dict[str, str]] = {
    schema.Schema: {
        "never": "value-forbidden value-allowed",
        "types": "type-changed type-narrowed type-widened null-allowed null-forbidden",
        "enum": "enum-added enum-removed enum-member-added enum-member-removed constant-changed",
        "dynamic_ref": WHOLE.format("dynamic-ref"),
        "minimum": BOUND.format("minimum"),
        "maximum": BOUND.format("maximum"),
        "exclusive_minimum": BOUND.format("minimum"),
        "exclusive_maximum": BOUND.format("maximum"),
        "multiple_of": WHOLE.format("multiple-of"),
        "min_length": BOUND.format("min-length"),
        "max_length": BOUND.format("max-length"),
        "patterns": WHOLE.format("pattern"),
        "format": WHOLE.format("format"),
        "content_encoding": WHOLE.format("content-encoding"),
        "content_media_type": WHOLE.format("content-media-type"),
        "prefix_items": "type-narrowed type-widened value-forbidden",
        "items": "type-narrowed type-widened value-forbidden",
        "contains": WHOLE.format("contains"),
        "min_items": BOUND.format("min-items"),
        "max_items": BOUND.format("max-items"),
        "unique_items": "unique-items-added unique-items-removed",
        "unevaluated_items": WHOLE.format("unevaluated-items"),
        "properties": "property-added property-removed property-renamed",
        "pattern_properties": "pattern-property-added pattern-property-removed",
        "additional_properties": "additional-properties-forbidden additional-properties-allowed "
        "additional-properties-restricted additional-properties-freed",
        "property_names": "property-names-restricted property-names-freed",
        "required": "property-required property-optional",
        "min_properties": BOUND.format("min-properties"),
        "max_properties": BOUND.format("max-properties"),
        "dependent_required": WHOLE.format("dependent-required"),
        "dependent_schemas": WHOLE.format("dependent-schema"),
        "unevaluated_properties": WHOLE.format("unevaluated-properties"),
        "all_of": "all-of-added all-of-removed",
        "any_of": "variant-added variant-removed union-inclusive " + WHOLE.format("any-of"),
        "one_of": "variant-added variant-removed union-exclusive " + WHOLE.format("one-of"),
        "not_": WHOLE.format("not"),
        "conditions": WHOLE.format("condition"),
        "discriminator": "discriminator-added discriminator-removed discriminator-changed",
        "annotations": "description-changed",
    },
    schema.Annotations: {
        "title": "title-changed",
        "description": "description-changed",
        "deprecated": "deprecated not-deprecated",
        "read_only": "property-read-only property-not-read-only",
        "write_only": "property-write-only property-not-write-only",
        "default": "default-changed",
        "has_default": "default-added default-removed",
        "examples": "examples-changed",
        "tag": "- follows from the discriminator, which is compared",
        "nullable": "- the letter is compared, for which it says nothing",
        "members": "- names for people, which no type has",
    },
    schema.DeclaredTag: dict.fromkeys(
        ("property_name", "values", "is_fallback"), "discriminator-changed"
    ),
    schema.Contains: dict.fromkeys(("schema", "minimum", "maximum"), "contains-changed"),
    schema.Condition: dict.fromkeys(("test", "then", "otherwise"), "condition-changed"),
    schema.Discriminator: {
        "property_name": "discriminator-changed",
        "mapping": "union-mapping-changed",
        "default": "union-mapping-changed",
    },
    api.Definition: {
        "schema": "type-changed",
        "component": "schema-renamed schema-added schema-removed",
        "answer": "- leads from what is sent to what is answered; both are compared",
        "aliases": "- further names of one structure; each is looked for under `component`",
        "annotations": "description-changed",
    },
    api.Use: {"schema": "type-changed"},
    api.Parameter: {
        "spec_name": "parameter-added parameter-removed path-parameter-renamed",
        "location": "parameter-moved",
        "required": "parameter-required parameter-optional",
        "use": "type-changed",
        "style": "parameter-style-changed",
        "explode": "parameter-style-changed parameter-repeatable parameter-not-repeatable",
        "allow_reserved": "allow-reserved-added allow-reserved-removed",
        "allow_empty": "empty-value-allowed empty-value-forbidden",
        "content_type": "parameter-style-changed",
        "deprecated": "deprecated not-deprecated",
        "description": "description-changed",
        "examples": "examples-changed",
    },
    api.Encoding: {
        "property_name": "encoding-added encoding-removed",
        **dict.fromkeys(
            ("content_type", "style", "explode", "headers", "encodings"), "encoding-changed"
        ),
    },
    api.MediaType: {
        "content_type": "media-type-added media-type-removed media-type-parameters-changed",
        "use": "body-schema-added body-schema-removed",
        "item_use": "body-schema-added body-schema-removed",
        "encodings": WHOLE.format("encoding"),
        "examples": "examples-changed",
    },
    api.RequestBody: {
        "required": "request-body-required request-body-optional",
        "says_required": "- what `required` is, is compared",
        "contents": "media-type-added media-type-removed",
        "description": "description-changed",
    },
    api.Header: {
        "spec_name": "header-added header-removed",
        "required": "header-required header-optional",
        "use": "type-changed",
        "content_type": "header-style-changed",
        "deprecated": "deprecated not-deprecated",
        "description": "description-changed",
    },
    api.Link: {
        "name": "link-added link-removed",
        "operation": "link-changed",
        "handed": "link-changed",
        "description": "description-changed",
    },
    api.Response: {
        "status": "response-added response-removed",
        "contents": "media-type-added media-type-removed",
        "headers": "header-added header-removed",
        "links": "link-added link-removed link-changed",
        "description": "description-changed",
    },
    api.SchemeRequirement: {
        "scheme": "security-added security-removed security-alternative-added "
        "security-alternative-removed",
        "scopes": "scope-added scope-removed",
    },
    api.OAuthFlow: {
        "kind": "oauth-flow-added oauth-flow-removed",
        "authorization_url": "oauth-url-changed",
        "token_url": "oauth-url-changed",
        "refresh_url": "oauth-url-changed",
        "device_url": "oauth-url-changed",
        "scopes": "oauth-scope-added oauth-scope-removed description-changed",
    },
    api.SecurityScheme: {
        "name": "security-scheme-added security-scheme-removed",
        "type": "security-scheme-changed",
        "scheme": "security-scheme-changed",
        "location": "security-scheme-changed",
        "parameter_name": "security-scheme-changed",
        "bearer_format": "description-changed",
        "token_url": "oauth-url-changed",
        "scopes": "oauth-scope-added oauth-scope-removed",
        "flows": "oauth-flow-added oauth-flow-removed",
        "open_id_url": "security-scheme-changed",
        "deprecated": "deprecated not-deprecated",
        "description": "description-changed",
    },
    api.ServerVariable: {
        "spec_name": "server-variables-changed",
        "default": "server-variables-changed",
        "enum": "server-variables-changed",
        "description": "description-changed",
    },
    api.Server: {
        "url": "server-added server-removed",
        "name": "- a server is known by its address",
        "description": "description-changed",
        "variables": "server-variables-changed",
        "deprecated": "deprecated not-deprecated",
    },
    api.Tag: {
        "name": "- a tag is compared where operations have it",
        "summary": "- says to people what the name says",
        "parent": "- groups tags in documentation",
        "kind": "- groups tags in documentation",
        "description": "description-changed",
    },
    api.Operation: {
        "extensions": "- say how the package pages; the wire is what it was",
        "method": "operation-added operation-removed",
        "path": "operation-added operation-removed operation-moved",
        "operation_id": WHOLE.format("operation-id"),
        "summary": "summary-changed",
        "description": "description-changed",
        "tags": "tag-added tag-removed",
        "deprecated": "deprecated not-deprecated",
        "parameters": "parameter-added parameter-removed",
        "request_body": "request-body-added request-body-removed",
        "responses": "response-added response-removed",
        "security": "security-added security-removed",
        "servers": "server-added server-removed",
    },
    api.Webhook: {
        "name": "webhook-added webhook-removed callback-added callback-removed",
        "operation": "description-changed",
        "callback_of": "- where it comes from, which its operation tells",
    },
    api.Api: {
        "title": "api-text-changed",
        "description": "api-text-changed",
        "about": "api-text-changed",
        "version": "- what the other changes are held against",
        "declared_openapi": "- a spelling: 3.0 and 3.1 are read as one",
        "partial": "- says what is not known, so that it isn't taken for removed",
        "servers": "server-added server-removed",
        "tags": "description-changed",
        "security_schemes": "security-scheme-added security-scheme-removed",
        "operations": "operation-added operation-removed",
        "webhooks": "webhook-added webhook-removed",
        "definitions": "- each is compared where it is used",
        "components": "schema-added schema-removed",
        "not_carried": "- says what emitted code leaves out",
        "dynamic_anchors": "- says where a `$dynamicRef` leads",
    },
}
"""By class and field the rules that a difference is found under, or `-` and why there is none."""


@pytest.mark.parametrize("kind", FIELDS, ids=lambda kind: kind.__name__)
def test_every_field_of_the_model_has_a_rule_or_a_reason(kind: type) -> None:
    said = FIELDS[kind]
    names = {field.name for field in fields(kind)}

    assert names == said.keys() | (names & UNSEEN.keys())
    for rules in said.values():
        assert rules.startswith("- ") or set(rules.split()) <= set(RULES), rules


def test_every_class_of_the_model_is_listed() -> None:
    """What is not compared by itself: where a structure stands in the document."""
    classes = {
        value
        for module in (api, schema)
        for value in vars(module).values()
        if isinstance(value, type)
        and value.__module__ == module.__name__
        and hasattr(value, "__dataclass_fields__")
    }

    assert classes - FIELDS.keys() == {api.Occurrence}
