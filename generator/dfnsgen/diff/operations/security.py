"""Who may call: alternatives of schemes, their scopes, and the schemes themselves.

In: two operations, and the schemes of both sides. Out: edits. What was enough must go on being
enough: an alternative of the old version that includes one of the new version is still one.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from dfnsgen.diff.change import Edit, Effect, Naming
from dfnsgen.diff.operations.schemes import compare_schemes, meaning
from dfnsgen.diff.rules.rules import RULES
from dfnsgen.diff.semantics import effect_of
from dfnsgen.json_value import JsonValue
from dfnsgen.model.api import Api, Operation, SecurityRequirement, SecurityScheme
from dfnsgen.pointers import child

_Alternative = dict[str, frozenset[str]]
"""The scopes needed of each scheme."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Schemes:
    """The schemes of both sides; `renamed` leads from new names to old ones of equal schemes."""

    old: dict[str, SecurityScheme]
    new: dict[str, SecurityScheme]
    renamed: dict[str, str]

    def changed(self, old: Operation, new: Operation) -> Iterator[tuple[str, Edit, str]]:
        """Yield the changes of the schemes that an operation accepts, by the scheme's name.

        With why they change nothing there, if they don't: where only one version accepts a scheme,
        that is what changes.
        """
        before, after = (
            {s.scheme for requirement in operation.security for s in requirement}
            for operation in (old, new)
        )
        for name in self.new:
            known = self.renamed.get(name, name)
            one = self.old.get(known)
            if one is None or not (known in before or name in after):
                continue
            idle = "" if known in before and name in after else "only one version accepts it here"
            yield from ((name, edit, idle) for edit in compare_schemes(one, self.new[name]))

    def unused(self, operations: Iterable[Operation]) -> Iterator[tuple[str, Edit]]:
        """Yield the changes of the schemes that no operation accepts."""
        used = {s.scheme for o in operations for requirement in o.security for s in requirement}
        at = "#/components/securitySchemes"
        for name in dict.fromkeys([*self.old, *self.new]):
            one, other = self.old.get(name), self.new.get(name)
            if name in used or name in (*self.renamed, *self.renamed.values()):
                continue
            if one is not None and other is not None:
                yield from ((name, edit) for edit in compare_schemes(one, other))
            elif other is not None:
                rule = RULES["security-scheme-added"]
                yield name, Edit(rule=rule, naming=Naming.ADDED, at_old=at, at_new=other.at)
            elif one is not None:
                rule = RULES["security-scheme-removed"]
                yield name, Edit(rule=rule, naming=Naming.REMOVED, at_old=one.at, at_new=at)


def schemes_of(old: Api, new: Api) -> Schemes:
    """Return the schemes of two Apis; what has another name and is the same otherwise is one."""
    before = {scheme.name: scheme for scheme in old.security_schemes}
    after = {scheme.name: scheme for scheme in new.security_schemes}
    removed = [scheme for name, scheme in before.items() if name not in after]
    added = [scheme for name, scheme in after.items() if name not in before]
    renamed: dict[str, str] = {}
    for scheme in added:
        same = [other for other in removed if _are_one(other, scheme)]
        rivals = [other for other in added if _are_one(other, scheme)]
        if len(same) == len(rivals) == 1:
            renamed[scheme.name] = same[0].name
    return Schemes(old=before, new=after, renamed=renamed)


def _are_one(one: SecurityScheme, other: SecurityScheme) -> bool:
    return meaning(one) == meaning(other) and one.flows == other.flows


def compare_security(schemes: Schemes, old: Operation, new: Operation) -> Iterator[Edit]:
    """Yield what changed in who may call an operation."""
    at = (child(old.at, "security"), child(new.at, "security"))
    before = _alternatives(old.security, {})
    after = _alternatives(new.security, schemes.renamed)
    lost = [a for a in before if not any(_includes(a, b) for b in after)]
    gained = [b for b in after if not any(_includes(b, a) for a in before)]
    if len(before) == len(after) == 1 and (lost or gained):
        yield from _single(before[0], after[0], at)
        return
    for alternative in lost:
        yield _edit("security-alternative-removed", at, Effect.NARROWS, before=_named(alternative))
    for alternative in gained:
        yield _edit("security-alternative-added", at, Effect.WIDENS, after=_named(alternative))


def _single(before: _Alternative, after: _Alternative, at: tuple[str, str]) -> Iterator[Edit]:
    """Compare two requirements, each the only one of its side."""
    new = {name: scopes for name, scopes in after.items() if name not in before}
    no_more = {name: scopes for name, scopes in before.items() if name not in after}
    if new:
        yield _edit("security-added", at, Effect.NARROWS, after=_named(new))
    if no_more:
        yield _edit("security-removed", at, Effect.WIDENS, before=_named(no_more))
    for name in before.keys() & after.keys():
        more, fewer = after[name] - before[name], before[name] - after[name]
        if more:
            effect = effect_of(loses=True, gains=False)
            yield _edit("scope-added", at, effect, after=[*sorted(more)])
        if fewer:
            yield _edit("scope-removed", at, Effect.WIDENS, before=[*sorted(fewer)])


def _alternatives(
    security: tuple[SecurityRequirement, ...], renamed: dict[str, str]
) -> list[_Alternative]:
    """Return the alternatives; no requirement at all is the empty one."""
    return [
        {renamed.get(s.scheme, s.scheme): frozenset(s.scopes) for s in requirement}
        for requirement in security
    ] or [{}]


def _includes(one: _Alternative, other: _Alternative) -> bool:
    """Whether who satisfies `one` satisfies `other`."""
    return all(name in one and scopes <= one[name] for name, scopes in other.items())


def requirement_name(requirement: SecurityRequirement) -> str:
    """Return what a requirement is called in changes."""
    return _named({one.scheme: frozenset(one.scopes) for one in requirement})


def _named(alternative: _Alternative) -> str:
    parts = [
        f"{name} ({', '.join(sorted(scopes))})" if scopes else name
        for name, scopes in alternative.items()
    ]
    return " and ".join(parts) or "no authorisation"


def _edit(
    rule: str,
    at: tuple[str, str],
    effect: Effect,
    *,
    before: JsonValue = None,
    after: JsonValue = None,
) -> Edit:
    return Edit(
        rule=RULES[rule], effect=effect, before=before, after=after, at_old=at[0], at_new=at[1]
    )
