"""What a query may take, and where in the service it may take it."""

import os
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Limits:
    """What a query may take.

    Attributes:
        seconds: Time until it is stopped.
        memory: Megabytes on top of what its process has at the start.
        wait: Seconds until a query that finds no idle process is turned away.
        rows: Rows or triples of the largest answer; ``size`` its bytes; ``text`` bytes of the longest query.
        workers: Short queries at a time.
        moment: Seconds of a processor's time after which a query is a long one.
        services: IRIs of the endpoints that SERVICE may call, in processes of their own.
    """

    seconds: float = 10.0
    memory: int = 512
    wait: float = 5.0
    rows: int = 100_000
    size: int = 20_000_000
    text: int = 65_536
    workers: int = field(default_factory=lambda: max(2, os.cpu_count() or 2))
    moment: float = 0.25
    services: tuple[str, ...] = ()

    @property
    def long(self) -> int:
        """Long queries at a time."""
        return max(1, self.workers // 2)

    @property
    def share(self) -> int:
        """Long queries of one client at a time: of several places one is left for another client."""
        return max(1, self.long - 1)
