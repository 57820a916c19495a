"""What the world does to a run: kills, planted links, jumps of the clock, five at once.

The counts of all tests are the last table of docs/reliability.md, which `pytest --update-goldens`
writes. Each row is so many instants, or places, at which something went wrong.
"""

from __future__ import annotations

import itertools
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import Any

import pytest

from dfnsgen.cli.commands import watch
from tests.client.emitted import imported
from tests.command import dfnsgen
from tests.hostile.shapes import TEXT, document, thing
from tests.lifecycle.conftest import DOCUMENT
from tests.render.writing.test_reliability import DOC, OTHERS

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not hasattr(os, "fork"), reason="needs processes that fork"),
]

_HEAD = f"""{OTHERS}
Written by `tests/hostile/test_faults.py`. "Right" is a package that is whole, the old one or the
new one; a journal that holds every call that was sent; the same bytes and a deadline that holds
whatever the clock says; a file of somebody else that nobody read or changed.

| what happens | times | right |
|---|---:|---:|
"""
_STEPS = ("replace", "rename", "link", "rmdir", "unlink", "mkdir", "fsync", "open")
_NEWER = DOCUMENT.replace("        memo: {type: string}\n", "").replace("1.0.0", "2.0.0")
_PARTS = 12
"""At how many of the steps of a run it is killed."""

Tell = Callable[[str, int], None]


@pytest.fixture(scope="module")
def tell(request: pytest.FixtureRequest) -> Iterator[Tell]:
    """Note a row: what happened, and how often all was right, which is each time."""
    rows: dict[str, int] = {}
    yield rows.__setitem__
    before, _, after = DOC.read_text(encoding="utf-8").partition(OTHERS)
    if request.config.getoption("--update-goldens"):
        lines = [f"| {name} | {count} | {count} |\n" for name, count in rows.items()]
        DOC.write_text(before + _HEAD + "".join(lines), encoding="utf-8")
    elif sys.platform == "linux":  # the steps are those of the system
        written = re.findall(r"^\| (.*?) \| \d", after, re.MULTILINE)
        assert {*rows} <= {*written}


def _whole(folder: Path) -> dict[str, bytes]:
    found = (path for path in sorted(folder.rglob("*")) if path.is_file())
    return {str(path.relative_to(folder)): path.read_bytes() for path in found}


def _killed(words: list[str], limit: int) -> int:
    """Run the command in a process that is killed at a step; return how many steps it made."""
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        steps = itertools.count(1)

        def counted(call: Callable[..., object]) -> Callable[..., object]:
            def step(*arguments: object, **named: object) -> object:
                if next(steps) == limit:
                    os.kill(os.getpid(), signal.SIGKILL)
                return call(*arguments, **named)

            return step

        for name in _STEPS:
            setattr(os, name, counted(getattr(os, name)))
        try:
            dfnsgen(words)
        finally:
            os.write(writer, str(next(steps) - 1).encode())
            os._exit(0)
    os.close(writer)
    with os.fdopen(reader) as told:
        made = told.read()
    os.waitpid(child, 0)
    return int(made or 0)


