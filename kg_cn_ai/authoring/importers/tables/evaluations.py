"""Scores of models on benchmarks, by who measured them. A score is never compared with one of another benchmark.

A run names its model with the variant, the provider and the form of the answers; which model of the graph that is, a
decision says, and the name as it is written stands as the setting.
"""

from typing import Final

from kg_cn_ai.authoring.importers.lists import known
from kg_cn_ai.authoring.importers.readers import concept, constant, date, number, string, word
from kg_cn_ai.authoring.importers.table import Rule, Table, importer
from kg_cn_ai.authoring.importers.template import template

_ELSEWHERE: Final = "model that no decision or name finds in the graph"
_RUN: Final = """
    observation:aider-{board}-{model}-{form}-{date} a cnai:Evaluation ; cnai:concerns {model} ;
        cnai:measure {measure} ; cnai:attributedTo {evaluator} ; cnai:value {score} ; cnai:unit unit:PERCENT ;
        cnai:comparator cmp:eq ; cnai:date {date} ; cnai:setting {setting} , {form} .
"""

RUNS: Final = Table(
    name="aider-leaderboards",
    about="Aider's leaderboards of code editing, models of Chinese makers (CSV)",
    label="Aider leaderboards",
    label_zh="Aider代码编辑排行榜",
    title="Aider LLM leaderboards",
    publisher="aider-ai",
    url="https://aider.chat/docs/leaderboards/",
    licence="https://spdx.org/licenses/Apache-2.0",
    source="aider",
    values={
        "model": known("model", _ELSEWHERE, kind="model"),
        "evaluator": constant("org:aider-ai"),
        "measure": concept("board", "measure", {"polyglot": "aider-polyglot", "qwen3": "aider-polyglot",
                                                "edit": "aider-code-editing", "refactor": "aider-refactoring"}),
        "board": word("board", {"polyglot": "polyglot", "qwen3": "qwen3", "edit": "edit", "refactor": "refactor"}),
        "score": number("pass_rate_2"),
        "date": date("date"),
        "setting": string("model"),
        "form": string("edit_format"),
    },
    rules=(
        Rule({"chinese_lab": ("",)}, leave_out="model of a maker elsewhere"),
        Rule({"combination": ("with another model",)}, leave_out="run of two models together"),
        Rule({"board": ("refactor",)}, template(_RUN), {"score": number("pass_rate_1")}),
        Rule({}, template(_RUN)),
    ),
    columns=("board", "model", "chinese_lab", "combination", "date", "released", "edit_format", "test_cases",
             "pass_rate_1", "pass_rate_2", "percent_cases_well_formed", "total_cost_usd", "seconds_per_case",
             "aider_version", "aider_commit", "path", "line"),
    apart=("setting",),
)  # fmt: skip

INDEX: Final = Table(
    name="epoch-capabilities-index",
    about="Epoch Capabilities Index, models of Chinese makers (CSV)",
    label="Epoch Capabilities Index",
    label_zh="Epoch能力指数",
    title="Epoch Capabilities Index",
    publisher="epoch-ai",
    url="https://epoch.ai/benchmarks/eci",
    licence="https://creativecommons.org/licenses/by/4.0/",
    source="epoch-ai",
    values={
        "model": known("model_name", _ELSEWHERE, kind="model"),
        "evaluator": constant("org:epoch-ai"),
        "measure": constant("measure:epoch-capabilities-index"),
        "score": number("eci_score"),
    },
    rules=(
        Rule({"eci_score": ("",)}, leave_out="model without a score"),
        Rule({}, template("""
            observation:eci-{model} a cnai:Evaluation ; cnai:concerns {model} ; cnai:measure {measure} ;
                cnai:attributedTo {evaluator} ; cnai:value {score} ; cnai:unit unit:POINT ;
                cnai:comparator cmp:eq ."""),
             implied="The index is the publisher's own, as the table is."),
    ),
    columns=("model_version", "eci_score", "release_date", "organizations", "accessibility", "training_compute_flop",
             "confidence", "model_name"),
)  # fmt: skip

IMPORTERS: Final = tuple(map(importer, (RUNS, INDEX)))
