"""Callbacks: what the API calls back after an operation, compared as the webhooks they are.

In: a document and its Api. Out: an Api that has each callback as a webhook under a name that says
where it belongs. Nothing is copied: the webhook is a reference to the callback's place.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, replace

from dfnsgen.diff.path_templates import template
from dfnsgen.loader.document import Document
from dfnsgen.model.api import Api, Webhook
from dfnsgen.model.build import build_api
from dfnsgen.model.operations import METHODS, Node, as_node
from dfnsgen.pointers import child, key_of, lookup


@dataclass(frozen=True, slots=True, kw_only=True)
class Callback:
    """To which operation a callback belongs, its name there, and the URL that is called."""

    method: str
    path: str
    name: str
    url: str

    @property
    def key(self) -> tuple[str, str, str, str]:
        """What it is recognised by: the names of path parameters take no part."""
        return self.method, template(self.path), self.name, self.url


def callback_of(hook: Webhook) -> Callback | None:
    """Return the callback that a webhook stands for, None where it is none."""
    if not hook.name.startswith('["callback", '):
        return None
    _, method, path, name, url = json.loads(hook.name)
    return Callback(method=method, path=path, name=name, url=url)


def with_callbacks(document: Document, api: Api) -> Api:
    """Return the Api with the callbacks of its document as further webhooks."""
    hooks: Node = {name: {"$ref": at} for name, at in _callbacks(document.tree)}
    if not hooks:
        return api
    declared = as_node(document.tree.get("webhooks"))
    more, _ = build_api(replace(document, tree={**document.tree, "webhooks": declared | hooks}))
    return replace(
        api,
        webhooks=more.webhooks,
        definitions=more.definitions,
        dynamic_anchors=more.dynamic_anchors,
    )


def _callbacks(tree: Node) -> Iterator[tuple[str, str]]:
    for path, item in as_node(tree.get("paths")).items():
        for method in METHODS:
            operation = as_node(as_node(item).get(method))
            at = child("#", "paths", path, method, "callbacks")
            for name, callback in as_node(operation.get("callbacks")).items():
                node, place = _followed(tree, as_node(callback), child(at, name))
                for url in node:
                    if not url.startswith("x-"):
                        parts = ["callback", method.upper(), path, name, url]
                        yield json.dumps(parts), child(place, url)


def _followed(tree: Node, node: Node, at: str) -> tuple[Node, str]:
    """Follow the reference that a callback may be."""
    reference = node.get("$ref")
    if not isinstance(reference, str):
        return node, at
    target = key_of(reference)
    try:
        return as_node(lookup(tree, target)), target
    except KeyError:
        return {}, target
