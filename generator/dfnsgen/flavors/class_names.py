"""Class names that are clear of what a module of models imports.

In: Names. Out: Names in which some have changed.
"""

from __future__ import annotations

from dataclasses import replace

from dfnsgen.python.names.names import Names
from dfnsgen.python.names.spelling import free_name

_IMPORTED = frozenset(
    "Annotated Any BaseModel ClassVar ConfigDict Field Literal Meta NotRequired StrictBool "
    "StrictFloat StrictInt Struct TYPE_CHECKING TypeAlias TypeAliasType TypedDict UNSET UnsetType "
    "Untagged".split()
)


def clear_of_imports(names: Names) -> Names:
    """Let no definition have a name that the module imports: `Field` is `Field_` there."""
    taken = {*names.definitions.values(), *names.aliases, *_IMPORTED}

    def changed(name: str) -> str:
        return free_name(name, taken) if name in _IMPORTED else name

    return replace(
        names,
        definitions={key: changed(name) for key, name in names.definitions.items()},
        aliases={changed(alias): key for alias, key in names.aliases.items()},
    )
