"""Two schemas side by side, and everything inside of them: the one that knows all comparers.

In: two Sides, and pairs of schemas to compare. Out: a graph of pairs with their edits. References
are queued, not followed, so that cycles end; each pair is compared once. What is written out inside
a schema is compared where it stands, depth first, so that edits come in the document's order.
"""

from __future__ import annotations

from dataclasses import replace

from dfnsgen.diff.change import Edit, Effect, SchemaPair, Version
from dfnsgen.diff.schemas.formats import asserted_format
from dfnsgen.diff.schemas.graph import GAIN_SPARED, LOSS_SPARED, Node, PairLink, reached_from
from dfnsgen.diff.schemas.idle import without_idle
from dfnsgen.diff.schemas.limits import in_same_words, takes_nothing
from dfnsgen.diff.schemas.notes import compare_notes
from dfnsgen.diff.schemas.null import split_null, takes_null
from dfnsgen.diff.schemas.objects import compare_objects
from dfnsgen.diff.schemas.opaque import compare_all_of, compare_opaque
from dfnsgen.diff.schemas.scope import Scope, Sides
from dfnsgen.diff.schemas.unions import compare_unions, is_union
from dfnsgen.diff.schemas.values import compare_values, edit_type, is_idle
from dfnsgen.diff.semantics import effect_of
from dfnsgen.diff.sides import Side, Unchanged, is_any
from dfnsgen.diff.values.search import ValueSearch
from dfnsgen.model.api import Definition
from dfnsgen.model.schemas.schema import Schema

_DEEPEST = 1
"""How deep comparisons of variants nest that are made only to see what contains what."""


class Pairs:
    """All pairs of schemas of one comparison."""

    def __init__(
        self, old: Side, new: Side, unchanged: Unchanged, search: ValueSearch, depth: int = _DEEPEST
    ) -> None:
        self.old = old
        self.new = new
        self.search = search
        self.nodes: dict[str, Node] = {}
        self._sides = Sides(old=old, new=new, search=self.search, covers=self._covers)
        self._depth = depth
        self.unchanged = unchanged
        self._prunes = False
        self._inside: Pairs | None = None
        self._covered: dict[tuple[object, ...], bool] = {}
        self._kept: list[Schema] = []
        self._pending: dict[str, tuple[Schema, Schema, bool, frozenset[str]]] = {}

    def start(
        self,
        key: str,
        old: Schema,
        new: Schema,
        *,
        text: bool = False,
        text_parts: frozenset[str] = frozenset(),
        must: bool = False,
    ) -> None:
        """Compare two schemas where they are used, under a key of the caller's."""
        node = self.nodes.setdefault(key, Node())
        scope = self._scope(old, new)
        self._settle(node, [replace(scope, text=text, text_parts=text_parts, must=must)])

    def _scope(self, old: Schema, new: Schema) -> Scope:
        return Scope(sides=self._sides, old=old, new=new, schemas=SchemaPair(old=old, new=new))

    def _covers(self, version: Version, outer: Schema, inner: Schema, *, text: bool) -> bool:
        """Whether a version's schema surely takes all values of one of the other version.

        It does where going from the one to the other takes nothing away: a comparison of their own.
        """
        if not self._depth:
            return False
        is_old = version is Version.OLD
        old, new = (outer, inner) if is_old else (inner, outer)
        key = (version, self._identity(old), self._identity(new), text)
        if key not in self._covered:
            inside = self._for_covers()
            start = " ".join(map(str, key))
            inside.start(start, old, new, text=text)
            grows = (Effect.WIDENS if is_old else Effect.NARROWS, Effect.SHIFTS)
            self._covered[key] = not any(
                reached.edit.undecided or reached.edit.effect in grows
                for reached in reached_from(inside.compared, start, "", None)
            )
        return self._covered[key]

    def _for_covers(self) -> Pairs:
        """Return the comparison that covers are asked of: what is equal is of no interest there."""
        if self._inside is None:
            self._inside = Pairs(self.old, self.new, self.unchanged, self.search, self._depth - 1)
            self._inside._prunes = True
        return self._inside

    def finish(self) -> None:
        """Compare all pairs that were met and have not been compared yet."""
        while self._pending:
            self.compared(next(reversed(self._pending)))

    def compared(self, key: str) -> Node:
        """Return a pair's node; it is compared if it has not been yet."""
        node = self.nodes[key]
        if key in self._pending:
            old, new, text, text_parts = self._pending.pop(key)
            scope = replace(self._scope(old, new), text=text, text_parts=text_parts)
            _compare_definitions(scope)
            self._settle(node, scope.found)
        return node

    def _settle(self, node: Node, found: list[Edit | Scope]) -> None:
        """Give a node the edits that were found, each place's own before those of the next one.

        `found` is what one place holds in order, say [edit of a, scope of b, edit of c]. The scope
        is compared when its turn comes, and what it finds takes its place, so that the edits are
        [a, those in b, c]: a stack does it, without a depth that a document could exhaust.
        """
        waiting = found[::-1]
        while waiting:
            one = waiting.pop()
            if isinstance(one, Edit):
                node.edits.append(one)
                continue
            if self.unchanged.holds(one.old, one.new):
                continue
            if one.annotated and not self._prunes:
                compare_notes(one)
            self._compare(node, one)
            waiting += one.found[::-1]

    def _compare(self, node: Node, scope: Scope) -> None:
        """Compare two schemas but for what they say to people; references become a link."""
        if self._prunes and self.old.digest(scope.old) == self.new.digest(scope.new):
            return
        null_old, core_old = split_null(self.old, scope.old)
        null_new, core_new = split_null(self.new, scope.new)
        here = scope.of(self.old.unfold(scope.old), self.new.unfold(scope.new))
        if (core_old is None or core_new is None) and core_old is not core_new:
            loses = core_old is not None and takes_null(null_old, here.old)
            gains = core_new is not None and takes_null(null_new, here.new)
            edit_type(here, _or_shifts(loses=loses, gains=gains))
            return
        if None not in (null_old, null_new) and bool(null_old) != bool(null_new):
            rule = "null-allowed" if null_new else "null-forbidden"
            effect = Effect.WIDENS if null_new else Effect.NARROWS
            # Null has no text of its own: what is null isn't written, or as an empty text.
            here.edit(rule, Effect.SAME if scope.text else effect, typed=effect)
        if core_old is None or core_new is None:
            return
        if core_old.ref is not None or core_new.ref is not None:
            link = PairLink(
                target=self._pair(core_old, core_new, scope),
                path=scope.path,
                route=scope.route,
                only=scope.only,
                must=scope.must,
                spare=scope.spare,
            )
            node.links.append(link)
        else:
            _compare_bodies(scope.of(core_old, core_new))

    def _pair(self, old: Schema, new: Schema, scope: Scope) -> str:
        """Return the key of the pair of two schemas of a place; it is compared by `finish`."""
        text, parts = scope.text, scope.text_parts
        key = f"{self._identity(old)} {self._identity(new)}{' as texts' * text}"
        if parts:
            key += f" with texts {sorted(parts)}"
        if key not in self.nodes:
            self.nodes[key] = Node(label=self._label(old, new))
            self._pending[key] = (old, new, text, parts)
        return key

    def _identity(self, schema: Schema) -> str:
        if schema.ref is not None:
            return schema.ref
        self._kept.append(schema)
        return f"@{id(schema)}"

    def _label(self, old: Schema, new: Schema) -> str:
        """A pair of components has the component's name; the new one where the names differ."""
        one, other = self.old.definition(old), self.new.definition(new)
        if one is None or other is None or not one.component or not other.component:
            return ""
        shared = [
            name
            for name in (other.component, *other.aliases)
            if name in (one.component, *one.aliases)
        ]
        return shared[0] if shared else other.component


