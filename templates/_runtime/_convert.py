"""Values of one version of an API as those of another one that stands beside it.

In: a model of the one version, and which classes its class can become. Out: a model of the other.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ._model import Model, generated_class


def converted(value: Model, kinds: Mapping[type[Model], type[Model]]) -> Any:
    """Return a value as the other version has it, by way of its JSON.

    What its version doesn't know stays with it. Raises TypeError where its class has no counterpart
    that takes all of its values, ValidationError where the value isn't valid, or holds what its
    version doesn't declare and the other one declares as something else.
    """
    kind = kinds.get(generated_class(value.__class__))
    if kind is None:
        name = value.__class__.__name__
        raise TypeError(f"{name} has no counterpart that is known to take all of its values")
    return kind.from_dict(value.to_dict(), lenient=True)
