"""Files and folders written all or nothing.

What is written stands beside its target under another name first, and takes its place in one step: whoever reads the
target, or kills the writer, finds the old content or the new. Where a target cannot be written, what was there is as it
was, and nothing is left beside it.
"""

import ctypes
import errno
import os
import shutil
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from kg_cn_ai.errors import InputError


def write_file(target: Path, content: bytes) -> None:
    """Write a file; its folder is made if need be.

    Raises:
        InputError: It cannot be written.
    """
    with _refusals(target):
        target.parent.mkdir(parents=True, exist_ok=True)
        handle, temporary = tempfile.mkstemp(prefix=f".{target.name}.", dir=target.parent)
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
            _open_permissions(Path(temporary), 0o666)
            Path(temporary).replace(target)
        finally:
            Path(temporary).unlink(missing_ok=True)


def write_files(contents: Mapping[Path, bytes]) -> None:
    """Write several files, each all or nothing, those that would not change left alone.

    Raises:
        InputError: One cannot be written; those before it in the order of paths are.
    """
    for path, content in sorted(contents.items()):
        if not path.is_file() or path.read_bytes() != content:
            write_file(path, content)


def write_folder(target: Path, contents: Mapping[str, bytes]) -> None:
    """Write a folder of files in the place of what stands there, exchanging the two in one step where the system can.

    Raises:
        InputError: It cannot be written.
    """
    target = target.resolve()  # a link stays, and what it leads to is replaced
    with _refusals(target):
        target.parent.mkdir(parents=True, exist_ok=True)
        fresh = Path(tempfile.mkdtemp(prefix=f".{target.name}.", dir=target.parent))
        try:
            _open_permissions(fresh, 0o777)
            for name, body in contents.items():
                with (fresh / name).open("wb") as file:
                    file.write(body)
                    file.flush()
                    os.fsync(file.fileno())
            _exchange(fresh, target)
        finally:
            shutil.rmtree(fresh, ignore_errors=True)


@contextmanager
def no_room_for_temporary_files() -> Iterator[None]:
    """Have a failure to make a temporary file or folder say what to do.

    Raises:
        InputError: There is no folder for them, or it is full.
    """
    try:
        yield
    except OSError as error:
        raise InputError(
            f"temporary files cannot be written: {error.strerror or error}",
            hint="Free some space, or name a folder that you may write to in TMPDIR.",
        ) from error


@contextmanager
def _refusals(target: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise InputError(
            f"cannot be written: {error.strerror}",
            where=str(target),
            hint="what was there before is untouched; name a place you may write to with -o",
        ) from error


def _open_permissions(path: Path, mode: int) -> None:
    """Give what was made privately the permissions that an ordinary new file or folder has."""
    umask = os.umask(0)
    os.umask(umask)
    path.chmod(mode & ~umask)


def _exchange(fresh: Path, target: Path) -> None:
    """Put ``fresh`` in the place of ``target`` in one step; what stood there is then at ``fresh``."""
    if not target.exists():
        fresh.rename(target)
        return
    if _swap(fresh, target):
        return
    # No system call swaps two folders here: between these two renames there is no target, for a moment.
    old = fresh.with_name(f"{fresh.name}.old")
    target.rename(old)
    try:
        fresh.rename(target)
    except OSError:
        old.rename(target)
        raise
    shutil.rmtree(old, ignore_errors=True)


def _swap(one: Path, other: Path) -> bool:
    """Exchange two folders atomically (Linux, macOS); False where the system or file system cannot."""
    paths = os.fsencode(one), os.fsencode(other)
    try:
        libc = ctypes.CDLL(None, use_errno=True)
        if sys.platform == "linux":
            at_cwd, exchange = -100, 2
            status = libc.renameat2(at_cwd, paths[0], at_cwd, paths[1], exchange)
        elif sys.platform == "darwin":
            swap = 2
            status = libc.renamex_np(paths[0], paths[1], swap)
        else:
            return False
    except (OSError, AttributeError):
        return False
    if status == 0:
        return True
    code = ctypes.get_errno()
    if code in (errno.ENOSYS, errno.EINVAL, errno.ENOTSUP):
        return False
    raise OSError(code, os.strerror(code))
