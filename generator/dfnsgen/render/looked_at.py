"""Blocks of printed modules that were looked at before: a look parses, and that takes time.

In: the text of a module, and what an earlier run found good. Out: the names that the module
defines, where each of its blocks is good by itself. Texts that are good one by one are good one
after the other: a module is the list of its statements.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Generator, Iterator, Mapping
from contextlib import contextmanager

from dfnsgen.cache import Cache, edition

Names = tuple[str, ...]
Look = Callable[[str, Names], Names | None]

_STARTS = re.compile(r"\n(?=[@A-Za-z_])")


class LookedAt:
    """What is known to be good, by digest: the names that a block defines.

    `look` gives the names of a text, or None where it isn't good. `met` is what this run met, to be
    remembered for the next.
    """

    def __init__(self, known: Mapping[str, Names], look: Look) -> None:
        self._known = known
        self._look = look
        self.met: dict[str, Names] = {}

    def names(self, text: str, calls: Names) -> Names | None:
        """Return the names that a module defines; None where it has to be looked at as a whole."""
        found: list[str] = []
        start = hashlib.blake2b("\0".join(sorted(calls)).encode(), digest_size=16)
        for block in _blocks(text):
            digest = start.copy()
            digest.update(b"\0" + block.encode("utf-8", "surrogatepass"))
            key = digest.hexdigest()
            names = self.met.get(key, self._known.get(key))
            if names is None:
                names = self._look(block, calls)
            if names is None:
                return None
            self.met[key] = names
            found += names
        return tuple(found)


@contextmanager
def seen_blocks(cache: Cache, title: str, look: Look) -> Generator[LookedAt]:
    """Give what earlier runs on documents of this title found good, and keep what this one did."""
    name = hashlib.sha256(f"{edition()}\n{title}".encode("utf-8", "surrogatepass")).hexdigest()
    kept = cache.read("looked-at", name)
    known = {
        digest: tuple(names.split())
        for digest, names in (kept.items() if isinstance(kept, dict) else ())
        if isinstance(names, str)
    }
    seen = LookedAt(known, look)
    yield seen
    if seen.met.keys() != known.keys():
        cache.write("looked-at", name, {key: " ".join(names) for key, names in seen.met.items()})


def _blocks(text: str) -> Iterator[str]:
    """Cut a module where a line starts with a name; not in a text of several lines, nor between a
    decorator and what it decorates. A wrong cut gives a block that isn't good."""
    block = ""
    for piece in _STARTS.split(text):
        block = f"{block}\n{piece}" if block else piece
        if block.count('"""') % 2 == 0 and not piece.startswith("@"):
            yield block
            block = ""
    if block:
        yield block
