"""The formats of answers to queries: media types, the names that people give them, and what the worker calls them."""

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Format:
    """A format: the worker's name for it, its media type, other media types and names that stand for it, a title."""

    name: str
    media_type: str
    aliases: tuple[str, ...]
    title: str

    @property
    def header(self) -> str:
        """The value of Content-Type."""
        return f"{self.media_type}; charset=utf-8" if self.media_type.startswith("text/") else self.media_type


TABLES: Final = (
    Format("json", "application/sparql-results+json", ("application/json", "text/json"), "JSON"),
    Format("xml", "application/sparql-results+xml", ("application/xml", "text/xml"), "XML"),
    Format("csv", "text/csv", (), "CSV"),
    Format("tsv", "text/tab-separated-values", (), "TSV"),
)
GRAPHS: Final = (
    Format("ttl", "text/turtle", ("application/x-turtle", "turtle", "n3", "text/n3", "text/rdf+n3"), "Turtle"),
    Format("nt", "application/n-triples", ("text/plain", "ntriples", "n-triples"), "N-Triples"),
    Format("jsonld", "application/ld+json", ("json-ld", "json", "application/json"), "JSON-LD"),
    Format(
        "rdfxml", "application/rdf+xml", ("rdf", "rdf+xml", "rdf/xml", "xml", "application/xml", "text/xml"), "RDF/XML"
    ),
    Format("nq", "application/n-quads", ("nquads", "n-quads"), "N-Quads"),
    Format("trig", "application/trig", ("application/x-trig",), "TriG"),
)
ALL: Final = (*TABLES, *GRAPHS)


def named(name: str, formats: tuple[Format, ...]) -> Format | None:
    """The format that goes by a name or media type; None where none of ``formats`` does."""
    wanted = name.strip().lower()
    return next((f for f in formats if wanted in (f.name, f.media_type, *f.aliases)), None)


def offers(formats: tuple[Format, ...]) -> dict[str, Format]:
    """Every media type that stands for one of the formats; the formats' own come first."""
    found = {f.media_type: f for f in formats}
    for format in formats:
        for alias in format.aliases:
            if "/" in alias:
                found.setdefault(alias, format)
    return found
