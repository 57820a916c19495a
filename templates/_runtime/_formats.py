"""What each `format` asks of a value, for when formats are assertions.

In: a JSON value. Out: whether it has the format; true for a value of a type that the format does
not speak about. Source: JSON Schema 2020-12 Validation, section 7.3; the OpenAPI format registry.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Final

from ._date_formats import is_base64, is_date, is_date_time, is_duration, is_time, is_uuid
from ._ecma import is_regex
from ._hostnames import is_hostname, is_idn_hostname
from ._uris import (
    is_ipv4,
    is_ipv6,
    is_iri,
    is_iri_reference,
    is_uri,
    is_uri_reference,
    is_uri_template,
)

_POINTER: Final = "(?:/(?:[^~/]|~[01])*)*"
_JSON_POINTER: Final = re.compile(_POINTER)
_RELATIVE_POINTER: Final = re.compile(
    f"(?:0|[1-9][0-9]*)(?:[+-](?:0|[1-9][0-9]*))?(?:#|{_POINTER})"
)
_TEXT: Final = r"A-Za-z0-9!#$%&'*+/=?^_`{|}~\-"
_MAILBOX: Final = re.compile(
    rf'(?P<local>[{_TEXT}]+(?:\.[{_TEXT}]+)*|"(?:[ !#-\[\]-~]|\\[ -~])*")@'
    r"(?:\[(?P<literal>[!-Z^-~]+)\]|(?P<domain>[A-Za-z0-9.-]+))"
)
_WIDE: Final = _TEXT + "\u0080-\U0010ffff"
_WIDE_MAILBOX: Final = re.compile(
    rf'(?P<local>[{_WIDE}]+(?:\.[{_WIDE}]+)*|"(?:[ !#-\[\]-~\u0080-\U0010ffff]|\\[ -~])*")@'
    r"(?:\[(?P<literal>[!-Z^-~]+)\]|(?P<domain>[^\x00-,/:-@\[-`{-\x7f]+))"
)


def _is_mailbox(match: re.Match[str] | None, is_domain: Callable[[str], bool]) -> bool:
    """Whether an address's parts are within bounds. Source: RFC 5321, sections 4.1.2, 4.1.3."""
    if match is None or len(match["local"].encode("utf-8", "replace")) > 64:
        return False
    literal = match["literal"]
    if literal is None:
        return is_domain(match["domain"])
    tag, colon, content = literal.partition(":")
    if not colon:
        return is_ipv4(literal)
    if tag.lower() == "ipv6":
        return is_ipv6(content)
    return re.fullmatch("[A-Za-z0-9-]*[A-Za-z0-9]", tag) is not None and content != ""


def _is_email(text: str) -> bool:
    return _is_mailbox(_MAILBOX.fullmatch(text), is_hostname)


def _is_idn_email(text: str) -> bool:
    return _is_mailbox(_WIDE_MAILBOX.fullmatch(text), _is_idn_domain)


def _is_idn_domain(text: str) -> bool:
    # A domain need not come normalized; whoever looks it up does that (RFC 5891, section 5.2).
    return is_idn_hostname(unicodedata.normalize("NFC", text))


def _is_json_pointer(text: str) -> bool:
    return _JSON_POINTER.fullmatch(text) is not None


def _is_relative_json_pointer(text: str) -> bool:
    return _RELATIVE_POINTER.fullmatch(text) is not None


def _anything(value: object) -> bool:
    return True


def _of_text(check: Callable[[str], bool]) -> Callable[[object], bool]:
    def of_text(value: object) -> bool:
        return not isinstance(value, str) or check(value)

    return of_text


def _integer(bits: int) -> Callable[[object], bool]:
    def integer(value: object) -> bool:
        if isinstance(value, bool) or not isinstance(value, int | float | Decimal):
            return True
        return -(1 << bits - 1) <= value < 1 << bits - 1 and value == int(value)

    return integer


def _real(largest: float) -> Callable[[object], bool]:
    def real(value: object) -> bool:
        if isinstance(value, bool) or not isinstance(value, int | float | Decimal):
            return True
        return -largest <= value <= largest

    return real


FORMATS: Final[Mapping[str, Callable[[object], bool]]] = {
    "date": _of_text(is_date),
    "time": _of_text(is_time),
    "date-time": _of_text(is_date_time),
    "duration": _of_text(is_duration),
    "email": _of_text(_is_email),
    "idn-email": _of_text(_is_idn_email),
    "hostname": _of_text(is_hostname),
    "idn-hostname": _of_text(is_idn_hostname),
    "ipv4": _of_text(is_ipv4),
    "ipv6": _of_text(is_ipv6),
    "uri": _of_text(is_uri),
    "uri-reference": _of_text(is_uri_reference),
    "iri": _of_text(is_iri),
    "iri-reference": _of_text(is_iri_reference),
    "uri-template": _of_text(is_uri_template),
    "uuid": _of_text(is_uuid),
    "json-pointer": _of_text(_is_json_pointer),
    "relative-json-pointer": _of_text(_is_relative_json_pointer),
    "regex": _of_text(is_regex),
    "int32": _integer(32),
    "int64": _integer(64),
    # The largest finite numbers of IEEE 754's binary32 and binary64.
    "float": _real(float.fromhex("0x1.fffffep+127")),
    "double": _real(float.fromhex("0x1.fffffffffffffp+1023")),
    "byte": _of_text(is_base64),
    "binary": _anything,
    "password": _anything,
}
"""The check of each known format; unknown ones assert nothing."""


def fits(name: str, value: object) -> bool:
    """Whether a value has a format; any has one that isn't known."""
    check = FORMATS.get(name)
    return check is None or check(value)
