"""TOML read with places: `tomllib` tells none.

In: a text, the name of its file. Out: its content, and where tables and keys start. Found by a scan
of lines, so that a key in a text of several lines may be taken for one: a place is for people.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass

from dfnsgen.diagnostics import Location, Refused, Rule

_HEADER = re.compile(r"\s*\[+\s*([^\]]*?)\s*\]+")
_KEY = re.compile(r"(\s*)[\"']?([\w-]+)[\"']?\s*[.=]")
_PLACE = re.compile(r" \(at line (\d+), column (\d+)\)$")


@dataclass(frozen=True, slots=True, kw_only=True)
class TomlPlaces:
    """The places in one file. Tables of one name, `[[packages]]`, are counted from 1."""

    source: str
    text: str

    def table(self, name: str, number: int = 1) -> Location:
        """Return where a table starts; the file alone where it has no header."""
        for line, text in enumerate(self.text.splitlines(), 1):
            if (header := _HEADER.match(text)) and header[1] == name:
                number -= 1
                if not number:
                    return Location(source=self.source, line=line, column=1)
        return Location(source=self.source)

    def key(self, table: str, key: str, number: int = 1) -> Location:
        """Return where a key of a table stands; else the first line that holds the word.

        A key in an inline table, `diff.levels = {…}`, is found in the second way.
        """
        inside, seen, elsewhere = not table, 0 if table else 1, 0
        for line, text in enumerate(self.text.splitlines(), 1):
            if header := _HEADER.match(text):
                inside = header[1] == table
                seen += inside
            elif inside and seen == number and (found := _KEY.match(text)) and found[2] == key:
                return Location(source=self.source, line=line, column=len(found[1]) + 1)
            elif not elsewhere and re.search(rf"(?<![\w-]){re.escape(key)}(?![\w-])", text):
                elsewhere = line
        return Location(source=self.source, line=elsewhere, column=min(elsewhere, 1))


def read_toml(text: str, source: str, not_toml: Rule) -> dict[str, object]:
    """Return what a text holds; raises Refused by the rule, with line and column, for no TOML."""
    try:
        return tomllib.loads(text)
    except RecursionError as error:
        raise Refused(not_toml.found(Location(source=source), problem="too deep")) from error
    except tomllib.TOMLDecodeError as error:
        place = _PLACE.search(str(error))
        line, column = (int(place[1]), int(place[2])) if place else (0, 0)
        at = Location(source=source, line=line, column=column)
        raise Refused(not_toml.found(at, problem=_PLACE.sub("", str(error)))) from error
    except ValueError as error:  # An integer of more digits than Python reads.
        raise Refused(not_toml.found(Location(source=source), problem=str(error)[:100])) from error
