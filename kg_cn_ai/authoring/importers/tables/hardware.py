"""Which software and models run on whose chips, and who submitted results on which chip to MLPerf.

A submission is a use of a chip, no partnership. The repository of a round was filled in the month of its publication;
the day is not certain, and a row without it stays undated.
"""

from typing import Final

from kg_cn_ai.authoring.importers.lists import known, month, only, times
from kg_cn_ai.authoring.importers.readers import concept, country, date, first, name, string
from kg_cn_ai.authoring.importers.settle import Settled
from kg_cn_ai.authoring.importers.table import Rule, Table, importer
from kg_cn_ai.authoring.importers.template import template

_SUPPORT: Final = """
    relation:{project}-on-{vendor} a cnai:HardwareSupport ;
        cnai:project {project} ; cnai:vendor {vendor} ; cnai:chip {chip} ; cnai:state state:supported ;
        cnai:from {start} ; cnai:asOf {seen} .
    {vendor} cnai:jurisdiction {seat} .
    {project} cnai:developedBy {owner} .
"""
_ADDED: Final = "added back end, dated in the README"

SUPPORT: Final = Table(
    name="software-hardware",
    about="Chips that open AI software supports, by maker (CSV)",
    label="Chips supported by open AI software",
    label_zh="开源人工智能软件支持的芯片",
    title="Chips that open AI software supports",
    url="https://github.com/",
    licence="https://spdx.org/licenses/Apache-2.0",
    source="open-projects",
    values={
        "project": known("project", kind="product"),
        "owner": only({"project_owner": ("Alibaba", "Baidu", "Beijing Academy of Artificial Intelligence",
                                         "Shanghai Artificial Intelligence Laboratory")}, name("project_owner")),
        "vendor": name("vendor"),
        "chip": known("hardware", "hardware that is a series or no chip of the graph", kind="chip"),
        "seat": country("vendor_country"),
        # A folder of FlagTree may have moved: its own notes date what was added.
        "start": only({"basis": ("back end in the repository", _ADDED)}, date("since")),
        "seen": date("as_of"),
    },
    rules=(
        Rule({"basis": ("added adaptation for OpenAnolis OS, dated in the README",)},
             leave_out="adaptation to an operating system, not to a chip"),
        Rule({"project": ("FlagTree",), "basis": ("back end in the repository",)}, template(_SUPPORT),
             {"start": lambda draft, row, given: ()}),
        Rule({}, template(_SUPPORT)),
    ),
    columns=("project", "project_owner", "owner_country", "vendor", "vendor_country", "hardware", "basis", "since",
             "as_of", "repository", "commit", "path", "line", "licence"),
    settled=Settled(),
)  # fmt: skip

SUBMISSIONS: Final = Table(
    name="mlperf-systems",
    about="Systems that organizations of China submitted to MLPerf (CSV)",
    label="MLPerf submissions from China",
    label_zh="中国机构的MLPerf提交",
    title="MLPerf: systems submitted by organizations of China, or with chips made there",
    publisher="mlcommons",
    url="https://github.com/mlcommons",
    licence="https://spdx.org/licenses/Apache-2.0",
    source="open-projects",
    values={
        "round": string("round"),
        "submitter": first(name("submitter_org", separator=";"), name("submitter")),
        "chip": known("accelerator_model", kind="chip"),
        "maker": known("accelerator_maker"),
        "system": string("system_id"),
        "called": string("system_name"),
        "number": times("accelerators_per_node", "nodes"),
        "division": string("division"),
        "date": month("results_committed"),
        "state": concept("status", "state", {
            "available": "available", "onprem": "available", "Available on-premise": "available",
            "on-premise": "available", "preview": "preview", "Preview": "preview", "rdi": "research",
            "research": "research",
        }),
    },
    rules=(
        Rule({"accelerator_model": ("", "-", "N/A", "NPU 3.0")},
             leave_out="system without an accelerator that was read"),
        Rule({"accelerator_model": ("1 Node: NVIDIA A100-SXM-80GBx8, 2 Nodes: NVIDIA A30x4",
                                    "2 Nodes: NVIDIA A100-SXM-80GBx8, 4 Nodes: NVIDIA A30x4")},
             leave_out="system with two kinds of accelerators"),
        Rule({}, template("""
            event:{round}-{submitter}-{system} a cnai:BenchmarkSubmission ;
                cnai:submitter {submitter} ; cnai:chip {chip} ; cnai:hardwareQuantity {number} ;
                cnai:edition {round} ; cnai:division {division} ; cnai:systemName {called} ; cnai:date {date} ;
                cnai:state {state} .
            {chip} cnai:developedBy {maker} .""")),
    ),
    columns=("round", "results_committed", "division", "submitter", "submitter_org", "system_id", "system_name",
             "accelerator_model", "accelerators_per_node", "nodes", "accelerator_maker", "maker_basis",
             "host_processor", "framework", "status", "suite", "benchmarks", "results", "repository", "commit", "path",
             "note"),
    apart=("division",),
)  # fmt: skip

MODELS: Final = Table(
    name="model-hardware",
    about="Models that open software runs on chips of Chinese makers (CSV)",
    label="Models on chips of Chinese makers",
    label_zh="国产芯片上运行的模型",
    title="Models that vLLM Ascend and LMDeploy run on chips of Chinese makers",
    url="https://github.com/",
    licence="https://spdx.org/licenses/Apache-2.0",
    source="open-projects",
    values={
        "model": known("model", "family, several models, or model that is not in the graph", kind="model"),
        "vendor": name("hardware_vendor"),
        "chip": known("hardware", "hardware that is a series or a server, no chip of the graph", kind="chip"),
        "stack": known("stack", kind="product"),
        "state": concept("support", "state", {"supported": "supported", "experimental": "experimental"}),
        "seen": date("commit_date"),
        "hardware": string("hardware"),
    },
    rules=(
        Rule({"support": ("not supported", "not tested")}, leave_out="model that is not tested, or does not run"),
        Rule({}, template("""
            relation:{model}-on-{vendor}-through-{stack}-{state} a cnai:HardwareSupport ;
                cnai:model {model} ; cnai:vendor {vendor} ; cnai:chip {chip} ; cnai:softwareStack {stack} ;
                cnai:state {state} ; cnai:asOf {seen} ; cnai:setting {hardware} .""")),
    ),
    columns=("stack", "stack_owner", "model", "lab", "size", "support", "hardware", "hardware_vendor", "table",
             "max_model_len", "commit_date", "repository", "commit", "path", "line"),
)  # fmt: skip

IMPORTERS: Final = tuple(map(importer, (SUPPORT, SUBMISSIONS, MODELS)))
