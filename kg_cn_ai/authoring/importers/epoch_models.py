"""Epoch AI's tables of AI models: ``all_ai_models.csv`` and ``notable_ai_models.csv`` (CC BY 4.0).

Kept are the models with an organization in mainland China, Hong Kong or Macao, and the models that those are based
on, to any depth; and rows without an organization whose model a decision names. The country column repeats a country
once for each organization, in the same order, and writes Hong Kong as ``Hong Kong,China``, with the comma that
separates countries; so the countries are taken only where there are as many as organizations. ``Multinational`` is no
country. Of the other rows only the country of an organization of the graph is taken that they do not give. Prices,
costs, notes and abstracts are not taken.
"""

from collections.abc import Mapping, Sequence
from typing import Final

from kg_cn_ai.authoring.documents import Document
from kg_cn_ai.authoring.importers.cells import columns, date, double, records, split, truth, whole
from kg_cn_ai.authoring.importers.core import Draft, Header, Importer
from kg_cn_ai.namespaces import PREFIXES

_ALL: Final = "Country (from Organization)"
_NOTABLE: Final = "Country (of organization)"
_NEEDED: Final = (
    "Model", "Organization", "Organization categorization", "Publication date", "Domain", "Parameters",
    "Training compute (FLOP)", "Training hardware", "Hardware quantity", "Base model", "Model accessibility",
)  # fmt: skip
_NOT_TAKEN: Final = (
    "Abstract", "Accessibility notes", "Approach", "Archived links", "Authors", "Batch size", "Batch size notes",
    "Benchmark data", "Citations", "Compute cost notes", "Confidence", "Dataset size notes", "Epochs",
    "Finetune compute (FLOP)", "Finetune compute notes", "Foundation model", "Frontier model",
    "Hardware acquisition cost", "Hardware utilization", "Hardware utilization (HFU)", "Hardware utilization (MFU)",
    "Inference code accessibility", "Last modified", "Link", "Notability criteria", "Notability criteria notes",
    "Numerical format", "Parameters notes", "Reference", "Training cloud compute vendor", "Training code accessibility",
    "Training compute cost (2023 USD)", "Training compute cost (cloud)", "Training compute cost (upfront)",
    "Training compute lower bound", "Training compute notes", "Training compute upper bound", "Training data center",
    "Training dataset", "Training dataset notes", "Training dataset size (datapoints)", "Training dataset size (total)",
    "Training power draw (W)", "Training time (hours)", "Training time notes",
)  # fmt: skip
_TAKEN: Final = ("Open model weights?", "Task", _ALL, _NOTABLE)
_WITH_COMMA: Final = (
    "NERSC, Lawrence Berkeley National Laboratory",
    "Booz Allen Hamilton, McLean",
    "SambaNova Systems, Inc",
)
_CHINESE: Final = {"China", "Hong Kong", "Macao"}
_NO_COUNTRY: Final = {"Multinational"}
_TYPES: Final = {
    "Academia": "University",
    "Industry": "Company",
    "Government": "ResearchInstitution",
    "Research collective": "Community",
}
_OPENNESS: Final = {
    "Open weights (unrestricted)": "open-weights-unrestricted",
    "Open weights (restricted use)": "open-weights-restricted",
    "Open weights (non-commercial)": "open-weights-non-commercial",
    "API access": "api-access",
    "Hosted access (no API)": "hosted",
    "Unreleased": "unreleased",
}

Cells = Mapping[str, str]


def header(document: Document, edition: str) -> Header:
    """What is said of the document; which of the two tables it is shows in the name of its country column."""
    notable = _NOTABLE in columns(document)
    words = ("notable", "Notable AI models", "重要AI模型表") if notable else ("all", "All AI models", "全部AI模型表")
    return Header(
        slug=f"epoch-ai-notable-models-{edition}" if notable else f"epoch-ai-models-{edition}",
        label=f"Epoch AI, {words[0]} AI models, {edition}",
        label_zh=f"Epoch AI{words[2]}，{edition}",
        title=words[1],
        publisher="epoch-ai",
        url="https://epoch.ai/data/ai-models",
        edition=edition,
        licence="https://creativecommons.org/licenses/by/4.0/",
        note="Models with an organization in China, Hong Kong or Macao, and what they are based on.",
    )


def read(document: Document, draft: Draft) -> None:
    """Walk the rows and add what they state."""
    country_column = _NOTABLE if _NOTABLE in columns(document) else _ALL
    table = list(records(document, (*_TAKEN, *_NOT_TAKEN), (*_NEEDED, country_column), draft))
    kept = _kept(table, country_column, draft)
    for row, cells in table:
        if row in kept:
            _model(row, cells, country_column, draft)
    for row, cells in table:
        if row not in kept:
            _countries_of_known(row, cells, country_column, draft)


def _kept(table: Sequence[tuple[str, Cells]], country_column: str, draft: Draft) -> set[str]:
    """Rows of Chinese models, and of the models of this table that those rest on."""
    rows_of: dict[str, list[tuple[str, Cells]]] = {}
    for row, cells in table:
        rows_of.setdefault(cells["Model"].lower(), []).append((row, cells))
    kept: set[str] = set()
    waiting = []
    for row, cells in table:
        if not cells["Model"]:
            draft.skip("row names no model")
        elif (
            _CHINESE & set(countries(cells[country_column]))
            or _known_chinese(cells, draft)
            or (not cells["Organization"] and _decided(cells, draft))
        ):
            waiting.append((row, cells))
    while waiting:
        row, cells = waiting.pop()
        if row not in kept:
            kept.add(row)
            waiting += [found for base in split(cells["Base model"]) for found in rows_of.get(base.lower(), ())]
    for row, cells in table:
        if cells["Model"] and row not in kept:
            known = "no organization in China, and no model in China rests on it"
            draft.skip(known if cells["Organization"] else "row names no organization, and no decision its model")
    return kept


