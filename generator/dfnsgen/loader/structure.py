"""What a document must have before anything else is looked at: clear words for obvious breakage.

In: the tree as read. Out: its version of OpenAPI, its title and version, and findings. All else is
judged by the specification's validator.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

from dfnsgen.diagnostics import Location, Refused
from dfnsgen.json_value import JsonValue
from dfnsgen.loader import rules, slip_rules
from dfnsgen.loader.findings import Finding, Locate
from dfnsgen.loader.grammar import Node
from dfnsgen.loader.positions import Positions
from dfnsgen.loader.swagger.document import convert_swagger
from dfnsgen.pointers import escape

_VERSION = re.compile(r"3\.([0-9]+)(\.[0-9]+(-.+)?)?")
_MAPS = (("paths", "16"), ("webhooks", "1"), ("components", "7"))
KNOWN = ("3.0", "3.1", "3.2")
_UNTITLED = "API"
_OTHER_FORMATS = (
    ("asyncapi", "an AsyncAPI document"),
    ("arazzo", "an Arazzo description"),
    ("overlay", "an overlay"),
    ("discoveryVersion", "a Google discovery document"),
    ("swaggerVersion", "a Swagger 1 resource listing"),
    ("item", "a Postman collection"),
    ("resources", "an Insomnia export"),
    ("$schema", "a JSON Schema"),
    ("$defs", "a JSON Schema"),
)
"""Whose key of the root a document of another format has."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Identity:
    """What a document says about itself. `openapi` has three numbers.

    `declared` is what it is written in: `openapi`, or 2.0.
    """

    openapi: str
    declared: str
    title: str
    version: str

    @property
    def family(self) -> str:
        """The first two numbers: 3.0, 3.1 or 3.2."""
        return ".".join(self.openapi.split(".")[:2])


def check_structure(
    tree: JsonValue, positions: Positions
) -> tuple[Node, Identity, tuple[Finding, ...]]:
    """Return the tree with its own version in order, and what it is. Raises Refused."""

    def locate(pointer: str) -> Location:
        return positions.locate(tree, pointer)

    if not isinstance(tree, dict):
        raise Refused(rules.NOT_OPENAPI.found(locate("#"), problem="its root is no mapping"))
    written = tree
    converted: tuple[Finding, ...] = ()
    if "swagger" in tree and "openapi" not in tree:
        tree, converted = _of_swagger(tree, positions, locate)
    openapi, findings = _openapi(tree, locate)
    findings = [*converted, *findings]
    wrong = _wrong_maps(tree)
    if wrong:
        raise Refused(*(finding.diagnostic(locate) for finding in wrong))
    info = _info(tree, positions, findings)
    made: Node = {**tree, "openapi": openapi, "info": info}
    positions.adopt(made, tree)
    identity = Identity(
        openapi=openapi,
        declared="2.0" if tree is not written else openapi,
        title=str(info["title"]),
        version=str(info["version"]),
    )
    return made, identity, tuple(findings)


def _of_swagger(
    tree: Node, positions: Positions, locate: Locate
) -> tuple[Node, tuple[Finding, ...]]:
    """Return a Swagger 2.0 document as OpenAPI 3.0. Raises Refused for another version."""
    version = str(tree["swagger"])[:20]
    if not version.startswith("2"):
        raise Refused(rules.SWAGGER_UNKNOWN.found(locate("#/swagger"), version=version))
    made, findings = convert_swagger(tree, positions.adopt)
    noted = Finding(rule=rules.CONVERTED_2_0, pointer="#/swagger", values=(("version", version),))
    return made, (noted, *findings)


def _info(tree: Node, positions: Positions, findings: list[Finding]) -> Node:
    """Return `info` with a title and a version, both texts; note what was none."""
    written = tree.get("info")
    info = written if isinstance(written, dict) else {}
    fixed = dict(info)
    if not isinstance(info.get("title"), str):
        fixed["title"] = _UNTITLED
        values: tuple[tuple[str, object], ...] = (("key", "title"), ("intended", _UNTITLED))
        findings.append(Finding(rule=slip_rules.INFO_INCOMPLETE, pointer="#/info", values=values))
    version = info.get("version")
    if not isinstance(version, str):
        is_number = isinstance(version, int | float | Decimal) and not isinstance(version, bool)
        text = (positions.written(info, "version") or str(version)) if is_number else ""
        fixed["version"] = text
        rule = rules.INFO_VERSION_FORM if is_number else slip_rules.INFO_INCOMPLETE
        at = "#/info/version" if is_number else "#/info"
        values = (("key", "version"), ("intended", text))
        findings.append(Finding(rule=rule, pointer=at, values=values))
    if fixed == info:
        return info
    positions.adopt(fixed, info)
    return fixed


def _openapi(tree: Node, locate: Locate) -> tuple[str, list[Finding]]:
    """Return the version of OpenAPI that the document follows."""
    if "openapi" not in tree:
        for key, kind in _OTHER_FORMATS:
            if key in tree:
                raise Refused(rules.OTHER_FORMAT.found(locate(f"#/{escape(key)}"), kind=kind))
        raise Refused(rules.NOT_OPENAPI.found(locate("#"), problem="it has no `openapi`"))
    written = tree["openapi"]
    text = str(written) if isinstance(written, str | int | float | Decimal) else ""
    found = _VERSION.fullmatch(text)
    if found is None or f"3.{found[1]}" not in KNOWN:
        raise Refused(rules.VERSION_UNKNOWN.found(locate("#/openapi"), version=text[:40]))
    if found[2] and isinstance(written, str):
        return text, []
    intended = text if found[2] else text + ".0"
    values = (("version", text), ("intended", intended))
    return intended, [Finding(rule=rules.VERSION_SHORT, pointer="#/openapi", values=values)]


def _wrong_maps(tree: Node) -> list[Finding]:
    wrong = [
        _wrong(f"#/{key}", f"`{key}`", "a mapping", section)
        for key, section in _MAPS
        if key in tree and not isinstance(tree[key], dict)
    ]
    if not any(key in tree for key, _ in _MAPS):
        wrong.append(_wrong("#", "the document", "one with paths, components or webhooks", "1"))
    return wrong


def _wrong(pointer: str, what: str, expected: str, section: str) -> Finding:
    values = (("what", what), ("expected", expected), ("section", section))
    return Finding(rule=rules.WRONG_KIND, pointer=pointer, values=values)
