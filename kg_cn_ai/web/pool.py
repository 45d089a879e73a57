"""The processes that answer visitors' queries: a fixed number of :mod:`kg_cn_ai.worker`, killed at the deadline.

A query takes an idle process, or waits for one, at most :attr:`Limits.wait` seconds. Whatever ends a process (the
deadline, its memory limit, a visitor who left) has the pool start another one; nothing of a query outlives it.
"""

import asyncio
import contextlib
import json
import os
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from kg_cn_ai import worker
from kg_cn_ai.errors import KgError, LimitExceeded
from kg_cn_ai.query import command

_START_LIMIT: Final = 60.0
_STREAM: Final = 2**20


@dataclass(frozen=True, slots=True)
class Limits:
    """What a query may take.

    Attributes:
        seconds: Time until it is stopped.
        memory: Megabytes on top of what its process has at the start.
        wait: Seconds until a query that finds no idle process is turned away.
        rows: Rows or triples of the largest answer; ``size`` its bytes; ``text`` bytes of the longest query.
        workers: Queries at a time.
        services: IRIs of the endpoints that SERVICE may call, in processes of their own.
    """

    seconds: float = 10.0
    memory: int = 512
    wait: float = 5.0
    rows: int = 100_000
    size: int = 20_000_000
    text: int = 65_536
    workers: int = field(default_factory=lambda: max(2, os.cpu_count() or 2))
    services: tuple[str, ...] = ()


class Busy(LimitExceeded):
    """No process became idle in time."""


class Broken(KgError):
    """No process can be started: the store is gone or damaged."""


class Died(KgError):
    """The process ended by itself: ``status`` and its last words say why."""

    def __init__(self, status: int | None, words: str) -> None:
        super().__init__(f"the query ended its process (status {status})", hint="It may be nested too deeply.")
        self.status = status
        self.words = words


class Gone(Exception):
    """A process has ended while it was idle, and has not seen the query."""


