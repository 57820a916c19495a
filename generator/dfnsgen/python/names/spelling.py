"""From the words of a document to the names of Python. No name here is ever a number.

In: any text. Out: `snake_case` and `PascalCase` identifiers that Python takes as they are.
"""

from __future__ import annotations

import keyword
import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from hashlib import sha256

LONGEST_CLASS = 80

_SIGNS = {"+": " plus ", "-": " minus ", "@": " at ", "$": " dollar ", "#": " hash ", "*": " star "}
_DIGITS = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")

_ONE_WORD = re.compile(
    r"OAuth|IPv(?=[46])|(?<![A-Za-z])(?:SQLite|iOS|iPadOS|macOS|eIDAS|mTLS|dApps?|oAuth)(?![a-z])"
    r"|(?<![A-Z])[A-Z]{2,}+s(?![a-z])"
)
"""What is one word though its case says otherwise; of a run of capitals only the start is tried."""

_ACRONYMS = frozenset(
    (
        "ABI ACH API BIC CSV DAO DID DNS ERC EVM HMAC HSM HTML HTTP HTTPS IBAN JSON JWK JWT KMS "
        "KYB KYC MPC NFT OTP PDF POST PSBT PUT RPC RSA SMS SQL SSH SSO TLS URI URL URN UTXO UUID "
        "VASP VAT XML YAML"
    ).split()
)
"""What is a word by itself where small letters follow it: `VASPdid`, `JSONto`, `UUIDv4`."""

METHODS_OF_MODELS = frozenset(
    "additional_properties builtins cls from_dict from_json mro self to_dict to_json".split()
)
"""Names that a model's own members have, or that its class's body looks types up in."""


@lru_cache(maxsize=50_000)  # a document says the same few words again and again
def words(text: str) -> tuple[str, ...]:
    """Split a text into its words, in lower case: `externalId` into `external`, `id`."""
    text = unicodedata.normalize("NFKC", text)
    text = re.sub(r"['’]s\b", "s", text)
    text = _ONE_WORD.sub(lambda found: found[0].capitalize(), text)
    if not re.search(r"\w", text) or text[:1] in "+-":
        text = "".join(_SIGNS.get(character, character) for character in text)
    parts = re.split(r"[^\w]+|_+", text)
    found = [word.lower() for part in parts for word in _humps(part)]
    return tuple(word for word in map(_usable, found) if word)


def _humps(part: str) -> Iterator[str]:
    """Split where a capital begins a word: `getHTTPUrl2` into `get`, `HTTP`, `Url2`."""
    start = 0
    for index in range(1, len(part)):
        before, here, after = part[index - 1], part[index], part[index + 1 : index + 2]
        if here.isupper() and (not before.isupper() or after.islower()):
            is_last = before.isupper() and part[start : index + 1] in _ACRONYMS
            end = index + 1 if is_last else index
            yield part[start:end]
            start = end
    if part:
        yield part[start:]


def _usable(word: str) -> str:
    """Leave only characters that an identifier may hold."""
    return "".join(c for c in unicodedata.normalize("NFKC", word) if ("a" + c).isidentifier())


def _startable(parts: Iterable[str]) -> list[str]:
    """Write out a leading digit, as no identifier starts with one; words there are at least one."""
    first, *others = [*parts] or ["empty"]
    if not first[:1].isdigit():
        return [first, *others]
    if first[1:2].isdigit() or not first[0].isascii():
        return [f"n{first}", *others]
    return [_DIGITS[int(first[0])], *([first[1:]] if first[1:] else []), *others]


def snake(parts: Iterable[str]) -> str:
    """Join words to a `snake_case` identifier, whole: people look for the document's name."""
    name = "_".join(_startable(parts))
    return f"{name}_" if keyword.iskeyword(name) or name in _SOFT else name


def pascal(parts: Iterable[str]) -> str:
    """Join words to a `PascalCase` identifier; of very many the last ones, which say most."""
    several = _startable(parts)
    if len(several) > LONGEST_CLASS:
        several = _startable(several[-LONGEST_CLASS:])
    while len(several) > 1 and sum(map(len, several)) > LONGEST_CLASS:
        several = _startable(several[1:])
    name = "".join(word[:1].upper() + word[1 : LONGEST_CLASS - 1] for word in several)
    return f"{name}_" if keyword.iskeyword(name) else name


_SOFT = frozenset(("print", "self", "cls", "None", "True", "False"))


def py_name(text: str) -> str:
    """Return the `snake_case` name for a text of the document."""
    return snake(words(text))


def class_name(text: str) -> str:
    """Return the `PascalCase` name for a text of the document."""
    return pascal(words(text))


_MOST_UNDERSCORES = "_" * 4
_SPOKEN_SIGNS = {
    **_SIGNS,
    "-": " dash ",
    ".": " dot ",
    "/": " slash ",
    ":": " colon ",
    "[": " bracket ",
}
_OUTER_UNDERSCORES = re.compile(r"^_+|_+$")


def _more_telling(spec_name: str) -> Iterator[str]:
    """Yield names in which what else the document's name has is a word: `_id`, `@id`, `ID`."""
    spoken = _OUTER_UNDERSCORES.sub(lambda found: " underscore " * len(found[0]), spec_name)
    spoken = "".join(_SPOKEN_SIGNS.get(character, character) for character in spoken)
    if spoken != spec_name:
        yield py_name(spoken)
    if spec_name.isupper():
        yield snake(("upper", *words(spec_name)))
    elif spec_name[:1].isupper():
        yield snake(("capital", *words(spec_name)))
    elif spec_name != spec_name.lower():
        yield snake(("camel", *words(spec_name)))


def free_name(name: str, taken: set[str], spec_name: str = "") -> str:
    """Return a name that isn't taken, and take it.

    Where it is, the document's name may say in words what sets it apart; else underscores do.
    """
    if name in taken:
        name = next((other for other in _more_telling(spec_name) if other not in taken), name)
    while name in taken:
        name += "_"
        if name.endswith(_MOST_UNDERSCORES):
            # Thousands of them would make names of thousands of underscores.
            digest = sha256((spec_name or name).encode()).hexdigest()
            name = f"{name.rstrip('_')}_{digest[:12]}"
    taken.add(name)
    return name


def field_names(
    spec_names: Sequence[str], reserved: frozenset[str] = METHODS_OF_MODELS
) -> tuple[str, ...]:
    """Return a name for each property, no two the same; a name that is Python's already wins."""
    taken = set(reserved)
    by_spec = {
        spec_name: free_name(py_name(spec_name), taken, spec_name)
        for spec_name in sorted(spec_names, key=lambda name: py_name(name).rstrip("_") != name)
    }
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
