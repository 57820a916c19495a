"""The words that an operation may be called by, the best first.

In: an operation. Out: candidates for its name, each with more context than the one before; the
last tell any two paths apart. What frameworks add to an `operationId` isn't part of a name.

    update_item_items__item_id__put     FastAPI adds path and method     →   update item
    get-/users/{id}_getById         HubSpot's tools, too                 →   get by id
    repos/list-for-org, tag repos       the tag is the namespace         →   list for org
    PetsController_findAll              NestJS names its class           →   find all
    POST /schemes/{id}/fetchSandbox     no `operationId`, no summary     →   fetch sandbox
    GET /users, GET /users/{id}                                          →   get users, get user
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from dfnsgen.model.api import Operation
from dfnsgen.python.names.reserved import RESERVED_METHODS
from dfnsgen.python.names.spelling import singular, words

Words = tuple[str, ...]

_LONGEST_SUMMARY = 8
"""A summary of more words is a sentence, not a name."""
_LONGEST = 80
"""A longer name loses words that its namespace and its path say already."""
_SIGN_NAMES = {"/": "slash", "-": "dash", ".": "dot", ":": "colon", "~": "tilde", "_": "underscore"}
_NOISE = re.compile(r"api|v\d+(?:\.\d+)?", re.IGNORECASE)
"""Segments that stand in front of every path."""
_CHANGING = ("post", "put", "patch")
_VERBS = frozenset(
    (
        "accept activate add approve archive assign attach authorize cancel capture check clear "
        "clone close complete confirm copy create deactivate delete detach disable download "
        "duplicate enable execute export fetch find finalize generate get import invite list lock "
        "login logout merge move pause pay publish query read refresh register reject release "
        "remove rename replace resend reset restart restore resume retry revoke rotate run save "
        "search send set sign start stop submit subscribe suspend sync test transfer trigger undo "
        "patch post put unlock unpublish unsubscribe update upload validate verify void"
    ).split()
)


def candidates(operation: Operation) -> Iterator[Words]:
    """Yield the names that an operation may have, from the shortest to the most particular."""
    named = words(_beside_path(operation))
    summary = words(operation.summary)
    if not named and 0 < len(summary) <= _LONGEST_SUMMARY:
        named = summary
    if named:
        yield from dict.fromkeys((_without_additions(operation) or named, named))
        yield (*named, *(word for word in words(_fixed(operation.path)) if word not in named))
    else:
        yield from _by_last_segments(operation)
    method = words(operation.method)
    yield (*method, *words(_fixed(operation.path)))
    found = re.search(r"([^/{}]+)/{([^{}]+)}/?$", operation.path)
    if found is not None:
        # Before: DELETE /layers/{pk}/note/{id} beside DELETE /layers/{pk}/note. After: by id.
        yield (*method, *words(found[1]), "by", *words(found[2]))
    by_path = (*method, *words(operation.path.replace("{", "by-").replace("}", "")))
    yield by_path
    if "(" in operation.path:
        # Before: `/pets({id})` beside `/pets/{id}`. After: get pets parenthesis by id.
        parenthesised = operation.path.replace("(", " parenthesis ")
        yield (*method, *words(parenthesised.replace("{", "by-").replace("}", "")))
    yield (*by_path, "via", *method)
    yield (*method, *words(_spelled_out(operation.path)))


def bounded(name: Words, operation: Operation) -> Words:
    """Return a name without words that namespace and path say already, where it is very long."""
    known = {*words(" ".join(operation.tags[:1])), *words(_fixed(operation.path))}
    short = [*name]
    place = 1
    while len("_".join(short)) > _LONGEST and place < len(short) - 2:
        if short[place] in known:
            del short[place]
        else:
            place += 1
    return tuple(short)


def _without_additions(operation: Operation) -> Words:
    """Return an operationId without what a framework put around it."""
    name = _beside_path(operation)
    added = f"_{operation.method.lower()}"
    path = re.sub(r"\W", "_", operation.path) + added
    if name.endswith(path) and len(name) > len(path):
        name = name[: -len(path)]
    tag = words(operation.tags[0]) if operation.tags else ()
    short = words(_without_controller(_without_tag(_without_tag(name, tag), tag)))
    # `flags/bool` is `bool_flags`: nothing in a class may be called `bool`.
    return (*short, *tag) if len(short) == 1 and short[0] in RESERVED_METHODS else short


def _beside_path(operation: Operation) -> str:
    """Return what an operationId says beside the method and the path, if it spells these out."""
    before, path, after = operation.operation_id.partition(operation.path)
    if not path or path == "/":
        return operation.operation_id
    if words(after):
        return after
    return "" if words(before) in ((), words(operation.method)) else before


def _without_tag(name: str, tag: Words) -> str:
    """Return `sendLine` for `note_sendLine` where the tag is `note`."""
    for separator in re.finditer(r"[^A-Za-z0-9]+", name):
        before, rest = name[: separator.start()], name[separator.end() :]
        if tag and words(before) == tag and tag[0] not in _VERBS and words(rest):
            return rest
    return name


def _without_controller(name: str) -> str:
    """Return `DeleteLock` for `Locks_DeleteLock`, as the classes of .NET are called.

    Those of NestJS are called `LocksController`, and their methods `findAll`.
    """
    of_nest = re.fullmatch(r"[A-Z][A-Za-z0-9]*Controller[_.](\w+)", name)
    if of_nest is not None and words(of_nest[1]):
        return of_nest[1]
    found = re.fullmatch(r"([A-Z][A-Za-z0-9]*)_([A-Z][A-Za-z0-9]*)", name)
    if found is None or words(found[1])[0] in _VERBS or words(found[2])[0] not in _VERBS:
        return name
    return found[2]


def _by_last_segments(operation: Operation) -> Iterator[Words]:
    """Yield a verb and ever more of a path's fixed segments, the last ones first."""
    path = re.sub(r"[/.](?:json|xml)$", "", operation.path.rstrip("/"))
    is_one = path.endswith("}")
    segments = [words(part) for part in _fixed(path).split("/") if not _NOISE.fullmatch(part)]
    segments = [part for part in segments if part]
    if not segments:
        return
    verb, last = words(operation.method), segments.pop()
    is_verb = not is_one and last[0] in _VERBS
    if is_verb and len(last) > 1:
        verb = ()
    elif is_verb and segments and operation.method.lower() in _CHANGING:
        # POST /invoices/{id}/void
        verb, last, is_one = last, segments.pop(), True
    if is_one:
        last = _one_of(last)
    for start in range(len(segments), -1, -1):
        before = (word for segment in segments[start:] for word in segment)
        yield (*verb, *before, *last)


def _one_of(several: Words) -> Words:
    return (*several[:-1], singular(several[-1]))


def _fixed(path: str) -> str:
    """Return a path without its parameters."""
    return re.sub(r"{[^{}]*}", "", path)


def _spelled_out(path: str) -> str:
    """Return a path in words to its last sign: `/a/` and `/a`, `/A` and `/a` differ."""

    def spelled(sign: re.Match[str]) -> str:
        character = sign[0]
        if character.isascii() and character.isupper():
            return f" capital {character} "
        return f" {_SIGN_NAMES.get(character, f'u{ord(character):x}')} "

    signs = re.sub(r"[^a-z0-9{}]", spelled, path[1:])
    return signs.replace("{", " by ").replace("}", " ")
