"""The real service for tests: uvicorn in a thread of this process, over a release in a temporary cache."""

import asyncio
import atexit
import shutil
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache, partial
from pathlib import Path

import httpx
import tiny
import uvicorn
import uvloop

from kg_cn_ai.build import build_release
from kg_cn_ai.pages.release import pages
from kg_cn_ai.web.app import make_app
from kg_cn_ai.web.connections import Connection
from kg_cn_ai.web.release.site import Settings, Site, Sites


@dataclass
class Service:
    """A running service: its address without the last slash, a client for it, and the loop it runs in."""

    url: str
    client: httpx.Client
    sites: Sites
    loop: asyncio.AbstractEventLoop

    @property
    def site(self) -> Site:
        return self.sites.current

    def get(self, path: str, **headers: str) -> httpx.Response:
        """GET a path; headers are given with underscores for dashes."""
        return self.client.get(path, headers={name.replace("_", "-"): value for name, value in headers.items()})


def tiny_release(folder: Path) -> Path:
    """A release of the tiny corpus, with its pages, in a folder."""
    target = folder / "release"
    shutil.copytree(_built(), target)
    return target


@cache
def _built() -> Path:
    folder = Path(tempfile.mkdtemp(prefix="kg-cn-ai-tests-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    data = tiny.write(folder / "data")
    build_release(folder / "release", data=data, pages=partial(pages, data=data))
    return folder / "release"


@contextmanager
def serving(settings: Settings) -> Iterator[Service]:
    """Serve on a free port of 127.0.0.1 until the block ends."""
    sites = Sites(settings)
    config = uvicorn.Config(
        make_app(sites), port=0, http=Connection, log_level="error", lifespan="off", timeout_graceful_shutdown=1
    )
    server = uvicorn.Server(config)
    started = threading.Event()
    found: list[asyncio.AbstractEventLoop] = []
    trouble: list[BaseException] = []

    async def run() -> None:
        found.append(asyncio.get_running_loop())
        try:
            await sites.start()
            socket = config.bind_socket()
            ports.append(socket.getsockname()[1])
            started.set()
            await server.serve([socket])
        except BaseException as error:
            trouble.append(error)
            raise
        finally:
            started.set()
            await sites.close()

    ports: list[int] = []

    def work() -> None:
        with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
            runner.run(run())

    thread = threading.Thread(target=work, daemon=True)
    thread.start()
    started.wait(60)
    while not (server.started or trouble):
        time.sleep(0.01)
    if trouble:
        raise trouble[0]
    url = f"http://127.0.0.1:{ports[0]}"
    try:
        with httpx.Client(base_url=url, timeout=30) as client:
            yield Service(url, client, sites, found[0])
    finally:
        server.should_exit = True
        thread.join(20)
