"""A call that waits for the approvers of a policy, followed to its end."""

from __future__ import annotations

import asyncio
from types import ModuleType
from typing import Any

import pytest

from tests.client.dfns.played import KEY, Dfns, pem
from tests.client.local_server import LocalServer, Reply, Seen
from tests.client.whole import Whole

TRANSFER = {"kind": "Native", "to": "0x0000000000000000000000000000000000000000", "amount": "1"}


@pytest.fixture
def package(whole: Whole) -> ModuleType:
    return whole.package


class Policy(Dfns):
    """Dfns with a policy: `statuses` are those that the approval has, one after the other."""

    def __init__(self, *statuses: str, **activity: Any) -> None:
        super().__init__()
        self.statuses = [*statuses]
        self.activity = activity
        self.read: list[str] = []

    def act(self, seen: Seen, reply: Reply) -> Reply:
        if seen.method != "GET":
            return Reply(202, {"approvalId": "ap-1"})
        self.read.append(seen.target)
        if "policy-approvals" not in seen.target:
            return Reply(value={"id": "pm-1", "name": "all"})
        return Reply(
            value={"id": "ap-1", "status": self.statuses.pop(0), "activity": self.activity}
        )


@pytest.fixture
def at_once(monkeypatch: pytest.MonkeyPatch, package: ModuleType) -> None:
    policy = f"{package.__name__}._runtime._dfns_policy"
    monkeypatch.setattr(f"{policy}._FIRST_PAUSE", 0.01)
    monkeypatch.setattr(f"{policy}._LONGEST_PAUSE", 0.01)


def client(package: ModuleType, server: LocalServer, **options: Any) -> Any:
    signer = package.KeySigner("cr-1", pem(KEY))
    return package.Client(base_url=server.url, authentication_token="tok", signer=signer, **options)


@pytest.mark.usefixtures("at_once")
def test_what_is_approved_is_returned(package: ModuleType, server: LocalServer) -> None:
    server.answer = policy = Policy(
        "Pending", "Pending", "Approved", kind="Wallets:Sign", transferRequest={"id": "xfr-1"}
    )
    pending = client(package, server).wallets.transfer_asset("wa-1", TRANSFER)
    assert isinstance(pending, package.PolicyPending)
    assert pending.wait(timeout=5).id == "xfr-1"
    assert policy.read == ["/v2/policy-approvals/ap-1"] * 3


@pytest.mark.usefixtures("at_once")
def test_a_change_is_read_where_it_was_made(package: ModuleType, server: LocalServer) -> None:
    server.answer = policy = Policy(
        "Approved", kind="Permissions:Modify", changeRequest={"entityId": "pm-1"}
    )
    body = {"name": "all", "operations": ["Wallets:Read"]}
    pending = client(package, server).permissions.create_permission(body)
    assert pending.wait().name == "all"
    assert policy.read[-1] == "/permissions/pm-1"


@pytest.mark.usefixtures("at_once")
def test_what_became_of_it_is_raised(package: ModuleType, server: LocalServer) -> None:
    server.answer = Policy("Pending", "Denied", "Expired", *["Pending"] * 500)
    pending = client(package, server).wallets.transfer_asset("wa-1", TRANSFER)
    for status in ("Denied", "Expired"):
        with pytest.raises(package.PolicyRefused, match=f"ap-1: {status}") as caught:
            pending.wait()
        assert (caught.value.effect, caught.value.value["id"]) == ("none", "ap-1")
    with pytest.raises(package.TimedOut, match="still pending"):
        pending.wait(timeout=0.05)
    server.answer = Policy("Executing")
    with pytest.raises(package.PolicyRefused, match="ap-1: Executing") as caught:
        pending.wait()
    assert caught.value.effect == "unknown"  # Nobody knows here what a newer API means by it.
    with pytest.raises(package.ClientError, match="no client"):
        package.PolicyPending("ap-1", {}).wait()


@pytest.mark.usefixtures("at_once")
def test_asynchronous_code_waits_likewise(package: ModuleType, server: LocalServer) -> None:
    server.answer = Policy(
        "Pending", "Approved", kind="Wallets:Sign", transferRequest={"id": "xfr-1"}
    )

    async def scenario() -> Any:
        signer = package.KeySigner("cr-1", pem(KEY))
        arguments = {"authentication_token": "tok", "signer": signer}
        async with package.AsyncClient(base_url=server.url, **arguments) as made:
            return await (await made.wallets.transfer_asset("wa-1", TRANSFER)).wait_async()

    assert asyncio.run(scenario()).id == "xfr-1"


def test_where_no_policy_can_hold_a_call_202_is_an_error(
    package: ModuleType, server: LocalServer, whole: Whole
) -> None:
    server.answer = Policy()
    with pytest.raises(package.UnexpectedAnswer):
        client(package, server).wallets.update_wallet("wa-1", {"name": "n"})
    held = [
        f"{operation.method} {operation.path}"
        for operation, _, namespace, method in whole.operations()
        if "PolicyPending"
        in str(
            getattr(getattr(client(package, server), namespace), method).__annotations__["return"]
        )
    ]
    assert len(held) == 19
    assert not [line for line in held if any(word in line for word in ("auth", "hook", "tags"))]
