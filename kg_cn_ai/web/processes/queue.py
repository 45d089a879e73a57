"""Queries that wait for a process: the clients take turns, so that nobody waits behind all that one client has sent."""

from collections import OrderedDict, deque
from collections.abc import Callable, Iterable, Iterator

from kg_cn_ai.web.processes.child import Asked


class Queue:
    """A queue for each client; the client whose turn is next stands first."""

    def __init__(self) -> None:
        """Begin with nobody waiting."""
        self._clients: OrderedDict[str, deque[Asked]] = OrderedDict()

    def __bool__(self) -> bool:
        """Whether anything waits."""
        return bool(self._clients)

    def __iter__(self) -> Iterator[Asked]:
        """All that waits."""
        for waiting in self._clients.values():
            yield from waiting

    def of(self, client: str) -> int:
        """How many queries of a client wait."""
        return len(self._clients.get(client, ()))

    def put(self, asked: Asked) -> None:
        """Have a query wait behind those of its client."""
        self._clients.setdefault(asked.client, deque()).append(asked)

    def put_back(self, behind: Iterable[Asked]) -> None:
        """Have queries that were taken already wait again, by the time at which they were asked."""
        for asked in behind:
            self.put(asked)
            waiting = self._clients[asked.client]
            if len(waiting) > 1 and waiting[-2].since > asked.since:
                self._clients[asked.client] = deque(sorted(waiting, key=lambda one: one.since))

    def take(self, may: Callable[[str], bool] = lambda client: True) -> Asked | None:
        """The next query of the client whose turn it is among those that ``may``; None where there is none.

        Those that nobody waits for any more are left out.
        """
        for client in [*self._clients]:
            if not may(client):
                continue
            waiting = self._clients.pop(client)
            while waiting:
                asked = waiting.popleft()
                if not asked.answer.done():
                    if waiting:
                        self._clients[client] = waiting  # behind the others: it has had its turn
                    return asked
        return None

    def expired(self, before: float) -> list[Asked]:
        """Those that were asked before a time, which wait no longer."""
        late = [asked for asked in self if asked.since <= before]
        for asked in late:
            waiting = self._clients[asked.client]
            waiting.remove(asked)
            if not waiting:
                del self._clients[asked.client]
        return late
