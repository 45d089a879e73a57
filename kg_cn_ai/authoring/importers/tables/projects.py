"""Open-source projects: where they live, who contributes to them, who uses them.

Commits are counted by the domain of their author's address: a count is at least what it says, and a missing row says
nothing. Users name themselves in a project's own list, without a date: it holds as of the list.
"""

from typing import Final

from kg_cn_ai.authoring.importers.lists import decided, known, only, spdx, unless
from kg_cn_ai.authoring.importers.readers import address, concept, constant, country, date, name, whole
from kg_cn_ai.authoring.importers.settle import Settled
from kg_cn_ai.authoring.importers.table import Rule, Table, importer
from kg_cn_ai.authoring.importers.template import template

_APACHE: Final = "https://spdx.org/licenses/Apache-2.0"

CONTRIBUTIONS: Final = Table(
    name="github-contributions",
    about="Commits of organizations to open AI projects, counted by the domain of addresses (CSV)",
    label="Contributions to open AI projects",
    label_zh="开源人工智能项目贡献统计",
    title="Commits of organizations to open AI projects, counted from their histories",
    url="https://github.com/",
    source="open-projects",
    values={
        "project": known("repository", kind="product"),
        "contributor": name("organization"),
        # Its companies are in Hong Kong and on the mainland.
        "seat": unless("organization", ("SenseTime",), country("country")),
        "commits": whole("commits"),
        "start": date("first"),
        "seen": date("last"),
    },
    rules=(
        Rule({"repository": ("flagos-ai/FlagScale",), "organization": ("NVIDIA",)},
             leave_out="commits of another project whose history the repository carries"),
        Rule({}, template("""
            relation:{contributor}-contributes-{project} a cnai:Contribution ;
                cnai:contributor {contributor} ; cnai:project {project} ; cnai:commits {commits} ;
                cnai:from {start} ; cnai:asOf {seen} .
            {contributor} cnai:jurisdiction {seat} .""")),
    ),
    columns=("repository", "organization", "country", "commits", "first", "last", "commits_by_year", "commit"),
    settled=Settled(alone=("commits",)),
)  # fmt: skip

REPOSITORIES: Final = Table(
    name="github-repositories",
    about="Repositories of open AI projects with their licences (CSV)",
    label="Repositories of open AI projects",
    label_zh="开源人工智能项目代码仓库",
    title="Repositories of open AI projects",
    url="https://github.com/",
    source="open-projects",
    values={
        "project": known("repository", kind="product"),
        "repository": address("url"),
        "licence": spdx("licence", ("Apache-2.0", "BSD-3-Clause", "MIT")),
        "owner": decided("owner", "account"),
    },
    rules=(Rule({}, template("""
        {project} cnai:repository {repository} ; dcterms:license {licence} ; cnai:developedBy {owner} .""")),),
    columns=("repository", "url", "owner", "licence", "first_commit", "last_commit", "commits", "tags", "first_tag",
             "first_tag_date", "huggingface_accounts_linked", "modelscope_accounts_linked", "arxiv_linked", "commit"),
)  # fmt: skip

HOSTED: Final = Table(
    name="hosted-projects",
    about="Projects of LF AI & Data and of the PyTorch Foundation with their stage (CSV)",
    label="Projects of LF AI & Data and the PyTorch Foundation",
    label_zh="LF AI & Data与PyTorch基金会项目",
    title="Projects of LF AI & Data and of the PyTorch Foundation",
    publisher="lf-ai-data",
    url="https://github.com/lfai/lfai-landscape",
    licence=_APACHE,
    source="open-projects",
    values={
        "project": known("project", kind="product"),
        "foundation": known("foundation"),
        "stage": concept("stage", "state", {
            "sandbox": "sandbox", "incubating": "incubating", "incubation": "incubating", "graduated": "graduated",
            "archived": "archived", "foundation": "foundation",
        }),
        "repository": address("repository_url"),
    },
    rules=(Rule({}, template("""
        {project} cnai:hostedBy {foundation} ; cnai:state {stage} ; cnai:repository {repository} .""")),),
    columns=("foundation", "project", "stage", "category", "homepage", "repository_url", "crunchbase", "repository",
             "commit"),
)  # fmt: skip

