"""The processes that answer visitors' queries, each a :mod:`kg_cn_ai.query.worker`, in two lanes.

In the lane of short queries a query goes to the process that has the fewest to answer, so under load several wait at
each and none has to be woken for the next. A process answers them one after the other; as soon as one takes long, the
others are asked elsewhere. A query that has had a processor for longer than :attr:`Limits.moment` is a long one, and
so is one that was long before (:mod:`~kg_cn_ai.web.processes.shapes`). Long ones have processes of their own, fewer,
which the system puts last. One that shows itself takes its process along, and another process takes that one's place;
where all places are taken it is stopped, and begins again when its turn comes. So long queries wait for each other, and
nobody else for them. In both lanes clients take turns (:mod:`~kg_cn_ai.web.processes.queue`).

A query that finds no process waits, at most :attr:`Limits.wait` seconds. Whatever ends a process (the deadline, its
memory limit, a visitor who left) concerns the one query that it was at: the others are asked again, and the pool
starts another process. Nothing of a query outlives it.
"""

import asyncio
from collections import Counter
from collections.abc import Callable, Coroutine, Sequence
from pathlib import Path
from typing import Any, Final

from kg_cn_ai.errors import LimitExceeded
from kg_cn_ai.query.frames import frame
from kg_cn_ai.query.runner import command
from kg_cn_ai.web.processes.child import Answer, Asked, Broken, Child, Died
from kg_cn_ai.web.processes.limits import Limits
from kg_cn_ai.web.processes.queue import Queue
from kg_cn_ai.web.processes.shapes import Shapes, shape

_TICK: Final = 0.02
"""Seconds between two looks at what is being answered; a query that takes longer is one that others do not wait for."""

_DEPTH: Final = 8
"""Queries at one process, and long queries of one client that wait, at most."""

_LINGER: Final = 5.0
"""Seconds that a process for long queries waits for another one."""


class Busy(LimitExceeded):
    """No process became idle in time."""


class BusyWithLong(Busy):
    """No process for long queries did, or a client has too many of them."""


