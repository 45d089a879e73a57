"""What the data says of itself, for machines: VoID, DCAT 3, prefix declarations, and the questions as executables.

The description is RDF beside the release's graph: it counts that graph, so it cannot be a part of it. It stands in the
store that queries see, where editors look for classes, properties, prefixes and examples, and at ``/.well-known/void``.
Addresses in it are those of the w3id namespace, so the same release has the same description wherever it is served.
No node is blank: partitions and checksums have IRIs under ``…/void#``.
"""

import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlsplit

from pyoxigraph import DefaultGraph, Literal, NamedNode, Store, Triple

from kg_cn_ai.build import ATTRIBUTION, LICENSE, TITLE, TITLE_ZH
from kg_cn_ai.namespaces import BASE, DCTERMS, ENDPOINT, OWL, PREFIXES, RDF, RDFS, SKOS, XSD, curie

if TYPE_CHECKING:
    from kg_cn_ai.query.questions import Question

VOID: Final = "http://rdfs.org/ns/void#"
DCAT: Final = "http://www.w3.org/ns/dcat#"
SHACL: Final = "http://www.w3.org/ns/shacl#"
SPDX: Final = "http://spdx.org/rdf/terms#"
VOID_EXT: Final = "http://ldf.fi/void-ext#"
FOAF: Final = "http://xmlns.com/foaf/0.1/"
NAMES: Final = {
    **PREFIXES, "void": VOID, "dcat": DCAT, "sh": SHACL, "spdx": SPDX, "void-ext": VOID_EXT,
}  # fmt: skip
"""Prefixes of the description's Turtle."""

DATASET: Final = f"{BASE}dataset"
QUESTION: Final = f"{BASE}question/"
_NODE: Final = f"{BASE}void#"
_TYPE: Final = f"{RDF}type"
_SAME: Final = (f"{OWL}sameAs", f"{SKOS}exactMatch", f"{SKOS}closeMatch")
_MEDIA: Final = {
    ".nt": "application/n-triples", ".ttl": "text/turtle", ".html": "text/html", ".json": "application/json",
    ".nq": "application/n-quads", ".trig": "application/trig", ".jsonld": "application/ld+json",
    ".rdf": "application/rdf+xml", ".csv": "text/csv",
}  # fmt: skip

Term = NamedNode | Literal


class _Writer:
    """Collects triples; subjects and predicates are IRIs, plain strings as objects are IRIs too."""

    def __init__(self) -> None:
        self.triples: list[Triple] = []

    def add(self, subject: str, predicate: str, *objects: str | int | Term) -> None:
        for value in objects:
            term = Literal(value) if isinstance(value, int) else NamedNode(value) if isinstance(value, str) else value
            self.triples.append(Triple(NamedNode(subject), NamedNode(predicate), term))


def media_type(name: str) -> str:
    """The media type of a file of a release, by its ending."""
    return next((media for ending, media in _MEDIA.items() if name.endswith(ending)), "application/octet-stream")


def describe(
    store: Store, manifest: Mapping[str, Any], questions: Iterable["Question"], previous: str | None = None
) -> list[Triple]:
    """The description of a release.

    Args:
        store: Its graph.
        manifest: Its manifest.
        questions: The named questions.
        previous: Id of the release that was served before it; the one that its manifest names comes first.
    """
    write = _Writer()
    _dataset(write, manifest, manifest.get("previous") or previous)
    _distributions(write, manifest)
    _statistics(write, store)
    _prefixes(write)
    for question in questions:
        _question(write, question)
    return write.triples


def _dataset(write: _Writer, manifest: Mapping[str, Any], previous: str | None) -> None:
    release = str(manifest["release"])
    write.add(DATASET, _TYPE, f"{VOID}Dataset", f"{DCAT}Dataset")
    write.add(DATASET, f"{DCTERMS}title", Literal(TITLE, language="en"), Literal(TITLE_ZH, language="zh-hans"))
    write.add(DATASET, f"{DCTERMS}license", LICENSE)
    write.add(DATASET, f"{DCTERMS}rights", Literal(ATTRIBUTION, language="en"))
    write.add(DATASET, f"{DCTERMS}identifier", Literal(release))
    write.add(DATASET, f"{DCAT}version", Literal(release[:12]))
    write.add(DATASET, f"{OWL}versionInfo", Literal(release[:12]))
    write.add(
        DATASET, f"{DCTERMS}language", *(f"http://id.loc.gov/vocabulary/iso639-1/{code}" for code in ("en", "zh"))
    )
    write.add(DATASET, f"{FOAF}homepage", BASE)
    write.add(DATASET, f"{DCAT}landingPage", BASE)
    write.add(DATASET, f"{VOID}uriSpace", Literal(BASE))
    write.add(DATASET, f"{VOID}vocabulary", f"{BASE}ontology")
    write.add(DATASET, f"{VOID}sparqlEndpoint", ENDPOINT)
    if previous is not None and previous != release:
        write.add(DATASET, f"{DCAT}previousVersion", f"{BASE}release/{previous[:12]}")
    write.add(ENDPOINT, _TYPE, f"{DCAT}DataService")
    write.add(ENDPOINT, f"{DCTERMS}title", Literal("SPARQL 1.1 endpoint", language="en"))
    write.add(ENDPOINT, f"{DCAT}endpointURL", ENDPOINT)
    write.add(ENDPOINT, f"{DCAT}endpointDescription", ENDPOINT)
    write.add(ENDPOINT, f"{DCAT}servesDataset", DATASET)
    write.add(ENDPOINT, f"{DCTERMS}conformsTo", "https://www.w3.org/TR/sparql11-protocol/")


