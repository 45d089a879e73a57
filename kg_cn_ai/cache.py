"""Where built releases and their stores are kept between runs.

A cache entry is a folder whose name is a hash of all that it is made of, so a changed data file or package
makes a new one and an unchanged one opens at once. An entry is made beside its place and renamed into it: it
is whole or absent, and two processes that make the same one do not disturb each other.
"""

import hashlib
import os
import shutil
import tempfile
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Final

from kg_cn_ai.build import read_manifest
from kg_cn_ai.errors import InputError

_LAYOUT: Final = "1"
"""Raised when the layout of an entry changes."""

_UNUSED_DAYS: Final = 60
_CODE: Final = ("build", "corpus", "dates", "namespaces")
"""Modules that decide, with the data, what a release holds."""


@dataclass(frozen=True, slots=True)
class Plan:
    """Name of an entry, and what fills its folder: ``store``, and ``release`` if it is built here."""

    key: str
    make: Callable[[Path], None]


def user_folder() -> Path:
    """The package's folder in the user's cache."""
    import platformdirs

    return platformdirs.user_cache_path("kg-cn-ai")


def plan(release: Path | None) -> Plan:
    """The entry for a release folder, or for the package's own data.

    Raises:
        InputError: ``release`` is no whole release folder.
    """
    if release is None:
        return Plan(_data_key(), _build)
    return Plan(_release_key(release), lambda target: _load(release / "kg.nt", target / "store"))


def _release_key(release: Path) -> str:
    """Name of the cache entry for a release folder: the hash of its graph, which is also the release's id."""
    stated = read_manifest(release)["release"]
    try:
        with (release / "kg.nt").open("rb") as file:
            found = hashlib.file_digest(file, "sha256").hexdigest()
    except FileNotFoundError:
        found = ""
    if stated != found:
        raise InputError(
            "kg.nt is not the graph that manifest.json describes",
            where=str(release),
            hint="Build the release again.",
        )
    return f"release-{_LAYOUT}-{found}"


def _data_key() -> str:
    """Name of the entry for the package's own data: a hash of all that decides what the build makes of it."""
    import pyoxigraph as ox

    from kg_cn_ai.data import data_dir

    try:
        package = version("kg-cn-ai")
    except PackageNotFoundError:  # a checkout on the path, not installed
        package = ""
    found = hashlib.sha256(f"{_LAYOUT} {package} {ox.__version__}".encode())
    data = data_dir()
    files = {name: Path(__file__).with_name(f"{name}.py") for name in _CODE}
    for part in ("graph", "ontology"):
        files |= {path.relative_to(data).as_posix(): path for path in (data / part).rglob("*") if path.is_file()}
    for name, path in sorted(files.items()):
        body = path.read_bytes()
        found.update(f"\n{name} {len(body)}\n".encode())
        found.update(body)
    return f"data-{_LAYOUT}-{found.hexdigest()}"


def _build(target: Path) -> None:
    from kg_cn_ai.build import build_release
    from kg_cn_ai.data import data_dir

    build_release(target / "release", data=data_dir())
    _load(target / "release" / "kg.nt", target / "store")


def _load(triples: Path, target: Path) -> None:
    """Make an on-disk store; compacted, so that a query process can hold all of its files open."""
    import pyoxigraph as ox

    store = ox.Store(str(target))
    try:
        store.bulk_load(path=str(triples), format=ox.RdfFormat.N_TRIPLES)
    except SyntaxError as error:
        raise InputError(f"not N-Triples: {error.msg}", where=f"{triples}:{error.lineno or 1}") from error
    store.flush()
    store.optimize()


def entry(folder: Path, plan: Plan) -> Path:
    """The folder of an entry, made if it is not there or cannot be opened.

    Raises:
        OSError: ``folder`` cannot be used.
        InputError: The data cannot be built.
    """
    folder.mkdir(parents=True, exist_ok=True)
    entry = folder / plan.key
    if entry.exists() and not _usable(entry):
        damaged = Path(tempfile.mkdtemp(prefix=".damaged-", dir=folder))
        with suppress(OSError):  # another process may have been here first
            entry.rename(damaged / plan.key)
        shutil.rmtree(damaged, ignore_errors=True)
    if not entry.exists():
        fresh = Path(tempfile.mkdtemp(prefix=".making-", dir=folder))
        try:
            fresh.chmod(0o755)
            plan.make(fresh)
            try:
                fresh.rename(entry)
            except OSError:
                if not entry.is_dir():  # else another process made the same entry first
                    raise
        finally:
            shutil.rmtree(fresh, ignore_errors=True)
        _prune(folder, keep=plan.key)
    with suppress(OSError):
        os.utime(entry)
    return entry


def _usable(entry: Path) -> bool:
    import pyoxigraph as ox

    try:
        store = ox.Store.read_only(str(entry / "store"))
        return next(store.quads_for_pattern(None, None, None, None), None) is not None
    except (OSError, RuntimeError, ValueError):  # what pyoxigraph raises for a store that is damaged
        return False


def _prune(folder: Path, keep: str) -> None:
    """Remove entries that no one has opened for a long time, and what killed processes left behind."""
    now = time.time()
    for path in folder.iterdir():
        started = path.name.startswith((".making-", ".damaged-"))
        if path.name == keep or not (started or path.name.startswith(("data-", "release-"))):
            continue
        with suppress(OSError):
            if now - path.stat().st_mtime > (1 if started else _UNUSED_DAYS) * 86_400:
                shutil.rmtree(path, ignore_errors=True)
