# fmt: off
# ruff: noqa: PGH004
# flake8: noqa
# isort: skip_file
# pylint: skip-file
# SPDX-License-Identifier: MIT
"""What a client is about to change, on disk before it is sent: so that no crash leaves it unknown.

In: each call that writes. Out: `Journal`, a file of the standard library's SQLite, which several
threads and processes may share. It holds addresses, bodies and idempotency keys; no token, no
signature and no other header ever gets there. Bodies may be confidential: the file is its owner's
alone (0600), and a body with a secret in it is refused unless `Journal(path, secrets=True)`.
"""

from __future__ import annotations

import json
import os
import threading
import time
from collections.abc import Iterable
from pathlib import Path
from typing import Any, Final, Literal, Protocol, TypeAlias, cast

from ._errors import ClientError
from ._shown import shown

State = Literal["intent", "authorising", "sent", "done", "refused"]
"""How far a call came: noted, being signed, perhaps with the server, answered, surely without
effect."""

_SCHEMA: Final = """
CREATE TABLE IF NOT EXISTS calls (
    id TEXT PRIMARY KEY, created REAL NOT NULL, operation TEXT NOT NULL, target TEXT NOT NULL,
    headers TEXT NOT NULL, body BLOB, key TEXT NOT NULL, security TEXT NOT NULL,
    state TEXT NOT NULL, status INTEGER
)
"""
_FIELDS: Final = "id, created, operation, target, headers, body, key, security, state, status"
_PENDING: Final = "('intent', 'authorising', 'sent')"


class JournalError(ClientError):
    """The journal can't be written, or may not hold a body: nothing was sent."""


class Entry:
    """One call: its request but for the credentials, and how far it came.

    `key` is its idempotency key, "" where it has none. `status` is that of the last answer.
    """

    __slots__ = tuple(_FIELDS.split(", "))

    def __init__(
        self,
        *,
        operation: str,
        target: str,
        headers: tuple[tuple[str, str], ...] = (),
        body: bytes | None = None,
        key: str = "",
        security: tuple[tuple[str, ...], ...] = (),
        id: str = "",
        created: float = 0.0,
        state: State = "intent",
        status: int | None = None,
    ) -> None:
        self.id: Final = id or os.urandom(16).hex()
        self.created: Final = created or time.time()
        self.operation: Final = operation
        self.target: Final = target
        self.headers: Final = headers
        self.body: Final = body
        self.key: Final = key
        self.security: Final = security
        self.state: State = state
        self.status = status

    @property
    def advice(self) -> Literal["repeat", "ask the server"]:
        """What to do where it is unknown: only with a key may it be repeated."""
        return "repeat" if self.key else "ask the server"

    @shown
    def __repr__(self) -> str:
        return f"<Entry {self.operation}: {self.state}, {self.advice}>"


class JournalStore(Protocol):
    """What keeps the entries: `Journal`, or anything else that is as sure."""

    secrets: bool

    def begin(self, entry: Entry) -> None:
        """Keep an entry, durably; raises JournalError where it can't."""
        ...

    def mark(self, entry: Entry, state: State, status: int | None = None) -> None:
        """Note how far a call came, durably; raises JournalError where it can't."""
        ...

    def entries(self, *, pending: bool = False) -> tuple[Entry, ...]:
        """Return all entries, or those whose outcome is unknown, the oldest first."""
        ...


