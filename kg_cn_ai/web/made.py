"""What the service makes of a release once, and keeps in the cache beside it."""

from pathlib import Path

from kg_cn_ai.knowledge_graph import KnowledgeGraph


def code() -> list[str]:
    """The modules that decide what is made; another version of them makes it anew."""
    return [__file__]


def make(kg: KnowledgeGraph, folder: Path) -> None:
    """Fill a folder with what is made of a release: ``store``, the graph as queries see it.

    A module that needs something of its own adds a call here, and its file to :func:`code`.

    Raises:
        OSError: The folder cannot be written, or is full.
    """
    from kg_cn_ai.cache import load_store

    load_store([kg.release_dir / "kg.nt"], folder / "store")
