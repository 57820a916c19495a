"""Fetching a document that the user named by URL; the one module that reads the network.

Only http and https; certificates are checked; no credentials are sent, from the URL or from a
netrc; at most `MAX_REDIRECTS` redirects, never from https to http; bounded in time and bytes.
"""

from __future__ import annotations

import http.client
import time
import urllib.error
import urllib.request
from dataclasses import dataclass
from http import HTTPStatus
from typing import IO
from urllib.parse import urlsplit

from dfnsgen.diagnostics import Location, Refused
from dfnsgen.loader import rules
from dfnsgen.loader.limits import MAX_BYTES

TIMEOUT = 20.0
"""Seconds without an answer."""
MAX_SECONDS = 120.0
"""Seconds for the whole document."""
MAX_REDIRECTS = 5
_CHUNK = 64 * 1024


class _Redirects(urllib.request.HTTPRedirectHandler):
    """Follows a few redirects, and none that leaves TLS or http altogether."""

    max_redirections = MAX_REDIRECTS
    max_repeats = 2

    def redirect_request(
        self,
        req: urllib.request.Request,
        fp: IO[bytes],
        code: int,
        msg: str,
        headers: http.client.HTTPMessage,
        newurl: str,
    ) -> urllib.request.Request | None:
        """Refuse a redirect that would weaken what the user asked for."""
        problem = _problem(newurl)
        if not problem and req.type == "https" and urlsplit(newurl).scheme != "https":
            problem = "it redirects from https to http"
        if problem:
            raise Refused(rules.URL_REFUSED.found(Location(source=req.full_url), problem=problem))
        return super().redirect_request(req, fp, code, msg, headers, newurl)


@dataclass(frozen=True, slots=True, kw_only=True)
class Fetched:
    """What a server gave, and by what it knows that version. Source: RFC 9110, section 8.8."""

    content: bytes
    etag: str = ""
    modified: str = ""


def fetch(url: str) -> bytes:
    """Return the bytes behind a URL. Raises Refused."""
    fetched = fetch_newer(url)
    assert fetched is not None, "only a conditional request is answered with 304"
    return fetched.content


def fetch_newer(url: str, *, etag: str = "", modified: str = "") -> Fetched | None:
    """Return what is behind a URL, None where it is still the version named. Raises Refused."""
    at = Location(source=url)
    problem = _problem(url)
    if problem:
        raise Refused(rules.URL_REFUSED.found(at, problem=problem))
    request = urllib.request.Request(
        url,
        headers={
            "Accept": "application/yaml, application/json, text/markdown, text/plain, */*",
            "User-Agent": "dfnsgen",
            **({"If-None-Match": etag} if etag else {}),
            **({"If-Modified-Since": modified} if modified else {}),
        },
    )
    opener = urllib.request.build_opener(_Redirects())
    try:
        with opener.open(request, timeout=TIMEOUT) as answer:
            return Fetched(
                content=_read(answer, at),
                etag=answer.headers.get("ETag", ""),
                modified=answer.headers.get("Last-Modified", ""),
            )
    except urllib.error.HTTPError as error:
        if error.code == HTTPStatus.NOT_MODIFIED and (etag or modified):
            return None
        problem = f"the server answers {error.code} {error.reason}"
    except urllib.error.URLError as error:
        problem = str(error.reason)
    except (OSError, ValueError, http.client.HTTPException) as error:
        problem = str(error) or type(error).__name__
    raise Refused(rules.URL_FAILED.found(at, problem=problem))


def _problem(url: str) -> str:
    """Say why a URL isn't fetched, or ''."""
    try:
        parts = urlsplit(url)
        host = parts.hostname
    except ValueError:
        return "it is malformed"
    if parts.scheme not in ("http", "https"):
        return "only http and https are read"
    if parts.username is not None or parts.password is not None:
        return "it holds credentials"
    return "" if host else "it names no host"


def _read(answer: http.client.HTTPResponse, at: Location) -> bytes:
    """Return the body, unless it is too long or takes too long."""
    until = time.monotonic() + MAX_SECONDS
    chunks: list[bytes] = []
    length = 0
    while chunk := answer.read1(_CHUNK):
        length += len(chunk)
        if length > MAX_BYTES:
            raise Refused(rules.TOO_LARGE.found(at, limit=MAX_BYTES))
        if time.monotonic() > until:
            problem = f"it takes more than {MAX_SECONDS:.0f} seconds"
            raise Refused(rules.URL_FAILED.found(at, problem=problem))
        chunks.append(chunk)
    return b"".join(chunks)
