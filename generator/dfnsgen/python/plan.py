"""The plan of a package: what each file is printed from, and what must be found in it afterwards.

In: nothing. Out: the types that the planners of models, codecs and client fill and that `render`
prints. A template decides nothing, so all that varies stands here, as `Source` or as tuples of it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

from dfnsgen.configuration.mixins import Mixins
from dfnsgen.configuration.paging import PagingRows
from dfnsgen.configuration.polling import PollingRows
from dfnsgen.configuration.webhooks import WebhookRows
from dfnsgen.python.source.imports import Imports
from dfnsgen.python.source.source import NOTHING, Source, code, imported

Pair: TypeAlias = tuple[Source, Source]
"""What is printed of a constant, an assignment or a row: the name or key, and the value."""

Rows: TypeAlias = tuple[Pair, ...]


THIS_PACKAGE = code("{}(__name__)", imported("._runtime._package", "package"))
"""What makes a package known to its fixed code, in its `__init__`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FilePlan:
    """One module of the package, and the template that prints it.

    `path` is relative to the package, with forward slashes. The template finds `context` under the
    name `plan`. `about` is one line of ours for the head of the file. `expected` names the classes
    and functions at module level, in the order of the file: rendering is refused where the file
    holds others. `calls` names what the module may call while it is imported, beside the
    harmless constructors that every module may call. `modules` are those of the user's that it
    imports. `title` is that of its document, where it isn't the package's own.
    """

    path: str
    template: str
    context: object
    about: str
    expected: tuple[str, ...] = ()
    calls: tuple[str, ...] = ()
    modules: tuple[str, ...] = ()
    title: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PackagePlan:
    """A whole package. `title` and `version` are the document's own and untrusted.

    `names` are the Python names given, by definition key, for the lock to remember. `common` are
    modules of classes that other versions of the API have, too: they stand in the folder of the
    code that all share, and their paths are as seen from there.
    """

    package: str
    title: str
    version: str
    files: tuple[FilePlan, ...]
    names: tuple[tuple[str, str], ...] = ()
    common: tuple[FilePlan, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class FrontDoor:
    """The `__init__` of a package without a client: what it imports and the names it offers.

    `package` makes the package known to its fixed code; models of others have none.
    """

    imports: Imports
    version: Source
    names: tuple[Source, ...]
    package: Source = NOTHING


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanOptions:
    """What the planners need of the options.

    `package` is the name of the package. `formats` makes `format` an assertion; `closed` decodes
    responses as strictly as requests; `letter` holds codecs to JSON Schema alone. `stream_end` are
    the texts that no item of a stream is, but that end it. `idempotency_header` is one that every
    write gets. `paging` are names that lists are paged by, beside the usual ones, `webhooks` says
    how deliveries are signed, `polling` how an operation that goes on tells of its end.
    `as_text` are the formats whose values stay texts, `decimals` makes a decimal of each number,
    `enum_classes` a class of each enum. `mixins` are classes of the user's that models derive from.
    """

    package: str
    formats: bool = False
    closed: bool = False
    letter: bool = False
    stream_end: tuple[str, ...] = ()
    idempotency_header: str = ""
    paging: PagingRows = ()
    webhooks: WebhookRows = ()
    polling: PollingRows = ()
    as_text: frozenset[str] = frozenset()
    decimals: bool = False
    enum_classes: bool = False
    mixins: Mixins = ()
