"""Documents that rules speak of, each as short as it can be.

In: nothing. Out: by the id of a rule, the text of a document that the rule finds something in. A
text without `openapi` and `info` is meant to have them: OpenAPI 3.1.0, any title and version.
"""

from __future__ import annotations

from collections.abc import Mapping

EXAMPLES: Mapping[str, str] = {
    "yaml-syntax": "paths:\n  /pets: {get: [}",
    "yaml-tag": "paths: {}\nx-since: !!timestamp 2020-01-01",
    "yaml-merge-key": """
components:
  schemas:
    Cat: &cat {type: object}
    Kitten: {<<: *cat, title: A young cat}
""",
    "duplicate-key": "paths:\n  /pets: {}\n  /pets: {}",
    "number-not-finite": "paths: {}\nx-most: .inf",
    "not-openapi": "openapi-version: 3.1.0\ninfo: {title: Pets, version: '1'}",
    "openapi-version-unknown": "openapi: 4.0.0\ninfo: {title: Pets, version: '1'}\npaths: {}",
    "openapi-version-form": "openapi: 3.1\ninfo: {title: Pets, version: '1'}\npaths: {}",
    "openapi-structure": "paths: []",
    "info-version-form": "openapi: 3.1.0\ninfo: {title: Pets, version: 1.10}\npaths: {}",
    "info-incomplete": "openapi: 3.1.0\ninfo: {version: '1'}\npaths: {}",
    "openapi-specification": "paths:\n  /pets: all of them",
    "openapi-3.0-converted": "openapi: 3.0.3\ninfo: {title: Pets, version: '1'}\npaths: {}",
    "swagger-2.0-converted": "swagger: '2.0'\ninfo: {title: Pets, version: '1'}\npaths: {}",
    "swagger-unknown": "swagger: '1.2'\ninfo: {title: Pets, version: '1'}\npaths: {}",
    "null-annotation": "components:\n  schemas:\n    Pet: {type: object, description: null}",
    "null-keyword": "components:\n  schemas:\n    Pet: {type: object, minProperties: null}",
    "null-type-unquoted": "components:\n  schemas:\n    Name: {type: [string, null]}",
    "discriminator-mapping-object": """
components:
  schemas:
    Pet:
      oneOf: [{$ref: '#/components/schemas/Cat'}]
      discriminator:
        propertyName: kind
        mapping:
          cat: {$ref: '#/components/schemas/Cat'}
    Cat: {type: object, required: [kind], properties: {kind: {const: cat}}}
""",
    "discriminator-mapping-nowhere": """
components:
  schemas:
    Pet:
      oneOf: [{$ref: '#/components/schemas/Cat'}]
      discriminator: {propertyName: kind, mapping: {dog: Dog}}
    Cat: {type: object, required: [kind], properties: {kind: {const: cat}}}
""",
    "discriminator-text": """
components:
  schemas:
    Pet: {type: object, discriminator: kind, properties: {kind: {type: string}}}
""",
    "properties-without-type": """
components:
  schemas:
    Pet:
      properties: {name: {type: string}}
""",
    "type-unknown": "components:\n  schemas:\n    Born: {type: datetime}",
    "path-with-query": """
paths:
  /pets?kind=cat:
    get: {responses: {'200': {description: All cats}}}
""",
    "path-without-slash": """
paths:
  pets:
    get: {responses: {'200': {description: All pets}}}
""",
    "path-parameter-mismatch": """
paths:
  /pets/{id}:
    get: {responses: {'200': {description: The pet}}}
""",
    "nullable-in-3.1": "components:\n  schemas:\n    Name: {type: string, nullable: true}",
    "nullable-3.0": """
openapi: 3.0.3
info: {title: Pets, version: '1'}
paths: {}
components: {schemas: {Name: {type: string, nullable: true}}}
""",
    "nullable-without-type": """
openapi: 3.0.3
info: {title: Pets, version: '1'}
paths: {}
components: {schemas: {Name: {nullable: true}}}
""",
    "nullable-enum-without-null": """
openapi: 3.0.3
info: {title: Pets, version: '1'}
paths: {}
components: {schemas: {Kind: {type: string, nullable: true, enum: [cat, dog]}}}
""",
    "exclusive-bound-3.0": """
openapi: 3.0.3
info: {title: Pets, version: '1'}
paths: {}
components: {schemas: {Weight: {type: number, minimum: 0, exclusiveMinimum: true}}}
""",
    "schema-example-3.0": """
openapi: 3.0.3
info: {title: Pets, version: '1'}
paths: {}
components: {schemas: {Name: {type: string, example: Tom}}}
""",
    "binary-format-3.0": """
openapi: 3.0.3
info: {title: Pets, version: '1'}
paths: {}
components: {schemas: {Photo: {type: string, format: byte}}}
""",
    "reference-siblings-3.0": """
openapi: 3.0.3
info: {title: Pets, version: '1'}
paths: {}
components:
  schemas:
    Name: {type: string}
    Owner: {$ref: '#/components/schemas/Name', description: A person}
""",
    "older-draft": """
components:
  schemas:
    Weight: {$schema: 'http://json-schema.org/draft-04/schema#', minimum: 0, exclusiveMinimum: true}
""",
    "collection-format": """
swagger: '2.0'
info: {title: Pets, version: '1'}
paths:
  /pets:
    get:
      parameters:
        - {name: X-Kinds, in: header, type: array, items: {type: string}, collectionFormat: pipes}
      responses: {'200': {description: All pets}}
""",
    "stray-key": "paths: {}\nauthor: A person",
    "missing-key": "paths:\n  /pets:\n    get: {responses: {'200': {}}}",
    "wrong-type": "paths:\n  /pets:\n    get: {deprecated: 'no', responses: {}}",
    "component-name-form": "components:\n  schemas:\n    A pet: {type: object}",
    "operation-id-repeated": """
paths:
  /pets:
    get: {operationId: pets, responses: {'200': {description: All pets}}}
    post: {operationId: pets, responses: {'201': {description: A new one}}}
""",
    "default-not-valid": "components:\n  schemas:\n    Age: {type: integer, default: young}",
    "reference-not-found": """
paths:
  /pets:
    get: {responses: {'200': {$ref: '#/components/responses/Pets'}}}
""",
    "reference-loop": """
components:
  schemas:
    Cat: {$ref: '#/components/schemas/Pet'}
    Pet: {$ref: '#/components/schemas/Cat'}
""",
    "reference-not-string": "components:\n  schemas:\n    Pet: {$ref: 5}",
    "reference-remote": "components:\n  schemas:\n    Pet: {$ref: 'https://example.com/pet.yaml'}",
    "reference-outside-folder": "components:\n  schemas:\n    Pet: {$ref: /etc/pet.yaml}",
    "reference-file": "components:\n  schemas:\n    Pet: {$ref: pet.yaml}",
    "schema-reference-nowhere": """
components:
  schemas:
    Pets: {type: array, items: {$ref: '#/components/schemas/Pet'}}
""",
    "reference-unused-nowhere": """
paths:
  /pets:
    get:
      responses:
        '200': {description: All pets, links: {next: {$ref: '#/components/links/Next'}}}
""",
    "reference-to-own-defs": """
components:
  schemas:
    Pet:
      type: object
      $defs: {Leg: {type: string}}
      properties: {leg: {$ref: '#/$defs/Leg'}}
""",
    "reference-through-reference": """
components:
  schemas:
    Pet: {type: object, properties: {name: {type: string}}}
    Cat: {$ref: '#/components/schemas/Pet'}
    Name: {$ref: '#/components/schemas/Cat/properties/name'}
""",
    "allof-cannot-relax": """
components:
  schemas:
    Pet: {type: object, required: [id, name], properties: {id: {}, name: {}}}
    NewPet:
      allOf:
        - {$ref: '#/components/schemas/Pet'}
        - {type: object, required: [name], properties: {id: {}, name: {}}}
""",
    "allof-impossible": """
components:
  schemas:
    Pet: {allOf: [{type: string}, {type: integer}]}
""",
    "union-ambiguous": """
components:
  schemas:
    Cat: {type: object, properties: {claws: {type: integer}}}
    Dog: {type: object, properties: {tail: {type: integer}}}
    Pet: {oneOf: [{$ref: '#/components/schemas/Cat'}, {$ref: '#/components/schemas/Dog'}]}
""",
    "pattern-malformed": "components:\n  schemas:\n    Name: {type: string, pattern: '['}",
    "not-carried": """
components:
  schemas:
    Pet: {type: object, xml: {name: pet}}
""",
}
