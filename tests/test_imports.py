"""Imports run in one direction, and the command starts fast."""

import ast
import subprocess
import sys
import time
from pathlib import Path

import tiny

PACKAGE = tiny.ROOT / "kg_cn_ai"

# The house from left to right: a module imports only from rooms before its own, or from its own.
ROOMS: tuple[tuple[str, ...], ...] = (
    ("errors", "namespaces", "data", "dates", "files"),
    ("blocks", "names", "questions", "turtle"),
    ("identity",),
    ("corpus",),
    ("documents", "problem"),
    ("register",),
    ("likeness",),
    ("evidence",),
    ("coverage", "citation", "resolution", "importers"),
    ("build",),
    ("lint", "shapes"),
    ("check",),
    ("rows", "worker"),
    ("result", "query_text"),
    ("query_mistakes",),
    ("remote",),
    ("query",),
    ("card", "card_text"),
    ("card_reader", "network", "stats"),
    ("search", "measures", "paths"),
    ("report", "graph_export", "tables", "jsonld", "layout", "vocabulary"),
    ("page_data", "ontology_page"),
    ("page", "export"),
    ("release",),
    ("cache",),
    ("knowledge_graph",),
    ("visualize",),
    ("console",),
    ("cli",),
)
ROOM_OF = {module: number for number, room in enumerate(ROOMS) for module in room}


def imported(path: Path) -> set[str]:
    """Modules of the package that a module imports, wherever in it; imports for type checking do not run."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    for node in ast.walk(tree):
        if isinstance(node, ast.If) and isinstance(node.test, ast.Name) and node.test.id == "TYPE_CHECKING":
            node.body = []
    found = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module == "kg_cn_ai":
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and (node.module or "").startswith("kg_cn_ai."):
            found.add((node.module or "").split(".")[1])
        elif isinstance(node, ast.Import):
            found |= {alias.name.split(".")[1] for alias in node.names if alias.name.startswith("kg_cn_ai.")}
    return found


def test_every_module_has_its_room() -> None:
    modules = {p.stem for p in PACKAGE.glob("*.py")} | {p.parent.name for p in PACKAGE.glob("*/__init__.py")}
    modules -= {"__init__", "__main__"}
    assert modules == set(ROOM_OF)


def test_imports_run_from_left_to_right() -> None:
    against = [
        f"{path.relative_to(PACKAGE)} imports {name}"
        for path in sorted(PACKAGE.rglob("*.py"))
        for room in (path.stem if path.parent == PACKAGE else path.parent.name,)
        if room in ROOM_OF
        for name in sorted(imported(path))
        if ROOM_OF.get(name, 99) > ROOM_OF[room]
    ]
    assert not against


def cpu_of(*command: str) -> float:
    import resource

    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run([sys.executable, "-m", *command], check=True, capture_output=True, cwd=tiny.ROOT)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return (after.ru_utime - before.ru_utime) + (after.ru_stime - before.ru_stime)


def test_help_answers_at_once() -> None:
    started = time.monotonic()
    assert min(cpu_of("kg_cn_ai", "--help") for _ in range(3)) < 0.3
    assert time.monotonic() - started < 30
