"""Environments whose locale writes text in another encoding than UTF-8."""

import shutil
import subprocess
from pathlib import Path

import pytest


def locale_environment(name: str, charmap: str, folder: Path) -> dict[str, str]:
    """An environment whose locale writes text in another encoding; made on the spot where the machine lacks it."""
    if charmap == "ASCII":
        return {"LC_ALL": "C", "PYTHONCOERCECLOCALE": "0"}
    if shutil.which("localedef") is None:
        pytest.skip("no localedef to make a locale with")
    made = subprocess.run(
        ["localedef", "-i", name, "-f", charmap, str(folder / f"{name}.{charmap}")],
        capture_output=True,
        check=False,
    )
    if made.returncode > 1 or not (folder / f"{name}.{charmap}").exists():
        pytest.skip(f"no charmap {charmap} on this machine")
    return {"LOCPATH": str(folder), "LC_ALL": f"{name}.{charmap}"}
