"""The tests of a program against the API of tomorrow, in copies of its folder.

In: a folder, the options of a package, an old and a new version, a command. Out: a Rehearsal. The
command runs three times: as things are, then with the present bindings against a fake of the new
version (the server upgrades first), then with bindings of the new version (we upgrade first). The
folder itself stays as it is.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Generator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from dfnsgen.diagnostics import Location, Refused, Rule
from dfnsgen.diff.change import Change, Direction, ProofKind, Version
from dfnsgen.generate import Prepared, prepare_document, write
from dfnsgen.json_value import JsonValue
from dfnsgen.lifecycle.versions import compare_packages, compare_versions
from dfnsgen.options import Options
from dfnsgen.pipeline import ApiVersion
from dfnsgen.python.client.front.security import environment_variable
from dfnsgen.python.names.spelling import py_name
from dfnsgen.rehearsal import noting
from dfnsgen.rehearsal.joining import Rehearsal, joined
from dfnsgen.rehearsal.outcomes import Outcomes, read_outcomes
from dfnsgen.render.writing.files import copy_tree, replace_file, scratch_folder

COMMAND_NOT_FOUND = Rule.error(
    "rehearsal-no-command",
    "the command {name!r} can't be run: {problem}",
    remedy="write the command that runs your tests after --: dfnsgen rehearse new.yaml -- pytest",
)
SERVER_FIRST = "the server upgrades first"
WE_FIRST = "we upgrade first"
_FAKE = "testing/_document.py"
_PLUGIN = "dfnsgen_rehearsal_noting"
_SHOWN_OUTPUT = 4000
_GOOD_ANSWERS = ("response 2", "response default")


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What is rehearsed: `root` is the program's folder, `command` runs its tests there.

    `options` are those of the package.
    """

    root: Path
    command: tuple[str, ...]
    old: ApiVersion
    new: ApiVersion
    options: Options


def rehearse(wish: Wish, progress: Callable[[str], None]) -> Rehearsal:
    """Run the command three times and join what fails to what changed. Raises Refused."""
    progress("comparing")
    report = compare_versions(wish.old, wish.new, today=date.today(), prove=True)
    bindings = compare_packages(wish.old, wish.new, changes=report.changes)
    old = _prepared(wish, wish.old, {})
    new = _prepared(wish, wish.new, answers_of(report.changes))
    outcomes: list[Outcomes] = []
    for stage, package, served in (
        ("as it is", old, old),
        (SERVER_FIRST, old, new),
        (WE_FIRST, new, new),
    ):
        progress(f"running the tests: {stage}")
        outcomes.append(_run(wish, package, served))
    today, server_first, we_first = outcomes
    return joined(
        (wish.old.api.version, wish.new.api.version),
        report.changes,
        bindings.changes,
        today,
        ((SERVER_FIRST, server_first, False), (WE_FIRST, we_first, True)),
    )


def answers_of(changes: Sequence[Change]) -> Mapping[str, list[JsonValue]]:
    """Return the answers that the new version gives and the old one doesn't know, by operation.

    They are the proofs of the changes: a fake that gives them shows what a program makes of each.
    """
    found: dict[str, list[JsonValue]] = {}
    for change in changes:
        proof = change.proof
        if proof is None or change.operation is None or change.direction is not Direction.RESPONSE:
            continue
        is_body = proof.part.startswith(_GOOD_ANSWERS) and " header " not in proof.part
        if is_body and proof.kind is ProofKind.VALUE and proof.accepted_by is Version.NEW:
            for place in change.places:
                found.setdefault(str(place.operation), []).append(proof.content)
    return found


def _prepared(
    wish: Wish, version: ApiVersion, preferred: Mapping[str, list[JsonValue]]
) -> Prepared:
    options = replace(wish.options, testing=True, preferred=preferred)
    return prepare_document(options, version.document, ())


def _run(wish: Wish, package: Prepared, served: Prepared) -> Outcomes:
    """Run the command in a copy, with the bindings of one version and the fake of another."""
    notes = {"tests.jsonl": "", "calls.jsonl": "", "now.txt": "", f"{_PLUGIN}.py": _plugin()}
    with scratch_folder(notes) as folder:
        root = folder / "program"
        copy_tree(wish.root, root)
        made = replace(package, folder=root / (wish.root / package.folder).relative_to(wish.root))
        write(made, force=True)
        fake = next(file.text for file in served.files if file.path == _FAKE)
        replace_file(made.folder / _FAKE, fake.encode())
        environment = _environment(folder, root, made)
        with _served(made, root, environment) as address:
            environment[environment_variable(made.folder.name, "base_url")] = address
            ran = _called(wish.command, root, environment)
        return read_outcomes(
            (folder / "tests.jsonl").read_text(encoding="utf-8"),
            (folder / "calls.jsonl").read_text(encoding="utf-8"),
            ran.returncode,
            (ran.stdout + ran.stderr)[-_SHOWN_OUTPUT:],
            " ".join(wish.command),
        )


def _plugin() -> str:
    return Path(noting.__file__).read_text(encoding="utf-8")


def _environment(folder: Path, root: Path, made: Prepared) -> dict[str, str]:
    """Return the environment of the command: our notes, and where the client finds what it needs.

    The copy goes before all else that Python imports, installed checkouts included.
    """
    paths = [root, made.folder.parent, root / "src", folder]
    given = os.environ.get("PYTHONPATH")
    name = made.folder.name
    environment = {
        **os.environ,
        "PYTHONPATH": os.pathsep.join([*map(str, paths), *([given] if given else [])]),
        "PYTHONDONTWRITEBYTECODE": "1",
        "PYTEST_PLUGINS": ",".join(filter(None, (_PLUGIN, os.environ.get("PYTEST_PLUGINS")))),
        "DFNSGEN_REHEARSAL": str(folder / "calls.jsonl"),
        "DFNSGEN_REHEARSAL_TESTS": str(folder / "tests.jsonl"),
        "DFNSGEN_REHEARSAL_TEST": str(folder / "now.txt"),
    }
    for scheme in made.api.security_schemes:
        variable = environment_variable(name, py_name(scheme.name))
        environment.setdefault(variable, "rehearsal")
    return environment


@contextmanager
def _served(made: Prepared, root: Path, environment: Mapping[str, str]) -> Generator[str]:
    """Serve the fake of a package over HTTP; give its address."""
    module = ".".join((*made.folder.relative_to(root).parts, "testing"))
    command = [sys.executable, "-m", module, "--missing", "invented", "--no-credentials"]
    with subprocess.Popen(
        command, cwd=root, env=environment, stdout=subprocess.PIPE, text=True
    ) as server:
        try:
            line = server.stdout.readline() if server.stdout is not None else ""
            yield line.rstrip().rpartition(" at ")[2]
        finally:
            server.terminate()


def _called(
    command: tuple[str, ...], root: Path, environment: Mapping[str, str]
) -> subprocess.CompletedProcess[str]:
    try:
        return subprocess.run(
            command,
            cwd=root,
            env=environment,
            capture_output=True,
            encoding="utf-8",
            errors="replace",
            check=False,
        )
    except OSError as error:
        at = Location(source="dfnsgen rehearse")
        problem = error.strerror or type(error).__name__
        raise Refused(COMMAND_NOT_FOUND.found(at, name=command[0], problem=problem)) from error
