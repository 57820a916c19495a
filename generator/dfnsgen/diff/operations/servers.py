"""Servers and texts of the whole API.

In: two Apis. Out: edits that belong to no operation, with what each is called.
"""

from __future__ import annotations

from collections.abc import Iterator

from dfnsgen.diff.change import Edit, Effect, Naming
from dfnsgen.diff.operations.operation_pair import make_edit
from dfnsgen.json_value import JsonValue
from dfnsgen.model.api import Api, Server
from dfnsgen.pointers import child


def compare_servers(
    old: tuple[Server, ...], new: tuple[Server, ...], at: tuple[str, str]
) -> Iterator[tuple[str, Edit]]:
    """Yield what changed in a list of servers, by the server's address."""
    before, after = _by_address(old), _by_address(new)
    for address in dict.fromkeys([*before, *after]):
        name = f"server {address}"
        one, other = before.get(address), after.get(address)
        if one is None and other is not None:
            places = (at[0], child(at[1], other[0]))
            yield name, make_edit("server-added", *places, naming=Naming.ADDED)
        elif one is not None and other is None:
            places = (child(at[0], one[0]), at[1])
            yield name, make_edit("server-removed", *places, naming=Naming.REMOVED)
        elif one is not None and other is not None:
            places = (child(at[0], one[0]), child(at[1], other[0]))
            yield from ((name, edit) for edit in _details(one[1], other[1], places))


def compare_api_texts(old: Api, new: Api) -> Iterator[tuple[str, Edit]]:
    """Yield the changes of title, description and what else describes the API and its tags."""
    yield from _compare_about(old, new)
    tags = [{tag.name: tag.description for tag in api.tags} for api in (old, new)]
    for tag, before in tags[0].items():
        after = tags[1].get(tag, before)
        if before.split() != after.split():
            places = ("#/tags", "#/tags")
            yield f"tag {tag}", make_edit(
                "description-changed", *places, before=before, after=after
            )
    for what in ("title", "description"):
        before, after = getattr(old, what), getattr(new, what)
        if before.split() != after.split():
            at = child("#/info", what)
            name = f"the {what} of the API"
            yield name, make_edit("api-text-changed", at, at, before=before, after=after)


def _compare_about(old: Api, new: Api) -> Iterator[tuple[str, Edit]]:
    ours, theirs = dict(old.about), dict(new.about)
    for what in dict.fromkeys([*ours, *theirs]):
        before, after = ours.get(what), theirs.get(what)
        if before != after:
            place = "#/externalDocs" if what == "externalDocs" else child("#/info", what)
            edit = make_edit("api-text-changed", place, place, before=before, after=after)
            yield f"the {what} of the API", edit


def _by_address(servers: tuple[Server, ...]) -> dict[str, tuple[int, Server]]:
    return {server.url.rstrip("/"): (index, server) for index, server in enumerate(servers)}


def _details(old: Server, new: Server, at: tuple[str, str]) -> Iterator[Edit]:
    ours, theirs = _variables(old), _variables(new)
    if ours != theirs:
        effect = Effect.REINTERPRETS
        yield make_edit("server-variables-changed", *at, effect, before=ours, after=theirs)
    texts = [[v.description for v in server.variables] for server in (old, new)]
    if texts[0] != texts[1] and ours.keys() == theirs.keys():
        yield make_edit("description-changed", *at, before=[*texts[0]], after=[*texts[1]])
    if old.deprecated != new.deprecated:
        yield make_edit("deprecated" if new.deprecated else "not-deprecated", *at)
    elif old.description.split() != new.description.split():
        yield make_edit("description-changed", *at, before=old.description, after=new.description)


def _variables(server: Server) -> dict[str, JsonValue]:
    """Return the default of each variable, and the values it may have where they are listed."""
    return {
        v.spec_name: {"default": v.default, "enum": [*sorted(v.enum)]} if v.enum else v.default
        for v in server.variables
    }