def _distributions(write: _Writer, manifest: Mapping[str, Any]) -> None:
    for name, entry in manifest["files"].items():
        file = f"{BASE}data/{name}"
        checksum = f"{_NODE}checksum-{name}"
        media = media_type(name)
        write.add(DATASET, f"{DCAT}distribution", file)
        if media in ("application/n-triples", "text/turtle"):
            write.add(DATASET, f"{VOID}dataDump", file)
            write.add(DATASET, f"{VOID}feature", f"http://www.w3.org/ns/formats/{_W3C[media]}")
        write.add(file, _TYPE, f"{DCAT}Distribution")
        write.add(file, f"{DCTERMS}title", Literal(name))
        write.add(file, f"{DCTERMS}license", str(manifest["licence"]))
        write.add(file, f"{DCAT}downloadURL", file)
        write.add(file, f"{DCAT}accessURL", f"{BASE}data/")
        write.add(file, f"{DCAT}mediaType", f"https://www.iana.org/assignments/media-types/{media}")
        size = Literal(str(entry["bytes"]), datatype=NamedNode(f"{XSD}nonNegativeInteger"))
        write.add(file, f"{DCAT}byteSize", size)
        write.add(file, f"{SPDX}checksum", checksum)
        write.add(checksum, _TYPE, f"{SPDX}Checksum")
        write.add(checksum, f"{SPDX}algorithm", f"{SPDX}checksumAlgorithm_sha256")
        hexadecimal = Literal(str(entry["sha256"]), datatype=NamedNode(f"{XSD}hexBinary"))
        write.add(checksum, f"{SPDX}checksumValue", hexadecimal)
    service = f"{_NODE}by-query"
    write.add(DATASET, f"{DCAT}distribution", service)
    write.add(service, _TYPE, f"{DCAT}Distribution")
    write.add(service, f"{DCTERMS}title", Literal("by query", language="en"))
    write.add(service, f"{DCTERMS}license", str(manifest["licence"]))
    write.add(service, f"{DCAT}accessURL", ENDPOINT)
    write.add(service, f"{DCAT}accessService", ENDPOINT)


_W3C: Final = {"application/n-triples": "N-Triples", "text/turtle": "Turtle"}


def _statistics(write: _Writer, store: Store) -> None:
    """Counts of the graph, partitions by class and property, and the links to other datasets."""
    classes: dict[str, list[str]] = {}
    for quad in store.quads_for_pattern(None, NamedNode(_TYPE), None, DefaultGraph()):
        if isinstance(quad.subject, NamedNode) and isinstance(quad.object, NamedNode):
            classes.setdefault(quad.subject.value, []).append(quad.object.value)
    members = Counter(name for found in classes.values() for name in found)
    uses: Counter[str] = Counter()
    of_class: Counter[tuple[str, str]] = Counter()
    leads: set[tuple[str, str, str, bool]] = set()
    links: Counter[tuple[str, str]] = Counter()
    subjects, objects = set(), set()
    total = 0
    for quad in store.quads_for_pattern(None, None, None, DefaultGraph()):
        subject, predicate, value = str(quad.subject.value), quad.predicate.value, quad.object  # type: ignore[union-attr]
        total += 1
        uses[predicate] += 1
        subjects.add(subject)
        objects.add(value)
        if isinstance(value, Literal):
            ends, literal = [value.datatype.value], True
        else:
            ends, literal = classes.get(value.value, []), False  # type: ignore[union-attr]
        for name in classes.get(subject, ()):
            of_class[name, predicate] += 1
            leads.update((name, predicate, end, literal) for end in ends)
        if predicate in _SAME and isinstance(value, NamedNode) and not value.value.startswith(BASE):
            links[predicate, f"{urlsplit(value.value).scheme}://{urlsplit(value.value).netloc}/"] += 1
    write.add(DATASET, f"{VOID}triples", total)
    write.add(DATASET, f"{VOID}entities", len(classes))
    write.add(DATASET, f"{VOID}classes", len(members))
    write.add(DATASET, f"{VOID}properties", len(uses))
    write.add(DATASET, f"{VOID}distinctSubjects", len(subjects))
    write.add(DATASET, f"{VOID}distinctObjects", len(objects))
    for name, number in members.items():
        part = f"{_NODE}class-{_slug(name)}"
        write.add(DATASET, f"{VOID}classPartition", part)
        write.add(part, f"{VOID}class", name)
        write.add(part, f"{VOID}entities", number)
    for predicate, number in uses.items():
        part = f"{_NODE}property-{_slug(predicate)}"
        write.add(DATASET, f"{VOID}propertyPartition", part)
        write.add(part, f"{VOID}property", predicate)
        write.add(part, f"{VOID}triples", number)
    for (name, predicate), number in of_class.items():
        part = f"{_NODE}class-{_slug(name)}/{_slug(predicate)}"
        write.add(f"{_NODE}class-{_slug(name)}", f"{VOID}propertyPartition", part)
        write.add(part, f"{VOID}property", predicate)
        write.add(part, f"{VOID}triples", number)
    for name, predicate, end, literal in leads:
        part = f"{_NODE}class-{_slug(name)}/{_slug(predicate)}"
        node = f"{part}/{_slug(end)}"
        write.add(part, f"{VOID_EXT}datatypePartition" if literal else f"{VOID}classPartition", node)
        write.add(node, f"{VOID_EXT}datatype" if literal else f"{VOID}class", end)
    for (predicate, space), number in links.items():
        linkset, other = f"{_NODE}links-{_slug(predicate)}-{_host(space)}", f"{_NODE}dataset-{_host(space)}"
        write.add(DATASET, f"{VOID}subset", linkset)
        write.add(linkset, _TYPE, f"{VOID}Linkset")
        write.add(linkset, f"{VOID}linkPredicate", predicate)
        write.add(linkset, f"{VOID}subjectsTarget", DATASET)
        write.add(linkset, f"{VOID}objectsTarget", other)
        write.add(linkset, f"{VOID}triples", number)
        write.add(other, _TYPE, f"{VOID}Dataset")
        write.add(other, f"{VOID}uriSpace", Literal(space))


