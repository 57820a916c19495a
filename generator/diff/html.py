"""A report as one page of HTML that needs nothing else: no network, no other file.

In: a Report and both documents' trees. Out: one text. All that comes from a document is escaped;
the page's policy forbids every script and style but its own. Works without scripts, unfiltered.
"""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterable, Iterator
from hashlib import sha256
from html import escape

from generator.diagnostics import Location
from generator.diff.binding_change import BindingChange
from generator.diff.change import Change, Level, SourceLevel
from generator.diff.excerpt import Row, excerpt
from generator.diff.html_page import SCRIPT, STYLE
from generator.diff.report import Report, felt_in, grouped, other_direction
from generator.diff.used import Usage
from generator.diff.used_text import usage_summary
from generator.loader.document import JsonValue


def html_text(report: Report, old: JsonValue, new: JsonValue) -> str:
    """Return the page; `old` and `new` are the documents that are shown side by side."""
    return "\n".join(_page(report, old, new))


def shown(text: str) -> str:
    """Return a text as HTML that shows it; what doesn't print shows as its escape."""
    visible = "".join(c if c.isprintable() else ascii(c)[1:-1] for c in text)
    return escape(visible)


def _page(report: Report, old: JsonValue, new: JsonValue) -> Iterator[str]:
    title = shown(f"{report.new.title or report.old.title}: what changed")
    yield "<!DOCTYPE html>"
    yield '<html lang="en"><head><meta charset="utf-8">'
    yield f'<meta http-equiv="Content-Security-Policy" content="{_policy()}">'
    yield '<meta name="viewport" content="width=device-width, initial-scale=1">'
    yield f"<title>{title}</title><style>{STYLE}</style></head><body>"
    yield from _head(report)
    yield "<main>"
    if not report.changes:
        yield "<p>No changes.</p>"
    for group in grouped(report.changes):
        yield f"<section><h2>{shown(group.heading)}</h2>"
        for change in group.changes:
            yield from _change(change, excerpt(change, old, new))
        yield "</section>"
    if report.bindings:
        yield from _bindings(report.bindings)
    if report.usage is not None:
        yield from _usage(report.usage)
    yield '<p id="none" hidden>No change meets the filters.</p></main>'
    yield f"<script>{SCRIPT}</script></body></html>"


def _policy() -> str:
    """Return a policy under which nothing but the page's own script runs."""
    digest = b64encode(sha256(SCRIPT.encode()).digest()).decode()
    return f"default-src 'none'; style-src 'unsafe-inline'; script-src 'sha256-{digest}'"


def _head(report: Report) -> Iterator[str]:
    old, new, counts = report.old, report.new, report.summary
    yield f"<header><h1>{shown(new.title or old.title)}</h1>"
    yield (
        f"<p><b>{shown(old.version)}</b> ({shown(old.source)}) → "
        f"<b>{shown(new.version)}</b> ({shown(new.source)}); "
        f"version step: <b>{report.bump.value}</b></p>"
    )
    yield '<form id="filters">'
    numbers = {
        Level.BREAKING: counts.breaking,
        Level.WARNING: counts.warning,
        Level.INFO: counts.info,
    }
    for level, number in numbers.items():
        yield (
            f'<label class="{level.value}"><input type="checkbox" name="level" '
            f'value="{level.value}" checked> {number} {level.value}</label>'
        )
    for name, choices in _CHOICES.items():
        options = "".join(f'<option value="{value}">{text}</option>' for value, text in choices)
        yield f'<select name="{name}" aria-label="{name}">{options}</select>'
    yield '<label><input type="checkbox" name="texts"> texts too</label>'
    yield '<input type="search" name="words" placeholder="operation, schema, rule…">'
    yield "</form></header>"


_CHOICES = {
    "direction": (
        ("", "both directions"),
        ("request", "requests"),
        ("response", "responses"),
    ),
    "source": (
        ("", "whatever becomes of Python"),
        ("breaking", "Python breaks"),
        ("safe", "Python stays right"),
        ("none", "Python stays the same"),
    ),
}


def _change(change: Change, rows: tuple[Row, ...]) -> Iterator[str]:
    level = change.level.value
    directions = {change.direction, *(place.direction for place in change.places)}
    ways = " ".join(sorted(way.value for way in directions if way))
    yield (
        f'<article class="{level}" id="{change.fingerprint}" data-level="{level}" '
        f'data-direction="{ways}" data-source="{change.source_level.value}" '
        f'data-texts="{str(change.rule.documents).lower()}">'
    )
    yield f'<h3><span class="level">{level}</span> {shown(change.message)}</h3>'
    yield f"<p>{' · '.join(_facts(change))}</p>"
    others = [said for said in (felt_in(change), other_direction(change)) if said]
    if others:
        yield f"<p>also in {shown('; '.join(others))}</p>"
    if rows:
        heads = f"<th>{_place(change.old_location)}</th><th>{_place(change.new_location)}</th>"
        yield f"<details><summary>before and after</summary><table><tr>{heads}</tr>"
        yield from map(_row, rows)
        yield "</table></details>"
    yield "</article>"


def _facts(change: Change) -> Iterator[str]:
    yield f"<code>{shown(change.rule.id)}</code>"
    if change.direction is not None:
        yield change.direction.value
    if change.source_level is not SourceLevel.NONE:
        yield f"source: {change.source_level.value}"
    yield shown(change.reason)
    places = [at for at in (change.old_location, change.new_location) if at is not None]
    if places:
        yield " → ".join(map(_place, places))


def _place(at: Location | None) -> str:
    return "" if at is None else shown(str(at))


def _row(row: Row) -> str:
    if row.gap:
        return '<tr class="gap"><td>⋯</td><td>⋯</td></tr>'
    left = _cell(row.before, "" if row.same else "old")
    return f"<tr>{left}{_cell(row.after, '' if row.same else 'new')}</tr>"


def _cell(text: str | None, mark: str) -> str:
    if text is None:
        return "<td></td>"
    return f'<td class="{mark}">{shown(text)}</td>' if mark else f"<td>{shown(text)}</td>"


def _bindings(bindings: Iterable[BindingChange]) -> Iterator[str]:
    yield "<section><h2>Python bindings</h2>"
    for binding in bindings:
        level = "breaking" if binding.source_breaking else "safe"
        source = "breaking" if binding.source_breaking else "safe"
        shown_level = "breaking" if binding.source_breaking else "info"
        yield (
            f'<article class="{shown_level}" data-level="{shown_level}" '
            f'data-direction="request response" data-source="{source}" data-texts="false">'
        )
        yield f'<h3><span class="level">{level}</span> {shown(binding.message)}</h3>'
        for mark, text in (("old", binding.before), ("new", binding.after)):
            if text:
                yield f'<pre class="{mark}">{shown(text)}</pre>'
        yield "</article>"
    yield "</section>"


def _usage(usage: Usage) -> Iterator[str]:
    yield f"<section><h2>Your code: {usage_summary(usage)}</h2>"
    for place in usage.places:
        level = "breaking" if place.sure else "warning"
        yield (
            f'<article class="{level}" data-level="{level}" '
            f'data-direction="request response" data-source="breaking" data-texts="false">'
        )
        said = f"{place.what}: {place.change.short}"
        yield f"<h3><code>{shown(place.path)}:{place.line}</code> {shown(said)}</h3>"
        guess = "" if place.sure else "<p>a guess: the type isn't told</p>"
        yield f"<pre>{shown(place.code)}</pre>{guess}</article>"
    for path, reason in usage.unread:
        yield f"<p>{shown(path)} {shown(reason)}</p>"
    yield "</section>"
