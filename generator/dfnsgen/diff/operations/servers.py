"""Servers and texts of the whole API.

In: two Apis. Out: edits that belong to no operation, with what each is called.
"""

from __future__ import annotations

from collections.abc import Iterator

from dfnsgen.diff.change import Edit, Effect, Naming
from dfnsgen.diff.operations.operation_pair import deprecation_edits, make_edit, text_edits
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
        for edit in text_edits(("#/tags", "#/tags"), before, tags[1].get(tag, before)):
            yield f"tag {tag}", edit
    for what in ("title", "description"):
        at = child("#/info", what)
        texts = getattr(old, what), getattr(new, what)
        for edit in text_edits((at, at), *texts, rule="api-text-changed"):
            yield f"the {what} of the API", edit


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
        yield from deprecation_edits(at, before=old.deprecated, after=new.deprecated)
    else:
        yield from text_edits(at, old.description, new.description)


def _variables(server: Server) -> dict[str, JsonValue]:
    """Return the default of each variable, and the values it may have where they are listed."""
    return {
        v.spec_name: {"default": v.default, "enum": [*sorted(v.enum)]} if v.enum else v.default
        for v in server.variables
    }
