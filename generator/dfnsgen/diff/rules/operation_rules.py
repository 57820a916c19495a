"""The rules of what stands around schemas: operations, parameters, bodies, answers, security.

In: nothing. Out: rules.
"""

from __future__ import annotations

from collections.abc import Iterator

from dfnsgen.diff.rules.rule import ChangeRule, own, pair, valued


def _operations() -> Iterator[ChangeRule]:
    yield from pair(
        "operation",
        "the operations, by method and path",
        ("operation-added", "{subject} was added"),
        ("operation-removed", "{subject} was removed"),
    )
    yield ChangeRule(
        id="operation-removed-after-sunset",
        message="{subject} was removed after its sunset on {before}",
        mirror="operation-added",
        area="operation",
        about="an operation that was deprecated with an `x-sunset` that has passed",
    )
    yield own(
        "operation",
        "an operation removed and the same one added elsewhere",
        "operation-moved",
        "{subject} was moved from {before} to {after}",
    )
    yield from valued("operation-id", "the operationId", "operation")
    yield from pair(
        "operation",
        "`tags`",
        ("tag-added", "{subject} has the tag {after} now"),
        ("tag-removed", "{subject} no longer has the tag {before}"),
    )
    yield own(
        "documentation",
        "`summary`",
        "summary-changed",
        "{subject}: the summary was changed",
        documents=True,
    )
    yield from pair(
        "webhook",
        "the webhooks, by name",
        ("webhook-added", "{subject} was added"),
        ("webhook-removed", "{subject} was removed"),
    )
    yield from pair(
        "webhook",
        "the callbacks of an operation",
        ("callback-added", "{subject} was added"),
        ("callback-removed", "{subject} was removed"),
    )
    yield from valued("sunset", "the sunset", "operation")


def _parameters() -> Iterator[ChangeRule]:
    yield from pair(
        "parameter",
        "the parameters, by name and place",
        ("parameter-added", "{subject} was added"),
        ("parameter-removed", "{subject} was removed"),
    )
    yield from pair(
        "parameter",
        "`required` of a parameter",
        ("parameter-required", "{subject} is required now"),
        ("parameter-optional", "{subject} is no longer required"),
    )
    yield own(
        "parameter",
        "the name of a path parameter",
        "path-parameter-renamed",
        "the path parameter {before} is called {after} now",
    )
    yield own(
        "parameter",
        "the place of a parameter",
        "parameter-moved",
        "{subject} was moved from {before} to {after}",
    )
    yield own(
        "parameter",
        "`style`, `explode` and `content` of a parameter",
        "parameter-style-changed",
        "{subject} was sent as {before} and is sent as {after}",
    )
    yield from pair(
        "parameter",
        "`allowReserved`",
        ("allow-reserved-added", "{subject}: reserved characters are sent as they are now"),
        ("allow-reserved-removed", "{subject}: reserved characters are escaped now"),
    )
    yield from pair(
        "parameter",
        "`allowEmptyValue`",
        ("empty-value-allowed", "{subject} may be sent without a value now"),
        ("empty-value-forbidden", "{subject} can no longer be sent without a value"),
    )
    yield from pair(
        "parameter",
        "a parameter that becomes a list and is written once for each item, or the other way",
        ("parameter-repeatable", "{subject} may be given several times now"),
        ("parameter-not-repeatable", "{subject} can be given only once now"),
    )


def _bodies() -> Iterator[ChangeRule]:
    yield from pair(
        "body",
        "the body of a request",
        ("request-body-added", "{subject} was added"),
        ("request-body-removed", "{subject} was removed"),
    )
    yield from pair(
        "body",
        "`required` of a request's body",
        ("request-body-required", "{subject} is required now"),
        ("request-body-optional", "{subject} is no longer required"),
    )
    yield from pair(
        "body",
        "the media types of a body",
        ("media-type-added", "{subject} may be {after} as well"),
        ("media-type-removed", "{subject} can no longer be {before}"),
    )
    yield own(
        "body",
        "the parameters of a media type, `charset` for one",
        "media-type-parameters-changed",
        "{subject}: the media type was {before} and is {after}",
    )
    yield from pair(
        "body",
        "whether a body has a schema",
        ("body-schema-added", "{subject} has a schema now"),
        ("body-schema-removed", "{subject} no longer has a schema"),
    )
    yield from valued("encoding", "the encoding", "body")


