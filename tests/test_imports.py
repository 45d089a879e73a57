"""The house: a folder imports from those below it, no modules import each other in a circle, and the command starts fast."""

import ast
import resource
import subprocess
import sys
import time
from graphlib import TopologicalSorter
from pathlib import Path

import tiny

PACKAGE = tiny.ROOT / "kg_cn_ai"

# From the roof to the ground: a folder, or a module at the root, imports from those below it.
HOUSE = (
    "__main__", "cli", "console", "web", "pages", "knowledge_graph", "cache", "checks", "build", "export", "search",
    "cards", "stats", "network", "query", "authoring", "turtle", "pinyin", "names", "dates", "files", "data", "namespaces", "errors",
)  # fmt: skip
WEB = (
    "serve", "connections", "app", "frame", "protocol", "pages", "release", "processes", "conditional", "negotiation", "media",
)  # fmt: skip


def imported(path: Path) -> set[str]:
    """Modules of the package that a module imports, wherever in it; imports for type checking do not run."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    for node in ast.walk(tree):
        if isinstance(node, ast.If) and isinstance(node.test, ast.Name) and node.test.id == "TYPE_CHECKING":
            node.body = []
    found = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and (node.module or "").split(".")[0] == "kg_cn_ai":
            for alias in node.names:
                deeper = f"{node.module}.{alias.name}"
                found.add(deeper if module_file(deeper) else str(node.module))
        elif isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names if alias.name.split(".")[0] == "kg_cn_ai"}
    return found - {"kg_cn_ai"}


def module_file(name: str) -> Path | None:
    """The file of a module of the package, by its dotted name."""
    base = tiny.ROOT.joinpath(*name.split("."))
    return next((path for path in (base.with_suffix(".py"), base / "__init__.py") if path.is_file()), None)


def dotted(path: Path) -> str:
    parts = path.relative_to(tiny.ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


ARROWS = {dotted(path): imported(path) for path in sorted(PACKAGE.rglob("*.py"))}


def rooms(folder: Path) -> set[str]:
    return {path.stem for path in folder.glob("*.py")} | {path.parent.name for path in folder.glob("*/__init__.py")}


def upward(order: tuple[str, ...], below: str) -> list[str]:
    """Imports between two rooms of a folder that run from a lower one to a higher one."""
    depth = below.count(".") + 1
    return [
        f"{module} imports {name}"
        for module, names in ARROWS.items()
        if module.startswith(f"{below}.")
        for name in sorted(names)
        if name.startswith(f"{below}.") and order.index(name.split(".")[depth]) < order.index(module.split(".")[depth])
    ]


def test_every_module_and_folder_has_its_place() -> None:
    assert rooms(PACKAGE) - {"__init__"} == set(HOUSE)
    assert rooms(PACKAGE / "web") - {"__init__"} == set(WEB)


def test_no_import_runs_upward() -> None:
    assert not upward(HOUSE, "kg_cn_ai") + upward(WEB, "kg_cn_ai.web")


def test_no_modules_import_each_other_in_a_circle() -> None:
    TopologicalSorter(ARROWS).prepare()  # raises CycleError, which names the circle


def test_a_folders_init_holds_a_docstring_alone() -> None:
    for path in PACKAGE.rglob("__init__.py"):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        assert ast.get_docstring(tree), path
        assert path.parent == PACKAGE or len(tree.body) == 1, path


def cpu_of(*command: str) -> float:
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run([sys.executable, "-m", *command], check=True, capture_output=True, cwd=tiny.ROOT)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return (after.ru_utime - before.ru_utime) + (after.ru_stime - before.ru_stime)


def test_help_answers_at_once() -> None:
    started = time.monotonic()
    assert min(cpu_of("kg_cn_ai", "--help") for _ in range(3)) < 0.3
    assert time.monotonic() - started < 30
