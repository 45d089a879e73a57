"""A document beside the tiny corpus with one record of each kind that connects organizations, and how each is broken once."""

from pathlib import Path

import tiny

ENTITIES = """\
org:daily a cnai:MediaOrganization ; rdfs:label "Daily"@en .
org:delta a cnai:Company ; rdfs:label "Delta"@en .
person:lin a cnai:Person ; rdfs:label "Lin"@en .
person:wu a cnai:Person ; rdfs:label "Wu"@en .
chip:reed a cnai:Chip ; rdfs:label "Reed One"@en .
product:raft a cnai:SoftwareProject ; rdfs:label "Raft"@en .
"""

FACTS = """\
org:delta cnai:jurisdiction place:cn ; cnai:foundingDate "2019"^^edtf:EDTF .
    org:river-bank cnai:jurisdiction place:cn .
    relation:supply a cnai:Partnership ; cnai:supplier org:delta ; cnai:customer org:river-bank ; cnai:kind ptype:supply ;
        cnai:from "2022"^^edtf:EDTF ; cnai:to "2024"^^edtf:EDTF .
    event:round a cnai:FinancingRound ; cnai:investee org:delta ; cnai:leadInvestor org:harbor ; cnai:kind rtype:seed ;
        cnai:valuation 900 ; cnai:valuationUnit unit:USD .
    event:offer a cnai:IPO ; cnai:investee org:delta ; cnai:exchange org:coral ; cnai:cornerstoneInvestor org:harbor ; cnai:ticker "1" .
    relation:holding a cnai:Shareholding ; cnai:holder org:harbor ; cnai:held org:delta ; cnai:share 12.5 .
    event:takeover a cnai:Acquisition ; cnai:acquirer org:delta ; cnai:acquiree org:coral .
    relation:first a cnai:Position ; cnai:person person:lin ; cnai:organization org:harbor ; cnai:role role:researcher .
    relation:second a cnai:Position ; cnai:person person:lin ; cnai:organization org:delta ; cnai:role role:founder ; cnai:previousPosition relation:first .
    relation:third a cnai:Position ; cnai:person person:wu ; cnai:organization org:harbor ; cnai:role role:chair .
    relation:inside a cnai:Membership ; cnai:member org:delta ; cnai:organization org:reed-office .
    relation:code a cnai:Contribution ; cnai:contributor org:delta ; cnai:project product:raft ; cnai:commits 3 .
    relation:use a cnai:Adoption ; cnai:adopter org:river-bank ; cnai:project product:raft .
    product:raft cnai:developedBy org:lotus .
    relation:offering a cnai:Offering ; cnai:provider org:delta ; cnai:model model:lotus-1 ; cnai:inputPrice 0.5 ; cnai:unit unit:USD .
    event:run a cnai:BenchmarkSubmission ; cnai:submitter org:delta ; cnai:chip chip:reed ; cnai:edition "Riddles 1" .
    relation:support a cnai:HardwareSupport ; cnai:model model:lotus-1 ; cnai:chip chip:reed .
    event:filed a cnai:Filing ; cnai:filer org:delta ; cnai:files model:lotus-1 ; cnai:register register:deep-synthesis .
    observation:score a cnai:Evaluation ; cnai:concerns model:lotus-1 ; cnai:measure measure:objects-identified ; cnai:attributedTo org:daily ;
        cnai:value 4 ; cnai:unit unit:COUNT ; cnai:comparator cmp:eq .
    observation:papers a cnai:Observation ; cnai:measure measure:joint-papers ; cnai:concerns org:delta , org:harbor ;
        cnai:value 4 ; cnai:unit unit:COUNT ; cnai:comparator cmp:eq .
"""

