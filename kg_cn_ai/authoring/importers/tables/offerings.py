"""Who offers models of Chinese makers: lists of providers, prices and examples.

An offer is stated at the level of the model where the list names one of the graph, else as the maker's models. A list
that shows an offer says that it was there by then; what a list of examples stops showing is not ended. Third parties'
models made from a Chinese one are not the maker's, and a program that runs models at home is no provider.
"""

from collections.abc import Iterator
from typing import Final

from kg_cn_ai.authoring.importers.core import Draft
from kg_cn_ai.authoring.importers.lists import known, made_by, positive
from kg_cn_ai.authoring.importers.readers import Cells, Reader, constant, date, number, string, whole
from kg_cn_ai.authoring.importers.settle import Settled
from kg_cn_ai.authoring.importers.table import Rule, Table, importer
from kg_cn_ai.authoring.importers.template import Values, template

_MAKER: Final = known("lab")


def _names(*columns: str) -> Reader:
    """The model that a row names in one of the columns, with or without the maker before a slash, dot or colon."""

    def forms(given: Cells) -> Iterator[str]:
        for column in columns:
            text = given[column]
            yield text
            yield text.rpartition("/")[2]
            yield text.rpartition(": ")[2]
            yield text.rpartition("/")[2].partition(".")[2]
            yield text.rpartition("/")[2].removesuffix("-tee").removesuffix(" (free)")

    return made_by(_MAKER, forms)


def _unless(model: Reader) -> Reader:
    """The maker of a row whose model is none of the graph."""

    def read(draft: Draft, row: str, given: Cells) -> Values:
        return () if model(draft, row, given) else _MAKER(draft, row, given)

    return read


def _offer(model: str, facts: str) -> str:
    return f"""
        relation:{{provider}}-offers-{{{model}}} a cnai:Offering ;
            cnai:provider {{provider}} ; cnai:model {{{model}}} ; {facts} .
        relation:{{provider}}-offers-models-of-{{maker}} a cnai:Offering ;
            cnai:provider {{provider}} ; cnai:maker {{maker}} ; cnai:from {{start}} .
    """


_LISTED: Final = _names("base_model", "model_name", "model_id")

LISTED: Final = Table(
    name="models-dev-offerings",
    about="models.dev, offers of models of Chinese makers by provider (CSV)",
    label="models.dev, offers",
    label_zh="models.dev模型供应表",
    title="models.dev: offers of models of Chinese laboratories",
    publisher="models-dev",
    url="https://models.dev/",
    licence="https://spdx.org/licenses/MIT",
    source="open-projects",
    values={
        "provider": known("provider_name"),
        "model": _LISTED,
        "maker": _unless(_LISTED),
        "id": string("model_id"),
        "start": date("file_added"),
        "input": positive(number("price_in")),
        "output": positive(number("price_out")),
        "currency": constant("unit:USD"),
        "context": positive(whole("context")),
    },
    rules=(
        Rule({"relation": ("derived",)}, leave_out="model of a third party, made from a Chinese one"),
        Rule({"status": ("deprecated",)}, leave_out="offer that the provider has withdrawn or is about to"),
        Rule({"relation": ("served",)}, template(_offer("model", """
            cnai:offeredAs {id} ; cnai:from {start} ; cnai:contextLength {context} ;
            [ cnai:inputPrice {input} ; cnai:outputPrice {output} ; cnai:unit {currency} ]"""))),
    ),
    columns=("provider_id", "provider_name", "model_id", "model_name", "lab", "lab_from", "relation", "base_model",
             "release_date", "release_date_from", "open_weights", "status", "price_in", "price_out", "context",
             "max_output", "modalities_in", "modalities_out", "last_updated", "file_added", "file_changed", "doc",
             "path", "path_real"),
    settled=Settled(first=(("offeredAs",), ("inputPrice", "outputPrice", "unit"), ("contextLength",))),
)  # fmt: skip

_SHOWN: Final = _names("model_id")

