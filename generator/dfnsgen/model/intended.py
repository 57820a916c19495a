"""The schemas of one document as they are meant.

In: its schemas to the letter. Out: the same ones as they are meant, merged and placed. What means
what it says, and leads only to what does, is merged to the letter already, and isn't merged again.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

from dfnsgen.json_value import JsonValue
from dfnsgen.loader.document import Document
from dfnsgen.model.api import Definition
from dfnsgen.model.letter import Letter
from dfnsgen.model.meaning.direction import Directions
from dfnsgen.model.meaning.events import intended_item
from dfnsgen.model.meaning.meaning import Meaning
from dfnsgen.model.meaning.rules import (
    CLOSED_WHOLE,
    NULL_EXCLUDED,
    ONE_DIRECTION,
    OVERRIDDEN,
    TAG_EXCLUDED,
    TYPE_BESIDE_UNION,
)
from dfnsgen.model.meaning.tag_defaults import with_tag_defaults
from dfnsgen.model.meaning.unchanged import Unchanged
from dfnsgen.model.merging.bases import without_circles
from dfnsgen.model.merging.flatten import Flattener
from dfnsgen.model.merging.hoist import Hoister
from dfnsgen.model.placing import Placing
from dfnsgen.model.schemas.parse import parse_schema
from dfnsgen.model.schemas.schema import Schema


def intended_schemas(document: Document, letter: Letter) -> Intended | None:
    """Return the schemas as they are meant; None where they mean what they say."""
    if letter.written.references.dynamic:
        return None  # What a schema is depends on the way to it, and nothing is merged.
    written = letter.written
    meaning = Meaning(written.components, written.at, document.tree)
    for key, _ in written.keys:
        meaning.at(key)
    for at, node in letter.used.items():
        item = intended_item(node) if at.endswith("/itemSchema") else node
        meaning.used(at, None if item is node else parse_schema(item, at, written.references))
    departs = meaning.departs or letter.flattener.intended_otherwise()
    return Intended(document, letter, meaning) if departs else None


class Intended:
    """The schemas of a document, each merged and placed once."""

    def __init__(self, document: Document, letter: Letter, meaning: Meaning) -> None:
        self._letter = letter
        self._meaning = meaning
        self._parsed: dict[str, Schema] = {}
        self._unchanged = Unchanged(
            (*letter.used, *(key for key, _ in letter.written.keys)), meaning, self._differs()
        )
        self._flattener = Flattener(self.parsed, intended=True, known=self._known)
        components = (*letter.written.components, *meaning.names.values())
        self._directions = Directions(
            self._flattener, components, self._unchanged.holds, letter.flattener.signatures
        )
        hoister = Hoister(self._directions, document.tree)
        hoister.further_components(meaning.names, self._directions.names)
        self.placing = Placing(hoister, self._whole)

    def parsed(self, key: str) -> Schema:
        """Return the schema at a key; where there is none it has no assertions."""
        if key not in self._parsed:
            self._parsed[key] = whole = self._meaning.at(key)
            self._parsed[key] = without_circles(whole, key, self.parsed)
        return self._parsed[key]

    def _differs(self) -> Callable[[str], bool]:
        """Return whether the schema at a place is read or merged otherwise, as it is written."""
        otherwise = self._letter.flattener.intended_otherwise()
        return lambda place: (
            place in otherwise or self._letter.parsed(place) is not self.parsed(place)
        )

    def _known(self, key: str) -> Schema | None:
        """Return the merged schema at a key where the letter says it all."""
        return self._letter.flattener.known_target(key) if self._unchanged.holds(key) else None

    def _whole(self, at: str, _node: JsonValue, role: str) -> Schema:
        known = self._letter.flattener.known_use(at) if self._unchanged.holds(at) else None
        if known is not None:
            return known
        flat = self._flattener.used(at, self._meaning.used(at))
        is_sent = role in ("request", "parameter")
        return self._directions.sent(flat) if is_sent else self._directions.received(flat)

    def departures(self) -> Mapping[str, list[str]]:
        """Return the places where meaning and letter part, by the rule that tells of them."""
        return {
            ONE_DIRECTION.id: self._directions.places,
            CLOSED_WHOLE.id: self._flattener.closed_whole,
            OVERRIDDEN.id: self._flattener.overridden,
            TYPE_BESIDE_UNION.id: self._meaning.beside_unions,
            NULL_EXCLUDED.id: self._meaning.null_excluded,
            TAG_EXCLUDED.id: self._meaning.excluded,
        }

    def with_answers(self, definitions: Mapping[str, Definition]) -> dict[str, Definition]:
        """Return definitions that know their tags, and those of requests what is of answers."""
        answers = self._directions.answer_of
        return {
            key: (replace(definition, answer=answers[key]) if key in answers else definition)
            for key, definition in with_tag_defaults(definitions).items()
        }
