"""From the words of a document to the names of Python. No name here is ever a number.

In: any text. Out: `snake_case` and `PascalCase` identifiers that Python takes as they are.
"""

from __future__ import annotations

import keyword
import re
import unicodedata
from collections.abc import Iterable, Sequence

MOST_CHARACTERS = 50

_SIGNS = {"+": " plus ", "-": " minus ", "@": " at ", "$": " dollar ", "#": " hash ", "*": " star "}
_WORD = re.compile(r"[A-Z]+(?![a-z])[0-9]*|[A-Z]?[a-z]+[0-9]*|[0-9]+[a-z]*|[A-Z][0-9]*|\w+?")
_DIGITS = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")

METHODS_OF_MODELS = frozenset(
    ("from_json", "from_dict", "to_json", "to_dict", "additional_properties", "self", "cls", "mro")
)
"""Names that a model's own members have."""


def words(text: str) -> tuple[str, ...]:
    """Split a text into its words, in lower case: `externalId` into `external`, `id`."""
    text = unicodedata.normalize("NFKC", text)
    text = re.sub(r"['’]s\b", "s", text)
    if not re.search(r"\w", text) or text[:1] in "+-":
        text = "".join(_SIGNS.get(character, character) for character in text)
    parts = re.split(r"[^\w]+|_+", text)
    found = [word.lower() for part in parts for word in _WORD.findall(part)]
    return tuple(word for word in map(_usable, found) if word)


def _usable(word: str) -> str:
    """Leave only characters that an identifier may hold."""
    return "".join(c for c in unicodedata.normalize("NFKC", word) if ("a" + c).isidentifier())


def _spelled(word: str) -> str:
    """Write out a leading digit: no identifier starts with one."""
    if not word[:1].isdigit():
        return word
    rest = word[1:]
    digit = _DIGITS[int(word[0])] if word[0].isascii() else "digit"
    return f"{digit}{rest}" if not rest[:1].isdigit() else f"n{word}"


def snake(parts: Iterable[str]) -> str:
    """Join words to a `snake_case` identifier."""
    parts = list(parts) or ["empty"]
    name = _cut("_".join([_spelled(parts[0]), *parts[1:]]), "_")
    return f"{name}_" if keyword.iskeyword(name) or name in _SOFT else name


def pascal(parts: Iterable[str]) -> str:
    """Join words to a `PascalCase` identifier."""
    parts = list(parts) or ["empty"]
    joined = [_spelled(parts[0]), *parts[1:]]
    name = "".join(word[:1].upper() + word[1:] for word in joined)
    return f"{name}_" if keyword.iskeyword(name) else name


_SOFT = frozenset(("print", "self", "cls", "None", "True", "False"))


def _cut(name: str, separator: str) -> str:
    if len(name) <= MOST_CHARACTERS:
        return name
    return name[:MOST_CHARACTERS].rsplit(separator, 1)[0] or name[:MOST_CHARACTERS]


def py_name(text: str) -> str:
    """Return the `snake_case` name for a text of the document."""
    return snake(words(text))


def class_name(text: str) -> str:
    """Return the `PascalCase` name for a text of the document."""
    return pascal(words(text))


def field_names(
    spec_names: Sequence[str], reserved: frozenset[str] = METHODS_OF_MODELS
) -> tuple[str, ...]:
    """Return a name for each property, no two the same; a name that is Python's already wins."""
    taken: dict[str, str] = {}
    for spec_name in sorted(spec_names, key=lambda name: py_name(name) != name):
        name = py_name(spec_name)
        while name in reserved or name in taken:
            name += "_"
        taken[name] = spec_name
    by_spec = {spec_name: name for name, spec_name in taken.items()}
    return tuple(by_spec[spec_name] for spec_name in spec_names)


_INVARIANT = frozenset(("series", "news", "data", "metadata", "sms", "https", "dns", "aws", "gas"))


def singular(word: str) -> str:
    """Return the singular of an English noun, the word itself where it looks like one already."""
    if word in _INVARIANT or word.endswith(("ss", "us", "is")) or len(word) < 4:
        return word
    if word.endswith("ies"):
        return word[:-3] + "y"
    if word.endswith(("sses", "xes", "ches", "shes", "zes")):
        return word[:-2]
    return word[:-1] if word.endswith("s") else word
