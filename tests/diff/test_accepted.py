"""The accept file: what it silences, what it complains of, and levels for rules."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from dfnsgen.diagnostics import Refused
from dfnsgen.diff.accepted import apply_accepted, read_accepted
from dfnsgen.diff.bindings.bindings import compare_bindings
from dfnsgen.diff.change import Level
from tests.command import Result
from tests.command import dfnsgen as run_dfnsgen
from tests.diff.documents import both_ways, changes, loaded, write

TODAY = date(2026, 6, 1)


def thing(**more: Any) -> dict[str, Any]:
    return both_ways({"type": "object", "properties": {"a": {"type": "string", **more}}})


FOUND = changes(thing(minLength=1, maxLength=9), thing(minLength=2, maxLength=8))
MIN, MAX = ("min-length-raised", "max-length-lowered")


def judged(text: str, *, whole: bool = True) -> tuple[list[str], list[str]]:
    accepted = read_accepted(text, "accepted.toml")
    kept, _, noticed = apply_accepted(FOUND, None, accepted, TODAY, whole=whole)
    return [change.rule.id for change in kept], [f"{one.rule} {one.at}" for one in noticed]


def entry(**keys: str) -> str:
    return "[[accepted]]\nreason = 'r'\n" + "".join(f"{k} = {v}\n" for k, v in keys.items())


@pytest.mark.parametrize(
    "keys",
    [
        {"rule": f"'{MIN}'"},
        {"rule": f"'{MIN}'", "place": "'POST /things'"},
        {"rule": f"'{MIN}'", "place": "'Thing.*'"},
        {"rule": f"'{MIN}'", "until": "2026-06-01"},
        {"fingerprint": f"'{next(c.fingerprint for c in FOUND if c.rule.id == MIN)}'"},
    ],
)
def test_an_entry_silences_its_change(keys: dict[str, str]) -> None:
    assert judged(entry(**keys)) == ([MAX], [])


@pytest.mark.parametrize("place", ["'POST /other'", "'Thing.[a]'", "'Thing.?'", "'thing.a'"])
def test_an_entry_that_matches_nothing_is_named(place: str) -> None:
    text = entry(rule=f"'{MIN}'", place=place)
    kept, noticed = judged(text)

    assert set(kept) == {MIN, MAX}
    assert noticed == ["accepted-unmatched accepted.toml:1:1"]
    assert judged(text, whole=False)[1] == []


def test_an_entry_runs_out() -> None:
    kept, noticed = judged("\n" + entry(rule=f"'{MIN}'", until="2026-05-31"))

    assert set(kept) == {MIN, MAX}
    assert noticed == ["accepted-ran-out accepted.toml:2:1"]


def test_levels_of_rules() -> None:
    accepted = read_accepted(f"[levels]\n{MIN} = 'none'\n{MAX} = 'info'\n", "x")
    kept, _, noticed = apply_accepted(FOUND, None, accepted, TODAY)

    assert [(change.rule.id, change.level) for change in kept] == [(MAX, Level.INFO)]
    assert {place.level for place in kept[0].places} == {Level.INFO}
    assert noticed == ()


def test_entries_on_one_line_all_count() -> None:
    rules = ", ".join(f"{{rule = '{rule}', reason = 'r'}}" for rule in (MIN, MAX))

    assert judged(f"accepted = [{rules}]") == ([], [])


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[[accepted]", "accepted-not-toml"),
        ("x = 1", "no table 'x'"),
        ("accepted = 1", "must be [[accepted]]"),
        ("accepted = [1]", "no reason"),
        (f"[[accepted]]\nrule = '{MIN}'", "no reason"),
        ("[[accepted]]\nreason = 'r'", "neither a rule nor a fingerprint"),
        ("[[accepted]]\nreason = 'r'\nrule = 'nonsense'", "no rule 'nonsense'"),
        ("[[accepted]]\nreason = 1\nrule = 'nonsense'", "'reason' must be a text"),
        ("[[accepted]]\nreson = 'r'", "an entry has no 'reson'"),
        (entry(rule=f"'{MIN}'", until="'2026-01-01'"), "must be a day"),
        (entry(rule=f"'{MIN}'", until="2026-01-01T00:00:00"), "must be a day"),
        ("levels = 1", "must be a table"),
        ("[levels]\nnonsense = 'info'", "no rule 'nonsense'"),
        (f"[levels]\n{MIN} = 'bad'", "must be breaking, warning, info or none"),
        (f"[levels]\n{MIN} = ['info']", "must be breaking, warning, info or none"),
    ],
)
def test_a_wrong_file_is_refused(text: str, said: str) -> None:
    with pytest.raises(Refused) as refused:
        read_accepted(text, "x")
    assert said in " ".join(f"{d.rule} {d.message}" for d in refused.value.diagnostics)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    write(tmp_path, "old.json", thing(minLength=1))
    write(tmp_path, "new.json", thing(minLength=2))
    return tmp_path


def run(*arguments: str) -> Result:
    return run_dfnsgen(["diff", "old.json", "new.json", *arguments])


@pytest.mark.parametrize("name", [".dfnsgen-accepted.toml", "known.toml"])
def test_the_command_reads_the_file(folder: Path, name: str) -> None:
    assert run().exit_code == 1
    (folder / name).write_text(entry(rule=f"'{MIN}'"))

    result = run(*([] if name.startswith(".") else ["--accept", name]))

    assert result.exit_code == 0
    assert "no changes" in result.stdout


def test_the_command_names_stale_entries(folder: Path) -> None:
    (folder / ".dfnsgen-accepted.toml").write_text(entry(rule=f"'{MAX}'"))
    result = run()

    assert result.exit_code == 1
    assert "accepted-unmatched" in result.stderr


@pytest.mark.usefixtures("folder")
def test_a_named_file_must_be_there() -> None:
    result = run("--accept", "nowhere.toml")

    assert result.exit_code == 2
    assert "accepted-not-read" in result.stderr


BINDINGS = compare_bindings(
    loaded(thing())[1],
    loaded(both_ways({"type": "object", "properties": {"b": {"type": "integer"}}}))[1],
).changes


def bindings_left(text: str) -> tuple[list[str], list[str]]:
    accepted = read_accepted(text, "accepted.toml")
    _, kept, noticed = apply_accepted((), BINDINGS, accepted, TODAY)
    left = [f"{b.rule} {b.source_breaking}" for b in kept or () if b.change == "removed"]
    return left, [one.rule for one in noticed]


def test_changes_of_bindings_are_accepted_too() -> None:
    rule = "python-field-removed"

    assert bindings_left("") == ([f"{rule} True"], [])
    assert bindings_left(entry(rule=f"'{rule}'", place="'Thing.a'")) == ([], [])
    assert bindings_left(entry(fingerprint=f"'{BINDINGS[0].fingerprint}'")) == ([], [])
    assert bindings_left(entry(rule=f"'{rule}'", place="'Thing.b'")) == (
        [f"{rule} True"],
        ["accepted-unmatched"],
    )
    assert bindings_left(f"[levels]\n{rule} = 'none'") == ([], [])
    assert bindings_left(f"[levels]\n{rule} = 'info'") == ([f"{rule} False"], [])


def test_an_entry_for_bindings_is_no_finding_where_these_are_not_compared() -> None:
    assert judged(entry(rule="'python-field-removed'"))[1] == []


@pytest.mark.parametrize(
    ("file", "text"),
    [
        ("dfnsgen.toml", f"[diff.levels]\n{MIN} = 'info'\n"),
        ("dfnsgen.toml", f"diff.levels = {{{MIN} = 'info'}}\nsource = 'old.json'\n"),
        ("pyproject.toml", f"[tool.dfnsgen.diff.levels]\n{MIN} = 'info'\n"),
    ],
)
def test_the_configuration_gives_levels(folder: Path, file: str, text: str) -> None:
    (folder / file).write_text(text)
    result = run()

    assert result.exit_code == 0, result.stderr
    assert f"[{MIN}, request]" in result.stdout
    (folder / ".dfnsgen-accepted.toml").write_text(f"[levels]\n{MIN} = 'breaking'\n")
    assert run().exit_code == 1, "the accept file wins"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[diff.levels]\nx = 1\n\nnonsense = 'info'\n", "dfnsgen.toml:4:1: error[diff-bad-level]"),
        ("[diff.levels]\nnonsense = 'info'\n", "there is no rule 'nonsense'"),
        (f"[diff.levels]\n  {MIN} = 'bad'\n", "dfnsgen.toml:2:3: error[diff-bad-level]"),
        ("diff = 1\n", "dfnsgen.toml:1:1: error[config-wrong-type]"),
        ("[diff]\nlevel = 1\n", "dfnsgen.toml:2:1: error[config-unknown-key]"),
    ],
)
def test_wrong_levels_of_the_configuration_are_refused(folder: Path, text: str, said: str) -> None:
    (folder / "dfnsgen.toml").write_text(text)
    result = run()

    assert result.exit_code == 2
    assert said in result.stderr
