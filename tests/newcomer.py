"""Plays a newcomer: the README and two guides from top to bottom, with an installed dfnsgen.

In: the checkout, the folder of an installed dfnsgen's programs, perhaps the whole Dfns document.
Every command has to end with 0, every program to print what its page says. HOME is empty, there is
no cache and no corpus; what pages call an address is a server of this machine. Needs nothing but
the standard library: `python -m tests.newcomer . venv/bin [openapi.yaml]` in the checkout.
"""

from __future__ import annotations

import re
import shlex
import shutil
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from http.server import BaseHTTPRequestHandler, SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from tests.pet_shop import PETS, Shop

PAGES = Path("docs") / "guides"
BLOCK = re.compile(r"^```(console|python)\n(.*?)^```", re.MULTILINE | re.DOTALL)
PRINTED = {
    "README.md": ["pet-1 2024\n404 none\n", "challengeIdentifier"],
    "own-api.md": ["no such pet: 404\n"],
}
"""What the programs of a page print, in their order: each text is a part of it."""


class Newcomer:
    """Somebody with an empty HOME in a folder: runs commands and programs there."""

    def __init__(self, folder: Path, programs: Path, **more: str) -> None:
        self.folder = folder
        self.programs = programs
        home = folder.parent / "home"
        home.mkdir(exist_ok=True)
        path = f"{programs}:/usr/bin:/bin"
        self.environment = {"PATH": path, "HOME": str(home), "LANG": "C.UTF-8", **more}

    def run(self, *words: str) -> str:
        """Return what a command printed."""
        ran = subprocess.run(
            words, cwd=self.folder, env=self.environment, capture_output=True, text=True
        )
        if ran.returncode:
            raise SystemExit(f"{shlex.join(words)}\n{ran.stdout}{ran.stderr}")
        return ran.stdout

    def command(self, line: str) -> None:
        """Run a line of a page; what installs and what tests was run before."""
        for part in line.split("&&"):
            words = shlex.split(part)
            if words[0] == "dfnsgen":
                self.run(*words)
                say(f"  {shlex.join(words)}")

    def program(self, text: str) -> str:
        """Run a program of a page."""
        return self.run(str(self.programs / "python"), "-c", text)

    def read(self, page: Path, port: int) -> None:
        """Do what a page says, from top to bottom."""
        say(page.name)
        expected = iter(PRINTED.get(page.name, ()))
        for language, text in BLOCK.findall(page.read_text(encoding="utf-8")):
            if language == "console":
                for line in text.splitlines():
                    self.command(line.removeprefix("$ ").replace(ADDRESS, local(port)))
            elif "import" in text:
                printed = self.program(text.replace(":8000", f":{port}"))
                part = next(expected, "")
                if part not in printed:
                    raise SystemExit(f"{page.name} doesn't print {part!r} but {printed!r}")
                say(f"  a program of {len(text.splitlines())} lines")


ADDRESS = "https://docs.dfns.co/openapi.yaml"


def local(port: int) -> str:
    return f"http://127.0.0.1:{port}/openapi.yaml"


def say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


@contextmanager
def served(handler: Callable[..., BaseHTTPRequestHandler]) -> Iterator[int]:
    """Serve on loopback; give the port."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield server.server_port
    finally:
        server.shutdown()


class Documents(SimpleHTTPRequestHandler):
    """Serves the files of a folder."""

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


def own_document(checkout: Path, scratch: Path, programs: Path) -> None:
    """Read the README in a copy of the checkout, and the guide elsewhere, as its folder's owner."""
    copy = scratch / "checkout"
    copy.mkdir()
    for name in ("specs", "generated"):
        shutil.copytree(checkout / name, copy / name)
    shutil.copy(checkout / "pyproject.toml", copy)
    for command in ("init -q", "add .", "-c user.name=t -c user.email=t@t commit -q -m all"):
        subprocess.run(["git", *command.split()], cwd=copy, check=True)
    (copy / "openapi.yaml").write_text(PETS, encoding="utf-8")
    (scratch / "shop").mkdir()
    mine = scratch / "mine"
    mine.mkdir()
    (mine / "openapi.yaml").write_text(PETS.replace("Pet Shop", "Pets"), encoding="utf-8")
    with served(Shop) as port:
        Newcomer(copy, programs).read(checkout / "README.md", port)
        Newcomer(mine, programs).read(checkout / PAGES / "own-api.md", port)


def dfns(checkout: Path, scratch: Path, programs: Path, document: Path) -> None:
    """Read the guide for Dfns; the fake of its document is the API."""
    folder, site, fake = scratch / "dfns", scratch / "site", scratch / "fake"
    for made in (folder, site, fake):
        made.mkdir()
    shutil.copy(document, site / "openapi.yaml")
    newcomer = Newcomer(folder, programs)
    newcomer.run(str(programs / "python"), "-m", "pip", "install", "-q", "cryptography")
    newcomer.run(str(programs / "python"), "-c", KEY)
    Newcomer(fake, programs).run(
        "dfnsgen", "generate", str(document), "--out", ".", "--package", "dfns", "--testing", "-q"
    )
    command = [str(programs / "python"), "-m", "dfns.testing", "--missing", "invented"]
    with subprocess.Popen(
        [*command, "--no-credentials"], cwd=fake, stdout=subprocess.PIPE, text=True
    ) as server:
        try:
            assert server.stdout is not None
            address = server.stdout.readline().rstrip().rpartition(" at ")[2]
            more = {"DFNS_BASE_URL": address, "DFNS_AUTHENTICATION_TOKEN": "token"}
            with served(partial(Documents, directory=str(site))) as port:
                Newcomer(folder, programs, **more).read(checkout / PAGES / "dfns.md", port)
        finally:
            server.terminate()


KEY = """
from pathlib import Path
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

key = Ed25519PrivateKey.generate()
pem = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
Path("key.pem").write_bytes(pem)
"""


def main(checkout: str, programs: str, document: str = "") -> None:
    """Play it all."""
    with tempfile.TemporaryDirectory() as folder:
        scratch, root = Path(folder), Path(checkout).resolve()
        own_document(root, scratch, Path(programs).resolve())
        if document:
            dfns(root, scratch, Path(programs).resolve(), Path(document).resolve())
        else:
            say("dfns.md: left out, the whole document is not here")


if __name__ == "__main__":
    main(*sys.argv[1:])
