"""Where built releases and their stores are kept between runs.

A cache entry is a folder whose name is a hash of all that it is made of, so a changed data file or package
makes a new one and an unchanged one opens at once. An entry is made beside its place and renamed into it: it
is whole or absent. Of two processes that want the same one the second waits for what the first makes; where files
cannot be locked, as on some network folders, both make it and do not disturb each other.
"""

import hashlib
import os
import shutil
import tempfile
import time
import warnings
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any, Final, TypeVar

from kg_cn_ai.build import read_manifest
from kg_cn_ai.errors import InputError
from kg_cn_ai.files import no_room_for_temporary_files

T = TypeVar("T")

_LAYOUT: Final = "3"
"""Raised when the layout of an entry changes."""

INDEX: Final = "search.sqlite"
"""Name of the index of names in an entry."""

_UNUSED_DAYS: Final = 60
_KINDS: Final = ("data-", "release-", "site-")
_CODE: Final = ("*.py", "authoring/*.py", "network/*.py", "search/*.py")
"""Modules that decide, with the data, what an entry holds: the build, what it reads with, and the index of names."""

_TRIES: Final = 5
_PAUSE: Final = 0.2
"""Seconds until a release that was exchanged while it was read is read again."""


def _usable(entry: Path) -> bool:
    """Whether the store and the index of an entry can be opened."""
    import pyoxigraph as ox

    from kg_cn_ai.search.search import Index

    try:
        store = ox.Store.read_only(str(entry / "store"))
        len(Index.open(entry / INDEX))
        return next(store.quads_for_pattern(None, None, None, None), None) is not None
    except (OSError, RuntimeError, ValueError):  # what pyoxigraph raises for a store that is damaged
        return False


class Exchanged(InputError):
    """A file of a release is not the one that its manifest tells of: another release may just have taken its place."""

    def __init__(self, name: str, release: Path) -> None:
        super().__init__(
            f"{name} is not the one that manifest.json describes", where=str(release), hint="Build the release again."
        )


@dataclass(frozen=True, slots=True)
class Plan:
    """Name of an entry, what fills its folder, and what tells whether an entry that is there can be used.

    Without more, an entry has a ``store``, an :data:`INDEX` and, if it is built here, a ``release``. ``manifest`` is
    that of the release folder that the entry is made of, read once: the folder may hold another a moment later.
    """

    key: str
    make: Callable[[Path], None]
    usable: Callable[[Path], bool] = _usable
    manifest: dict[str, Any] | None = None


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
    manifest = read_manifest(release)
    stated = str(manifest["release"])
    try:
        with (release / "kg.nt").open("rb") as file:
            found = hashlib.file_digest(file, "sha256").hexdigest()
    except FileNotFoundError:
        found = ""
    if stated != found:
        raise Exchanged("kg.nt", release)

    def make(target: Path) -> None:
        graph = target / "kg.nt"
        copy(release, "kg.nt", graph, stated)
        _prepare(graph, target)
        graph.unlink()

    return Plan(f"release-{_LAYOUT}-{found}", make, manifest=manifest)


def copy(release: Path, name: str, target: Path, sha256: str) -> None:
    """Copy a file of a release, and make sure that what was copied is what the manifest tells of.

    Raises:
        Exchanged: It is not.
        OSError: ``target`` cannot be written.
    """
    try:
        source = (release / name).open("rb")
    except FileNotFoundError:
        raise Exchanged(name, release) from None
    digest = hashlib.sha256()
    with source, target.open("wb") as copied:
        while block := source.read(2**20):
            digest.update(block)
            copied.write(block)
    if digest.hexdigest() != sha256:
        raise Exchanged(name, release)