class _Child:
    """One process, spoken to without a thread."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self.process = process

    @classmethod
    async def start(cls, store: Path, memory: int, *, network: bool) -> "_Child":
        """Start a process and wait until it has opened the store.

        Raises:
            Broken: It cannot.
        """
        child = cls(
            await asyncio.create_subprocess_exec(
                *command(store, memory, network=network),
                "--die-with-parent",
                stdin=asyncio.subprocess.PIPE,
                stdout=asyncio.subprocess.PIPE,
                stderr=asyncio.subprocess.PIPE,
                limit=_STREAM,
            )
        )
        try:
            async with asyncio.timeout(_START_LIMIT):
                greeting = await child.read()
        except TimeoutError:
            greeting = None
        except BaseException:
            await child.end()
            raise
        if greeting is None or greeting[0]["kind"] != "ready":
            words = await child.end()
            raise Broken(
                f"the store cannot be opened: {greeting[0].get('message', '') if greeting else words}".rstrip(": "),
                hint="The server tries again; if it stays, build the release again and send the server SIGHUP.",
            )
        return child

    async def read(self) -> tuple[dict[str, Any], bytes] | None:
        """The next frame; None where the process has ended."""
        stream = self.process.stdout
        assert stream is not None
        try:
            header_length, body_length = worker.LENGTHS.unpack(await stream.readexactly(worker.LENGTHS.size))
            both = await stream.readexactly(header_length + body_length)
            return json.loads(both[:header_length]), both[header_length:]
        except (asyncio.IncompleteReadError, ConnectionError):
            return None

    async def ask(self, request: dict[str, Any]) -> tuple[dict[str, Any], bytes] | None:
        """Send a request and read its answer; None where the process has ended over it.

        Raises:
            Gone: It had ended before.
        """
        assert self.process.stdin is not None
        try:
            if not self.alive:
                raise Gone
            self.process.stdin.write(worker.frame(request))
            await self.process.stdin.drain()
        except (ConnectionError, RuntimeError):  # uvloop's word for a closed pipe is the latter
            raise Gone from None
        return await self.read()

    @property
    def alive(self) -> bool:
        return self.process.returncode is None

    async def end(self) -> str:
        """Kill the process; its last words."""
        with contextlib.suppress(ProcessLookupError):
            self.process.kill()
        assert self.process.stdin is not None and self.process.stderr is not None
        self.process.stdin.close()
        words = b""
        with contextlib.suppress(ConnectionError, TimeoutError):
            async with asyncio.timeout(2):
                words = await self.process.stderr.read(500)
        await self.process.wait()
        return words.decode("utf-8", "replace").strip()


class Pool:
    """A fixed number of query processes over one store."""

    def __init__(self, store: Path, limits: Limits) -> None:
        """Prepare; :meth:`start` starts the processes.

        ``when_broken`` may be set to what is to be done when the store cannot be opened any more.
        """
        self.when_broken: Callable[[], object] = lambda: None
        self.store = store
        self.limits = limits
        self._idle: asyncio.Queue[_Child] = asyncio.Queue()
        self._children: set[_Child] = set()
        self._tasks: set[asyncio.Task[None]] = set()
        self._federated = asyncio.Semaphore(1)
        self._trouble: Broken | None = None
        self._closed = False

    async def start(self) -> None:
        """Start all processes.

        Raises:
            Broken: The store cannot be opened.
        """
        await asyncio.gather(*(self._add() for _ in range(self.limits.workers)))

    @property
    def pids(self) -> list[int]:
        """Process ids, for tests and operators."""
        return [child.process.pid for child in self._children if child.alive]

    async def _add(self) -> None:
        child = await _Child.start(self.store, self.limits.memory, network=False)
        if self._closed:
            await child.end()
            return
        self._children.add(child)
        self._idle.put_nowait(child)

    async def query(self, request: dict[str, Any]) -> tuple[dict[str, Any], bytes]:
        """The answer of an idle process: header and body of its frame.

        Cancelling ends the query. ``request`` is what :mod:`kg_cn_ai.worker` takes, without limits.

        Raises:
            Busy: No process became idle in time.
            Broken: No process can be started.
            LimitExceeded: The query was stopped at the deadline.
            Died: The query ended its process.
        """
        while True:
            child = await self._take()
            try:
                answer = await self._within(child, request)
            except Gone:
                self._replace(child)
            except BaseException:
                self._replace(child)
                raise
            else:
                self._idle.put_nowait(child)
                return answer

    async def query_federated(self, request: dict[str, Any]) -> tuple[dict[str, Any], bytes]:
        """The answer of a process of its own, which may open connections and ends with its answer; one at a time.

        Raises:
            Busy, Broken, LimitExceeded, Died: As :meth:`query`.
        """
        try:
            async with asyncio.timeout(self.limits.wait):
                await self._federated.acquire()
        except TimeoutError:
            raise _busy() from None
        child = None
        try:
            child = await _Child.start(self.store, self.limits.memory, network=True)
            self._children.add(child)
            return await self._within(child, request)
        except Gone:
            raise _busy() from None
        finally:
            self._federated.release()
            if child is not None:
                self._children.discard(child)
                await asyncio.shield(child.end())

    async def _take(self) -> _Child:
        try:
            return self._idle.get_nowait()
        except asyncio.QueueEmpty:
            pass
        if self._trouble is not None:
            raise self._trouble
        try:
            async with asyncio.timeout(self.limits.wait):
                return await self._idle.get()
        except TimeoutError:
            raise self._trouble or _busy() from None

    async def _within(self, child: _Child, request: dict[str, Any]) -> tuple[dict[str, Any], bytes]:
        limits = self.limits
        most = min(request.get("max_bytes") or limits.size, limits.size)
        bounded = {**request, "timeout": limits.seconds, "max_bytes": most, "max_rows": limits.rows}
        try:
            async with asyncio.timeout(limits.seconds):
                answer = await child.ask(bounded)
        except TimeoutError:
            raise LimitExceeded(f"the query was stopped after {limits.seconds:g} s") from None
        if answer is None:
            with contextlib.suppress(TimeoutError):  # it is ending by itself: how, is what the asker should hear
                async with asyncio.timeout(1):
                    await child.process.wait()
            raise Died(child.process.returncode, await child.end())
        return answer

    def _replace(self, child: _Child) -> None:
        self._children.discard(child)

        async def renew() -> None:
            await child.end()
            pause = 0.5
            while not self._closed:
                try:
                    await self._add()
                except (Broken, OSError) as error:
                    self._trouble = (
                        error if isinstance(error, Broken) else Broken(f"no process can be started: {error}")
                    )
                    self.when_broken()
                    await asyncio.sleep(pause)
                    pause = min(2 * pause, 10)
                else:
                    self._trouble = None
                    return

        task = asyncio.get_running_loop().create_task(renew())
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def close(self) -> None:
        """End all processes."""
        self._closed = True
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, *(child.end() for child in self._children), return_exceptions=True)
        self._children.clear()


def _busy() -> Busy:
    return Busy("every query process is busy", hint="Try again in a few seconds.")
