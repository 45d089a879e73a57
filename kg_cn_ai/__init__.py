"""An open RDF knowledge graph of China's AI ecosystem: ``kg = kg_cn_ai.load()``."""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from kg_cn_ai.knowledge_graph import KnowledgeGraph, load

__all__ = ["KnowledgeGraph", "load"]


def __getattr__(name: str) -> Any:
    # The graph's libraries are loaded when the graph is, not when some small module of the package is.
    if name in __all__:
        from kg_cn_ai import knowledge_graph

        return getattr(knowledge_graph, name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
