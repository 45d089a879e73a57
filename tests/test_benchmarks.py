"""The benchmarks' synthetic data is data that the build takes, and their queries find something in it."""

import json
import subprocess
import sys
from pathlib import Path

BENCHMARKS = Path(__file__).resolve().parents[1] / "benchmarks"


def test_the_smallest_size_is_measured() -> None:
    command = [sys.executable, str(BENCHMARKS / "growth.py"), "12000", "1", "rdflib"]
    done = subprocess.run(command, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    assert 8_000 < found["triples"] < 24_000
    assert set(found["seconds"]) >= {"read", "rules", "write", "load", "load on disk"}
    assert [title for title, times in found["queries"].items() if not times["rows"]] == []
