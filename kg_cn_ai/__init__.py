"""An open RDF knowledge graph of China's AI ecosystem: ``kg = kg_cn_ai.load()``."""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from kg_cn_ai.knowledge_graph import KnowledgeGraph, load

    __version__: str

__all__ = ["KnowledgeGraph", "__version__", "load"]


def __getattr__(name: str) -> Any:
    # The graph's libraries are loaded when the graph is, not when some small module of the package is.
    if name == "__version__":
        from importlib.metadata import version

        return version("kg-cn-ai")
    if name in ("KnowledgeGraph", "load"):
        from kg_cn_ai import knowledge_graph

        return getattr(knowledge_graph, name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
