"""Class names that stay: clear of what a module imports, and of what is changed unasked.

In: Names. Out: Names in which some have changed; fillers of letters for names that nobody sees.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from dfnsgen.python.names.names import Names

_IMPORTED = frozenset(
    "Annotated Any BaseModel ClassVar ConfigDict Field Literal Meta Never NotRequired Optional "
    "RootModel StrictBool StrictFloat StrictInt StrictStr Struct TYPE_CHECKING TypeAlias "
    "TypeAliasType TypedDict UNSET Union UnsetType Untagged".split()
)


def letters(number: int) -> str:
    """Return a number as letters: A, B, … Z, BA. Digits might be read as the end of a word."""
    number, letter = divmod(number, 26)
    return (letters(number) if number else "") + chr(ord("A") + letter)


def clear_of_imports(names: Names) -> Names:
    """Let no definition have a name that the module imports: `Field` is `Field_` there."""
    return _renamed(names, lambda name: f"{name}_" if name in _IMPORTED else name)


def for_the_meantime(names: Names) -> tuple[Names, dict[str, str]]:
    """Return other names where datamodel-code-generator would change ours, and the way back.

    It takes a final underscore away. A text in which the other name stands by chance has an
    identifier of ours there afterwards, which is harmless.
    """
    found = [name for name in (*names.definitions.values(), *names.aliases) if name.endswith("_")]
    meantime = {
        name: f"{name.rstrip('_')}{letters(number)}InMeantime" for number, name in enumerate(found)
    }
    back = {meanwhile: name for name, meanwhile in meantime.items()}
    return _renamed(names, lambda name: meantime.get(name, name)), back


def _renamed(names: Names, change: Callable[[str], str]) -> Names:
    """Return the names, each changed, and no two the same."""
    kept = {name for name in (*names.definitions.values(), *names.aliases) if change(name) == name}

    def changed(name: str) -> str:
        new = change(name)
        while new != name and new in kept:
            new += "_"
        kept.add(new)
        return new

    return replace(
        names,
        definitions={key: changed(name) for key, name in names.definitions.items()},
        aliases={changed(alias): key for alias, key in names.aliases.items()},
    )
