"""One change of an emitted package's surface, and the texts that say it.

In: names and texts of Python. Out: BindingChanges.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from hashlib import blake2b

_MOST = 6
_LONGEST = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class BindingChange:
    """One change of the package's surface; `before` and `after` are its texts of Python.

    `text` is what is to be said of `name`. `owner` is the type or method that it belongs to, by its
    old name: `models.Wallet`, `client.wallets.get_wallet`; `member` a field or parameter of it. The
    change is felt by code that `reads` the value, that `gives` one, or that must give one now
    (`needs`). `lost` are the members that its type has no longer, `gained` those that it has now,
    `index` its place among positional parameters.

    `now` is the name of a method, type or member that was renamed, with the names on the wire in
    `keys`, where these are known; `constants` leads from a renamed constant to the one in its
    place. `value` is what must be given now, where only one thing can be.
    """

    kind: str
    name: str
    change: str
    source_breaking: bool
    text: str
    before: str | None = None
    after: str | None = None
    owner: str = field(compare=False)
    member: str = field(default="", compare=False)
    reads: bool = field(default=False, compare=False)
    gives: bool = field(default=False, compare=False)
    needs: bool = field(default=False, compare=False)
    lost: frozenset[str] = field(default=frozenset(), compare=False)
    index: int = field(default=-1, compare=False)
    gained: frozenset[str] = field(default=frozenset(), compare=False)
    now: str = field(default="", compare=False)
    keys: tuple[str, str] = field(default=("", ""), compare=False)
    constants: Mapping[str, str] = field(default_factory=dict[str, str], compare=False)
    value: str = field(default="", compare=False)

    @property
    def message(self) -> str:
        """Say the change in a sentence."""
        bare = self.kind == "enum member" or (
            self.change == "changed" and self.kind in ("alias", "class")
        )
        return f"{self.name if bare else f'{self.kind} {self.name}'} {self.text}"

    @property
    def short(self) -> str:
        """Say the change where its owner is told already."""
        return f"{self.kind} '{self.member}' {self.text}" if self.member else self.text

    @property
    def rule(self) -> str:
        """The id of this kind of change, as accept files name it."""
        return f"python-{self.kind.replace(' ', '-')}-{self.change}"

    @property
    def fingerprint(self) -> str:
        """12 hexadecimal digits that stay the same while the change does."""
        parts = (self.rule, self.name, self.before or "", self.after or "")
        text = "\n".join(parts).encode("utf-8", "surrogatepass")
        return blake2b(text, digest_size=6).hexdigest()


KINDS = {
    "class": ("added", "removed", "renamed", "changed"),
    "alias": ("added", "removed", "changed"),
    "enum member": ("added", "removed"),
    "field": ("added", "removed", "renamed", "changed"),
    "method": ("added", "removed", "renamed", "changed"),
    "parameter": ("added", "removed", "renamed", "changed"),
    "dict": ("removed",),
}
"""What may change, and how."""

BINDING_RULES = frozenset(
    f"python-{kind.replace(' ', '-')}-{change}" for kind, ways in KINDS.items() for change in ways
)
"""The ids of all kinds of changes."""


def cut(text: str, longest: int = 400) -> str:
    """Return a signature as reports for people show it: an enum may have thousands of members."""
    more = len(text) - longest
    return text if more <= 0 else f"{text[:longest].rstrip()}… ({more} characters more)"


_MODULES = {"method": "client", "dict": "dicts"}


def owner_of(kind: str, name: str) -> str:
    """Return what a class, alias, dict or method is called with its module."""
    return f"{_MODULES.get(kind, 'models')}.{name}"


def removed(kind: str, name: str, text: str | None) -> BindingChange:
    """Return the removal of a type or method."""
    return _changed_whole(kind, name, "removed", "was removed", text, None)


def added(kind: str, name: str, text: str | None) -> BindingChange:
    """Return the addition of a type or method."""
    return _changed_whole(kind, name, "added", "was added", None, text)


def renamed(kind: str, name: str, now: str, texts: tuple[str, str]) -> BindingChange:
    """Return the renaming of a type or method."""
    before, after = texts[0] or name, texts[1] or now
    return replace(
        _changed_whole(kind, name, "renamed", f"is called {now} now", before, after), now=now
    )


def may_be_unknown(name: str, unknown: str) -> BindingChange:
    """Return that a union or enum keeps what its document doesn't know, by a class."""
    return BindingChange(
        kind="alias",
        name=name,
        owner=f"models.{name}",
        change="changed",
        source_breaking=False,
        text=f"may be {unknown}",
        after=unknown,
        gained=frozenset((unknown,)),
    )


def _changed_whole(
    kind: str, name: str, change: str, text: str, before: str | None, after: str | None
) -> BindingChange:
    """Return a change of all of a type or method: whoever uses it is affected, if anybody can."""
    is_used = change != "added"
    return BindingChange(
        kind=kind,
        name=name,
        owner=owner_of(kind, name),
        change=change,
        source_breaking=is_used,
        text=text,
        before=before,
        after=after,
        reads=is_used,
        gives=is_used,
    )


def named(members: Iterable[str]) -> str:
    """Name some members of a type: constants as they are, and not too many."""
    texts = sorted(
        (
            member.removeprefix("Literal[").removesuffix("]")
            if member.startswith("Literal[") and "," not in member
            else member
        )
        for member in members
    )
    texts = [t if len(t) <= _LONGEST else f"{t[: _LONGEST - 1]}…" for t in texts]
    more = len(texts) - _MOST
    return ", ".join(texts[:_MOST]) + (f" and {more} more" if more > 0 else "")
