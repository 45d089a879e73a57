"""Running the service: the server, its signals, and the watch for a new release."""

import asyncio
import contextlib
import gc
import os
import re
import signal
import socket
import sys
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from ipaddress import ip_address
from pathlib import Path
from typing import Any, Final

import uvicorn

from kg_cn_ai.errors import InputError, KgError
from kg_cn_ai.web.app import make_app
from kg_cn_ai.web.connections import Connection, most_connections
from kg_cn_ai.web.fronts import Fronts, shared
from kg_cn_ai.web.processes.limits import Limits
from kg_cn_ai.web.release.site import WHOLE, Settings, Sites

_WATCH: Final = 1.0
"""Seconds between two looks at the release folder."""

_GRACE: Final = 5
"""Seconds for requests that are under way when the service is told to end."""

_LAST: Final = 2
"""Of these, the seconds in which a query that is still at work is told so, and its answer sent."""

_IDLE: Final = 20


def run(
    release: Path | None,
    *,
    host: str,
    port: int,
    base: str | None,
    reload: bool,
    limits: Mapping[str, Any],
    whole_up_to: int = WHOLE,
    processes: int = 1,
    said: Callable[[str], None],
) -> None:
    """Serve a release until the process is told to end (SIGINT, SIGTERM).

    SIGHUP opens the release anew and serves it from then on without a failed request; a release that cannot be opened
    is reported, and the old one goes on.

    Args:
        release: Release folder; None takes the package's own data.
        host: Address to listen at.
        port: Port; 0 takes a free one.
        base: Address of the service as its visitors write it; None takes the one it listens at, and of several the one
            that leads to other machines.
        reload: Whether to watch the release folder and do as on SIGHUP when it changes.
        limits: Of :class:`~kg_cn_ai.web.processes.limits.Limits`, those that are not the default.
        whole_up_to: As in :class:`~kg_cn_ai.web.release.site.Settings`.
        processes: Processes that take requests; the places for queries are shared out among them.
        said: Takes lines for the operator; one says where the service is.

    Raises:
        KgError: The release cannot be opened, the address is no web address, or the port is taken.
    """
    if base is not None and not re.fullmatch(r"https?://[^/?#\s]+(/[^?#\s]*)?", base):
        raise InputError(f"--base {base} is no web address", hint="write it as https://kg.example.org/")
    if reload and release is None:
        raise InputError(
            "--reload watches a release folder, and none is named", hint="add --release FOLDER before serve"
        )
    for service in limits.get("services", ()):
        if not re.fullmatch(r"https?://[^\s<>\"]+", service):
            raise InputError(f"--allow-service {service} is no web address", hint="write the endpoint's whole IRI")
    with _listening(host, port, several=processes > 1) as listener:
        reached = _reached(host)
        shown = f"[{reached}]" if ":" in reached else reached
        own = f"http://{shown}:{listener.getsockname()[1]}/"
        address = own if base is None else base.rstrip("/") + "/"
        places = shared(Limits(**limits), processes)
        settings = Settings(release, address, limits=places, whole_up_to=whole_up_to)
        others = Fronts(processes - 1, partial(_beside, settings, host, listener.getsockname()[1], own, reload))
        with asyncio.Runner(loop_factory=_loop()) as runner:
            runner.run(_serve(settings, lambda: contextlib.nullcontext(listener), own, reload, said, others))


def _beside(settings: Settings, host: str, port: int, own: str, reload: bool) -> None:
    """Serve in a process beside the first one, which says what there is to say."""
    listen = partial(_listening, host, port, several=True)
    with asyncio.Runner(loop_factory=_loop()) as runner:
        runner.run(_serve(settings, listen, own, reload, lambda line: None))


class _Server(uvicorn.Server):
    """uvicorn's server, which ends by itself on a signal instead of raising it again."""

    def __init__(self, config: uvicorn.Config, sites: Sites) -> None:
        super().__init__(config)
        self.sites = sites

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Let requests come to their end; queries that do not are told that the service ends."""

        async def end_queries() -> None:
            await asyncio.sleep(_GRACE - _LAST)
            await self.sites.current.pool.close()

        ending = asyncio.create_task(end_queries())
        await super().shutdown(sockets)
        ending.cancel()

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Have SIGINT and SIGTERM end the service in order; a second one ends it at once."""
        loop = asyncio.get_running_loop()
        for number in (signal.SIGINT, signal.SIGTERM):
            if sys.platform == "win32":
                signal.signal(number, self.handle_exit)
            else:
                loop.add_signal_handler(number, self.handle_exit, number, None)
        yield


