"""The TriG file of an imported document: its header, and a graph for each row in the order of the table."""

import re
from collections.abc import Sequence
from typing import Final

from pyoxigraph import Literal, NamedNode

from kg_cn_ai.authoring.corpus import Corpus
from kg_cn_ai.authoring.documents import Document
from kg_cn_ai.authoring.importers.cells import date
from kg_cn_ai.authoring.importers.core import Draft, Fact
from kg_cn_ai.authoring.register import language_of
from kg_cn_ai.authoring.source_file import SourceFile
from kg_cn_ai.errors import InputError
from kg_cn_ai.namespaces import EDTF, RDF, SOURCE, curie
from kg_cn_ai.turtle import prefixes, term

__all__ = ["edition_of", "trig"]

_EDITION: Final = re.compile(r"(?<!\d)(\d{4}-\d{2}(?:-\d{2})?)(?!\d)")
_EDTF: Final = NamedNode(EDTF)


def edition_of(document: Document, corpus: Corpus, given: str | None) -> str:
    """The edition of a file: as given, else that of the source file which pins it, else a date in its name.

    Raises:
        InputError: None of these tells, or what does is no date.
    """
    pinned = next((f.path.name for f in corpus.sources if SourceFile.of(f).sha256 == document.sha256), "")
    told = [given] if given else _EDITION.findall(pinned) or _EDITION.findall(document.path.name)
    if not told:
        raise InputError(
            "does not tell which edition it is", where=str(document.path), hint="say it: --edition 2026-07-19"
        )
    date(told[-1])
    return str(told[-1])


def trig(document: Document, draft: Draft) -> str:
    """The TriG file of a draft."""
    head, body = draft.header, []
    for row, facts in sorted(draft.rows.items(), key=lambda item: _order(item[0])):
        subjects = dict.fromkeys(fact.subject for fact in facts)
        lines = [f"    {_subject(subject, facts)} .\n" for subject in subjects]
        body.append(f"<#{row}> {{\n{''.join(lines)}}}\n")
    licence = f" ; dcterms:license <{head.licence}>" if head.licence else ""
    about = (
        "<> a cnai:SourceDocument ;\n"
        f"    rdfs:label {Literal(head.label, language='en')} , {Literal(head.label_zh, language='zh-hans')} ;\n"
        f"    dcterms:title {Literal(head.title, language=language_of(head.title))} ; "
        f"dcterms:publisher org:{head.publisher} ; cnai:kind doctype:dataset{licence} ;\n"
        f"    schema:url <{head.url}> ; cnai:date {term(Literal(head.edition, datatype=_EDTF))} ; "
        "cnai:dateBasis basis:stated ;\n"
        f"    cnai:fileName {Literal(document.path.name)} ; cnai:sha256 {Literal(document.sha256)} .\n"
    )
    text = f"{about}\n{''.join(body)}"
    note = f" {head.note}" if head.note else ""
    implied = "".join(
        f"<#{row}> cnai:{note} {Literal(why, language='en')} .\n"
        for note, rows in draft.implied.items()
        for row, why in rows.items()
    )
    if implied:
        text += f"\n# Spans that do not hold a name or number they support, and why.\n{implied}"
    if draft.cited:
        text += f"\n# The pages that rows rest on.\n{_pages(draft)}"
    return (
        f"# Written by kg-cn-ai import: a graph for each row that states a fact.{note}\n\n"
        f"@base <{SOURCE}{head.slug}> .\n{prefixes(text)}\n{text}"
    )


def _pages(draft: Draft) -> str:
    """Which span rests on which page, and what each page is; a row without a fact rests on nothing."""
    spans = {row: pages for row, pages in draft.cited.items() if row in draft.rows}
    lines = [
        f"<#{row}> prov:hadPrimarySource {' , '.join(f'<{p}>' for p in spans[row])} .\n"
        for row in sorted(spans, key=_order)
    ]
    for iri in sorted({page for pages in spans.values() for page in pages}):
        page = draft.pages[iri]
        kind = f" ; cnai:kind hostkind:{page.kind}" if page.kind else ""
        publisher = f" ; dcterms:publisher {curie(page.publisher)}" if page.publisher else ""
        lines.append(f"<{iri}> a cnai:WebPage{kind}{publisher} .\n")
    return "".join(lines)


def _order(row: str) -> list[int]:
    return [int(n) for n in re.findall(r"\d+", row)]


def _subject(subject: str, facts: Sequence[Fact]) -> str:
    pairs: dict[str, list[str]] = {}
    for fact in facts:
        if fact.subject == subject:
            verb = "a" if fact.predicate == f"{RDF}type" else curie(fact.predicate)
            pairs.setdefault(verb, []).append(term(fact.object))
    return f"{curie(subject)} " + " ; ".join(f"{verb} {' , '.join(values)}" for verb, values in pairs.items())
