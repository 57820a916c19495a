"""`dfnsgen update --fix` as a whole: the patch, mypy's say, what is written, what isn't touched."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from importlib.machinery import ModuleSpec
from pathlib import Path

import pytest

from tests.fixing.project import Project
from tests.fixing.test_edits import IMPORTS, MEMO, PET, newer

pytestmark = pytest.mark.slow

SHOP = """\
from app.shop import Client, models


def told(client: Client) -> str:
    pet = client.pets.get_pet("x")
    return pet.memo or ""  # the memo
"""


def test_the_patch_is_shown_and_nothing_is_written(project: Project) -> None:
    project.write("app/use.py", SHOP)
    before = project.code()
    subprocess.run(["git", "init", "-q"], cwd=project.folder, check=True)

    result = project.update(MEMO, "--fix=diff")

    assert result.exit_code == 0, result.output
    assert "Your code: 1 place fixed in 1 file; mypy finds nothing new\n" in result.stdout
    assert "nothing was written: --fix=diff" in result.stderr
    assert project.code() == before
    assert not (project.folder / "specs" / "shop-2.json").exists()
    quiet = project.update(MEMO, "--fix=diff", "--quiet").stdout
    assert quiet.startswith("--- a/app/use.py\n+++ b/app/use.py\n@@ ")
    apply = ["git", "apply", "-"]
    subprocess.run(apply, cwd=project.folder, input=quiet.encode(), check=True)
    assert project.read("app/use.py") == SHOP.replace(".memo", ".memo_text")


IMPORT = b"from app.shop import models\n"
STRANGE = {
    "app/crlf.py": IMPORT[:-1] + b"\r\ndef f(p: models.Pet):\r\n\treturn p.memo \r\n",
    "app/bom.py": b"\xef\xbb\xbf" + IMPORT + b"def f(p: models.Pet): return p.memo",
    "app/latin.py": b"# coding: latin-1\n"
    + IMPORT
    + b"def f(p: models.Pet):\n   return '\xe9', p.memo\n\n\n\n",
    "app/feed.py": IMPORT + b"\x0c\ndef f(p: models.Pet): return (p\\\n  .memo)\n",
    "app/wide.py": IMPORT + "def f(p: models.Pet): return '日本 🐱', p.memo\n".encode(),
    "app/mixed.py": IMPORT + b"\r\ndef f(p: models.Pet):\n  return p.memo\r\n# end",
}


def test_all_else_is_kept_byte_for_byte(project: Project, without_mypy: None) -> None:
    for path, content in STRANGE.items():
        (project.folder / path).write_bytes(content)
    os.chmod(project.folder / "app" / "bom.py", 0o755)
    others = {"app/other.py": b"x = 1 ;  y=2\r", "tool.py": b"from nowhere import memo\n"}
    for path, content in others.items():
        (project.folder / path).write_bytes(content)

    copied = project.folder.parent / "copied"
    shutil.copytree(project.folder, copied)
    (copied / "newer.json").write_text(json.dumps(MEMO))
    command = [sys.executable, "-m", "dfnsgen", "update", "newer.json", "--fix=diff", "-q"]
    patch = subprocess.run(command, cwd=copied, capture_output=True, check=True).stdout
    subprocess.run(["git", "init", "-q"], cwd=copied, check=True)
    subprocess.run(["git", "apply", "-"], cwd=copied, input=patch, check=True)
    result = project.update(MEMO)

    assert result.exit_code == 0, result.output
    assert Project(folder=copied).code() == project.code()
    after = {path: content.replace(b".memo", b".memo_text") for path, content in STRANGE.items()}
    assert project.code() == {"app/__init__.py": b"", **after, **others}
    assert (project.folder / "app" / "bom.py").stat().st_mode & 0o777 == 0o755
    assert b"\\ No newline at end of file" in patch


def test_mypy_has_the_last_word_file_by_file(project: Project) -> None:
    """A subclass of the user's own has the new name already, with another type."""
    project.write("app/use.py", SHOP)
    clash = (
        "from app.shop import models\n\n\nclass Mine(models.Pet):\n"
        "    def memo_text(self) -> int:\n        return 1\n\n\n"
        "def told(pet: Mine) -> str:\n    return pet.memo or ''\n"
    )
    project.write("app/clash.py", clash)

    result = project.update(MEMO)

    assert result.exit_code == 0, result.output
    assert project.read("app/use.py") == SHOP.replace(".memo", ".memo_text")
    assert project.read("app/clash.py") == clash
    assert "Your code: 1 place fixed in 1 file; mypy refused 1 file\n" in result.stdout
    assert (
        "app/clash.py:10 models.Pet.memo: field 'memo' is called memo_text now; mypy would find a"
    )
    assert "new error: app/clash.py:10: " in result.stdout


