"""The sections of a page that are about Python: what becomes of the package, and of code.

In: BindingChanges, a Usage. Out: HTML; all that comes from a document or from code is escaped.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from html import escape

from dfnsgen.diff.bindings.change import BindingChange, cut
from dfnsgen.diff.report.used import Place, Usage
from dfnsgen.diff.report.used_text import usage_summary


def shown(text: str) -> str:
    """Return a text as HTML that shows it; what doesn't print shows as its escape."""
    visible = "".join(c if c.isprintable() else ascii(c)[1:-1] for c in text)
    return escape(visible)


def bindings_section(bindings: Iterable[BindingChange]) -> Iterator[str]:
    """Yield the changes of the package, each with its old and its new signature."""
    yield "<section><h2>Python bindings</h2>"
    for binding in bindings:
        level = "breaking" if binding.source_breaking else "info"
        source = "breaking" if binding.source_breaking else "safe"
        yield _article("breaking" if binding.source_breaking else "safe", level, source)
        yield f'<h3><span class="level">{source}</span> {shown(binding.message)}</h3>'
        yield f'<p class="facts"><span><code>{shown(binding.rule)}</code></span></p>'
        for mark, text in (("old", binding.before), ("new", binding.after)):
            if text:
                yield f'<pre class="{mark}">{shown(cut(text, 2000))}</pre>'
        yield "</article>"
    yield "</section>"


def usage_section(usage: Usage) -> Iterator[str]:
    """Yield the places in somebody's code."""
    yield f"<section><h2>Your code <small>{shown(usage_summary(usage))}</small></h2>"
    yield from (line for place in usage.sure for line in _place(place))
    yield from (line for place in usage.guessed for line in _place(place))
    for path, reason in usage.unread:
        yield f'<p class="facts">{shown(path)} {shown(reason)}</p>'
    yield "</section>"


def _place(place: Place) -> Iterator[str]:
    level = "breaking" if place.sure else "warning"
    yield _article(level, level, "breaking")
    said = f"{place.what}: {place.change.short}"
    yield f"<h3><code>{shown(place.path)}:{place.line}</code> {shown(said)}</h3>"
    if not place.sure:
        yield '<p class="why">a guess: the type isn’t told</p>'
    yield f"<pre>{shown(place.code)}</pre></article>"


def _article(tone: str, level: str, source: str) -> str:
    return (
        f'<article class="{tone}" data-level="{level}" data-direction="request response" '
        f'data-source="{source}" data-texts="false">'
    )
