"""Schemathesis, a client that isn't ours, against the fakes of ten published documents, over HTTP.

Only `-m sweep` runs it, and only where the command is on the path (`pip install schemathesis`): it
is no dependency of the tests. What it finds is a fault of ours unless it stands below, with why.
"""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from dfnsgen.python.names.names import py_name
from tests.testing.conftest import emitted

SLIPS: dict[str, dict[str, str]] = {
    "adobe.com__aem": {
        "negative_data_rejection": "a part of a form that is a file may hold anything",
        "status_code_conformance": "an operation declares refusals alone, and goes well",
    },
    "codat.io__sync-for-expenses": {
        "positive_data_acceptance": "`nullable` is no keyword of OpenAPI 3.1, and null is no list",
    },
    "digitallocker.gov.in__authpartner": {
        "response_schema_conformance": "four variants of a `oneOf` are the same",
        "positive_data_acceptance": "no token is sent where the scheme is OAuth",
    },
    "doqs.dev": {},
    "exavault.com": {
        "response_schema_conformance": "a discriminator's value is account, its schema Account",
        "negative_data_rejection": "a part of a form that is a file may hold anything",
    },
    "impala.travel__hotels": {
        "positive_data_acceptance": "a number whose format is int32 is sent with a fraction",
    },
    "mercure.local": {
        "positive_data_acceptance": "in a form a list without items is no field at all",
        "negative_data_rejection": "in a form a list of one item is the item",
    },
    "nexmo.com__number-insight": {},
    "vtex.local__MasterData-API-": {
        "negative_data_rejection": "Accept and Content-Type are no parameters, OpenAPI says",
        "positive_data_acceptance": "in a form a list without items is no part at all",
    },
    "webscraping.ai": {
        "negative_data_rejection": "in a query the number 896 is the text 896",
    },
}
"""Why a kind of finding is none of ours, by document."""


class Finding(NamedTuple):
    """What the client has to say about one request: its check, the operation, the answer."""

    check: str
    operation: str
    status: int
    message: str


@pytest.mark.sweep(0)
@pytest.mark.parametrize("name", SLIPS)
def test_an_independent_client_finds_no_fault(name: str, corpus: Path, tmp_path: Path) -> None:
    command = shutil.which("schemathesis")
    if command is None:
        pytest.skip("the command schemathesis isn't on the path")
    path = corpus / f"corpus/apis/{name}.json"
    testing = emitted(tmp_path, json.loads(path.read_bytes()), f"met_{py_name(name)}").testing
    report = tmp_path / "report.ndjson"
    with testing.FakeServer(testing.FakeTransport(strict=True)) as server:
        options = (
            "--phases coverage,fuzzing --max-examples 5 --seed 1 --continue-on-failure --no-shrink "
            "--generation-database none --suppress-health-check all --warnings off --no-color "
            "--report ndjson"
        ).split()
        called = [command, "run", str(path), "-u", server.url, *options]
        subprocess.run(
            [*called, "--report-ndjson-path", str(report)], cwd=tmp_path, check=False, timeout=900
        )

    found = [finding for finding in findings(report) if not is_explained(name, finding)]
    assert found == []


def is_explained(name: str, finding: Finding) -> bool:
    """Whether a finding is no fault of ours: the document is silent, or wrong."""
    if finding.check == "ignored_auth":  # Any credentials are good for a fake.
        return True
    if finding.check == "status_code_conformance" and 400 <= finding.status < 500:
        return True  # What is refused is refused, whether or not the document says so.
    return finding.check in SLIPS[name]


def findings(report: Path) -> Iterator[Finding]:
    """Yield what failed, request by request."""
    for line in report.read_text(encoding="utf-8").splitlines():
        event = json.loads(line).get("ScenarioFinished", {})
        recorder: dict[str, Any] = event.get("recorder", {})
        for case, checks in recorder.get("checks", {}).items():
            answer = (recorder["interactions"].get(case) or {}).get("response") or {}
            for check in checks:
                if check["status"].lower() != "success":
                    message = check["failure_info"]["failure"]["message"]
                    status = answer.get("status_code", 0)
                    yield Finding(check["name"], recorder["label"], status, message[:300])
