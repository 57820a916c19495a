# fmt: off
# ruff: noqa: PGH004
# flake8: noqa
# isort: skip_file
# pylint: skip-file
# SPDX-License-Identifier: MIT
"""Calls whose outcome a journal doesn't know, made again with the same bytes and the same key.

In: a journal and a client. Out: for each call what came of it. Each is signed afresh; as the server
knows the key, exactly one effect comes of a call, however often it is repeated.
"""

from __future__ import annotations

from typing import Any, Final

from ._call import Settings, carried_out, operation_request
from ._effects import Flow, run, run_async
from ._errors import ClientError
from ._http import AsyncTransport, Transport
from ._journal import Entry, JournalStore, State
from ._operation import Operation
from ._shown import shown

_PASSING: Final = frozenset({401, 409, 429})
"""Refusals that may end: of a token, while the same key is at work elsewhere, of too many calls."""
_ANSWERS: Final = {"2XX": {"*/*": bytes}}


class Resumed:
    """What came of a call that was repeated: its status, or the error that it ended with."""

    __slots__ = ("entry", "error", "status")

    def __init__(self, entry: Entry, status: int | None, error: ClientError | None) -> None:
        self.entry: Final = entry
        self.status: Final = status
        self.error: Final = error

    @shown
    def __repr__(self) -> str:
        return f"<Resumed {self.entry.operation}: {self.error or self.status}>"


class _Bound:
    """The journal of a client."""

    def __init__(self, store: JournalStore, settings: Settings) -> None:
        self.store: Final = store
        self._settings: Final = settings

    def pending(self) -> tuple[Entry, ...]:
        """Return the calls whose outcome is unknown, the oldest first."""
        return self.store.entries(pending=True)

    def entries(self) -> tuple[Entry, ...]:
        """Return all calls, the oldest first."""
        return self.store.entries()

    def _resumable(self) -> list[Entry]:
        return [entry for entry in self.pending() if entry.key]

    def _flow(self, entry: Entry) -> Flow[int]:
        operation: Operation[Any] = Operation(
            entry.operation, answers=_ANSWERS, security=entry.security
        )
        self.store.mark(entry, "sent")
        request = operation_request(
            self._settings, operation, entry.target, entry.headers, entry.body
        )
        answer = yield from carried_out(self._settings, operation, request, repeatable=True)
        status = int(answer.response.status)
        self.store.mark(entry, "done", status)
        return status

    def _failed(self, entry: Entry, before: State, error: ClientError) -> Resumed:
        """Note what came instead of a result.

        A call that was never sent before, and is refused now, surely has no effect; of any other,
        a refusal says nothing about the attempt that it repeats.
        """
        status = getattr(error, "status", None)
        if isinstance(status, int):
            is_first = before in ("intent", "authorising")
            surely = is_first and error.effect == "none" and status not in _PASSING
            self.store.mark(entry, "refused" if surely else "sent", status)
        return Resumed(entry, status if isinstance(status, int) else None, error)


class ClientJournal(_Bound):
    """The journal of a client: what is unknown, and the way to make it known."""

    def __init__(self, store: JournalStore, settings: Settings, transport: Transport) -> None:
        super().__init__(store, settings)
        self._transport: Final = transport

    def resume(self) -> tuple[Resumed, ...]:
        """Repeat each unknown call that has a key; those without are left for you to ask about."""
        settings, found = self._settings, list[Resumed]()
        for entry in self._resumable():
            before = entry.state
            try:
                flow = self._flow(entry)
                status = run(flow, self._transport, settings.timeout, settings.deadline)
                found.append(Resumed(entry, status, None))
            except ClientError as error:
                found.append(self._failed(entry, before, error))
        return tuple(found)


class AsyncClientJournal(_Bound):
    """The same for asynchronous code."""

    def __init__(self, store: JournalStore, settings: Settings, transport: AsyncTransport) -> None:
        super().__init__(store, settings)
        self._transport: Final = transport

    async def resume(self) -> tuple[Resumed, ...]:
        """Repeat each unknown call that has a key; those without are left for you to ask about."""
        settings, found = self._settings, list[Resumed]()
        for entry in self._resumable():
            before = entry.state
            try:
                flow = self._flow(entry)
                status = await run_async(flow, self._transport, settings.timeout, settings.deadline)
                found.append(Resumed(entry, status, None))
            except ClientError as error:
                found.append(self._failed(entry, before, error))
        return tuple(found)
