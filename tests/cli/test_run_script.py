"""``./run`` sets up once, again when it must, and never uses a set-up that did not end.

A stand-in for Python makes the environments: it copies itself where ``venv`` would, writes each call to a log, and does
what the test's ``pip`` file says instead of installing.
"""

import os
import shutil
import signal
import subprocess
import sys
import time
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
STAND_IN = """#!/bin/sh
case "$1" in
-c) exec '{python}' "$@" ;;
-m)
    echo "$*" >>'{place}/log'
    case "$2" in
    venv) mkdir -p "$3/bin" && cp "$0" "$3/bin/python" ;;
    pip)
        if [ -f '{place}/pip' ]; then . '{place}/pip'; fi
        printf '#!/bin/sh\\necho "kg-cn-ai in $PWD:" "$@"\\n' >'{place}/check out/.venv/bin/kg-cn-ai'
        chmod +x '{place}/check out/.venv/bin/kg-cn-ai'
        ;;
    pytest) echo "tests in $PWD:" "$@" ;;
    esac
    ;;
esac
"""


class Checkout:
    """A folder with the script, a small pyproject.toml and the stand-in."""

    def __init__(self, place: Path) -> None:
        self.place = place
        self.folder = place / "check out"
        self.folder.mkdir()
        shutil.copy(ROOT / "run", self.folder)
        self.project = self.folder / "pyproject.toml"
        self.project.write_text("[project]\n", encoding="utf-8")
        self.venv = self.folder / ".venv"
        tools = place / "tools"
        tools.mkdir()
        stand_in = tools / "python3.12"
        stand_in.write_text(STAND_IN.format(python=sys.executable, place=place), encoding="utf-8")
        stand_in.chmod(0o755)
        self.env = {"PATH": f"{tools}{os.pathsep}/usr/bin{os.pathsep}/bin", "HOME": str(place)}

    def start(self, *arguments: str, cwd: Path | None = None) -> subprocess.Popen[str]:
        return subprocess.Popen(
            [str(self.folder / "run"), *arguments],
            cwd=cwd or self.place,
            env=self.env,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )

    def run(self, *arguments: str, status: int = 0, cwd: Path | None = None) -> tuple[str, str]:
        process = self.start(*arguments, cwd=cwd)
        out, err = process.communicate(timeout=60)
        assert process.returncode == status, err
        return out, err

    def pip_does(self, script: str) -> None:
        (self.place / "pip").write_text(script, encoding="utf-8")

    def log(self) -> list[str]:
        """What was called since the last look: venv, or pip with the extras."""
        file = self.place / "log"
        lines = file.read_text(encoding="utf-8").splitlines() if file.exists() else []
        file.unlink(missing_ok=True)
        return [
            "venv" if line.startswith("-m venv") else line.split()[-1]
            for line in lines
            if not line.startswith("-m pytest")
        ]


@pytest.fixture
def checkout(tmp_path: Path) -> Checkout:
    return Checkout(tmp_path)


def test_shells_can_read_it() -> None:
    for shell in ("sh", "dash", "bash"):
        if shutil.which(shell):
            subprocess.run([shell, "-n", str(ROOT / "run")], check=True)
    subprocess.run(["bash", "-n", str(ROOT / ".ci" / "run")], check=True)


@pytest.mark.skipif(shutil.which("shellcheck") is None, reason="needs shellcheck")
def test_shellcheck_finds_nothing() -> None:
    done = subprocess.run(["shellcheck", "run", ".ci/run"], cwd=ROOT, capture_output=True, text=True)
    assert done.stdout == ""


def test_the_first_call_sets_up_and_hands_on_the_arguments(checkout: Checkout, tmp_path: Path) -> None:
    out, err = checkout.run("show", "Baichuan Intelligence", "--at", "")
    assert out == f"kg-cn-ai in {tmp_path}: show Baichuan Intelligence --at \n"
    assert "setting up" in err
    assert checkout.log() == ["venv", "."]


def test_later_calls_set_up_nothing(checkout: Checkout) -> None:
    checkout.run()
    checkout.log()
    assert checkout.run("--help") == (f"kg-cn-ai in {checkout.place}: --help\n", "")
    assert checkout.log() == []


def test_the_service_has_its_packages_and_nothing_else_has(checkout: Checkout) -> None:
    checkout.run("search", "serve")
    assert checkout.log() == ["venv", "."]
    out, _ = checkout.run("serve", "--port", "0")
    assert out == f"kg-cn-ai in {checkout.place}: serve --port 0\n"
    assert checkout.log() == [".[web]"]
    for line in (["--release", "a folder", "serve"], ["--release=x", "serve", "--reload"], ["serve"]):
        checkout.run(*line)
    assert checkout.log() == []


@pytest.mark.parametrize("line", [["--release", "a folder", "serve"], ["--release=x", "serve", "--reload"]])
def test_the_service_of_a_release_has_its_packages(checkout: Checkout, line: list[str]) -> None:
    checkout.run(*line)
    assert checkout.log() == ["venv", ".[web]"]


def test_test_tools_come_with_the_first_test_only(checkout: Checkout) -> None:
    checkout.run()
    assert checkout.log() == ["venv", "."]
    out, err = checkout.run("test", "-k", "a b")
    assert out == f"tests in {checkout.folder}: -m pytest -k a b\n"
    assert "adding to .venv: test" in err
    assert checkout.log() == [".[test]"]
    checkout.run("setup", "dev", "test")
    assert checkout.log() == [".[dev,test]"]
    checkout.run("test")
    checkout.run()
    assert checkout.log() == []


