"""A tiny corpus that fits in a head: one invented document, eight organizations, one record of each kind.

``write(folder)`` lays it out as the build expects, beside the project's own ontology; ``change`` swaps one piece of text
in the authored files, which is how the mutation tests break one rule at a time.
"""

import hashlib
import os
import shutil
from pathlib import Path

from kg_cn_ai.namespaces import PREFIXES

ROOT = Path(__file__).parents[2]
HELPERS = Path(__file__).parent
PYTHONPATH = os.pathsep.join(map(str, (ROOT, HELPERS, ROOT / "benchmarks")))
"""For a Python that a test starts: it finds the package and what tests share."""

TEXT = """\
Lotus AI and Harbor Systems, an American firm, build the Pagoda platform together on Harbor Studio.
River Bank put 5 million yuan into Lotus AI in March 2024.
On 2 May 2024 the Reed Office approved 3 services, among them one of Lotus AI.
Lotus AI launched Lotus-1 on 7 June 2024 at the Delta Forum in Ningbo.
Lotus AI went public on the Coral Exchange at 4 yuan a share; 100 shares should bring 400 yuan.
The Reed Office's Reed Plan aims at 9 EFLOPS by 2026 and promotes education.
The Chinese AI market reached 12 billion yuan in 2023 and is to reach 20 billion in 2025.
Lotus AI says that Lotus-1 is on par with Wave-2. Harbor Systems limits access to Wave-2 in China since 2024.
Lotus AI is a member of the Harbor Circle and pursues green data centres.
The Reed Office decided to spend 8 billion yuan. Lotus-1 answered 4 of 5 riddles.
Lotus-1 may be on the Pagoda platform. Picture: River Bank
Lotus AI is on the Reed List since 3 March 2024. Lotus-1 Mini is a small Lotus-1 with 7 billion parameters.
"""

ENTITIES = """\
org:lotus a cnai:Company ;
    rdfs:label "Lotus AI"@en , "莲花智能"@zh-hans , "Liánhuā Zhìnéng"@zh-latn-pinyin ; skos:altLabel "Lotus"@en .
org:harbor a cnai:Company ; rdfs:label "Harbor Systems"@en .
org:river-bank a cnai:Company ; rdfs:label "River Bank"@en , "江河银行"@zh-hans .
org:reed-office a cnai:GovernmentBody ; rdfs:label "Reed Office"@en , "芦苇办"@zh-hans .
org:coral a cnai:Company ; rdfs:label "Coral Exchange"@en .
org:tiny-press a cnai:Company ; rdfs:label "Tiny Press"@en .
model:lotus-1 a cnai:LargeLanguageModel ; rdfs:label "Lotus-1"@en .
model:lotus-1-mini a cnai:LargeLanguageModel ; rdfs:label "Lotus-1 Mini"@en .
model:wave-2 a cnai:LargeLanguageModel ; rdfs:label "Wave-2"@en .
product:pagoda a cnai:Platform ; rdfs:label "Pagoda platform"@en ; skos:altLabel "Pagoda"@en .
product:harbor-studio a cnai:Product ; rdfs:label "Harbor Studio"@en .
policy:reed-plan a cnai:ActionPlan ; rdfs:label "Reed Plan"@en .
policy:reed-list a cnai:RestrictedPartyList ; rdfs:label "Reed List"@en .
programme:harbor-circle a cnai:Programme ; rdfs:label "Harbor Circle"@en .
market:cn-ai a cnai:Market ; rdfs:label "Chinese AI market"@en ; cnai:field field:ai ; cnai:place place:cn .
figure:tiny-1 a cnai:Figure ; rdfs:label "Picture 1"@en ; skos:altLabel "Picture"@en .
place:cn a cnai:Place ; rdfs:label "China"@en , "中国"@zh-hans ; skos:altLabel "Chinese"@en ; cnai:kind placetype:country ; cnai:isoCode "CN" .
place:us a cnai:Place ; rdfs:label "United States"@en ; skos:altLabel "American"@en ; cnai:kind placetype:country ; cnai:isoCode "US" .
place:ningbo a cnai:Place ; rdfs:label "Ningbo"@en ; cnai:kind placetype:district .
"""

