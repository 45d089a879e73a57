"""From authored files to the release: one flat, triple-only RDF graph, and the folder that holds it.

Load, then rules. Everything authored goes into one in-memory Oxigraph store; ``ontology/rules/*.rq`` run in name order,
each a plain CONSTRUCT whose triples join the default graph. Two steps are not SPARQL and stand between the rules that
make statements and those that compare them: the bounds of dates, which the ``edtf`` library computes, and the labels of
records.

The default graph at the end is the release. Its N-Triples, sorted by bytes, are the same for the same input; their
SHA-256 is the release id.
"""

import hashlib
import json
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Final

from pyoxigraph import DefaultGraph, Literal, NamedNode, Quad, RdfFormat, Store

from kg_cn_ai.authoring.corpus import Corpus, read_corpus
from kg_cn_ai.authoring.problem import problem_at
from kg_cn_ai.data import data_dir
from kg_cn_ai.date_bounds import date_bounds
from kg_cn_ai.dates import bounds
from kg_cn_ai.errors import InputError
from kg_cn_ai.files import write_folder
from kg_cn_ai.namespaces import CNAI, EDTF, PREFIXES, SELECTOR, SOURCE, STATEMENT
from kg_cn_ai.record_labels import record_labels
from kg_cn_ai.turtle import from_ntriples

TITLE: Final = "kg-cn-ai: knowledge graph of China's AI ecosystem"
TITLE_ZH: Final = "kg-cn-ai：中国人工智能生态知识图谱"
LICENSE: Final = "https://creativecommons.org/licenses/by/4.0/"
ATTRIBUTION: Final = "kg-cn-ai contributors, CC BY 4.0"

