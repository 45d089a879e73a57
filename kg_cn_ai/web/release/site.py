"""One release as the service shows it, and the exchange of one release for the next.

A :class:`Site` never changes: its graph, its store and what is made of them (``files``) belong to one release.
:class:`Sites` holds the one that is served. A request takes the current site at its start and keeps it to its end, so a
new release never changes an answer half-way; the old site is closed when its last request has ended.
"""

import asyncio
import contextlib
import hashlib
import json
import tempfile
import threading
from collections.abc import Callable, Coroutine, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any, Final, TypeVar
from urllib.parse import urlsplit

from starlette.requests import Request

from kg_cn_ai import cache, knowledge_graph
from kg_cn_ai.errors import KgError
from kg_cn_ai.knowledge_graph import KnowledgeGraph
from kg_cn_ai.namespaces import BASE
from kg_cn_ai.web.processes.answers import Answers
from kg_cn_ai.web.processes.limits import Limits
from kg_cn_ai.web.processes.pool import Pool

T = TypeVar("T")

WHOLE: Final = 20_000
"""Things whose explorer stays within 3 MB and is usable after a second or so."""

_LAYOUT: Final = "2"
"""Raised when what is made of a release changes."""


@dataclass(frozen=True, slots=True)
class Settings:
    """What ``serve`` was told.

    Attributes:
        release: Release folder; None takes the package's own data.
        base: Address of the service as its visitors write it, ending in ``/``.
        cache: Folder for what is made of releases; None takes the user's cache folder.
        limits: What a query may take.
        editor: Whether the page of queries has the editor, where its files are installed.
        whole_up_to: Things of a network that ``/network`` sends as a whole; of a larger one it sends a part.
    """

    release: Path | None = None
    base: str = "http://127.0.0.1:8000/"
    cache: Path | None = None
    limits: Limits = field(default_factory=Limits)
    editor: bool = True
    whole_up_to: int = WHOLE

    @property
    def root(self) -> str:
        """The path that every address of the service begins with, without the last slash; mostly empty."""
        return urlsplit(self.base).path.rstrip("/")


@dataclass(eq=False)
class Site:
    """One release, opened; made by :func:`open_site`.

    Attributes:
        kg: The graph, for trusted questions.
        files: Folder of what is made of the release (:mod:`kg_cn_ai.web.release.made`).
        pool: Answers the queries of visitors; started by :meth:`Sites.start`.
        answers: What has been answered already.
    """

    kg: KnowledgeGraph
    files: Path
    settings: Settings
    pool: Pool
    temporary: "tempfile.TemporaryDirectory[str] | None" = None
    users: int = 0
    answers: Answers = field(default_factory=Answers)
    _kept: dict[str, Any] = field(default_factory=dict)
    _locks: dict[str, threading.RLock] = field(default_factory=dict)

    @cached_property
    def release(self) -> str:
        """Id of the release: the SHA-256 of its graph."""
        return str(self.kg.manifest["release"])

    def path(self, iri: str) -> str:
        """Where a visitor finds a thing: a path of this service for IRIs of the project, any other web IRI itself.

        Empty where the IRI is no web address.
        """
        if iri.startswith(BASE):
            return f"{self.settings.root}/{iri[len(BASE) :]}"
        return iri if iri.startswith(("https://", "http://")) else ""

    def kept(self, key: str, make: Callable[[], T]) -> T:
        """What ``make`` makes, made once for this site and kept; threads that want the same wait for each other."""
        if key not in self._kept:
            with self._locks.setdefault(key, threading.RLock()):
                if key not in self._kept:
                    self._kept[key] = make()
        found: T = self._kept[key]
        return found

    def is_gone(self) -> bool:
        """Whether somebody has deleted what was made of the release."""
        return not (self.files / "release" / "manifest.json").is_file() or self.kg.is_gone

    async def close(self) -> None:
        """End the processes and let the graph go."""
        await self.pool.close()
        self.kg.close()
        if self.temporary is not None:
            self.temporary.cleanup()


