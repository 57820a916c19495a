"""Aliases that mean at run time what they mean to a type checker.

In: the declarations of `models.py` in the document's order. Out: the same with each alias behind
what it names, and what it stands for as it is printed. Only a name in a circle of aliases is
quoted, and that inside brackets where there are some. Before: `Tree: list[Tree] | Leaf`, `Leaf:
str`. After: `Leaf: TypeAlias = str`, `Tree: TypeAlias = list["Tree"] | Leaf`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import TypeVar

from dfnsgen.python.source.annotation import (
    NONE,
    Annotation,
    Applied,
    Constants,
    Either,
    Plain,
    Ref,
    flat,
    spelled,
)
from dfnsgen.python.source.source import NOTHING, Source, code, imported, join, literal, needing

Declared = TypeVar("Declared")

_UNION = imported("typing", "Union")
_WIDEST_UNION = 64
"""Operands of `|` nest, and type checkers read only so deep; `Union[…]` takes any number."""
_LINE = 96
"""What the members of a Literal may measure in a line, indented by four."""
_MOST_MEMBERS = 500
"""More members of constants aren't spelled out."""
_NOBODY: frozenset[str] = frozenset()
_NOTHING_ELSE = code("{}[None]", imported("typing", "Literal"))


def in_order(
    declared: Iterable[Declared],
    name: Callable[[Declared], str],
    alias: Callable[[Declared], Annotation | None],
) -> Iterator[tuple[Declared, frozenset[str]]]:
    """Yield each declaration as soon as all that it names stands above it, with what doesn't yet.

    A class names nothing: its annotations are read when they are asked for.
    """
    several = tuple(declared)
    waiting: dict[str, tuple[Declared, set[str]]] = {}
    needed_by: dict[str, list[str]] = {}
    above = set[str]()

    def released(made: Declared) -> Iterator[tuple[Declared, frozenset[str]]]:
        ready = [(made, _NOBODY)]
        while ready:
            current, later = ready.pop(0)
            yield current, later
            own = name(current)
            above.add(own)
            for other in needed_by.pop(own, ()):
                found, missing = waiting.get(other, (None, set[str]()))
                missing.discard(own)
                if found is not None and not missing:
                    ready.append((waiting.pop(other)[0], _NOBODY))

    for one in several:
        stands_for = alias(one)
        missing = {*names_in(stands_for)} - above if stands_for is not None else set[str]()
        if not missing:
            yield from released(one)
            continue
        waiting[name(one)] = one, missing
        for needed in sorted(missing):
            needed_by.setdefault(needed, []).append(name(one))
    # What is left stands in circles. Whatever can quote inside of brackets begins.
    while waiting:
        own = next((n for n, (one, missing) in waiting.items() if _nested(alias(one), missing)), "")
        one, missing = waiting.pop(own or next(iter(waiting)))
        later = frozenset(missing)
        first = True
        for made, others in released(one):
            yield made, later if first else others
            first = False


def names_in(annotation: Annotation) -> Iterator[str]:
    """Yield the classes and aliases that a type names."""
    match annotation:
        case Ref(name=name):
            yield str(name)
        case Applied(parts=several):
            for part in several:
                yield from names_in(part)
        case Either(members=several):
            for part in spelled(several):
                yield from names_in(part)
        case _:
            pass


def unions_of_constants(
    aliases: Mapping[str, Annotation],
) -> dict[str, tuple[Annotation, ...]]:
    """Return the members of each alias of constants and what is beside them, by its name.

    Before: `Mood: Known | UnknownText`, `Known: Literal["calm"]`, `Any: Mood | int`.
    After: `{Mood: (Known, UnknownText), Any: (Known, UnknownText, int)}`.
    """
    found: dict[str, tuple[Annotation, ...]] = {}
    opened: set[str] = set()
    waiting = list(aliases)
    while waiting:
        name = waiting[-1]
        inner = [] if name in found or name in opened else _unions_in(aliases[name], aliases)
        opened.add(name)
        if any(one not in found for one in inner):
            waiting += inner
            continue
        waiting.pop()
        if name not in found:
            found[name] = _members_of(aliases[name], aliases, found)
    return {
        name: members
        for name, members in found.items()
        if isinstance(aliases[name], Either)
        and any(isinstance(_stands_for(one, aliases), Constants) for one in members)
    }


