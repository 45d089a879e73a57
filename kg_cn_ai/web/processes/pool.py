"""The processes that answer visitors' queries: a fixed number of :mod:`kg_cn_ai.query.worker`, killed at the deadline.

A query goes to the process that has the fewest to answer, so under load several wait at each and none has to be woken
for the next. A process answers them one after the other; as soon as one takes long, the others are asked elsewhere.
A query that finds no process waits, at most :attr:`Limits.wait` seconds. Whatever ends a process (the deadline, its
memory limit, a visitor who left) concerns the one query that it was at: the others are asked again, and the pool
starts another process. Nothing of a query outlives it.
"""

import asyncio
import contextlib
import json
import os
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final, TypeAlias, cast

from kg_cn_ai.errors import KgError, LimitExceeded
from kg_cn_ai.query import worker
from kg_cn_ai.query.runner import command

Answer: TypeAlias = tuple[dict[str, Any], bytes]
"""Header and body of a frame of :mod:`kg_cn_ai.query.worker`."""

_START_LIMIT: Final = 60.0
_TICK: Final = 0.02
"""Seconds between two looks at what is being answered; a query that takes longer is one that others do not wait for."""

_DEPTH: Final = 8
"""Queries at one process, at most."""

_WORDS: Final = 500
"""Bytes that are kept of what a process says to standard error."""


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


@dataclass(eq=False, slots=True)
class _Asked:
    """A query, and where its answer is waited for; ``since`` is when it was asked."""

    frame: bytes
    answer: "asyncio.Future[Answer]"
    since: float

    def fail(self, error: Exception) -> None:
        if not self.answer.done():
            self.answer.set_exception(error)


class _Child(asyncio.SubprocessProtocol):
    """One process and the queries that it has got, in their order; it is at the first.

    Attributes:
        greeting: Its first frame, as if it had been asked for.
        begun: When it began with the first.
        ended: Done when it is gone and all that it wrote has been read.
    """

    def __init__(self, changed: Callable[["_Child"], object]) -> None:
        loop = asyncio.get_running_loop()
        self.greeting = _Asked(b"", loop.create_future(), loop.time())
        self.asked = deque((self.greeting,))
        self.begun = 0.0
        self.ended: asyncio.Future[None] = loop.create_future()
        self._changed = changed
        self._loop = loop
        self._read = bytearray()
        self._said = b""
        self._process: asyncio.SubprocessTransport
        self._requests: asyncio.WriteTransport

    @classmethod
    async def start(cls, line: Sequence[str], holds: _Asked, changed: Callable[["_Child"], object]) -> "_Child":
        """Start a process and wait until it has opened the store.

        Args:
            line: The command.
            holds: An ASK query that is true of the right store.
            changed: Called whenever it has given an answer, and when it has ended.

        Raises:
            Broken: It cannot, or the store is not the right one.
        """
        _, child = await asyncio.get_running_loop().subprocess_exec(lambda: cls(changed), *line, "--die-with-parent")
        try:
            greeting = await child.answer(child.greeting, _START_LIMIT)
            if greeting is None or greeting[0]["kind"] != "ready":
                words = await child.end()
                raise Broken(
                    f"the store cannot be opened: {greeting[0].get('message', '') if greeting else words}".rstrip(": "),
                    hint="The server tries again; if it stays, build the release again and send the server SIGHUP.",
                )
            child.ask(holds)
            held = await child.answer(holds, _START_LIMIT)
            if held is None or not json.loads(held[1] or "{}").get("boolean"):
                raise Broken(
                    "the store is another one than this service was started with",
                    hint="The server makes it again of the release; send it SIGHUP to serve what is there now.",
                )
        except BaseException:
            await asyncio.shield(child.end())
            raise
        return child

    async def answer(self, asked: _Asked, seconds: float) -> Answer | None:
        """What it answers to one of its queries; None where that does not come in time, or it has ended."""
        await asyncio.wait((asked.answer, self.ended), timeout=seconds, return_when=asyncio.FIRST_COMPLETED)
        return asked.answer.result() if asked.answer.done() else None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        # uvloop's transports are no subclasses of asyncio's.
        self._process = cast(asyncio.SubprocessTransport, transport)
        self._requests = cast(asyncio.WriteTransport, self._process.get_pipe_transport(0))

    def pipe_data_received(self, fd: int, data: bytes) -> None:
        if fd == 2:
            self._said = (self._said + data)[:_WORDS]
            return
        read = self._read
        read += data
        size = worker.LENGTHS.size
        while len(read) >= size:
            header_length, body_length = worker.LENGTHS.unpack_from(read)
            end = size + header_length + body_length
            if len(read) < end:
                return
            header = json.loads(read[size : size + header_length])
            body = bytes(read[size + header_length : end])
            del read[:end]
            self._received((header, body))

    def _received(self, answer: Answer) -> None:
        done = self.asked.popleft().answer
        self.begun = self._loop.time()
        if not done.done():
            done.set_result(answer)
        self._changed(self)

    def connection_lost(self, error: Exception | None) -> None:
        self.ended.set_result(None)
        self._changed(self)

    @property
    def alive(self) -> bool:
        return not self.ended.done()

    @property
    def pid(self) -> int:
        return self._process.get_pid()

    @property
    def words(self) -> str:
        """What it said to standard error."""
        return self._said.decode("utf-8", "replace").strip()

    @property
    def status(self) -> int | None:
        """Exit status; negative for a signal."""
        return self._process.get_returncode()

    def ask(self, asked: _Asked) -> None:
        """Have it answer a query, after those that it has already."""
        if not self.asked:
            self.begun = self._loop.time()
        self.asked.append(asked)
        self._requests.write(asked.frame)

    def give_back(self) -> list[_Asked]:
        """The queries behind the first; should it still come to them, nobody reads its answers."""
        behind = [self.asked.pop() for _ in range(len(self.asked) - 1)]
        nobody: asyncio.Future[Answer] = self._loop.create_future()
        nobody.cancel()
        self.asked.extend(_Asked(b"", nobody, 0.0) for _ in behind)
        return [asked for asked in behind if not asked.answer.done()]

    def kill(self) -> None:
        with contextlib.suppress(ProcessLookupError):
            self._process.kill()

    async def end(self) -> str:
        """Kill the process; its last words."""
        self.kill()
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(2):
                await asyncio.shield(self.ended)
        self._process.close()
        return self.words


