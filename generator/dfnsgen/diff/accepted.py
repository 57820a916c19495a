"""Changes that somebody has accepted, and the levels that somebody gives to rules.

In: the text of an accept file, Changes. Out: the changes that remain, and diagnostics: what in the
file is not understood, has run out, or matches nothing any more. Reads no file itself.

An entry names a rule, a fingerprint, or both; `place` is an operation (`POST /wallets`) or what the
change is about (`Wallet.name`), with `*` for any text. It says why, and may say until when:

    [[accepted]]
    rule = "property-removed"
    place = "Wallet.*"
    reason = "nobody read it"
    until = 2027-01-31

    [levels]
    description-changed = "none"
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from fnmatch import fnmatchcase
from typing import cast

from dfnsgen.configuration.toml_places import TomlPlaces, read_toml
from dfnsgen.diagnostics import Diagnostic, Location, Refused, Rule
from dfnsgen.diff.bindings.change import BINDING_RULES, BindingChange
from dfnsgen.diff.change import Change, Level
from dfnsgen.diff.rules.rules import RULES

# A row is a row here, not a column.
# fmt: off
NOT_ACCEPTED_TOML = Rule.error("accepted-not-toml", "not TOML: {problem}",
    remedy="correct the line")
BAD_ENTRY = Rule.error("accepted-bad-entry", "{what}",
    remedy="write an entry with `rule` or `fingerprint`, `reason`, and if need be `place`, `until`")
BAD_LEVEL = Rule.error("diff-bad-level", "{what}",
    remedy='give a rule of docs/diff-rules.md a level: description-changed = "none"')
RAN_OUT = Rule.warning("accepted-ran-out", "the acceptance of {what} ended on {until}",
    effect="the change counts again", remedy="remove the entry, or give it a later day")
UNMATCHED = Rule.warning("accepted-unmatched", "no change is what {what} accepts",
    remedy="remove the entry")
# fmt: on

_KEYS = frozenset(("rule", "fingerprint", "place", "reason", "until"))
_LEVELS = {level.value: level for level in Level}


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One acceptance. It matches where all that it names does; `until` is its last day."""

    rule: str = ""
    fingerprint: str = ""
    place: str = ""
    reason: str
    until: date | None = None
    at: Location = field(compare=False)

    def matches(self, change: Change | BindingChange) -> bool:
        """Whether this is a change that the entry accepts."""
        if isinstance(change, BindingChange):
            rule, places = change.rule, [change.name, change.owner]
        else:
            operations = [change.operation, *(place.operation for place in change.places)]
            places = [change.subject, *(str(key) for key in operations if key)]
            rule = change.rule.id
        return (
            self.rule in ("", rule)
            and self.fingerprint in ("", change.fingerprint)
            and (not self.place or any(fnmatchcase(p, _pattern(self.place)) for p in places))
        )

    @property
    def is_of_bindings(self) -> bool:
        """Whether only a comparison of bindings can have what the entry accepts."""
        return self.rule in BINDING_RULES

    def __str__(self) -> str:
        return " ".join(part for part in (self.rule, self.fingerprint, self.place) if part)


@dataclass(frozen=True, slots=True, kw_only=True)
class Accepted:
    """A whole file. In `levels` None stands for a rule that is not reported."""

    entries: tuple[Entry, ...] = ()
    levels: Mapping[str, Level | None] = field(default_factory=dict[str, Level | None])


def read_accepted(text: str, source: str) -> Accepted:
    """Read an accept file. Raises Refused with all that is wrong in it."""
    at = Location(source=source)
    content = read_toml(text, source, NOT_ACCEPTED_TOML)
    problems = [
        BAD_ENTRY.found(at, what=f"there is no table {name!r} here")
        for name in content
        if name not in ("accepted", "levels")
    ]
    tables = content.get("accepted", [])
    entries: list[Entry] = []
    places = TomlPlaces(source=source, text=text)
    for number, table in enumerate(_tables(tables), 1):
        found = _entry(table, places.table("accepted", number))
        if isinstance(found, Entry):
            entries.append(found)
        else:
            problems.append(found)
    if not isinstance(tables, list):
        problems.append(BAD_ENTRY.found(at, what="`accepted` must be [[accepted]]"))
    levels, wrong = _levels(content.get("levels", {}), lambda key: at)
    if problems or wrong:
        raise Refused(*problems, *wrong)
    return Accepted(entries=tuple(entries), levels=levels)


def read_levels(table: object, locate: Callable[[str], Location]) -> Mapping[str, Level | None]:
    """Read the levels that the configuration gives. Raises Refused with all that is wrong."""
    levels, wrong = _levels(table, locate)
    if wrong:
        raise Refused(*wrong)
    return levels


