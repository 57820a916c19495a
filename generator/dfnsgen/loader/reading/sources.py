"""What the user names, to bytes: a path, a URL, or standard input. Raises Refused."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from dfnsgen.diagnostics import Location, Refused
from dfnsgen.loader import rules
from dfnsgen.loader.limits import MAX_BYTES
from dfnsgen.phrases import nearest


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """The bytes of one source. `folder` is where references to files start; None allows none.

    `url` is where it was fetched.
    """

    name: str
    content: bytes
    folder: Path | None = None
    path: Path | None = None
    url: str | None = None


def read_source(name: str, stdin: bytes | None = None) -> Source:
    """Return the bytes of a path, a URL, or `-`; `stdin` is what standard input held."""
    if name == "-":
        return Source(name="<stdin>", content=_bounded(stdin or b"", "<stdin>"))
    if name.startswith(("http://", "https://")):
        from dfnsgen.loader.reading.network import fetch  # only here is the network needed

        return Source(name=name, content=fetch(name), url=name)
    if "://" in name:
        at = Location(source=name)
        raise Refused(rules.URL_REFUSED.found(at, problem="only http and https are read"))
    path = Path(name)
    return Source(name=name, content=read_path(path, name), folder=path.parent, path=path)


def read_path(path: Path, name: str) -> bytes:
    """Return the bytes of a file, shown as `name`. Raises Refused."""
    at = Location(source=name)
    try:
        if path.is_dir():
            raise Refused(rules.NOT_READABLE.found(at, problem="it is a folder"))
        with path.open("rb") as file:
            return _bounded(file.read(MAX_BYTES + 1), name)
    except FileNotFoundError:
        raise not_found(path, name) from None
    except (OSError, ValueError) as error:
        problem = getattr(error, "strerror", None) or "the path isn't usable"
        raise Refused(rules.NOT_READABLE.found(at, problem=problem)) from None


def not_found(path: Path, name: str) -> Refused:
    """Return the refusal of a file that isn't there, with the one beside it that may be meant."""
    beside: list[Path] = []
    with suppress(OSError, ValueError):
        beside = [one for one in path.parent.iterdir() if one.is_file()]
    near = nearest(str(path), map(str, beside))
    return Refused(rules.NOT_FOUND.found(Location(source=name), nearest=near))


def _bounded(content: bytes, name: str) -> bytes:
    if len(content) > MAX_BYTES:
        raise Refused(rules.TOO_LARGE.found(Location(source=name), limit=MAX_BYTES))
    return content
