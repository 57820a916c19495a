"""What a generation is asked for.

In: nothing. Out: the options that the command line and the configuration fill. No stage reads
them: each gets the few values that concern it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from dfnsgen.configuration.mixins import Mixin, Mixins, base_of_models, extra_classes
from dfnsgen.configuration.names import NameRows
from dfnsgen.configuration.paging import PagingRows
from dfnsgen.configuration.polling import PollingRows
from dfnsgen.configuration.value_types import Enums, Numbers
from dfnsgen.configuration.webhooks import WebhookRows
from dfnsgen.flavors.flavor import Flavor
from dfnsgen.json_value import JsonValue
from dfnsgen.render.rendered import Formatter, Runtime
from dfnsgen.render.writing.lock import Recorded


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """One package to generate.

    `package` is "" where the document's title names it. `base` is the folder that relative paths
    start from, and that no symbolic link in a relative `out` may leave. `stdin` is what standard
    input held, where a source is `-`. `only` and `tags` choose operations; all where both are
    empty; `client` is False for models alone. `skip` are JSON pointers of parts that are left
    out of the document. `root` is a folder below which its references may lead too,
    `allow_network` lets them lead to URLs. `ignore` are rules whose findings
    don't matter. `stream_end` are the texts that end a stream of items,
    `idempotency_header` is a header that lets the server know a repetition, `paging` how lists name
    what they are paged by, `webhooks` how deliveries are signed, `polling` how
    operations that go on tell of their end. `types` are the
    formats whose values stay texts, `numbers` what a number is, `enums` what an enum is.
    `models_base` is a class of the user's that all models derive from, `models_extra` are those of
    single models. `origin` is where newer documents come from.
    `reference` asks for pages about the operations, `project` is the name of the distribution that
    the package is wrapped as, "" for none.
    `runtime` says whether the fixed code is shared with the packages beside it; `earlier` and
    `later` are those, as they stand before and behind it in the configuration.
    `vendored` is the dotted name of a package in another repository, "" for one of our own;
    `after` is the package of the version before, where several stand side by side.
    `preferred` are answers that the fake gives before any other, by operation.
    `cache` says whether the user's cache folder may be used, which changes nothing but the time.
    """

    sources: tuple[str, ...]
    out: Path = Path("generated")
    package: str = ""
    overlays: tuple[str, ...] = ()
    templates: Path | None = None
    flavor: Flavor = Flavor.DATACLASS
    formatter: Formatter = Formatter.RUFF
    runtime: Runtime = Runtime.OWN
    strict: bool = False
    origin: tuple[str, ...] = ()
    keep_aliases: bool = False
    formats: bool = False
    closed: bool = False
    letter: bool = False
    stream_end: tuple[str, ...] = ()
    idempotency_header: str = ""
    paging: PagingRows = ()
    names: NameRows = ()
    models_base: Mixin | None = None
    models_extra: Mixins = ()
    webhooks: WebhookRows = ()
    polling: PollingRows = ()
    types: frozenset[str] = frozenset()
    numbers: Numbers = Numbers.FLOAT
    enums: Enums = Enums.LITERAL
    only: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    client: bool = True
    reference: bool = False
    project: str = ""
    testing: bool = False
    preferred: Mapping[str, list[JsonValue]] = field(default_factory=dict[str, list[JsonValue]])
    vendored: str = ""
    after: str = ""
    force: bool = False
    skip: tuple[str, ...] = ()
    root: Path | None = None
    allow_network: bool = False
    ignore: tuple[str, ...] = ()
    cache: bool = True
    base: Path = Path()
    earlier: tuple[Options, ...] = ()
    later: tuple[Options, ...] = ()
    stdin: Callable[[], bytes] | bytes | None = None

    @property
    def mixins(self) -> Mixins:
        """The classes that models derive from: those of single ones come first."""
        return (*self.models_extra, *((self.models_base,) if self.models_base else ()))

    @property
    def is_shared(self) -> bool:
        """Whether the package shares its fixed code; models of other libraries have none."""
        return self.runtime is Runtime.SHARED and self.flavor is Flavor.DATACLASS

    def with_neighbours(self, several: Sequence[Options]) -> Options:
        """Return the options with those of the packages that share its code, from all of them."""
        at = several.index(self)
        if not self.is_shared:
            return self
        return replace(
            self,
            earlier=tuple(one for one in several[:at] if self._shares_with(one)),
            later=tuple(one for one in several[at + 1 :] if self._shares_with(one)),
        )

    def _shares_with(self, other: Options) -> bool:
        return other.is_shared and other.base / other.out == self.base / self.out

    def recorded(self) -> Mapping[str, Recorded]:
        """Return what the lock remembers: the options that decide what is written."""
        skipped: Mapping[str, Recorded] = {"skip": [*self.skip]} if self.skip else {}
        return {
            "flavor": self.flavor.value,
            "formatter": self.formatter.value,
            "strict": self.strict,
            "keep_aliases": self.keep_aliases,
            "formats": self.formats,
            "closed": self.closed,
            "only": [*self.only],
            "tags": [*self.tags],
            "client": self.client,
            **({"testing": True} if self.testing else {}),
            **({"runtime": self.runtime.value} if self.is_shared else {}),
            **({"letter": True} if self.letter else {}),
            **({"reference": True} if self.reference else {}),
            **({"project": self.project} if self.project else {}),
            **({"stream_end": [*self.stream_end]} if self.stream_end else {}),
            **({"paging": [f"{key}={name}" for key, name in self.paging]} if self.paging else {}),
            **({"names": [f"{k}={v}" for k, v in self.names]} if self.names else {}),
            **({"models_base": str(self.models_base)} if self.models_base else {}),
            **({"models_extra": _written(self.models_extra)} if self.models_extra else {}),
            **({"webhooks": [f"{k}={v}" for k, v in self.webhooks]} if self.webhooks else {}),
            **({"polling": [f"{k}={v}" for k, v in self.polling]} if self.polling else {}),
            **({"idempotency_header": self.idempotency_header} if self.idempotency_header else {}),
            **({"types": sorted(self.types)} if self.types else {}),
            **({"numbers": self.numbers.value} if self.numbers is not Numbers.FLOAT else {}),
            **({"enums": self.enums.value} if self.enums is not Enums.LITERAL else {}),
            **skipped,
        }


def recorded_options(recorded: Mapping[str, Recorded], sources: tuple[str, ...]) -> Options:
    """Return the options that a package was made with, as its lock remembers them."""
    return Options(
        sources=sources,
        flavor=Flavor(recorded.get("flavor", Flavor.DATACLASS.value)),
        keep_aliases=recorded.get("keep_aliases") is True,
        formats=recorded.get("formats") is True,
        closed=recorded.get("closed") is True,
        letter=recorded.get("letter") is True,
        testing=recorded.get("testing") is True,
        client=recorded.get("client") is not False,
        only=_texts(recorded.get("only")),
        tags=_texts(recorded.get("tags")),
        skip=_texts(recorded.get("skip")),
        stream_end=_texts(recorded.get("stream_end")),
        idempotency_header=str(recorded.get("idempotency_header", "")),
        types=frozenset(_texts(recorded.get("types"))),
        numbers=Numbers(recorded.get("numbers", Numbers.FLOAT.value)),
        enums=Enums(recorded.get("enums", Enums.LITERAL.value)),
        paging=_rows(recorded.get("paging")),
        names=_rows(recorded.get("names")),
        models_base=base_of_models([str(recorded.get("models_base", ""))]),
        models_extra=extra_classes(_texts(recorded.get("models_extra"))),
        webhooks=_rows(recorded.get("webhooks")),
        polling=_rows(recorded.get("polling")),
    )


def _written(mixins: Mixins) -> list[str]:
    return [f"{mixin.model}={mixin}" for mixin in mixins]


def _texts(value: Recorded | None) -> tuple[str, ...]:
    return tuple(value) if isinstance(value, list) else ()


def _rows(value: Recorded | None) -> tuple[tuple[str, str], ...]:
    return tuple((key, text) for key, _, text in (row.partition("=") for row in _texts(value)))
