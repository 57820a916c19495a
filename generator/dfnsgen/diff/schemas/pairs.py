"""Two schemas side by side: null, references, unions and everything below them.

In: two Sides, and pairs of schemas to compare. Out: a graph of pairs with their edits. References
are queued, not followed, so that cycles end; each pair is compared once.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from dfnsgen.diff.change import Direction, Edit, Effect, Naming, Route, Spot, Step, Way
from dfnsgen.diff.rules.rules import RULES
from dfnsgen.diff.schemas.graph import Link, Node
from dfnsgen.diff.schemas.notes import compare_notes
from dfnsgen.diff.schemas.objects import compare_objects
from dfnsgen.diff.schemas.opaque import compare_all_of
from dfnsgen.diff.schemas.unions import compare_unions, is_union
from dfnsgen.diff.schemas.values import compare_values
from dfnsgen.diff.sides import Side, is_any
from dfnsgen.diff.values.search import Search
from dfnsgen.diff.wording import kind_of
from dfnsgen.json_value import JsonValue
from dfnsgen.model.api import Definition
from dfnsgen.model.schemas.schema import Schema
from dfnsgen.pointers import child


class Pairs:
    """All pairs of schemas of one comparison."""

    def __init__(self, old: Side, new: Side) -> None:
        self.old = old
        self.new = new
        self.search = Search(old, new)
        self.nodes: dict[str, Node] = {}
        self._kept: list[Schema] = []
        self._queue: list[tuple[Node, Schema, Schema]] = []

    def pair(self, old: Schema, new: Schema) -> str:
        """Return the key of the pair of two schemas; it is compared by `finish`."""
        key = f"{self._identity(old)} {self._identity(new)}"
        if key not in self.nodes:
            self.nodes[key] = Node(label=self._label(old, new))
            self._queue.append((self.nodes[key], old, new))
        return key

    def start(self, key: str, old: Schema, new: Schema, *, text: bool = False) -> None:
        """Compare two schemas where they are used, under a key of the caller's."""
        node = self.nodes.setdefault(key, Node())
        spot = Spot(old=old, new=new)
        scope = Scope(pairs=self, node=node, old=old, new=new, spot=spot, text=text)
        scope.compare(old, new)

    def finish(self) -> None:
        """Compare all pairs that were met and have not been compared yet."""
        while self._queue:
            node, old, new = self._queue.pop()
            scope = Scope(pairs=self, node=node, old=old, new=new, spot=Spot(old=old, new=new))
            scope.compare_definitions(old, new)

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


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """Where a comparison stands: the pair it adds to, the way from it, and the two schemas.

    `spot` holds the schemas of the values that are spoken of, `route` leads to them: an edit of a
    property's presence stands at the property, the `focus`, and speaks of the object. `text`: the
    values are written as plain texts, where `5` is a number and a text.
    """

    pairs: Pairs
    node: Node
    old: Schema
    new: Schema
    spot: Spot
    route: Route = ()
    path: str = ""
    focus: str = ""
    text: bool = False
    only: Direction | None = None

    def edit(
        self,
        rule: str,
        effect: Effect = Effect.SAME,
        *,
        keyword: str = "",
        typed: Effect = Effect.SAME,
        naming: Naming = Naming.NONE,
        tolerated: bool = False,
        undecided: bool = False,
        before: JsonValue = None,
        after: JsonValue = None,
    ) -> None:
        """Note an edit at this place."""
        found = Edit(
            rule=RULES[rule],
            path=self.path,
            effect=effect,
            typed=typed,
            naming=naming,
            tolerated=tolerated,
            undecided=undecided,
            only=self.only,
            before=before,
            after=after,
            at_old=child(self.old.at, keyword) if keyword else self.old.at,
            at_new=child(self.new.at, keyword) if keyword else self.new.at,
            spot=self.spot,
            route=self.route,
            keyword=keyword,
            focus=self.focus,
        )
        self.node.edits.append(found)

    def below(self, token: str, only: Direction | None = None) -> Scope:
        """Return the place one step further down."""
        return replace(self, path=self.path + token, only=self.only or only)

    def of(self, old: Schema, new: Schema) -> Scope:
        """Return the same place with other schemas."""
        return replace(self, old=old, new=new)

    def enter(
        self, way: Way, old: Schema, new: Schema, names: tuple[str, str] = ("", ""), index: int = 0
    ) -> None:
        """Compare the schemas of values that are inside of those of this place."""
        self.inside(way, Spot(old=old, new=new), names, index).compare(old, new)

    def inside(
        self, way: Way, spot: Spot, names: tuple[str, str] = ("", ""), index: int = 0
    ) -> Scope:
        """Return the place of values that are inside of those of this place."""
        step = Step(spot=self.spot, way=way, old=names[0], new=names[1], index=index)
        return replace(self, route=(*self.route, step), spot=spot, focus="", text=False)

    def about(self, name: str) -> Scope:
        """Return the place as one where the presence of a property is meant."""
        return replace(self, focus=name)

    def compare(self, old: Schema, new: Schema) -> None:
        """Compare two schemas, which may be references, at this place."""
        compare_notes(self.of(old, new))
        self.compare_meaning(old, new)

    def compare_meaning(self, old: Schema, new: Schema) -> None:
        """Compare two schemas but for what they say to people."""
        null_old, core_old = split_null(self.pairs.old, old)
        null_new, core_new = split_null(self.pairs.new, new)
        here = self.of(self.pairs.old.unfold(old), self.pairs.new.unfold(new))
        if core_old is None or core_new is None:
            if core_old is not core_new:
                here.change_type(
                    core_old is not None and _takes_null(null_old, here.old),
                    core_new is not None and _takes_null(null_new, here.new),
                )
            return
        if None not in (null_old, null_new) and null_old != null_new:
            rule = "null-allowed" if null_new else "null-forbidden"
            effect = Effect.WIDENS if null_new else Effect.NARROWS
            here.edit(rule, effect, typed=effect)
        if core_old.ref is not None or core_new.ref is not None:
            self.node.links.append(
                Link(
                    target=self.pairs.pair(core_old, core_new),
                    path=self.path,
                    route=self.route,
                    only=self.only,
                )
            )
        else:
            self.compare_body(core_old, core_new)

    def compare_definitions(self, old: Schema, new: Schema) -> None:
        """Compare what two schemas stand for, at least one of which is a reference."""
        one, other = self.pairs.old.definition(old), self.pairs.new.definition(new)
        body_old, body_new = self.pairs.old.unfold(old), self.pairs.new.unfold(new)
        if one is not None and other is not None and one.component and other.component:
            scope = self.of(
                replace(body_old, annotations=one.annotations),
                replace(body_new, annotations=other.annotations),
            )
            compare_notes(scope)
            scope.note_rename(one, other)
        self.compare_body(body_old, body_new)

    def note_rename(self, one: Definition, other: Definition) -> None:
        """Note that a component has another name, where neither version knows both names."""
        before, after = {one.component, *one.aliases}, {other.component, *other.aliases}
        stays = any(name in self.pairs.new.api.components for name in before)
        was = any(name in self.pairs.old.api.components for name in after)
        if not stays and not was:
            self.edit(
                "schema-renamed", typed=Effect.SHIFTS, before=one.component, after=other.component
            )

    def compare_body(self, old: Schema, new: Schema) -> None:
        """Compare two schemas without references and null at their top."""
        here = self.of(old, new)
        if old.never or new.never:
            if old.never != new.never:
                effect = Effect.NARROWS if new.never else Effect.WIDENS
                here.edit("value-forbidden" if new.never else "value-allowed", effect, typed=effect)
        elif is_any(old) or is_any(new):
            if is_any(old) != is_any(new):
                here.change_type(is_any(old), is_any(new))
        elif old.all_of or new.all_of:
            compare_all_of(here)
        elif is_union(old) or is_union(new):
            compare_unions(here)
        elif compare_values(here):
            compare_objects(here)

    def change_type(self, was_wider: bool, is_wider: bool) -> None:
        """Note that the types differ, where one side is known to be the wider one."""
        before, after = kind_of(self.pairs.old, self.old), kind_of(self.pairs.new, self.new)
        if was_wider == is_wider:
            rule, effect = "type-changed", Effect.SHIFTS
        elif was_wider:
            rule, effect = "type-narrowed", Effect.NARROWS
        else:
            rule, effect = "type-widened", Effect.WIDENS
        self.edit(rule, effect, keyword="type", typed=effect, before=before, after=after)


