"""A report as one page of HTML that needs nothing else: no network, no other file.

In: a Report and both documents' trees. Out: one text. All that comes from a document is escaped;
the page's policy forbids every script and style but its own. Works without scripts, unfiltered.
"""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterator
from hashlib import sha256

from dfnsgen.diagnostics import Location
from dfnsgen.diff.change import Change, Level, SourceLevel
from dfnsgen.diff.report.excerpt import Row, excerpt
from dfnsgen.diff.report.html_bindings import bindings_section, shown, usage_section
from dfnsgen.diff.report.html_page import SCRIPT, STYLE
from dfnsgen.diff.report.proof_words import proof_words
from dfnsgen.diff.report.report import Group, Report, felt_in, grouped, other_direction
from dfnsgen.json_value import JsonValue


def html_text(report: Report, old: JsonValue, new: JsonValue) -> str:
    """Return the page; `old` and `new` are the documents that are shown side by side."""
    return "\n".join(_page(report, old, new))


def _page(report: Report, old: JsonValue, new: JsonValue) -> Iterator[str]:
    title = shown(f"{report.new.title or report.old.title}: what changed")
    yield "<!DOCTYPE html>"
    yield '<html lang="en"><head><meta charset="utf-8">'
    yield f'<meta http-equiv="Content-Security-Policy" content="{_policy()}">'
    yield '<meta name="viewport" content="width=device-width, initial-scale=1">'
    yield f"<title>{title}</title><style>{STYLE}</style></head><body>"
    yield from _head(report)
    yield from _filters(report)
    yield '<main class="wide">'
    if not report.changes:
        yield '<p class="none">No changes.</p>'
    if report.usage is not None:
        yield from usage_section(report.usage)
    for group in grouped(report.changes):
        yield f"<section><h2>{_heading(group)}</h2>"
        for change in group.changes:
            yield from _change(change, excerpt(change, old, new))
        yield "</section>"
    if report.bindings:
        yield from bindings_section(report.bindings)
    yield '<p id="none" class="none" hidden>No change meets the filters.</p></main>'
    yield f"<script>{SCRIPT}</script></body></html>"


def _policy() -> str:
    """Return a policy under which nothing but the page's own script runs."""
    digest = b64encode(sha256(SCRIPT.encode()).digest()).decode()
    return f"default-src 'none'; style-src 'unsafe-inline'; script-src 'sha256-{digest}'"


def _head(report: Report) -> Iterator[str]:
    old, new = report.old, report.new
    yield f'<header><div class="wide"><h1>{shown(new.title or old.title)}</h1><p class="step">'
    yield f"<b>{shown(old.version)}</b> <small>{shown(old.source)}</small> <span>→</span>"
    yield f"<b>{shown(new.version)}</b> <small>{shown(new.source)}</small>"
    yield f'<span class="bump">version step: <b>{report.bump.value}</b></span></p></div></header>'


def _filters(report: Report) -> Iterator[str]:
    counts = report.summary
    numbers = {
        Level.BREAKING: counts.breaking,
        Level.WARNING: counts.warning,
        Level.INFO: counts.info,
    }
    yield '<form id="filters"><div class="wide">'
    for level, number in numbers.items():
        yield (
            f'<label class="chip {level.value}"><input type="checkbox" name="level" '
            f'value="{level.value}" checked><b>{number}</b> {level.value}</label>'
        )
    texts = sum(change.rule.documents for change in report.changes)
    yield (
        '<label class="chip info"><input type="checkbox" name="texts">'
        f"<b>{texts}</b> of mere texts</label>"
    )
    for name, choices in _CHOICES.items():
        options = "".join(f'<option value="{value}">{text}</option>' for value, text in choices)
        yield f'<select name="{name}" aria-label="{name}">{options}</select>'
    yield (
        '<input type="search" name="words" aria-label="search" '
        'placeholder="operation, schema, rule…   ( / )">'
    )
    yield '<button type="button" name="open" aria-pressed="false">open all</button>'
    yield '<output id="seen" aria-live="polite"></output></div></form>'


_CHOICES = {
    "direction": (
        ("", "both directions"),
        ("request", "requests"),
        ("response", "responses"),
    ),
    "source": (
        ("", "any effect on Python"),
        ("breaking", "Python breaks"),
        ("safe", "Python stays right"),
        ("none", "Python stays the same"),
    ),
}


def _heading(group: Group) -> str:
    """Return the heading of a group, with the method of its operation as a mark."""
    operation = group.changes[0].operation
    if operation is None or group.heading != str(operation):
        return shown(group.heading)
    mark = "webhook" if operation.webhook else operation.method
    return f'<span class="method">{shown(mark)}</span><code>{shown(operation.path)}</code>'


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
    if change.level is not Level.INFO:
        yield f'<p class="why">{shown(change.reason)}</p>'
    yield f'<p class="facts">{" ".join(_facts(change))}</p>'
    others = [said for said in (felt_in(change), other_direction(change)) if said]
    if others:
        yield f'<p class="also">also in {shown("; ".join(others))}</p>'
    proof = proof_words(change)
    if proof:
        yield f"<pre>{shown(proof)}</pre>"
    if rows:
        heads = f"<th>{_place(change.old_location)}</th><th>{_place(change.new_location)}</th>"
        yield f"<details><summary>before and after</summary><table><tr>{heads}</tr>"
        yield from map(_row, rows)
        yield "</table></details>"
    yield "</article>"


def _facts(change: Change) -> Iterator[str]:
    yield f"<span><code>{shown(change.rule.id)}</code></span>"
    if change.direction is not None:
        yield f"<span>{change.direction.value}</span>"
    if change.source_level is not SourceLevel.NONE:
        yield f"<span>Python: {change.source_level.value}</span>"
    places = [at for at in (change.old_location, change.new_location) if at is not None]
    if places:
        yield f"<span>{' → '.join(map(_place, places))}</span>"


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
