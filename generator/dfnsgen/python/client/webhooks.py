"""The events that an API sends: their types by the kind that they name themselves.

In: the webhooks of an Api, names, codecs, a profile. Out: WebhooksPlan.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from dfnsgen.configuration.webhooks import WebhookRows, scheme_of_header
from dfnsgen.model.api import Api, In, Use, Webhook, resolved
from dfnsgen.model.media_types import BodyKind, kind_of
from dfnsgen.model.shapes.shape import LiteralShape, ObjectShape, Shape
from dfnsgen.profiles.profile import Profile
from dfnsgen.python.codecs.uses import Uses, codec_at
from dfnsgen.python.models.annotations import MODELS, annotate
from dfnsgen.python.names.names import Names
from dfnsgen.python.source.annotation import Annotation
from dfnsgen.python.source.imports import Imports, import_lines, needs_of
from dfnsgen.python.source.source import (
    NOTHING,
    Source,
    code,
    docstring,
    identifier,
    imported,
    literal,
)

_WEBHOOKS = "._runtime._webhooks"


@dataclass(frozen=True, slots=True, kw_only=True)
class EventPlan:
    """One webhook event: its tag on the wire, its type as a text, its codec."""

    tag: Source
    quoted: Source
    codec: Source


@dataclass(frozen=True, slots=True, kw_only=True)
class WebhooksPlan:
    """The module of the events. `tag` is the property that names an event's kind.

    Without one, `only` is the one event that there is, or each is asked for by name (`is_named`).
    `verification` is the module of what verifies deliveries, where a profile knows one; `signing`
    are the arguments of what a document or configuration says of it. `has_age` tells whether a
    delivery says when it was sent.
    """

    about: str
    imports: Imports
    docstring: Source
    events: tuple[EventPlan, ...]
    tag: Source
    only: EventPlan | None = None
    is_named: bool = False
    verification: Source = NOTHING
    signing: tuple[tuple[Source, Source], ...] = ()
    has_age: bool = True

    @property
    def types(self) -> tuple[Source, ...]:
        """The types of the events, each once."""
        return tuple(dict.fromkeys(event.quoted for event in self.events))

    @property
    def is_verified(self) -> bool:
        """Whether a delivery's signature is checked."""
        return bool(self.verification or self.signing)

    @property
    def functions(self) -> tuple[str, ...]:
        """The functions of the module, overloads among them."""
        return ("parse",) * (len(self.events) + 2 if self.is_named else 1)


def plan_webhooks(
    api: Api, names: Names, codecs: Uses, profile: Profile, configured: WebhookRows = ()
) -> WebhooksPlan | None:
    """Return the plan of the events, None where the API sends none."""
    known = profile.webhooks
    given = [
        (webhook.name, use)
        for webhook in api.webhooks
        if (use := _payload(webhook, api)) is not None
    ]
    if not given:
        return None
    tag = known.tag if known else _common_tag([use.shape for _, use in given], api)
    annotations = [annotate(use.shape, names, prefix=MODELS) for _, use in given]
    events = tuple(
        _event(name, use, tag, api, codecs, annotation)
        for (name, use), annotation in zip(given, annotations, strict=True)
    )
    signing = configured or (() if known else _declared_signing(api))
    is_only = not tag and len(events) == 1
    is_named = not tag and not is_only
    plan = WebhooksPlan(
        about=_about(bool(known or signing), tag, is_only),
        docstring=NOTHING,
        imports=Imports(absolute=(), relative=()),
        events=events,
        tag=literal(tag),
        only=events[0] if is_only else None,
        is_named=is_named,
        verification=NOTHING if signing or known is None else identifier(known.module),
        signing=tuple((identifier(key), literal(value)) for key, value in signing),
        has_age=not signing or "timestamp" in dict(signing),
    )
    needs = needs_of(annotations, *(_needs(plan)))
    return replace(plan, docstring=docstring(_text(plan)), imports=import_lines(needs))


