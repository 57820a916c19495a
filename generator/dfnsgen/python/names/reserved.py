"""Names that emitted modules have uses of their own for, so that nothing of a document takes them.

In: nothing. Out: a table for each kind of name. A class stands in `models` and lends its name to
its codec in `codecs`: what either module imports or defines would hide it, or be hidden by it.
"""

from __future__ import annotations

_OF_MODELS = (
    "Any Literal Never TypeAlias Union Decimal Model UnknownVariant Unset UNSET Old None True "
    "False NotImplemented Ellipsis UnknownText UnknownInteger Date_ DateTime_ Time_ TimeDelta_ UUID"
)
_OF_CODECS = "Any Callable Codec K Own"
_OF_CLIENTS = "Client AsyncClient"
"""What a package offers beside its models, so that people import both into one module."""
_OF_TYPES = "ClassVar Enum IntEnum StrEnum Final Mapping Sequence"
"""What people who write types beside models import all the time."""

RESERVED_CLASSES = frozenset(
    f"{_OF_MODELS} {_OF_CODECS} {_OF_CLIENTS} {_OF_TYPES}".casefold().split()
)
"""Names that no class or alias of a model has, folded: nobody keeps `Any` and `ANY` apart."""

_BUILTIN_TYPES = "bool bytes dict float int object property str tuple"
_OF_CLIENT_CLASSES = (
    "as_method awaited awaited_items awaited_pages codecs delegated deprecated dicts models "
    "overload with_raw_response"
)
RESERVED_METHODS = frozenset(f"{_BUILTIN_TYPES} {_OF_CLIENT_CLASSES}".split())
"""Names of methods that would hide what their class uses itself, such as `dict` in `dict[…]`.

`list` is none of them: methods are called so all the time. Beside one, the type is spelled out.
"""

_OF_CLIENT = (
    "aclose annotations base_address base_url close journal poll_location poll_until request "
    "with_options"
)
_MAKERS = (
    "address_of api_key_credential async_transport_of basic_credential bearer_credential hidden "
    "oauth2_credential super transport_of"
)
"""What makes a client: a module beside it that is called so would hide it, once it is imported."""
_ACTING = "breakpoint compile delattr eval exec globals input locals memoryview open vars"
"""Builtins that no emitted module names: whoever finds one there has found a fault."""
_DEVICES = ("aux con nul prn", *(f"com{digit} lpt{digit}" for digit in range(1, 10)))
"""Files that are devices to Windows, whatever their endings are."""
RESERVED_NAMESPACES = RESERVED_METHODS.union(
    *map(str.split, (_OF_CLIENT, _MAKERS, _ACTING, *_DEVICES))
)
"""Names of namespaces, each of which is a property of the client and a module."""

RESERVED_NAMESPACE_CLASSES = frozenset(
    "AnswerHeaders Any AsyncItemStream AsyncNamespace AsyncPages AsyncPagingNamespace "
    "AsyncRawMethod AsyncRawMethodWithHeaders AsyncStreamingNamespace Binary Body Decimal "
    "ItemStream Items Iterable Later Literal Mapping Namespace Operation Page PagedOperation "
    "PagingNamespace Param Part RawMethod RawMethodWithHeaders RequestOptions Sequence "
    "StreamingNamespace Typed".split()
)
"""Names of namespaces' classes that their modules import for something else."""


def beside(name: str, reserved: frozenset[str]) -> str:
    """Return a name as Python's own style spells one that is taken: `exec` as `exec_`."""
    return f"{name}_" if name in reserved else name
