"""What a type checker says of code over the package of a new version, joined to the changes.

In: the code that uses a package, what a search of it found, two versions. Out: the same, with the
new errors of the checker: at a place that the search found, they confirm it; elsewhere, they are
places of the change whose names they speak of. What speaks of none is kept as it is.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path

from dfnsgen.diagnostics import Diagnostic, Location, Refused, Rule
from dfnsgen.diff.bindings.change import BindingChange
from dfnsgen.diff.report.used import CheckerError, Usage, UsedPlace
from dfnsgen.generate import prepare_document, write
from dfnsgen.options import Options, recorded_options
from dfnsgen.pipeline import ApiVersion
from dfnsgen.render.writing.lock import readable_lock
from dfnsgen.usage.second_judge import CheckerFailed, new_errors, program_copy, type_errors
from dfnsgen.usage.users import Users

NOT_JUDGED = Rule.warning(
    "usage-not-judged",
    "mypy can't judge {folder}: {problem}",
    effect="the places are those that the search found alone",
    remedy="install mypy beside dfnsgen, or see that it can check the code as it is",
)
_LONGEST = 80
_QUOTED = re.compile(r'"([^"]*)"')


def judged(
    users: Users, usage: Usage, changes: Iterable[BindingChange], old: ApiVersion, new: ApiVersion
) -> tuple[Usage, tuple[Diagnostic, ...]]:
    """Return what was found, as mypy judges it too, and why it couldn't."""
    try:
        errors = _errors_of_step(users, old, new)
    except CheckerFailed as failed:
        problem = str(failed)
    except Refused as refused:
        problem = refused.diagnostics[0].message
    else:
        return joined(users.folder, usage, tuple(changes), errors), ()
    at = Location(source=users.named)
    return usage, (NOT_JUDGED.found(at, folder=users.named, problem=problem),)


def joined(
    folder: Path, usage: Usage, changes: tuple[BindingChange, ...], errors: Iterable[CheckerError]
) -> Usage:
    """Join errors to the places of the same line, or to the changes that they speak of."""
    breaking = [change for change in changes if change.source_breaking]
    places = list(usage.places)
    unjoined: list[CheckerError] = []
    for error in errors:
        here = [one for one in places if (one.path, one.line) == (error.path, error.line)]
        if here:
            places = [one for one in places if one not in here] + _confirmed(here, error)
            continue
        change = max(breaking, key=lambda one: _score(one, error), default=None)
        if change is None or _score(change, error) < _NAMED:
            unjoined.append(error)
        else:
            places.append(_place(folder, change, error))
    places.sort(key=lambda one: (one.path, one.line))
    return replace(usage, places=tuple(places), errors=tuple(unjoined), checker="mypy")


def _confirmed(places: list[UsedPlace], error: CheckerError) -> list[UsedPlace]:
    """Return the places of a line with an error: it confirms those whose change it speaks of best.

    What was a guess at another one of the same name is none any more: it is known what it is.
    """
    scores = [_score(one.change, error) for one in places]
    best = max(scores)
    found: list[UsedPlace] = []
    for one, score in zip(places, scores, strict=True):
        if score == best:
            found.append(replace(one, sure=True, checker=error.message))
        elif one.sure or score < _NAMED:
            found.append(one)
    return found


def _errors_of_step(users: Users, old: ApiVersion, new: ApiVersion) -> tuple[CheckerError, ...]:
    """Return the errors that the package of the new version has and that of the old one hasn't."""
    with program_copy(users.folder) as root:
        made = tuple(_packages(users, root))
        judgements = [tuple(_judgement(users, root, made, version)) for version in (old, new)]
    return new_errors(*judgements)


def _judgement(
    users: Users, root: Path, made: tuple[tuple[Path, Options], ...], version: ApiVersion
) -> Iterator[CheckerError]:
    """Write the packages of a version and yield the errors of the code around them."""
    for package, options in made:
        prepared = prepare_document(options, version.document, ())
        write(replace(prepared, folder=package), force=True)
    packages = [one for one, _ in made if one.is_relative_to(root)]
    inside = [f"{one.relative_to(root).as_posix()}/" for one in packages]
    search = [] if users.packages else [_elsewhere(root)]
    for error in type_errors(root, configured=users.folder, search=search):
        if not any(error.path.startswith(package) for package in inside):
            yield error


def _packages(users: Users, root: Path) -> Iterator[tuple[Path, Options]]:
    """Yield where each package stands in the copy, and what it was made with."""
    sources = ("the document",)
    for package in users.packages:
        lock = readable_lock(package)
        if lock is not None:
            options = recorded_options(lock.options, sources)
            yield root / package.relative_to(users.folder), options
    if not users.packages:
        yield _elsewhere(root).joinpath(*users.dotted.split(".")), Options(sources=sources)


def _elsewhere(root: Path) -> Path:
    """Return the folder of a package that isn't in the code."""
    return root.parent / "installed"


_NAMED = 2
"""The least score at which an error speaks of a change: it names what changes."""


def _score(change: BindingChange, error: CheckerError) -> int:
    """Return how well the names that an error speaks of are those of a change."""
    words = {word for text in _QUOTED.findall(error.message) for word in re.findall(r"\w+", text)}
    owner = change.owner.rpartition(".")[2]
    named = {change.member} if change.member else {owner, change.name.rpartition(".")[2]}
    lost = any(word in text for text in change.lost for word in words)
    return 2 * bool(named & words or lost) + (owner in words)


def _place(folder: Path, change: BindingChange, error: CheckerError) -> UsedPlace:
    """Return the place of an error, which a change explains."""
    text = (folder / error.path).read_text(encoding="utf-8", errors="replace")
    lines = text.splitlines()
    code = lines[error.line - 1].strip() if error.line <= len(lines) else ""
    return UsedPlace(
        path=error.path,
        line=error.line,
        column=error.column,
        what=f"{change.owner}.{change.member}" if change.member else change.owner,
        code=code[:_LONGEST],
        change=change,
        checker=error.message,
    )