def _known_chinese(cells: Cells, draft: Draft) -> bool:
    """Whether the row gives no country and another source places one of its organizations in China."""
    chinese = {f"{PREFIXES['place']}{code}" for code in ("cn", "hk", "mo")}
    if any(cells[name] for name in (_ALL, _NOTABLE) if name in cells):
        return False
    found = [draft.find("org", name) for name in split(cells["Organization"], _WITH_COMMA)]
    return any(draft.jurisdictions.get(iri, set()) & chinese for iri in found if iri)


def _decided(cells: Cells, draft: Draft) -> bool:
    """Whether a decision says which Chinese model or family a row without an organization means."""
    name = " ".join(cells["Model"].split())
    return any(draft.decisions.related(relation, "model", "epoch-ai", name) for relation in ("same", "version"))


def countries(cell: str) -> list[str]:
    """The countries of a cell; ``Hong Kong,China`` is one."""
    return split(cell.replace("Hong Kong,China", "Hong Kong").replace("Macao,China", "Macao"))


def _model(row: str, cells: Cells, country_column: str, draft: Draft) -> None:
    makers, kinds = split(cells["Organization"], _WITH_COMMA), split(cells["Organization categorization"])
    types = (
        kinds if len(kinds) == len(makers) else kinds[:1] * len(makers) if len(set(kinds)) == 1 else [""] * len(makers)
    )
    found = [_maker(name, kind, draft) for name, kind in zip(makers, types, strict=True)]
    developers = list(filter(None, found))
    name = " ".join(cells["Model"].split())
    model = draft.model(name, developers, row, cells["Organization"])
    for developer in developers:
        draft.add(row, model, "developedBy", developer)
    draft.family(row, model, name)
    for base in split(cells["Base model"]):
        base_model = draft.cell(row, "Base model", base, lambda name: draft.model(name, (), row))
        draft.add(row, model, "basedOn", base_model)
        if base_model:
            draft.family(row, base_model, base)
    for predicate, column, read_cell in (
        ("released", "Publication date", date),
        ("parameters", "Parameters", whole),
        ("trainingCompute", "Training compute (FLOP)", double),
        ("hardwareQuantity", "Hardware quantity", whole),
        ("openWeights", "Open model weights?", truth),
    ):
        draft.add(row, model, predicate, draft.cell(row, column, cells.get(column, ""), read_cell))
    for chip in split(cells["Training hardware"]):
        draft.add(row, model, "trainingHardware", draft.thing("chip", chip, "Chip"))
    if access := cells["Model accessibility"]:
        if access in _OPENNESS:
            draft.add(row, model, "openness", f"{PREFIXES['openness']}{_OPENNESS[access]}")
        else:
            draft.warn(row, f"{access!r} is no known accessibility")
    for predicate, column, scheme in (("domain", "Domain", "domain"), ("task", "Task", "task")):
        for value in dict.fromkeys(split(cells.get(column, ""))):
            draft.add(row, model, predicate, draft.concept(row, scheme, value))
    _jurisdictions(row, dict(zip(makers, found, strict=True)), countries(cells[country_column]), draft)


def _maker(name: str, kind: str, draft: Draft) -> str | None:
    """The organization of this name; None where a decision says that the name is of a place or a product."""
    if draft.decided("place", name) or draft.decided("product", name):
        draft.skip("names among the organizations that are of a place or a product")
        return None
    return draft.thing("org", name, _TYPES.get(kind, "Organization"))


def _jurisdictions(row: str, developers: Mapping[str, str | None], found: list[str], draft: Draft) -> None:
    if not found:
        return
    if len(found) != len(developers):
        draft.skip("countries that cannot be matched with organizations (their numbers differ)")
        return
    for (name, developer), country in zip(developers.items(), found, strict=True):
        if developer:
            _jurisdiction(row, name, developer, country, draft)


def _jurisdiction(row: str, name: str, organization: str, country: str, draft: Draft) -> None:
    if country in _NO_COUNTRY:
        draft.skip("organizations called multinational, which is no country")
    elif (place := draft.place(row, country)) in draft.decisions.related("not", "place", "epoch-ai", country, name):
        draft.skip("countries that a decision says are not those of the organization")
    else:
        draft.add_once(row, organization, "jurisdiction", place)


def _countries_of_known(row: str, cells: Cells, country_column: str, draft: Draft) -> None:
    """The country of an organization of the graph, where no row that is kept gives it."""
    found, makers = countries(cells[country_column]), split(cells["Organization"], _WITH_COMMA)
    for name, country in zip(makers, found, strict=True) if len(found) == len(makers) else ():
        iri = draft.find("org", name)
        if iri and iri not in draft.placed and country not in _NO_COUNTRY:
            _jurisdiction(row, name, iri, country, draft)


IMPORTER: Final = Importer(
    name="epoch-models",
    about="Epoch AI, all or notable AI models (CSV)",
    source="epoch-ai",
    header=header,
    read=read,
)