FACTS: tuple[tuple[str, str], ...] = (
    (
        "Lotus AI and Harbor Systems, an American firm, build the Pagoda platform together on Harbor Studio.",
        """relation:lotus-harbor a cnai:Partnership ; rdfs:label "Lotus AI and Harbor Systems"@en , "莲花智能与Harbor合作"@zh-hans ;
        cnai:partner org:lotus , org:harbor ; cnai:kind ptype:joint-development ; cnai:outcome product:pagoda ; cnai:field field:ai .
    product:pagoda cnai:basedOn product:harbor-studio ; cnai:developedBy org:lotus , org:harbor .
    org:harbor cnai:jurisdiction place:us .
    org:lotus cnai:jurisdiction place:cn .""",
    ),
    (
        "River Bank put 5 million yuan into Lotus AI in March 2024.",
        """event:lotus-round a cnai:FinancingRound ; rdfs:label "Lotus AI's round"@en ;
        cnai:investee org:lotus ; cnai:investor org:river-bank ; cnai:kind rtype:year-total ;
        cnai:value 5000000 ; cnai:unit unit:CNY ; cnai:comparator cmp:eq ; cnai:date "2024-03"^^edtf:EDTF ; cnai:dateBasis basis:stated .""",
    ),
    (
        "On 2 May 2024 the Reed Office approved 3 services, among them one of Lotus AI.",
        """event:approval a cnai:ApprovalEvent ; rdfs:label "Approval of May 2024"@en ; cnai:approvedProvider org:lotus ;
        cnai:statedCount 3 ; cnai:listComplete false ; cnai:place place:cn ; cnai:date "2024-05-02"^^edtf:EDTF ; cnai:dateBasis basis:stated .""",
    ),
    (
        "Lotus AI launched Lotus-1 on 7 June 2024 at the Delta Forum in Ningbo.",
        """event:lotus-1-launch a cnai:LaunchEvent ; rdfs:label "Launch of Lotus-1"@en ; cnai:launches model:lotus-1 ; cnai:launchedBy org:lotus ;
        cnai:occasion event:delta-forum ; cnai:place place:ningbo ; cnai:date "2024-06-07"^^edtf:EDTF ; cnai:dateBasis basis:stated .
    event:delta-forum a cnai:Meeting ; rdfs:label "Delta Forum"@en ; cnai:dateBasis basis:none .
    model:lotus-1 cnai:developedBy org:lotus .""",
    ),
    (
        "Lotus AI went public on the Coral Exchange at 4 yuan a share; 100 shares",
        """event:lotus-ipo a cnai:IPO ; rdfs:label "Lotus AI goes public"@en ; cnai:investee org:lotus ; cnai:exchange org:coral ;
        cnai:pricePerShare 4 ; cnai:sharesIssued 100 ; cnai:unit unit:CNY ; cnai:dateBasis basis:none .""",
    ),
    (
        "should bring 400 yuan.",
        """observation:lotus-proceeds a cnai:Forecast ; rdfs:label "Proceeds of Lotus AI"@en ; cnai:measure measure:gross-proceeds ;
        cnai:concerns event:lotus-ipo ; cnai:value 400 ; cnai:unit unit:CNY ; cnai:comparator cmp:eq ; cnai:refPeriod "2024"^^edtf:EDTF .""",
    ),
    (
        "The Reed Office's Reed Plan aims at 9 EFLOPS by 2026 and promotes education.",
        """policy:reed-plan cnai:issuedBy org:reed-office ; cnai:issued "2024-02"^^edtf:EDTF ; cnai:setsTarget observation:reed-target .
    observation:reed-target a cnai:Target ; rdfs:label "Computing power by 2026"@en ; cnai:measure measure:computing-power ; cnai:field field:computing-power ;
        cnai:value 9 ; cnai:unit unit:EFLOPS ; cnai:comparator cmp:eq ; cnai:refPeriod "2026"^^edtf:EDTF .
    provision:reed-education a cnai:Provision ; rdfs:label "Education"@en ; cnai:partOf policy:reed-plan ; cnai:effect effect:promotes ;
        cnai:targetSector sector:education .""",
    ),
    (
        "The Chinese AI market reached 12 billion yuan in 2023",
        """observation:cn-ai-2023 a cnai:Observation ; rdfs:label "Chinese AI market, 2023"@en ; cnai:measure measure:market-size ; cnai:concerns market:cn-ai ;
        cnai:value 12000000000 ; cnai:unit unit:CNY ; cnai:comparator cmp:eq ; cnai:refPeriod "2023"^^edtf:EDTF .""",
    ),
    (
        "is to reach 20 billion in 2025.",
        """observation:cn-ai-2025 a cnai:Forecast ; rdfs:label "Chinese AI market, 2025"@en ; cnai:measure measure:market-size ; cnai:concerns market:cn-ai ;
        cnai:value 20000000000 ; cnai:unit unit:CNY ; cnai:comparator cmp:eq ; cnai:refPeriod "2025"^^edtf:EDTF .""",
    ),
    (
        "Lotus AI says that Lotus-1 is on par with Wave-2.",
        """assessment:lotus-on-par a cnai:Assessment ; rdfs:label "Lotus-1 equals Wave-2, says Lotus AI"@en ; cnai:concerns model:lotus-1 ; cnai:comparedTo model:wave-2 ;
        cnai:attributedTo org:lotus ; cnai:judgement judge:on-par-overall ; cnai:summary "on par"@en ; cnai:claimStatus status:party-claim .""",
    ),
    (
        "Harbor Systems limits access to Wave-2 in China since 2024.",
        """event:wave-2-limited a cnai:AccessRestriction ; rdfs:label "Pagoda limited in China"@en ; cnai:restricts product:pagoda ; cnai:kind access:limited ;
        cnai:place place:cn ; cnai:date "2024"^^edtf:EDTF ; cnai:dateBasis basis:stated .""",
    ),
    (
        "Lotus AI is a member of the Harbor Circle",
        """relation:lotus-circle a cnai:Membership ; rdfs:label "Lotus AI in the Harbor Circle"@en ; cnai:member org:lotus ; cnai:programme programme:harbor-circle .""",
    ),
    (
        "Lotus AI is a member of the Harbor Circle and pursues green data centres.",
        """initiative:lotus-green a cnai:Initiative ; rdfs:label "Lotus AI's green data centres"@en ; cnai:pursuedBy org:lotus ; cnai:summary "green data centres"@en .""",
    ),
    (
        "The Reed Office decided to spend 8 billion yuan.",
        """event:reed-spending a cnai:Decision ; rdfs:label "Spending of the Reed Office"@en ; cnai:decidedBy org:reed-office ;
        cnai:value 8000000000 ; cnai:unit unit:CNY ; cnai:comparator cmp:eq ; cnai:dateBasis basis:none .""",
    ),
    (
        "Lotus-1 answered 4 of 5 riddles.",
        """observation:lotus-riddles a cnai:Observation ; rdfs:label "Riddles"@en ; cnai:measure measure:objects-identified ; cnai:concerns model:lotus-1 ;
        cnai:value 4 ; cnai:outOf 5 ; cnai:unit unit:COUNT ; cnai:comparator cmp:eq .""",
    ),
    (
        "Lotus AI is on the Reed List since 3 March 2024.",
        """event:lotus-listed a cnai:Listing ; rdfs:label "Lotus AI on the Reed List"@en ; cnai:listedParty org:lotus ; cnai:onList policy:reed-list ;
        cnai:date "2024-03-03"^^edtf:EDTF ; cnai:dateBasis basis:stated .""",
    ),
    (
        "Lotus-1 Mini is a small Lotus-1 with 7 billion parameters.",
        "model:lotus-1-mini cnai:versionOf model:lotus-1 ; cnai:parameters 7000000000 .",
    ),
    (
        "Lotus-1 may be on the Pagoda platform.",
        """assessment:lotus-on-pagoda a cnai:Assessment ; rdfs:label "Lotus-1 on Pagoda"@en ; rdf:subject model:lotus-1 ; rdf:predicate cnai:availableOn ;
        rdf:object product:pagoda ; cnai:concerns model:lotus-1 ; cnai:attributedTo org:tiny-press ; cnai:summary "may be"@en ; cnai:claimStatus status:unconfirmed .""",
    ),
    ("Picture: River Bank", "figure:tiny-1 cnai:creditedTo org:river-bank ; cnai:appearsIn <> ."),
)

