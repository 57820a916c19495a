"""Ratios as bars on a logarithmic scale, in an SVG that is readable on light and dark pages.

In: the names of the parties, the tasks and payloads, and the ratios. Out: the text of the SVG.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape
from math import log10

_STYLE = """
text { font: 12px system-ui, sans-serif; fill: #24292f }
.head { font-weight: 600 } .scale { stroke: #8c959f; stroke-width: 1 } .one { stroke: #cf222e }
.bar { fill: #8c959f } .ours { fill: #0969da }
@media (prefers-color-scheme: dark) {
  text { fill: #e6edf3 } .bar { fill: #6e7681 } .ours { fill: #58a6ff } .scale { stroke: #6e7681 }
}
"""
_LEAST, _MOST = -2.0, 1.0
_NAMES, _WIDTH, _LINE = 210, 240, 18


def chart(
    parties: Sequence[str],
    tasks: Sequence[str],
    payloads: Sequence[str],
    ratios: Mapping[tuple[str, str, str], float],
) -> str:
    """Draw a column for each task and a block for each payload; 1 is the base."""
    parts: list[str] = []
    top = 40
    for payload in payloads:
        parts.append(_text(0, top, payload, "head"))
        shown = [p for p in parties if any((p, task, payload) in ratios for task in tasks)]
        for column in range(len(tasks)):
            x = _at(column, 1.0)
            bottom = top + _LINE * len(shown) + 4
            parts.append(f'<path class="scale one" d="M{x:.0f} {top - 4}V{bottom}"/>')
        for number, party in enumerate(shown):
            y = top + _LINE * (number + 1)
            parts.append(_text(0, y, party))
            for column, task in enumerate(tasks):
                ratio = ratios.get((party, task, payload))
                if ratio is not None:
                    parts += _bar(column, y, ratio, party)
        top += _LINE * (len(shown) + 2)
    for column, task in enumerate(tasks):
        parts.append(_text(round(_at(column, 0.01)), 14, f"{task}, × pydantic (log scale)", "head"))
    width = _NAMES + len(tasks) * (_WIDTH + 50)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {top}" role="img">'
        f"<title>Time of each party as a ratio to pydantic, less is better</title>"
        f"<style>{_STYLE}</style>\n" + "\n".join(parts) + "\n</svg>\n"
    )


def _bar(column: int, y: int, ratio: float, party: str) -> list[str]:
    kind = "ours" if party.startswith("dfnsgen") else "bar"
    start, end = _at(column, 0.01), _at(column, ratio)
    width = max(end - start, 1)
    rectangle = (
        f'<rect class="{kind}" x="{start:.0f}" y="{y - 10}" width="{width:.0f}" height="12"/>'
    )
    return [rectangle, _text(round(start + width) + 4, y, f"{ratio:.2f}")]


def _at(column: int, ratio: float) -> float:
    """Return where a ratio stands in a column, between a hundredth and ten times the base."""
    place = (min(max(log10(ratio), _LEAST), _MOST) - _LEAST) / (_MOST - _LEAST)
    return _NAMES + column * (_WIDTH + 50) + place * _WIDTH


def _text(x: int, y: int, text: str, kind: str = "") -> str:
    chosen = f' class="{kind}"' if kind else ""
    return f'<text x="{x}" y="{y}"{chosen}>{escape(text)}</text>'
