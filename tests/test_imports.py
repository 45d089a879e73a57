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
    ("errors", "namespaces", "data", "dates", "files", "bundle"),
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
    ("search_index", "measures", "paths"),
    ("search",),
    ("reconcile",),
    ("report", "graph_export", "tables", "jsonld", "layout", "atlas", "vocabulary"),
    ("page_data", "ontology_page"),
    ("explorer_data", "packing"),
    ("page", "explorer", "export"),
    ("release",),
    ("cache",),
    ("knowledge_graph",),
    ("visualize",),
    ("web",),
    ("console",),
    ("cli",),
)
ROOM_OF = {module: number for number, room in enumerate(ROOMS) for module in room}

# The web service is a house of its own, whose modules import from the left too.
WEB: tuple[tuple[str, ...], ...] = (
    ("answers", "api_models", "description", "federation", "media", "negotiation", "pool", "snippets"),
    ("made",),
    ("site",),
    ("view",),
    ("failures", "knowledge", "sparql_request"),
    ("article", "chronicle", "editor", "extension", "library", "schema_org"),
    ("network", "phrases"),
    ("things",),
    ("api", "browse", "home", "reconciliation", "sparql"),
    ("drawing",),
    ("app",),
    ("serve",),
)
WEB_ROOM_OF = {module: number for number, room in enumerate(WEB) for module in room}


def imported(path: Path, package: str = "kg_cn_ai") -> set[str]:
    """Modules of a package that a module imports, wherever in it; imports for type checking do not run."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    for node in ast.walk(tree):
        if isinstance(node, ast.If) and isinstance(node.test, ast.Name) and node.test.id == "TYPE_CHECKING":
            node.body = []
    found = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module == package:
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and (node.module or "").startswith(f"{package}."):
            found.add((node.module or "")[len(package) + 1 :].split(".")[0])
        elif isinstance(node, ast.Import):
            names = (alias.name for alias in node.names if alias.name.startswith(f"{package}."))
            found |= {name[len(package) + 1 :].split(".")[0] for name in names}
    return found


def test_every_module_has_its_room() -> None:
    modules = {p.stem for p in PACKAGE.glob("*.py")} | {p.parent.name for p in PACKAGE.glob("*/__init__.py")}
    assert modules - {"__init__", "__main__"} == set(ROOM_OF)
    assert {p.stem for p in (PACKAGE / "web").glob("*.py")} - {"__init__"} == set(WEB_ROOM_OF)


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


def test_imports_of_the_web_service_run_from_left_to_right() -> None:
    against = [
        f"web.{path.stem} imports {name}"
        for path in sorted((PACKAGE / "web").glob("*.py"))
        for name in sorted(imported(path, "kg_cn_ai.web"))
        if path.stem in WEB_ROOM_OF and WEB_ROOM_OF.get(name, 99) >= WEB_ROOM_OF[path.stem]
    ]
    against += [
        f"web.{path.stem} imports {name}"
        for path in sorted((PACKAGE / "web").glob("*.py"))
        for name in sorted(imported(path))
        if name in ("cli", "console")
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
