"""A module without what its plain functions do: what is left to parse is a fraction of it.

In: the text of a module. Out: the same text, line for line, in which plain functions are empty.
Nothing is judged here. Before and after:

    def check_asset(v: Any) -> bool:              def check_asset(v: Any) -> bool:...
        return v.__class__ is dict and …

    WRITERS["Asset"] = lambda m: (                WRITERS["Asset"] = lambda m: ()
        f'''{"id":{s(m.id)}…''')

Most lines of a package stand in such functions, and nothing of them runs on import: a look at what
a module defines, calls and imports finds nothing in them but suspect words, for which the whole
text is searched before. Python takes its time to parse them all the same.

Why nothing is lost: the text is read as Python reads it, a literal or a comment at a time, from its
beginning on. A `def` at the left margin, in no literal and no comment, stands in no expression: a
function begins there. It ends at the next line that begins at the margin: what is still open there
makes the module no Python, which the formatter refuses; or what closes it is left over, and can't
be parsed. Whatever Pythons read in different ways (a quote in a replacement field), or we don't
read (a line that is continued, control characters), stays as it is.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence

_TEXT = r""""(?:[^"\\\n]++|\\.)*+"(?!")|'(?:[^'\\\n]++|\\.)*+'(?!')"""
_LONG_TEXT = (
    r"""'{3}(?:[^'\\]++|\\[\s\S]|'{1,2}+(?!'))*+'{3}|"{3}(?:[^"\\]++|\\[\s\S]|"{1,2}+(?!"))*+"{3}"""
)
_IN_FIELD = r"""[^{}"'\\\n#]++|"[^"{}\\\n#]*+"(?!")|'(?:[^'"{}\\\n#]++|"{1,2}+(?!"))*+'(?!')"""
_IN_FILLED = (
    rf"""[^"\\{{}}\n]++|{{{{|}}}}|\\[^\nNxuU0-9{{}}]|"{{1,2}}+(?!")|{{(?:{_IN_FIELD})++}}"""
)
_FILLED = rf'f"{{3}}(?:{_IN_FILLED})*+"{{3}}'
"""A text of one line with replacement fields in which no three quotes stand."""
_COMMENT = r"#[^\n]*+"

_OTHER = re.compile(
    rf"""(?:[^'"#\\\nf]++|(?<!\w){_FILLED}|f|\n(?!def |WRITERS)"""
    rf"|(?<![fFtT])(?<![fFtT][rR])(?:{_LONG_TEXT}|{_TEXT})|{_COMMENT})*+\n?"
)
"""All up to the next line on which a plain function may begin."""

_SIGNATURE = r"def \w+\([\w :,.|\[\]*=]*+\)(?: -> [\w .,|\[\]]++)?:"
_BODY = rf"(?:[^'\"#\\\n]++|(?<!\w)(?:{_TEXT})|{_COMMENT}|\n(?=[ \n#]))*+(?=\n|\Z)"
_LINES = rf"\((?:\n    {_FILLED})++\)"
_PLAIN = re.compile(
    rf"(?P<function>{_SIGNATURE}){_BODY}"
    r'|(?P<writer>WRITERS\["\w+"\] = lambda m: )'
    rf"""(?:{_FILLED}|{_LINES}|"{{" \+ {_LINES}\[1:\] \+ "}}")(?=\n)""",
    re.ASCII,
)
_UNUSUAL = re.compile(r"[\x00-\x09\x0b-\x1f]")
_FEWEST = 20
"""With fewer functions there is nothing to win."""


def outline(text: str, suspects: Sequence[int] = ()) -> str:
    """Return a module with its plain functions empty; each line stays where it is.

    A function that holds one of `suspects`, places of the text in their order, isn't plain.
    """
    if text.count("\ndef ") + text.count("\nWRITERS") < _FEWEST or _UNUSUAL.search(text):
        return text
    parts: list[str] = []
    at = 0
    while (other := _OTHER.match(text, at)) and other.end() > at:
        parts.append(other[0])
        at = other.end()
        plain = _PLAIN.match(text, at)
        if plain and other[0].endswith("\n") and not _holds(plain, suspects):
            parts.append(f"{plain['function']}..." if plain["function"] else f"{plain['writer']}()")
            parts.append("\n" * plain[0].count("\n"))
            at = plain.end()
    return "".join([*parts, text[at:]])


def _holds(found: re.Match[str], places: Sequence[int]) -> bool:
    after = bisect_left(places, found.start())
    return after < len(places) and places[after] < found.end()
