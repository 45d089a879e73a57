"""Models of Chinese laboratories in models.dev (MIT), flattened from its TOML files to one table.

``family`` groups by price list rather than by name, so versions are told by the name, as for every other source.
Benchmark scores and the date of the last update are not taken.
"""

from typing import Final

from kg_cn_ai.authoring.documents import Document
from kg_cn_ai.authoring.importers.cells import date, records, truth, whole
from kg_cn_ai.authoring.importers.core import Draft, Header, Importer

_NEEDED: Final = (
    "lab", "name", "release_date", "open_weights", "context", "input_modalities", "output_modalities", "weights",
)  # fmt: skip
_NOT_TAKEN: Final = (
    "id",
    "family",
    "last_updated",
    "knowledge",
    "reasoning",
    "tool_call",
    "output",
    "benchmarks",
    "path",
)


def header(document: Document, edition: str) -> Header:
    """What is said of the document."""
    return Header(
        slug=f"models-dev-{edition}",
        label=f"models.dev, {edition}",
        label_zh=f"models.dev模型表，{edition}",
        title="models.dev: models of Chinese laboratories",
        publisher="models-dev",
        url="https://models.dev/",
        edition=edition,
        licence="https://spdx.org/licenses/MIT",
    )


def read(document: Document, draft: Draft) -> None:
    """Walk the rows and add what they state."""
    for row, cells in records(document, _NOT_TAKEN, _NEEDED, draft):
        lab = draft.thing("org", cells["lab"], "Company")
        model = draft.model(cells["name"], [lab])
        draft.add(row, model, "developedBy", lab)
        draft.family(row, model, cells["name"])
        for predicate, column, read_cell in (
            ("released", "release_date", date),
            ("openWeights", "open_weights", truth),
            ("contextLength", "context", whole),
        ):
            draft.add(row, model, predicate, draft.cell(row, column, cells[column], read_cell))
        for predicate, column in (("inputModality", "input_modalities"), ("outputModality", "output_modalities")):
            for value in filter(None, cells[column].split("|")):
                draft.add(row, model, predicate, draft.concept(row, "modality", value))
        if cells["weights"]:
            draft.add(row, model, "weightsAt", cells["weights"])


IMPORTER: Final = Importer(
    name="models-dev",
    about="models.dev, models of Chinese laboratories (CSV)",
    source="models-dev",
    header=header,
    read=read,
)