SHOWN: Final = Table(
    name="hf-inference-examples",
    about="Hugging Face Inference Providers, models shown as examples (CSV)",
    label="Hugging Face Inference Providers, models shown",
    label_zh="Hugging Face推理服务商示例模型",
    title="Hugging Face Inference Providers: models shown as examples",
    publisher="hugging-face",
    url="https://github.com/huggingface/hub-docs",
    licence="https://spdx.org/licenses/Apache-2.0",
    source="open-projects",
    values={
        "provider": known("provider"),
        "model": _SHOWN,
        "maker": _unless(_SHOWN),
        "id": string("provider_model_id"),
        "start": date("first_shown"),
        "seen": date("last_shown"),
    },
    rules=(
        Rule({"chinese_lab": ("yes",)}, template(_offer("model", "cnai:from {start} ; cnai:asOf {seen}"))),
        Rule({}, leave_out="model of a maker elsewhere"),
    ),
    columns=("provider", "model_id", "provider_model_id", "task", "lab", "chinese_lab", "first_shown", "first_commit",
             "first_line", "last_shown", "last_commit", "in_head", "head_line", "path"),
    settled=Settled(),
)  # fmt: skip

PARTNERS: Final = Table(
    name="hf-inference-partners",
    about="Hugging Face Inference Providers, partners (CSV)",
    label="Hugging Face Inference Providers, partners",
    label_zh="Hugging Face推理服务商",
    title="Hugging Face Inference Providers: partners of Hugging Face",
    publisher="hugging-face",
    url="https://github.com/huggingface/hub-docs",
    licence="https://spdx.org/licenses/Apache-2.0",
    source="open-projects",
    values={
        "partner": known("name"),
        "host": constant("org:hugging-face"),
        "kind": constant("ptype:partner-programme"),
        "start": date("page_first"),
        "end": date("page_last"),
    },
    rules=(
        Rule({"name": ("HF Inference",)}, leave_out="service of Hugging Face itself"),
        Rule({"name": ("Featherless AI", "Novita", "Public AI", "WaveSpeedAI")},
             leave_out="partner whose country no source at hand states"),
        Rule({}, template("""
            relation:{partner&host}-{kind}-{start.year} a cnai:Partnership ;
                cnai:partner {partner} , {host} ; cnai:kind {kind} ; cnai:from {start} ; cnai:to {end} ;
                cnai:summary "Inference Providers"@en .""")),
    ),
    columns=("provider_id", "name", "capabilities", "website", "page_first", "page_first_commit", "page_last",
             "partner_in_head", "line", "path", "commit"),
)  # fmt: skip

_PRICED: Final = _names("key")


def _region(draft: Draft, row: str, given: Cells) -> Values:
    """The region in a key of Bedrock: ``bedrock/eu-west-1/qwen.qwen3-coder-next``."""
    parts = given["key"].split("/")
    return string("region")(draft, row, {"region": parts[1]}) if parts[0] == "bedrock" and len(parts) == 3 else ()


_LOCAL: Final = ("ollama", "lemonade")

PRICED: Final = Table(
    name="litellm-prices",
    about="LiteLLM's list of prices, models of Chinese makers by provider (CSV)",
    label="LiteLLM, models by provider",
    label_zh="LiteLLM模型供应表",
    title="LiteLLM: models of Chinese makers by provider",
    publisher="berriai",
    url="https://github.com/BerriAI/litellm",
    licence="https://spdx.org/licenses/MIT",
    source="open-projects",
    values={
        "provider": known("litellm_provider"),
        "model": _PRICED,
        "maker": _unless(_PRICED),
        "region": _region,
    },
    rules=(
        Rule({"relation": ("derived",)}, leave_out="model of a third party, made from a Chinese one"),
        Rule({"litellm_provider": _LOCAL}, leave_out="program that runs models at home, no provider"),
        Rule({"relation": ("served",)}, template("""
            relation:{provider}-offers-{model} a cnai:Offering ;
                cnai:provider {provider} ; cnai:model {model} ; cnai:cloudRegion {region} .
            relation:{provider}-offers-models-of-{maker} a cnai:Offering ;
                cnai:provider {provider} ; cnai:maker {maker} ; cnai:cloudRegion {region} .""")),
    ),
    columns=("key", "litellm_provider", "lab", "lab_from", "relation", "mode", "input_cost_per_token",
             "output_cost_per_token", "max_input_tokens", "max_output_tokens", "deprecation_date", "source",
             "supported_regions"),
)  # fmt: skip

IMPORTERS: Final = tuple(map(importer, (LISTED, SHOWN, PARTNERS, PRICED)))
