"""Python text that is safe to print: the only kind of text a template may put into a file.

In: values and texts of a document, which nobody trusts. Out: `Source`. Text becomes `Source` in
few ways only: as a literal, a docstring, a checked identifier, an imported name, or as code written
here with `code`, whose holes take nothing but `Source` and integers. Nothing here reads a document.

A `Source` carries the imports that its text needs, and what is put together of several needs what
they need: `code("list[{}]", imported("typing", "Any"))` is the text `list[Any]` and needs
`typing.Any`. So nobody has to search a text for names in order to know what a file must import.
"""

from __future__ import annotations

import keyword
import re
import textwrap
import unicodedata
from collections.abc import Iterable
from decimal import Decimal
from typing import LiteralString, NamedTuple

from dfnsgen.json_value import JsonValue
from dfnsgen.python.source.markup import plain

_ESCAPED = {mark: re.compile(rf"[^ -\[\]-~]|{mark}") for mark in "'\""}
"""What doesn't stand as it is between two marks."""
_ESCAPES = {"\n": "\\n", "\r": "\\r", "\t": "\\t", "\\": "\\\\"}
_LIST_LINE = re.compile(r"[-*+] |\d{1,3}[.)] |[|#>`]")
_PLAIN_NAME = re.compile(r"[A-Za-z0-9_.$@/:-]+")
_MARKS = " " * 6
_LARGE = 10**4000
"""From here on Python wouldn't read the decimal digits of an integer."""
_NO_IMPORTS: frozenset[Import] = frozenset()


class Import(NamedTuple):
    """A name that a file must import, or its module itself where the name is empty.

    A relative `module` is as seen from the package's root.

    A tuple, since plans make thousands of sets of them: its hash is C's.
    """

    module: str
    name: str


class Source(str):
    """Python text. Operations of `str` give a plain `str` again, which no template prints.

    `needs` are the imports without which the text means nothing. Most texts need none, so that
    only those that do pay for an attribute.
    """

    __slots__ = ()
    needs: frozenset[Import] = frozenset()

    def __repr__(self) -> str:
        return f"Source({super().__repr__()})"

    def __html__(self) -> str:
        """Tell Jinja that it needs no escape."""
        return self


class _Needing(Source):
    """Text that needs some import."""

    __slots__ = ("needs",)
    needs: frozenset[Import]


NOTHING = Source("")


def needing(text: Source, needs: frozenset[Import]) -> Source:
    """Return a text with these imports in the place of its own."""
    if not needs:
        return Source(text) if text.needs else text
    made = _Needing(text)
    made.needs = needs
    return made


def imported(module: LiteralString | Source, name: LiteralString | Source) -> Source:
    """Return a name that its file must import: `imported("._runtime._model", "UNSET")`."""
    return needing(identifier(name), frozenset((Import(str(module), str(name)),)))


def attribute(module: LiteralString, name: Source) -> Source:
    """Return a name as an attribute of a module that its file must import: `builtins.str`."""
    return needing(Source(f"{identifier(module)}.{name}"), frozenset((Import(module, ""),)))


def code(text: LiteralString, *parts: Source | int) -> Source:
    """Fill the `{}` of a text that is written in our own code with safe parts.

    Raises TypeError where a part is a plain `str`: somebody forgot `literal` or `identifier`.
    """
    return _united(text.format(*parts), parts, text)


def join(separator: LiteralString, parts: Iterable[Source]) -> Source:
    """Join safe parts with a separator of our own. Raises TypeError where a part is a `str`."""
    several = tuple(parts)
    return _united(separator.join(several), several, separator)


def _united(made: str, parts: tuple[Source | int, ...], where: str) -> Source:
    """Return a text that needs what its parts need; each part has to be safe."""
    needs = _NO_IMPORTS
    for part in parts:  # A type checker may not have been asked.
        if isinstance(part, Source):
            if part.needs and part.needs is not needs:
                needs = needs | part.needs if needs else part.needs
        elif not isinstance(part, int):  # pyright: ignore[reportUnnecessaryIsInstance]  # a promise
            raise TypeError(f"a part of the code is {type(part).__name__}, not Source: {where!r}")
    if not needs:
        return Source(made)
    result = _Needing(made)
    result.needs = needs
    return result


def identifier(name: str) -> Source:
    """Return a name as it is.

    Raises ValueError where Python would refuse it or spell it otherwise.
    """
    is_normal = name.isascii() or unicodedata.is_normalized("NFKC", name)
    usable = is_normal and name.isidentifier()
    if not usable or keyword.iskeyword(name):
        raise ValueError(f"not an identifier: {name!r}")
    return Source(name)


