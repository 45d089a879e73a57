"""The house: a folder imports from those below it, no modules import each other in a circle, and the command starts fast."""

import ast
import re
import resource
import subprocess
import sys
import time
from graphlib import TopologicalSorter
from pathlib import Path

import tiny

import kg_cn_ai

PACKAGE = tiny.ROOT / "kg_cn_ai"

# From the roof to the ground: a folder, or a module at the root, imports from those below it.
HOUSE = (
    "__main__", "cli", "console", "web", "pages", "knowledge_graph", "cache", "checks", "build", "record_labels", "date_bounds", "export", "search",
    "cards", "stats", "network", "query", "authoring", "turtle", "pinyin", "names", "dates", "files", "data", "namespaces", "errors",
)  # fmt: skip
LONGEST = 350
# Modules that are longer, and why.
LONGER: dict[str, str] = {}
WEB = (
    "serve", "fronts", "connections", "app", "frame", "protocol", "pages", "release", "processes", "conditional", "negotiation", "media",
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


def test_the_map_of_the_house_shows_every_folder_and_module() -> None:
    text = (tiny.ROOT / "docs/architecture.md").read_text(encoding="utf-8")
    shown = re.findall(r"^### `(.+)/`$", text, re.MULTILINE)
    folders = {path.parent.relative_to(tiny.ROOT).as_posix() for path in PACKAGE.rglob("__init__.py")} - {"kg_cn_ai"}
    assert sorted(shown) == sorted(folders)
    order = [name.split("/")[1] for name in shown]
    assert order == sorted(order, key=HOUSE.index)
    at_root = text.split("### Modules at the root")[1].split("\n## ")[0]
    assert set(re.findall(r"`(\w+)`", at_root)) >= set(HOUSE) - {name.split("/")[1] for name in shown}


def test_what_the_map_sends_one_to_is_there() -> None:
    text = (
        (tiny.ROOT / "docs/architecture.md").read_text(encoding="utf-8").split("## Where do I put")[1].split("\n## ")[0]
    )
    named = set(re.findall(r"`((?:kg_cn_ai|graph|ontology|tests|docs)/[\w./-]*)`", text))
    assert named and not {name for name in named if "N" not in name and not (tiny.ROOT / name).exists()}


def test_modules_that_text_names_are_there() -> None:
    """In documents, and in strings: of code that a test hands to another process no import is checked otherwise."""
    files = subprocess.run(["git", "ls-files", "*.py", "*.md"], cwd=tiny.ROOT, capture_output=True, text=True).stdout
    gone = []
    for file in files.split() or [path.as_posix() for path in PACKAGE.rglob("*.py")]:
        for name in set(re.findall(r"\bkg_cn_ai((?:\.[a-z]\w*)+)", (tiny.ROOT / file).read_text(encoding="utf-8"))):
            first, *rest = name[1:].split(".")
            if not module_file(f"kg_cn_ai.{first}") and first not in kg_cn_ai.__all__:
                gone.append(f"{file}: kg_cn_ai{name}")
            elif rest and (PACKAGE / first).is_dir() and not module_file(f"kg_cn_ai.{first}.{rest[0]}"):
                gone.append(f"{file}: kg_cn_ai{name}")
    assert not gone


def test_no_module_is_longer_than_one_reads() -> None:
    lines = {dotted(path): len(path.read_text(encoding="utf-8").splitlines()) for path in PACKAGE.rglob("*.py")}
    assert {name for name, number in lines.items() if number > LONGEST} == set(LONGER)


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
