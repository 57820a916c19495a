"""What the API calls: webhooks, callbacks among them, and which is which one of the other version.

In: a document and its Api. Out: an Api that has each callback as a webhook under a name that says
where it belongs; nothing is copied, the webhook is a reference to the callback's place. In: two
such Apis, and what is asked for. Out: pairs, None on the side that has none. Webhooks are known by
name and method, callbacks by their operation, name and URL.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace

from dfnsgen.diff.matching import template
from dfnsgen.diff.operations.selection import Selection
from dfnsgen.loader.document import Document
from dfnsgen.model.api import Api, Operation, Webhook
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


def match_webhooks(
    old: Api, new: Api, selection: Selection
) -> Iterator[tuple[Webhook | None, Webhook | None]]:
    """Yield the webhooks that are selected; one that only one side has, if the other is whole."""
    # Callbacks are among them by their whole address: those by their name alone are the model's.
    before = {_identity(hook): hook for hook in old.webhooks if not hook.callback_of}
    after = {_identity(hook): hook for hook in new.webhooks if not hook.callback_of}
    after = _moved(before, after)
    for identity in dict.fromkeys([*before, *after]):
        one, other = before.get(identity), after.get(identity)
        hook = other or one
        if hook is None:
            continue
        if one is not None and other is not None and callback_of(one) and one.name != other.name:
            owners = [*_owners(one, old), *_owners(other, new)]
            is_selected = selection.takes(*owners)
        else:
            is_selected = _is_selected(hook, (old, new), selection)
        if not is_selected:
            continue
        if (one is not None or not old.partial) and (other is not None or not new.partial):
            yield one, other


_Identified = dict[tuple[object, str], Webhook]


def _moved(before: _Identified, after: _Identified) -> _Identified:
    """Return the new ones; a callback that was moved is under its old identity.

    One whose operation has moved has the same name and URL; one that is called otherwise, of which
    nothing travels, the same operation and URL. No other one that is gone, or has come, has them.
    """
    for mark in (_name_and_url, _operation_and_url):
        removed = _by(mark, (hook for identity, hook in before.items() if identity not in after))
        added = _by(mark, (hook for identity, hook in after.items() if identity not in before))
        stay = {
            _identity(added[key][0]): _identity(several[0])
            for key, several in removed.items()
            if len(several) == len(added.get(key, ())) == 1
        }
        after = {stay.get(identity, identity): hook for identity, hook in after.items()}
    return after


def _name_and_url(callback: Callback) -> object:
    return callback.name, callback.url


def _operation_and_url(callback: Callback) -> object:
    return callback.method, template(callback.path), callback.url


def _by(
    mark: Callable[[Callback], object], hooks: Iterable[Webhook]
) -> dict[object, list[Webhook]]:
    found: dict[object, list[Webhook]] = {}
    for hook in hooks:
        callback = callback_of(hook)
        if callback is not None:
            found.setdefault((mark(callback), hook.operation.method), []).append(hook)
    return found


def _identity(hook: Webhook) -> tuple[object, str]:
    callback = callback_of(hook)
    return (callback.key if callback else hook.name), hook.operation.method


def _is_selected(hook: Webhook, apis: tuple[Api, Api], selection: Selection) -> bool:
    """Whether a webhook is asked for; a callback, whether its operation is in both versions."""
    callback = callback_of(hook)
    if callback is None:
        return selection.takes(hook.operation)
    owners = [operation for api in apis for operation in _owners(hook, api)]
    return len(owners) == 2 and selection.takes(*owners)


def _owners(hook: Webhook | None, api: Api) -> list[Operation]:
    """Return the operation of an API that a callback belongs to, if it has it."""
    callback = callback_of(hook) if hook is not None else None
    if callback is None:
        return []
    owner = (callback.method, template(callback.path))
    return [one for one in api.operations if (one.method, template(one.path)) == owner]