def json_name(name: str) -> Source | None:
    """Return a name as JSON text that can stand in an f-string or literal of any quotes.

    None where it would need an escape.
    """
    return Source(f'"{name}"') if _PLAIN_NAME.fullmatch(name) else None


def literal(value: JsonValue) -> Source:
    """Return a JSON value as an ASCII Python literal, spelled as black spells it.

    A Decimal becomes `Decimal("…")`, which needs the import of the name.
    Raises TypeError where the value isn't JSON.
    """
    match value:
        case str():
            return Source(_quoted(value))
        case None | True | False:
            return Source(repr(value))
        case int():
            return Source(repr(value) if abs(value) < _LARGE else hex(value))
        case float() | Decimal():
            return _number(value)
        case list():
            return code("[{}]", join(", ", map(literal, value)))
        case dict():
            pairs = (code("{}: {}", literal(key), literal(item)) for key, item in value.items())
            return code("{{{}}}", join(", ", pairs))
        case _:
            raise TypeError(f"not a JSON value: {type(value).__name__}")


def _number(value: float | Decimal) -> Source:
    if isinstance(value, Decimal) or value - value != 0:
        return code('{}("{}")', imported("decimal", "Decimal"), Source(value))
    return Source(repr(value))


def _quoted(text: str) -> str:
    """Quote with the mark that needs fewer escapes, double ones where there is no difference."""
    if text.isascii() and text.isprintable() and '"' not in text and "\\" not in text:
        return f'"{text}"'  # as most are
    mark = "'" if text.count('"') > text.count("'") else '"'
    body = _ESCAPED[mark].sub(lambda found: _escaped(found[0], mark), text)
    return f"{mark}{body}{mark}"


def _escaped(character: str, mark: str) -> str:
    if character == mark:
        return "\\" + character
    if character in _ESCAPES:
        return _ESCAPES[character]
    point = ord(character)
    if point < 0x100:
        return f"\\x{point:02x}"
    return f"\\u{point:04x}" if point < 0x10000 else f"\\U{point:08x}"


def docstring(text: str, indent: int = 4, width: int = 100) -> Source:
    """Return a text as a docstring whose further lines are indented by `indent` columns.

    Tags are left out. Lines are wrapped to `width` columns; paragraphs and list items stay apart.
    Characters that don't show (controls, direction marks, lone surrogates) are left out, and no
    prompt of a doctest survives. An empty text gives an empty docstring.
    """
    lines = _wrapped(_printable(plain(text)), width - indent)
    if len(lines) < 2:
        return Source(f'"""{_guarded("".join(lines))}"""')
    first, *further = [_guarded_start(lines[0]), *lines[1:]]
    margin = " " * indent
    body = "".join(f"\n{margin}{line}" if line else "\n" for line in further)
    fits = len(lines[-1]) + len(margin) + 3 <= width and not lines[-1].endswith(('"', "\\"))
    end = "" if fits else f"\n{margin}"
    return Source(f'"""{first}{body}{end}"""')


def _guarded(line: str) -> str:
    """Keep quotation marks at either end away from the docstring's own."""
    start = _guarded_start(line)
    return start + " " if start.endswith('"') else start


def _guarded_start(line: str) -> str:
    return " " + line if line.startswith('"') else line


def _printable(text: str) -> str:
    normal = text.replace("\r\n", "\n").replace("\r", "\n")
    shows = normal.replace("\n", "").isprintable()
    kept = normal if shows else "".join(_shown(character) for character in normal)
    return kept.replace("\\", "\\\\").replace('"""', '\\"\\"\\"').replace(">>>", ">> >")


def _shown(character: str) -> str:
    if character.isprintable() or character == "\n":
        return character
    category = unicodedata.category(character)
    return " " if category in ("Zs", "Zl", "Zp", "Cc") else ""


def _wrapped(text: str, width: int) -> list[str]:
    """Wrap each paragraph; the first line leaves room for all six quotation marks."""
    flowing = [_flowing(block.split("\n")) for block in re.split(r"\n\s*\n", text)]
    lines: list[str] = []
    for paragraph in filter(None, flowing):
        lines += [""] if lines else []
        for line in paragraph:
            lines += _wrap(line, width, "" if lines else _MARKS)
    return lines


def _flowing(lines: list[str]) -> list[str]:
    """Join the lines that flow on and keep those that begin an item of a list."""
    joined: list[str] = []
    for line in lines:
        words = " ".join(line.split())
        if joined and words and not _LIST_LINE.match(words):
            joined[-1] += " " + words
        elif words:
            joined.append(words)
    return joined


def _wrap(line: str, width: int, before: str) -> list[str]:
    wrapped = textwrap.wrap(
        line, width, initial_indent=before, break_long_words=False, break_on_hyphens=False
    )
    return [wrapped[0].removeprefix(before), *wrapped[1:]]
