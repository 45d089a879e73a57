"""The package finds its data however it is installed, and declares what it imports."""

import ast
import os
import re
import shutil
import subprocess
import sys
import sysconfig
import tomllib
import venv
import zipfile
from importlib.metadata import packages_distributions
from pathlib import Path

import own_data
import pytest

ROOT = Path(__file__).resolve().parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
WHERE = "import kg_cn_ai.data as data; print(data.data_dir())"
COUNT = (
    "import kg_cn_ai\n"
    "with kg_cn_ai.load() as kg: print(kg.release_dir, len(kg.query('SELECT ?s { ?s a cnai:Statement }')))"
)


def run(*command: str | Path, cwd: Path, cache: Path | None = None) -> str:
    """Standard output of a command that knows nothing of this checkout."""
    env = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
    # The editor's files are taken as they are: what is tested here needs no network.
    env |= {"XDG_CACHE_HOME": str(cache or cwd), "HOME": str(cache or cwd), "KG_CN_AI_ASSETS": "0"}
    done = subprocess.run([str(part) for part in command], cwd=cwd, env=env, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def make_venv(folder: Path) -> Path:
    """A new environment that sees the dependencies installed here, but not this checkout; its interpreter."""
    venv.create(folder, symlinks=True)
    (site,) = folder.glob("lib/python*/site-packages")
    # A folder named in a .pth file is searched, but .pth files inside it, such as an editable install's, are not read.
    (site / "dependencies.pth").write_text(sysconfig.get_path("purelib") + "\n", encoding="utf-8")
    return folder / "bin" / "python"


def install(python: Path, *what: str | Path) -> None:
    options = ["--no-deps", "--no-index", "--no-build-isolation", "--quiet", "--disable-pip-version-check"]
    run(sys.executable, "-m", "pip", "--python", python, "install", *options, *what, cwd=python.parent)


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    target = tmp_path_factory.mktemp("wheel")
    run(sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", target, cwd=ROOT, cache=target)
    (built,) = target.glob("*.whl")
    return built


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Interpreter of an environment with the wheel."""
    python = make_venv(tmp_path_factory.mktemp("installed") / "with space")
    install(python, wheel)
    return python


def data_files() -> set[str]:
    return {
        path.relative_to(ROOT).as_posix()
        for room in ("graph", "ontology")
        for path in (ROOT / room).rglob("*")
        if path.is_file()
    }


def test_the_wheel_holds_code_data_and_licences(wheel: Path) -> None:
    names = set(zipfile.ZipFile(wheel).namelist())
    assert {f"kg_cn_ai/{name}" for name in data_files()} <= names
    assert {"kg_cn_ai/py.typed", "kg_cn_ai/pages/templates/ontology.html.j2"} <= names
    assert {"kg_cn_ai/web/static/site.css", "kg_cn_ai/web/templates/base.html.j2"} <= names
    licences = {Path(name).name for name in names if "/licenses/" in name}
    assert licences == {"LICENSE", "LICENSE-data"}
    assert {name.partition("/")[0] for name in names} == {"kg_cn_ai", f"kg_cn_ai-{PROJECT['version']}.dist-info"}


def test_an_installed_wheel_finds_its_data_from_any_folder(installed: Path, tmp_path: Path) -> None:
    (site,) = installed.parent.parent.glob("lib/python*/site-packages")
    for cwd in (tmp_path, Path("/"), site):
        assert run(installed, "-c", WHERE, cwd=cwd, cache=tmp_path) == str(site / "kg_cn_ai")


def test_an_installed_wheel_builds_the_same_and_answers(installed: Path, tmp_path: Path) -> None:
    # The name of the folder is a hash of all code and data that decide what is built.
    built = own_data.cached()
    folder, count = run(installed, "-c", COUNT, cwd=tmp_path, cache=built.parents[1]).rsplit(maxsplit=1)
    assert Path(folder) == built / "release"
    assert int(count) > 200
    command = installed.parent / "kg-cn-ai"
    assert PROJECT["version"] in run(command, "--version", cwd=tmp_path)
    query = "ASK { org:baidu a cnai:Company }"
    assert "true" in run(command, "query", query, cwd=Path("/"), cache=built.parents[1]).lower()


def test_an_editable_install_uses_the_checkout(tmp_path: Path) -> None:
    python = make_venv(tmp_path / "venv")
    install(python, "-e", ROOT)
    assert run(python, "-c", WHERE, cwd=tmp_path) == str(ROOT)


def test_missing_data_is_explained(tmp_path: Path) -> None:
    ignore = shutil.ignore_patterns("__pycache__")
    shutil.copytree(ROOT / "kg_cn_ai", tmp_path / "kg_cn_ai", ignore=ignore)
    code = f"try:\n    {WHERE.replace('; ', chr(10) + '    ')}\nexcept ValueError as error: print(error)"
    message = run(sys.executable, "-c", code, cwd=tmp_path)
    assert message.startswith(f"{tmp_path / 'kg_cn_ai'}: the data of this installation is missing")
    assert "install the package again" in message


def test_a_zipped_package_is_explained(tmp_path: Path) -> None:
    shutil.make_archive(str(tmp_path / "package"), "zip", ROOT, "kg_cn_ai")
    code = f"import sys; sys.path.insert(0, {str(tmp_path / 'package.zip')!r})\ntry:\n    {WHERE.replace('; ', chr(10) + '    ')}\nexcept ValueError as error: print(error)"
    assert "not installed as files" in run(sys.executable, "-c", code, cwd=tmp_path)


def test_a_wheel_made_from_the_source_distribution_is_the_same(wheel: Path, tmp_path: Path) -> None:
    run(sys.executable, "-m", "hatchling", "build", "-t", "sdist", "-d", tmp_path, cwd=ROOT, cache=tmp_path)
    (archive,) = tmp_path.glob("*.tar.gz")
    run("tar", "-xf", archive, cwd=tmp_path)
    source = tmp_path / archive.name.removesuffix(".tar.gz")
    assert os.access(source / "run", os.X_OK)
    assert (source / "tests" / "test_packaging.py").is_file()
    run(sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", tmp_path, cwd=source, cache=tmp_path)
    again = zipfile.ZipFile(tmp_path / wheel.name)
    assert sorted(again.namelist()) == sorted(zipfile.ZipFile(wheel).namelist())


def imported(folder: Path, without: str = "") -> dict[str, str]:
    """Distributions that a folder's modules import, wherever in their code, and a file that does."""
    found: dict[str, str] = {}
    for path in sorted(folder.rglob("*.py")):
        if path.relative_to(folder).parts[0] == without:
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            names: list[str] = []
            if isinstance(node, ast.Import):
                names = [alias.name for alias in node.names]
            elif isinstance(node, ast.ImportFrom):
                names = [node.module or ""]
            elif isinstance(node, ast.Call) and ast.unparse(node.func).endswith("import_module"):
                names = [a.value for a in node.args[:1] if isinstance(a, ast.Constant) and isinstance(a.value, str)]
            found |= {name.partition(".")[0]: path.name for name in names}
    # Tests use the made-up networks of the benchmarks, which are of this project too.
    own = {"kg_cn_ai", *(path.stem for path in (*folder.rglob("*.py"), *(ROOT / "benchmarks").glob("*.py")))}
    distributions = packages_distributions()
    return {
        distributions.get(name, [name])[0].lower().replace("_", "-"): file
        for name, file in found.items()
        if name not in sys.stdlib_module_names and name not in own
    }


def requirements(lines: list[str]) -> set[str]:
    return {re.split(r"[<>=!~\[;\s]", line)[0].lower().replace("_", "-") for line in lines}


def test_dependencies_are_the_imports() -> None:
    package = imported(ROOT / "kg_cn_ai", without="web")
    core = requirements(PROJECT["dependencies"])
    extras = {name: requirements(lines) for name, lines in PROJECT["optional-dependencies"].items()}
    assert not {name: file for name, file in package.items() if name not in core | extras["notebook"]}
    assert core <= set(package), "in pyproject.toml, and imported nowhere"
    service = imported(ROOT / "kg_cn_ai" / "web")
    assert not {name: file for name, file in service.items() if name not in core | extras["web"]}
    # The server itself chooses httptools.
    assert extras["web"] <= {*service, "httptools"}, "in pyproject.toml, and imported nowhere"
    tests = imported(ROOT / "tests")
    assert not {name: file for name, file in tests.items() if name not in core | extras["test"] | extras["web"]}


def test_versions_agree() -> None:
    citation = (ROOT / "CITATION.cff").read_text(encoding="utf-8")
    assert f"\nversion: {PROJECT['version']}\n" in citation
    low, high = (int(n) for n in re.findall(r"3\.(\d+)", PROJECT["requires-python"]))
    classified = {int(c.rpartition(".")[2]) for c in PROJECT["classifiers"] if "Python :: 3." in c}
    assert classified == set(range(low, high))
    run_script = (ROOT / "run").read_text(encoding="utf-8")
    assert f"(3, {low}) <= sys.version_info[:2] <= (3, {high - 1})" in run_script
    assert all(f"python3.{minor}" in run_script for minor in classified)
