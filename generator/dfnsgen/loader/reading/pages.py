"""Documentation pages: the fenced blocks in them that hold OpenAPI documents.

A page of Mintlify's kind has one block for its operation, headed in one of these ways:

    ````yaml /openapi.yaml post /auth/registration
    ````yaml openapi.yaml get /path
    ````yaml get /path
    ````yaml /openapi.yaml webhook wallet.created

In: a page's text. Out: its blocks. Raises Refused. Nothing here reads YAML.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from dfnsgen.diagnostics import Location, Refused
from dfnsgen.json_value import JsonValue
from dfnsgen.loader import page_rules
from dfnsgen.loader.findings import Finding
from dfnsgen.loader.grammar import Node
from dfnsgen.pointers import escape

_METHODS = "get|put|post|delete|options|head|patch|trace|query"
_FENCE = re.compile(
    r"^(?P<indent> {0,3})(?P<fence>`{3,}|~{3,})ya?ml[ \t]+(?:(?P<file>\S+)[ \t]+)?"
    rf"(?P<method>{_METHODS}|webhook)[ \t]+(?P<target>\S.*?)[ \t]*$",
    re.MULTILINE | re.IGNORECASE,
)
_SUFFIXES = (".md", ".mdx", ".markdown")


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """A fenced block: its text, the line it starts in, and the operation that heads it."""

    text: str
    first_line: int
    method: str
    target: str

    @property
    def operation(self) -> str:
        """The heading, as `post /path` or `webhook name`."""
        return f"{self.method} {self.target}"


def is_page(text: str, source: str) -> bool:
    """Tell a documentation page from a document: by its name, or by a block in what isn't JSON."""
    if source.split("?")[0].lower().endswith(_SUFFIXES):
        return True
    return not text.lstrip().startswith(("{", "[")) and _FENCE.search(text) is not None


def has_block(text: str) -> bool:
    """Tell a page with a document in it from one of prose alone."""
    return _FENCE.search(text) is not None


def blocks_of(text: str, source: str) -> tuple[Block, ...]:
    """Return the blocks of a page, of which there is at least one. Raises Refused."""
    text = text.replace("\r\n", "\n")
    blocks: list[Block] = []
    at = 0
    while (head := _FENCE.search(text, at)) is not None:
        line = text.count("\n", 0, head.start()) + 1
        fence = head["fence"]
        end = re.compile(rf"^ {{0,3}}{fence[0]}{{{len(fence)},}}[ \t]*$", re.MULTILINE)
        close = end.search(text, head.end())
        if close is None:
            raise Refused(
                page_rules.PAGE_UNCLOSED.found(Location(source=source, line=line, column=1))
            )
        body = text[head.end() + 1 : close.start()]
        if head["indent"]:
            body = re.sub(rf"^ {{0,{len(head['indent'])}}}", "", body, flags=re.MULTILINE)
        method = head["method"].lower()
        blocks.append(Block(text=body, first_line=line + 1, method=method, target=head["target"]))
        at = close.end()
    if not blocks:
        raise Refused(page_rules.PAGE_WITHOUT_BLOCK.found(Location(source=source)))
    return tuple(blocks)


def check_block(tree: JsonValue, block: Block, at: Location) -> tuple[JsonValue, list[Finding]]:
    """Return a block's document with the webhook that its heading names. Raises Refused."""
    if not isinstance(tree, dict):
        return tree, []
    paths = tree.get("paths")
    if isinstance(paths, dict) and isinstance(paths.get("path"), str) and "method" in paths:
        raise Refused(page_rules.PAGE_DECODED.found(at))
    if block.method == "webhook":
        return _with_webhook(tree, block.target)
    item = paths.get(block.target) if isinstance(paths, dict) else None
    if isinstance(item, dict) and block.method in item:
        return tree, []
    values = (("method", block.method), ("target", block.target))
    return tree, [Finding(rule=page_rules.PAGE_OPERATION_MISSING, pointer="#/paths", values=values)]


def _with_webhook(tree: Node, name: str) -> tuple[Node, list[Finding]]:
    webhooks = tree.get("webhooks")
    if isinstance(webhooks, dict) and name in webhooks:
        return tree, []
    known = webhooks if isinstance(webhooks, dict) else {}
    found = Finding(
        rule=page_rules.PAGE_WEBHOOK, pointer=f"#/webhooks/{escape(name)}", values=(("name", name),)
    )
    return {**tree, "webhooks": {**known, name: {}}}, [found]
