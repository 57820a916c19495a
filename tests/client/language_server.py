"""A language server of an editor, asked over stdio as an editor asks it."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from types import TracebackType
from typing import Any


class LanguageServer:
    """pyright's language server over a folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._number = 0
        self._process = subprocess.Popen(
            [sys.executable, "-m", "pyright.langserver", "--stdio"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )
        uri = folder.as_uri()
        self.ask(
            "initialize",
            processId=None,
            rootUri=uri,
            workspaceFolders=[{"uri": uri, "name": "tests"}],
            capabilities={"textDocument": {"hover": {"contentFormat": ["markdown"]}}},
        )
        self._send({"method": "initialized", "params": {}})

    def open(self, name: str, text: str) -> None:
        """Open a file of the folder, which need not be there."""
        document = {"uri": self._uri(name), "languageId": "python", "version": 1, "text": text}
        self._send({"method": "textDocument/didOpen", "params": {"textDocument": document}})

    def hover(self, name: str, line: int, character: int) -> str:
        """Return what is shown where the mouse rests."""
        at = {"line": line, "character": character}
        found = self.ask("textDocument/hover", textDocument={"uri": self._uri(name)}, position=at)
        return str(found["contents"]["value"]) if found else ""

    def ask(self, method: str, **params: Any) -> Any:
        """Send a request and return its result; what the server asks meanwhile gets nothing."""
        self._number += 1
        self._send({"id": self._number, "method": method, "params": params})
        while True:
            message = self._received()
            if "method" not in message and message.get("id") == self._number:
                assert "error" not in message, message["error"]
                return message.get("result")
            if "method" in message and "id" in message:
                is_configuration = message["method"] == "workspace/configuration"
                count = len(message["params"]["items"]) if is_configuration else 0
                self._send({"id": message["id"], "result": [{}] * count or None})

    def _uri(self, name: str) -> str:
        return (self.folder / name).as_uri()

    def _send(self, message: dict[str, Any]) -> None:
        assert self._process.stdin is not None
        body = json.dumps({"jsonrpc": "2.0", **message}).encode()
        self._process.stdin.write(b"Content-Length: %d\r\n\r\n%b" % (len(body), body))
        self._process.stdin.flush()

    def _received(self) -> dict[str, Any]:
        assert self._process.stdout is not None
        length = 0
        while (line := self._process.stdout.readline().strip()) or not length:
            assert line or self._process.poll() is None, "the language server has ended"
            if line.lower().startswith(b"content-length:"):
                length = int(line.partition(b":")[2])
        found: dict[str, Any] = json.loads(self._process.stdout.read(length))
        return found

    def __enter__(self) -> LanguageServer:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._process.kill()
        self._process.communicate()
