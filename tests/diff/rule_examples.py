"""The smallest example of each rule: two fragments of YAML. The way back is the mirror's example.

A `schema` stands in a component that a request sends and a response holds. An `operation` holds the
members of one operation, a `document` those of a whole document, a `webhook` those of a webhook.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import yaml

from tests.diff.documents import OK, both_ways, document


@dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    """Two fragments of one kind, from which `rule` follows."""

    rule: str
    kind: str
    old: str
    new: str

    def documents(self) -> tuple[dict[str, Any], dict[str, Any]]:
        """Return the two whole documents."""
        make = {"schema": _schema, "operation": _operation, "document": _document}[self.kind]
        return make(yaml.safe_load(self.old)), make(yaml.safe_load(self.new))


def _schema(fragment: Any) -> dict[str, Any]:
    extra = {
        "A": {"type": "object", "required": ["a"], "properties": {"a": {"type": "string"}}},
        "B": {"type": "object", "required": ["b"], "properties": {"b": {"type": "string"}}},
    }
    return both_ways(fragment, **extra)


def _operation(fragment: Any) -> dict[str, Any]:
    made = document({"/things": {"post": {"responses": OK, **fragment}}})
    schemes = {
        "key": {"type": "apiKey", "in": "header", "name": "X-Key"},
        "token": {"type": "http", "scheme": "bearer"},
    }
    made["components"]["securitySchemes"] = schemes
    return made


def _document(fragment: Any) -> dict[str, Any]:
    return {**document({}), **fragment}


_SCHEMAS = """
property-added        | {type: object, properties: {}} | {type: object, properties: {a: {}}}
property-renamed      | {type: object, properties: {userName: {type: string}}} | {type: object, properties: {username: {type: string}}}
property-required     | {type: object, properties: {a: {}}} | {type: object, properties: {a: {}}, required: [a]}
property-read-only    | {type: object, properties: {a: {type: string}}} | {type: object, properties: {a: {type: string, readOnly: true}}}
property-write-only   | {type: object, properties: {a: {type: string}}} | {type: object, properties: {a: {type: string, writeOnly: true}}}
additional-properties-forbidden  | {type: object} | {type: object, additionalProperties: false}
additional-properties-restricted | {type: object} | {type: object, additionalProperties: {type: string}}
pattern-property-added   | {type: object} | {type: object, patternProperties: {^x: {type: string}}}
dependent-required-added | {type: object} | {type: object, dependentRequired: {a: [b]}}
dependent-required-changed | {type: object, dependentRequired: {a: [b]}} | {type: object, dependentRequired: {a: [c]}}
property-names-restricted | {type: object} | {type: object, propertyNames: {maxLength: 3}}
type-narrowed         | {type: number} | {type: integer}
type-changed          | {type: string} | {type: integer}
null-allowed          | {type: string} | {type: [string, "null"]}
enum-member-added     | {enum: [a, b]} | {enum: [a, b, c]}
enum-added            | {type: string} | {type: string, enum: [a, b]}
constant-changed      | {const: a} | {const: b}
unique-items-added    | {type: array} | {type: array, uniqueItems: true}
value-forbidden       | {type: object, properties: {a: {type: string}}} | {type: object, properties: {a: false}}
format-added          | {type: string} | {type: string, format: date}
format-changed        | {type: string, format: date} | {type: string, format: time}
pattern-added         | {type: string} | {type: string, pattern: ^a}
pattern-changed       | {type: string, pattern: ^a} | {type: string, pattern: ^b}
multiple-of-added     | {type: integer} | {type: integer, multipleOf: 2}
multiple-of-changed   | {type: integer, multipleOf: 2} | {type: integer, multipleOf: 3}
content-encoding-added   | {type: string} | {type: string, contentEncoding: base64}
content-encoding-changed | {type: string, contentEncoding: base64} | {type: string, contentEncoding: base16}
content-media-type-added   | {type: string} | {type: string, contentMediaType: text/html}
content-media-type-changed | {type: string, contentMediaType: text/html} | {type: string, contentMediaType: text/css}
minimum-added         | {type: integer} | {type: integer, minimum: 1}
minimum-raised        | {type: integer, minimum: 1} | {type: integer, minimum: 2}
maximum-added         | {type: integer} | {type: integer, maximum: 2}
maximum-raised        | {type: integer, maximum: 1} | {type: integer, maximum: 2}
min-length-added      | {type: string} | {type: string, minLength: 1}
min-length-raised     | {type: string, minLength: 1} | {type: string, minLength: 2}
max-length-added      | {type: string} | {type: string, maxLength: 2}
max-length-raised     | {type: string, maxLength: 1} | {type: string, maxLength: 2}
min-items-added       | {type: array} | {type: array, minItems: 1}
min-items-raised      | {type: array, minItems: 1} | {type: array, minItems: 2}
max-items-added       | {type: array} | {type: array, maxItems: 2}
max-items-raised      | {type: array, maxItems: 1} | {type: array, maxItems: 2}
min-properties-added  | {type: object} | {type: object, minProperties: 1}
min-properties-raised | {type: object, minProperties: 1} | {type: object, minProperties: 2}
max-properties-added  | {type: object} | {type: object, maxProperties: 2}
max-properties-raised | {type: object, maxProperties: 1} | {type: object, maxProperties: 2}
variant-added         | {oneOf: [{$ref: "#/components/schemas/A"}, {type: string}]} | {oneOf: [{$ref: "#/components/schemas/A"}, {type: string}, {$ref: "#/components/schemas/B"}]}
union-exclusive       | {anyOf: [{$ref: "#/components/schemas/A"}, {$ref: "#/components/schemas/B"}]} | {oneOf: [{$ref: "#/components/schemas/A"}, {$ref: "#/components/schemas/B"}]}
union-mapping-changed | {oneOf: [{$ref: "#/components/schemas/A"}, {$ref: "#/components/schemas/B"}], discriminator: {propertyName: kind}} | {oneOf: [{$ref: "#/components/schemas/A"}, {$ref: "#/components/schemas/B"}], discriminator: {propertyName: kind, mapping: {x: "#/components/schemas/A"}}}
discriminator-added   | {oneOf: [{$ref: "#/components/schemas/A"}, {$ref: "#/components/schemas/B"}]} | {oneOf: [{$ref: "#/components/schemas/A"}, {$ref: "#/components/schemas/B"}], discriminator: {propertyName: kind}}
discriminator-changed | {oneOf: [{$ref: "#/components/schemas/A"}, {$ref: "#/components/schemas/B"}], discriminator: {propertyName: kind}} | {oneOf: [{$ref: "#/components/schemas/A"}, {$ref: "#/components/schemas/B"}], discriminator: {propertyName: type}}
not-added             | {type: string} | {type: string, not: {const: a}}
not-changed           | {type: string, not: {const: a}} | {type: string, not: {const: b}}
all-of-added          | {type: string, format: date} | {allOf: [{type: string, format: date}, {type: string, format: time}]}
any-of-added          | {type: string, minLength: 1} | {type: string, minLength: 1, anyOf: [{pattern: a}, {pattern: b}]}
any-of-changed        | {type: string, anyOf: [{pattern: a}, {pattern: b}]} | {type: string, anyOf: [{pattern: a}, {pattern: c}]}
one-of-added          | {type: string, minLength: 1} | {type: string, minLength: 1, oneOf: [{pattern: a}, {pattern: b}]}
one-of-changed        | {type: string, oneOf: [{pattern: a}, {pattern: b}]} | {type: string, oneOf: [{pattern: a}, {pattern: c}]}
condition-added       | {type: string} | {type: string, if: {const: a}, then: false}
condition-changed     | {type: string, if: {const: a}, then: false} | {type: string, if: {const: b}, then: false}
contains-added        | {type: array} | {type: array, contains: {const: a}}
contains-changed      | {type: array, contains: {const: a}} | {type: array, contains: {const: b}}
dependent-schema-added   | {type: object} | {type: object, dependentSchemas: {a: {required: [b]}}}
dependent-schema-changed | {type: object, dependentSchemas: {a: {required: [b]}}} | {type: object, dependentSchemas: {a: {required: [c]}}}
unevaluated-items-added   | {type: array} | {type: array, unevaluatedItems: false}
unevaluated-items-changed | {type: array, unevaluatedItems: false} | {type: array, unevaluatedItems: {type: string}}
unevaluated-properties-added   | {type: object} | {type: object, unevaluatedProperties: false}
unevaluated-properties-changed | {type: object, unevaluatedProperties: false} | {type: object, unevaluatedProperties: {type: string}}
dynamic-ref-added     | {$dynamicAnchor: x, type: array, items: {type: array}} | {$dynamicAnchor: x, type: array, items: {type: array, $dynamicRef: "#x"}}
dynamic-ref-changed   | {$dynamicAnchor: x, $defs: {d: {$dynamicAnchor: y}}, type: array, items: {type: array, $dynamicRef: "#x"}} | {$dynamicAnchor: x, $defs: {d: {$dynamicAnchor: y}}, type: array, items: {type: array, $dynamicRef: "#y"}}
title-changed         | {type: string, title: a} | {type: string, title: b}
description-changed   | {type: string, description: a} | {type: string, description: b}
examples-changed      | {type: string, examples: [a]} | {type: string, examples: [b]}
default-added         | {type: string} | {type: string, default: a}
default-changed       | {type: string, default: a} | {type: string, default: b}
deprecated            | {type: string} | {type: string, deprecated: true}
"""

_OPERATIONS = """
operation-id-added    | {} | {operationId: make}
operation-id-changed  | {operationId: make} | {operationId: create}
tag-added             | {} | {tags: [a]}
summary-changed       | {summary: a} | {summary: b}
parameter-added       | {} | {parameters: [{name: a, in: query, schema: {type: string}}]}
parameter-required    | {parameters: [{name: a, in: query, schema: {type: string}}]} | {parameters: [{name: a, in: query, required: true, schema: {type: string}}]}
parameter-moved       | {parameters: [{name: a, in: query, schema: {type: string}}]} | {parameters: [{name: a, in: header, schema: {type: string}}]}
parameter-style-changed | {parameters: [{name: a, in: query, schema: {type: array}}]} | {parameters: [{name: a, in: query, explode: false, schema: {type: array}}]}
allow-reserved-added  | {parameters: [{name: a, in: query, schema: {type: string}}]} | {parameters: [{name: a, in: query, allowReserved: true, schema: {type: string}}]}
request-body-added    | {} | {requestBody: {content: {application/json: {schema: {type: string}}}}}
request-body-required | {requestBody: {content: {application/json: {schema: {type: string}}}}} | {requestBody: {required: true, content: {application/json: {schema: {type: string}}}}}
media-type-added      | {requestBody: {content: {application/json: {}}}} | {requestBody: {content: {application/json: {}, text/plain: {}}}}
body-schema-added     | {requestBody: {content: {application/json: {}}}} | {requestBody: {content: {application/json: {schema: {type: string}}}}}
encoding-added        | {requestBody: {content: {multipart/form-data: {schema: {type: object}}}}} | {requestBody: {content: {multipart/form-data: {schema: {type: object}, encoding: {a: {contentType: text/css}}}}}}
encoding-changed      | {requestBody: {content: {multipart/form-data: {schema: {type: object}, encoding: {a: {contentType: text/html}}}}}} | {requestBody: {content: {multipart/form-data: {schema: {type: object}, encoding: {a: {contentType: text/css}}}}}}
response-added        | {} | {responses: {"200": {description: ok}, "201": {description: made}}}
header-added          | {} | {responses: {"200": {description: ok, headers: {X-A: {schema: {type: string}}}}}}
header-required       | {responses: {"200": {description: ok, headers: {X-A: {schema: {type: string}}}}}} | {responses: {"200": {description: ok, headers: {X-A: {required: true, schema: {type: string}}}}}}
security-added        | {} | {security: [{key: []}]}
security-alternative-added | {security: [{key: []}]} | {security: [{key: []}, {token: []}]}
scope-added           | {security: [{token: []}]} | {security: [{token: [write]}]}
"""

_DOCUMENTS = """
operation-added       | {paths: {}} | {paths: {/a: {get: {responses: {"200": {description: ok}}}}}}
operation-moved       | {paths: {/a: {get: {operationId: a, responses: {"200": {description: ok}}}}}} | {paths: {/b: {get: {operationId: a, responses: {"200": {description: ok}}}}}}
path-parameter-renamed | {paths: {"/a/{x}": {get: {parameters: [{name: x, in: path, required: true, schema: {type: string}}], responses: {"200": {description: ok}}}}}} | {paths: {"/a/{y}": {get: {parameters: [{name: y, in: path, required: true, schema: {type: string}}], responses: {"200": {description: ok}}}}}}
webhook-added         | {webhooks: {}} | {webhooks: {a: {post: {requestBody: {content: {application/json: {schema: {type: string}}}}}}}}
security-scheme-changed | {paths: {/a: {get: {security: [{k: []}], responses: {"200": {description: ok}}}}}, components: {securitySchemes: {k: {type: apiKey, in: header, name: A}}}} | {paths: {/a: {get: {security: [{k: []}], responses: {"200": {description: ok}}}}}, components: {securitySchemes: {k: {type: apiKey, in: header, name: B}}}}
server-added          | {servers: [{url: "https://a.example"}]} | {servers: [{url: "https://a.example"}, {url: "https://b.example"}]}
server-variables-changed | {servers: [{url: "https://{r}.example", variables: {r: {default: a}}}]} | {servers: [{url: "https://{r}.example", variables: {r: {default: b}}}]}
schema-added          | {} | {components: {schemas: {A: {type: string}}}}
schema-renamed        | {paths: {/a: {get: {responses: {"200": {description: ok, content: {application/json: {schema: {$ref: "#/components/schemas/A"}}}}}}}}, components: {schemas: {A: {type: object, properties: {a: {}}}}}} | {paths: {/a: {get: {responses: {"200": {description: ok, content: {application/json: {schema: {$ref: "#/components/schemas/B"}}}}}}}}, components: {schemas: {B: {type: object, properties: {a: {}}}}}}
api-text-changed      | {info: {title: A, version: "1"}} | {info: {title: B, version: "1"}}
"""


def _parsed(kind: str, text: str) -> list[Example]:
    rows = [[part.strip() for part in line.split(" | ")] for line in text.strip().splitlines()]
    return [Example(rule=rule, kind=kind, old=old, new=new) for rule, old, new in rows]


def _with_mirrors(examples: list[Example]) -> dict[str, Example]:
    from generator.diff.rules import RULES

    found = {example.rule: example for example in examples}
    for example in examples:
        mirror = RULES[example.rule].mirror
        back = Example(rule=mirror, kind=example.kind, old=example.new, new=example.old)
        found.setdefault(mirror, back)
    return {rule: found[rule] for rule in RULES if rule in found}


EXAMPLES = _with_mirrors(
    [
        *_parsed("document", _DOCUMENTS),
        *_parsed("operation", _OPERATIONS),
        *_parsed("schema", _SCHEMAS),
        Example(
            rule="operation-removed-after-sunset",
            kind="document",
            old='{paths: {/a: {get: {deprecated: true, x-sunset: "2024-12-31", '
            'responses: {"200": {description: ok}}}}}}',
            new="{paths: {}}",
        ),
    ]
)
