"""The rules for where meaning and letter part, each told once with the number of its places."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from dfnsgen.diagnostics import Diagnostic, Rule
from dfnsgen.loader.document import Document
from dfnsgen.phrases import places_from

ONE_DIRECTION = Rule.info(
    "required-in-one-direction",
    "required properties that are only read, or only written ({places})",
    effect="requests go without the former, answers may lack the latter; VALIDATORS ask for both",
    remedy="nothing; --letter asks for them in both directions",
)
CLOSED_WHOLE = Rule.warning(
    "closed-beside-others",
    "`additionalProperties` exclude what a union or `allOf` beside declares ({places})",
    effect="codecs take what is declared there, VALIDATORS nothing of it",
    remedy="write `unevaluatedProperties` beside the union or `allOf` instead",
)
OVERRIDDEN = Rule.warning(
    "property-overridden",
    "parts of an `allOf` describe a property in ways that exclude each other ({places})",
    effect="codecs take what the last part says of it, VALIDATORS nothing",
    remedy="describe it once, or so that a value can be both",
)
TYPE_BESIDE_UNION = Rule.warning(
    "type-beside-union",
    "a `type` excludes variants of the union, or parts of the `allOf`, beside it ({places})",
    effect="codecs take what these describe too, VALIDATORS refuse it",
    remedy="correct the `type`, or leave it to the variants or parts",
)
NULL_EXCLUDED = Rule.warning(
    "null-excluded",
    "null is among the types, and what stands beside them excludes it ({places})",
    effect="codecs take null, VALIDATORS refuse it",
    remedy="add null to the `enum`, or write `anyOf` of the schema and `type: 'null'`",
)
TAG_EXCLUDED = Rule.warning(
    "discriminator-excluded",
    "the variants restrict a discriminator's property to texts not in its mapping ({places})",
    effect="the discriminator is left out: the variants are told apart by what they hold",
    remedy="name the property that tells them apart",
)
BODY_REQUIRED = Rule.info(
    "body-required-inferred",
    "bodies that can't be empty don't say that they are required ({places})",
    effect="they are: their arguments have no default",
    remedy="write `required: true`; `required: false` makes a body optional",
)

_RULES = (
    ONE_DIRECTION,
    CLOSED_WHOLE,
    OVERRIDDEN,
    TYPE_BESIDE_UNION,
    NULL_EXCLUDED,
    TAG_EXCLUDED,
    BODY_REQUIRED,
)


def departures(document: Document, places: Mapping[str, Iterable[str]]) -> Iterator[Diagnostic]:
    """Yield a finding for each kind of departure, at the first of its places."""
    for rule in _RULES:
        found = list(dict.fromkeys(places.get(rule.id, ())))
        if found:
            at = document.locate(found[0].removesuffix("/non-null"))
            yield rule.found(at, places=places_from(len(found)))
