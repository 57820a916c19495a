"""HTML and MDX out of a text of the document: what is left reads as plain text does.

In: a description, in which people write Markdown, HTML, and the components of their pages. Out:
text. Before: `<p>The <b>amount</b>, see <a href="https://x.io">here</a>.</p><Danger>Gone.</Danger>`.
After: `The amount, see [here](https://x.io).`, and `Warning: Gone.` as a paragraph of its own. Code
stays, and so does what is no tag of either: `List<String>`, `<your token>`.
"""

from __future__ import annotations

import re
from html import unescape

_CODE = re.compile(r"(```.*?```|`[^`\n]*`)", re.DOTALL)
_TAG = re.compile(r"<(/?)([A-Za-z][A-Za-z0-9]*)(\s[^<>]*)?/?>|<!--[^<>]*-->")
_LINK = re.compile(
    r"<a\s[^<>]*?href\s*=\s*[\"']?(https?://[^\"'\s<>]*)[^<>]*>([^<>]*)</a>", re.IGNORECASE
)
_ENTITY = re.compile(r"&(?:[A-Za-z]{2,8}|#[0-9]{1,6});")
_SPACES = re.compile(r"[ \t]+\n")
_BREAKS = frozenset("br tr dt dd".split())
_BLOCKS = frozenset(
    "p div ul ol dl table thead tbody section article blockquote pre hr h1 h2 h3 h4 h5 h6 details "
    "summary center".split()
)
_INLINE = frozenset(
    "a b i u s em strong span font small big sub sup tt kbd var samp mark del ins cite abbr td th "
    "img".split()
)
_WARNINGS = {
    **dict.fromkeys(("Danger", "Warning"), "Warning"),
    **dict.fromkeys(("Note", "Info", "Check", "Callout"), "Note"),
    "Tip": "Tip",
}
_COMPONENTS = frozenset(
    "Accordion AccordionGroup Card CardGroup CodeGroup Columns Expandable Frame Icon ParamField "
    "ResponseField Step Steps Tab Tabs Tooltip Update".split()
)


def plain(text: str) -> str:
    """Return a text without tags; entities become what they stand for."""
    if "<" not in text and "&" not in text:
        return text
    parts = _CODE.split(text)
    return "".join(part if number % 2 else _plain(part) for number, part in enumerate(parts))


def _plain(text: str) -> str:
    text = _LINK.sub(lambda found: f"[{found[2].strip()}]({found[1]})", text)
    text = _TAG.sub(_instead, text)
    return _SPACES.sub("\n", _ENTITY.sub(lambda found: unescape(found[0]), text))


def _instead(found: re.Match[str]) -> str:
    """Return what stands for a tag; the tag itself where it is none of those known."""
    closes, name = found[1], found[2]
    if name is None:
        return ""
    if name in _WARNINGS:
        return "\n\n" if closes else f"\n\n{_WARNINGS[name]}: "
    if name in _COMPONENTS:
        return "\n\n"
    lower = name.lower()
    if lower == "li":
        return "" if closes else "\n- "
    if lower == "code":
        return "`"
    if lower in _BREAKS:
        return "" if closes else "\n"
    if lower in _BLOCKS:
        return "\n\n"
    return "" if lower in _INLINE else found[0]
