"""A report as one page of HTML that needs nothing else: no network, no other file.

In: a Report and both documents' trees. Out: one text. All that comes from a document is escaped;
the page's policy forbids every script and style but its own. Works without scripts, unfiltered.
How the page looks stands in `templates/report/`; here is what it says.
"""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256
from html import escape

from dfnsgen.diff.bindings.change import BindingChange, cut
from dfnsgen.diff.change import Change, Level, SourceLevel
from dfnsgen.diff.report.excerpt import Row, excerpt
from dfnsgen.diff.report.proof_words import proof_words
from dfnsgen.diff.report.report import (
    ChangeGroup,
    Report,
    also_affected,
    grouped,
    other_direction,
    standing,
)
from dfnsgen.diff.report.summary import ComparedVersion
from dfnsgen.diff.report.used import Usage, UsedPlace
from dfnsgen.diff.report.used_text import usage_summary
from dfnsgen.jinja import Markup, StrictUndefined, environment
from dfnsgen.json_value import JsonValue
from dfnsgen.runtime import own_templates

_FOLDER = "report"
_LONGEST_SIGNATURE = 2000


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """A text as it stands; `mark` says whether it is the old or the new one."""

    text: str
    mark: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A line of a table: what stood there and what stands there; `gap` where some are left out."""

    cells: tuple[Listing, ...]
    gap: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """One box of the page. `tone` is its colour; the filters go by level, direction and source.

    A change has a `label`, a place in code has the `code`. `before` and `after` head the rows.
    """

    tone: str
    level: str
    source: str
    title: str
    direction: str = "request response"
    texts: str = "false"
    id: str = ""
    label: str = ""
    code: str = ""
    why: str = ""
    rule: str = ""
    facts: tuple[str, ...] = ()
    also: str = ""
    listings: tuple[Listing, ...] = ()
    before: str = ""
    after: str = ""
    rows: tuple[Line, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """Cards under a heading: the method and path of an operation, or a title."""

    cards: tuple[Card, ...]
    title: str = ""
    method: str = ""
    path: str = ""
    small: str = ""
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Count:
    """How many changes of a level there are."""

    name: str
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """All that the template prints. What is Markup is the page's own, not the documents'."""

    policy: Markup
    style: Markup
    script: Markup
    title: str
    digest: str
    old: ComparedVersion
    new: ComparedVersion
    bump: str
    levels: tuple[Count, ...]
    texts: int
    unchanged: bool
    sections: tuple[Section, ...]


def html_text(report: Report, old: JsonValue, new: JsonValue) -> str:
    """Return the page; `old` and `new` are the documents that are shown side by side."""
    folder = own_templates() / _FOLDER
    style, script = (
        f"\n{(folder / name).read_text(encoding='utf-8')}" for name in ("report.css", "report.js")
    )
    counts = report.summary
    page = Page(
        policy=_policy(script),
        style=Markup(style),
        script=Markup(script),
        title=report.new.title or report.old.title,
        digest=report.digest,
        old=report.old,
        new=report.new,
        bump=report.bump.value,
        levels=tuple(
            Count(name=level.value, count=getattr(counts, level.value)) for level in Level
        ),
        texts=sum(change.rule.documents for change in report.changes),
        unchanged=not report.changes,
        sections=tuple(_sections(report, old, new)),
    )
    template = environment([folder], _shown).get_template("report.html.jinja")
    return template.render(page=page).rstrip("\n")


def _policy(script: str) -> Markup:
    """Return a policy under which nothing but the page's own script runs."""
    digest = b64encode(sha256(script.encode()).digest()).decode()
    return Markup(f"default-src 'none'; style-src 'unsafe-inline'; script-src 'sha256-{digest}'")


def _shown(value: object) -> Markup:
    """Return a value as HTML that shows it; what doesn't print shows as its escape."""
    if isinstance(value, Markup):
        return value
    if isinstance(value, StrictUndefined) or not isinstance(value, str | int):
        raise TypeError(f"a page shows texts and numbers, no {type(value).__name__}")
    return Markup(escape("".join(c if c.isprintable() else ascii(c)[1:-1] for c in str(value))))


