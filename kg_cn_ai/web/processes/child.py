"""One process that answers queries, a :mod:`kg_cn_ai.query.worker`, and the queries that it has got."""

import asyncio
import contextlib
import json
import os
import sys
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, TypeAlias, cast

from kg_cn_ai.errors import KgError
from kg_cn_ai.query.frames import LENGTHS

Answer: TypeAlias = tuple[dict[str, Any], bytes]
"""Header and body of a frame of :mod:`kg_cn_ai.query.frames`."""

_START_LIMIT: Final = 60.0
_WORDS: Final = 500
"""Bytes that are kept of what a process says to standard error."""

_NICE: Final = 5
"""What the system's scheduler is told of a process with a long query: the others go first."""

_OF_CLOCK: Final = 0.125
"""The part of the time on the clock that counts as work, whatever the processors did."""


class Broken(KgError):
    """No process can be started: the store is gone or damaged."""


class Died(KgError):
    """The process ended by itself: ``status`` and its last words say why."""

    def __init__(self, status: int | None, words: str) -> None:
        super().__init__(f"the query ended its process (status {status})", hint="It may be nested too deeply.")
        self.status = status
        self.words = words


@dataclass(eq=False, slots=True)
class Asked:
    """A query, and where its answer is waited for.

    Attributes:
        frame: What its process is sent.
        since: When it was asked, or began to wait among the long ones.
        client: Who asked.
        shape: Of :mod:`kg_cn_ai.web.processes.shapes`.
    """

    frame: bytes
    answer: "asyncio.Future[Answer]"
    since: float
    client: str = ""
    shape: str = ""

    def fail(self, error: Exception) -> None:
        """Tell whoever waits that there is no answer."""
        if not self.answer.done():
            self.answer.set_exception(error)


Changed: TypeAlias = "Callable[[Child, Asked | None, float], object]"
"""Told of a process that has answered a query, with the seconds that it took, or that has ended, with None and 0."""


class Child(asyncio.SubprocessProtocol):
    """One process and the queries that it has got, in their order; it is at the first.

    Attributes:
        greeting: Its first frame, as if it had been asked for.
        begun: When it began with the first, or was done with the last.
        ended: Done when it is gone and all that it wrote has been read.
    """

    def __init__(self, changed: Changed) -> None:
        loop = asyncio.get_running_loop()
        self.greeting = Asked(b"", loop.create_future(), loop.time())
        self.asked = deque((self.greeting,))
        self.begun = 0.0
        self.ended: asyncio.Future[None] = loop.create_future()
        self._changed = changed
        self._loop = loop
        self._read = bytearray()
        self._said = b""
        self._worked = -1.0
        self._process: asyncio.SubprocessTransport
        self._requests: asyncio.WriteTransport

    @classmethod
    async def start(cls, line: Sequence[str], holds: Asked, changed: Changed) -> "Child":
        """Start a process and wait until it has opened the store.

        Args:
            line: The command.
            holds: An ASK query that is true of the right store.
            changed: Called when it has given an answer, and when it has ended.

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

    async def answer(self, asked: Asked, seconds: float) -> Answer | None:
        """What it answers to one of its queries; None where that does not come in time, or it has ended."""
        await asyncio.wait((asked.answer, self.ended), timeout=seconds, return_when=asyncio.FIRST_COMPLETED)
        return asked.answer.result() if asked.answer.done() else None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Take the process that was started."""
        # uvloop's transports are no subclasses of asyncio's.
        self._process = cast(asyncio.SubprocessTransport, transport)
        self._requests = cast(asyncio.WriteTransport, self._process.get_pipe_transport(0))

    def pipe_data_received(self, fd: int, data: bytes) -> None:
        """Read what it writes, frame by frame."""
        if fd == 2:
            self._said = (self._said + data)[:_WORDS]
            return
        read = self._read
        read += data
        size = LENGTHS.size
        while len(read) >= size:
            header_length, body_length = LENGTHS.unpack_from(read)
            end = size + header_length + body_length
            if len(read) < end:
                return
            header = json.loads(read[size : size + header_length])
            body = bytes(read[size + header_length : end])
            del read[:end]
            self._received((header, body))

    def _received(self, answer: Answer) -> None:
        asked, now = self.asked.popleft(), self._loop.time()
        took, self.begun, self._worked = now - self.begun, now, -1.0
        if not asked.answer.done():
            asked.answer.set_result(answer)
        self._changed(self, asked, took)

    def connection_lost(self, error: Exception | None) -> None:
        """Know that it is gone."""
        self.ended.set_result(None)
        self._changed(self, None, 0.0)

    @property
    def alive(self) -> bool:
        """Whether it has not ended."""
        return not self.ended.done()

    @property
    def pid(self) -> int:
        """Process id."""
        return self._process.get_pid()

    @property
    def words(self) -> str:
        """What it said to standard error."""
        return self._said.decode("utf-8", "replace").strip()

    @property
    def status(self) -> int | None:
        """Exit status; negative for a signal."""
        return self._process.get_returncode()

    def ask(self, asked: Asked) -> None:
        """Have it answer a query, after those that it has already."""
        if not self.asked:
            self.begun = self._loop.time()
        self.asked.append(asked)
        self._requests.write(asked.frame)

    def worked(self) -> float:
        """Seconds of a processor that it has given its first query, from the second time on that this is asked.

        On a machine with much else to do that is less than what a clock says. Where the system does not tell, and for
        a query that waits for a disk, a part of the clock's time is taken.
        """
        waited = (self._loop.time() - self.begun) * _OF_CLOCK
        now = _processor_time(self.pid)
        if now is None:
            return waited
        if self._worked < 0:
            self._worked = now
        return max(now - self._worked, waited)

    def stand_back(self) -> None:
        """Have the system prefer other processes to this one."""
        if sys.platform != "win32":
            with contextlib.suppress(OSError):
                os.setpriority(os.PRIO_PROCESS, self.pid, _NICE)

    def give_back(self) -> list[Asked]:
        """The queries behind the first; should it still come to them, nobody reads its answers."""
        behind = [self.asked.pop() for _ in range(len(self.asked) - 1)]
        nobody: asyncio.Future[Answer] = self._loop.create_future()
        nobody.cancel()
        self.asked.extend(Asked(b"", nobody, 0.0) for _ in behind)
        return [asked for asked in behind if not asked.answer.done()]

    def kill(self) -> None:
        """End the process at once; :meth:`end` waits for that."""
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


def _processor_time(pid: int) -> float | None:
    """Seconds that a process has had a processor (Linux)."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8", errors="replace").rpartition(")")[2].split()
    except OSError:
        return None
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
