"""The constant that tells the runtime all about an operation.

In: an operation, its codecs, a profile. Out: the arguments of `Operation(…)` as Source.
"""

from __future__ import annotations

from dfnsgen.model.api import Api, Encoding, In, MediaType, Operation, Parameter, Response
from dfnsgen.profiles.profile import Profile
from dfnsgen.python.client.plan import Codecs
from dfnsgen.python.client.servers import own_server
from dfnsgen.python.client.shapes import DeprecatedProperties, has_property
from dfnsgen.python.source.source import Source, code, identifier, join, literal

_IGNORED_HEADERS = frozenset(("accept", "content-type", "authorization"))
"""Header parameters that are no parameters. Source: OpenAPI 3.1.1, section 4.8.12.1."""

_NONE = Source("None")
_DEFAULT_STYLES = {In.PATH: "simple", In.QUERY: "form", In.HEADER: "simple", In.COOKIE: "form"}


def is_json(content_type: str) -> bool:
    """Whether a media type is JSON. Source: RFC 6839, section 3.1."""
    media_type = content_type.partition(";")[0].strip().lower()
    return media_type == "application/json" or media_type.endswith("+json")


def taken_parameters(operation: Operation) -> tuple[Parameter, ...]:
    """Return the parameters that a method takes."""
    return tuple(
        p
        for p in operation.parameters
        if p.location is not In.HEADER or p.spec_name.lower() not in _IGNORED_HEADERS
    )


def operation_fields(
    operation: Operation,
    api: Api,
    codecs: Codecs,
    profile: Profile,
    deprecated: DeprecatedProperties,
) -> tuple[Source, ...]:
    """Return the arguments of the operation's constant."""
    fields = [literal(f"{operation.method} {operation.path}")]
    params = [_param(parameter, codecs) for parameter in taken_parameters(operation)]
    if params:
        fields.append(code("params={}", _tuple(params)))
    body = operation.request_body
    if body is not None and body.contents:
        bodies = _tuple([_body(content, codecs, deprecated) for content in body.contents])
        fields.append(code("bodies={}", bodies))
        if body.required:
            fields.append(Source("body_required=True"))
    answers = [_answer(response, codecs) for response in operation.responses]
    if answers:
        fields.append(code("answers={{{}}}", join(", ", answers)))
    if operation.security:
        alternatives = [
            _tuple([literal(requirement.scheme) for requirement in alternative])
            for alternative in operation.security
        ]
        fields.append(code("security={}", _tuple(alternatives)))
    if operation.method in profile.repeatable:
        fields.append(Source("repeatable=True"))
    elif takes_key(operation, profile, api):
        fields.append(code("idempotency_key={}", literal(profile.idempotency_key)))
    if operation.servers and operation.servers != api.servers:
        server = own_server(operation.servers)
        fields += [code("server={}", literal(server))] if server else []
    return (*fields, *special_field(operation, profile))


def takes_key(operation: Operation, profile: Profile, api: Api) -> bool:
    """Whether the body declares the property that makes a repetition safe."""
    key = profile.idempotency_key
    contents = operation.request_body.contents if operation.request_body else ()
    uses = [content.use for content in contents if content.use is not None]
    return bool(key) and any(has_property(use.shape, key, api) for use in uses)


def special_field(operation: Operation, profile: Profile) -> tuple[Source, ...]:
    """Return how a status is decoded that only the profile knows, if the operation may have it."""
    pending, signed = profile.pending, profile.signed
    if pending is None or signed is None or not is_signed(operation, profile):
        return ()
    if any(response.status == str(pending.status) for response in operation.responses):
        return ()
    return (code("special={{{}: {}}}", pending.status, identifier(pending.factory)),)


def is_signed(operation: Operation, profile: Profile) -> bool:
    """Whether an operation is under the profile's signed scheme."""
    return profile.signed is not None and any(
        requirement.scheme == profile.signed.scheme
        for alternative in operation.security
        for requirement in alternative
    )


def _param(parameter: Parameter, codecs: Codecs) -> Source:
    parts = [literal(parameter.location.value), literal(parameter.spec_name)]
    parts.append(_codec(parameter.use.at, codecs))
    style = _DEFAULT_STYLES[parameter.location]
    if parameter.style and parameter.style != style:
        parts.append(code("style={}", literal(parameter.style)))
    if parameter.explode != ((parameter.style or style) == "form"):
        parts.append(code("explode={}", literal(parameter.explode)))
    if parameter.allow_reserved:
        parts.append(Source("allow_reserved=True"))
    if parameter.deprecated:
        parts.append(Source("deprecated=True"))
    if is_json(parameter.content_type):
        parts.append(Source("json=True"))
    return code("Param({})", join(", ", parts))


def _body(content: MediaType, codecs: Codecs, deprecated: DeprecatedProperties) -> Source:
    parts = [literal(content.content_type)]
    if content.use is not None and _has_fields(content.content_type):
        parts.append(_codec(content.use.at, codecs))
    encodings = _parts(content)
    if encodings:
        if len(parts) == 1:
            parts.append(_NONE)
        parts.append(code("{{{}}}", join(", ", encodings)))
    if content.use is not None and _has_fields(content.content_type):
        old = [_tuple([literal(n) for n in p]) for p in deprecated.ways(content.use.shape)]
        parts += [code("deprecated={}", _tuple(old))] if old else []
    return code("Body({})", join(", ", parts))


def _has_fields(content_type: str) -> bool:
    media_type = content_type.partition(";")[0].strip().lower()
    return (
        is_json(media_type)
        or media_type.startswith("multipart/")
        or media_type == "application/x-www-form-urlencoded"
    )


def _parts(content: MediaType) -> list[Source]:
    """Return how the properties of a form travel, where that isn't how they travel by default."""
    if is_json(content.content_type) or not _has_fields(content.content_type):
        return []
    return [
        code("{}: Part({})", literal(encoding.property_name), join(", ", _part(encoding)))
        for encoding in content.encodings
    ]


def _part(encoding: Encoding) -> list[Source]:
    parts: list[Source] = []
    if encoding.content_type:
        parts.append(code("content_type={}", literal(encoding.content_type)))
    if encoding.style != "form":
        parts.append(code("style={}", literal(encoding.style)))
    if not encoding.explode:
        parts.append(Source("explode=False"))
    return parts


def _answer(response: Response, codecs: Codecs) -> Source:
    contents = [
        code("{}: {}", literal(content.content_type), _answer_codec(content, codecs))
        for content in response.contents
    ]
    return code("{}: {{{}}}", literal(response.status), join(", ", contents))


def _answer_codec(content: MediaType, codecs: Codecs) -> Source:
    if content.use is None or not is_json(content.content_type):
        return _NONE
    return _codec(content.use.at, codecs)


def _codec(at: str, codecs: Codecs) -> Source:
    return code("codecs.{}", identifier(codecs.by_use[at].py_name))


def _tuple(parts: list[Source]) -> Source:
    return code("({},)", parts[0]) if len(parts) == 1 else code("({})", join(", ", parts))
