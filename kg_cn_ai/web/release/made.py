"""What the service makes of a release once, and keeps in the cache beside it."""

import hashlib
import json
from pathlib import Path
from typing import Final

from pyoxigraph import RdfFormat, Store, serialize

from kg_cn_ai import namespaces
from kg_cn_ai.cache import copy, load_store
from kg_cn_ai.knowledge_graph import KnowledgeGraph
from kg_cn_ai.web.release import description

IN_MEMORY: Final = 64 * 2**20
"""Bytes of N-Triples that each process that answers queries may hold in memory; some 430,000 triples, 150 MB."""


def code() -> list[str]:
    """The modules that decide what is made; another version of them makes it anew."""
    return [__file__, description.__file__, namespaces.__file__]


def make(kg: KnowledgeGraph, folder: Path, previous: str | None) -> None:
    """Fill a folder with what is made of a release.

    ``release`` is a copy of its files, which stays while a newer release takes the place of the folder it came from;
    ``description.nt`` says what the release is; ``store`` has both where they are too large for the memory of a process
    that answers queries.

    Args:
        kg: The release.
        folder: An empty folder.
        previous: Id of the release that was served before this one, where there was one.

    Raises:
        Exchanged: The folder that the release came from holds another one by now.
        OSError: The folder cannot be written, or is full.
    """
    release = folder / "release"
    release.mkdir()
    for name, entry in kg.manifest["files"].items():
        copy(kg.release_dir, name, release / name, entry["sha256"])
    (release / "manifest.json").write_text(
        json.dumps(kg.manifest, indent=1, ensure_ascii=False) + "\n", encoding="utf-8", newline="\n"
    )
    triples = description.describe(kg.store, kg.manifest, kg.questions.values(), previous)
    lines = serialize(triples, format=RdfFormat.N_TRIPLES)
    assert lines is not None
    (folder / "description.nt").write_bytes(b"".join(sorted(set(lines.splitlines(keepends=True)))))
    graphs = _graphs(folder)
    if sum(file.stat().st_size for file in graphs) > IN_MEMORY:
        load_store(graphs, folder / "store")


def sources(folder: Path) -> list[Path]:
    """Where queries find the release and its description: N-Triples to be read into memory, or a store on disk."""
    store = folder / "store"
    return [store] if store.exists() else _graphs(folder)


def usable(kg: KnowledgeGraph, folder: Path) -> bool:
    """Whether a folder that was filled before still has what belongs to a release."""
    graph, described = _graphs(folder)
    try:
        with graph.open("rb") as file:
            same = hashlib.file_digest(file, "sha256").hexdigest() == kg.manifest["release"]
        same = same and f'"{kg.manifest["release"]}"' in described.read_text(encoding="utf-8")
        store = folder / "store"
        return same and (not store.exists() or bool(Store.read_only(str(store)).query(holds(kg))))
    except (OSError, RuntimeError, ValueError):  # what pyoxigraph raises for a store that is damaged
        return False


def holds(kg: KnowledgeGraph) -> str:
    """An ASK query that is true of the release and of no other."""
    return f'ASK {{ <{description.DATASET}> <{namespaces.DCTERMS}identifier> "{kg.manifest["release"]}" }}'


def _graphs(folder: Path) -> list[Path]:
    return [folder / "release" / "kg.nt", folder / "description.nt"]
