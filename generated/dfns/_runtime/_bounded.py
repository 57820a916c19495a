# fmt: off
# ruff: noqa: PGH004
# flake8: noqa
# isort: skip_file
# pylint: skip-file
# SPDX-License-Identifier: MIT
"""Waiting no longer than until a moment for what may itself wait without end.

In: a function that blocks, and the moment. Out: what it returns, or TimedOut. A server that sends a
byte now and then keeps a library waiting for as long as it likes: each read comes in time, the
whole never does; and nothing bounds the resolution of a name. So the function runs in another
thread, which is left behind when the moment comes. Threads are used again, and end when idle.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from contextvars import copy_context
from queue import Empty, SimpleQueue
from threading import Lock, Thread, current_thread
from typing import Any, Final, ParamSpec, TypeVar, cast

from ._errors import Sent, TimedOut

P = ParamSpec("P")
T = TypeVar("T")

_IDLE_SECONDS: Final = 5.0
_idle: list[_Worker] = []


class _Job:
    """A call for a worker: whoever waits holds the lock `done` until it is made."""

    __slots__ = ("abandoned", "done", "error", "function", "value")

    def __init__(self, function: Callable[[], Any]) -> None:
        self.function: Final = function
        self.done: Final = Lock()
        self.done.acquire()
        self.abandoned = False
        self.value: Any = None
        self.error: BaseException | None = None

    def run(self) -> None:
        try:
            self.value = self.function()
        except BaseException as error:
            self.error = error

    def end(self) -> None:
        """Hand over what came; an answer that nobody waits for lets go of its connection."""
        self.done.release()
        if self.abandoned and self.done.acquire(blocking=False):
            getattr(self.value, "close", bool)()


class _Worker(Thread):
    def __init__(self) -> None:
        super().__init__(name="dfnsgen-waiting", daemon=True)
        self.jobs: Final[SimpleQueue[_Job]] = SimpleQueue()

    def run(self) -> None:
        while True:
            try:
                job = self.jobs.get(timeout=_IDLE_SECONDS)
            except Empty:
                if self._leaves():
                    return
                continue
            job.run()
            _idle.append(self)  # before whoever waits goes on, and perhaps has the next job
            job.end()
            del job

    def _leaves(self) -> bool:
        """Take itself from the idle ones; false where somebody has just taken it, with a job."""
        try:
            _idle.remove(self)
        except ValueError:
            return False
        return True


def within(
    until: float, sent: Sent, function: Callable[P, T], *args: P.args, **kwargs: P.kwargs
) -> T:
    """Return what a function returns. Raises what it raises, or TimedOut when the moment comes.

    `until` is a moment of `time.monotonic()`; `sent` is whether the server has the request then.
    """
    if isinstance(current_thread(), _Worker):
        return function(*args, **kwargs)
    context = copy_context()
    job = _Job(lambda: context.run(function, *args, **kwargs))
    try:
        worker = _idle.pop()
    except IndexError:
        worker = _Worker()
        try:
            worker.start()
        except RuntimeError:  # The interpreter ends, or has no room for more threads.
            return function(*args, **kwargs)
    worker.jobs.put(job)
    if not _ends(job, until):
        raise TimedOut("the deadline of the call has come", sent=sent)
    if job.error is not None:
        try:
            raise job.error
        finally:
            del job  # else the error's own traceback would hold it
    return cast("T", job.value)


def _ends(job: _Job, until: float) -> bool:
    """Wait for a job; whether it ended in time. Else it is left to its worker."""
    try:
        if job.done.acquire(timeout=max(0.0, until - time.monotonic())):
            return True
    except BaseException:
        job.abandoned = True
        raise
    job.abandoned = True
    return job.done.acquire(blocking=False)


if hasattr(os, "register_at_fork"):
    # A child has none of its parent's threads.
    os.register_at_fork(after_in_child=_idle.clear)
