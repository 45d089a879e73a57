"""What the API answers: the shapes that its OpenAPI description shows."""

from typing import Literal

from pydantic import BaseModel, Field


class Failure(BaseModel):
    """What went wrong, and what to do next."""

    error: str
    line: int | None = None
    column: int | None = None
    hint: str | None = None
    docs: str


class Found(BaseModel):
    """Something that a search found; ``score`` is 0 to 100, ``how`` the kind of match."""

    iri: str
    id: str = Field(description="compact IRI")
    label: str
    label_zh: str
    type: str = Field(description="local name of its class")
    type_label: str
    type_label_zh: str
    matched: str = Field(description="the name that fits, as it is written")
    score: float
    how: Literal["exact", "prefix", "word", "substring", "shortened", "sound", "typo"]


class SearchPage(BaseModel):
    """A page of search results, the best first."""

    results: list[Found]
    next: str | None


class Node(BaseModel):
    """A thing of the network."""

    iri: str
    id: str
    label: str
    label_zh: str
    type: str
    country: str


class Edge(BaseModel):
    """A relation between two things; ``source`` and ``target`` are IRIs, ``date`` is EDTF or empty."""

    statement: str
    source: str
    target: str
    relation: str
    label: str
    label_zh: str
    status: str
    grade: str
    date: str
    record: str


class Neighbour(BaseModel):
    """A thing next to another, with every relation between the two."""

    thing: Node
    relations: list[Edge]


class NeighbourPage(BaseModel):
    """A page of neighbours, those with more relations first."""

    thing: Node
    neighbours: list[Neighbour]
    next: str | None


class Step(BaseModel):
    """From one thing to the next, along all relations between them, whatever way they point."""

    source: Node
    target: Node
    relations: list[Edge]


class Paths(BaseModel):
    """The shortest connections between two things, each a list of steps."""

    paths: list[list[Step]]


class GraphPage(BaseModel):
    """A page of relations, and the things at their ends."""

    nodes: list[Node]
    edges: list[Edge]
    total: int = Field(description="relations on all pages")
    next: str | None


class Count(BaseModel):
    """A number of things, records, ties or statements of a kind."""

    what: str
    kind: str
    number: int


class Statistics(BaseModel):
    """What is in the release, counted."""

    counts: dict[str, int]
    by_kind: list[Count]


class TermText(BaseModel):
    """A text in English and Chinese; empty where there is none."""

    en: str
    zh: str


class TermEntry(BaseModel):
    """A class, property or concept."""

    iri: str
    id: str
    kind: str
    label: TermText
    definition: TermText
    parents: list[str]
    uses: int


class VocabularyAnswer(BaseModel):
    """Classes, properties and concepts of the release, and its prefixes."""

    version: str
    prefixes: dict[str, str]
    classes: list[TermEntry]
    properties: list[TermEntry]
    concepts: list[TermEntry]


class FileEntry(BaseModel):
    """A file of the release."""

    sha256: str
    bytes: int


class ReleaseAnswer(BaseModel):
    """What is served: its id is the SHA-256 of the graph as sorted N-Triples."""

    title: str
    release: str
    licence: str
    attribution: str
    counts: dict[str, int]
    files: dict[str, FileEntry]