def _compare_definitions(scope: Scope) -> None:
    """Compare what two schemas stand for, at least one of which is a reference."""
    sides = scope.sides
    one, other = sides.old.definition(scope.old), sides.new.definition(scope.new)
    body_old, body_new = sides.old.unfold(scope.old), sides.new.unfold(scope.new)
    if one is not None and other is not None and one.component and other.component:
        if one.annotations != other.annotations:
            annotated = (
                body_old.changed(annotations=one.annotations),
                body_new.changed(annotations=other.annotations),
            )
            compare_notes(scope.of(*annotated))
        _note_rename(scope.of(body_old, body_new), one, other)
    _compare_bodies(scope.of(body_old, body_new))


def _note_rename(scope: Scope, one: Definition, other: Definition) -> None:
    """Note that a component has another name, where neither version knows both names."""
    before, after = {one.component, *one.aliases}, {other.component, *other.aliases}
    stays = any(name in scope.sides.new.api.components for name in before)
    was = any(name in scope.sides.old.api.components for name in after)
    if not stays and not was:
        scope.edit(
            "schema-renamed", typed=Effect.SHIFTS, before=one.component, after=other.component
        )


def _compare_bodies(scope: Scope) -> None:
    """Compare two schemas without references and null at their top."""
    scope = _in_plain_words(scope)
    old, new = scope.old, scope.new
    if old.never or new.never:
        if old.never != new.never:
            effect = Effect.NARROWS if new.never else Effect.WIDENS
            scope.edit("value-forbidden" if new.never else "value-allowed", effect, typed=effect)
    elif (is_any(old) or is_any(new)) and _asserts(old) != _asserts(new):
        edit_type(scope, effect_of(loses=is_any(old), gains=is_any(new)))
    elif old.all_of or new.all_of:
        compare_all_of(scope)
    elif is_union(old) or is_union(new):
        compare_unions(scope)
    elif _is_alike(scope):
        compare_objects(scope)
    elif compare_values(scope):
        compare_objects(scope)
        compare_opaque(scope)


def _in_plain_words(scope: Scope) -> Scope:
    """Return the place with what may be lost or gained there at all, and said in one way."""
    if _is_alike(scope):
        return scope
    spare = scope.spare
    if takes_nothing(scope.sides.old, scope.old):
        spare |= LOSS_SPARED
    if takes_nothing(scope.sides.new, scope.new):
        spare |= GAIN_SPARED
    old, new = in_same_words(scope.old, scope.new)
    scope = scope.of(without_idle(old, new), without_idle(new, old))
    return scope if spare == scope.spare else replace(scope, spare=spare)


def _is_alike(scope: Scope) -> bool:
    """Whether both accept the same: only what is said to people may differ, here or further in."""
    return scope.sides.old.digest(scope.old) == scope.sides.new.digest(scope.new)


def _asserts(schema: Schema) -> bool:
    """Whether a schema refuses anything; some formats, patterns and contents only say."""
    return not is_any(
        schema.changed(
            format=asserted_format(schema),
            patterns=tuple(p for p in schema.patterns if not is_idle(p)),
            content_encoding=None,
            content_media_type=None,
        )
    )


def _or_shifts(*, loses: bool, gains: bool) -> Effect:
    """Return the effect where something is lost or gained for certain: what isn't known is both."""
    return effect_of(loses=loses, gains=gains) if loses != gains else Effect.SHIFTS
