"""What many test modules share."""

from collections.abc import Iterator

import pytest
from service import Service, serving, tiny_release

from kg_cn_ai.web.pool import Limits
from kg_cn_ai.web.site import Settings


@pytest.fixture(scope="session")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    """The web service over the tiny corpus, with a short time limit."""
    folder = tmp_path_factory.mktemp("service")
    settings = Settings(
        tiny_release(folder), "https://kg.example.org/", folder / "cache", Limits(seconds=3, memory=512, workers=2)
    )
    with serving(settings) as running:
        yield running
