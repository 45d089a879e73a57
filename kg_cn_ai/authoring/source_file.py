"""A source file of the corpus, sorted: the document's header, the facts by span, and what authors say of spans."""

from collections import defaultdict
from dataclasses import dataclass

from pyoxigraph import DefaultGraph, NamedNode, Quad

from kg_cn_ai.authoring.corpus import AuthoredFile, facts
from kg_cn_ai.namespaces import CNAI, DCTERMS


@dataclass(frozen=True, slots=True)
class SourceFile:
    """A source file of the corpus, sorted by what its quads say of the document and its spans."""

    file: AuthoredFile
    document: str
    name: str
    title: str
    sha256: str
    spans: dict[str, list[Quad]]
    read_with: dict[str, list[str]]
    implied: dict[str, str]
    implied_numbers: dict[str, str]
    left_out: dict[str, str]

    @classmethod
    def of(cls, file: AuthoredFile) -> "SourceFile":
        """Sort the quads of a source file; header values that are missing are empty strings."""
        header: dict[str, tuple[str, str]] = {}
        document = ""
        notes: dict[str, dict[str, str]] = {"impliedMention": {}, "impliedNumber": {}, "leftOut": {}}
        read_with: dict[str, list[str]] = defaultdict(list)
        for quad in file.quads:
            if not isinstance(quad.graph_name, DefaultGraph) or not isinstance(quad.subject, NamedNode):
                continue
            name = quad.predicate.value.removeprefix(CNAI)
            subject, value = quad.subject.value, getattr(quad.object, "value", "")
            if name in notes:
                notes[name][subject] = value
            elif name == "readWith":
                read_with[subject].append(value)
            elif name in ("fileName", "sha256"):
                header[name] = (subject, value)
                document = subject
            elif name == f"{DCTERMS}title":
                header["title"] = (subject, value)
        spans: dict[str, list[Quad]] = defaultdict(list)
        for quad in facts(file):
            if isinstance(quad.graph_name, NamedNode):
                spans[quad.graph_name.value].append(quad)
        return cls(
            file=file,
            document=document,
            name=header.get("fileName", ("", ""))[1],
            title=header.get("title", ("", ""))[1],
            sha256=header.get("sha256", ("", ""))[1],
            spans=dict(spans),
            read_with={k: sorted(v) for k, v in read_with.items()},
            implied=notes["impliedMention"],
            implied_numbers=notes["impliedNumber"],
            left_out=notes["leftOut"],
        )

    def evidence_spans(self) -> list[str]:
        """Every span that supports a fact: graphs, and the spans they are read with."""
        return sorted({*self.spans, *(span for spans in self.read_with.values() for span in spans)})