def _responses() -> Iterator[ChangeRule]:
    yield from pair(
        "response",
        "the statuses of answers",
        ("response-added", "{subject} was added"),
        ("response-removed", "{subject} was removed"),
    )
    yield from pair(
        "response",
        "the headers of an answer",
        ("header-added", "{subject} was added"),
        ("header-removed", "{subject} was removed"),
    )
    yield from pair(
        "response",
        "`required` of a header",
        ("header-required", "{subject} is always there now"),
        ("header-optional", "{subject} need not be there any more"),
    )
    yield own(
        "response",
        "`content` of a header",
        "header-style-changed",
        "{subject} was sent as {before} and is sent as {after}",
    )
    yield from pair(
        "response",
        "the links of an answer",
        ("link-added", "{subject} was added"),
        ("link-removed", "{subject} was removed"),
    )
    yield own(
        "response",
        "where a link leads, and what it hands on",
        "link-changed",
        "{subject} was changed from {before} to {after}",
    )


def _security() -> Iterator[ChangeRule]:
    yield from pair(
        "security",
        "the ways to be authorised",
        ("security-added", "{subject}: {after} is required now"),
        ("security-removed", "{subject}: {before} is no longer required"),
    )
    yield from pair(
        "security",
        "alternatives of `security`",
        ("security-alternative-added", "{subject}: {after} is accepted as well"),
        ("security-alternative-removed", "{subject}: {before} is no longer accepted"),
    )
    yield from pair(
        "security",
        "the scopes that are asked for",
        ("scope-added", "{subject}: the scopes {after} are needed as well"),
        ("scope-removed", "{subject}: the scopes {before} are no longer needed"),
    )
    yield own(
        "security",
        "type and place of a security scheme",
        "security-scheme-changed",
        "{subject} was {before} and is {after}",
    )
    yield from pair(
        "security",
        "security schemes that no operation accepts",
        ("security-scheme-added", "{subject} was added; no operation accepts it"),
        ("security-scheme-removed", "{subject} was removed; no operation accepted it"),
    )
    yield from pair(
        "security",
        "the flows of OAuth",
        ("oauth-flow-added", "{subject}: tokens may be had by the flow {after} as well"),
        ("oauth-flow-removed", "{subject}: tokens can no longer be had by the flow {before}"),
    )
    yield own(
        "security",
        "the addresses of a flow",
        "oauth-url-changed",
        "{subject}: the address {before} is {after} now",
    )
    yield from pair(
        "security",
        "the scopes that a flow offers",
        ("oauth-scope-added", "{subject} offers the scope {after} now"),
        ("oauth-scope-removed", "{subject} no longer offers the scope {before}"),
    )


def _document() -> Iterator[ChangeRule]:
    yield from pair(
        "document",
        "the servers, by URL",
        ("server-added", "{subject} was added"),
        ("server-removed", "{subject} was removed"),
    )
    yield own(
        "document",
        "the variables of a server",
        "server-variables-changed",
        "{subject}: the variables were changed from {before} to {after}",
    )
    yield from pair(
        "document",
        "components that no operation uses",
        ("schema-added", "{subject} was added; no operation uses it"),
        ("schema-removed", "{subject} was removed; no operation used it"),
    )
    yield own(
        "document",
        "the names of components",
        "schema-renamed",
        "the schema {before} was renamed to {after}",
    )
    yield own(
        "documentation",
        "what is spelled otherwise and means the same; reported with `--show-equivalent` alone",
        "spelling-changed",
        "{subject} is spelled otherwise and means the same: {before}, now {after}",
        documents=True,
    )
    yield own(
        "documentation",
        "title and description of the API",
        "api-text-changed",
        "{subject} was changed",
        documents=True,
    )


def operation_rules() -> Iterator[ChangeRule]:
    """Yield the rules of operations and of the whole document."""
    for group in (_operations, _parameters, _bodies, _responses, _security, _document):
        yield from group()
