"""The child process that answers SPARQL queries: ``python -m kg_cn_ai.query.worker SOURCE ...``.

A process of its own, because a query in pyoxigraph has no time limit and ignores signals while it runs: only
killing its process stops it for certain. And because the operating system can then forbid what no parser can
rule out: after the store is open the process lowers its limit of file descriptors to zero, so neither a
socket nor a file can be opened, whatever the query says. ``--allow-network`` leaves that fence out;
``--memory=MB`` bounds the memory that queries may take on top of what the process has at its start (Linux
only); ``--die-with-parent`` has it end with the thread that started it (Linux only).

The source is the folder of a store, or N-Triples files, which are read into memory: that takes half a second for
170,000 triples, and then queries take a quarter to a half of the time that they take on disk. A small store is copied
into memory too. For the others the fence needs every table file of the store to be open already. RocksDB opens the
first 16 at once and the rest when they are needed, which suffices to about six million triples in a compacted store.
Beyond that, and on systems without descriptor limits (Windows), the process refuses every query whose text could have
the keyword SERVICE instead.

It speaks in :mod:`kg_cn_ai.query.frames`. The first frame is the greeting, ``{"kind": "failed"}`` or ``{"kind":
"ready", "fence": "process" | "text" | "none"}``. Each request has an empty body and the header ``query``, ``prefixes``,
``base`` (of relative IRIs), ``select`` and ``graph`` (result formats; None for one that the asker does not take),
``max_bytes``, ``max_rows``, ``timeout`` in seconds, ``default_graphs`` and ``named_graphs`` (the dataset, None for the
store's), ``columns`` (the wished order of the variables), ``names`` (prefixes for graph formats that have them),
``gzip``, and ``terms``, IRIs that are looked up in the store. Each answer's header has ``kind`` (solutions, boolean,
triples, syntax, failed, refused, unwanted, unwritable, memory, too-large), a ``message`` unless it is one of the first
three, and for those ``absent``, the terms that no triple has, and ``gzip``, whether the body is compressed.

Only the standard library, pyoxigraph and three small modules of this package are imported, to start in some 40 ms.
"""

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Final

if __name__ == "__main__":  # run as a file: what it imports besides is found behind the standard library
    sys.path.append(str(Path(__file__).resolve().parents[2]))

from kg_cn_ai.query.answering import answer, warm
from kg_cn_ai.query.frames import read_frame, write_frame

if TYPE_CHECKING:
    import pyoxigraph as ox

_ALARM_MARGIN: Final = 0.5
_COPIED: Final = 8 * 2**20
"""Bytes of table files up to which a store is copied into memory."""


def _all_tables_open(folder: Path) -> bool:
    """Whether this process holds a descriptor of every table file of the store."""
    held = set()
    for name in os.listdir("/dev/fd"):  # noqa: PTH208 -- a Path's iteration would hold the folder open meanwhile
        try:
            status = os.fstat(int(name))
        except OSError:  # the descriptor that listed the folder is closed by now
            continue
        held.add((status.st_dev, status.st_ino))
    tables = [path.stat() for path in folder.glob("*.sst")]
    return all((table.st_dev, table.st_ino) in held for table in tables)


def _open(sources: "list[Path]") -> tuple["ox.Store", Path | None]:
    """The store, and its folder if it is read from disk; N-Triples, and a small store, stand in memory."""
    import pyoxigraph as ox

    memory = ox.Store()
    folder = sources[0]
    if not folder.is_dir():
        for file in sources:  # written by this package, so nothing has to be checked
            memory.bulk_load(path=str(file), format=ox.RdfFormat.N_TRIPLES, lenient=True)
        return memory, None
    disk = ox.Store.read_only(str(folder))
    if sum(path.stat().st_size for path in folder.iterdir() if path.suffix in (".sst", ".log")) > _COPIED:
        return disk, folder
    memory.extend(disk)
    return memory, None


def _raise_fence(folder: Path | None) -> str:
    """Forbid new descriptors where that is possible: ``process``; else ``text``, the rule for the text.

    ``folder`` is that of a store on disk.
    """
    if sys.platform == "win32":
        return "text"
    import resource

    if folder is not None and not _all_tables_open(folder):
        return "text"
    try:
        resource.setrlimit(resource.RLIMIT_NOFILE, (0, 0))
    except (OSError, ValueError):
        return "text"
    return "process"


def _bound_memory(megabytes: int) -> None:
    """Let queries take ``megabytes`` more than the present size; a process that needs more ends itself."""
    if sys.platform != "linux":  # elsewhere the limit of address space is absent or not enforced
        return
    import resource

    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0])
    limit = pages * resource.getpagesize() + megabytes * 2**20
    resource.setrlimit(resource.RLIMIT_AS, (limit, limit))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _set_alarm(seconds: float) -> None:
    """Have the system end this process in ``seconds``, so that no orphan goes on; 0 cancels."""
    if sys.platform != "win32":
        import signal

        signal.setitimer(signal.ITIMER_REAL, seconds)


def _die_with_parent() -> None:
    """Have the system end this process with the one that started it, however that ends (Linux only)."""
    if sys.platform == "linux":
        import ctypes
        import signal

        set_death_signal = 1
        ctypes.CDLL(None).prctl(set_death_signal, signal.SIGKILL)


def _prepare_signals() -> None:
    import signal

    # Ctrl-C in a terminal reaches the child too; its parent decides what ends.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    if sys.platform != "win32":
        signal.signal(signal.SIGALRM, signal.SIG_DFL)


def main(arguments: list[str]) -> int:
    """Serve requests on standard input until it ends."""
    sources = [Path(argument) for argument in arguments if not argument.startswith("--")]
    options = dict(argument[2:].partition("=")[::2] for argument in arguments if argument.startswith("--"))
    if not sources or not options.keys() <= {"allow-network", "die-with-parent", "memory"}:
        sys.stderr.write(
            "usage: python -m kg_cn_ai.query.worker STORE_DIR | FILE.nt ... "
            "[--allow-network] [--die-with-parent] [--memory=MB]\n"
        )
        return 2
    requests, answers = sys.stdin.buffer, sys.stdout.buffer
    _prepare_signals()
    if "die-with-parent" in options:
        _die_with_parent()
    try:
        store, folder = _open(sources)
        warm(store)  # nothing can be opened behind the fence
    except (ImportError, OSError, SyntaxError) as error:
        write_frame(answers, {"kind": "failed", "message": str(error)})
        return 1
    fence = "none" if "allow-network" in options else ""
    if options.get("memory"):
        _bound_memory(int(options["memory"]))
    fence = fence or _raise_fence(folder)
    write_frame(answers, {"kind": "ready", "fence": fence})
    while frame := read_frame(requests):
        request = frame[0]
        _set_alarm(float(request["timeout"]) + _ALARM_MARGIN if request.get("timeout") else 0)
        header, body = answer(store, request, fence=fence)
        write_frame(answers, header, body)
        _set_alarm(0)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
