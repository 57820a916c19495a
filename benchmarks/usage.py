"""What `diff --usage` names of a program, beside what mypy finds wrong with it.

    python -m benchmarks.usage [PROGRAMS] [--mutations N] [--seed N] [--show]

PROGRAMS is a folder with a document `bank.yaml` and a Python package `app` that uses the bindings
`app.bank` of it (tests/fixing/programs). The document is changed N times, in one thing each; the
bindings are made again over their lock, and mypy judges the program before and after. A line that
mypy finds something new wrong with must be named. What is named beyond is truly touched where mypy
complains of another line of its statement, or the expressions that decide on what it does have
other types with the new bindings (`touched`); what is neither is counted, and printed by `--show`.
"""

from __future__ import annotations

import argparse
import ast
import copy
import json
import random
import re
import tempfile
from collections.abc import Callable
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from datetime import date
from io import StringIO
from pathlib import Path
from typing import Any

import yaml

from benchmarks.touched import Place, deciding_lines, types_of_lines
from dfnsgen.cli.app import run
from dfnsgen.diff.report.used import CheckerError, Usage
from dfnsgen.lifecycle.versions import compare_packages, compare_versions, read_version
from dfnsgen.options import Options
from dfnsgen.render.writing.files import copy_tree
from dfnsgen.usage.second_judge import new_errors, type_errors
from dfnsgen.usage.users import find_users

PROGRAMS = Path(__file__).resolve().parents[1] / "tests" / "fixing" / "programs"
FOLLOWING = {"return", "unused-ignore", "no-any-return"}
"""Errors that follow from one that was named: they stand at another line, and say nothing new."""

Tree = dict[str, Any]


def schemas(tree: Tree) -> list[Tree]:
    """Return the components that have properties."""
    return [s for s in tree["components"]["schemas"].values() if "properties" in s]


def properties(tree: Tree) -> list[tuple[Tree, str]]:
    """Return all properties, but for tags and lists."""
    return [
        (one, name)
        for one in schemas(tree)
        for name, inner in one["properties"].items()
        if "const" not in inner and name not in ("items", "nextPageToken", "entries")
    ]


def operations(tree: Tree) -> list[tuple[Tree, str]]:
    """Return all operations, each with what holds it."""
    return [(item, method) for item in tree["paths"].values() for method in item]


def parameters(tree: Tree) -> list[tuple[Tree, Tree]]:
    """Return all parameters of queries that page nothing."""
    found = [
        (item[method], p)
        for item, method in operations(tree)
        for p in item[method].get("parameters", ())
    ]
    return [(held, p) for held, p in found if p["in"] == "query" and p["name"] != "pageToken"]


def enums(tree: Tree) -> list[list[str]]:
    """Return the members of all enums."""
    return [s["enum"] for s in tree["components"]["schemas"].values() if "enum" in s]


def remove_property(tree: Tree, choose: random.Random) -> str:
    held, name = choose.choice(properties(tree))
    del held["properties"][name]
    held["required"] = [one for one in held.get("required", ()) if one != name]
    return f"{name} removed"


def retype_property(tree: Tree, choose: random.Random) -> str:
    held, name = choose.choice(properties(tree))
    before = held["properties"][name]
    held["properties"][name] = {"type": "boolean" if before.get("type") == "string" else "string"}
    return f"{name} of another type"


def rename_property(tree: Tree, choose: random.Random) -> str:
    held, name = choose.choice(properties(tree))
    held["properties"] = {f"{n}Now" if n == name else n: s for n, s in held["properties"].items()}
    held["required"] = [f"{n}Now" if n == name else n for n in held.get("required", ())]
    return f"{name} renamed"


def turn_required(tree: Tree, choose: random.Random) -> str:
    held, name = choose.choice(properties(tree))
    required = held.setdefault("required", [])
    required.remove(name) if name in required else required.append(name)
    return f"{name} required" if name in required else f"{name} optional"


def ask_for_more(tree: Tree, choose: random.Random) -> str:
    held = choose.choice(
        [tree["components"]["schemas"][n] for n in ("AccountDraft", "TransferDraft")]
    )
    held["properties"]["legalNote"] = {"type": "string"}
    held["required"] = [*held["required"], "legalNote"]
    return "legalNote asked for"


def remove_operation(tree: Tree, choose: random.Random) -> str:
    item, method = choose.choice(operations(tree))
    return f"{item.pop(method)['operationId']} removed"


def remove_parameter(tree: Tree, choose: random.Random) -> str:
    held, parameter = choose.choice(parameters(tree))
    held["parameters"].remove(parameter)
    return f"parameter {parameter['name']} removed"


def require_parameter(tree: Tree, choose: random.Random) -> str:
    _, parameter = choose.choice(parameters(tree))
    parameter["required"] = True
    return f"parameter {parameter['name']} required"


def remove_member(tree: Tree, choose: random.Random) -> str:
    members = choose.choice(enums(tree))
    return f"member {members.pop(choose.randrange(len(members)))} removed"


def add_member(tree: Tree, choose: random.Random) -> str:
    choose.choice(enums(tree)).append("something_new")
    return "something_new added"


