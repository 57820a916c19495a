"""The kinds of models that dfnsgen offers.

In: nothing. Out: their names, cheap to import.
"""

from __future__ import annotations

from enum import Enum


class Flavor(Enum):
    """What the models are made of; `dataclass` are our own, with codecs and a client."""

    DATACLASS = "dataclass"
    PYDANTIC = "pydantic"
    MSGSPEC = "msgspec"
    TYPEDDICT = "typeddict"
