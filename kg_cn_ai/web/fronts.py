"""More processes that take requests at the same address, for a machine with processors to spare.

One process of Python takes requests at the rate of one processor, however many there are. The others listen at its
address too, among which the system shares connections out (``SO_REUSEPORT``; at one listener for all, the first to wake
takes them all), and hold the release for themselves. One that ends is replaced. They end with the first, however that
ends.
"""

import asyncio
import contextlib
import multiprocessing
import os
import signal
import threading
from collections.abc import Callable
from dataclasses import replace
from multiprocessing.connection import wait
from multiprocessing.context import SpawnProcess
from multiprocessing.process import parent_process
from typing import Final

from kg_cn_ai.web.processes.limits import Limits

_PAUSE: Final = 1.0
"""Seconds until one that has ended is replaced."""

Serve = Callable[[], None]
"""Serves until the process is told to end; can be sent to another process."""


def shared(limits: Limits, processes: int) -> Limits:
    """What queries may take in each of several processes, so that all together have about as many places."""
    return replace(limits, workers=-(-limits.workers // processes))


class Fronts:
    """The processes beside this one."""

    def __init__(self, number: int, serve: Serve) -> None:
        """Prepare; :meth:`keep` starts them."""
        self._number = number
        self._serve = serve
        self._processes: list[SpawnProcess] = []

    async def keep(self) -> None:
        """Start the processes, and others for those that end, until this is cancelled."""
        while True:
            self._processes = [process for process in self._processes if process.is_alive()]
            while len(self._processes) < self._number:
                process = multiprocessing.get_context("spawn").Process(target=_front, args=(self._serve,), daemon=True)
                process.start()
                self._processes.append(process)
            await asyncio.to_thread(wait, [process.sentinel for process in self._processes], _PAUSE)
            await asyncio.sleep(_PAUSE)

    def renew(self) -> None:
        """Have them serve the release anew."""
        for process in self._processes:
            if process.pid is not None:
                with contextlib.suppress(ProcessLookupError):
                    os.kill(process.pid, signal.SIGHUP)

    def end(self) -> None:
        """Tell them to end."""
        for process in self._processes:
            process.terminate()


def _front(serve: Serve) -> None:
    """Serve until told to end, or until the first process is no more."""
    first = parent_process()
    assert first is not None

    def follow() -> None:
        first.join()
        os.kill(os.getpid(), signal.SIGTERM)

    threading.Thread(target=follow, daemon=True).start()
    serve()
