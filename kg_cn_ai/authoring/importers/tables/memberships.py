"""Who is a member of which foundation, and who sits in, leads or maintains which open project.

Lists of members are sampled over time: the first edition that shows a name is its start, unless the name was there when
the list began; the last that shows it is its end, unless it still stands there. A name that the list spells in two ways
is one member. The level is the one that the body publishes last.
"""

from typing import Final

from kg_cn_ai.authoring.importers.lists import dated, known, newest, only, part, unless
from kg_cn_ai.authoring.importers.readers import concept, country, date, first, name, string, whole
from kg_cn_ai.authoring.importers.settle import Settled
from kg_cn_ai.authoring.importers.table import Rule, Table, importer
from kg_cn_ai.authoring.importers.template import template

_ENDED: Final = {"current": ("no",)}
_SHOWN: Final = {"current": ("yes", "listed when the file ends (2021-07-16)", "listed when the file ends (2022-03-14)")}
_ROLES: Final = {
    "hosts a project of": "host-of-project",
    "conforms to": "certified",
    "partner of": "partner",
    "participates in": "participant",
}
_DATES: Final = "cnai:from {start} ; cnai:to {end} ; cnai:asOf {seen}"
_SINCE: Final = only({"first_is_start_of_file": ("",)}, date("first_listed"))
_LISTED: Final = {
    "start": _SINCE,
    "end": only(_ENDED, date("last_listed")),
    "seen": only(_SHOWN, date("last_listed")),
}
_CHINA: Final = "{member} cnai:jurisdiction place:cn ."
_MEMBER: Final = f"""
    relation:{{member}}-in-{{foundation}} a cnai:Membership ;
        cnai:member {{member}} ; cnai:organization {{foundation}} ; cnai:role role:member ; cnai:level {{level}} ;
        {_DATES} .
"""
_WITH_ROLE: Final = f"""
    relation:{{member}}-in-{{foundation}}-{{role}} a cnai:Membership ;
        cnai:member {{member}} ; cnai:organization {{foundation}} ; cnai:role {{role}} ; {_DATES} .
"""
_ELSEWHERE: Final = (
    "AIA Shared Services (Hong Kong) Limited", "CIP United", "City University of Hong Kong", "CK Hutchison Holdings",
    "CUHK Center for Entrepreneurship", "DeepComputing", "Futurewei (Huawei)", "HKT", "Hong Kong Monetary Authority",
    "Icon Business Systems", "Lotus Technology (Geely)", "SCITIX", "TCC Consulting Limited",
    "The Center for Research and Development Hong Kong (CRD-HK)", "TikTok (ByteDance)", "Tron Tech Limited",
    "Zeku (OPPO)", "zCloak Network",
)  # fmt: skip
"""Names whose seat is not on the mainland, or not known to be: the table labels them by their owner."""

MEMBERS: Final = Table(
    name="linux-foundation-members",
    about="Organizations of China in the Linux Foundation's bodies and other foundations (CSV)",
    label="Members of open-source foundations from China",
    label_zh="开源基金会的中国成员",
    title="Members of open-source foundations: organizations of China",
    publisher="linux-foundation",
    url="https://github.com/jmertic/lf-landscape",
    licence="https://spdx.org/licenses/Apache-2.0",
    source="open-projects",
    values={
        "member": name("china_org"),
        "foundation": known("foundation"),
        "role": concept("relation", "role", _ROLES),
        "level": first(string("level_now"), newest("levels_in_order", " > ")),
        **_LISTED,
        "start": first(date("joined"), _SINCE),
    },
    rules=(
        Rule({"relation": ("member of",), "china_org": _ELSEWHERE}, template(_MEMBER)),
        Rule({"relation": ("member of",)}, template(_MEMBER + _CHINA)),
        Rule({"relation": tuple(_ROLES), "china_org": _ELSEWHERE}, template(_WITH_ROLE)),
        Rule({"relation": tuple(_ROLES)}, template(_WITH_ROLE + _CHINA)),
    ),
    columns=("china_org", "relation", "foundation", "current", "level_now", "levels_in_order", "joined", "first_listed",
             "first_is_start_of_file", "first_repository", "first_commit", "last_listed", "last_repository",
             "last_commit", "published_names", "china_basis"),
    settled=Settled(first=(("level",),)),
)  # fmt: skip

