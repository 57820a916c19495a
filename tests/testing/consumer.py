"""A program that uses an API's old version, with tests: what is rehearsed against the new one.

In: a pair of documents. Out: a folder with a package, a judge and tests. Each test calls one
operation once, with values that the old version takes, and holds the answer to the old version's
schema: to what is declared there, as clients keep what they don't know.
"""

from __future__ import annotations

import importlib
import json
import shutil
import sys
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from dfnsgen.diff.change import Change, Direction, Proof, ProofKind, Version
from dfnsgen.generate import prepare, write
from dfnsgen.options import Options
from dfnsgen.python.names.names import py_name
from tests.testing import raw_judge
from tests.testing.pairs import Tree

CONTRACT = '''
import json
from raw_judge import RawJudge

DOCUMENT = json.load(open("old.json"))
JUDGE = RawJudge(DOCUMENT, "response", lenient=True, formats=True)


def holds(fake, key):
    """The last answer is one that the old version has."""
    method, _, path = key.partition(" ")
    call = fake.calls[-1]
    answers = DOCUMENT["paths"][path][method.lower()]["responses"]
    if str(call.status) not in answers:
        raise AssertionError(f"the status {call.status} is new")
    at = f"#/paths/{path.replace('/', '~1')}/{method.lower()}/responses/{call.status}"
    for kind in answers[str(call.status)].get("content", ()):
        at += f"/content/{kind.replace('/', '~1')}/schema"
        wrong = JUDGE.errors(at, call.response.json())
        if wrong:
            raise AssertionError("; ".join(wrong))
'''
TEST = """

def test_{name}():
    fake = FakeTransport(missing="invented")
    result = fake.client().{namespace}.{method}({arguments})
    if hasattr(result, "pages"):
        next(iter(result), None)
    holds(fake, {key!r})
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """What one test sends: the parameters by name, and the body."""

    test: str
    operation: str
    parameters: dict[str, Any]
    body: Any = None


def write_program(folder: Path, old: Tree, changes: tuple[Change, ...], name: str) -> list[Sent]:
    """Write the package of the old version and tests of it; return what these send."""
    (folder / "old.json").write_text(json.dumps(old))
    shutil.copy(str(raw_judge.__file__), folder / "raw_judge.py")
    (folder / "contract.py").write_text(CONTRACT)
    write(prepare(options(folder, name)))
    sys.path.insert(0, str(folder))
    try:
        testing = importlib.import_module(f"{name}.testing")
    finally:
        sys.path.remove(str(folder))
    sent = [*_sent(testing.FakeTransport().document, _proofs(changes))]
    head = f"from contract import holds\nfrom {name}.testing import FakeTransport\n"
    (folder / "test_program.py").write_text(head + "".join(_test(one, old) for one in sent))
    return sent


def options(folder: Path, name: str) -> Options:
    """Return what a rehearsal is asked for."""
    source = str(folder / "old.json")
    return Options(sources=(source,), out=folder, base=folder, package=name, testing=True)


def _proofs(changes: tuple[Change, ...]) -> dict[str, list[Proof]]:
    """Return what requests may hold in the old version and not in the new one, by operation."""
    found: dict[str, list[Proof]] = {}
    for change in changes:
        proof = change.proof
        if proof is None or change.direction is not Direction.REQUEST:
            continue
        if proof.kind is ProofKind.VALUE and proof.accepted_by is Version.OLD:
            found.setdefault(str(change.operation), []).append(proof)
    return found


def _sent(document: Any, proofs: dict[str, list[Proof]]) -> Iterator[Sent]:
    for key in document.keys:
        operation = document.operation(key)
        for number in (0, 1, 2):
            yield _of_number(document, operation, number)
            if not operation.contents and len(operation.parameters) < 2:
                break
        for number, proof in enumerate(proofs.get(key, ())):
            usual = _of_number(document, operation, 1)
            name = f"{py_name(operation.identity)}_proof_{number}"
            parameter = proof.part.rpartition(" parameter ")[2] if "parameter" in proof.part else ""
            if parameter:
                given = {**usual.parameters, parameter: proof.content}
                yield replace(usual, test=name, parameters=given)
            elif proof.part == "request body":
                yield replace(usual, test=name, body=proof.content)


def _of_number(document: Any, operation: Any, number: int) -> Sent:
    """Return a request: 0 is complete, 1 the smallest."""
    values = document.values
    body = None
    if operation.contents:
        body = values.of(operation.contents[0].use.key, "sent", number)
    return Sent(
        test=f"{py_name(operation.identity)}_{number}",
        operation=operation.key,
        parameters={
            parameter.name: values.of(parameter.use.key, "sent", number)
            for parameter in operation.parameters
            if parameter.required or number != 1
        },
        body=body,
    )


def _test(sent: Sent, old: Tree) -> str:
    method, _, path = sent.operation.partition(" ")
    operation = old["paths"][path][method.lower()]
    given = [f"{py_name(name)}={value!r}" for name, value in sent.parameters.items()]
    given += [f"body={sent.body!r}"] if sent.body is not None else []
    return TEST.format(
        name=sent.test,
        namespace=py_name(operation["tags"][0]),
        method=py_name(operation["operationId"]),
        arguments=", ".join(given),
        key=sent.operation,
    )
