"""Host names, plain (RFC 1123) and internationalized (IDNA2008).

In: text. Out: whether it is such a name. Source: RFC 5890 to 5893; RFC 5892, appendix A for the
characters that depend on their neighbours. Which characters exist is what this Python knows.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping
from functools import cache
from typing import Final

_LABEL: Final = re.compile(r"(?!-)[A-Za-z0-9-]{1,63}(?<!-)")
_SEPARATORS: Final = re.compile("[.\u3002\uff0e\uff61]")
_LONGEST: Final = 253


def is_hostname(text: str) -> bool:
    """Whether the text is a host name; a label that starts with `xn--` must decode (RFC 5890)."""
    if not text.isascii() or len(text) > _LONGEST:
        return False
    labels = text.split(".")
    if not all(map(_LABEL.fullmatch, labels)):
        return False
    encoded = [label for label in labels if label[:4].lower() == "xn--"]
    return not encoded or _are_words([_decoded(label) for label in labels])


def is_idn_hostname(text: str) -> bool:
    """Whether the text is an internationalized host name, in Unicode or in its ASCII form."""
    if not text or len(text) > 4 * _LONGEST:
        return False
    labels = _SEPARATORS.split(text)
    if not _are_words([_decoded(label) for label in labels]):
        return False
    return len(".".join(_encoded(label) or "" for label in labels)) <= _LONGEST


def _are_words(labels: list[str | None]) -> bool:
    """Whether all labels, in Unicode, are valid, together also in the directions they mix."""
    words = [label for label in labels if label is not None]
    if len(words) < len(labels) or not all(map(_is_word, words)):
        return False
    if any(_is_right_to_left(word) for word in words):
        return all(map(_obeys_bidi_rule, words))
    return True


def _decoded(label: str) -> str | None:
    """Return a label in Unicode; None where it is no proper ASCII form (RFC 5891, section 5.4)."""
    if label[:4].lower() != "xn--":
        return label
    if len(label) > 63 or not label.isascii():
        return None
    try:
        word = label[4:].lower().encode("ascii").decode("punycode")
    except UnicodeError:
        return None
    proper = not word.isascii() and _encoded(word) == label.lower()
    return word if proper else None


def _encoded(word: str) -> str | None:
    """Return a label in ASCII; None where that is too long or can't be."""
    if word.isascii():
        return word
    try:
        label = "xn--" + word[:64].encode("punycode").decode("ascii")
    except UnicodeError:
        return None
    return label if len(label) <= 63 and len(word) < 64 else None


def _is_word(word: str) -> bool:
    """Whether a label is a host name's, or a valid U-label (RFC 5891, section 4.2)."""
    if word.isascii():
        return _LABEL.fullmatch(word) is not None and word[2:4] != "--"
    if _encoded(word) is None or not unicodedata.is_normalized("NFC", word):
        return False
    if word[0] == "-" or word[-1] == "-" or word[2:4] == "--":
        return False
    if unicodedata.category(word[0])[0] == "M":
        return False
    return all(_may_stand(word, at) for at in range(len(word)))


def _may_stand(word: str, at: int) -> bool:
    rule = _CONTEXTS.get(word[at])
    return rule(word, at) if rule is not None else _is_permitted(word[at])


_PERMITTED: Final = frozenset("\u00df\u03c2\u06fd\u06fe\u0f0b\u3007")
_FORBIDDEN: Final = frozenset("\u0640\u07fa\u302e\u302f\u3031\u3032\u3033\u3034\u3035\u303b")
_LETTER_DIGITS: Final = frozenset({"Ll", "Lu", "Lo", "Nd", "Lm", "Mn", "Mc"})
_IGNORABLE: Final = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e"
    "\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufff8\U0001bca0-\U0001bca3"
    "\U0001d173-\U0001d17a\U000e0000-\U000e0fff"
    # Blocks of combining marks and of musical symbols, and the old Hangul letters.
    "\u20d0-\u20ff\U0001d100-\U0001d1ff\U0001d200-\U0001d24f"
    "\u1100-\u11ff\ua960-\ua97c\ud7b0-\ud7c6\ud7cb-\ud7fb]"
)


def _is_permitted(char: str) -> bool:
    """Whether a character is PVALID. Source: RFC 5892, section 3."""
    if char in _PERMITTED:
        return True
    if char.isascii():
        return char == "-" or char.isdigit() or char.islower()
    if char in _FORBIDDEN or unicodedata.category(char) not in _LETTER_DIGITS:
        return False
    folded = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", char).casefold())
    return folded == char and _IGNORABLE.match(char) is None


def _after_virama(word: str, at: int) -> bool:
    return at > 0 and unicodedata.combining(word[at - 1]) == 9


def _non_joiner(word: str, at: int) -> bool:
    """Allowed after a virama, or where the letters at both sides would join without it."""
    if _after_virama(word, at):
        return True
    left, right = at - 1, at + 1
    while left >= 0 and _is_transparent(word[left]):
        left -= 1
    while right < len(word) and _is_transparent(word[right]):
        right += 1
    if left < 0 or right >= len(word):
        return False
    both = _members("both")
    before, after = ord(word[left]), ord(word[right])
    joins_on = before in both or before in _members("left")
    return joins_on and (after in both or after in _members("right"))


def _is_transparent(char: str) -> bool:
    return unicodedata.category(char) in ("Mn", "Me", "Cf") and ord(char) not in _members("both")


def _middle_dot(word: str, at: int) -> bool:
    return word[max(at - 1, 0) : at] == "l" and word[at + 1 : at + 2] == "l"


def _keraia(word: str, at: int) -> bool:
    return at + 1 < len(word) and ord(word[at + 1]) in _members("Greek")


