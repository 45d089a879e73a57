"""Which models are built on whose: our own table, a page for each row.

A part that was taken over (an encoder, a language model inside) is a base as well as what was trained further; the same
layout, or data made with another model, is none. What only the press says is a claim, and stays out.
"""

from typing import Final

from kg_cn_ai.authoring.importers.lists import model
from kg_cn_ai.authoring.importers.readers import constant, date, first, name, where
from kg_cn_ai.authoring.importers.table import Cited, Rule, Table, importer
from kg_cn_ai.authoring.importers.template import template

_DERIVED_MAKER: Final = name("derived_developer", separator=";")
_BASE_MAKER: Final = name("base_developer")

TABLE: Final = Table(
    name="model-lineage",
    about="Models built on models of other makers, across the border of China (CSV)",
    label="Models built on others' models",
    label_zh="基于他方模型开发的模型",
    title="Models built on models of other makers",
    values={
        "model": model("derived_model", _DERIVED_MAKER),
        "maker": _DERIVED_MAKER,
        "base": model("base_model", _BASE_MAKER, separator=";"),
        "owner": _BASE_MAKER,
        "released": date("date"),
        "licence": first(
            where("licence_of_derived", r"^Apache[- ]2\.0$", constant("<https://spdx.org/licenses/Apache-2.0>")),
            where("licence_of_derived", r"^MIT$", constant("<https://spdx.org/licenses/MIT>")),
            where("licence_of_derived", r"^CC-BY-4\.0$", constant("<https://spdx.org/licenses/CC-BY-4.0>")),
            where("licence_of_derived", r"^CC[- ]BY-NC[- ]4\.0$", constant("<https://spdx.org/licenses/CC-BY-NC-4.0>")),
            where("licence_of_derived", r"^CC BY-SA 4\.0$", constant("<https://spdx.org/licenses/CC-BY-SA-4.0>")),
        ),
    },
    rules=(
        Rule({"evidence_kind": ("press or third-party page",)}, leave_out="what only the press says: a claim"),
        Rule({"relation": ("architecture", "architecture (text encoder)", "synthetic training data from")},
             leave_out="same layout, or data made with another model: no base"),
        Rule({"base_developer": ("", "NVIDIA / Alibaba")},
             leave_out="base of several makers, or of none that is named"),
        Rule({"base_model": ("Qwen 0.5B",)}, leave_out="base whose release is not named"),
        Rule({"derived_model": ("Anima", "Sunflower 14B and 32B")},
             leave_out="model that is not told apart from another one"),
        Rule({}, template("""
            {model} cnai:basedOn {base} ; cnai:developedBy {maker} ; cnai:released {released} ;
                cnai:weightsLicence {licence} .
            {base} cnai:developedBy {owner} .""")),
    ),
    columns=("derived_model", "derived_developer", "reading_developer_side", "base_model", "base_developer",
             "reading_base_side", "relation", "licence_of_derived", "date", "evidence_url", "evidence_kind",
             "source_repository", "source_commit", "source_date", "path_or_read_at", "line"),
    pages=(Cited("evidence_url", "derived_developer"),),
)  # fmt: skip

IMPORTER: Final = importer(TABLE)
