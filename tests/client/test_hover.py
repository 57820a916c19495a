"""What an editor shows of each method: that it is one, what it takes, and what it is for."""

from __future__ import annotations

import inspect
from pathlib import Path

import pytest

from tests.client.language_server import LanguageServer
from tests.client.whole import Whole

pytestmark = pytest.mark.slow


def test_each_method_is_shown_with_its_documentation(whole: Whole) -> None:
    package = whole.package
    clients = [("client", package.Client()), ("other", package.AsyncClient())]
    calls = [
        (f"{variable}.{namespace}.{method}", getattr(getattr(client, namespace), method))
        for variable, client in clients
        for _, _, namespace, method in whole.operations()
    ]
    lines = [
        "from dfns import AsyncClient, Client",
        "client, other = Client(), AsyncClient()",
        *(call for call, _ in calls),
    ]
    assert len(calls) > 300
    with LanguageServer(Path(str(package.__file__)).parents[1]) as server:
        server.open("uses.py", "\n".join(lines))
        for number, (call, method) in enumerate(calls, 2):
            shown = server.hover("uses.py", number, len(call) - 1)
            kind, _, documentation = shown.partition("\n---\n")
            name = call.rpartition(".")[2]
            # Of an async method that can be called in several ways each is shown without its name.
            several = call.startswith("other.") and kind.count("def (") > 1
            assert f"def {name}(" in kind or several, shown
            assert "(method)" in kind, shown
            expected = (inspect.getdoc(method) or "").split("\n")[0]
            assert _plain(expected) in _plain(documentation), shown


def _plain(text: str) -> str:
    """Return a text without what Markdown escapes."""
    return " ".join(text.replace("\\", "").replace("&nbsp;", " ").replace("`", "").split())
