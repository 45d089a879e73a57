"""The types that the explorer's modules state in comments hold, by TypeScript's checker."""

import os
import shutil
import subprocess

import pytest
import tiny


def test_the_modules_have_no_type_errors() -> None:
    local = tiny.ROOT / "node_modules" / ".bin" / "tsc"
    checker = str(local) if local.exists() else shutil.which("tsc")
    if checker is None:
        reason = "TypeScript is not installed: npm install --no-save typescript@5.9"
        if os.environ.get("CI") == "true":
            pytest.fail(reason)
        pytest.skip(reason)
    done = subprocess.run([checker, "-p", str(tiny.ROOT)], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout
