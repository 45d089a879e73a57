"""Joint papers of two organizations, and the countries in which a cloud has regions.

Joint papers are a number on a pair and no partnership. Venues and years are covered unevenly, so a pair has one number
for all years together. Where the table gives a firm the country of most of its authors, that is no seat.
"""

from typing import Final

from kg_cn_ai.authoring.importers.lists import interval, known, unless
from kg_cn_ai.authoring.importers.readers import constant, country, whole
from kg_cn_ai.authoring.importers.table import Rule, Table, importer
from kg_cn_ai.authoring.importers.template import template

_UNSURE: Final = (
    "ASUS", "ASUS Intelligent Cloud Services", "Black Sesame Technologies", "DarkMatter AI Research",
    "HERE Technologies", "Inceptio Tech", "Industrial Technology Research Institute", "Microsoft Research Asia",
    "Mobile Drive Technology", "Polixir Technologies", "Protagolabs", "RealAI", "SenseTime", "Shannon.AI", "Theta Labs",
    "Wormpex AI Research",
)  # fmt: skip
"""Organizations whose country in the table is that of their authors."""
_NOBODY: Final = ("Ministry of Industry and Information Technology of China",)

PAPERS: Final = Table(
    name="joint-papers",
    about="Joint papers of organizations at AI conferences (CSV)",
    label="Joint papers at AI conferences",
    label_zh="人工智能会议合著论文",
    title="Joint papers of organizations at AI conferences, counted from Paper Copilot's lists",
    publisher="paper-copilot",
    url="https://github.com/papercopilot/paperlists",
    licence="",
    source="open-projects",
    values={
        "one": known("organization_a"),
        "other": known("organization_b"),
        "seat_of_one": unless("organization_a", _UNSURE, country("country_a")),
        "seat_of_other": unless("organization_b", _UNSURE, country("country_b")),
        "papers": whole("joint_papers"),
        "years": interval("first_year", "last_year"),
        "measure": constant("measure:joint-papers"),
    },
    rules=(
        Rule({"organization_a": _NOBODY}, leave_out="laboratories of a ministry, not told apart"),
        Rule({"organization_b": _NOBODY}, leave_out="laboratories of a ministry, not told apart"),
        Rule({}, template("""
            observation:joint-papers-{one&other} a cnai:Observation ;
                cnai:concerns {one} , {other} ; cnai:measure {measure} ; cnai:value {papers} ; cnai:unit unit:COUNT ;
                cnai:comparator cmp:eq ; cnai:refPeriod {years} .
            {one} cnai:jurisdiction {seat_of_one} .
            {other} cnai:jurisdiction {seat_of_other} .""")),
    ),
    columns=("organization_a", "country_a", "organization_b", "country_b", "kind", "joint_papers", "first_year",
             "last_year", "y2018", "y2019", "y2020", "y2021", "y2022", "y2023", "y2024", "y2025", "example_records"),
    apart=("papers",),
)  # fmt: skip

REGIONS: Final = Table(
    name="cloud-regions",
    about="Regions of Alibaba Cloud, Tencent Cloud and Huawei Cloud (CSV)",
    label="Regions of Chinese clouds",
    label_zh="中国云服务商区域",
    title="Regions of Alibaba Cloud, Tencent Cloud and Huawei Cloud",
    url="https://github.com/",
    licence="https://spdx.org/licenses/Apache-2.0",
    source="open-projects",
    values={"provider": known("provider"), "country": country("country")},
    rules=(
        Rule({"country": ("CN", "HK")}, leave_out="region in China"),
        Rule({"provider": ("Tencent Cloud",), "label": ("Moscow", "Mumbai")}, leave_out="region that was closed"),
        Rule({}, template("{provider} cnai:presentIn {country} .")),
    ),
    columns=("provider", "region", "label", "country", "as_of", "repository", "commit", "path", "line", "licence"),
)  # fmt: skip

IMPORTERS: Final = tuple(map(importer, (PAPERS, REGIONS)))
