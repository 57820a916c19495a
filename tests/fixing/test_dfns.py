"""Three programs go with Dfns from 3.0.12 over 5.1.1 to 1.578.2.

The steps remove far more than they rename: what has a successor is mended, each other place is
listed, and nothing else changes.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.command import dfnsgen

HERE = Path(__file__).parent / "dfns"
CONFIG = 'out = "app"\n[[packages]]\nsource = "dfns.json"\npackage = "dfns"\n'
PROGRAMS = ("keys", "rules", "signing")
RUN = "import sys; sys.path.insert(0, '.')\n"
RUN += "".join(f"from app import {name}; {name}.test_{name}()\n" for name in PROGRAMS)

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("without_mypy")]


def code(folder: Path) -> dict[str, str]:
    return {name: (folder / "app" / f"{name}.py").read_text() for name in PROGRAMS}


def test_what_has_a_successor_is_mended_and_all_else_is_listed(folder: Path, corpus: Path) -> None:
    documents = corpus / "corpus" / "dfns"
    shutil.copytree(HERE / "app", folder / "app")
    shutil.copy(documents / "dfns-3.0.12.json", folder / "dfns.json")
    (folder / "dfnsgen.toml").write_text(CONFIG)
    assert dfnsgen(["generate"]).exit_code == 0
    before = code(folder)

    first = dfnsgen(["update", str(documents / "dfns-5.1.1.json"), "--fix", "--verbose"])

    assert first.exit_code == 0, first.stderr
    rules = before["rules"].replace("UpdateSiphonPrConf", "UpdateSiphoningPrConf")
    assert code(folder) == {**before, "rules": rules}
    subprocess.run([sys.executable, "-c", RUN], cwd=folder, check=True)
    assert "Your code: 6 places fixed in 1 file" in first.stdout
    _, _, left = first.stdout.partition("Not fixed: ")
    assert left.splitlines()[0] == "2 places"
    assert "app/keys.py:14 models.WalletAddress.wallet_id: field 'wallet_id' was removed" in left
    assert "CreateAmountLimitPrConf(asset_account_selectors=…): field" in left

    second = dfnsgen(["update", str(documents / "dfns-1.578.2.yaml"), "--fix", "--verbose"])

    assert second.exit_code == 0, second.stderr
    assert code(folder) == {**before, "rules": rules}, "nothing that they use has a successor"
    _, _, left = second.stdout.partition("Not fixed: ")
    gone = ("public_keys.create_signature", "UpdateSiphoningPrConf", "PublicKeyRecord")
    for name in gone:
        assert f"{name}: was removed; nothing takes its place" in left