_AI: Final = (
    "LF AI & Data", "PyTorch Foundation", "Ultra Ethernet Consortium", "Alliance for OpenUSD",
    "Coalition for Content Provenance and Authenticity (C2PA)", "Confidential Computing Consortium",
    "Unified Acceleration (UXL) Foundation",
)  # fmt: skip

MEMBERS_ABROAD: Final = Table(
    name="linux-foundation-members-abroad",
    about="Organizations of the graph from other countries in foundations for AI, chips and content (CSV)",
    label="Members of open-source foundations for AI",
    label_zh="人工智能开源基金会成员",
    title="Members of open-source foundations for AI: organizations from abroad",
    publisher="linux-foundation",
    url="https://github.com/jmertic/lf-landscape",
    licence="https://spdx.org/licenses/Apache-2.0",
    source="open-projects",
    values={
        "member": known("member", "member abroad that is no organization of the graph"),
        "foundation": known("foundation"),
        "level": string("level"),
        **_LISTED,
        "start": first(date("joined"), _SINCE),
    },
    rules=(
        Rule({"china_org": ("",), "relation": ("member of",), "foundation": _AI}, template(_MEMBER)),
        Rule({"china_org": ("",)}, leave_out="member abroad of a foundation for other things than AI, or host"),
        Rule(leave_out="organization of China: stands in the table of members from China"),
    ),
    columns=("foundation", "relation", "member", "china_org", "china_basis", "level", "joined", "first_listed",
             "first_is_start_of_file", "last_listed", "current", "file_ends", "homepage", "repository",
             "first_commit", "last_commit", "path", "category"),
    settled=Settled(first=(("level",),)),
)  # fmt: skip

_BODIES: Final = (": ", " maintainers", " steering")
"""Marks behind which a line of the list names a part of the project."""

_FROM_CHINA: Final = (
    "CubeFS", "Dragonfly", "Fluid", "HAMi", "Harbor", "Karmada", "Koordinator", "KubeEdge", "KubeVela", "OpenYurt",
    "TiKV", "Volcano",
)  # fmt: skip
"""Projects that organizations of China brought to the foundation."""
_MAINTAINED: Final = f"""
    relation:{{member}}-in-{{project}}{{-body}}-maintainer a cnai:Membership ;
        cnai:member {{member}} ; cnai:project {{project}} ; cnai:body {{body}} ; cnai:role role:maintainer ;
        cnai:persons {{persons}} ; {_DATES} .
"""
_HOME: Final = "{project} cnai:hostedBy org:cncf ; cnai:state {stage} .\n"

MAINTAINERS: Final = Table(
    name="cncf-maintainers",
    about="Companies that employ maintainers of projects of the Cloud Native Computing Foundation (CSV)",
    label="Maintainers of CNCF projects by company",
    label_zh="云原生计算基金会项目维护者所属公司",
    title="Cloud Native Computing Foundation: companies of the maintainers of its projects, of China and elsewhere",
    publisher="cncf",
    url="https://github.com/cncf/foundation",
    licence="https://creativecommons.org/licenses/by/4.0/",
    source="open-projects",
    values={
        "member": known("company", "company abroad that is no organization of the graph"),
        "project": known("project", kind="product", cut=_BODIES),
        "body": part("project", _BODIES, 1),
        "stage": concept("stage", "state", {"Sandbox": "sandbox", "Incubating": "incubating",
                                            "Graduated": "graduated", "Archived": "archived"}),
        "persons": whole("maintainers_now"),
        **_LISTED,
    },
    rules=(
        *(Rule({"china_org": ("",), "project": _FROM_CHINA, "current": (word,)}, template(text))
          for word, text in (("yes", _MAINTAINED + _HOME), ("no", _MAINTAINED))),
        Rule({"china_org": ("",)}, leave_out="company abroad, in a project that did not come from China"),
        Rule({"company": ("Ebay China",), "current": ("no",)}, template(_MAINTAINED)),
        Rule({"current": ("yes",)}, template(_MAINTAINED + _HOME + _CHINA)),
        Rule({"current": ("no",)}, template(_MAINTAINED + _CHINA)),
    ),
    columns=("project", "stage", "company", "china_org", "maintainers_now", "first_listed", "first_is_start_of_file",
             "last_listed", "current", "first_commit", "last_commit"),
    settled=Settled(alone=("persons",)),
)  # fmt: skip

