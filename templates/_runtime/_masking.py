"""A server that says what it was sent: our own credentials in its words are not handed on.

In: a request before and after its credentials were set; an answer. Out: the answer with `***` in
place of them, in its headers and, where it is an error, in its body. Whoever logs an error of ours,
pickles it or sends it to somebody logs no token.
"""

from __future__ import annotations

import base64
from collections.abc import Iterable, Iterator
from contextlib import suppress
from typing import Final
from urllib.parse import unquote

from ._http import Headers, Request, Response
from ._secret import MASK, Secret

_SHORTEST: Final = 6
"""What has fewer characters is masked with what stands before it only: else words would go."""


def credentials_in(before: Request, after: Request) -> tuple[Secret, ...]:
    """Return the texts that a server could repeat, the longest first."""
    return tuple(map(Secret, sorted(set(_texts(before, after)), key=len, reverse=True)))


def _texts(before: Request, after: Request) -> Iterator[str]:
    for name, value in after.headers.pairs:
        if (name, value) not in before.headers.pairs:
            yield from _of_header(value)
    if after.target != before.target:
        key = after.target.removeprefix(before.target).rpartition("=")[2]
        yield from (text for text in (key, unquote(key)) if len(text) >= _SHORTEST)


def _of_header(value: str) -> Iterator[str]:
    scheme, space, rest = value.partition(" ")
    if len(value) >= _SHORTEST:
        yield value
    last = (rest if space else value).rpartition("; ")[2].partition("=")
    for text in (rest, last[2] if space and last[1] else ""):
        if len(text) >= _SHORTEST:
            yield text
            yield unquote(text)
    if scheme == "Basic":
        with suppress(ValueError):
            password = base64.b64decode(rest).decode().partition(":")[2]
            if len(password) >= _SHORTEST:
                yield password


def masked(response: Response, secrets: Iterable[Secret]) -> Response:
    """Return an answer without some texts in its headers, or in its body where it is no success."""
    texts = [secret.reveal() for secret in secrets if secret]
    pairs = tuple((name, _without(value, texts)) for name, value in response.headers.pairs)
    body = response.body
    if not 200 <= response.status < 300:
        for text in texts:
            for spelled in (text, text.replace("/", "\\/")):
                body = body.replace(spelled.encode(), MASK.encode())
    if body is response.body and pairs == response.headers.pairs:
        return response
    return Response(response.status, Headers(pairs), body)


def _without(value: str, texts: list[str]) -> str:
    for text in texts:
        value = value.replace(text, MASK)
    return value