def test_vendoring_is_killed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, tell: Tell) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    old, new = tmp_path / "old.yaml", tmp_path / "new.yaml"
    old.write_text(DOCUMENT)
    new.write_text(_NEWER)

    def words(folder: Path, source: Path) -> list[str]:
        return ["vendor", str(folder), str(source), "--package", "app.shop", "--no-client"]

    def fresh(name: str) -> Path:
        folder = tmp_path / name
        folder.mkdir()
        assert dfnsgen(words(folder, old)).exit_code == 0
        return folder

    before = _whole(fresh("before"))
    last = fresh("last")
    steps = _killed(words(last, new), 0)
    after = _whole(last)
    assert before != after
    assert steps > 50
    right = 0
    for limit in range(1, steps, steps // _PARTS):
        folder = fresh(f"at-{limit}")
        _killed(words(folder, new), limit)
        lies = {name: text for name, text in _whole(folder).items() if ".dfnsgen" not in name}
        assert lies in (before, after), limit
        assert dfnsgen(words(folder, new)).exit_code == 0
        assert _whole(folder) == after, limit
        right += 1
    tell("`vendor` killed, and run again", right)


def test_watching_is_killed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, tell: Tell) -> None:
    """The document changes, and whoever watches it is killed while the package follows."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setattr(watch, "time", SimpleNamespace(sleep=_interrupt))
    source = tmp_path / "api.yaml"

    def words(command: str, folder: Path) -> list[str]:
        return [command, str(source), "--out", str(folder), "--package", "shop", "-q"]

    def fresh(name: str) -> Path:
        source.write_text(DOCUMENT)
        assert dfnsgen(words("generate", tmp_path / name)).exit_code == 0
        source.write_text(_NEWER)
        return tmp_path / name

    before, last = _whole(fresh("before")), fresh("last")
    steps = _killed(words("watch", last), 0)
    after = _whole(last)
    assert before != after
    assert steps > 50
    right = 0
    for limit in range(1, steps, steps // _PARTS):
        folder = fresh(f"at-{limit}")
        _killed(words("watch", folder), limit)
        lies = {name: text for name, text in _whole(folder).items() if ".dfnsgen" not in name}
        assert lies in (before, after), limit
        assert dfnsgen(words("watch", folder)).exit_code == 0
        assert _whole(folder) == after, limit
        right += 1
    tell("`watch` killed, and started again", right)


def _interrupt(seconds: float) -> None:
    raise KeyboardInterrupt


def test_five_at_once(tmp_path: Path, tell: Tell) -> None:
    """One writes, those that come while it does are refused; what lies there is whole."""
    source = tmp_path / "api.yaml"
    source.write_text(DOCUMENT)
    words = ["generate", str(source), "--package", "shop", "-q", "--no-cache"]
    assert dfnsgen([*words, "--out", str(tmp_path / "alone")]).exit_code == 0
    expected = _whole(tmp_path / "alone" / "shop")
    rounds = 3
    for number in range(rounds):
        out = tmp_path / str(number)
        command = [sys.executable, "-m", "dfnsgen", *words, "--out", str(out)]
        running = [
            subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
            for _ in range(5)
        ]
        ends = [(process.communicate()[0], process.returncode) for process in running]
        assert 0 in [code for _, code in ends]
        assert all(code == 0 or b"another dfnsgen is writing" in text for text, code in ends), ends
        assert _whole(out / "shop") == expected
        assert [path.name for path in out.iterdir()] == ["shop"]
    tell("five runs at once over one package", rounds)


@pytest.mark.parametrize("planted", [False, True], ids=["over nothing", "over a package"])
def test_links_are_planted(planted: bool, tmp_path: Path, tell: Tell) -> None:
    """Whatever is a link to somebody's file or folder: nothing gets there."""
    source = tmp_path / "api.yaml"
    source.write_text(DOCUMENT)
    victim = tmp_path / "victim"
    places = ["shop", "shop/models.py", "shop/_runtime", "shop/dfnsgen.lock.json"]
    places += [".dfnsgen-shop", ".dfnsgen-shop.lock", "shop/_runtime/_json.py"]
    for number, place in enumerate(places):
        out = tmp_path / f"{planted}-{number}"
        words = ["generate", str(source), "--out", str(out), "--package", "shop"]
        if planted:
            assert dfnsgen(words).exit_code == 0
        victim.mkdir(exist_ok=True)
        (victim / "mine.txt").write_text("mine")
        path = out / place
        path.parent.mkdir(parents=True, exist_ok=True)
        if path.is_dir():
            path.rename(tmp_path / f"away-{planted}-{number}")
        path.unlink(missing_ok=True)
        is_file = place.endswith((".py", ".json", ".lock"))
        path.symlink_to(victim / "mine.txt" if is_file else victim)
        assert dfnsgen(words).exit_code in (0, 2), place
        assert _whole(victim) == {"mine.txt": b"mine"}, place
    tell(f"a link planted, {'over a package' if planted else 'where nothing was'}", len(places))


_JUMPS = (-1e9, -86_400.0, 86_400.0, 1e9)


