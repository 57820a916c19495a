"""Which webhook of the new version is which one of the old, callbacks among them.

In: two Apis, and what is asked for. Out: pairs, None on the side that has none. Webhooks are known
by name and method, callbacks by their operation, name and URL.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from dfnsgen.diff.operations.callbacks import callback_of
from dfnsgen.diff.operations.selection import Selection
from dfnsgen.diff.path_templates import template
from dfnsgen.model.api import Api, Operation, Webhook


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
    """Return the new ones; a callback whose operation has moved is under its old identity.

    It has the same name and URL, and no other one that is gone, or has come, has them.
    """
    gone = _by_name(hook for identity, hook in before.items() if identity not in after)
    come = _by_name(hook for identity, hook in after.items() if identity not in before)
    stay = {
        _identity(come[name][0]): _identity(several[0])
        for name, several in gone.items()
        if len(several) == len(come.get(name, ())) == 1
    }
    return {stay.get(identity, identity): hook for identity, hook in after.items()}


def _by_name(hooks: Iterable[Webhook]) -> dict[object, list[Webhook]]:
    found: dict[object, list[Webhook]] = {}
    for hook in hooks:
        callback = callback_of(hook)
        if callback is not None:
            name = (callback.name, callback.url, hook.operation.method)
            found.setdefault(name, []).append(hook)
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
