"""The options of a client beside server and credentials: the one place that an option stands in.

In: what some of them depend on. Out: for each its argument and what the documentation says of it;
the constructor, the settings that it makes and the names that no credential may take follow.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, LiteralString

from dfnsgen.python.client.modes import Mode
from dfnsgen.python.client.plan import Argument
from dfnsgen.python.source.annotation import NONE, Plain
from dfnsgen.python.source.source import Source, code, identifier, imported, literal

Use = Literal["address", "setting", "headers", "transport"]
"""What the constructor does with an option: a setting is handed on as it is."""

_LITERAL = imported("typing", "Literal")
_JOURNAL = imported("._runtime._journal", "AnyJournal")
_HOOK = Source("Callable[[Request], Any] | None")
_RESPONSE_HOOK = Source("Callable[[Request, Response], Any] | None")
_MAPPING = Source("Mapping[str, str] | None")
_SECONDS = Source("float | None")


@dataclass(frozen=True, slots=True, kw_only=True)
class ClientOption:
    """One option: its argument, what is said of it, what becomes of it."""

    argument: Argument
    text: str
    use: Use


def client_options(
    mode: Mode, *, base_path: str = "", variable: str = "", key: str = "", answers: str = "lenient"
) -> tuple[ClientOption, ...]:
    """Return the options of a client.

    The API is served below `base_path` where the document names no whole address; `variable` holds
    the address in the environment; `key` is the header that makes repeating safe,
    empty where there is none; `answers` is the default of the option of this name.
    """
    address = "an address to use instead of a server's"
    if base_path:
        address = f"where the API is served; {base_path} is added to an address without a path"
    base_url = f"{address}; {variable} in the environment is the default"
    deadline = "the longest that a whole call may take in seconds, repetitions and signing included"
    auto = f'"auto" gives each body that can take one an {key} of its own'
    one = code('{}["auto"] | None', _LITERAL)
    retries = "how many further attempts a call gets that can be repeated safely"
    tolerates = (
        '"lenient" takes answers that aren\'t as documented, "checked" none, "unchecked" any'
    )
    leniency = imported("._runtime._leniency", "Leniency")
    allow_http = "whether credentials may travel over http to another machine, for all to read"
    request_hook = "sees each request before it is signed and sent, and may return another"
    transport = code("{}Transport | None", mode.prefix)
    none = NONE.text
    journal = code("{} | None", _JOURNAL)
    keeps = "a file, or a Journal, that knows each write before it is sent: see `client.journal`"
    return (
        _option("base_url", Source("str | None"), none, base_url, "address"),
        _option(
            "server_variables",
            _MAPPING,
            none,
            "values for the places in the server's address",
            "address",
        ),
        _option(
            "timeout",
            _SECONDS,
            literal(60.0),
            "the longest wait for the server in seconds, None for no limit",
        ),
        _option("deadline", _SECONDS, literal(120.0), deadline),
        *((_option("idempotency", one, none, auto),) if key else ()),
        _option("retries", Source("int"), literal(2), retries),
        _option("headers", _MAPPING, none, "further headers of each request", "headers"),
        _option("answers", leniency, literal(answers), tolerates),
        _option("allow_http", Source("bool"), literal(False), allow_http),
        _option("journal", journal, none, keeps),
        _option("request_hook", _HOOK, none, request_hook),
        _option("response_hook", _RESPONSE_HOOK, none, "sees each request and its answer"),
        _option(
            "http_client", Source("Any"), none, "a client of yours, of httpx2 or httpx", "transport"
        ),
        _option("transport", transport, none, "anything else that sends requests", "transport"),
    )


def _option(
    name: LiteralString, annotation: Source, default: Source, text: str, use: Use = "setting"
) -> ClientOption:
    argument = Argument(name=identifier(name), annotation=Plain(annotation), default=default)
    return ClientOption(argument=argument, text=text, use=use)
