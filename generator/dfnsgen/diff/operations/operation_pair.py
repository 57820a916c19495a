"""What is collected while two versions of an operation are compared.

In: edits, and pairs of schemas. Out: the pairs that affect the operation, each with the
direction in which its values travel. What several operations share (a component parameter, say) is
one pair.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from dfnsgen.diff.change import Direction, Edit, Effect, Naming, SchemaPair
from dfnsgen.diff.rules.rules import RULES
from dfnsgen.diff.schemas.graph import Node
from dfnsgen.diff.schemas.pairs import Pairs
from dfnsgen.json_value import JsonValue
from dfnsgen.model.api import Operation, Use


@dataclass(frozen=True, slots=True, kw_only=True)
class Root:
    """A pair that an operation holds: its name there, and the direction of its values."""

    key: str
    name: str
    direction: Direction
    at_old: str | None
    at_new: str | None
    schemas: SchemaPair | None = field(default=None, compare=False)
    text: bool = field(default=False, compare=False)
    text_parts: frozenset[str] = field(default=frozenset(), compare=False)


@dataclass(slots=True, kw_only=True)
class OperationPair:
    """Collects the pairs of one operation. For a webhook the directions are reversed."""

    pairs: Pairs
    old: Operation
    new: Operation
    webhook: bool = False
    roots: list[Root] = field(default_factory=list[Root])

    def sent(self) -> Direction:
        """Return the direction of the request: the client sends it, or receives a webhook."""
        return Direction.RESPONSE if self.webhook else Direction.REQUEST

    def answered(self) -> Direction:
        """Return the direction of the answer."""
        return Direction.REQUEST if self.webhook else Direction.RESPONSE

    def node(
        self,
        name: str,
        direction: Direction,
        at: tuple[str | None, str | None],
        kind: str,
        schemas: SchemaPair | None = None,
        *,
        text: bool = False,
        text_parts: frozenset[str] = frozenset(),
    ) -> tuple[str, Node, bool]:
        """Return a pair's key and node, and whether it is to be compared still."""
        key = f"{kind} {at[0]} {at[1]}"
        fresh = key not in self.pairs.nodes
        node = self.pairs.nodes.setdefault(key, Node())
        root = Root(
            key=key,
            name=name,
            direction=direction,
            at_old=at[0],
            at_new=at[1],
            schemas=schemas,
            text=text,
            text_parts=text_parts,
        )
        if root not in self.roots:
            self.roots.append(root)
        return key, node, fresh

    def note(self, name: str, direction: Direction, edit: Edit, *, kind: str = "edit") -> None:
        """Note an edit that no pair of schemas holds; shared where its places are."""
        identity = f"{kind}:{edit.rule.id}:{edit.before}:{edit.after}"
        _, node, fresh = self.node(name, direction, (edit.at_old, edit.at_new), identity)
        if fresh:
            node.edits.append(edit)

    def note_all(self, name: str, direction: Direction, edits: Iterable[Edit]) -> None:
        """Note several edits."""
        for edit in edits:
            self.note(name, direction, edit)

    def use(
        self,
        name: str,
        direction: Direction,
        old: Use,
        new: Use,
        *,
        text: bool = False,
        text_parts: frozenset[str] = frozenset(),
        must: bool = False,
    ) -> None:
        """Compare the schemas at two places; `text` where values are written as plain texts.

        `text_parts` are the parts that are, where others are JSON. `must` where both
        versions require a value.
        """
        schemas = SchemaPair(old=old.schema, new=new.schema)
        kind = f"use{' as texts' * text}{' for sure' * must}"
        if text_parts:
            kind += f" with texts {sorted(text_parts)}"
        at = (old.at, new.at)
        key, _, fresh = self.node(
            name, direction, at, kind, schemas, text=text, text_parts=text_parts
        )
        if fresh:
            both = old.schema, new.schema
            self.pairs.start(key, *both, text=text, text_parts=text_parts, must=must)


def make_edit(
    rule: str,
    at_old: str | None,
    at_new: str | None,
    effect: Effect = Effect.SAME,
    *,
    typed: Effect = Effect.SAME,
    naming: Naming = Naming.NONE,
    tolerated: bool = False,
    chosen: bool = False,
    before: JsonValue = None,
    after: JsonValue = None,
    note: str = "",
) -> Edit:
    """Return an edit that stands around the schemas."""
    return Edit(
        rule=RULES[rule],
        effect=effect,
        typed=typed,
        naming=naming,
        tolerated=tolerated,
        chosen=chosen,
        before=before,
        after=after,
        note=note,
        at_old=at_old,
        at_new=at_new,
    )


def text_edits(
    at: tuple[str, str],
    before: str,
    after: str,
    rule: str = "description-changed",
    note: str = "",
) -> Iterator[Edit]:
    """Yield the edit of a text that only people read; how it is wrapped is no change."""
    if before.split() != after.split():
        yield make_edit(rule, *at, before=before, after=after, note=note)


def deprecation_edits(at: tuple[str, str], *, before: bool, after: bool) -> Iterator[Edit]:
    """Yield the edit of what is deprecated, or is no longer."""
    if before != after:
        yield make_edit("deprecated" if after else "not-deprecated", *at)
