"""What those who call an API do about a change that breaks.

In: an Edit, and the direction in which it breaks. Out: a sentence. What no row speaks of is said by
the direction: send what is taken now, or be ready for what may come.
"""

from __future__ import annotations

from dfnsgen.diff.change import Direction, Edit, Effect

_REQUEST = "send only what the new version takes"
_ANSWER = "be ready for what may come now, before the new version is called"

_BY_RULE = {
    "operation-removed": "stop calling it before the old version goes",
    "operation-moved": "call the new path",
    "parameter-added": "send it with each request",
    "parameter-required": "send it with each request",
    "parameter-moved": "send it where it belongs now",
    "parameter-style-changed": "write it as the new version reads it",
    "parameter-repeatable": "send as many values as are needed",
    "parameter-not-repeatable": "send one value",
    "empty-value-forbidden": "send a value, or leave it out",
    "request-body-added": "send a body with each request",
    "request-body-required": "send a body with each request",
    "request-body-removed": "send no body",
    "media-type-removed": "use a media type that is left",
    "media-type-parameters-changed": "send the media type as it is named now",
    "encoding-added": "encode the part as the new version reads it",
    "encoding-removed": "encode the part as the new version reads it",
    "encoding-changed": "encode the part as the new version reads it",
    "response-removed": "don't wait for that status",
    "webhook-removed": "find out otherwise what it told",
    "callback-removed": "find out otherwise what it told",
    "security-added": "send these credentials too",
    "security-alternative-removed": "send credentials of an alternative that is left",
    "security-scheme-changed": "send the credentials as the new version asks",
    "scope-added": "ask for tokens with these scopes",
    "oauth-flow-removed": "get tokens by a flow that is left",
    "oauth-url-changed": "get tokens at the new address",
    "union-mapping-changed": "use the tags of the new version",
    "discriminator-changed": "use the tags of the new version",
}
_IN_REQUESTS = {
    "property-added": "send it",
    "property-required": "send it",
    "property-removed": "don't send it",
    "property-renamed": "send it under its new name",
    "additional-properties-forbidden": "send only properties that have a name in the document",
    "enum-member-removed": "send another member",
    "enum-added": "send one of the members",
    "null-forbidden": "leave it out, or send a value",
    "variant-removed": "send another variant",
    "variants-overlap": "send what only one variant takes",
    "union-exclusive": "send what only one variant takes",
}
_IN_ANSWERS = {
    "property-removed": "do without it",
    "property-optional": "be ready for it to be missing",
    "property-renamed": "read it under its new name",
    "header-removed": "do without it",
    "header-optional": "be ready for it to be missing",
    "enum-member-added": "be ready for the new members",
    "null-allowed": "be ready for null",
    "variant-added": "be ready for the new variant",
    "type-changed": "read the new type as well",
    "type-widened": "read the new type as well",
}


def remedy(edit: Edit, direction: Direction | None) -> str:
    """Say what to do about an edit that breaks."""
    judged = Direction.REQUEST if edit.chosen else direction
    table = _IN_ANSWERS if judged is Direction.RESPONSE else _IN_REQUESTS
    specific = _BY_RULE.get(edit.rule.id) or table.get(edit.rule.id)
    if specific is not None:
        return specific
    if judged is Direction.RESPONSE or edit.effect is Effect.WIDENS:
        return _ANSWER
    return _REQUEST
