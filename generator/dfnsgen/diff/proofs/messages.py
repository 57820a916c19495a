"""Messages worth trying on the two versions of an operation.

In: the accepting version's operation and, where there is one, the other version's. Out: requests or
answers, the plainest first: without what is optional, then with one more thing each.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import islice

from dfnsgen.diff.change import SchemaPair, Version
from dfnsgen.diff.proofs.exchange import (
    Answer,
    Body,
    Credentials,
    MessageReader,
    ParameterKey,
    Request,
    Sent,
    parameter_key,
)
from dfnsgen.diff.values.search import Travel, ValueSearch
from dfnsgen.diff.values.writing import has_empty_part, written
from dfnsgen.diff.written_texts import is_text
from dfnsgen.json_value import JsonValue
from dfnsgen.model.api import MediaType, Operation, Parameter, Response, Use
from dfnsgen.model.schemas.equality import distinct

_MOST_VALUES = 12
_MOST_BODIES = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Messages:
    """Makes messages that one version accepts; of several values those that both accept first."""

    search: ValueSearch
    reader: MessageReader
    accepting: Version

    def requests(self, operation: Operation, other: Operation | None) -> Iterator[Request]:
        """Yield requests."""
        required = {parameter_key(p, operation): p for p in operation.parameters if p.required}
        base = Request(
            method=operation.method,
            path=operation.path,
            parameters={
                place: self._first(parameter, place, other) for place, parameter in required.items()
            },
            body=next(self._bodies(operation, other), None),
            credentials=self._credentials(operation, other),
        )
        yield base
        if operation.request_body is not None and not operation.request_body.required:
            yield replace(base, body=None)
        for body in self._bodies(operation, other):
            yield replace(base, body=body)
        for requirement in operation.security:
            yield replace(base, credentials=self.reader.credentials(requirement))
        for parameter in operation.parameters:
            place = parameter_key(parameter, operation)
            for sent in self._values(parameter, place, other):
                yield replace(base, parameters={**base.parameters, place: sent})

    def answers(self, operation: Operation, other: Operation | None) -> Iterator[Answer]:
        """Yield answers of each status."""
        beside = {r.status: r for r in other.responses} if other is not None else {}
        for response in operation.responses:
            twin = beside.get(response.status)
            headers = self._headers(response, twin)
            needed = {h.spec_name.lower() for h in response.headers if h.required}
            least = {name: value for name, value in headers.items() if name in needed}
            bodies: list[Body | None] = [*self._contents(response.contents, _contents(twin))]
            status = _status_of(response, operation, other)
            for body in bodies or [None]:
                yield Answer(status=status, headers=least, body=body)
                yield Answer(status=status, headers=headers, body=body)

    def _credentials(self, operation: Operation, other: Operation | None) -> Credentials:
        """Return credentials that satisfy one requirement, one that the other version has first."""
        several = [self.reader.credentials(requirement) for requirement in operation.security]
        shared = [] if other is None else [self.reader.credentials(r) for r in other.security]
        liked = [one for one in several if one in shared]
        return next(iter([*liked, *several]), frozenset[tuple[str, str]]())

    def _first(self, parameter: Parameter, place: ParameterKey, other: Operation | None) -> Sent:
        found = next(self._values(parameter, place, other), None)
        if found is not None:
            return found
        value = next(self._common(parameter.use, None), "a")  # An empty one, where nothing else is.
        return Sent(value=value, written=written(parameter, value) or "")

    def _values(
        self, parameter: Parameter, place: ParameterKey, other: Operation | None
    ) -> Iterator[Sent]:
        beside = other.parameters if other is not None else ()
        twin = next((p.use for p in beside if other and parameter_key(p, other) == place), None)
        travel = Travel(text=is_text(parameter), direction=self.reader.half.direction)
        schemas = self._pair(parameter.use, twin or parameter.use)
        common = islice(self._common(parameter.use, twin, travel), _MOST_VALUES)
        telling = islice(
            self.search.worth_writing(schemas, self.accepting, travel), 2 * _MOST_VALUES
        )
        for value in distinct([*common, *telling]):
            text = None if has_empty_part(value) else written(parameter, value)
            if text is not None:
                yield Sent(value=value, written=text)

    def _bodies(self, operation: Operation, other: Operation | None) -> Iterator[Body]:
        if operation.request_body is not None:
            twin = other.request_body if other is not None else None
            yield from self._contents(operation.request_body.contents, _contents(twin))

    def _contents(
        self, contents: Iterable[MediaType], beside: Iterable[MediaType]
    ) -> Iterator[Body]:
        """Yield a body in each content type, those first that both versions have."""
        twins = {media.content_type: media for media in beside}
        for media in sorted(contents, key=lambda m: m.content_type not in twins):
            twin = twins.get(media.content_type)
            values: Iterable[JsonValue] = ("a", 1, None)
            if media.use is not None:
                values = self._common(media.use, twin.use if twin is not None else None)
            for value in islice(values, _MOST_BODIES):
                yield Body(content_type=media.content_type, value=value)

    def _headers(self, response: Response, twin: Response | None) -> dict[str, JsonValue]:
        beside = {h.spec_name.lower(): h.use for h in twin.headers} if twin is not None else {}
        found: dict[str, JsonValue] = {}
        for header in response.headers:
            name = header.spec_name.lower()
            values: Iterable[JsonValue] = ("a",)
            if header.use is not None:
                values = self._common(header.use, beside.get(name))
            found[name] = next(iter(values), "a")
        return found

    def _common(
        self, use: Use, twin: Use | None, travel: Travel | None = None
    ) -> Iterator[JsonValue]:
        """Yield values for a place, those first that the other version accepts there as well."""
        half = self.reader.half
        twin = twin or use
        travel = travel or Travel(direction=half.direction)
        yield from self.search.common(self._pair(use, twin), self.accepting, travel)

    def _pair(self, use: Use, twin: Use) -> SchemaPair:
        old, new = (use, twin) if self.accepting is Version.OLD else (twin, use)
        return SchemaPair(old=old.schema, new=new.schema)


def _status_of(response: Response, *operations: Operation | None) -> str:
    """Return a status that a response is for: of a range, one that nothing else is declared for."""
    if response.status.isdigit():
        return response.status
    taken = {r.status for o in operations if o is not None for r in o.responses}
    spans = [response.status[0]] if response.status != "default" else ["5", "4", "2", "3", "1"]
    free = (
        f"{span}{number:02}"
        for span in spans
        for number in range(100)
        if f"{span}{number:02}" not in taken
        and (response.status != "default" or f"{span}XX" not in taken)
    )
    return next(free, response.status)


def _contents(holder: object) -> tuple[MediaType, ...]:
    found: tuple[MediaType, ...] = getattr(holder, "contents", ())
    return found
