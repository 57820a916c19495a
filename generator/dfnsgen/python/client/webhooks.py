"""The events that an API sends: their types by the kind that they name themselves.

In: the webhooks of an Api, names, codecs, a profile. Out: WebhooksPlan.
"""

from __future__ import annotations

from dfnsgen.model.api import Api, Use, Webhook, resolved
from dfnsgen.model.shapes.shape import LiteralShape, ObjectShape, Shape
from dfnsgen.profiles.profile import Profile
from dfnsgen.python.client.constants import is_json
from dfnsgen.python.client.plan import Codecs, EventPlan, WebhooksPlan
from dfnsgen.python.models.annotations import MODELS, annotate
from dfnsgen.python.names.names import Names
from dfnsgen.python.source.source import Source, code, identifier, literal


def plan_webhooks(api: Api, names: Names, codecs: Codecs, profile: Profile) -> WebhooksPlan | None:
    """Return the plan of the events, None where the API sends none that could be told apart."""
    known = profile.webhooks
    tag = known.tag if known else _common_tag(api)
    events = tuple(
        event
        for webhook, name in zip(api.webhooks, names.webhooks, strict=True)
        if (event := _event(webhook, name, tag, api, names, codecs)) is not None
    )
    if not events:
        return None
    verification = (
        (
            Source("from ._runtime._secret import Secret"),
            code("from ._runtime.{} import verified", identifier(known.module)),
        )
        if known
        else ()
    )
    return WebhooksPlan(
        about=_text(bool(known), tag),
        events=events,
        tag=literal(tag),
        verification=verification,
        needs_models=(Source("models"),) if any("models." in e.annotation for e in events) else (),
    )


def _event(
    webhook: Webhook, name: str, tag: str, api: Api, names: Names, codecs: Codecs
) -> EventPlan | None:
    use = _payload(webhook)
    if use is None:
        return None
    constant = _constant(use.shape, tag, api)
    annotation = annotate(use.shape, names, prefix=MODELS)
    return EventPlan(
        tag=literal(webhook.name if constant is None else constant),
        name=identifier(name),
        annotation=annotation,
        quoted=literal(str(annotation)),
        codec=code("codecs.{}", identifier(codecs.by_use[use.at].py_name)),
    )


def _payload(webhook: Webhook) -> Use | None:
    body = webhook.operation.request_body
    contents = body.contents if body else ()
    return next((c.use for c in contents if c.use is not None and is_json(c.content_type)), None)


def _common_tag(api: Api) -> str:
    """Return the property that holds a constant in each event, "" where there is none."""
    shapes = [use.shape for webhook in api.webhooks if (use := _payload(webhook))]
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
