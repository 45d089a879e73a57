"""Which partnerships the page lists, and from when to when."""

from pathlib import Path

import tables

from kg_cn_ai.build import build_release
from kg_cn_ai.knowledge_graph import load
from kg_cn_ai.namespaces import ID
from kg_cn_ai.web.pages.chronicle import partnerships
from kg_cn_ai.web.release.knowledge import Knowledge

ROWS = (
    '<#row=2> { model:lotus-1b cnai:developedBy org:lotus , org:harbor ; cnai:released "2023-05"^^edtf:EDTF . }\n'
    '<#row=3> { model:reed-1b cnai:developedBy org:lotus , org:harbor ; cnai:released "2024"^^edtf:EDTF . }\n'
    "<#row=4> { model:lotus cnai:developedBy org:harbor , org:daily . org:daily cnai:jurisdiction place:us . }\n"
    "<#row=5> { observation:p a cnai:Observation ; cnai:measure measure:joint-papers ; cnai:concerns org:lotus , org:coral ; "
    'cnai:value 4 ; cnai:unit unit:COUNT ; cnai:comparator cmp:eq ; cnai:refPeriod "2022"^^edtf:EDTF . }\n'
)


def test_joint_development_has_an_end_in_china_and_both_its_dates(tmp_path: Path) -> None:
    data = tables.corpus(tmp_path / "data", daily_2024=ROWS)
    build_release(tmp_path / "release", data=data)
    rows = partnerships(Knowledge(load(tmp_path / "release")))
    assert [({v.iri for v in row.partners}, row.date) for row in rows if row.kinds[0].text == "co-developed with"] == [
        ({f"{ID}org/lotus", f"{ID}org/harbor"}, "2023-05-01/2024-12-31")
    ]
    assert not [row for row in rows if f"{ID}org/coral" in {v.iri for v in row.partners}]