def _unions_in(annotation: Annotation, aliases: Mapping[str, Annotation]) -> list[str]:
    """Return the unions that a union names."""
    return [
        str(member.name)
        for member in flat(annotation)
        if isinstance(member, Ref) and isinstance(_stands_for(member, aliases), Either)
    ]


def _members_of(
    annotation: Annotation,
    aliases: Mapping[str, Annotation],
    found: Mapping[str, tuple[Annotation, ...]],
) -> tuple[Annotation, ...]:
    """Return the members of a union, those of unions that it names in their places.

    There are none where one is neither a constant nor a plain type, or leads back to the union.
    """
    members: dict[Annotation, None] = {}
    for member in flat(annotation):
        inner = _stands_for(member, aliases)
        if isinstance(inner, Either) and isinstance(member, Ref):
            several = found.get(str(member.name), ())
        else:
            several = (member,) if isinstance(inner, Constants | Plain) else ()
        members |= dict.fromkeys(several)
        if not several or len(members) > _MOST_MEMBERS:
            return ()
    return tuple(members)


def _stands_for(annotation: Annotation, aliases: Mapping[str, Annotation]) -> Annotation:
    """Return what an alias is declared as, another type itself."""
    return aliases.get(annotation.name, annotation) if isinstance(annotation, Ref) else annotation


def _nested(annotation: Annotation | None, later: set[str]) -> bool:
    """Whether a type names what comes later inside of brackets only."""
    members = flat(annotation) if annotation is not None else ()
    return not any(isinstance(member, Ref) and str(member.name) in later for member in members)


def alias_target(annotation: Annotation, later: frozenset[str] = _NOBODY) -> Source:
    """Return what an alias stands for, with the names quoted that come later in the file."""
    if annotation == NONE:
        return _NOTHING_ELSE  # Python knows no `None | None`, and unions may name this alias.
    members = tuple(flat(annotation))
    if len(members) > 1:
        members = tuple(spelled(members))
    texts = tuple(_text(member, later) for member in members)
    if len(texts) > _WIDEST_UNION or (len(texts) > 1 and not _nested(annotation, {*later})):
        return code("{}[{}]", _UNION, join(", ", texts))
    return join(" | ", texts)


def _text(annotation: Annotation, later: frozenset[str]) -> Source:
    match annotation:
        case Ref(name=name) if str(name) in later:
            return _quoted(annotation.text)
        case Applied(of=of, parts=parts) if not later.isdisjoint(names_in(annotation)):
            return code("{}[{}]", of, join(", ", (_part(part, later) for part in parts)))
        case Constants():
            return _literal(annotation)
        case _:
            return annotation.text


def _part(annotation: Annotation, later: frozenset[str]) -> Source:
    """Return a type inside of brackets; a text and `|` go together in none but a text."""
    if isinstance(annotation, Either) and not _nested(annotation, {*later}):
        return _quoted(annotation.text)
    return join(" | ", (_text(member, later) for member in flat(annotation)))


def _quoted(annotation: Source) -> Source:
    return needing(literal(str(annotation)), annotation.needs)


def is_wide(target: Source) -> bool:
    """Whether a text is laid out over lines already."""
    return "\n" in target


def _literal(constants: Constants) -> Source:
    """Return one Literal, a long one with so many members a line as fit."""
    whole = constants.text
    if len(whole) <= _LINE - len("TypeAlias = "):
        return whole
    opening, closing = whole.split(constants.texts[0], 1)[0], "]"
    body = "".join(f"    {line}\n" for line in _lines(constants.texts))
    return needing(Source(f"{opening}\n{body}{closing}"), whole.needs)


def _lines(texts: Sequence[Source]) -> Iterator[str]:
    line = str(NOTHING)
    for text in texts:
        longer = f"{line} {text}," if line else f"{text},"
        if line and len(longer) > _LINE:
            yield line
            longer = f"{text},"
        line = longer
    yield line