def settled(read: Callable[[], T]) -> T:
    """What ``read`` makes of a release, read again where another release took its place meanwhile.

    Raises:
        Exchanged: It is no whole release after some tries either.
    """
    for _ in range(_TRIES - 1):
        try:
            return read()
        except Exchanged:
            time.sleep(_PAUSE)
    return read()


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
    package_dir = Path(__file__).parent
    files = {path.relative_to(package_dir).as_posix(): path for part in _CODE for path in package_dir.glob(part)}
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
    _prepare(target / "release" / "kg.nt", target)


def _prepare(graph: Path, target: Path) -> None:
    """Make what a release is asked and searched with: the store, and the index of its names."""
    import pyoxigraph as ox

    from kg_cn_ai.search.index import write_index

    load_store([graph], target / "store")
    write_index(ox.Store.read_only(str(target / "store")), target / INDEX)


def load_store(graphs: Sequence[Path], target: Path) -> None:
    """Make an on-disk store of N-Triples files; compacted, so that a query process can hold all of its files open.

    Raises:
        OSError: The folder cannot be written, or is full.
        InputError: A file is not N-Triples.
    """
    import pyoxigraph as ox

    store = ox.Store(str(target))
    for triples in graphs:
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
    if entry.exists() and not plan.usable(entry):
        damaged = Path(tempfile.mkdtemp(prefix=".damaged-", dir=folder))
        with suppress(OSError):  # another process may have been here first
            entry.rename(damaged / plan.key)
        shutil.rmtree(damaged, ignore_errors=True)
    if not entry.exists():
        with _only_one(folder / f".making-{plan.key}.lock"):
            if not entry.exists():
                _make(folder, plan)
        _prune(folder, keep=plan.key)
    with suppress(OSError):
        os.utime(entry)
    return entry


@contextmanager
def _only_one(lock: Path) -> Iterator[None]:
    """Have no other process at the same work, where the file system knows locks."""
    from filelock import FileLock

    held = FileLock(lock)
    with suppress(OSError, NotImplementedError):
        held.acquire()
    try:
        yield
    finally:
        if held.is_locked:
            lock.unlink(missing_ok=True)
        held.release()


def _make(folder: Path, plan: Plan) -> None:
    """Make an entry beside its place and put it there, unless another process did first."""
    fresh = Path(tempfile.mkdtemp(prefix=".making-", dir=folder))
    try:
        fresh.chmod(0o755)
        plan.make(fresh)
        try:
            fresh.rename(folder / plan.key)
        except OSError:
            if not (folder / plan.key).is_dir():
                raise
    finally:
        shutil.rmtree(fresh, ignore_errors=True)


def entry_somewhere(folder: Path, plan: Plan) -> tuple[Path, "tempfile.TemporaryDirectory[str] | None"]:
    """The folder of an entry; where ``folder`` cannot be used, in a temporary one, which is given too, with a warning.

    Raises:
        InputError: The data cannot be built, or nowhere is room for it.
    """
    try:
        return entry(folder, plan), None
    except OSError as error:
        warnings.warn(f"the cache folder {folder} cannot be used ({error}); using a temporary one", stacklevel=3)
    with no_room_for_temporary_files():
        temporary = tempfile.TemporaryDirectory(prefix="kg-cn-ai-")
    try:
        return entry(Path(temporary.name), plan), temporary
    except OSError as error:
        temporary.cleanup()
        raise InputError(
            f"there is no room for what is made of a release: {error}",
            where=str(folder),
            hint="Free some space, or name another folder in XDG_CACHE_HOME or TMPDIR; nothing was changed.",
        ) from error


def _prune(folder: Path, keep: str) -> None:
    """Remove entries that no one has opened for a long time, and what killed processes left behind."""
    now = time.time()
    for path in folder.iterdir():
        started = path.name.startswith((".making-", ".damaged-"))
        if path.name == keep or not (started or path.name.startswith(_KINDS)):
            continue
        with suppress(OSError):
            if now - path.stat().st_mtime > (1 if started else _UNUSED_DAYS) * 86_400:
                shutil.rmtree(path, ignore_errors=True)
