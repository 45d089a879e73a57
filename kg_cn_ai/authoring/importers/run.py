"""The importers by name, and the one way to run them."""

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from pyoxigraph import NamedNode

from kg_cn_ai.authoring.corpus import Corpus, read_corpus
from kg_cn_ai.authoring.documents import Document
from kg_cn_ai.authoring.identity import Decisions
from kg_cn_ai.authoring.importers import ai_policies, epoch_hardware, epoch_models, models_dev, ror, us_lists, wgwang
from kg_cn_ai.authoring.importers.core import Draft, Importer, Summary, Track
from kg_cn_ai.authoring.importers.tables import (
    capital,
    collaborations,
    compute,
    counts,
    evaluations,
    hardware,
    lineage,
    memberships,
    offerings,
    partnerships,
    people,
    profiles,
    projects,
    registers,
    restrictions,
    rounds,
    rules,
    signatories,
    standards,
    ties,
)
from kg_cn_ai.authoring.importers.trig_file import edition_of, trig
from kg_cn_ai.authoring.register import Register
from kg_cn_ai.errors import InputError
from kg_cn_ai.files import write_files
from kg_cn_ai.namespaces import RECORD_TYPES, kind_of

IMPORTERS: dict[str, Importer] = {
    importer.name: importer
    for importer in (
        ai_policies.IMPORTER,
        epoch_hardware.IMPORTER,
        epoch_models.IMPORTER,
        models_dev.IMPORTER,
        ror.IMPORTER,
        us_lists.IMPORTER,
        wgwang.IMPORTER,
        # Tables that are described by data.
        *capital.IMPORTERS,
        *collaborations.IMPORTERS,
        partnerships.IMPORTER,
        restrictions.IMPORTER,
        rounds.IMPORTER,
        rules.IMPORTER,
        *counts.IMPORTERS,
        *evaluations.IMPORTERS,
        *hardware.IMPORTERS,
        lineage.IMPORTER,
        *memberships.IMPORTERS,
        *offerings.IMPORTERS,
        *projects.IMPORTERS,
        *registers.IMPORTERS,
        signatories.IMPORTER,
        standards.IMPORTER,
        ties.IMPORTER,
        *compute.IMPORTERS,
        *people.IMPORTERS,
        *profiles.IMPORTERS,
    )
}
"""The importers by name."""


def run(name: str, file: Path, data: Path, edition: str | None = None, track: Track | None = None) -> Summary:
    """Import a table: write its source file, and register what is new.

    All files are written together, once everything is read; with nothing new, nothing is written.

    Args:
        name: One of ``IMPORTERS``.
        file: The table as published.
        data: Folder with ``graph/`` and ``ontology/``.
        edition: Date of the edition, where the file does not tell.
        track: Shows how far the walk over the rows is.

    Raises:
        InputError: The file is not such a table, or cannot be read.
    """
    importer = IMPORTERS[name]
    corpus = read_corpus(data)
    document = Document.read(file)
    header = importer.header(document, edition_of(document, corpus, edition))
    register, decisions = Register(data), Decisions(data)
    draft = Draft(importer, header, corpus, register, decisions, track or _plain)
    try:
        importer.read(document, draft)
    except InputError as error:
        raise InputError(
            error.what, where=error.where or str(file), hint=error.hint or "mend the row, or decide"
        ) from error
    draft.summary.used = len(draft.rows)
    draft.summary.facts = sum(map(len, draft.rows.values()))
    draft.summary.vanished = _vanished(draft, corpus)
    write_files({draft.summary.file: trig(document, draft).encode(), **register.contents()})
    return draft.summary


def _vanished(draft: Draft, corpus: Corpus) -> dict[str, list[str]]:
    """By file of another edition of the table, the records that it states and this edition does not."""
    name = draft.header.slug.removesuffix(draft.header.edition)
    stated = {fact.subject for facts in draft.rows.values() for fact in facts}
    found = {}
    for file in corpus.sources:
        other, _, edition = file.path.stem.partition(name)
        if other or not edition[:4].isdigit() or file.path.name == draft.summary.file.name:
            continue
        gone = {quad.subject.value for quad in file.quads if isinstance(quad.subject, NamedNode)} - stated
        if records := sorted(iri for iri in gone if kind_of(iri) in RECORD_TYPES):
            found[file.path.name] = records
    return found


def _plain(rows: Sequence[Any]) -> Iterable[Any]:
    return rows


__all__ = ["IMPORTERS", "run"]
