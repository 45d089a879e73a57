"""What an asker should know of a query that ran: names that the graph does not have, retired IRIs, silent mistakes.

Each note is a sentence in English and Chinese; where the query can be mended, the first one carries the query that was
meant, ready to run.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from kg_cn_ai.namespaces import DCTERMS, ID, PREFIXES, curie
from kg_cn_ai.query.text import QueryText, nearest
from kg_cn_ai.query.traps import Edit, Rows, suspects, traps

__all__ = ["MOST", "Note", "notes"]

MOST = 5
"""Most notes on one query."""

_LONGEST_NAME = 100
_LONGEST = 2_000
"""Characters of a mended query that is worth showing."""


@dataclass(frozen=True, slots=True)
class Note:
    """A note in English and Chinese; ``query`` is what was meant, or empty."""

    en: str
    zh: str
    query: str = ""

    def said(self, language: str = "en") -> str:
        """The note as one text, with the query."""
        text = self.zh if language == "zh" else self.en
        works = "改为以下查询即可" if language == "zh" else "this query works"
        if not self.query:
            return text
        return f"{text}；{works}：\n{self.query}" if language == "zh" else f"{text}; {works}:\n{self.query}"


def notes(query: QueryText, absent: Iterable[str], subjects: Callable[[str], Iterable[str]], rows: Rows) -> list[Note]:
    """The notes on a query.

    Args:
        query: The query.
        absent: The IRIs of the project that no triple has, as the worker tells them.
        subjects: From a namespace to the IRIs in it that the graph says something about.
        rows: Runs a SELECT over the release.
    """
    found: list[Note] = []
    edits: list[Edit] = []
    for text, zh, changes in (*_retired(query, rows), *_trapped(query, rows)):
        found.append(Note(text, zh))
        edits += changes
    mended = _edited(query.text, edits)
    if found and mended and len(mended) <= _LONGEST:
        found[0] = Note(found[0].en, found[0].zh, mended)
    return [*found, *_absent(query, absent, subjects)][:MOST]


def _trapped(query: QueryText, rows: Rows) -> list[tuple[str, str, tuple[Edit, ...]]]:
    if not (suspected := suspects(query)):
        return []
    return [(*trap.texts, trap.edits) for trap in traps(query, suspected, rows)]


def _retired(query: QueryText, rows: Rows) -> list[tuple[str, str, tuple[Edit, ...]]]:
    """Retired IRIs that a query asks about; one that asks for the retirement itself knows."""
    replaced = f"{DCTERMS}isReplacedBy"
    things = [iri for iri in query.own_terms() if iri.startswith(ID)]
    if not things or any(name.iri == replaced for name in query.names):
        return []
    values = " ".join(f"<{iri}>" for iri in things[:200])
    found = rows(
        f"SELECT ?old ?new {{ VALUES ?old {{ {values} }} ?old <{replaced}>+ ?new MINUS {{ ?new <{replaced}> ?x }} }}"
    )
    made = []
    for old, new in found:
        names = [name for name in query.names if name.iri == old and not name.in_template]
        edits = tuple((name.offset, name.offset + len(name.written), _written(query, new)) for name in names)
        en = f"{names[0].written} is retired: {curie(new)} stands in its place"
        made.append((en, f"{names[0].written} 已停用，由 {curie(new)} 取代", edits))
    return made


def _written(query: QueryText, iri: str) -> str:
    name = curie(iri)
    prefix = name.partition(":")[0]
    return name if query.declared.get(prefix, PREFIXES.get(prefix)) == PREFIXES.get(prefix) else f"<{iri}>"


def _edited(text: str, edits: list[Edit]) -> str:
    """The text with its edits; empty where there are none, or two of them overlap."""
    end = len(text) + 1
    for start, stop, new in sorted(set(edits), reverse=True):
        if stop > end:
            return ""
        text, end = text[:start] + new + text[stop:], start
    return text if edits else ""


def _absent(query: QueryText, absent: Iterable[str], subjects: Callable[[str], Iterable[str]]) -> list[Note]:
    """A note for each name of the project that no triple has, with the nearest one that some has."""
    written = query.own_terms()
    found = []
    for iri in list(absent)[:MOST]:
        namespace = iri[: max(iri.rfind("#"), iri.rfind("/")) + 1]
        local = iri[len(namespace) :]
        near = _like(iri, namespace, local, subjects) if len(local) <= _LONGEST_NAME else None
        en, zh = f"{written[iri]} does not occur in the graph", f"图谱中没有 {written[iri]}"
        if near:
            en, zh = f"{en}; did you mean {near}?", f"{zh}；是否想写 {near}？"
        found.append(Note(en, zh))
    return found


def _like(iri: str, namespace: str, local: str, subjects: Callable[[str], Iterable[str]]) -> str | None:
    """The name that was meant: one that is alike, or one under the folder that a prefix stands for."""
    known = {other[len(namespace) :]: other for other in subjects(namespace)}
    if (near := nearest(local, known)) is not None:
        return curie(known[near])
    prefix = namespace.rstrip("/").rpartition("/")[2]  # …/concept/mtype/llm: mtype: stands for …/concept/model-type/
    folder = PREFIXES.get(prefix, namespace)
    if folder == namespace or folder + local not in set(subjects(folder)):
        return None
    return f"{prefix}:{local} (<{folder}{local}>)"