class Pool:
    """The query processes over one store."""

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
        self._waiting, self._delayed = Queue(), Queue()
        self._short: set[Child] = set()
        self._long: set[Child] = set()
        self._opening = 0
        self._shapes = Shapes()
        self._tasks: set[asyncio.Task[None]] = set()
        self._federated = asyncio.Semaphore(1)
        self._looking: asyncio.TimerHandle | None = None
        self._trouble: Broken | None = None
        self._closed = False

    async def start(self) -> None:
        """Start the processes for short queries; those for long ones start when they are needed.

        Raises:
            Broken: The store cannot be opened.
        """
        await asyncio.gather(*(self._add() for _ in range(self.limits.workers)))

    @property
    def pids(self) -> list[int]:
        """Process ids, for tests and operators."""
        return [child.pid for child in (*self._short, *self._long) if child.alive]

    async def _add(self) -> None:
        child = await self._start(network=False)
        if self._closed:
            await child.end()
            return
        self._short.add(child)
        self._share_out()

    async def _start(self, *, network: bool) -> Child:
        line = command(self.sources, self.limits.memory, network=network)
        return await Child.start(line, self._asked({"query": self.holds}), self._changed)

    async def query(self, request: dict[str, Any], client: str = "") -> Answer:
        """The answer of a process: header and body of its frame.

        Cancelling ends the query.

        Args:
            request: What :mod:`kg_cn_ai.query.worker` takes, without limits.
            client: Who asks; clients take turns.

        Raises:
            Busy: No process became idle in time.
            Broken: No process can be started.
            LimitExceeded: The query was stopped at the deadline.
            Died: The query ended its process.
        """
        if self._trouble is not None and not self._short:
            raise self._trouble
        asked = self._asked(request, client)
        if self._shapes.is_long(asked.shape, client):
            self._delay(asked)
        else:
            self._waiting.put(asked)
            self._share_out()
        if self._looking is None:
            self._look_later()
        return await asked.answer

    def _asked(self, request: dict[str, Any], client: str = "") -> Asked:
        limits = self.limits
        most = min(request.get("max_bytes") or limits.size, limits.size)
        bounded = {**request, "timeout": limits.seconds, "max_bytes": most, "max_rows": limits.rows}
        loop = asyncio.get_running_loop()
        return Asked(frame(bounded), loop.create_future(), loop.time(), client, shape(request["query"]))

    def _share_out(self) -> None:
        """Give waiting short queries to processes that will soon be at them."""
        now = asyncio.get_running_loop().time()
        while self._waiting:
            free = [child for child in self._short if not child.asked or now - child.begun < _TICK]
            child = min(free, key=lambda child: len(child.asked), default=None)
            if child is None or len(child.asked) >= _DEPTH:
                return
            if asked := self._waiting.take():
                child.ask(asked)

    def _delay(self, asked: Asked) -> None:
        """Have a query wait for its turn among the long ones."""
        if self._delayed.of(asked.client) >= _DEPTH:
            asked.fail(_busy_with_long())
            return
        asked.since = asyncio.get_running_loop().time()
        self._delayed.put(asked)
        self._share_out_long()

    def _share_out_long(self) -> None:
        """Give waiting long queries to processes for them, and start one where there are fewer than there may be."""
        idle = [child for child in self._long if not child.asked]
        while self._delayed and idle:
            asked = self._delayed.take(self._has_share)
            if asked is None:
                return
            idle.pop().ask(asked)
        if self._delayed and len(self._long) + self._opening < self.limits.long and not self._closed:
            self._opening += 1
            self._later(self._add_long())

    def _has_share(self, client: str) -> bool:
        """Whether a client may have one more long query at work."""
        return Counter(child.asked[0].client for child in self._long if child.asked)[client] < self.limits.share

    async def _add_long(self) -> None:
        try:
            child = await self._start(network=False)
        except (Broken, OSError):  # those who wait are told in time, and the lane of short queries tells what it is
            return
        finally:
            self._opening -= 1
        if self._closed:
            await child.end()
            return
        child.stand_back()
        self._long.add(child)
        self._share_out_long()

    def _look_later(self) -> None:
        self._looking = asyncio.get_running_loop().call_later(_TICK, self._look)

    def _look(self) -> None:
        """Stop what is over its time or not waited for any more; ask elsewhere what waits behind something long."""
        now = asyncio.get_running_loop().time()
        for child in [child for child in (*self._short, *self._long) if child.asked]:
            first = child.asked[0]
            ran = now - child.begun
            if ran >= self.limits.seconds:
                first.fail(LimitExceeded(f"the query was stopped after {self.limits.seconds:g} s"))
            if ran < _TICK:
                continue
            self._ask_again(child)
            long = child in self._long or ran >= self.limits.seconds or child.worked() >= self.limits.moment
            if first.answer.done() and long:  # nobody waits for it, and it would go on; a short one ends by itself
                self._drop(child)
            elif long and child in self._short:
                self._move(child, first)
        for child in [child for child in self._long if not child.asked and now - child.begun >= _LINGER]:
            self._drop(child)
        for asked in self._waiting.expired(now - self.limits.wait):
            asked.fail(self._trouble or _busy())
        for asked in self._delayed.expired(now - self.limits.wait):
            asked.fail(self._trouble or _busy_with_long())
        self._share_out()
        self._share_out_long()
        self._looking = None
        if self._waiting or self._delayed or self._long or any(child.asked for child in self._short):
            self._look_later()

    def _move(self, child: Child, first: Asked) -> None:
        """Put a query that turned out to be long among the long ones, with its process where there is room."""
        self._shapes.was_long(first.shape, first.client)
        at_work = sum(1 for other in self._long if other.asked)
        if at_work + self._opening >= self.limits.long or not self._has_share(first.client) or self._delayed:
            self._drop(child)
            self._delay(first)
            return
        self._short.discard(child)
        if len(self._long) >= self.limits.long:
            self._drop(next(other for other in self._long if not other.asked))
        child.stand_back()
        self._long.add(child)
        self._later(self._renew(None))

    def _ask_again(self, child: Child) -> None:
        """Put what waits behind the first query of a process back into the queue, at its place."""
        self._waiting.put_back(child.give_back())

    def _drop(self, child: Child) -> None:
        """End a process; one for short queries has a successor."""
        child.kill()
        if child in self._long:
            self._long.discard(child)
            self._later(_end(child))
        else:
            self._short.discard(child)
            self._later(self._renew(child))

    def _later(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    def _changed(self, child: Child, asked: Asked | None, took: float) -> None:
        if child not in self._short and child not in self._long:
            return
        if asked is not None and took < self.limits.moment:
            self._shapes.was_short(asked.shape)
        if not child.alive:  # it has ended by itself, over the first of its queries if it had any
            if child.asked:
                self._ask_again(child)
                child.asked[0].fail(Died(child.status, child.words))
            self._drop(child)
        if self._waiting:
            self._share_out()
        if self._delayed:
            self._share_out_long()

    async def _renew(self, child: Child | None) -> None:
        """Start a process for short queries, in the place of another where there was one."""
        if child is not None:
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
        """End all processes; queries that are at work or wait fail."""
        self._closed = True
        if self._looking is not None:
            self._looking.cancel()
        for task in self._tasks:
            task.cancel()
        children = {*self._short, *self._long}
        self._short, self._long = set(), set()
        for asked in (*self._waiting, *self._delayed, *(asked for child in children for asked in child.asked)):
            asked.fail(Broken("the service is ending", hint="Ask again in a moment."))
        await asyncio.gather(*self._tasks, *(child.end() for child in children), return_exceptions=True)


async def _end(child: Child) -> None:
    await child.end()


def _busy() -> Busy:
    return Busy("every query process is busy", hint="Try again in a few seconds.")


def _busy_with_long() -> Busy:
    return BusyWithLong(
        "the query takes long, and so do others that were asked before it",
        hint="Try again in a few seconds, or ask for less: short queries are answered meanwhile.",
    )
