"""Fifty seeded pairs of versions, rehearsed: what fails is what is called breaking, and no more.

The judge of what a new version refuses is jsonschema-rs, over the document as it stands. All pairs
run with `-m sweep`; any other run takes two of them, by the seed in its header.
"""

from __future__ import annotations

import sys
from datetime import date
from pathlib import Path

import pytest

from dfnsgen.diff.change import Change, Direction, Level, ProofKind, Version
from dfnsgen.lifecycle.versions import compare_versions, read_version
from dfnsgen.rehearsal.joining import Broken, Rehearsal, Side
from dfnsgen.rehearsal.rehearse import Wish, rehearse
from tests.diff.documents import write
from tests.testing.consumer import Sent, options, write_program
from tests.testing.pairs import Pair, Tree, pair
from tests.testing.raw_judge import RawJudge, of_text

COMMAND = (sys.executable, "-m", "pytest", "-q", "--tb=line", "-p", "no:cacheprovider")
NO_MORE = ""


@pytest.mark.sweep(2)
@pytest.mark.parametrize("seed", range(50))
def test_what_fails_is_what_breaks(
    seed: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PYTEST_DISABLE_PLUGIN_AUTOLOAD", "1")
    made = pair(seed)
    rehearsal, sent = rehearsed(made, tmp_path, f"shop_{seed}")
    server_first, we_first = rehearsal.sides

    assert rehearsal.failing == (), rehearsal.output
    if made.is_equivalent:
        assert rehearsal.breaking == ()
        assert not rehearsal.fails
    assert unexplained(server_first, rehearsal) == [], made.edits
    assert unexplained(we_first, rehearsal) == [], made.edits
    assert missed(server_first, rehearsal, sent, NewVersion(made.new)) == [], made.edits


def rehearsed(made: Pair, folder: Path, name: str) -> tuple[Rehearsal, list[Sent]]:
    """Write a program for the old version and rehearse the new one."""
    program, versions = folder / "program", folder / "versions"
    program.mkdir()
    versions.mkdir()
    asked = options(program, name)
    old = read_version(str(write(versions, "old.json", made.old)), asked)
    new = read_version(str(write(versions, "new.json", made.new)), asked)
    changes = compare_versions(old, new, today=date.today(), prove=True).changes
    sent = write_program(program, made.old, changes, name)
    wish = Wish(root=program, command=COMMAND, old=old, new=new, options=asked)
    return rehearse(wish, lambda stage: None), sent


def unexplained(side: Side, rehearsal: Rehearsal) -> list[str]:
    """Return the tests that fail without a change that breaks what they send or read."""
    return [
        f"{side.name}: {broken.test.name}: {broken.test.reason}"
        for broken in side.broken
        if not is_explained(broken, rehearsal)
    ]


def is_explained(broken: Broken, rehearsal: Rehearsal) -> bool:
    if any(change not in rehearsal.breaking for change in broken.changes):
        return False
    if not broken.calls:  # The client refuses what the new version refuses, or lacks the method.
        return bool(broken.changes or broken.bindings)
    call = broken.calls[-1]
    way = Direction.REQUEST if call.status >= 400 else Direction.RESPONSE
    return any(breaks(change, call.operation, way) for change in broken.changes)


def breaks(change: Change, operation: str, way: Direction) -> bool:
    """Whether a change breaks what an operation is sent, or what it answers."""
    return any(
        place.level is Level.BREAKING
        and place.direction is way
        and operation in (str(place.operation), NO_MORE)
        for place in change.places
    )


def missed(side: Side, rehearsal: Rehearsal, sent: list[Sent], new: NewVersion) -> list[str]:
    """Return the tests that should fail and don't: the new version refuses what they send, or
    shows them what the old one doesn't have.
    """
    failed = {broken.test.name.rpartition("::test_")[2] for broken in side.broken}
    shown = {str(change.operation) for change in rehearsal.breaking if is_shown(change)}
    passed = [one for one in sent if one.test not in failed]
    refused = [f"{one.test}: {why}" for one in passed for why in new.refusals(one)]
    return refused + [f"{one.test}: another answer" for one in passed if one.operation in shown]


def is_shown(change: Change) -> bool:
    """Whether a fake answers what the change lets through."""
    proof = change.proof
    return (
        change.direction is Direction.RESPONSE
        and proof is not None
        and proof.kind is ProofKind.VALUE
        and proof.accepted_by is Version.NEW
    )


class NewVersion:
    """What a new version refuses."""

    def __init__(self, document: Tree) -> None:
        self.document = document
        self.judge = RawJudge(document, "request", formats=True)

    def refusals(self, sent: Sent) -> list[str]:
        """Return what is wrong with a request."""
        method, _, path = sent.operation.partition(" ")
        operation = self.document["paths"].get(path, {}).get(method.lower())
        if operation is None:
            return ["the operation is gone"]
        at = f"#/paths/{path.replace('/', '~1')}/{method.lower()}"
        wrong = ["it asks for credentials"] if operation.get("security") else []
        for index, parameter in enumerate(operation.get("parameters", ())):
            if parameter["name"] in sent.parameters:
                value = sent.parameters[parameter["name"]]
                wrong += of_text(self.judge, f"{at}/parameters/{index}/schema", value)
            elif parameter.get("required"):
                wrong.append(f"{parameter['name']} is required")
        if sent.body is not None:
            content = operation["requestBody"]["content"]
            if "application/json" not in content:
                return [*wrong, "another media type"]
            at += "/requestBody/content/application~1json/schema"
            wrong += self.judge.errors(at, sent.body)
        return wrong
