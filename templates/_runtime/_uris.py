"""URIs (RFC 3986), IRIs (RFC 3987), URI templates (RFC 6570) and IP addresses.

In: text. Out: whether it is one. The expressions below take each character in one way only, so
that none of them backtracks at length.
"""

from __future__ import annotations

import re
from typing import Final

_PERCENT: Final = "%[0-9A-Fa-f]{2}"
_UNRESERVED: Final = r"A-Za-z0-9._~\-"
_DELIMITERS: Final = "!$&'()*+,;="
_UCS: Final = (
    "\u00a0-\ud7ff\uf900-\ufdcf\ufdf0-\uffef"
    "\U00010000-\U0001fffd\U00020000-\U0002fffd\U00030000-\U0003fffd\U00040000-\U0004fffd"
    "\U00050000-\U0005fffd\U00060000-\U0006fffd\U00070000-\U0007fffd\U00080000-\U0008fffd"
    "\U00090000-\U0009fffd\U000a0000-\U000afffd\U000b0000-\U000bfffd\U000c0000-\U000cfffd"
    "\U000d0000-\U000dfffd\U000e1000-\U000efffd"
)
_PRIVATE: Final = "\ue000-\uf8ff\U000f0000-\U000ffffd\U00100000-\U0010fffd"


def _reference(more: str, more_in_query: str) -> re.Pattern[str]:
    """Return the expression of a URI reference with the further characters that IRIs have."""
    plain = f"{_UNRESERVED}{more}{_DELIMITERS}"
    segment = f"(?:[{plain}:@]|{_PERCENT})"
    authority = (
        f"(?:(?:[{plain}:]|{_PERCENT})*@)?"
        rf"(?:\[(?:(?P<ip>[0-9A-Fa-f:.]+)|[vV][0-9A-Fa-f]+\.[{_UNRESERVED}{_DELIMITERS}:]+)\]"
        f"|(?:[{plain}]|{_PERCENT})*)(?::[0-9]*)?"
    )
    # A relative path's first segment has no colon: it would read as a scheme.
    path = f"(?://{authority}(?:/{segment}*)*|/(?:{segment}+(?:/{segment}*)*)?|{{first}})"
    rootless = f"(?:{segment}+(?:/{segment}*)*)?"
    no_scheme = f"(?:(?:[{plain}@]|{_PERCENT})+(?:/{segment}*)*)?"
    absolute = path.replace("{first}", rootless)
    relative = path.replace("{first}", no_scheme).replace("?P<ip>", "?P<ip2>")
    tail = (
        rf"(?:\?(?:[{plain}{more_in_query}:@/?]|{_PERCENT})*)?(?:\#(?:[{plain}:@/?]|{_PERCENT})*)?"
    )
    return re.compile(f"(?:(?P<scheme>[A-Za-z][A-Za-z0-9+.-]*):{absolute}|{relative}){tail}")


_URI: Final = _reference("", "")
_IRI: Final = _reference(_UCS, _PRIVATE)


def _is_reference(text: str, grammar: re.Pattern[str], absolute: bool) -> bool:
    match = grammar.fullmatch(text)
    if match is None or (absolute and match["scheme"] is None):
        return False
    address = match["ip"] or match["ip2"]
    return address is None or is_ipv6(address)


def is_uri(text: str) -> bool:
    """Whether the text is a URI, with a scheme."""
    return _is_reference(text, _URI, absolute=True)


def is_uri_reference(text: str) -> bool:
    """Whether the text is a URI or a relative reference."""
    return _is_reference(text, _URI, absolute=False)


def is_iri(text: str) -> bool:
    """Whether the text is an IRI, with a scheme."""
    return _is_reference(text, _IRI, absolute=True)


def is_iri_reference(text: str) -> bool:
    """Whether the text is an IRI or a relative reference."""
    return _is_reference(text, _IRI, absolute=False)


_VARIABLE: Final = (
    f"(?:[A-Za-z0-9_]|{_PERCENT})(?:\\.?(?:[A-Za-z0-9_]|{_PERCENT}))*(?::[1-9][0-9]{{0,3}}|\\*)?"
)
_TEMPLATE: Final = re.compile(
    f"(?:[!#$&(-;=?-\\[\\]_a-z~{_UCS}{_PRIVATE}]|{_PERCENT}"
    f"|\\{{[+#./;?&=,!@|]?{_VARIABLE}(?:,{_VARIABLE})*\\}})*"
)


def is_uri_template(text: str) -> bool:
    """Whether the text is a URI template."""
    return _TEMPLATE.fullmatch(text) is not None


_OCTET: Final = "(?:25[0-5]|2[0-4][0-9]|1[0-9][0-9]|[1-9]?[0-9])"
_IPV4: Final = re.compile(rf"{_OCTET}(?:\.{_OCTET}){{3}}")
_GROUP: Final = re.compile("[0-9A-Fa-f]{1,4}")


def is_ipv4(text: str) -> bool:
    """Whether the text is a dotted quad (RFC 2673, section 3.2)."""
    return _IPV4.fullmatch(text) is not None


def is_ipv6(text: str) -> bool:
    """Whether the text is an address of RFC 4291, section 2.2; a zone is no part of it."""
    head, gap, tail = text.partition("::")
    groups = (head.split(":") if head else []) + (tail.split(":") if tail else [])
    size = len(groups)
    if groups and "." in groups[-1] and text.endswith(groups[-1]):
        if not is_ipv4(groups.pop()):
            return False
        size += 1
    if not all(map(_GROUP.fullmatch, groups)):
        return False
    return size < 8 if gap else size == 8
