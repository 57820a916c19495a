"""Events that the API sends: from the text of a delivery to the typed event of its kind.

In: a body, the property that names the kind, the codec of each kind. Out: the event, or an
`UnknownEvent`: kinds are added over time, and a receiver that fails gets the delivery again.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final, cast

from ._errors import ClientError
from ._json import loads
from ._shown import shown


class WebhookError(ClientError):
    """A delivery isn't genuine, or is too old."""


class UnknownEvent:
    """An event of a kind that this package doesn't know: `kind`, and the whole `value`."""

    __slots__ = ("kind", "value")
    __match_args__ = ("kind", "value")

    def __init__(self, kind: str, value: Any) -> None:
        self.kind: Final = kind
        self.value: Final[Any] = value

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, UnknownEvent):
            return NotImplemented
        return self.kind == other.kind and bool(self.value == other.value)

    __hash__ = None  # type: ignore[assignment]  # the value is mutable

    @shown
    def __repr__(self) -> str:
        return f"UnknownEvent({self.kind!r})"


def event(body: bytes | str, tag: str, codecs: Mapping[str, Any]) -> Any:
    """Return the event of a body. Raises ValidationError where a known kind has another form."""
    value = loads(body)
    kind: Any = cast("dict[str, Any]", value).get(tag) if isinstance(value, dict) else None
    codec = codecs.get(kind) if isinstance(kind, str) else None
    if codec is None:
        return UnknownEvent(kind if isinstance(kind, str) else "", value)
    return codec.from_json(body, lenient=True)


def named(name: str, body: bytes | str, codecs: Mapping[str, Any]) -> Any:
    """Return the event of a body whose kind the receiver knows: of its address, or of a header.

    Raises ValidationError where a known kind has another form.
    """
    codec = codecs.get(name)
    return UnknownEvent(name, loads(body)) if codec is None else codec.from_json(body, lenient=True)