_PREFIXES = "".join(f"@prefix {name}: <{iri}> .\n" for name, iri in PREFIXES.items())


def span(quote: str) -> str:
    """The fragment of a piece of the text."""
    start = TEXT.index(quote)
    return f"char={start},{start + len(quote)}"


def trig() -> str:
    """The source file."""
    blocks = "".join(f"\n<#{span(quote)}> {{\n    {body}\n}}\n" for quote, body in FACTS)
    return f"""@base <https://w3id.org/kg-cn-ai/source/tiny> .
{_PREFIXES}
<> a cnai:SourceDocument ; rdfs:label "Tiny"@en ; dcterms:title "Tiny news"@en ; dcterms:publisher org:tiny-press ; cnai:kind doctype:article ;
    cnai:date "2024-07"^^edtf:EDTF ; cnai:dateBasis basis:stated ; cnai:fileName "tiny.txt" ; dcterms:extent "{len(TEXT)}" ;
    cnai:sha256 "{hashlib.sha256(TEXT.encode()).hexdigest()}" .
{blocks}"""


def write(folder: Path, *change: tuple[str, str]) -> Path:
    """Lay the corpus out in a folder and return it; each change is a piece of text and what stands there instead.

    The document itself is at ``documents/tiny.txt``.
    """
    for room in ("graph/entities", "graph/sources", "documents"):
        (folder / room).mkdir(parents=True, exist_ok=True)
    shutil.copytree(ROOT / "ontology", folder / "ontology", dirs_exist_ok=True)
    files = {"graph/entities/tiny.ttl": f"{_PREFIXES}\n{ENTITIES}", "graph/sources/tiny.trig": trig()}
    for old, new in change:
        holding = [name for name, text in files.items() if old in text]
        assert holding, f"the tiny corpus has no {old!r}"
        for name in holding:
            files[name] = files[name].replace(old, new)
    for name, text in files.items():
        (folder / name).write_text(text, encoding="utf-8")
    (folder / "documents/tiny.txt").write_text(TEXT, encoding="utf-8", newline="\n")
    return folder
