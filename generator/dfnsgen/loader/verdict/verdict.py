"""What the specification's validator says of a document: asked beside the other work, remembered.

The validator takes seconds, so it runs in a process of its own (`_spec_validator`), and what it
said is kept in the user's cache folder under the hash of the repaired document and the
validator as it is installed; so are the parts of a document that were found clean.
"""

from __future__ import annotations

import hashlib
import json
import subprocess
import sys
import tempfile
import weakref
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from importlib.util import find_spec
from pathlib import Path
from typing import cast

from dfnsgen.cache import Cache, user_cache
from dfnsgen.diagnostics import Diagnostic, Location
from dfnsgen.json_value import JsonValue
from dfnsgen.loader import rules, slip_rules
from dfnsgen.loader.document import Document
from dfnsgen.loader.limits import MAX_VERDICTS
from dfnsgen.loader.verdict.parts import Part, part_digests, without

_PROGRAM = Path(__file__).with_name("_spec_validator.py")
_FORM = "6"
"""Changes when the program says something else of the same document."""
_RULES = {  # of paths and their parameters the loader has spoken
    "stray-key": slip_rules.STRAY_KEY,
    "missing-key": slip_rules.MISSING_KEY,
    "wrong-type": slip_rules.WRONG_TYPE,
    "repeated": slip_rules.REPEATED,
    "name": slip_rules.COMPONENT_NAME,
    "form": slip_rules.FORM,
    "operation-id": slip_rules.OPERATION_ID,
    "required-undeclared": slip_rules.REQUIRED_UNDECLARED,
    "default": rules.DEFAULT_NOT_VALID,
}
_DEPTH = 3
"""The members of `components/schemas` and of a path are hashed one at a time."""
_SECONDS = 300
"""What a verdict may take: the library has steps that a hostile document makes endless."""