KINDS: tuple[Callable[[Tree, random.Random], str], ...] = (
    remove_property,
    retype_property,
    rename_property,
    turn_required,
    ask_for_more,
    remove_operation,
    remove_parameter,
    require_parameter,
    remove_member,
    add_member,
)


def generated(document: Path, root: Path) -> None:
    """Make the package of a document in the program, over the one that is there."""
    said = StringIO()
    command = ["generate", str(document), "--out", str(root / "app"), "--package", "bank"]
    with redirect_stdout(said), redirect_stderr(said):
        code = run([*command, "--force"])
    assert code == 0, said.getvalue()


def used(old: Path, new: Path, root: Path) -> Usage:
    """Return what the search finds."""
    before, after = (read_version(str(path), Options(sources=())) for path in (old, new))
    users = find_users(root, "", before.api)
    changes = compare_versions(before, after, today=date.min).changes
    bindings = compare_packages(before, after, memory=users.memory, changes=changes)
    return users.search(bindings.changes, bindings.before)


def statement(root: Path, path: str, line: int) -> set[tuple[str, int]]:
    """Return the lines of the innermost statement around one: a call may have several."""
    spans = [
        (node.lineno, node.end_lineno or node.lineno)
        for node in ast.walk(ast.parse((root / path).read_text()))
        if isinstance(node, ast.stmt) and node.lineno <= line <= (node.end_lineno or line)
    ]
    first, last = min(spans, key=lambda span: span[1] - span[0])
    return {(path, number) for number in range(first, last + 1)}


def lines(root: Path, paths: set[tuple[str, int]]) -> list[str]:
    """Return the lines of code at some places."""
    return [
        f"    {path}:{line} {(root / path).read_text().splitlines()[line - 1].strip()}"
        for path, line in sorted(paths)
    ]


@dataclass(frozen=True, slots=True)
class Judged:
    """What was found of one change: lines, each in its file."""

    wrong: set[Place]
    sure: set[Place]
    guessed: set[Place]
    missed: set[Place]
    untouched: set[Place]
    errors: list[CheckerError]

    @property
    def counts(self) -> list[int]:
        """The columns of the table."""
        several = (self.wrong, self.sure, self.missed, self.guessed, self.sure - self.wrong)
        return [*map(len, several), len(self.untouched)]


class Program:
    """A program with the package of one document, and what mypy says of it."""

    def __init__(self, root: Path, old: Path) -> None:
        self._root, self._old = root, old
        generated(old, root)
        self._errors, self._types = type_errors(root), types_of_lines(root)

    def judged(self, new: Path) -> Judged:
        """Search the program for what another document touches, and judge it with its package."""
        usage = used(self._old, new, self._root)
        generated(new, self._root)
        found, types = new_errors(self._errors, type_errors(self._root)), types_of_lines(self._root)
        generated(self._old, self._root)
        errors = [e for e in found if not e.path.startswith("app/bank/")]
        wrong = {(e.path, e.line) for e in errors if not self._follows(e)}
        sure = {(p.path, p.line) for p in usage.sure}
        guessed = {(p.path, p.line) for p in usage.guessed} - sure
        known = sure | guessed
        return Judged(
            wrong=wrong,
            sure=sure,
            guessed=guessed,
            missed={place for place in wrong if not statement(self._root, *place) & known},
            untouched={
                place
                for place in sure - wrong
                if not statement(self._root, *place) & wrong
                and all(
                    self._types.get(p) == types.get(p) for p in deciding_lines(self._root, place)
                )
            },
            errors=errors,
        )

    def _follows(self, error: CheckerError) -> bool:
        """Whether an error says nothing new: what is returned by its name was made elsewhere."""
        if error.code == "return-value":
            line = (self._root / error.path).read_text().splitlines()[error.line - 1]
            return bool(re.fullmatch(r"\s*return \w+", line))
        return error.code in FOLLOWING


def main() -> None:
    """Mutate, judge and print a table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("programs", nargs="?", type=Path, default=PROGRAMS)
    parser.add_argument("--mutations", type=int, default=30)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--show", action="store_true")
    given = parser.parse_args()
    first = yaml.safe_load((given.programs / "bank.yaml").read_text())
    totals = [0] * 6
    with tempfile.TemporaryDirectory() as name:
        root, old, new = (Path(name) / one for one in ("program", "old.json", "new.json"))
        copy_tree(given.programs, root, only=("*.py", "*.json"))
        old.write_text(json.dumps(first))
        program = Program(root, old)
        print("| changed | mypy's lines | named | missed | guessed | named beyond | not touched |")
        print("| --- | --- | --- | --- | --- | --- | --- |")
        for number in range(given.mutations):
            tree = copy.deepcopy(first)
            what = KINDS[number % len(KINDS)](tree, random.Random(given.seed + number))
            new.write_text(json.dumps(tree))
            judged = program.judged(new)
            totals = [a + b for a, b in zip(totals, judged.counts, strict=True)]
            print(f"| {what} | {' | '.join(map(str, judged.counts))} |", flush=True)
            if given.show:
                shown = judged.missed | judged.untouched
                print("\n".join([*lines(root, shown), *map(str, judged.errors)]))
    print(
        "{} lines of mypy's, {} named, {} missed, {} guessed, "
        "{} named beyond, {} of these not touched".format(*totals)
    )


if __name__ == "__main__":
    main()
