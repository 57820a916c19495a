"""What the specification's validator says of a document: asked beside the other work, remembered.

The validator takes seconds, so it runs in a process of its own (`_spec_validator`), and what it
said is kept in the user's cache folder under the hash of the repaired document and the validator's
version. The folder may be deleted at any time; parallel runs write whole files or none.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import subprocess
import sys
import tempfile
import weakref
from dataclasses import dataclass
from decimal import Decimal
from importlib.metadata import version
from pathlib import Path
from typing import IO

from generator.diagnostics import Diagnostic, Location
from generator.loader import rules
from generator.loader.document import Document, JsonValue
from generator.loader.limits import MAX_VERDICTS

_PROGRAM = Path(__file__).with_name("_spec_validator.py")
_FORM = "5"
"""Changes when the program says something else of the same document."""
_RULES = {"specification": rules.SPEC_VIOLATION, "default": rules.DEFAULT_NOT_VALID}
_SECONDS = 300
"""What a verdict may take: the library has steps that a hostile document makes endless."""

Problems = list[tuple[str, str, str]]


@dataclass(frozen=True, slots=True, kw_only=True, weakref_slot=True)
class PendingVerdict:
    """A verdict that is known, or that a process is working on."""

    document: Document
    known: Problems | None = None
    process: subprocess.Popen[bytes] | None = None
    memory: Path | None = None

    def result(self) -> tuple[Diagnostic, ...]:
        """Return what the validator says; waits until it has said it."""
        if self.known is not None:
            return _diagnostics(self.document, self.known)
        assert self.process is not None
        problems, problem = _said(self.process)
        if problems is None:
            at = Location(source=self.document.source)
            return (rules.SPEC_VALIDATOR_FAILED.found(at, problem=problem),)
        if self.memory is not None:
            _remember(self.memory, problems)
        return _diagnostics(self.document, problems)


def start_verdict(document: Document, *, memory: Path | None = None) -> PendingVerdict:
    """Start to judge a document, unless the verdict is remembered; `result()` waits for it.

    `memory` is the folder of verdicts, else the one in the user's cache folder.
    """
    text = json.dumps(document.tree, default=_number, separators=(",", ":")).encode()
    file = (memory or cache_folder() / "verdicts") / f"{_key(text)}.json"
    with contextlib.suppress(OSError, UnicodeDecodeError):
        known = _read(file.read_text(encoding="utf-8"))
        if known is not None:
            return PendingVerdict(document=document, known=known)
    with tempfile.TemporaryFile() as handed:
        handed.write(text)
        handed.seek(0)
        process = _start(handed)
    pending = PendingVerdict(document=document, process=process, memory=file)
    weakref.finalize(pending, _end, process)
    return pending


def cache_folder() -> Path:
    """Return the folder for what dfnsgen may forget, by the rules of the platform."""
    if sys.platform == "win32":
        base = os.environ.get("LOCALAPPDATA") or str(Path.home() / "AppData" / "Local")
    elif sys.platform == "darwin":
        base = str(Path.home() / "Library" / "Caches")
    else:
        base = os.environ.get("XDG_CACHE_HOME") or ""
        if not Path(base).is_absolute():
            base = str(Path.home() / ".cache")
    return Path(base) / "dfnsgen"


def _start(handed: IO[bytes]) -> subprocess.Popen[bytes]:
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


def _said(process: subprocess.Popen[bytes]) -> tuple[Problems | None, str]:
    """Wait for the program; return what it found, or None and why there is nothing."""
    try:
        out, err = process.communicate(timeout=_SECONDS)
    except subprocess.TimeoutExpired:
        _end(process)
        return None, f"it took more than {_SECONDS} seconds"
    problems = _read(out.decode("utf-8", "replace")) if process.returncode == 0 else None
    lines = err.decode("utf-8", "replace").strip().splitlines()
    return problems, lines[-1][:300] if lines else f"it ended with {process.returncode}"


def _key(text: bytes) -> str:
    """Return the name that a verdict is remembered under."""
    judge = f"{version('openapi-spec-validator')} {version('jsonschema')} {_FORM}\n"
    return hashlib.sha256(judge.encode() + text).hexdigest()


def _number(value: object) -> float:
    """Write a number that no float holds as the nearest one: the validator looks at its type."""
    if not isinstance(value, Decimal):
        raise TypeError(f"no JSON value: {type(value).__name__}")
    return max(-sys.float_info.max, min(sys.float_info.max, float(value)))


def _read(text: str) -> Problems | None:
    """Return a remembered verdict, or None if it isn't one."""
    try:
        read: JsonValue = json.loads(text)
        if not isinstance(read, list):
            return None
        found = [part for part in read if isinstance(part, list)]
        return [(str(rule), str(pointer), str(problem)) for rule, pointer, problem in found]
    except (ValueError, TypeError):
        return None


def _remember(file: Path, problems: Problems) -> None:
    """Keep a verdict; a folder that can't be written costs time, nothing else."""
    with contextlib.suppress(OSError):
        file.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=file.parent, prefix=".verdict-")
        try:
            with os.fdopen(handle, "w", encoding="utf-8") as made:
                json.dump(problems, made)
            Path(name).replace(file)
        except OSError:
            Path(name).unlink(missing_ok=True)


def _diagnostics(document: Document, problems: Problems) -> tuple[Diagnostic, ...]:
    return tuple(
        _RULES[rule].found(document.locate(pointer), problem=problem)
        for rule, pointer, problem in problems
        if rule in _RULES
    )