# Name of the shape, text that is changed, what it becomes, and a piece of the line that is reported.
MUTATIONS = [
    ("date-type", 'cnai:foundingDate "2019"^^edtf:EDTF', 'cnai:foundingDate "2019"', "cnai:foundingDate"),
    ("end-after-beginning", 'cnai:to "2024"', 'cnai:to "2021"', "relation:supply a"),
    ("supply", "cnai:customer org:river-bank", "cnai:partner org:river-bank", "relation:supply a"),
    ("valuation", "cnai:valuationUnit unit:USD", 'cnai:date "2024"^^edtf:EDTF', "event:round a"),
    ("investor-of-offering", "cnai:cornerstoneInvestor org:harbor", "cnai:cornerstoneInvestor org:delta", "org:delta"),
    ("share", "cnai:share 12.5", "cnai:share 125", "cnai:share 125"),
    ("shareholding", "cnai:holder org:harbor ;", "", "relation:holding a"),
    ("acquisition", "cnai:acquirer org:delta ;", "", "event:takeover a"),
    ("position", "cnai:role role:chair", "cnai:from \"2024\"^^edtf:EDTF", "relation:third a"),
    ("move", "cnai:previousPosition relation:first", "cnai:previousPosition relation:third", "relation:second a"),
    ("membership", "cnai:organization org:reed-office", 'cnai:level "Gold"', "relation:inside a"),
    ("contribution", "cnai:contributor org:delta ;", "", "relation:code a"),
    ("adoption", "cnai:adopter org:river-bank ;", "", "relation:use a"),
    ("offering", "cnai:model model:lotus-1 ; cnai:inputPrice", "cnai:inputPrice", "relation:offering a"),
    ("price", "cnai:inputPrice 0.5", "cnai:inputPrice -0.5", "cnai:inputPrice -0.5"),
    ("benchmark-submission", ' ; cnai:edition "Riddles 1"', "", "event:run a"),
    ("hardware-support", "cnai:model model:lotus-1 ; cnai:chip", "cnai:chip", "relation:support a"),
    ("supported-hardware", "cnai:model model:lotus-1 ; cnai:chip chip:reed", "cnai:model model:lotus-1", "relation:support a"),
    ("filing", "cnai:filer org:delta ;", "", "event:filed a"),
    ("evaluation", "cnai:attributedTo org:daily ;", "", "observation:score a"),
    ("joint-papers", "cnai:concerns org:delta , org:harbor", "cnai:concerns org:delta", "observation:papers a"),
    ("page", "hostkind:mirror ; dcterms:publisher org:daily", "hostkind:mirror ; dcterms:publisher org:daily , org:delta", "<https://daily.example/x> a"),
]  # fmt: skip

FILE = "graph/sources/ties.trig"


def write(folder: Path, *change: tuple[str, str]) -> Path:
    """Lay out the tiny corpus and the document of ties; each change is a piece of its text and what stands there instead."""
    tiny.write(folder, ("org:coral a cnai:Company", f"{ENTITIES}org:coral a cnai:Company"))
    text = (
        f"@base <https://w3id.org/kg-cn-ai/source/ties> .\n{tiny._PREFIXES}\n"
        '<> a cnai:SourceDocument ; rdfs:label "Ties"@en ; dcterms:title "Ties"@en ; dcterms:publisher org:daily ; '
        'cnai:kind doctype:dataset ; cnai:date "2024"^^edtf:EDTF ; cnai:dateBasis basis:stated ; cnai:fileName "ties.csv" ; '
        f'cnai:sha256 "{"0" * 64}" .\n\n<#row=2> {{\n    {FACTS}}}\n'
        "<#row=2> prov:hadPrimarySource <https://daily.example/x> .\n"
        "<https://daily.example/x> a cnai:WebPage ; cnai:kind hostkind:mirror ; dcterms:publisher org:daily .\n"
    )
    for old, new in change:
        assert text.count(old) == 1, f"the document of ties has {text.count(old)} times {old!r}"
        text = text.replace(old, new)
    (folder / FILE).write_text(text, encoding="utf-8")
    return folder
