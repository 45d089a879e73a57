"""What all importers share: names to things, rows to facts, and an account of what was left out.

An importer reads one published table and says, row by row, which facts a row states. The file it writes has one named
graph for each row, in the order of the table, so the same table gives the same bytes and a changed row a small diff.
Nothing is guessed: a column, value or name that is not known is a warning with its row, and stays out.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final, NamedTuple, TypeVar

from pyoxigraph import Literal, NamedNode

from kg_cn_ai.authoring.corpus import AuthoredFile, Corpus, edges
from kg_cn_ai.authoring.documents import Document
from kg_cn_ai.authoring.hosts import COPIES, Hosts, page_iri
from kg_cn_ai.authoring.identity import Decisions
from kg_cn_ai.authoring.register import Register, language_of
from kg_cn_ai.errors import InputError
from kg_cn_ai.names import has_han, normalise
from kg_cn_ai.namespaces import CNAI, CONCEPT, PREFIXES, SKOS, curie
from kg_cn_ai.pinyin import pinyin_forms

Item = TypeVar("Item")
Value = TypeVar("Value")
Track = Callable[[Sequence[Any]], Iterable[Any]]
"""Shows how far a walk over rows is, and yields the rows."""

_LABELS: Final = (f"{SKOS}prefLabel", f"{SKOS}altLabel")


class Fact(NamedTuple):
    """A triple of a row: IRIs of subject and predicate, and the object."""

    subject: str
    predicate: str
    object: NamedNode | Literal


@dataclass(frozen=True, slots=True)
class Header:
    """What is said of a source document. ``slug`` ends with the edition; ``publisher`` is a slug of an organization."""

    slug: str
    label: str
    label_zh: str
    title: str
    publisher: str
    url: str
    edition: str
    licence: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Page:
    """A page that rows rest on: its kind of host, and who wrote it; either is empty where nobody has decided."""

    kind: str
    publisher: str


@dataclass(frozen=True, slots=True)
class Importer:
    """A kind of table that can be imported.

    Attributes:
        name: Word of the command line.
        about: One line on what it holds.
        source: Name under which decisions about names are kept; editions of one table share it.
        header: Says what the document is, from the file and its edition.
        read: Walks the rows and adds their facts.
    """

    name: str
    about: str
    source: str
    header: Callable[[Document, str], Header]
    read: Callable[[Document, "Draft"], None]


@dataclass(slots=True)
class Summary:
    """What became of an import.

    Attributes:
        file: The TriG file.
        read: Rows of the table.
        used: Rows that state a fact.
        skipped: Reason to number of rows (or, where the reason says so, of parts of rows).
        registered: Things that are new, by IRI.
        warnings: Where and what is not understood.
        facts: Number of triples.
        vanished: Records that another edition of the table states and this one does not, by that edition's file.
    """

    file: Path
    read: int = 0
    used: int = 0
    skipped: Counter[str] = field(default_factory=Counter)
    registered: list[str] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    facts: int = 0
    vanished: dict[str, list[str]] = field(default_factory=dict)


class Draft:
    """The facts of one document while it is read."""

    def __init__(
        self,
        importer: Importer,
        header: Header,
        corpus: Corpus,
        register: Register,
        decisions: Decisions,
        track: Track,
    ) -> None:
        """An empty draft; ``corpus`` is what other documents state."""
        self.header = header
        self.register = register
        self.decisions = decisions
        self._track = track
        self.summary = Summary(corpus.root / f"graph/sources/{header.slug}.trig")
        self.rows: dict[str, list[Fact]] = {}
        self.implied: dict[str, dict[str, str]] = {"impliedMention": {}, "impliedNumber": {}}
        self.cited: dict[str, list[str]] = {}
        self.pages: dict[str, Page] = {}
        self._hosts = Hosts.read(corpus.root)
        self._source = importer.source
        self._concepts = _concepts(corpus)
        self._stated: set[Fact] = set()
        self.placed: set[str] = set()
        self._others = [file for file in corpus.sources if file.path.name != self.summary.file.name]
        self.developers = _objects(self._others, "developedBy")
        self.jurisdictions = _objects(self._others, "jurisdiction")
        self._countries = {
            quad.object.value: quad.subject.value
            for file in corpus.entities
            for quad in file.quads
            if quad.predicate.value == f"{CNAI}isoCode"
            and isinstance(quad.subject, NamedNode)
            and isinstance(quad.object, Literal)
        }

    # Facts

    def add(self, row: str, subject: str, predicate: str, value: str | NamedNode | Literal | None) -> None:
        """A fact of a row, kept once; ``value`` is an IRI or a literal, None where the cell is empty."""
        if value is None:
            return
        iri = predicate if ":" in predicate else f"{CNAI}{predicate}"
        fact = Fact(subject, iri, NamedNode(value) if isinstance(value, str) else value)
        if fact not in self.rows.setdefault(row, []):
            self.rows[row].append(fact)
        if predicate == "developedBy" and isinstance(value, str):
            self.developers.setdefault(subject, set()).add(value)
        if predicate == "jurisdiction":
            self.placed.add(subject)

    def add_once(self, row: str, subject: str, predicate: str, value: str | None) -> None:
        """A fact that many rows repeat, such as an organization's country: the first that states it is evidence."""
        if value is not None and (fact := Fact(subject, predicate, NamedNode(value))) not in self._stated:
            self._stated.add(fact)
            self.add(row, subject, predicate, value)

    def cell(self, row: str, column: str, text: str, read: Callable[[str], Value | None]) -> Value | None:
        """What a reader makes of a cell; a warning with the row, and None, where it cannot."""
        try:
            return read(text)
        except InputError as error:
            self.warn(row, f"{column}: {error.what}")
            return None

    def imply(self, row: str, note: str, why: str) -> None:
        """Say why a row supports its facts though it lacks a name or a number of theirs.

        ``note`` is ``impliedMention`` for a name, ``impliedNumber`` for a number.
        """
        self.implied[note][row] = why

    def cite(self, row: str, url: str, origin: str = "") -> None:
        """A page that a row rests on; ``origin`` is the organization that the row names as writer of its text.

        Without an origin the text is that of the host's publisher; a host that shows texts of others has none.
        """
        page = self.cell(row, "page", url, page_iri)
        if page is None:
            return
        host = self._hosts.of(page)
        if host is None:
            self.warn(row, f"the host of {page} is not decided: add it to graph/hosts.csv")
        own = PREFIXES["org"] + host.publisher if host and host.publisher else ""
        found = Page(host.kind if host else "", origin or own)
        # An origin other than the publisher of the host makes the page a copy, whatever else stands at the host.
        if origin and own and origin != own and found.kind not in COPIES:
            found = Page("mirror", origin)
        known = self.pages.setdefault(page, found)
        # A writer whom a row names goes before the publisher of the host.
        if known.publisher in ("", own) and found.publisher:
            self.pages[page] = found
        elif origin and known.publisher != origin:
            self.warn(row, f"{page} is by {curie(known.publisher)} in another row, here by {curie(origin)}")
        if page not in self.cited.setdefault(row, []):
            self.cited[row].append(page)

    def walk(self, items: Sequence[Item]) -> Iterator[Item]:
        """The items one by one, showing how far the walk is where somebody watches."""
        yield from self._track(items)

    def skip(self, reason: str) -> None:
        """Count a row, or a part of one, that is left out."""
        self.summary.skipped[reason] += 1

    def warn(self, row: str, what: str) -> None:
        """Note what is not understood in a row."""
        self.summary.warnings.append(f"#{row}: {what}")

    # Names

    def find(self, kind: str, name: str, *contexts: str) -> str | None:
        """The thing that a name means here: by a decision, else the only one that bears it; None where there is none.

        ``contexts`` are what may tell names apart: the row, the organization beside a model's name.

        Raises:
            InputError: Two registered things bear the name and nobody has decided.
        """
        if iri := self.decided(kind, name, *contexts):
            return iri
        return _only(name, self.bearing(kind, name, *contexts))

    def decided(self, kind: str, name: str, *contexts: str) -> str | None:
        """The thing that a name means here by a decision; one for a context goes before one for the whole source."""
        for context in (*contexts, ""):
            if found := self.decisions.related("same", kind, self._source, name, context):
                return found[0]
        return None

    def bearing(self, kind: str, name: str, *contexts: str) -> list[str]:
        """The things that bear a name, without those that decisions refuse here."""
        refused = {iri for c in (*contexts, "") for iri in self.decisions.related("not", kind, self._source, name, c)}
        return [iri for iri in self.register.named(kind, name) if iri not in refused]

    def thing(self, kind: str, name: str, type: str, *contexts: str) -> str:
        """The thing that a name means here; registered under this name if it is new."""
        if iri := self.find(kind, name, *contexts):
            self._spell(iri, kind, name)
            return iri
        return self._new(kind, name, type, *contexts)

    def model(self, name: str, developers: Sequence[str], *contexts: str) -> str:
        """The model that a name means here. One that only has the same name and other makers is another model.

        A model of one of the makers goes before one whose makers nobody has said. ``developers`` are empty where the
        row names a model without them, as one that others are based on.

        Raises:
            InputError: Two registered models may be meant and nobody has decided.
        """
        if iri := self.decided("model", name, *contexts):
            self._spell(iri, "model", name)
            return iri
        found = self.bearing("model", name, *contexts)
        theirs = [iri for iri in found if self.developers.get(iri, set()) & set(developers)]
        possible = [iri for iri in found if not developers or not self.developers.get(iri)]
        return _only(name, theirs or possible) or self._new("model", name, "AIModel", *contexts)

    def _spell(self, iri: str, kind: str, name: str) -> None:
        # A name that means other things elsewhere is no spelling of this one alone: its decision keeps it.
        if self.register.named(kind, name) == []:
            if not self.decisions.is_ambiguous(kind, name):
                self.register.spell(iri, name)

    def _new(self, kind: str, name: str, type: str, *contexts: str) -> str:
        iri = self.register.new_iri(kind, name, contexts[-1] if contexts else "")
        labels, extra = {language_of(name): name}, []
        if has_han(name):
            english = pinyin_forms(name).spaced.title()
            labels = {"en": english, **labels}
            extra = ['rdfs:comment "The English label is the reading of the Chinese name."@en']
        self.register.add(iri, type, labels, extra=extra)
        self.summary.registered.append(iri)
        return iri

    def family(self, row: str, thing: str, name: str, kind: str = "model") -> None:
        """``versionOf`` for a model or chip whose name carries that of a family, by decisions, and so on upward."""
        seen = {thing}
        for iri in self.decisions.related("version", kind, self._source, name):
            while iri not in seen:
                self.add(row, thing, "versionOf", iri)
                seen.add(iri)
                thing = iri
                above = self.decisions.related("version", kind, "families", self.register.things[thing].label)
                if not above:
                    break
                iri = above[0]

    def place(self, row: str, name: str) -> str | None:
        """The place of this name; a warning where none is registered."""
        found = self.find("place", name)
        if found is None:
            self.warn(row, f"the place {name!r} is not registered: add it to graph/entities/places.ttl")
        return found

    def country(self, row: str, name: str) -> str | None:
        """The country of this name or code of two letters; a warning where none is registered."""
        return self._countries.get(name) or self.place(row, name)

    def is_country(self, place: str) -> bool:
        """Whether a place is a country or territory with a code of its own."""
        return place in self._countries.values()

    def concept(self, row: str, scheme: str, value: str) -> str | None:
        """The concept of a scheme with this label; a warning where there is none."""
        found = self._concepts.get((scheme, normalise(value)))
        if found is None:
            self.warn(row, f"{value!r} is no value of {scheme}: add it to ontology/concepts.ttl, or mend the row")
        return found


def _only(name: str, found: Sequence[str]) -> str | None:
    if len(found) > 1:
        raise InputError(f"{name!r} may be {' or '.join(map(curie, found))}", hint="decide with: kg-cn-ai resolve")
    return found[0] if found else None


def _concepts(corpus: Corpus) -> dict[tuple[str, str], str]:
    scheme_of = {iri: prefix for prefix, iri in PREFIXES.items() if iri.startswith(CONCEPT)}
    found: dict[tuple[str, str], str] = {}
    for file in corpus.ontology:
        for quad in file.quads:
            if (
                quad.predicate.value in _LABELS
                and isinstance(quad.subject, NamedNode)
                and isinstance(quad.object, Literal)
            ):
                iri = quad.subject.value
                if scheme := scheme_of.get(iri.rsplit("/", 1)[0] + "/"):
                    found[scheme, normalise(quad.object.value)] = iri
    return found


def _objects(files: Iterable[AuthoredFile], predicate: str) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for subject, value in edges(files, f"{CNAI}{predicate}"):
        found.setdefault(subject, set()).add(value)
    return found
