"""Texts that a schema asks for, made up: of a pattern, of a format, or after the property's name.

In: what a schema says of its texts, a name, and a source of chance. Out: a text, the same for the
same chance. A pattern comes as a tree that was made of it when the package was generated.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any, Final

_LETTERS: Final = "abcdefghijklmnopqrstuvwxyz0123456789"
_TRIES: Final = 40
_LONGEST: Final = 100_000
START: Final = datetime(2026, 1, 1, tzinfo=UTC)
"""Where the clock of a fake begins: the same calls give the same answers on any day."""


class Samples:
    """Texts in which patterns are found, by the trees of the patterns.

    A tree is a text, a list of trees one after the other, `{"any": trees}`, `{"of": characters}`,
    or `{"times": [tree, least, most]}`.
    """

    def __init__(self, trees: Mapping[str, str]) -> None:
        self._texts = trees
        self._trees: dict[str, Any] = {}

    def of(self, pattern: str, chance: Random, least: int = 0) -> str:
        """Return a text for a pattern, "" where none is known, `least` long where that may be."""
        if pattern not in self._trees:
            self._trees[pattern] = json.loads(self._texts.get(pattern, '""'))
        tree = self._trees[pattern]
        text = _text(tree, chance, 0)
        return text if len(text) >= least else _text(tree, chance, min(least, _LONGEST))


def _text(tree: Any, chance: Random, least: int) -> str:
    if isinstance(tree, str):
        return tree
    if issubclass(type(tree), list):
        parts: list[Any] = tree
        texts = [_text(part, chance, 0) for part in parts]
        lacking = least - sum(map(len, texts))
        for index, part in enumerate(parts):
            if lacking > 0:
                longer = _text(part, chance, len(texts[index]) + lacking)
                lacking -= len(longer) - len(texts[index])
                texts[index] = longer
        return "".join(texts)
    if "any" in tree:
        return _text(chance.choice(tree["any"]), chance, least)
    if "of" in tree:
        return str(chance.choice(tree["of"]))
    body, fewest, most = tree["times"]
    usual = max(fewest, 1) + (chance.randrange(6) if most is None else 0)
    count = usual if most is None else chance.randint(fewest, min(most, fewest + 6))
    texts = [_text(body, chance, 0) for _ in range(count)]
    size = sum(map(len, texts))
    while size < least and (most is None or len(texts) < most):
        texts.append(_text(body, chance, 0) or " ")
        size += len(texts[-1])
    return "".join(texts)


def text_of(
    facts: Mapping[str, Any],
    name: str,
    chance: Random,
    samples: Samples,
    fits: Callable[[str], bool],
) -> str | None:
    """Return a text that fits, None where none was found."""
    least, most = int(facts.get("minLength", 0)), facts.get("maxLength")
    for attempt in range(_TRIES):
        text = _candidate(facts, name, chance, samples, least)
        if most is not None and len(text) > most and "patterns" not in facts:
            text = text[: int(most)]
        if fits(text):
            return text
        if attempt == _TRIES // 2:
            name = ""
    return None


def _candidate(
    facts: Mapping[str, Any], name: str, chance: Random, samples: Samples, least: int
) -> str:
    if least > _LONGEST:
        return ""
    patterns: list[str] = facts.get("patterns", [])
    if patterns:
        return samples.of(chance.choice(patterns), chance, least)
    made = FORMATS.get(str(facts.get("format", "")))
    if made is not None:
        text = made(chance)
    else:
        most = facts.get("maxLength")
        tail = word(chance, 4)
        whole = f"{name}-{tail}" if name else tail
        text = tail if most is not None and len(whole) > most else whole
    return text + "".join(chance.choices(_LETTERS, k=max(0, least - len(text))))


def word(chance: Random, length: int) -> str:
    """Return some letters and digits."""
    return "".join(chance.choices(_LETTERS, k=length))


def moment(seconds: int) -> str:
    """Return the time on the clock of a fake, some seconds after it began."""
    return (START + timedelta(seconds=seconds)).isoformat().replace("+00:00", ".000Z")


def uuid(chance: Random) -> str:
    """Return a UUID of version 4."""
    digits = f"{chance.getrandbits(128):032x}"
    variant = "89ab"[chance.randrange(4)]
    return f"{digits[:8]}-{digits[8:12]}-4{digits[13:16]}-{variant}{digits[17:20]}-{digits[20:]}"


def _moment(chance: Random) -> str:
    return moment(chance.randrange(86_400))


FORMATS: Final[Mapping[str, Callable[[Random], str]]] = {
    "date-time": _moment,
    "date": lambda chance: moment(chance.randrange(10**7))[:10],
    "time": lambda chance: f"{moment(chance.randrange(86_400))[11:19]}Z",
    "duration": lambda chance: f"P{chance.randint(1, 28)}D",
    "email": lambda chance: f"{word(chance, 6)}@example.com",
    "idn-email": lambda chance: f"{word(chance, 6)}@example.com",
    "hostname": lambda chance: f"h{word(chance, 5)}.example.com",
    "idn-hostname": lambda chance: f"h{word(chance, 5)}.example.com",
    "ipv4": lambda chance: f"192.0.2.{chance.randrange(256)}",
    "ipv6": lambda chance: f"2001:db8::{chance.getrandbits(16):x}",
    "uri": lambda chance: f"https://example.com/{word(chance, 6)}",
    "url": lambda chance: f"https://example.com/{word(chance, 6)}",
    "uri-reference": lambda chance: f"/{word(chance, 6)}",
    "iri": lambda chance: f"https://example.com/{word(chance, 6)}",
    "iri-reference": lambda chance: f"/{word(chance, 6)}",
    "uri-template": lambda chance: f"/{word(chance, 6)}/{{id}}",
    "uuid": uuid,
    "json-pointer": lambda chance: f"/{word(chance, 4)}",
    "relative-json-pointer": lambda chance: f"0/{word(chance, 4)}",
    "regex": lambda chance: f"^{word(chance, 4)}$",
    "byte": lambda chance: "ZmFrZQ==",
    "decimal": lambda chance: f"{chance.randrange(1000)}.{chance.randrange(10)}",
}
"""What makes a text of each format."""