def test_a_changed_project_is_set_up_anew(checkout: Checkout) -> None:
    checkout.run("test")
    (checkout.venv / "left over").touch()
    checkout.log()
    checkout.project.write_text("[project]\nname = 'x'\n", encoding="utf-8")
    checkout.run()
    assert checkout.log() == ["venv", ".[test]"], "the extras are kept"
    assert not (checkout.venv / "left over").exists()


def test_a_moved_checkout_is_set_up_anew(checkout: Checkout) -> None:
    checkout.run()
    elsewhere = checkout.place / "elsewhere"
    shutil.copytree(checkout.folder, elsewhere)
    checkout.log()
    subprocess.run([str(elsewhere / "run"), "setup"], env=checkout.env, check=True, capture_output=True)
    assert checkout.log() == ["venv", "."]


def test_a_lost_interpreter_is_set_up_anew(checkout: Checkout) -> None:
    checkout.run()
    checkout.log()
    (checkout.venv / "bin" / "python").unlink()
    (checkout.venv / "bin" / "python").symlink_to("/nowhere/python")
    checkout.run()
    assert checkout.log() == ["venv", "."]


@pytest.mark.parametrize("first", ["", "test"])
def test_an_interrupted_set_up_is_not_used(checkout: Checkout, first: str) -> None:
    if first:
        checkout.run()
    checkout.pip_does(f"touch '{checkout.place}/started'; sleep 60")
    process = checkout.start(*filter(None, [first]))
    wait_for(checkout.place / "started")
    os.killpg(process.pid, signal.SIGKILL)
    process.communicate()
    checkout.pip_does("")
    checkout.log()
    assert checkout.run("hello")[0].endswith("hello\n")
    assert checkout.log() == ["venv", "."]


def test_a_failed_set_up_says_so_and_is_not_used(checkout: Checkout) -> None:
    checkout.pip_does("echo 'no network' >&2; exit 1")
    out, err = checkout.run("build", status=1)
    assert out == ""
    assert "no network" in err and "could not install" in err
    checkout.pip_does("")
    checkout.log()
    checkout.run()
    assert checkout.log() == ["venv", "."]


def test_a_failed_set_up_keeps_the_extras_in_mind(checkout: Checkout) -> None:
    checkout.run("setup", "dev", "web")
    checkout.project.write_text("[project]\nname = 'x'\n", encoding="utf-8")
    checkout.pip_does("exit 1")
    checkout.run("build", status=1)
    checkout.run("build", status=1)
    checkout.pip_does("")
    checkout.log()
    checkout.run("build")
    assert checkout.log() == ["venv", ".[dev,web]"]


def test_an_extra_brings_those_that_it_holds(checkout: Checkout) -> None:
    checkout.run("setup", "dev")
    checkout.log()
    checkout.run("test")
    checkout.run("serve")
    assert checkout.log() == []
    extras = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["optional-dependencies"]
    assert "kg-cn-ai[test]" in extras["dev"] and "kg-cn-ai[web]" in extras["test"]


@pytest.mark.parametrize("broken", ["", "ruff", "mypy", "shellcheck"])
def test_lint_runs_every_checker_and_fails_with_any(checkout: Checkout, broken: str) -> None:
    checkout.run("setup", "dev")
    for tool in ("ruff", "mypy", "shellcheck"):
        at = (checkout.place / "tools" if tool == "shellcheck" else checkout.venv / "bin") / tool
        at.write_text(f'#!/bin/sh\necho "{tool} $*"\nexit {int(tool == broken)}\n', encoding="utf-8")
        at.chmod(0o755)
    out, _ = checkout.run("lint", status=int(bool(broken)))
    assert out.splitlines() == ["ruff check .", "ruff format --check .", "mypy ", "shellcheck run .ci/run"]


def test_a_failed_addition_leaves_the_rest_usable(checkout: Checkout) -> None:
    checkout.run()
    checkout.pip_does("exit 1")
    checkout.run("test", status=1)
    checkout.log()
    checkout.run("hello")
    assert checkout.log() == []


def test_two_at_once_set_up_once(checkout: Checkout) -> None:
    checkout.pip_does(f"touch '{checkout.place}/started'; sleep 1")
    one = checkout.start("one")
    wait_for(checkout.place / "started")
    other = checkout.start("other")
    outputs = [process.communicate(timeout=60) for process in (one, other)]
    assert [process.returncode for process in (one, other)] == [0, 0]
    assert [out.split()[-1] for out, _ in outputs] == ["one", "other"]
    assert "waiting for another set-up" in outputs[1][1]
    assert checkout.log() == ["venv", "."]


def test_an_environment_of_the_user_is_left_alone(checkout: Checkout) -> None:
    checkout.venv.mkdir()
    (checkout.venv / "mine").touch()
    _, err = checkout.run(status=1)
    assert "was not made by this script" in err
    assert [path.name for path in checkout.venv.iterdir()] == ["mine"]


def test_without_python_it_says_what_to_install(checkout: Checkout) -> None:
    checkout.env["PATH"] = str(checkout.place / "few")
    (checkout.place / "few").mkdir()
    for tool in ("cksum", "dirname", "sh"):
        found = shutil.which(tool)
        assert found
        (checkout.place / "few" / tool).symlink_to(found)
    _, err = checkout.run(status=1)
    assert "Python 3.11, 3.12 or 3.13 with its venv module is needed" in err
    assert "https://www.python.org/downloads/" in err
    assert not checkout.venv.exists()


def test_an_unfit_interpreter_is_refused_by_name(checkout: Checkout) -> None:
    checkout.env["PYTHON"] = "/bin/false"
    _, err = checkout.run(status=1)
    assert "PYTHON=/bin/false is not a working Python 3.11" in err


def wait_for(file: Path) -> None:
    end = time.monotonic() + 30
    while not file.exists():
        assert time.monotonic() < end, f"{file} did not appear"
        time.sleep(0.02)
