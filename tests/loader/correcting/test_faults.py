"""A fault anywhere in a document costs a part at most: what is refused can be left out by name."""

from __future__ import annotations

import copy
import json
import random
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from dfnsgen.diagnostics import Refused
from dfnsgen.loader.load import load
from dfnsgen.loader.reading.text import read_text
from dfnsgen.model.build import build_api

WHOLE: Any = read_text(Path(__file__).with_name("whole.yaml").read_text(), "whole.yaml").value
VALUES: tuple[Any, ...] = (None, True, 0, "text", [], {}, ["a"], {"a": 1}, {"$ref": "#/no"}, -1.5)


def places(value: Any, way: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Yield the way to each value inside paths and components."""
    if len(way) > 2:
        yield way
    members: Any = enumerate(value) if isinstance(value, list) else ()
    for key, inner in value.items() if isinstance(value, dict) else members:
        yield from places(inner, (*way, key))


PLACES = [way for way in places(WHOLE) if way[0] in ("paths", "webhooks", "components")]


@pytest.mark.parametrize("seed", range(60))
def test_a_fault_costs_a_part_at_most(seed: int) -> None:
    """Each document with a wrong value, or one less, is read, after a skip or two if need be."""
    choose = random.Random(seed)
    document = copy.deepcopy(WHOLE)
    way = choose.choice(PLACES)
    holder = document
    for token in way[:-1]:
        holder = holder[token]
    if seed % 4:
        holder[way[-1]] = choose.choice(VALUES)
    else:
        del holder[way[-1]]
    skip: tuple[str, ...] = ()
    for _ in range(4):
        try:
            loaded, _ = load(["-"], stdin=json.dumps(document).encode(), skip=skip)
        except Refused as refused:
            said = " ".join(one.remedy for one in refused.diagnostics)
            named = re.findall(r"--skip '([^']+)'", said)
            assert named, (way, refused)
            skip += tuple(dict.fromkeys(named))
        else:
            build_api(loaded)
            return
    pytest.fail(f"{way} is still refused, with {skip}")