def _prefixes(write: _Writer) -> None:
    for prefix, namespace in PREFIXES.items():
        node = f"{_NODE}prefix-{prefix}"
        write.add(DATASET, f"{SHACL}declare", node)
        write.add(node, _TYPE, f"{SHACL}PrefixDeclaration")
        write.add(node, f"{SHACL}prefix", Literal(prefix))
        write.add(node, f"{SHACL}namespace", Literal(namespace, datatype=NamedNode(f"{XSD}anyURI")))


def _question(write: _Writer, question: "Question") -> None:
    from kg_cn_ai.query.text import read

    form = read(question.text).form
    node = f"{QUESTION}{question.id}"
    write.add(node, _TYPE, f"{SHACL}SPARQLExecutable", f"{SHACL}SPARQL{form.capitalize()}Executable")
    write.add(node, f"{RDFS}label", Literal(question.id))
    words = Literal(question.question, language="en"), Literal(question.question_zh, language="zh-hans")
    write.add(node, f"{RDFS}comment", *words)
    write.add(node, f"{SHACL}{form}", Literal(question.text))
    write.add(node, f"{SHACL}prefixes", DATASET)
    write.add(node, "https://schema.org/target", ENDPOINT)
    write.add(node, "https://schema.org/keywords", *(Literal(tag) for tag in question.tags))


def _slug(iri: str) -> str:
    """A readable name of a term that can stand in an IRI: ``cnai:Company`` as ``cnai-Company``."""
    name = curie(iri)
    if not name.startswith("<"):
        return name.replace(":", "-")
    return hashlib.sha256(iri.encode()).hexdigest()[:12]


def _host(space: str) -> str:
    return urlsplit(space).netloc


def service_triples(endpoint: str, triples: int, *, federated: bool) -> Iterator[Triple]:
    """The description of the endpoint itself, by SPARQL 1.1 Service Description.

    Args:
        endpoint: Address of the endpoint.
        triples: Triples in its default graph.
        federated: Whether SERVICE may be used.
    """
    sd, formats = "http://www.w3.org/ns/sparql-service-description#", "http://www.w3.org/ns/formats/"
    write = _Writer()
    write.add(endpoint, _TYPE, f"{sd}Service")
    write.add(endpoint, f"{sd}endpoint", endpoint)
    write.add(endpoint, f"{sd}supportedLanguage", f"{sd}SPARQL11Query")
    if federated:
        write.add(endpoint, f"{sd}feature", f"{sd}BasicFederatedQuery")
    names = ("SPARQL_Results_JSON", "SPARQL_Results_XML", "SPARQL_Results_CSV", "SPARQL_Results_TSV")
    graphs = ("Turtle", "N-Triples", "JSON-LD", "RDF_XML", "N-Quads", "TriG")
    write.add(endpoint, f"{sd}resultFormat", *(formats + name for name in (*names, *graphs)))
    write.add(endpoint, f"{sd}defaultDataset", f"{endpoint}#dataset")
    write.add(endpoint, f"{DCTERMS}license", LICENSE)
    write.add(endpoint, f"{DCAT}servesDataset", DATASET)
    write.add(f"{endpoint}#dataset", _TYPE, f"{sd}Dataset")
    write.add(f"{endpoint}#dataset", f"{sd}defaultGraph", f"{endpoint}#graph")
    write.add(f"{endpoint}#graph", _TYPE, f"{sd}Graph")
    write.add(f"{endpoint}#graph", f"{VOID}triples", triples)
    write.add(f"{endpoint}#graph", f"{RDFS}seeAlso", DATASET)
    return iter(write.triples)
