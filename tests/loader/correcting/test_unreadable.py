"""What can't be read refuses a document only where something depends on it."""

from __future__ import annotations

from typing import Any

import pytest

from dfnsgen.diagnostics import Refused
from dfnsgen.loader.load import load

HEAD = "openapi: 3.1.0\ninfo: {title: T, version: '1'}\n"
ENDPOINT = "components: {parameters: {Endpoint: {description: The address.}}}\n"
USE = "{$ref: '#/components/parameters/Endpoint'}"


def test_a_component_that_nothing_refers_to_is_left_out() -> None:
    read, found = load(["-"], stdin=f"{HEAD}paths: {{}}\n{ENDPOINT}".encode())

    assert [one.rule for one in found] == ["component-unreadable"]
    components: Any = read.tree["components"]
    assert components["parameters"] == {}


def test_one_that_an_operation_uses_refuses_and_says_how_to_leave_it_out() -> None:
    paths = f"paths: {{/a: {{get: {{parameters: [{USE}]}}}}}}\n"

    with pytest.raises(Refused) as caught:
        load(["-"], stdin=f"{HEAD}{paths}{ENDPOINT}".encode())

    remedies = [one.remedy for one in caught.value.diagnostics]
    assert all("--skip '#/components/parameters/Endpoint'" in remedy for remedy in remedies)
