"""What a call costs over the bare HTTP library, on loopback, beside other clients of Dfns.

    python -m benchmarks.client [dfns.json] [--python PATH ...]

Each client lists wallets (a page of two) from the same server, many times over one connection, in
a process of its own, in turn. `--python` names interpreters that have the peers installed:
`dfns-sdk` and a package `peer_opc` made by openapi-python-client. What is not there is said.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

from benchmarks.measure import parties

CALLS, ROUNDS = 400, 7

SERVER = r"""
import socket, sys, threading
body = sys.argv[1].encode()
head = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n"
reply = (head % len(body)).encode() + body
def serve(connection):
    connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    while data := connection.recv(65536):
        connection.sendall(reply)
listening = socket.create_server(("127.0.0.1", 0))
print(listening.getsockname()[1], flush=True)
while True:
    threading.Thread(target=serve, args=(listening.accept()[0],), daemon=True).start()
"""

TIMED = """
import sys, time
url, calls = sys.argv[1], int(sys.argv[2])
{setup}
for _ in range(50):
    call()
begun = time.perf_counter(), time.process_time()
for _ in range(calls):
    call()
print((time.perf_counter() - begun[0]) / calls, (time.process_time() - begun[1]) / calls)
"""

CLIENTS = {
    "httpx2, bare": """
import httpx2
client = httpx2.Client(base_url=url, headers={"Authorization": "Bearer t"})
call = lambda: client.get("/wallets", params={"limit": "2"}).json()
""",
    "dfnsgen": """
from dfns import Client
client = Client(base_url=url, authentication_token="t")
call = lambda: client.wallets.list_wallets(limit="2").items
""",
    "httpx, bare": """
import httpx
client = httpx.Client(base_url=url, headers={"Authorization": "Bearer t"})
call = lambda: client.get("/wallets", params={"limit": "2"}).json()
""",
    "dfns-sdk": """
from dfns_sdk import DfnsClient, DfnsClientConfig
client = DfnsClient(DfnsClientConfig(auth_token="t", base_url=url))
call = lambda: client.wallets.list_wallets({"limit": "2"})
""",
    "openapi-python-client": """
from peer_opc import AuthenticatedClient
from peer_opc.api.wallets import get_wallets
client = AuthenticatedClient(base_url=url, token="t")
call = lambda: get_wallets.sync(client=client, limit="2")
""",
}

WALLET = {
    "id": "wa-5pfuu-9euek-h0odgb6snva8ph3k",
    "network": "Ethereum",
    "address": "0x00e3495cf6af59008f22ffaf32d4c92ac33dac47",
    "signingKey": {
        "id": "key-6ece3-9l565-x2qhu6kq1p8g4b7d",
        "scheme": "ECDSA",
        "curve": "secp256k1",
        "publicKey": "e2375c8c9e87bfcd0be8f29d76c818cabacd51584f72cb2222d49a13b036d84d3d",
    },
    "status": "Active",
    "dateCreated": "2023-04-14T20:41:28.715Z",
    "name": "trading",
    "custodial": True,
    "tags": [],
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Timing:
    """Seconds of one call, of the clock and of CPU: the best round, which nothing disturbed."""

    wall: float
    cpu: float


def main(arguments: list[str]) -> int:
    """Measure, and print a table."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    corpus = os.environ.get("DFNSGEN_CORPUS", ".")
    default = f"{corpus}/corpus/dfns/dfns-1.578.2.json"
    parser.add_argument("document", nargs="?", default=default)
    parser.add_argument("--python", action="append", default=[sys.executable])
    given = parser.parse_args(arguments)
    page = json.dumps({"items": [WALLET, WALLET], "nextPageToken": "next"})
    serving = subprocess.Popen(
        [sys.executable, "-c", SERVER, page], stdout=subprocess.PIPE, text=True
    )
    try:
        assert serving.stdout is not None
        url = f"http://127.0.0.1:{serving.stdout.readline().strip()}"
        with tempfile.TemporaryDirectory() as folder:
            emit(given.document, Path(folder))
            report(measured(url, folder, given.python))
    finally:
        serving.kill()
    return 0


def emit(document: str, folder: Path) -> None:
    """Write the package `dfns` below a folder."""
    command = [sys.executable, "-m", "generator", "generate", document]
    subprocess.run(
        [*command, "--out", str(folder), "--package", "dfns"], check=True, stdout=subprocess.DEVNULL
    )


def measured(url: str, folder: str, pythons: list[str]) -> dict[str, Timing | None]:
    """Return the cost of a call of each client, None for one that is nowhere installed."""
    found = {name: interpreter(url, folder, pythons, name) for name in CLIENTS}
    runs: dict[str, list[Timing]] = {name: [] for name in CLIENTS}
    for _ in range(ROUNDS):
        for name, python in found.items():
            if python and (timing := timed(url, folder, python, name, CALLS)):
                runs[name].append(timing)
    return {
        name: (
            Timing(
                wall=min(t.wall for t in several),
                cpu=min(t.cpu for t in several),
            )
            if several
            else None
        )
        for name, several in runs.items()
    }


def interpreter(url: str, folder: str, pythons: list[str], name: str) -> str | None:
    """Return the first interpreter in which a client works."""
    return next((p for p in pythons if timed(url, folder, p, name, 1)), None)


def timed(url: str, folder: str, python: str, name: str, calls: int) -> Timing | None:
    """Run one client once; None where it doesn't work."""
    program = TIMED.format(setup=CLIENTS[name])
    env = {**os.environ, "PYTHONPATH": folder + os.pathsep + os.environ.get("PYTHONPATH", "")}
    ran = subprocess.run(
        [python, "-c", program, url, str(calls)], env=env, capture_output=True, text=True
    )
    if ran.returncode:
        return None
    wall, cpu = ran.stdout.split()
    return Timing(wall=float(wall), cpu=float(cpu))


def report(timings: dict[str, Timing | None]) -> None:
    """Print what was measured, each beside the bare library that it stands on."""
    print(parties("httpx2"))
    print(f"{'one page of two wallets':<26}{'µs':>8}{'CPU µs':>9}  over the bare library")
    bare: Timing | None = None
    for name, timing in timings.items():
        bare = timing if name.endswith("bare") else bare
        if timing is None:
            print(f"{name:<26} not installed")
            continue
        over = (
            f"{timing.wall / bare.wall - 1:+.0%}, CPU {timing.cpu / bare.cpu - 1:+.0%}"
            if bare
            else ""
        )
        print(f"{name:<26}{timing.wall * 1e6:8.0f}{timing.cpu * 1e6:9.0f}  {over}")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