def split_null(side: Side, schema: Schema) -> tuple[bool | None, Schema | None]:
    """Return whether null is a value, and the schema of all others, None if there is no other.

    Where a schema names no types, it says nothing of null: that is None as well. A reference stays
    one where what it leads to doesn't say that null is a value.
    """
    body = side.unfold(schema)
    if is_any(body):
        return None, body
    if (body.types is None or not _is_plain(body)) and not is_union(body):
        return (False if body.never else None), schema
    if body.types is not None and "null" in body.types:
        others = tuple(kind for kind in body.types if kind != "null")
        if not others:
            return True, None
        members = None if body.enum is None else tuple(v for v in body.enum if v is not None)
        return True, replace(body, types=others, enum=members)
    if not is_union(body):
        return False, schema
    field = "any_of" if body.any_of else "one_of"
    group: tuple[Schema, ...] = getattr(body, field)[0]
    rest = tuple(v for v in group if side.unfold(v).types != ("null",))
    if len(rest) == len(group):
        return False, schema
    if len(rest) == 1:
        return True, rest[0]
    return True, replace(body, **{field: (rest,)}) if rest else None  # type: ignore[arg-type]  # by field


def _takes_null(said: bool | None, schema: Schema) -> bool:
    """Whether null is surely a value; a plain schema that says nothing of types takes it."""
    return _is_plain(schema) if said is None else said


def _is_plain(schema: Schema) -> bool:
    """Whether a schema has no other schemas that a value itself must meet."""
    parts = (schema.all_of, schema.any_of, schema.one_of, schema.not_, schema.conditions)
    return not any(parts) and schema.ref is None and schema.dynamic_ref is None