def _declared_signing(api: Api) -> WebhookRows:
    """Return the known scheme whose header the deliveries are documented to have."""
    parameters = (p for hook in api.webhooks for p in hook.operation.parameters)
    return scheme_of_header([p.spec_name for p in parameters if p.location is In.HEADER])


def _event(
    name: str, use: Use, tag: str, api: Api, codecs: Uses, annotation: Annotation
) -> EventPlan:
    constant = _constant(use.shape, tag, api)
    return EventPlan(
        tag=literal(name if constant is None else constant),
        quoted=literal(str(annotation.text)),
        codec=codec_at(use.at, codecs),
    )


def _payload(webhook: Webhook, api: Api) -> Use | None:
    body = webhook.operation.request_body
    contents = body.contents if body else ()
    found = (c for c in contents if kind_of(c, api.definitions) is BodyKind.JSON)
    return next((c.use for c in found if c.use is not None), None)


def _common_tag(shapes: Sequence[Shape], api: Api) -> str:
    """Return the property that holds a constant in each event, "" where there is none."""
    objects = [found for shape in shapes if (found := _object(shape, api))]
    candidates = [p.spec_name for p in objects[0].properties] if objects else []
    return next((c for c in candidates if _tells_apart(c, shapes, api)), "")


def _tells_apart(tag: str, shapes: Sequence[Shape], api: Api) -> bool:
    """Whether each event holds a constant there, and no two different ones the same."""
    found: dict[str | None, Shape] = {}
    same = [found.setdefault(_constant(shape, tag, api), shape) == shape for shape in shapes]
    return None not in found and all(same)


def _constant(shape: Shape, tag: str, api: Api) -> str | None:
    found = _object(shape, api)
    for property_ in found.properties if found else ():
        match property_.shape:
            case LiteralShape(values=(str() as value,)) if property_.spec_name == tag:
                return value
            case _:
                pass
    return None


def _object(shape: Shape, api: Api) -> ObjectShape | None:
    shape = resolved(shape, api.definitions)
    return shape if isinstance(shape, ObjectShape) else None


def _about(verified: bool, tag: str, is_only: bool) -> str:
    verb = "verifies a delivery and returns" if verified else "returns"
    unknown = "; one of a kind that is not known here comes back as `UnknownEvent`"
    naming = f"\n\nAn event names its kind in `{tag}`." if tag.isidentifier() else ""
    first = f"`parse` {verb} the typed event of a delivery{'' if is_only else unknown}."
    return f"The events that the API sends.\n\n{first}{naming}"


def _text(plan: WebhooksPlan) -> str:
    """Return the documentation of `parse`."""
    name = "`name` is the event's in the document, which a delivery doesn't say. "
    named = name if plan.is_named else ""
    if not plan.is_verified:
        return (
            "Return the event of a delivery, which is NOT verified: the document says nothing of "
            f"how.\n\n{named}Raises ValidationError where the event isn't what the document says."
        )
    age = (
        "`tolerance` is how many seconds old it may be, None for any age. " if plan.has_age else ""
    )
    unfit = "signature or age don't fit" if plan.has_age else "the signature doesn't fit"
    return (
        f"Verify a delivery and return its event.\n\n{named}`body` is the request's body as it "
        f"came. {age}Raises WebhookError where {unfit}, and ValidationError where the event isn't "
        "what the document says."
    )


def _needs(plan: WebhooksPlan) -> Iterator[Source]:
    """Yield what the template writes beside the parts."""
    yield imported("typing", "TypeAlias")
    yield imported(".", "codecs")
    if plan.is_named:
        yield from (imported("typing", name) for name in ("Literal", "overload"))
    if plan.only is None:
        yield from (imported("typing", name) for name in ("Any", "Union"))
        yield imported(_WEBHOOKS, "named" if plan.is_named else "event")
    if plan.only is None or plan.is_verified:
        yield imported("collections.abc", "Mapping")
    if plan.is_verified:
        yield imported("._runtime._secret", "Secret")
    if plan.signing:
        yield from (
            imported("._runtime._signed_webhooks", name) for name in ("Signing", "verified")
        )
    elif plan.verification:
        yield imported(code("._runtime.{}", plan.verification), "verified")
