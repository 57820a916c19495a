"""A configuration of Stainless in the words of ours, and what isn't carried over."""

from __future__ import annotations

from pathlib import Path

import pytest

from dfnsgen.cli.config import configured
from dfnsgen.diagnostics import Refused
from dfnsgen.lifecycle.stainless import environments_overlay, has_servers, read_stainless
from tests.command import dfnsgen

WHOLE = """
organization: {name: acme}
targets: {python: {package_name: acme-sdk}}
environments: {production: "https://a.example", dev: "https://b.example"}
pagination:
  - name: cursor
    request:
      after: {type: string, x-stainless-pagination-property: {purpose: next_cursor_param}}
      limit: {type: integer}
    response:
      data: {type: array, items: {}}
      last_id: {type: string, x-stainless-pagination-property: {purpose: next_cursor_field}}
  - name: pages
    request: {page: {x-stainless-pagination-property: {purpose: page_number_param}}}
    response: {rows: {x-stainless-pagination-property: {purpose: items}}}
resources:
  $shared: {models: {money: Money, card: CardModel}}
  $client: {methods: {ping: get /ping}}
  agents:
    methods:
      list: {endpoint: get /agents, paginated: cursor}
      import: post /agents/import
      unwrap: {type: webhook_unwrap}
    subresources:
      chatMessages:
        methods:
          create: post /agents/{id}/messages
"""


def read(folder: Path, text: str) -> Path:
    path = folder / "stainless.yml"
    path.write_text(text)
    return path


def test_names_paging_and_environments_are_taken_over(tmp_path: Path) -> None:
    taken = read_stainless(str(read(tmp_path, WHOLE)))

    assert taken.package == "acme_sdk"
    assert dict(taken.names) == {
        "#/components/schemas/CardModel": "Card",
        "GET /agents": "agents.list",
        "POST /agents/import": "agents.import_",
        "POST /agents/{id}/messages": "agents.chat_messages.create",
    }
    assert taken.paging == (("parameter", "after"), ("next", "last_id"), ("items", "data"))
    assert taken.servers == (("production", "https://a.example"), ("dev", "https://b.example"))


def test_what_has_no_counterpart_is_named(tmp_path: Path) -> None:
    found = read_stainless(str(read(tmp_path, WHOLE))).found

    assert {one.rule for one in found} == {"stainless-not-carried"}
    assert [(one.at.pointer, one.message.partition(" has no ")[0]) for one in found] == [
        ("#/resources/$client", "a method of the client itself (ping)"),
        ("#/resources/agents/methods/unwrap", "the method 'unwrap' of no endpoint"),
        ("#/pagination/1", "the paging 'pages'"),
    ]


def test_the_configuration_that_is_written_is_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    read(tmp_path, WHOLE)

    ran = dfnsgen(["init", "https://a.example/openapi.yaml", "--from", "stainless.yml"])

    assert ran.exit_code == 0, ran.output
    (options,) = configured(tmp_path)
    assert options.package == "acme_sdk"
    assert ("GET /agents", "agents.list") in options.names
    assert [Path(one).name for one in options.overlays] == ["environments.overlay.yaml"]
    assert dfnsgen(["init", "--from", "stainless.yml"]).exit_code == 2


@pytest.mark.parametrize("text", ["{}", "resources: {}", "resources: [a]", "[]", "a: b"])
def test_another_file_is_refused(tmp_path: Path, text: str) -> None:
    with pytest.raises(Refused, match="no `resources`"):
        read_stainless(str(read(tmp_path, text)))


def test_servers_are_replaced_where_there_are_some(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text("openapi: 3.1.0\nservers: []\n")
    (tmp_path / "b.yaml").write_text("openapi: 3.1.0\n")

    assert has_servers(str(tmp_path / "a.yaml"))
    assert not has_servers(str(tmp_path / "b.yaml"))
    assert "remove" in environments_overlay((("a", "https://a"),), replaces=True)
    assert "remove" not in environments_overlay((("a", "https://a"),), replaces=False)
