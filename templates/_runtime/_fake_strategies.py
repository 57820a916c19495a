"""Strategies of Hypothesis for what a document allows; the library is imported when one is made.

In: a model, the name of a type, an operation. Out: a strategy of models, or of JSON values. What
it gives is valid by the way it is made, and shrinks towards the smallest value of the schema.
"""

from __future__ import annotations

from importlib import import_module
from typing import Any, Final

from ._fake_document import Document, Use
from ._fake_values import NoValue, Way
from ._package import package_above
from ._texts import texts_of

_SMALLEST: Final = 1


class Strategies:
    """The strategies of one document, whose package a module lies in."""

    def __init__(self, document: Document, module: str) -> None:
        self._document = document
        self._package = package_above(module)

    def of(self, model: Any) -> Any:
        """Return a strategy of a model's instances; for the name of a type, of its JSON values."""
        name = model if isinstance(model, str) else model.__name__
        pointers = texts_of(self._package).pointers
        if name not in pointers:
            raise ValueError(f"the package has no type {name!r}")
        values = self._values(pointers[name], "either")
        return values if isinstance(model, str) else values.map(model.from_dict)

    def request(self, operation: str) -> Any:
        """Return a strategy of the JSON bodies that an operation takes."""
        for content in self._document.operation(operation).contents:
            if content.use is not None:
                return self._values(content.use.key, "request")
        raise ValueError(f"{operation} takes no body")

    def answer(self, operation: str) -> Any:
        """Return a strategy of the bodies that an operation answers where all goes well."""
        from ._fake_roles import usual_content

        content = usual_content(self._document.operation(operation))
        if content is None or content.use is None:
            raise ValueError(f"{operation} answers no body")
        return self._values(content.use.key, "answer")

    def parameters(self, operation: str) -> Any:
        """Return a strategy of the values of all parameters, by name."""
        given: Any = import_module("hypothesis.strategies")
        parameters = self._document.operation(operation).parameters
        required = {p.name: self._of_use(p.use) for p in parameters if p.required}
        optional = {p.name: self._of_use(p.use) for p in parameters if not p.required}
        return given.fixed_dictionaries(required, optional=optional)

    def _of_use(self, use: Use) -> Any:
        return self._values(use.key, "request")

    def _values(self, key: str, way: Way) -> Any:
        given: Any = import_module("hypothesis.strategies")
        values = self._document.values

        def made(number: int, seed: int) -> Any:
            # The first is the smallest: that is what a failing example shrinks to.
            wished = _SMALLEST if number == 0 else 0 if number == 1 else number
            try:
                return values.of(key, f"strategy/{seed}", wished, way=way)
            except NoValue:
                return values.of(key, "strategy/0", _SMALLEST, way=way)

        return given.builds(made, given.integers(0, 40), given.integers(0, 10_000))
