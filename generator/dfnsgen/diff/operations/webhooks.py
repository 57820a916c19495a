"""Which webhook of the new version is which one of the old, callbacks among them.

In: two Apis, and what is asked for. Out: pairs, None on the side that has none. Webhooks are known
by name and method, callbacks by their operation, name and URL.
"""

from __future__ import annotations

from collections.abc import Iterator

from dfnsgen.diff.matching import template
from dfnsgen.diff.operations.callbacks import callback_of
from dfnsgen.diff.operations.selection import Selection
from dfnsgen.model.api import Api, Webhook


def match_webhooks(
    old: Api, new: Api, selection: Selection
) -> Iterator[tuple[Webhook | None, Webhook | None]]:
    """Yield the webhooks that are selected; one that only one side has, if the other is whole."""
    before = {_identity(hook): hook for hook in old.webhooks}
    after = {_identity(hook): hook for hook in new.webhooks}
    for identity in dict.fromkeys([*before, *after]):
        one, other = before.get(identity), after.get(identity)
        hook = other or one
        if hook is None or not _is_selected(hook, (old, new), selection):
            continue
        if (one is not None or not old.partial) and (other is not None or not new.partial):
            yield one, other


def _identity(hook: Webhook) -> tuple[object, str]:
    callback = callback_of(hook)
    return (callback.key if callback else hook.name), hook.operation.method


def _is_selected(hook: Webhook, apis: tuple[Api, Api], selection: Selection) -> bool:
    """Whether a webhook is asked for; a callback, whether its operation is in both versions."""
    callback = callback_of(hook)
    if callback is None:
        return selection.takes(hook.operation)
    owner = (callback.method, template(callback.path))
    owners = [
        operation
        for api in apis
        for operation in api.operations
        if (operation.method, template(operation.path)) == owner
    ]
    return len(owners) == 2 and selection.takes(*owners)
