"""What the methods of a namespace are about, where their names leave it to the namespace.

In: the name of an operation. Out: words from which classes get their names: nobody reads `repos.`
before the name of a class.

    repos.list_for_org   →   list repos for org, each of which is a repo for org
    pets.create          →   create pet
    pets.find_all        →   find pets
"""

from __future__ import annotations

import re

from dfnsgen.python.names.operation_names import DEFAULT_NAMESPACE, OperationName
from dfnsgen.python.names.operation_words import Words
from dfnsgen.python.names.spelling import singular, words

_PREPOSITIONS = frozenset("at by for from in of on to with".split())
_SEVERAL = (("all",), ("many",))
_LISTING = ("list", "search", "query")
_TAKING = frozenset(
    "add create delete fetch find get import list patch post put query read remove retrieve "
    "search update".split()
)
"""Verbs of which each is done to something: unlike `logout`."""
_VERSION = re.compile(r"v\d+")


def with_subject(name: OperationName) -> Words:
    """Return the words of a method, with those of its namespace where it has no noun."""
    verb, *others = name.words
    rest = tuple(others)
    space = words(name.namespace)
    said = {*map(singular, name.words)}
    is_silent = space == (DEFAULT_NAMESPACE,) or verb not in _TAKING
    if is_silent or not said.isdisjoint(map(singular, space)):
        return name.words
    if rest in _SEVERAL:
        return (verb, *space)
    if rest and rest[0] in _PREPOSITIONS:
        return (verb, *space, *rest)
    versions = () if rest == ("one",) else rest
    if not all(map(_VERSION.fullmatch, versions)):
        return name.words
    return (verb, *(space if verb in _LISTING else one_of(space)), *versions)


def one_of(noun: Words) -> Words:
    """Return what one of several things is called: a `repo for org` of `repos for org`."""
    end = next((n for n, word in enumerate(noun) if n and word in _PREPOSITIONS), len(noun))
    return (*noun[: end - 1], singular(noun[end - 1]), *noun[end:])