def apply_accepted(
    changes: tuple[Change, ...],
    bindings: tuple[BindingChange, ...] | None,
    accepted: Accepted,
    today: date,
    *,
    whole: bool = True,
) -> tuple[tuple[Change, ...], tuple[BindingChange, ...] | None, tuple[Diagnostic, ...]]:
    """Return the changes that nobody has accepted, at the levels that were asked for.

    Where not the whole documents were compared, or the bindings were not, an entry that matches
    nothing there is no finding.
    """
    valid = [e for e in accepted.entries if e.until is None or today <= e.until]
    kept = tuple(c for c in changes if not any(entry.matches(c) for entry in valid))
    left = tuple(b for b in bindings or () if not any(entry.matches(b) for entry in valid))
    noticed: list[Diagnostic] = []
    for entry in accepted.entries:
        if not (any(map(entry.matches, changes)) or any(map(entry.matches, bindings or ()))):
            if whole and (bindings is not None or not entry.is_of_bindings):
                noticed.append(UNMATCHED.found(entry.at, what=str(entry)))
        elif entry not in valid:
            noticed.append(RAN_OUT.found(entry.at, what=str(entry), until=entry.until))
    judged = None if bindings is None else _judged_bindings(left, accepted.levels)
    return _judged(kept, accepted.levels), judged, tuple(noticed)


def _judged_bindings(
    bindings: tuple[BindingChange, ...], levels: Mapping[str, Level | None]
) -> tuple[BindingChange, ...]:
    """Give changes of the package what the levels say: source-breaking, not, or not reported."""
    judged = [
        replace(b, source_breaking=levels[b.rule] is Level.BREAKING) if b.rule in levels else b
        for b in bindings
        if levels.get(b.rule, Level.INFO) is not None
    ]
    return tuple(sorted(judged, key=lambda b: not b.source_breaking))


def _judged(changes: tuple[Change, ...], levels: Mapping[str, Level | None]) -> tuple[Change, ...]:
    """Give changes the levels of the file, and drop those that have none; the worst stay first."""
    judged: list[Change] = []
    for change in changes:
        level = levels.get(change.rule.id, change.level)
        if level is change.level:
            judged.append(change)
        elif level is not None:
            places = tuple(replace(place, level=level) for place in change.places)
            reason = "the configuration gives the rule this level"
            judged.append(replace(change, level=level, places=places, reason=reason))
    ranks = list(Level)
    return tuple(sorted(judged, key=lambda c: (ranks.index(c.level), c.rule.documents)))


def _entry(table: Mapping[str, object], at: Location) -> Entry | Diagnostic:
    unknown = sorted(table.keys() - _KEYS)
    if unknown:
        return BAD_ENTRY.found(at, what=f"an entry has no {unknown[0]!r}")
    until = table.get("until")
    if until is not None and type(until) is not date:
        return BAD_ENTRY.found(at, what="`until` must be a day, as 2027-01-31")
    texts: dict[str, str] = {}
    for key in ("rule", "fingerprint", "place", "reason"):
        value = table.get(key, "")
        if not isinstance(value, str):
            return BAD_ENTRY.found(at, what=f"{key!r} must be a text")
        texts[key] = value
    if not texts["reason"].strip():
        return BAD_ENTRY.found(at, what="an entry has no reason")
    if not texts["rule"] and not texts["fingerprint"]:
        return BAD_ENTRY.found(at, what="an entry names neither a rule nor a fingerprint")
    if texts["rule"] and not _is_rule(texts["rule"]):
        return BAD_ENTRY.found(at, what=f"there is no rule {texts['rule']!r}")
    return Entry(
        rule=texts["rule"],
        fingerprint=texts["fingerprint"],
        place=texts["place"],
        reason=texts["reason"],
        until=until,
        at=at,
    )


def _levels(
    table: object, locate: Callable[[str], Location]
) -> tuple[dict[str, Level | None], tuple[Diagnostic, ...]]:
    if not isinstance(table, dict):
        return {}, (BAD_ENTRY.found(locate("levels"), what="`levels` must be a table"),)
    levels: dict[str, Level | None] = {}
    wrong: list[Diagnostic] = []
    for rule, level in cast("dict[str, object]", table).items():
        if not _is_rule(rule):
            wrong.append(BAD_LEVEL.found(locate(rule), what=f"there is no rule {rule!r}"))
        elif level == "none" or (isinstance(level, str) and level in _LEVELS):
            levels[rule] = _LEVELS.get(str(level))
        else:
            what = f"the level of {rule} must be breaking, warning, info or none"
            wrong.append(BAD_LEVEL.found(locate(rule), what=what))
    return levels, tuple(wrong)


def _is_rule(name: str) -> bool:
    return name in RULES or name in BINDING_RULES


def _tables(tables: object) -> list[dict[str, object]]:
    if not isinstance(tables, list):
        return []
    several = cast("list[object]", tables)
    return [cast("dict[str, object]", t) if isinstance(t, dict) else {} for t in several]


def _pattern(place: str) -> str:
    """Return a pattern in which only `*` is special."""
    return place.replace("[", "[[]").replace("?", "[?]")
