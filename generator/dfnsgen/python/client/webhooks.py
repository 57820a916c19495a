"""The events that an API sends: their types by the kind that they name themselves.

In: the webhooks of an Api, names, codecs, a profile. Out: WebhooksPlan.
"""

from __future__ import annotations

from dfnsgen.model.api import Api, Use, Webhook, resolved
from dfnsgen.model.media_types import BodyKind, kind_of
from dfnsgen.model.shapes.shape import LiteralShape, ObjectShape, Shape
from dfnsgen.profiles.profile import Profile
from dfnsgen.python.client.codec_at import codec_at
from dfnsgen.python.client.plan import EventPlan, WebhooksPlan
from dfnsgen.python.codecs.codecs import CodecsPlan
from dfnsgen.python.models.annotations import MODELS, annotate
from dfnsgen.python.names.names import Names
from dfnsgen.python.source.annotation import Annotation
from dfnsgen.python.source.imports import needs_of
from dfnsgen.python.source.source import NOTHING, identifier, literal


def plan_webhooks(
    api: Api, names: Names, codecs: CodecsPlan, profile: Profile
) -> WebhooksPlan | None:
    """Return the plan of the events, None where the API sends none that could be told apart."""
    known = profile.webhooks
    tag = known.tag if known else _common_tag(api)
    given = [
        (webhook.name, use)
        for webhook in api.webhooks
        if (use := _payload(webhook, api)) is not None
    ]
    if not given:
        return None
    annotations = [annotate(use.shape, names, prefix=MODELS) for _, use in given]
    return WebhooksPlan(
        about=_text(bool(known), tag),
        events=tuple(
            _event(name, use, tag, api, codecs, annotation)
            for (name, use), annotation in zip(given, annotations, strict=True)
        ),
        tag=literal(tag),
        verification=identifier(known.module) if known else NOTHING,
        has_models=not needs_of(annotations).isdisjoint(MODELS.needs),
    )


def _event(
    name: str, use: Use, tag: str, api: Api, codecs: CodecsPlan, annotation: Annotation
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


def _common_tag(api: Api) -> str:
    """Return the property that holds a constant in each event, "" where there is none."""
    shapes = [use.shape for webhook in api.webhooks if (use := _payload(webhook, api))]
    objects = [found for shape in shapes if (found := _object(shape, api))]
    candidates = [p.spec_name for p in objects[0].properties] if objects else []
    return next(
        (c for c in candidates if all(_constant(s, c, api) is not None for s in shapes)), ""
    )


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


def _text(verified: bool, tag: str) -> str:
    verb = "verifies a delivery and returns" if verified else "returns"
    told = f"\n\nAn event names its kind in `{tag}`." if tag.isidentifier() else ""
    return (
        f"The events that the API sends.\n\n`parse` {verb} the typed event of a delivery; one of "
        f"a kind that is not known here comes back as `UnknownEvent`.{told}"
    )