def open_site(settings: Settings, previous: str | None = None) -> Site:
    """Open a release, and make what the service needs of it unless that is there already; takes a while then.

    All of it is of one release: where another one takes its place meanwhile, it is begun again.

    Args:
        settings: Which release.
        previous: Id of the release that is served until now.

    Raises:
        InputError: There is no such release, or the data cannot be built.
    """
    return cache.settled(lambda: _open_site(settings, previous))


def _open_site(settings: Settings, previous: str | None) -> Site:
    from kg_cn_ai.web.release import made

    kg = knowledge_graph.load(release=settings.release, cache=settings.cache)
    try:
        folder, temporary = cache.entry_somewhere(settings.cache or cache.user_folder(), _plan(kg, previous))
    except BaseException:
        kg.close()
        raise
    return Site(kg, folder, settings, Pool(made.sources(folder), settings.limits, made.holds(kg)), temporary)


def _plan(kg: KnowledgeGraph, previous: str | None) -> cache.Plan:
    from kg_cn_ai.web.release import made

    code = hashlib.sha256(b"".join(Path(name).read_bytes() for name in made.code()))
    code.update(json.dumps(kg.manifest, sort_keys=True).encode())
    key = f"site-{_LAYOUT}-{kg.manifest['release']}-{code.hexdigest()[:16]}"
    return cache.Plan(key, lambda folder: made.make(kg, folder, previous), lambda folder: made.usable(kg, folder))


class Sites:
    """The site that is served, and the way to the next one."""

    def __init__(self, settings: Settings, opening: Callable[[Settings, str | None], Site] = open_site) -> None:
        """Prepare; :meth:`start` opens the first site.

        ``warm`` may be set to what reads into memory what the first visitors of a site would have to wait for.
        """
        self.warm: Callable[[Site], object] = lambda site: None
        self.settings = settings
        self._opening = opening
        self._current: Site | None = None
        self._switching, self._renewing = asyncio.Lock(), asyncio.Lock()
        self._tasks: set[asyncio.Task[None]] = set()

    @property
    def current(self) -> Site:
        """The site that is served now."""
        assert self._current is not None, "no site is open yet"
        return self._current

    async def start(self) -> None:
        """Open the release anew and serve it from now on; what is served already goes on until then, and if it fails.

        Raises:
            KgError: The release cannot be opened.
        """
        async with self._switching:
            previous = self._current.release if self._current is not None else None
            site = await asyncio.to_thread(self._opening, self.settings, previous)
            try:
                await asyncio.to_thread(self.warm, site)
                await site.pool.start()
            except BaseException:
                await site.close()
                raise
            site.pool.when_broken = self._renew
            old, self._current = self._current, site
            if old is not None and old.users == 0:
                self._retire(old)

    @contextlib.contextmanager
    def visit(self) -> Iterator[Site]:
        """The current site, kept open until the block ends."""
        site = self.current
        site.users += 1
        try:
            yield site
        finally:
            site.users -= 1
            if site is not self._current and site.users == 0:
                self._retire(site)

    def _retire(self, site: Site) -> None:
        self._later(site.close())

    async def renew(self, gone: Site) -> None:
        """Open the release anew in the place of a site whose files are gone; only once for all who find that out.

        Raises:
            KgError: The release cannot be opened.
        """
        async with self._renewing:
            if self._current is gone:
                await self.start()

    def _renew(self) -> None:
        """Make anew what the store was made of; the pool asks again while that does not help."""

        async def renew() -> None:
            with contextlib.suppress(KgError, OSError):
                await self.start()

        if not self._switching.locked():
            self._later(renew())

    def _later(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def close(self) -> None:
        """Close what is open."""
        if self._current is not None:
            await self._current.close()
        await asyncio.gather(*self._tasks, return_exceptions=True)


def site_of(request: Request) -> Site:
    """The site that answers a request, the same one from its start to its end."""
    site = request.scope["state"]["site"]
    assert isinstance(site, Site)
    return site