class Journal:
    """A journal in a file, which is made with the first entry.

    With `secrets`, bodies may hold passwords and other properties that are only written.
    """

    def __init__(self, path: str | Path, *, secrets: bool = False) -> None:
        self.path: Final = Path(path)
        self.secrets: bool = secrets
        self._lock: Final = threading.Lock()
        self._database: Any = None
        self._process = 0

    def begin(self, entry: Entry) -> None:
        """Keep an entry, durably; raises JournalError where it can't."""
        values = (
            entry.id,
            entry.created,
            entry.operation,
            entry.target,
            json.dumps(entry.headers),
            entry.body,
            entry.key,
            json.dumps(entry.security),
            entry.state,
            entry.status,
        )
        places = ", ".join("?" * len(values))
        self._run(f"INSERT INTO calls ({_FIELDS}) VALUES ({places})", values)

    def mark(self, entry: Entry, state: State, status: int | None = None) -> None:
        """Note how far a call came, durably; raises JournalError where it can't.

        What another process has found out stays: a call that is done isn't pending again.
        """
        entry.state, entry.status = state, entry.status if status is None else status
        unless = "" if state == "done" else " AND state != 'done'"
        self._run(
            f"UPDATE calls SET state = ?, status = coalesce(?, status) WHERE id = ?{unless}",
            (state, status, entry.id),
        )

    def entries(self, *, pending: bool = False) -> tuple[Entry, ...]:
        """Return all entries, or those whose outcome is unknown, the oldest first."""
        if not self.path.exists():
            return ()
        which = f" WHERE state IN {_PENDING}" if pending else ""
        return tuple(map(_entry, self._run(f"SELECT {_FIELDS} FROM calls{which} ORDER BY created")))

    def forget(self, entries: Iterable[Entry]) -> None:
        """Delete entries, such as those that are done, or that somebody has settled otherwise."""
        for entry in entries:
            self._run("DELETE FROM calls WHERE id = ?", (entry.id,))

    def close(self) -> None:
        """Let go of the file."""
        with self._lock:
            if self._database is not None:
                self._database.close()
                self._database = None

    def _run(self, statement: str, values: tuple[Any, ...] = ()) -> list[Any]:
        from sqlite3 import Error

        with self._lock:
            try:
                database = self._opened()
                found = database.execute(statement, values).fetchall()
                database.commit()
            except (Error, OSError) as error:
                raise JournalError(f"the journal {self.path}: {error}") from error
        return cast("list[Any]", found)

    def _opened(self) -> Any:
        """Return the database, opened anew in a process that was forked."""
        if self._database is None or self._process != os.getpid():
            from sqlite3 import connect

            os.close(os.open(self.path, os.O_CREAT | os.O_RDWR, 0o600))
            if os.name == "posix":
                os.chmod(self.path, 0o600)
            database = connect(self.path, timeout=30.0, check_same_thread=False)
            database.execute("PRAGMA synchronous = FULL")
            database.execute(_SCHEMA)
            self._database, self._process = database, os.getpid()
        return self._database

    @shown
    def __repr__(self) -> str:
        return f"Journal({str(self.path)!r})"


def _entry(row: tuple[Any, ...]) -> Entry:
    named: dict[str, Any] = dict(zip(_FIELDS.split(", "), row, strict=True))
    named["headers"] = tuple((name, value) for name, value in json.loads(named["headers"]))
    listed: list[list[str]] = json.loads(named["security"])
    named["security"] = tuple(tuple(schemes) for schemes in listed)
    return Entry(**named)


class Noted:
    """One call on its way, and what of it the journal knows."""

    def __init__(self, journal: JournalStore, entry: Entry) -> None:
        self._journal: Final = journal
        self._entry: Final = entry
        self._open = 0
        journal.begin(entry)

    def authorising(self) -> None:
        """Note that it is being signed."""
        if self._open == 0:
            self._journal.mark(self._entry, "authorising")

    def sending(self) -> None:
        """Note that from now on the server may have it."""
        self._open += 1
        self._journal.mark(self._entry, "sent")

    def without_effect(self) -> None:
        """Note that the last attempt surely did nothing."""
        self._open -= 1

    def answered(self, status: int) -> None:
        """Note that it is done; a call that had its effect doesn't fail for its journal."""
        self._late("done", status)

    def failed(self, error: ClientError, status: int | None) -> None:
        """Note that there is no result; it is unknown still, where some attempt may have worked."""
        surely = self._open <= 0 and error.effect == "none"
        self._late("refused" if surely else self._entry.state, status)

    def _late(self, state: State, status: int | None) -> None:
        try:
            self._journal.mark(self._entry, state, status)
        except JournalError as error:
            import logging

            log = logging.getLogger(__name__.partition("._runtime")[0])
            log.warning("%s: %s", self._entry.operation, error)


AnyJournal: TypeAlias = JournalStore | str | Path
"""A journal, or the path of a `Journal`."""


def journal_of(given: AnyJournal | None) -> JournalStore | None:
    """Return a journal; a path is that of a `Journal`. Raises ClientError for what is neither."""
    if isinstance(given, (str, Path)):
        return Journal(given)
    if given is not None and not hasattr(given, "begin"):
        raise ClientError(f"journal={given!r}: it is the path of a file, or a Journal")
    return given
