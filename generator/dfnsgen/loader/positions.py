"""Where each part of a tree was read, whatever files it was put together of.

A container knows its place by identity: the layout of the text it was read from has its marks. A
container that a later step made in place of another is `adopt`ed and answers with the other's.
So a pointer is found by walking the tree it points into, with no map from old pointers to new.
"""

from __future__ import annotations

from dataclasses import dataclass

from dfnsgen.diagnostics import Location
from dfnsgen.json_value import JsonValue
from dfnsgen.loader.syntax import Container, Layout, Mark
from dfnsgen.pointers import index_of, tokens

_LARGE = 64


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    """One text that was read; `first_line` is where it starts in its source."""

    source: str
    root: JsonValue
    layout: Layout
    first_line: int = 1


class Positions:
    """The places of all containers of a document."""

    def __init__(self) -> None:
        self._texts: list[Text] = []
        self._indexes: dict[int, tuple[Container, dict[str, int]]] = {}
        self._originals: dict[int, tuple[Container, Container]] = {}

    def add(self, text: Text) -> None:
        """Know the containers of a text."""
        self._texts.append(text)

    def adopt(self, made: Container, original: Container) -> None:
        """Let a container that was made in place of another answer with the other's places."""
        if made is not original:
            self._originals[id(made)] = (made, self._original(original))

    def locate(self, tree: JsonValue, pointer: str) -> Location:
        """Return where the value at a pointer was read, or its nearest ancestor that was."""
        here = self._start(tree)
        node = tree
        for token in tokens(pointer):
            if not isinstance(node, dict | list):
                break
            index = self._member_index(node, token)
            if index is None:
                break
            inner = node[token] if isinstance(node, dict) else node[index]
            text, mark = self._member(node, token, index)
            if text is None or len(self._texts) > 1:
                own = self._own(inner)
                text, mark = own if own[0] not in (None, text) else (text, mark)
            if text is not None:
                line = mark[0] + text.first_line - 1
                here = Location(source=text.source, line=line, column=mark[1])
            node = inner
        return Location(source=here.source, pointer=pointer, line=here.line, column=here.column)

    def written(self, container: Container, key: str) -> str | None:
        """Return a number as its text has it, where its value wouldn't print so."""
        original = self._original(container)
        found = (text.layout.written(original, key) for text in self._texts)
        return next((text for text in found if text is not None), None)

    def _original(self, container: Container) -> Container:
        found = self._originals.get(id(container))
        return found[1] if found else container

    def _start(self, tree: JsonValue) -> Location:
        root = self._original(tree) if isinstance(tree, dict | list) else tree
        for text in self._texts:
            if text.root is root:
                return Location(source=text.source, line=text.first_line, column=1)
        return Location(source=self._texts[0].source if self._texts else "")

    def _member(self, node: Container, token: str, index: int) -> tuple[Text | None, Mark]:
        """Return the text and the mark of a member of a container."""
        original = self._original(node)
        place = index if original is node else self._member_index(original, token)
        if place is None:
            return None, (0, 0)
        for text in self._texts:
            mark = text.layout.mark_of(original, place)
            if mark is not None:
                return text, mark
        return None, (0, 0)

    def _own(self, value: JsonValue) -> tuple[Text | None, Mark]:
        """Return where a value starts that came from another text than what holds it."""
        if not isinstance(value, dict | list):
            return None, (0, 0)
        original = self._original(value)
        for text in self._texts:
            if text.root is original:
                return text, (1, 1)
            mark = text.layout.mark_of(original, 0)
            if mark is not None:
                return text, mark
        return None, (0, 0)

    def _member_index(self, container: Container, token: str) -> int | None:
        """Return which member of a container a token names; of a large one, remember all."""
        if isinstance(container, list) or len(container) < _LARGE:
            return member(container, token)
        if id(container) not in self._indexes:
            indexes = {key: index for index, key in enumerate(container)}
            self._indexes[id(container)] = (container, indexes)
        return self._indexes[id(container)][1].get(token)


def member(container: Container, token: str) -> int | None:
    """Return which member of a container a token names, or None."""
    if isinstance(container, dict):
        return list(container).index(token) if token in container else None
    return index_of(token, len(container))
