"""What a comparison finds: changes, each with its places and what it means there.

In: nothing. Out: the types of the result. `Edit` is one difference between two schemas or
operations, before it is known what it affects; `Change` is the edit with all its places.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum

from dfnsgen.diagnostics import Location
from dfnsgen.diff.rules.rule import ChangeRule
from dfnsgen.json_value import JsonValue
from dfnsgen.model.api import Operation
from dfnsgen.model.schemas.schema import Schema


class Level(Enum):
    """What a change means for those who call the API already."""

    BREAKING = "breaking"
    WARNING = "warning"
    INFO = "info"


class SourceLevel(Enum):
    """What a change means for Python code that uses the emitted bindings.

    SAFE: types change, and code that was right stays right. NONE: no type changes.
    """

    BREAKING = "breaking"
    SAFE = "safe"
    NONE = "none"


class Direction(Enum):
    """Which way a value travels: REQUEST is what the client sends, also as answer to a webhook."""

    REQUEST = "request"
    RESPONSE = "response"


class Version(Enum):
    """One of the two versions."""

    OLD = "old"
    NEW = "new"

    @property
    def other(self) -> Version:
        """The other one."""
        return Version.NEW if self is Version.OLD else Version.OLD


class Effect(Enum):
    """How the set of accepted values moves; SAME where no verdict changes.

    REINTERPRETS: the same values are accepted, and one may mean something else now, to those who
    receive requests; RECODES: what is in a text is written otherwise, to both.
    """

    SAME = "same"
    NARROWS = "narrows"
    WIDENS = "widens"
    SHIFTS = "shifts"
    REINTERPRETS = "reinterprets"
    RECODES = "recodes"


class Naming(Enum):
    """Whether the edit gives a name to something, or takes one away that clients may use."""

    NONE = "none"
    ADDED = "added"
    REMOVED = "removed"


class Way(Enum):
    """How one goes from a value to one inside of it; NAME is the name of a property itself."""

    PROPERTY = "property"
    PATTERN = "pattern"
    EXTRA = "extra"
    NAME = "name"
    ITEM = "item"
    SAME = "same"


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class SchemaPair:
    """Two schemas of the same values."""

    old: Schema
    new: Schema


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class RouteStep:
    """One step from the values of two schemas to values inside of them."""

    schemas: SchemaPair
    way: Way
    old: str = ""
    new: str = ""
    index: int = 0

    def leads_to(self, names: frozenset[str]) -> bool:
        """Whether the step leads to one of these properties, by its names in both versions."""
        return self.way is Way.PROPERTY and {self.old, self.new} <= names


Route = tuple[RouteStep, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Edit:
    """One difference. `path` leads from what holds it to it; `at_old`, `at_new` are pointers.

    `effect` is on the accepted values, `typed` on the Python types. `tolerated`: emitted clients
    keep what they don't know. `chosen`: the client chooses among what is offered, so that an answer
    is judged as a request is. `only` is the one direction that the edit affects. `undecided`:
    the effect is what a search found, and it may have missed something; `because` says more of it.
    `name` is what is spoken of inside of
    the subject, `note` what else the message says. `schemas` are those whose
    values the edit is about, `route` the way to them from what holds the edit. `keyword` is
    the one that differs, `focus` the property whose presence it is about. `within` is the variant
    of one version that it is about; `witnesses` are values that have shown the effect.
    """

    rule: ChangeRule
    path: str = ""
    effect: Effect = Effect.SAME
    typed: Effect = Effect.SAME
    naming: Naming = Naming.NONE
    tolerated: bool = False
    chosen: bool = False
    only: Direction | None = None
    undecided: bool = False
    because: str = ""
    before: JsonValue = None
    after: JsonValue = None
    at_old: str | None = None
    at_new: str | None = None
    schemas: SchemaPair | None = field(default=None, compare=False)
    route: Route = field(default=(), compare=False)
    name: str = ""
    note: str = ""
    keyword: str = field(default="", compare=False)
    focus: str = field(default="", compare=False)
    within: tuple[Version, Schema] | None = field(default=None, compare=False)
    witnesses: tuple[JsonValue, ...] = field(default=(), compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class OperationKey:
    """An operation by method and path, or a webhook by its name; `callback` is one's name.

    Of a callback method and path are those of the operation that it belongs to.
    """

    method: str
    path: str
    webhook: bool = False
    callback: str = ""

    def __str__(self) -> str:
        if self.callback:
            return f"{self.method} {self.path} callback {self.callback}"
        return f"webhook {self.path}" if self.webhook else f"{self.method} {self.path}"


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Where:
    """What an edit affects: the operation in both versions, the direction, and the part of it.

    `schemas` are those of that part, where it has any, and `route` leads from their values to those
    that the edit speaks of. `text`: they are written as plain texts; `text_parts`: these parts are.
    """

    operation: OperationKey
    direction: Direction
    at_old: str | None
    at_new: str | None
    part: str
    versions: tuple[Operation | None, Operation | None]
    schemas: SchemaPair | None = None
    route: Route = ()
    text: bool = False
    text_parts: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Affected:
    """An edit, and one place that it affects; `subject` is what it is about, as named from there.

    Without a place it affects all who call the API (`everywhere`), or nobody. `idle` says why it
    changes nothing at the place, if it doesn't.
    """

    edit: Edit
    subject: str
    where: Where | None = None
    everywhere: bool = False
    idle: str = ""


class ProofKind(Enum):
    """What a proof shows."""

    VALUE = "value"
    REQUEST = "request"
    ANSWER = "answer"


@dataclass(frozen=True, slots=True, kw_only=True)
class Proof:
    """What one version accepts and the other rejects; `part` says what of an operation it is."""

    kind: ProofKind
    part: str
    content: JsonValue
    accepted_by: Version
    faults: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class AffectedPlace:
    """What a change affects: an operation, a direction, and the part of it that is changed."""

    operation: OperationKey
    direction: Direction | None
    level: Level
    source_level: SourceLevel
    at_old: str | None
    at_new: str | None
    tags: tuple[str, ...] = field(default=(), compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One change. `level`, `operation` and `direction` are those of the worst place.

    `subject` names what changed in the document's words; `reason` says why the level is what it
    is, `remedy` what to do where it breaks. `fingerprint` depends on the rule, the subject and the
    values alone, so that it stays the same when lines move. `unused` marks what no operation leads
    to. `unproven` marks what was called breaking and for which no proof was found.
    """

    rule: ChangeRule
    effect: Effect
    naming: Naming
    level: Level
    source_level: SourceLevel
    direction: Direction | None
    operation: OperationKey | None
    subject: str
    message: str
    reason: str
    remedy: str
    before: JsonValue
    after: JsonValue
    at_old: str | None
    at_new: str | None
    places: tuple[AffectedPlace, ...]
    fingerprint: str
    unused: bool = False
    proof: Proof | None = None
    unproven: bool = False
    old_location: Location | None = None
    new_location: Location | None = None
