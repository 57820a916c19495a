"""What SARIF 2.1.0 (OASIS, sections 3.13 to 3.52) asks of the parts that a report has."""

from __future__ import annotations

from typing import Any


def _object(required: str, **properties: Any) -> dict[str, Any]:
    return {
        "type": "object",
        "required": required.split(),
        "additionalProperties": False,
        "properties": properties,
    }


TEXT = {"type": "string", "minLength": 1}
MESSAGE = _object("text", text=TEXT)
PHYSICAL = _object(
    "artifactLocation",
    artifactLocation=_object("uri", uri={"type": "string", "format": "uri-reference"}),
    region=_object(
        "startLine",
        startLine={"type": "integer", "minimum": 1},
        startColumn={"type": "integer", "minimum": 1},
    ),
)
LOCATION = _object(
    "physicalLocation",
    id={"type": "integer", "minimum": -1},
    message=MESSAGE,
    physicalLocation=PHYSICAL,
    logicalLocations={
        "type": "array",
        "items": _object("fullyQualifiedName", fullyQualifiedName=TEXT),
    },
)
LOCATIONS = {"type": "array", "uniqueItems": True, "items": LOCATION}
RESULT = _object(
    "message ruleId",
    ruleId=TEXT,
    ruleIndex={"type": "integer", "minimum": 0},
    level={"enum": ["none", "note", "warning", "error"]},
    message=MESSAGE,
    locations={"type": "array", "items": LOCATION},
    relatedLocations=LOCATIONS,
    partialFingerprints={"type": "object", "additionalProperties": TEXT},
)
RULE = _object(
    "id",
    id=TEXT,
    name=TEXT,
    shortDescription=MESSAGE,
    fullDescription=MESSAGE,
    help=_object("text", text=TEXT, markdown=TEXT),
    properties={"type": "object", "properties": {"tags": {"type": "array", "uniqueItems": True}}},
)
DRIVER = _object(
    "name",
    name=TEXT,
    version=TEXT,
    rules={"type": "array", "uniqueItems": True, "items": RULE},
)
SCHEMA = _object(
    "version runs",
    **{"$schema": {"type": "string", "format": "uri"}},
    version={"const": "2.1.0"},
    runs={
        "type": "array",
        "minItems": 1,
        "items": _object(
            "tool results",
            tool=_object("driver", driver=DRIVER),
            columnKind={"enum": ["utf16CodeUnits", "unicodeCodePoints"]},
            results={"type": "array", "items": RESULT},
        ),
    },
)
