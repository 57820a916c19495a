"""Where a comparison of schemas stands, and what it finds there.

In: two schemas of the same values, and the way to them. Out: in `found` the edits, and the places
further in that are to be compared later. Only data: `pairs` knows who compares what.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Protocol

from dfnsgen.diff.change import (
    Direction,
    Edit,
    Effect,
    Naming,
    Route,
    RouteStep,
    SchemaPair,
    Version,
    Way,
)
from dfnsgen.diff.rules.rules import RULES
from dfnsgen.diff.schemas.graph import GAIN_SPARED, LOSS_SPARED, NOTHING_SPARED
from dfnsgen.diff.semantics import spared
from dfnsgen.diff.sides import Side
from dfnsgen.diff.values.search import ValueSearch
from dfnsgen.json_value import JsonValue
from dfnsgen.model.schemas.schema import Schema
from dfnsgen.pointers import child


class Covers(Protocol):
    """Whether one version's schema takes all that another schema, of the other version, takes."""

    def __call__(self, version: Version, outer: Schema, inner: Schema, *, text: bool) -> bool: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Sides:
    """Both versions, the search for values that one accepts and the other rejects, and `covers`."""

    old: Side
    new: Side
    search: ValueSearch
    covers: Covers

    def side(self, version: Version) -> Side:
        """Return one of the two."""
        return self.old if version is Version.OLD else self.new

    def same(self, old: Schema, new: Schema) -> bool:
        """Whether nothing differs, no word either; only of schemas that hold no others."""
        return (
            old.is_leaf
            and new.is_leaf
            and old.annotations == new.annotations
            and self.old.digest(old) == self.new.digest(new)
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """Where a comparison stands: the two schemas, and the way to them from what holds them.

    `schemas` are those of the values that are spoken of, `route` leads to them: an edit of a
    property's presence stands at the property, the `focus`, and speaks of the object. `text`: the
    values are written as plain texts, where `5` is a number and a text; `text_parts`: these parts
    of the multipart body that stands here are. `annotated` is False where what the two say to
    people is not to be compared. `must`: the value can't be left out. `spare` is what another
    variant makes good.
    """

    sides: Sides
    old: Schema
    new: Schema
    schemas: SchemaPair
    route: Route = ()
    path: str = ""
    focus: str = ""
    text: bool = False
    text_parts: frozenset[str] = frozenset()
    annotated: bool = True
    must: bool = False
    spare: int = NOTHING_SPARED
    only: Direction | None = None
    found: list[Edit | Scope] = field(default_factory=list["Edit | Scope"], compare=False)

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
        because: str = "",
        before: JsonValue = None,
        after: JsonValue = None,
        name: str = "",
        note: str = "",
        within: tuple[Version, Schema] | None = None,
        witnesses: tuple[JsonValue, ...] = (),
    ) -> None:
        """Note an edit at this place."""
        edit = Edit(
            rule=RULES[rule],
            path=self.path,
            effect=spared(
                effect,
                loss=bool(self.spare & LOSS_SPARED),
                gain=bool(self.spare & GAIN_SPARED),
            ),
            typed=typed,
            naming=naming,
            tolerated=tolerated,
            undecided=undecided,
            because=because,
            only=self.only,
            before=before,
            after=after,
            at_old=child(self.old.at, keyword) if keyword else self.old.at,
            at_new=child(self.new.at, keyword) if keyword else self.new.at,
            schemas=self.schemas,
            route=self.route,
            keyword=keyword,
            focus=self.focus,
            name=name,
            note=note,
            within=within,
            witnesses=witnesses,
        )
        self.found.append(edit)

    def below(self, token: str, only: Direction | None = None) -> Scope:
        """Return the place one step further down."""
        if not token and (only is None or self.only is not None):
            return self
        return replace(self, path=self.path + token, only=self.only or only)

    def inside(self, token: str, old: Schema, new: Schema) -> Scope:
        """Return the place one step further down, with the schemas there."""
        return replace(self, path=self.path + token, old=old, new=new)

    @property
    def written(self) -> SchemaPair:
        """The two schemas that are compared here, as a pair."""
        return SchemaPair(old=self.old, new=self.new)

    def of(self, old: Schema, new: Schema) -> Scope:
        """Return the same place with other schemas."""
        if old is self.old and new is self.new:
            return self
        return replace(self, old=old, new=new)

    def about(self, name: str) -> Scope:
        """Return the place as one at which the presence of a property is spoken of."""
        return replace(self, focus=name)

    def later(
        self,
        way: Way,
        old: Schema,
        new: Schema,
        names: tuple[str, str] = ("", ""),
        *,
        index: int = 0,
        annotated: bool = True,
        must: bool = False,
    ) -> None:
        """Have the schemas of values inside of this place's compared, which may be references."""
        if self.sides.same(old, new):
            return
        step = RouteStep(schemas=self.schemas, way=way, old=names[0], new=names[1], index=index)
        inside = replace(
            self,
            old=old,
            new=new,
            schemas=SchemaPair(old=old, new=new),
            route=(*self.route, step),
            focus="",
            text=self.text or step.leads_to(self.text_parts),
            text_parts=self.text_parts if way is Way.SAME else frozenset(),
            annotated=annotated,
            must=must,
            found=[],
        )
        self.found.append(inside)