@contextlib.contextmanager
def _listening(host: str, port: int, *, several: bool) -> Iterator[socket.socket]:
    if several and not hasattr(socket, "SO_REUSEPORT"):
        raise InputError("several processes cannot listen at one address on this system", hint="leave out --processes")
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        listener = socket.create_server((host, port), family=family, backlog=2048, reuse_port=several)
    except OSError as error:
        raise InputError(
            f"{host}:{port} cannot be listened at: {os.strerror(error.errno or 0)}",
            hint="name another --port, or 0 for any free one",
        ) from error
    with listener:
        yield listener


def _reached(host: str) -> str:
    """The address that others reach this machine at, where ``host`` stands for all of its addresses."""
    try:
        if not ip_address(host).is_unspecified:
            return host
    except ValueError:  # a name
        return host
    family, elsewhere = (socket.AF_INET6, "2001:db8::1") if ":" in host else (socket.AF_INET, "192.0.2.1")
    with contextlib.suppress(OSError), socket.socket(family, socket.SOCK_DGRAM) as way:
        way.connect((elsewhere, 9))  # nothing is sent: the system only chooses the way, and with it the own address
        return str(way.getsockname()[0])
    return "::1" if family == socket.AF_INET6 else "127.0.0.1"


def _loop() -> Callable[[], asyncio.AbstractEventLoop] | None:
    try:
        import uvloop
    except ImportError:  # Windows
        return None
    return uvloop.new_event_loop


async def _serve(
    settings: Settings,
    listen: Callable[[], contextlib.AbstractContextManager[socket.socket]],
    own: str,
    reload: bool,
    said: Callable[[str], None],
    others: Fronts | None = None,
) -> None:
    sites = Sites(settings)
    config = uvicorn.Config(
        make_app(sites),
        http=Connection,
        log_level="error",  # of the service alone: no visitor can fill the log
        access_log=False,
        server_header=False,
        proxy_headers=False,
        timeout_graceful_shutdown=_GRACE,
        timeout_keep_alive=_IDLE,
        limit_concurrency=most_connections(),
        lifespan="off",
    )
    said("opening the release …")
    await sites.start()
    _settle()
    watches = [asyncio.create_task(_on_hangup(sites, said, others))]
    if others is not None:
        watches.append(asyncio.create_task(others.keep()))
    if reload:
        watches.append(asyncio.create_task(_on_change(sites, said)))
    said(f"serving release {sites.current.release[:12]} at {own}")
    try:
        # Not before it can answer: the system gives connections to whoever listens.
        with listen() as listener:
            await _Server(config, sites).serve([listener])
    finally:
        for watch in watches:
            watch.cancel()
        if others is not None:
            others.end()
        await sites.close()


def _settle() -> None:
    """Keep the collector of garbage from going through the release, which stays, again and again."""
    gc.unfreeze()
    gc.collect()
    gc.freeze()


async def _reopen(sites: Sites, said: Callable[[str], None]) -> None:
    before = sites.current.release
    try:
        await sites.start()
    except (KgError, OSError) as error:
        said(f"the release cannot be opened, so {before[:12]} is still served: {error}")
    else:
        _settle()
        said(f"serving release {sites.current.release[:12]}")


async def _on_hangup(sites: Sites, said: Callable[[str], None], others: Fronts | None) -> None:
    if sys.platform == "win32":
        return
    hangup = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGHUP, hangup.set)
    while await hangup.wait():
        hangup.clear()
        await _reopen(sites, said)
        if others is not None:
            others.renew()


async def _on_change(sites: Sites, said: Callable[[str], None]) -> None:
    """Reopen whenever the manifest of the release folder is another one."""
    if sites.settings.release is None:
        return
    manifest = sites.settings.release / "manifest.json"
    seen = _stamp(manifest)
    while True:
        await asyncio.sleep(_WATCH)
        now = _stamp(manifest)
        if now not in (None, seen):
            seen = now
            await _reopen(sites, said)


def _stamp(path: Path) -> tuple[int, int, int] | None:
    with contextlib.suppress(OSError):
        status = path.stat()
        return status.st_ino, status.st_mtime_ns, status.st_size
    return None
