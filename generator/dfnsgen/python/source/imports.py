"""The imports of a file: the union of what its parts need, in lines.

In: the parts of a plan. Out: ImportLines for the macro `imports`, absolute modules before relative
ones. Before: `Field(annotation=list[Any], default=UNSET)`, in which `Any` and `UNSET` know where
they come from. After: `from typing import Any`, `from ._runtime._model import UNSET`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import cast

from dfnsgen.python.source.source import Import, Source, identifier

_NOTHING: frozenset[Import] = frozenset()
_PLAIN = frozenset((str, Source, bool, int, float, type(None)))
"""Classes of what needs nothing; a look at each of them would take longest of all."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportLine:
    """`from module import names`; `import module` where there are none."""

    module: Source
    names: tuple[Source, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Imports:
    """The lines of a file: `absolute` those of the standard library, `relative` our own."""

    absolute: tuple[ImportLine, ...]
    relative: tuple[ImportLine, ...]


def needs_of(*parts: object) -> frozenset[Import]:
    """Return what parts of a plan need, with all that they hold.

    A part that isn't text may have `needs` of its own: what the macro that lays it out writes.
    """
    found: set[Import] = set()
    waiting = list(parts)
    while waiting:
        part = waiting.pop()
        if part.__class__ in _PLAIN:
            continue
        if isinstance(part, (tuple, list)):
            waiting += cast("tuple[object, ...]", part)
        elif isinstance(part, str):
            found |= getattr(part, "needs", _NOTHING)
        elif isinstance(part, Mapping):
            waiting += cast("Mapping[object, object]", part).items()
        else:  # What else a plan holds are slotted dataclasses.
            slots: tuple[str, ...] = getattr(part, "__slots__", ())
            waiting += [getattr(part, name) for name in slots]
            found |= getattr(part, "needs", _NOTHING)
    return frozenset(found)


def import_lines(needs: Iterable[Import], *, depth: int = 0, last: tuple[str, ...] = ()) -> Imports:
    """Return the lines of a file that is `depth` folders below the package's root.

    Names stand as isort has them: constants, classes, functions. Modules are sorted; those of
    `last` come after all others, in this order.
    """
    grouped: dict[str, list[str]] = {}
    for module, name in sorted(needs):
        grouped.setdefault(module, []).extend([name] if name else [])
    ordered = sorted(grouped, key=lambda module: (module in last and 1 + last.index(module)))
    lines = {
        module: ImportLine(
            module=Source("." * (depth if module.startswith(".") else 0) + module),
            names=tuple(map(identifier, sorted(grouped[module], key=_rank))),
        )
        for module in ordered
    }
    return Imports(
        absolute=tuple(line for module, line in lines.items() if not module.startswith(".")),
        relative=tuple(line for module, line in lines.items() if module.startswith(".")),
    )


def _rank(name: str) -> tuple[int, str]:
    if len(name) > 1 and name.isupper():
        return 0, name.casefold()
    return 1 if name[0].isupper() else 2, name.casefold()