def _geresh(word: str, at: int) -> bool:
    return at > 0 and ord(word[at - 1]) in _members("Hebrew")


def _katakana_dot(word: str, at: int) -> bool:
    scripts = [_members(name) for name in ("Hiragana", "Katakana", "Han")]
    return any(ord(char) in script for char in word for script in scripts)


def _arabic_digit(word: str, at: int) -> bool:
    return not any("\u06f0" <= char <= "\u06f9" for char in word)


def _extended_arabic_digit(word: str, at: int) -> bool:
    return not any("\u0660" <= char <= "\u0669" for char in word)


_CONTEXTS: Final[Mapping[str, Callable[[str, int], bool]]] = {
    "\u200c": _non_joiner,
    "\u200d": _after_virama,
    "\u00b7": _middle_dot,
    "\u0375": _keraia,
    "\u05f3": _geresh,
    "\u05f4": _geresh,
    "\u30fb": _katakana_dot,
    **dict.fromkeys(map(chr, range(0x660, 0x66A)), _arabic_digit),
    **dict.fromkeys(map(chr, range(0x6F0, 0x6FA)), _extended_arabic_digit),
}

_RANGES: Final = {
    # Joining types D, L and R of ArabicShaping.txt.
    "both": (
        "17k 1 5 1 1 1 1 5 4 d 1 7 1 2 z 2 8 g i 12 1 2 9 1 1 1 1 2 14 3 2 1 i 3 5 4 1 9 1 1 1 1 "
        "1 2 v b 3 f 2 4 1 1 2 3 2 6 22 x 2e 5 2 1 1 a 1 1 a 1 1 4 2 1 t 1 2 5 1 1 g a 5 2 2 6 1 "
        "f 30e 1 o 2h e y 1 1 sd1 1e jf2 5 e 4 1 5 1 3 a 4 41 1 1 1 3 3 1 2 1 1 2 1 s 2 9e x 1 1 "
        "bj 2 1 2 2w 3 1 h c 3 s 4 2 c 1a 1 1 2 4 1 2 2 1 2 1 1 2 1 5 1 16wl 1w"
    ),
    "left": "x9u 1 jfe 1 9 1 fc 1 d4 m 64 1",
    "right": (
        "17m 4 1 1 1 1 5 4 l 1 14 3 1 3 g i 12 1 2 9 1 1 1 1 2 2 1 1 o 2 w 1 4 5 4 1 9 1 1 1 1 1 "
        "2 1 t 1 b 3 f 2 4 1 1 2 3 2 5i 1 5 2 1 1 a 1 1 3 e 1 1 2 5 j b 1 r 3 1 1 2 2 6 1 1eyz 1 "
        "1 1 1 2 3 5 a 1 3 1 2 1 a 1 41 1 1 3 3 1 2 1 1 2 1 1 n 4 ad 1 bj 1 34 1 w 1 v 2 1q 3 2 2 "
        "2 1 4 2 5 1"
    ),
    # Scripts, from Scripts.txt.
    "Greek": (
        "og 4 1 3 2 4 1 1 4 1 1 1 1 3 1 1 1 k 1 1r e g 4yu 5 1e 5 4 5 2c 1 8w m 2 6 2 12 2 6 2 8 "
        "1 1 1 1 1 1 1 v 2 1h 1 f 1 e 2 6 1 j 2 3 1 9 87 1 rb2 1 gyi 27 h 1 155r 1y"
    ),
    "Hebrew": "13l 1j 8 r 4 6 1cfc q 1 5 1 1 1 2 1 2 1 a",
    "Hiragana": "9j5 2e 6 3 23q9 7z i 1 t 3 crx 1",
    "Katakana": "9lt 2i 2 3 6o g 5s 1b 1 2g 14b2 a 1 19 ytu 4 1 7 1 2 1 1 7z 3 1e 1 e 4",
    "Han": (
        "96o q 1 2h c 5y 1b 1 1 1 p 9 e 4 qs 534 1s g74 hkw a6 2 2y n48 2 c 7 sg9 wyo w 3dq 2 4ge "
        "2 5rl f ha 1wi f2 15u 3t7 5 6ju"
    ),
}
"""Sets of code points as sorted ranges: gap and length in turn, in base 36."""


class _Members:
    """A set of code points that is looked up in its ranges."""

    def __init__(self, text: str) -> None:
        numbers = [int(number, 36) for number in text.split()]
        self._ranges: list[range] = []
        at = 0
        for gap, length in zip(numbers[::2], numbers[1::2], strict=True):
            self._ranges.append(range(at + gap, at + gap + length))
            at += gap + length

    def __contains__(self, code: int) -> bool:
        return any(code in piece for piece in self._ranges)


@cache
def _members(name: str) -> _Members:
    return _Members(_RANGES[name])


def _is_right_to_left(word: str) -> bool:
    return any(unicodedata.bidirectional(char) in ("R", "AL", "AN") for char in word)


def _obeys_bidi_rule(word: str) -> bool:
    """Whether a label reads the same in both directions of text. Source: RFC 5893, section 2."""
    kinds = [unicodedata.bidirectional(char) for char in word]
    ending = list(kinds)
    while ending and ending[-1] == "NSM":
        ending.pop()
    if kinds[0] in ("R", "AL"):
        allowed = {"R", "AL", "AN", "EN", "ES", "CS", "ET", "ON", "BN", "NSM"}
        mixed = "EN" in kinds and "AN" in kinds
        return set(kinds) <= allowed and ending[-1] in ("R", "AL", "EN", "AN") and not mixed
    if kinds[0] == "L":
        allowed = {"L", "EN", "ES", "CS", "ET", "ON", "BN", "NSM"}
        return set(kinds) <= allowed and ending[-1] in ("L", "EN")
    return False
