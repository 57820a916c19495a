"""Answers of every operation of Dfns, damaged by chance: none fails its call, none is changed."""

from __future__ import annotations

import json
import random
from typing import Any

import pytest

from tests.client.whole import Recorder, Whole


class Signer:
    """Signs nothing."""

    def sign(self, challenge: Any) -> Any:
        return {"kind": "Key", "credentialAssertion": {}}


def damaged(value: Any, chance: random.Random) -> Any:
    """Return a value with one of its parts left out, emptied, or of another type."""
    if isinstance(value, dict) and value and chance.random() < 0.9:
        name = chance.choice(sorted(value))
        if chance.random() < 0.2:
            return {n: c for n, c in value.items() if n != name}
        return {**value, name: damaged(value[name], chance)}
    if isinstance(value, list) and value and chance.random() < 0.9:
        place = chance.randrange(len(value))
        return [damaged(v, chance) if n == place else v for n, v in enumerate(value)]
    return chance.choice([None, [], {}, "", 0, True, -1.5, "other", [None], {"a": {}}])


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
@pytest.mark.slow
def test_no_call_fails_for_the_shape_of_its_answer(whole: Whole) -> None:
    recorder = Recorder(whole.package)
    client = whole.package.Client(
        authentication_token="tok", signer=Signer(), transport=recorder, retries=0
    )
    chance = random.Random(5)
    tried = 0
    for operation, spec, namespace, method in whole.operations():
        content = spec["responses"]["200"].get("content", {}).get("application/json")
        whole_answer = content and whole.samples.of(content["schema"], full=True)
        if not isinstance(whole_answer, dict) or not whole_answer:
            continue
        recorder.own = operation.path
        for _ in range(12):
            value = damaged(whole_answer, chance)
            if not isinstance(value, dict):
                continue
            recorder.body = json.dumps(value).encode()
            call = getattr(getattr(client, namespace).with_raw_response, method)
            found = call(**whole.arguments(spec)).value()
            back = found.to_dict() if hasattr(found, "to_dict") else getattr(found, "value", found)
            assert back == value, (operation.path, value)
            tried += 1
    assert tried > 1000
