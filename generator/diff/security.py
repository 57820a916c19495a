"""Who may call: alternatives of schemes, their scopes, and the schemes themselves.

In: two operations, and the schemes of both sides. Out: edits. What was enough must go on being
enough: an alternative of the old version that includes one of the new version is still one.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from generator.diff.change import Edit, Effect
from generator.diff.rules import RULES
from generator.diff.semantics import effect_of
from generator.loader.document import JsonValue
from generator.model.api import Api, Operation, SecurityRequirement, SecurityScheme
from generator.model.pointers import child

_Alternative = dict[str, frozenset[str]]
"""The scopes needed of each scheme."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Schemes:
    """The schemes of both sides; `renamed` leads from new names to old ones of equal schemes."""

    old: dict[str, SecurityScheme]
    new: dict[str, SecurityScheme]
    renamed: dict[str, str]

    def changed(self, operation: Operation) -> Iterator[tuple[str, Edit]]:
        """Yield the changes of the schemes that an operation accepts, by the scheme's name."""
        for name in dict.fromkeys(s.scheme for r in operation.security for s in r):
            one, other = self.old.get(name), self.new.get(name)
            if one is not None and other is not None and meaning(one) != meaning(other):
                yield name, _edit(
                    "security-scheme-changed",
                    (one.at, other.at),
                    Effect.SHIFTS,
                    before=meaning(one),
                    after=meaning(other),
                )


def schemes_of(old: Api, new: Api) -> Schemes:
    """Return the schemes of two Apis; what has another name and is the same otherwise is one."""
    before = {scheme.name: scheme for scheme in old.security_schemes}
    after = {scheme.name: scheme for scheme in new.security_schemes}
    gone = {meaning(s): name for name, s in before.items() if name not in after}
    renamed = {
        name: gone[meaning(scheme)]
        for name, scheme in after.items()
        if name not in before and meaning(scheme) in gone
    }
    return Schemes(old=before, new=after, renamed=renamed)


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
    gone = {name: scopes for name, scopes in before.items() if name not in after}
    if new:
        yield _edit("security-added", at, Effect.NARROWS, after=_named(new))
    if gone:
        yield _edit("security-removed", at, Effect.WIDENS, before=_named(gone))
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


def _named(alternative: _Alternative) -> str:
    parts = [
        f"{name} ({', '.join(sorted(scopes))})" if scopes else name
        for name, scopes in alternative.items()
    ]
    return " and ".join(parts) or "no authorisation"


def meaning(scheme: SecurityScheme) -> str:
    """Return all that matters of a scheme on the wire."""
    parts = (
        scheme.type,
        scheme.scheme,
        scheme.location,
        scheme.parameter_name.lower() if scheme.location == "header" else scheme.parameter_name,
        scheme.token_url,
    )
    return " ".join(part for part in parts if part)


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
