"""The document of a pet shop, as the README and the guides have it, and a server of it."""

from __future__ import annotations

import json
from http.server import BaseHTTPRequestHandler

PETS = """
openapi: 3.1.0
info: {title: Pet Shop, version: 1.0.0}
paths:
  /pets:
    post:
      operationId: createPet
      tags: [pets]
      requestBody:
        required: true
        content: {application/json: {schema: {$ref: '#/components/schemas/NewPet'}}}
      responses:
        '201':
          description: The new pet
          content: {application/json: {schema: {$ref: '#/components/schemas/Pet'}}}
  /pets/{id}:
    get:
      operationId: getPet
      tags: [pets]
      parameters: [{name: id, in: path, required: true, schema: {type: string}}]
      responses:
        '200':
          description: The pet
          content: {application/json: {schema: {$ref: '#/components/schemas/Pet'}}}
        '404': {description: There is none}
components:
  schemas:
    NewPet:
      type: object
      required: [name, kind]
      properties:
        name: {type: string}
        kind: {enum: [cat, dog]}
        born: {type: string, format: date}
    Pet:
      allOf:
        - $ref: '#/components/schemas/NewPet'
        - {type: object, required: [id], properties: {id: {type: string}}}
"""


class Shop(BaseHTTPRequestHandler):
    """Takes each pet, and has none."""

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self._answer(201, {"id": "pet-1", **body})

    def do_GET(self) -> None:
        self._answer(404, {})

    def _answer(self, status: int, value: object) -> None:
        content = json.dumps(value).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""
