"""The codec of a place, as the client's modules spell it."""

from __future__ import annotations

from dfnsgen.python.codecs.codecs import CodecsPlan
from dfnsgen.python.source.source import Source, code, identifier, imported

_CODECS = imported(".", "codecs")


def codec_at(at: str, codecs: CodecsPlan) -> Source:
    """Return the codec of the place where a schema is used."""
    return code("{}.{}", _CODECS, identifier(codecs.by_use[at].py_name))
