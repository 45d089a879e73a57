"""What many test modules share."""

from collections.abc import Iterator

import hypothesis
import pytest
from service import Service, serving, tiny_release

from kg_cn_ai.web.processes.limits import Limits
from kg_cn_ai.web.release.site import Settings

# How long an example takes on the clock depends on what else the machine does.
hypothesis.settings.register_profile("unhurried", deadline=None)
hypothesis.settings.load_profile("unhurried")


@pytest.fixture(scope="session", autouse=True)
def _own_cache(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Iterator[None]:
    """The package's own data is built once for all processes of the tests; nobody takes anything away."""
    base = tmp_path_factory.getbasetemp()
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_CACHE_HOME", str((base if worker_id == "master" else base.parent) / "own-cache"))
        yield


@pytest.fixture(scope="session")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    """The web service over the tiny corpus, with a short time limit."""
    folder = tmp_path_factory.mktemp("service")
    settings = Settings(
        tiny_release(folder), "https://kg.example.org/", folder / "cache", Limits(seconds=6, memory=512, workers=2)
    )
    with serving(settings) as running:
        yield running
