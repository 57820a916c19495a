"""What a call costs over the bare HTTP library, on loopback, beside other clients of Dfns.

    python -m benchmarks.client [dfns.json] [--python PATH ...]

Each client lists wallets (a page of two) from the same server over one connection. Those that stand
on the same HTTP library take turns in one process, some calls each, so that what else the machine
does hits them alike. `--python` names interpreters that have the peers installed: `dfns-sdk` and
openapi-python-client, which makes its package here. What is not there is said.
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
from statistics import median
from textwrap import indent

from benchmarks.measure import parties

BLOCK, ROUNDS = 10, 150

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
import json, sys, time
url, rounds = sys.argv[1], int(sys.argv[2])
calls = {}
%s
costs = {name: [] for name in calls}
for _ in range(rounds):
    for name, call in calls.items():
        wall, cpu = time.perf_counter(), time.process_time()
        for _ in range(BLOCK):
            call()
        cost = (time.perf_counter() - wall) / BLOCK, (time.process_time() - cpu) / BLOCK
        costs[name].append(cost)
print(json.dumps(costs))
"""

SETUP = """
def make():
%s
    return call
try:
    calls[%r] = make()
except ImportError:
    pass
"""

CLIENTS: dict[str, dict[str, str]] = {
    "httpx2": {
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
    },
    "httpx": {
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
    },
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
    """Seconds of one call, of the clock and of the caller's CPU."""

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
            peer(given.document, Path(folder), given.python)
            report(measured(url, folder, given.python))
    finally:
        serving.kill()
    return 0


def emit(document: str, folder: Path) -> None:
    """Write the package `dfns` below a folder."""
    command = [sys.executable, "-m", "dfnsgen", "generate", document]
    subprocess.run(
        [*command, "--out", str(folder), "--package", "dfns"], check=True, stdout=subprocess.DEVNULL
    )


def peer(document: str, folder: Path, pythons: list[str]) -> None:
    """Write the package `peer_opc` below a folder, where openapi-python-client is installed."""
    arguments = ["generate", "--meta=none", "--path", document, "--output-path", "peer_opc"]
    for python in pythons:
        command = Path(python).with_name("openapi-python-client")
        if command.exists():
            subprocess.run([str(command), *arguments], cwd=folder, check=True, capture_output=True)


def measured(url: str, folder: str, pythons: list[str]) -> dict[str, list[Timing]]:
    """Return the cost of a call of each client in each round, none for one that isn't there."""
    found: dict[str, list[Timing]] = {}
    for clients in CLIENTS.values():
        tried = [(timed(url, folder, python, clients, 3), python) for python in pythons]
        _, python = max(tried, key=lambda pair: len(pair[0]))
        runs = timed(url, folder, python, clients, ROUNDS)
        found |= {name: runs.get(name, []) for name in clients}
    return found


def timed(
    url: str, folder: str, python: str, clients: dict[str, str], rounds: int
) -> dict[str, list[Timing]]:
    """Run the clients of one library in turn; those that aren't installed are left out."""
    setups = (SETUP % (indent(text, "    "), name) for name, text in clients.items())
    program = (TIMED % "".join(setups)).replace("BLOCK", str(BLOCK))
    env = {**os.environ, "PYTHONPATH": folder + os.pathsep + os.environ.get("PYTHONPATH", "")}
    ran = subprocess.run(
        [python, "-c", program, url, str(rounds)], env=env, capture_output=True, text=True
    )
    costs: dict[str, list[tuple[float, float]]] = json.loads(ran.stdout) if ran.stdout else {}
    return {
        name: [Timing(wall=wall, cpu=cpu) for wall, cpu in several]
        for name, several in costs.items()
    }


def report(runs: dict[str, list[Timing]]) -> None:
    """Print medians; what a client is over its bare library is that of each of their turns."""
    print(parties("httpx2"))
    print(f"{'one page of two wallets':<26}{'µs':>8}{'CPU µs':>9}  over the bare library")
    bare: list[Timing] = []
    for name, timings in runs.items():
        if not timings:
            print(f"{name:<26} not installed")
            continue
        wall, cpu = median(t.wall for t in timings), median(t.cpu for t in timings)
        bare = timings if name.endswith("bare") else bare
        over = median(own.cpu / other.cpu for own, other in zip(timings, bare, strict=True)) - 1
        print(f"{name:<26}{wall * 1e6:8.0f}{cpu * 1e6:9.0f}  CPU {over:+.0%}")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
