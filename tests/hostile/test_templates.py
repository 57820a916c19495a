"""Templates of a checkout that somebody only looks at: they run no code, and they end."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest

from dfnsgen.cli.app import run

pytestmark = pytest.mark.slow

_DOCUMENT = """\
openapi: 3.1.0
info: {title: X, version: "1"}
servers: [{url: https://api.example.com}]
paths: {}
components:
  schemas:
    Pet: {type: object, required: [id], properties: {id: {type: string}}}
"""
_SHELL = "__globals__.os.system('touch ran')"
_EVIL = {
    "globals": "{% set x = cycler.__init__." + _SHELL + " %}",
    "class": "{{ ''.__class__.__mro__[1].__subclasses__() }}",
    "plan": "{{ plan.__class__.__init__." + _SHELL + " }}",
    "filter": "{{ plan | attr('__class__') }}",
    "map": "{{ [plan] | map(attribute='__class__') | list }}",
    "format": "{{ '{0.__class__.__init__.__globals__}'.format(plan) }}",
    "format_map": "{{ '{a.__class__}'.format_map({'a': plan}) }}",
    "macro": "{% macro m() %}{% endmacro %}{{ m.__init__." + _SHELL + " }}",
    "loop": "{% for x in '' %}{{ loop._iterator."
    + _SHELL
    + " }}{% endfor %}{{ self."
    + _SHELL
    + " }}",
    "include": "{% include '../../../../../../etc/passwd' %}",
    "import": "{% from '/etc/passwd' import x %}",
    "multiply": "{{ 'x' * 10000000000 }}",
    "power": "{{ 9 ** 9 ** 9 }}",
    "double": "{% set x = 'x' %}" + "{% set x = x ~ x %}" * 60 + "{{ x }}",
    "double blocks": "{% set x %}xxxx{% endset %}" + "{% set x %}{{ x }}{{ x }}{% endset %}" * 60,
    "loops": "{% for a in plan.declarations %}" + "{% for b in 'x,' * 9 %}" * 3,
    "nested loops": "".join(f"{{% for a{n} in text %}}" for n in range(12)) + "{% endfor %}" * 12,
    "recursion": "{% macro m() %}{{ m() }}{% endmacro %}{{ m() }}",
    "macros": "".join(
        f"{{% macro m{n} () %}}{{{{ m{n - 1}() }}}}{{{{ m{n - 1}() }}}}{{% endmacro %}}"
        for n in range(1, 40)
    )
    + "{% macro m0() %}{% endmacro %}{{ m39() }}",
    "deep": "{{ " + "(" * 5000 + "1" + ")" * 5000 + " }}",
    "wide": "{{ 'x'.ljust(10000000000) }}",
    "indent": "{{ 1 | indent(10000000000) }}",
    "lists": "{% set a = [1] %}" + "{% set a = [a, a] %}" * 60 + "{{ a == a }}",
    "regex": "{{ 'x' is matching('(a+)+$') }}",
}


def _checkout(folder: Path, template: str, name: str = "models.py.jinja") -> None:
    (folder / "t").mkdir()
    (folder / "x.yaml").write_text(_DOCUMENT)
    (folder / "t" / name).write_text(template)
    (folder / "dfnsgen.toml").write_text('source = "x.yaml"\npackage = "p"\ntemplates = "t"\n')


@pytest.mark.parametrize("command", ["check", "generate"])
@pytest.mark.parametrize("name", _EVIL)
def test_templates_run_no_code_and_end(
    name: str, command: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each is a fault of the template, with its place, and nothing is written."""
    text = "{% set text %}" + "x" * 60 + "{% endset %}" + _EVIL[name]
    _checkout(tmp_path, text)
    monkeypatch.chdir(tmp_path)
    started = time.process_time()

    assert run([command]) == 2
    assert sorted(os.listdir(tmp_path)) == ["dfnsgen.toml", "t", "x.yaml"]
    assert os.listdir(tmp_path / "t") == ["models.py.jinja"]
    assert time.process_time() - started < 60


def test_a_template_that_leads_out_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A link would copy any file of the machine into the package."""
    folder = tmp_path / "checkout"
    folder.mkdir()
    (tmp_path / "key").write_text("secret")
    _checkout(folder, "", "validators.py.jinja")
    (folder / "t" / "_runtime").mkdir()
    (folder / "t" / "_runtime" / "_check.py").symlink_to(tmp_path / "key")
    monkeypatch.chdir(folder)

    assert run(["generate"]) == 2
    assert "template-outside" in capsys.readouterr().err


def test_our_own_templates_run_in_the_sandbox(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A copy of one of ours prints what ours prints."""
    own = Path(__file__).parents[2] / "templates"
    for name in ("models.py.jinja", "client/client.py.jinja", "codecs.py.jinja"):
        folder = tmp_path / name.replace("/", "-")
        folder.mkdir()
        (folder / "t" / "client").mkdir(parents=True)
        (folder / "t" / name).write_text((own / name).read_text())
        (folder / "x.yaml").write_text(_DOCUMENT)
        monkeypatch.chdir(folder)
        assert (
            run(["generate", "x.yaml", "--package", "p", "--templates", "t", "-q", "--out", "."])
            == 0
        )
        assert run(["generate", "x.yaml", "--package", "q", "-q", "--out", "."]) == 0
        printed, plain = (folder / package / "models.py" for package in "pq")
        assert printed.read_bytes() == plain.read_bytes()