def test_errors_that_were_there_before_do_not_count(project: Project) -> None:
    broken = f"x: int = ''\n{SHOP}y: int = ''\n"
    project.write("app/use.py", broken)
    removed = newer(("memo", "memoText"))
    del removed["components"]["schemas"]["Pet"]["properties"]["nickname"]
    hidden = "from app.shop.models import Pet\n\n\ndef f(pet: Pet) -> str | None:\n"
    project.write("app/hidden.py", f"{hidden}    return pet.nickname\n")
    text = json.dumps(removed).replace("schemas/Pet", "schemas/ShopPet")
    text = text.replace('"Pet":', '"ShopPet":')

    result = project.update(json.loads(text))

    assert result.exit_code == 0, result.output
    assert ".memo_text or" in project.read("app/use.py")
    assert "ShopPet) -> str" in project.read("app/hidden.py")
    assert "mypy finds nothing new" in result.stdout
    assert "app/hidden.py:5 models.Pet.nickname: field 'nickname' was removed;" in result.stdout


def test_code_that_mypy_cannot_read_at_all_is_left_alone(project: Project) -> None:
    project.write("app/use.py", SHOP)
    project.write("app/broken.py", "def (:\n")
    project.write("app/broken.pyi", "def (:\n")
    before = project.code()

    result = project.update(MEMO)

    assert project.code() == before
    assert "mypy can't check the code: app/broken.py" in result.stdout
    assert "app/broken.py isn't Python that can be read: SyntaxError" in result.stdout


def test_links_and_other_packages_are_left_alone(
    project: Project, tmp_path: Path, without_mypy: None
) -> None:
    outside = tmp_path / "outside.py"
    outside.write_text(SHOP)
    (project.folder / "app" / "link.py").symlink_to(outside)

    result = project.update(MEMO)

    assert outside.read_text() == SHOP
    assert (project.folder / "app" / "link.py").is_symlink()
    assert "is called memo_text now; its file is a link" in result.stdout


def test_without_libcst_it_says_how_to_get_it(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    def missing(name: str, package: str | None = None) -> ModuleSpec | None:
        return None

    monkeypatch.setattr("dfnsgen.cli.commands.update.find_spec", missing)
    result = project.update(MEMO)

    assert result.exit_code == 2
    assert "fix-needs-libcst" in result.stderr
    assert "remedy install dfnsgen with its extra: dfnsgen[fix]" in result.stderr
    assert not (project.folder / "specs" / "shop-2.json").exists()


def test_nothing_else_needs_libcst() -> None:
    code = "import sys; sys.modules['libcst'] = None; from dfnsgen.cli.app import run; "
    code += "import dfnsgen.lifecycle.update, dfnsgen.usage.usage; run(['--help'])"

    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=False)

    assert done.returncode == 0, done.stderr


def test_a_former_name_that_goes_is_followed(project: Project, without_mypy: None) -> None:
    """`keep_aliases` keeps a name for one version; the next one has the successor alone."""
    config = project.folder / "dfnsgen.toml"
    config.write_text(f"keep_aliases = true\n{config.read_text()}")
    use = f"{IMPORTS}from app.shop.models import Pet\ndef f(p: Pet, q: models.Pet): print(p.memo)\n"
    project.write("app/use.py", use)
    assert project.update(PET, "--verbose").exit_code == 0
    assert "Pet: TypeAlias = ShopPet" in project.read("app/shop/models.py")
    assert project.read("app/use.py") == use
    third = json.loads(json.dumps(PET).replace('"2"', '"3"').replace('"memo"', '"memoText"'))

    result = project.update(third)

    assert project.read("app/use.py") == use.replace("Pet", "ShopPet").replace("memo", "memo_text")
    assert "Not fixed" not in result.stdout
