"""Brings the files of the SPARQL editor into the package: ``python hatch_build.py``, and when a wheel is built.

They come from the npm registry, pinned by ``kg_cn_ai/web/npm/package-lock.json``, and are not part of the repository.
Without npm or a network a wheel is built without them, and the page of queries is a plain form; KG_CN_AI_ASSETS=0
has a build take what is there and fetch nothing.
"""

import json
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

try:
    from hatchling.builders.hooks.plugin.interface import BuildHookInterface
except ImportError:  # run by hand, without hatchling
    BuildHookInterface = object  # type: ignore[assignment,misc]

FILES = ("yasgui.min.js", "yasgui.min.css")
LICENCES = "LICENSES.txt"


def target_of(root: Path) -> Path:
    """Where the files go in a checkout."""
    return root / "kg_cn_ai" / "web" / "static" / "editor"


def fetch(root: Path) -> None:
    """Install the editor's packages in a temporary folder and copy what the page needs, with the licences of all.

    Raises:
        OSError: There is no npm, or a file cannot be written.
        subprocess.CalledProcessError: npm failed; what it said is in ``stderr``.
    """
    npm = shutil.which("npm")
    if npm is None:
        raise FileNotFoundError("there is no npm on PATH")
    with tempfile.TemporaryDirectory() as folder:
        for name in ("package.json", "package-lock.json"):
            shutil.copy(root / "kg_cn_ai" / "web" / "npm" / name, folder)
        options = ["--ignore-scripts", "--no-audit", "--no-fund", "--fetch-retries=1", "--fetch-timeout=20000"]
        subprocess.run([npm, "ci", *options], cwd=folder, check=True, capture_output=True, text=True)
        modules = Path(folder) / "node_modules"
        target = target_of(root)
        shutil.rmtree(target, ignore_errors=True)
        target.mkdir(parents=True)
        for name in FILES:
            text = (modules / "@zazuko" / "yasgui" / "build" / name).read_text(encoding="utf-8")
            lines = [line for line in text.split("\n") if not line.startswith(("//# sourceMappingURL", "/*# source"))]
            (target / name).write_text("\n".join(lines), encoding="utf-8", newline="\n")
        (target / LICENCES).write_text(_licences(modules), encoding="utf-8", newline="\n")


def _licences(modules: Path) -> str:
    """Name, version and licence of every package that is bundled."""
    parts = []
    for manifest in sorted([*modules.glob("*/package.json"), *modules.glob("@*/*/package.json")]):
        package = json.loads(manifest.read_text(encoding="utf-8"))
        texts = sorted(path for path in manifest.parent.iterdir() if path.name.lower().startswith(("licen", "copying")))
        parts.append(f"{package['name']} {package['version']} ({package.get('license', 'see its text')})\n")
        parts += [path.read_text(encoding="utf-8").strip() + "\n" for path in texts if path.is_file()]
    return "\n".join(parts)


class CustomBuildHook(BuildHookInterface):  # type: ignore[misc]
    """Fetches the files before a wheel is built, unless they are there."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Called by hatchling before it collects the files."""
        root = Path(self.root)
        if version == "editable" or (target_of(root) / FILES[0]).is_file() or os.environ.get("KG_CN_AI_ASSETS") == "0":
            return
        try:
            fetch(root)
        except (OSError, subprocess.CalledProcessError) as error:
            self.app.display_warning(f"the wheel has no SPARQL editor, only its plain form: {error}")


def main() -> int:
    """Fetch into this checkout."""
    root = Path(__file__).resolve().parent
    try:
        fetch(root)
    except subprocess.CalledProcessError as error:
        sys.stderr.write(f"npm failed: {error.stderr.strip()[-2000:]}\nIs the npm registry reachable?\n")
        return 1
    except OSError as error:
        sys.stderr.write(f"the editor's files cannot be installed: {error}\nInstall Node.js 20 or newer, with npm.\n")
        return 1
    sys.stderr.write(f"wrote {', '.join(FILES)} to {target_of(root)}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