_SEAT: Final = """
    relation:{member}-in-{project}-{body}{-shown} a cnai:Membership ;
        cnai:member {member} ; cnai:project {project} ; cnai:body {body} ; cnai:role {role} ; cnai:persons {persons} ;
        cnai:from {start} ; cnai:to {end} ; cnai:asOf {seen} .
    {member} cnai:jurisdiction {seat} .
"""
_BY_ROLE: Final = {
    "seat": "committee-seat", "chair": "chair", "co-chair": "chair", "lead": "lead", "maintainer": "maintainer",
}  # fmt: skip
_TERMS: Final = ("term starts, stated in the file", "term starts, stated on the line; ends 2023-11-10")
_PLAIN: Final = concept("role", "role", {"member": "member"})
_SEVERAL: Final = "Clustar; Hong Kong University of Science and Technology"

ROLES: Final = Table(
    name="project-roles",
    about="Organizations that govern, lead or maintain open AI projects of Chinese origin (CSV)",
    label="Roles in open AI projects of Chinese origin",
    label_zh="中国开源人工智能项目的治理与维护",
    title="Organizations that govern, lead or maintain open AI projects of Chinese origin",
    url="https://github.com/mindspore-ai/community",
    licence="https://spdx.org/licenses/Apache-2.0",
    source="open-projects",
    values={
        "member": name("organization", separator=";"),
        "project": known("project", kind="product"),
        "body": string("body"),
        "role": concept("role", "role", _BY_ROLE),
        "shown": only({"role": tuple(_BY_ROLE)}, string("role")),
        "persons": lambda draft, row, given: (),
        "start": only({"date_basis": _TERMS}, date("date")),
        "end": dated("date_basis", {_TERMS[1]: "2023-11-10"}),
        "seen": only({"date_basis": ("last change of the file",)}, date("date")),
        "seat": unless("organization", (_SEVERAL,), country("country")),
    },
    rules=(
        Rule({"role": ("builds with Huawei MindSpore",)}, leave_out="user of the project, with no role in it"),
        Rule({"role": ("contributing company (logo)",)}, template("""
            relation:{member}-contributes-{project} a cnai:Contribution ;
                cnai:contributor {member} ; cnai:project {project} ; cnai:role role:contributor ; cnai:asOf {seen} .
            {member} cnai:jurisdiction {seat} .""")),
        # The persons and seats of a line that names two organizations are not told apart.
        Rule({"organization": (_SEVERAL,), "role": ("member",)}, template(_SEAT), {"role": _PLAIN}),
        Rule({"role": ("member",)}, template(_SEAT), {"role": _PLAIN, "persons": whole("persons")}),
        Rule({"role": tuple(_BY_ROLE)}, template(_SEAT), {"persons": whole("persons")}),
    ),
    columns=("project", "home_curated", "body", "role", "organization_published", "organization", "country", "persons",
             "date", "date_basis", "url", "repository", "commit", "path", "line", "licence", "note"),
)  # fmt: skip

SIGS: Final = Table(
    name="openeuler-sigs",
    about="Organizations behind the special interest groups of openEuler (CSV)",
    label="openEuler special interest groups",
    label_zh="openEuler特别兴趣小组",
    title="openEuler: organizations behind its special interest groups",
    publisher="openeuler",
    url="https://github.com/openeuler-mirror/community",
    licence="https://spdx.org/licenses/MulanPSL-2.0",
    source="open-projects",
    values={
        "member": known("organization"),
        "seat": country("country"),
        "sig": string("sig"),
        "persons": whole("maintainers"),
        "seen": date("as_of"),
    },
    rules=(
        Rule({"organization_label": ("",)}, leave_out="name that nobody has identified"),
        Rule({}, template("""
            relation:{member}-in-openeuler-{sig}-maintainer a cnai:Membership ;
                cnai:member {member} ; cnai:project product:openeuler ; cnai:body {sig} ; cnai:role role:maintainer ;
                cnai:persons {persons} ; cnai:asOf {seen} .
            {member} cnai:jurisdiction {seat} .""")),
    ),
    columns=("sig", "organization", "organization_label", "country", "maintainers", "as_of", "commit", "path"),
    settled=Settled(alone=("persons",)),
)  # fmt: skip

IMPORTERS: Final = tuple(map(importer, (MEMBERS, MEMBERS_ABROAD, MAINTAINERS, ROLES, SIGS)))