_PHASES: Final = {
    "": "", "Production": "production", "Testing": "testing", "Evaluation": "evaluation", "Staging": "staging",
}  # fmt: skip
_ADOPTION: Final = """
    relation:{organization}-adopts-{project} a cnai:Adoption ;
        cnai:adopter {organization} ; cnai:project {project} ; cnai:state {phase} ; cnai:asOf {seen} .
"""

_ELSEWHERE: Final = ("", "BoardWare (Macao)", "Lazada (Alibaba)", "SHAREit", "TuSimple", "The University of Hong Kong")
"""Labels of owners in China, or of none, of organizations whose own seat is not there or not known to be."""
_SEAT: Final = "{organization} cnai:jurisdiction {seat} ."

ADOPTERS: Final = Table(
    name="ai-infra-organizations",
    about="Organizations that use, contribute to or are supported by open AI infrastructure (CSV)",
    label="Organizations around open AI infrastructure",
    label_zh="开源人工智能基础设施的采用者与贡献者",
    title="Organizations of China and elsewhere that use, contribute to or are supported by open AI infrastructure",
    url="https://github.com/",
    licence=_APACHE,
    source="open-projects",
    values={
        "organization": name("organization", zh="organization_zh"),
        "project": known("project", kind="product"),
        "seat": unless("china_org", _ELSEWHERE, constant("place:cn")),
        "phase": concept("level", "state", _PHASES),
        "seen": date("as_of"),
    },
    rules=(
        Rule({"relation": ("adopts",)}, template(_ADOPTION + _SEAT)),
        Rule({"relation": ("contributes to",)}, template("""
            relation:{organization}-contributes-{project} a cnai:Contribution ;
                cnai:contributor {organization} ; cnai:project {project} ; cnai:asOf {seen} .
            """ + _SEAT)),
        # The list does not tell users from contributors.
        Rule({"relation": ("adopts or contributes to",)}, template("""
            relation:{organization}-in-{project}-participant a cnai:Membership ;
                cnai:member {organization} ; cnai:project {project} ; cnai:role role:participant ; cnai:asOf {seen} .
            """ + _SEAT)),
        Rule({"relation": ("hardware supported by",)}, template("""
            relation:{project}-on-{organization} a cnai:HardwareSupport ;
                cnai:project {project} ; cnai:vendor {organization} ; cnai:state state:supported ; cnai:asOf {seen} .
            """ + _SEAT)),
    ),
    columns=("project", "home_curated", "relation", "organization", "organization_zh", "china_org", "level", "url",
             "as_of", "repository", "commit", "path", "place", "licence"),
    settled=Settled(first=(("state",),)),
)  # fmt: skip

USERS: Final = Table(
    name="github-adopters",
    about="Organizations that name themselves as users in the lists of open projects (CSV)",
    label="Users of open AI projects",
    label_zh="开源人工智能项目使用者",
    title="Organizations of China and elsewhere that name themselves as users of open projects",
    url="https://github.com/",
    licence=_APACHE,
    source="open-projects",
    values={
        "organization": name("adopter"),
        "project": known("project", kind="product"),
        "phase": concept("phase", "state", _PHASES),
        "seat": only({"chinese": ("yes",)}, constant("place:cn")),
    },
    rules=(
        Rule({"project": ("KubeEdge",)}, template("""
            relation:{organization}-adopts-{project} a cnai:Adoption ;
                cnai:adopter {organization} ; cnai:project {project} ; cnai:state {phase} .
            """ + _SEAT)),
        Rule({}, leave_out="stands in the table of organizations around AI infrastructure"),
    ),
    columns=("project", "adopter", "chinese", "adopter_url", "phase", "repository", "path", "line_or_index", "commit"),
)  # fmt: skip

IMPORTERS: Final = tuple(map(importer, (CONTRIBUTIONS, REPOSITORIES, HOSTED, ADOPTERS, USERS)))
