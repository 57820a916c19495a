"""The address of a list's next page, as an answer names it.

In: the request of a page, and the address that its answer holds. Out: what to ask for next. It is
asked of the host that the request went to, whatever host the address names: a server behind a proxy
doesn't know what it is called outside, and no answer may send credentials elsewhere.
"""

from __future__ import annotations

from urllib.parse import quote, unquote_plus, urljoin, urlsplit

from ._call import RequestOptions
from ._http import Request


def next_target(request: Request, address: str) -> str | None:
    """Return the query of the next page, with its path before it where that is another.

    Another path is followed on the host that the request went to; on a host of another name it has
    to be the path of the list. None is returned for an address that can't be followed, "" for that
    of the list itself, which would begin anew.
    """
    try:
        following = urlsplit(urljoin(request.url, address))
        is_same_host = following.hostname == urlsplit(request.url).hostname
    except ValueError:
        return None
    path = quote(following.path, safe="%!$&'()*+,;=:@/")
    query = quote(following.query, safe="%!$&'()*+,;=:@/?")
    own = request.path.removeprefix(request.base).strip("/")
    if f"{path.rstrip('/')}/".endswith(f"/{own}/"):
        return query
    if not is_same_host or following.scheme not in ("http", "https"):
        return None
    return f"{path or '/'}?{query}" if query else path or "/"


def next_address(request: Request, target: str) -> tuple[str, str, str]:
    """Return the origin, the base and the rest of an address that `next_target` has found."""
    if target[:1] != "/":
        return request.origin, request.base, f"{request.path.removeprefix(request.base)}?{target}"
    if request.base and target.startswith(f"{request.base}/"):
        return request.origin, request.base, target.removeprefix(request.base)
    return request.origin, "", target


def without_repeated(options: RequestOptions, target: str) -> RequestOptions:
    """Return the options of a call without the parameters that a target holds already."""
    held = {unquote_plus(part.partition("=")[0]) for part in target.partition("?")[2].split("&")}
    query = options.get("query", {})
    return {**options, "query": {name: query[name] for name in query if name not in held}}