def test_the_clock_jumps(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, tell: Tell) -> None:
    """What is generated doesn't depend on it; deadlines and retries count by another one."""
    source = tmp_path / "api.yaml"
    source.write_text(DOCUMENT)
    real, found = time.time, []
    for number, jump in enumerate((0.0, *_JUMPS)):
        monkeypatch.setattr(time, "time", lambda jump=jump: real() + jump)
        out = tmp_path / str(number)
        words = ["generate", str(source), "--out", str(out), "--package", "shop"]
        assert dfnsgen(words).exit_code == 0
        found.append(_whole(out))
    assert all(one == found[0] for one in found)
    made = imported(tmp_path, _CALLS, "hostile_clock")
    for jump in _JUMPS:
        monkeypatch.setattr(time, "time", real)
        transport = _Jumping(
            made,
            lambda jump=jump: monkeypatch.setattr(  # type: ignore[misc]
                time, "time", lambda: real() + jump
            ),
        )
        with made.Client(transport=transport, deadline=30, retries=2) as client:
            started = time.monotonic()
            assert client.t.change({"a": "b"}).a == "b"
            assert time.monotonic() - started < 20
        assert transport.asked == 2
    tell("the clock jumps by a day or by thirty years, forwards or back", 2 * len(_JUMPS))


_CONTENT = {"application/json": {"schema": thing(a=TEXT)}}
_CALLS = document(
    {},
    {
        "/t": {
            "put": {
                "operationId": "change",
                "tags": ["t"],
                "requestBody": {"required": True, "content": _CONTENT},
                "responses": {"200": {"description": "", "content": _CONTENT}},
            }
        }
    },
)


class _Jumping:
    """A transport that fails once, with a jump of the clock, and then answers."""

    def __init__(self, made: ModuleType, jump: Callable[[], None]) -> None:
        self._made, self._jump, self.asked = made, jump, 0

    def send(self, request: Any, timeout: float) -> Any:
        self.asked += 1
        if self.asked == 1:
            self._jump()
            raise self._made.TransportError("broke off", sent="maybe")
        http = sys.modules[f"{self._made.__name__}._runtime._http"]
        headers = http.Headers([("Content-Type", "application/json")])
        return http.Response(200, headers, b'{"a":"b"}')

    def close(self) -> None:
        pass


def test_a_process_with_a_journal_is_killed(tmp_path: Path, tell: Tell) -> None:
    """Before and after each thing that it notes or sends: the journal knows what was sent."""
    made = imported(tmp_path, _CALLS, "hostile_journal")
    right = 0
    for limit in itertools.count(1):
        path, log = tmp_path / f"{limit}.db", tmp_path / f"{limit}.log"
        child = os.fork()
        if child == 0:
            _calls_until(limit, made, path, log)
        if os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0:
            break
        entries = made.Journal(path).entries()
        sent = len(log.read_text()) if log.exists() else 0
        states = [entry.state for entry in entries]
        assert sum(state in ("sent", "done") for state in states) >= sent, (limit, states, sent)
        assert states.count("done") <= sent
        assert len(states) - states.count("done") <= 1, "the calls before it are settled"
        right += 1
    assert right > 20
    tell("a client with a journal killed, three calls", right)


def _calls_until(limit: int, made: ModuleType, path: Path, log: Path) -> None:
    """Make three calls in this process, which is killed at a step, before or behind it."""
    steps = itertools.count(1)

    def counted(call: Callable[..., Any]) -> Callable[..., Any]:
        def step(*arguments: Any, **named: Any) -> Any:
            if next(steps) == limit:
                os.kill(os.getpid(), signal.SIGKILL)
            result = call(*arguments, **named)
            if next(steps) == limit:
                os.kill(os.getpid(), signal.SIGKILL)
            return result

        return step

    transport = _Jumping(made, lambda: None)
    transport.asked = 1

    def send(request: Any, timeout: float) -> Any:
        with log.open("a") as file:
            file.write("x")
        return _Jumping.send(transport, request, timeout)

    transport.send = counted(send)  # type: ignore[method-assign]  # this process's own
    journal = made.Journal(path)
    journal._run = counted(journal._run)
    with made.Client(transport=transport, journal=journal) as client:
        for _ in range(3):
            client.t.change({"a": "b"})
    os._exit(0)