_STEPS_BEFORE: Final = "60"
_EDTF: Final = NamedNode(EDTF)
_CONSTRUCT: Final = re.compile(r"^CONSTRUCT\b", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class FileEntry:
    """A file of the release: SHA-256 in hex and size in bytes."""

    sha256: str
    bytes: int


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a release folder holds; stored as ``manifest.json``.

    ``release`` is the SHA-256 of ``kg.nt``. ``counts`` are numbers of triples, things, records, statements, ties, spans
    and documents. ``previous`` is the release that this one follows, where the builder was told.
    """

    title: str
    release: str
    licence: str
    attribution: str
    counts: dict[str, int]
    files: dict[str, FileEntry]
    previous: str | None = None


Inspect = Callable[[Corpus, Store], None]
"""Looks at what was built before anything is written, and raises where it must not be."""

Pages = Callable[[Store, str], Mapping[str, str]]
"""Makes pages for a release: from its store and its release id to file names and texts."""


def flat_graph(corpus: Corpus) -> Store:
    """An in-memory store whose default graph is the release's graph; its named graphs are the spans as authored.

    Raises:
        InputError: A date cannot be read, or a rule is not SPARQL.
    """
    store = Store()
    for file in corpus.files():
        store.extend(file.quads)
    before = [rule for rule in corpus.rules if rule[0] < _STEPS_BEFORE]
    apply_rules(store, before)
    try:
        steps = (*record_labels(store), *date_bounds(store))
    except InputError as error:
        raise _placed(error, corpus) from error
    store.extend(Quad(t.subject, t.predicate, t.object) for t in steps)
    apply_rules(store, corpus.rules[len(before) :])
    return store


def apply_rules(store: Store, rules: Iterable[tuple[str, str]]) -> None:
    """Run CONSTRUCT queries in order and add what each makes to the store's default graph.

    The engine inserts what it finds itself: in Python the triples would take half of the time.

    Raises:
        InputError: A rule cannot be parsed.
    """
    for name, text in rules:
        try:
            store.update(_CONSTRUCT.sub("INSERT", text, count=1))
        except SyntaxError as error:
            place = re.search(r"error at (\d+):(\d+)", str(error))
            where = f"ontology/rules/{name}" + (f":{place[1]}:{place[2]}" if place else "")
            raise InputError(f"the rule is not SPARQL: {error.msg}", where=where, hint="mend the rule") from error


def _placed(error: InputError, corpus: Corpus) -> InputError:
    for file in corpus.files():
        for quad in file.quads:
            if isinstance(quad.object, Literal) and quad.object.datatype == _EDTF:
                try:
                    bounds(quad.object.value)
                except InputError as found:
                    place = problem_at("date", file, quad, found.what, found.hint or "").where
                    return InputError(found.what, where=place, hint=found.hint)
    return error


def ntriples(store: Store) -> bytes:
    """The default graph as N-Triples, one line a triple, sorted by bytes."""
    lines = store.dump(format=RdfFormat.N_TRIPLES, from_graph=DefaultGraph())
    assert lines is not None
    return b"".join(sorted(lines.splitlines(keepends=True)))


def is_core(line: str) -> bool:
    """Whether a triple, as a line of N-Triples, belongs to the graph without statements, spans and links to them."""
    if line.startswith((f"<{STATEMENT}", f"<{SELECTOR}")):
        return False
    subject, predicate, value = line.split(" ", 2)
    is_span = subject.startswith(f"<{SOURCE}") and "#" in subject
    # A tie may sum statements up; in the core it stands without them.
    linked = value.startswith(f"<{STATEMENT}")
    return not is_span and not linked and predicate != f"<{CNAI}evidence>"


def counts(store: Store) -> dict[str, int]:
    """Numbers of triples, things, records, statements, ties, spans and documents of a built store."""

    def number(pattern: str, what: str = "DISTINCT ?x") -> int:
        rows = store.query(f"SELECT (COUNT({what}) AS ?n) WHERE {{ {pattern} }}", prefixes=PREFIXES)
        return int(next(iter(rows))["n"].value)  # type: ignore[arg-type]

    return {
        "triples": number("?s ?p ?o", "*"),
        "things": number(
            '?x a ?class . FILTER(STRSTARTS(STR(?x), "https://w3id.org/kg-cn-ai/id/")) '
            "MINUS { ?x a cnai:Record } MINUS { ?x a cnai:Statement } MINUS { ?x a cnai:Tie } "
            "MINUS { ?any oa:hasSelector ?x }"
        ),
        "records": number("?x a cnai:Record"),
        "statements": number("?x a cnai:Statement"),
        "ties": number("?x a cnai:Tie"),
        "spans": number("?x a oa:SpecificResource . MINUS { ?x cnai:leftOut ?why }"),
        "documents": number("?x a cnai:SourceDocument"),
    }


def build_release(
    target: Path,
    *,
    data: Path | None = None,
    previous: Path | None = None,
    inspect: Inspect | None = None,
    pages: Pages | None = None,
) -> Manifest:
    """Build the graph and write the release folder ``target``, all of it or nothing.

    Args:
        target: The release folder. An older release there is replaced; a folder that is something else is refused.
        data: Folder with ``graph/`` and ``ontology/``; the package's own by default.
        previous: Folder of the release that this one follows; where that has the same graph, this one follows what
            that one follows.
        inspect: Looks at the graph first; nothing is looked at by default.
        pages: Makes the HTML pages that go with the graph; none by default.

    Raises:
        InputError: The data, the target or the previous release cannot be used. The target is then as it was.
    """
    _refuse_foreign(target)
    before = read_manifest(previous) if previous is not None else {"release": None}
    corpus = read_corpus(data or data_dir())
    store = flat_graph(corpus)
    if inspect is not None:
        inspect(corpus, store)
    nt = ntriples(store)
    release = hashlib.sha256(nt).hexdigest()
    lines = nt.decode().removesuffix("\n").split("\n")
    contents = {
        "kg.nt": nt,
        "kg.ttl": from_ntriples(lines),
        "core.ttl": from_ntriples(line for line in lines if is_core(line)),
    }
    if pages is not None:
        contents |= {name: text.encode() for name, text in pages(store, release).items()}
    manifest = Manifest(
        title=TITLE,
        release=release,
        licence=LICENSE,
        attribution=ATTRIBUTION,
        counts=counts(store),
        files={name: FileEntry(hashlib.sha256(body).hexdigest(), len(body)) for name, body in sorted(contents.items())},
        previous=before.get("previous") if before["release"] == release else before["release"],
    )
    contents["manifest.json"] = (json.dumps(asdict(manifest), indent=1, ensure_ascii=False) + "\n").encode()
    write_folder(target, contents)
    return manifest


def read_manifest(release: Path) -> dict[str, Any]:
    """The manifest of a release folder.

    Raises:
        InputError: There is none, or it is not JSON with a release id.
    """
    try:
        found = json.loads((release / "manifest.json").read_text(encoding="utf-8"))
        found["release"]
    except (OSError, ValueError, LookupError, TypeError) as error:
        raise InputError(
            "this folder holds no release", where=str(release), hint="Make one with: kg-cn-ai build -o FOLDER"
        ) from error
    return dict(found)


def _refuse_foreign(target: Path) -> None:
    if not target.exists():
        return
    if not target.is_dir():
        raise InputError("is a file, not a release folder", where=str(target), hint="name another folder with -o")
    try:
        ours = {"manifest.json", *read_manifest(target).get("files", ())}
    except InputError:
        ours = set()
    if others := sorted({p.name for p in target.iterdir()} - ours):
        raise InputError(
            f"the folder holds what is no part of a release ({', '.join(others[:3])}), so it is left alone",
            where=str(target),
            hint="move it away, or name an empty or a new folder with -o",
        )