Problems = list[tuple[str, str, str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Memory:
    """Where a verdict is to be remembered: its own name, and the digests of the parts judged."""

    cache: Cache
    name: str
    lineage: str
    parts: Mapping[Part, str]

    def remember(self, problems: Problems) -> None:
        """Keep a verdict; a clean one is one of all parts as well."""
        self.cache.write("verdicts", self.name, [[*problem] for problem in problems])
        if not problems and self.parts:
            self.cache.write("clean-parts", self.lineage, [*self.parts.values()])


@dataclass(frozen=True, slots=True, kw_only=True, weakref_slot=True)
class PendingVerdict:
    """A verdict that is known, or that a process is working on.

    `whole` is the text of the document where the process judges only a part of it.
    """

    document: Document
    known: Problems | None = None
    process: subprocess.Popen[bytes] | None = None
    memory: _Memory | None = None
    whole: bytes | None = None

    def result(self) -> tuple[Diagnostic, ...]:
        """Return what the validator says; waits until it has said it."""
        if self.known is not None:
            return _diagnostics(self.document, self.known)
        assert self.process is not None
        problems, problem = _answer(self.process)
        if problems != [] and self.whole is not None:
            problems, problem = _answer(_start(self.whole))
        if problems is None:
            at = Location(source=self.document.source)
            return (rules.SPEC_VALIDATOR_FAILED.found(at, problem=problem),)
        if self.memory is not None:
            self.memory.remember(problems)
        return _diagnostics(self.document, problems)


def start_verdict(document: Document, *, cache: Cache | None = None) -> PendingVerdict:
    """Start to judge a document, unless the verdict is remembered; `result()` waits for it.

    Parts that were found clean, in this document or an earlier version of it, aren't judged again;
    where something is found in the rest, the whole is judged. `cache` is the user's where none is
    given.
    """
    cache = user_cache() if cache is None else cache
    judge = _judge()
    name = _digest(judge, document.tree)
    known = _read(cache.read("verdicts", name))
    if known is not None:
        return PendingVerdict(document=document, known=known)
    lineage = hashlib.sha256(f"{judge}\n{document.title}".encode()).hexdigest()
    text = _json(document.tree)
    parts: Mapping[Part, str] = {}
    if cache.folder is not None:
        parts = part_digests(document.tree, text, judge)
    remembered = cache.read("clean-parts", lineage)
    found_clean = set(map(str, remembered)) if isinstance(remembered, list) else set[str]()
    clean = {part for part, digest in parts.items() if digest in found_clean}
    handed = _json(without(document.tree, clean)) if clean else text
    process = _start(handed.encode())
    pending = PendingVerdict(
        document=document,
        process=process,
        memory=_Memory(cache=cache, name=name, lineage=lineage, parts=parts),
        whole=text.encode() if clean else None,
    )
    weakref.finalize(pending, _end, process)
    return pending


def _digest(judge: str, tree: JsonValue) -> str:
    """Return the hash of who judges and of the tree's text, which needn't be held whole."""
    digest = hashlib.sha256(f"{judge}\n".encode())
    for piece in _pieces(tree, _DEPTH):
        digest.update(piece.encode())
    return digest.hexdigest()


def _pieces(value: JsonValue, depth: int) -> Iterator[str]:
    """Yield the text of a tree as JSON, member by member down to a depth."""
    if not isinstance(value, dict) or not depth:
        yield _json(value)
        return
    before = "{"
    for key, inner in value.items():
        yield f"{before}{_json(key)}:"
        yield from _pieces(inner, depth - 1)
        before = ","
    yield "}" if value else "{}"


def _start(text: bytes) -> subprocess.Popen[bytes]:
    with tempfile.TemporaryFile() as handed:
        handed.write(text)
        handed.seek(0)
        return subprocess.Popen(
            [sys.executable, "-P", str(_PROGRAM), str(MAX_VERDICTS)],
            stdin=handed,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )


def _end(process: subprocess.Popen[bytes]) -> None:
    """End the program of a verdict that nobody waits for any more."""
    if process.poll() is None:
        process.kill()
        process.communicate()


def _answer(process: subprocess.Popen[bytes]) -> tuple[Problems | None, str]:
    """Wait for the program; return what it found, or None and why there is nothing."""
    try:
        out, err = process.communicate(timeout=_SECONDS)
    except subprocess.TimeoutExpired:
        _end(process)
        return None, f"it took more than {_SECONDS} seconds"
    problems = _parsed(out) if process.returncode == 0 else None
    lines = err.decode("utf-8", "replace").strip().splitlines()
    return problems, lines[-1][:300] if lines else f"it ended with {process.returncode}"


def _parsed(out: bytes) -> Problems | None:
    try:
        return _read(json.loads(out))
    except ValueError:
        return None


def _judge() -> str:
    """Return who judges: the library and what it judges with, and the form of our program.

    Each as it is installed: to ask for versions would take a tenth of a run that has little to do.
    """
    found = [find_spec(name) for name in ("openapi_spec_validator", "jsonschema")]
    files = [Path(spec.origin).stat() for spec in found if spec is not None and spec.origin]
    return " ".join([*(f"{file.st_mtime_ns}-{file.st_size}" for file in files), _FORM])


def _json(value: JsonValue) -> str:
    return json.dumps(value, default=_number, separators=(",", ":"))


def _number(value: object) -> float:
    """Write a number that no float holds as the nearest one: the validator looks at its type."""
    if not isinstance(value, Decimal):
        raise TypeError(f"no JSON value: {type(value).__name__}")
    return max(-sys.float_info.max, min(sys.float_info.max, float(value)))


def _read(value: object) -> Problems | None:
    """Return a verdict, or None if it isn't one."""
    if not isinstance(value, list):
        return None
    try:
        found = [tuple(map(str, part)) for part in cast("list[list[object]]", value)]
        return [(rule, pointer, problem) for rule, pointer, problem in found]
    except (ValueError, TypeError):
        return None


def _diagnostics(document: Document, problems: Problems) -> tuple[Diagnostic, ...]:
    return tuple(
        _RULES[rule].found(document.locate(pointer), problem=problem)
        for rule, pointer, problem in problems
        if rule in _RULES
    )
