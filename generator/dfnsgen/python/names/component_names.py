"""The names of components that are longer than people can read: without namespaces, generics read.

In: a component's name. Out: words, the shortest first; a name of a usual length stays whole.

    io.k8s.api.admissionregistration.v1.ValidatingAdmissionPolicyBindingList
        →   ValidatingAdmissionPolicyBindingList
    Acme.Api.ApiPagedResult_System.Collections.Generic.List_Acme.Model.CustomerApiModel_
        →   CustomerPage
    Body_upload_file_projects__project_id__files__file_id__attachments_post, as FastAPI has it
        →   UploadFileBody
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from dfnsgen.python.names.spelling import words

Words = tuple[str, ...]

_LONGEST = 60
_NO_BODIES: Mapping[str, Words] = {}
_GENERIC = re.compile(r"[\[\]«»<>,`]+|_+(?=(?:[A-Z]\w*|com|io|net|org)\.)|_+$")
"""What stands around the arguments of a generic class, as generators of documents spell it.

`List_Acme.Model` has one, `account.phone_number.phone_number_add_on` none.
"""
_LISTS = frozenset("list enumerable collection array set".split())
_PAGES = frozenset("page paged paginated pagination".split())
_OF_MODELS = (("api", "model"), ("dto",), ("model",), ("view", "model"))
"""What programmers call a class that is sent: it says nothing to who receives it."""


def component_words(name: str, bodies: Mapping[str, Words] = _NO_BODIES) -> Iterator[Words]:
    """Yield the words that a component may be called by, the whole name last.

    `bodies` are the words of operations by the names that frameworks give to their bodies.
    """
    whole = words(name)
    if _size(whole) > _LONGEST:
        if name in bodies:
            yield (*bodies[name], "body")
        parts = [part for part in _GENERIC.split(name) if words(part)]
        if len(parts) > 1:
            yield _of_generic([words(part.rsplit(".", 1)[-1]) for part in parts])
        segments = [words(segment) for segment in re.split(r"[./:]+", name)]
        for start in range(len(segments) - 1, 0, -1):
            yield _last(tuple(word for segment in segments[start:] for word in segment))
        yield _last(whole)
    yield whole


def _size(name: Words) -> int:
    return sum(map(len, name))


def _last(name: Words) -> Words:
    """Return the last words of a name, as many as people read: what is in front is its space."""
    start, size = 0, _size(name)
    while size > _LONGEST and start < len(name) - 1:
        size -= len(name[start])
        start += 1
    return name[start:]


def _of_generic(parts: list[Words]) -> Words:
    """Return `customer page` for the parts `api paged result`, `list`, `customer api model`."""
    outer, *arguments = parts
    held = tuple(
        word
        for argument in arguments
        if not _is_list(argument)
        for word in _without_ending(argument)
    )
    if not _PAGES.isdisjoint(outer):
        return (*held, "page")
    between = ("list",) if any(map(_is_list, arguments)) else ()
    return (*held, *between, *(outer[1:] if outer[0] == "api" else outer))


def _is_list(name: Words) -> bool:
    return len(name) <= 2 and not _LISTS.isdisjoint(name[-1:])


def _without_ending(name: Words) -> Words:
    for ending in _OF_MODELS:
        if len(name) > len(ending) and name[-len(ending) :] == ending:
            return name[: -len(ending)]
    return name
