"""Epoch AI's table of machine-learning hardware: ``ml_hardware.csv`` (CC BY 4.0).

Every accelerator is kept: Chinese models are trained on foreign chips, and the two are compared. The column of models
that were trained on a chip is used for models that are registered; prices, notes and derived measures are not taken.
"""

from typing import Final

from kg_cn_ai.authoring.documents import Document
from kg_cn_ai.authoring.importers.cells import date, decimal, records, split, whole
from kg_cn_ai.authoring.importers.core import Draft, Header, Importer

_NEEDED: Final = ("Hardware name", "Manufacturer", "Type", "Release date", "Foundry", "Process size (nm)", "ML models")
_NUMBERS: Final = (
    ("processSize", "Process size (nm)", decimal),
    ("memory", "Memory (bytes)", whole),
    ("memoryBandwidth", "Memory bandwidth (byte/s)", whole),
    ("thermalDesignPower", "TDP (W)", decimal),
    ("tensorPerformance", "Tensor-FP16/BF16 performance (FLOP/s)", whole),
    ("fp16Performance", "FP16 (half precision) performance (FLOP/s)", whole),
    ("fp32Performance", "FP32 (single precision) performance (FLOP/s)", whole),
    ("int8Performance", "INT8 performance (OP/s)", whole),
)
_NOT_TAKEN: Final = (
    "Base clock (MHz)", "Boost clock (MHz)", "Die Size (mm^2)", "Energy efficiency", "FP4 performance (FLOP/s)",
    "FP64 (double precision) performance (FLOP/s)", "FP8 performance (FLOP/s)", "INT16 performance (OP/s)",
    "INT4 performance (OP/s)", "Internode bandwidth (bit/s)", "Intranode bandwidth (byte/s)", "Last modified",
    "Link to datasheet", "ML OP/s", "Max performance", "Memory bus (bit)", "Memory clock (MHz)", "Notes",
    "Price-performance", "Release price (USD)", "Source for the price", "TF32 (TensorFloat-32) performance (FLOP/s)",
    "Tensor cores", "Total processing performance (bit-OP/s)", "Transistors (millions)",
)  # fmt: skip


def header(document: Document, edition: str) -> Header:
    """What is said of the document."""
    return Header(
        slug=f"epoch-ai-ml-hardware-{edition}",
        label=f"Epoch AI, machine learning hardware, {edition}",
        label_zh=f"Epoch AI机器学习硬件表，{edition}",
        title="Machine learning hardware",
        publisher="epoch-ai",
        url="https://epoch.ai/data/machine-learning-hardware",
        edition=edition,
        licence="https://creativecommons.org/licenses/by/4.0/",
    )


def read(document: Document, draft: Draft) -> None:
    """Walk the rows and add what they state."""
    columns = [column for _, column, _ in _NUMBERS]
    for row, cells in records(document, (*_NOT_TAKEN, *columns), _NEEDED, draft):
        chip = draft.thing("chip", cells["Hardware name"], "Chip")
        draft.family(row, chip, cells["Hardware name"], kind="chip")
        for predicate, names in (("developedBy", cells["Manufacturer"]), ("fabricatedBy", cells["Foundry"])):
            for name in split(names):
                draft.add(row, chip, predicate, draft.thing("org", name, "Company"))
        if kind := cells["Type"]:
            draft.add(row, chip, "kind", draft.concept(row, "chipkind", kind))
        for predicate, column, read_cell in (("released", "Release date", date), *_NUMBERS):
            draft.add(row, chip, predicate, draft.cell(row, column, cells.get(column, ""), read_cell))
        _trained(row, chip, cells["ML models"], draft)


def _trained(row: str, chip: str, names: str, draft: Draft) -> None:
    """Models that the row says were trained on the chip, where they are registered."""
    whole_names = [
        name for thing in draft.register.of_kind("model") for name in thing.names() if "," in name and name in names
    ]
    for name in dict.fromkeys(" ".join(part.split()) for part in split(names, whole_names)):
        model = draft.find("model", name)
        if model is None:
            draft.skip("models in the column of trained models that no Chinese model is or rests on")
        else:
            draft.add(row, model, "trainingHardware", chip)


IMPORTER: Final = Importer(
    name="epoch-hardware",
    about="Epoch AI, machine learning hardware (CSV)",
    source="epoch-ai",
    header=header,
    read=read,
)