class Pool:
    """A fixed number of query processes over one store."""

    def __init__(self, sources: Sequence[Path], limits: Limits, holds: str = "ASK {}") -> None:
        """Prepare; :meth:`start` starts the processes.

        ``when_broken`` may be set to what is to be done when the store cannot be opened any more.

        Args:
            sources: The folder of a store, or N-Triples files that are read into memory.
            limits: What a query may take.
            holds: An ASK query that is true of the right store; a process that says otherwise is not taken.
        """
        self.when_broken: Callable[[], object] = lambda: None
        self.sources = sources
        self.limits = limits
        self.holds = holds
        self._waiting: deque[_Asked] = deque()
        self._children: set[_Child] = set()
        self._tasks: set[asyncio.Task[None]] = set()
        self._federated = asyncio.Semaphore(1)
        self._looking: asyncio.TimerHandle | None = None
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
        return [child.pid for child in self._children if child.alive]

    async def _add(self) -> None:
        child = await self._start(network=False)
        if self._closed:
            await child.end()
            return
        self._children.add(child)
        self._share_out()

    async def _start(self, *, network: bool) -> _Child:
        line = command(self.sources, self.limits.memory, network=network)
        return await _Child.start(line, self._asked({"query": self.holds}), self._changed)

    async def query(self, request: dict[str, Any]) -> Answer:
        """The answer of a process: header and body of its frame.

        Cancelling ends the query. ``request`` is what :mod:`kg_cn_ai.query.worker` takes, without limits.

        Raises:
            Busy: No process became idle in time.
            Broken: No process can be started.
            LimitExceeded: The query was stopped at the deadline.
            Died: The query ended its process.
        """
        if self._trouble is not None and not self._children:
            raise self._trouble
        asked = self._asked(request)
        self._waiting.append(asked)
        self._share_out()
        if self._looking is None:
            self._look_later()
        return await asked.answer

    def _asked(self, request: dict[str, Any]) -> _Asked:
        limits = self.limits
        most = min(request.get("max_bytes") or limits.size, limits.size)
        bounded = {**request, "timeout": limits.seconds, "max_bytes": most, "max_rows": limits.rows}
        loop = asyncio.get_running_loop()
        return _Asked(worker.frame(bounded), loop.create_future(), loop.time())

    def _share_out(self) -> None:
        """Give waiting queries to processes that will soon be at them."""
        now = asyncio.get_running_loop().time()
        while self._waiting:
            free = [child for child in self._children if not child.asked or now - child.begun < _TICK]
            child = min(free, key=lambda child: len(child.asked), default=None)
            if child is None or len(child.asked) >= _DEPTH:
                return
            asked = self._waiting.popleft()
            if not asked.answer.done():
                child.ask(asked)

    def _look_later(self) -> None:
        self._looking = asyncio.get_running_loop().call_later(_TICK, self._look)

    def _look(self) -> None:
        """Stop what is over its time or not waited for any more; ask elsewhere what waits behind something long."""
        now = asyncio.get_running_loop().time()
        for child in [child for child in self._children if child.asked]:
            first = child.asked[0]
            ran = now - child.begun
            if ran >= self.limits.seconds:
                first.fail(LimitExceeded(f"the query was stopped after {self.limits.seconds:g} s"))
            if ran < _TICK:
                continue
            self._ask_again(child)
            if first.answer.done():  # nobody waits for it
                self._drop(child)
        while self._waiting and now - self._waiting[0].since >= self.limits.wait:
            self._waiting.popleft().fail(self._trouble or _busy())
        self._share_out()
        self._looking = None
        if self._waiting or any(child.asked for child in self._children):
            self._look_later()

    def _ask_again(self, child: _Child) -> None:
        """Put what waits behind the first query of a process back into the queue, at its place."""
        if behind := child.give_back():
            self._waiting = deque(sorted((*behind, *self._waiting), key=lambda asked: asked.since))

    def _drop(self, child: _Child) -> None:
        """End a process and start another one."""
        self._children.discard(child)
        child.kill()
        task = asyncio.get_running_loop().create_task(self._renew(child))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    def _changed(self, child: _Child) -> None:
        if child not in self._children:
            return
        if not child.alive:  # it has ended by itself, over the first of its queries if it had any
            if child.asked:
                self._ask_again(child)
                child.asked[0].fail(Died(child.status, child.words))
            self._drop(child)
        if self._waiting:
            self._share_out()

    async def _renew(self, child: _Child) -> None:
        await child.end()
        pause = 0.5
        while not self._closed:
            try:
                await self._add()
            except (Broken, OSError) as error:
                self._trouble = error if isinstance(error, Broken) else Broken(f"no process can be started: {error}")
                self.when_broken()
                await asyncio.sleep(pause)
                pause = min(2 * pause, 10)
            else:
                self._trouble = None
                return

    async def query_federated(self, request: dict[str, Any]) -> Answer:
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
            child = await self._start(network=True)
            asked = self._asked(request)
            child.ask(asked)
            found = await child.answer(asked, self.limits.seconds)
            if found is not None:
                return found
            if child.alive:
                raise LimitExceeded(f"the query was stopped after {self.limits.seconds:g} s")
            raise Died(child.status, await child.end())
        finally:
            self._federated.release()
            if child is not None:
                await asyncio.shield(child.end())

    async def close(self) -> None:
        """End all processes."""
        self._closed = True
        if self._looking is not None:
            self._looking.cancel()
        for task in self._tasks:
            task.cancel()
        children, self._children = self._children, set()
        await asyncio.gather(*self._tasks, *(child.end() for child in children), return_exceptions=True)


def _busy() -> Busy:
    return Busy("every query process is busy", hint="Try again in a few seconds.")