def _sections(report: Report, old: JsonValue, new: JsonValue) -> Iterator[Section]:
    if report.usage is not None:
        yield _of_usage(report.usage)
    for group in grouped(report.changes, report.group_by):
        cards = tuple(_of_change(change, excerpt(change, old, new)) for change in group.changes)
        yield _of_group(group, cards)
    if report.bindings:
        yield Section(title="Python bindings", cards=tuple(map(_of_binding, report.bindings)))


def _of_group(group: ChangeGroup, cards: tuple[Card, ...]) -> Section:
    """Return a group under its heading, with the method of its operation as a mark."""
    operation = group.changes[0].operation
    if operation is None or group.heading != str(operation):
        return Section(title=group.heading, cards=cards)
    method = "webhook" if operation.webhook else operation.method
    path = f"{operation.path} {operation.callback}" if operation.callback else operation.path
    return Section(method="callback" if operation.callback else method, path=path, cards=cards)


def _of_change(change: Change, rows: tuple[Row, ...]) -> Card:
    level = change.level.value
    directions = {change.direction, *(place.direction for place in change.places)}
    others = [text for text in (also_affected(change), other_direction(change)) if text]
    proof = proof_words(change)
    return Card(
        tone=level,
        id=change.fingerprint,
        level=level,
        direction=" ".join(sorted(one.value for one in directions if one)),
        source=change.source_level.value,
        texts=str(change.rule.documents).lower(),
        label=level,
        title=change.message,
        why=_why(change),
        rule=change.rule.id,
        facts=tuple(_facts(change)),
        also="; ".join(others),
        listings=(Listing(text=proof),) if proof else (),
        before="" if change.old_location is None else str(change.old_location),
        after="" if change.new_location is None else str(change.new_location),
        rows=tuple(map(_line, rows)),
    )


def _why(change: Change) -> str:
    """Say why a change matters, and what to do."""
    if change.level is Level.INFO:
        return ""
    return f"{change.reason}; to do: {change.remedy}" if change.remedy else change.reason


def _facts(change: Change) -> Iterator[str]:
    if change.direction is not None:
        yield change.direction.value
    if change.source_level is not SourceLevel.NONE:
        yield f"Python: {change.source_level.value}"
    places = standing(change)
    if places:
        yield " → ".join(places)


def _line(row: Row) -> Line:
    if row.gap:
        return Line(cells=(Listing(text="⋯"), Listing(text="⋯")), gap=True)
    sides = ((row.before, "old"), (row.after, "new"))
    return Line(
        cells=tuple(
            Listing(text=text or "", mark="" if row.same or text is None else mark)
            for text, mark in sides
        )
    )


def _of_binding(binding: BindingChange) -> Card:
    """Return a change of the package, with its old and its new signature."""
    signatures = ((binding.before, "old"), (binding.after, "new"))
    source = "breaking" if binding.source_breaking else "safe"
    return Card(
        tone=source,
        level="breaking" if binding.source_breaking else "info",
        source=source,
        label=source,
        title=binding.message,
        rule=binding.rule,
        listings=tuple(
            Listing(text=cut(text, _LONGEST_SIGNATURE), mark=mark)
            for text, mark in signatures
            if text
        ),
    )


def _of_usage(usage: Usage) -> Section:
    """Return the places in somebody's code."""
    return Section(
        title="Your code",
        small=usage_summary(usage),
        cards=tuple(map(_of_place, (*usage.sure, *usage.guessed))),
        notes=(
            *(f"{error}" for error in usage.errors),
            *(f"{path} {reason}" for path, reason in usage.unread),
        ),
    )


def _of_place(place: UsedPlace) -> Card:
    level = "breaking" if place.sure else "warning"
    return Card(
        tone=level,
        level=level,
        source="breaking",
        code=f"{place.path}:{place.line}",
        title=f"{place.what}: {place.change.short}",
        why=place.checker if place.sure else "a guess: the type isn’t told",
        listings=(Listing(text=place.code),),
    )
