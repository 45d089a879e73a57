"""What the service makes of a release once, and keeps in the cache beside it."""

import shutil
from pathlib import Path

from pyoxigraph import RdfFormat, serialize

from kg_cn_ai import namespaces
from kg_cn_ai.cache import load_store
from kg_cn_ai.knowledge_graph import KnowledgeGraph
from kg_cn_ai.web import description


def code() -> list[str]:
    """The modules that decide what is made; another version of them makes it anew."""
    return [__file__, description.__file__, namespaces.__file__]


def make(kg: KnowledgeGraph, folder: Path, previous: str | None) -> None:
    """Fill a folder with what is made of a release.

    ``release`` is a copy of its files, which stays while a newer release takes the place of the folder it came from;
    ``description.nt`` says what the release is; ``store`` has both, as queries see them.

    Args:
        kg: The release.
        folder: An empty folder.
        previous: Id of the release that was served before this one, where there was one.

    Raises:
        OSError: The folder cannot be written, or is full.
    """
    release = folder / "release"
    release.mkdir()
    for name in (*kg.manifest["files"], "manifest.json"):
        shutil.copyfile(kg.release_dir / name, release / name)
    triples = description.describe(kg.store, kg.manifest, kg.questions.values(), previous)
    lines = serialize(triples, format=RdfFormat.N_TRIPLES)
    assert lines is not None
    (folder / "description.nt").write_bytes(b"".join(sorted(set(lines.splitlines(keepends=True)))))
    load_store([release / "kg.nt", folder / "description.nt"], folder / "store")
