"""What a card says of ties: who wrote the pages of a row, through which unit, and who is met in consortia only."""

from pathlib import Path

import tables

from kg_cn_ai.cards.card import Card
from kg_cn_ai.cards.reader import card
from kg_cn_ai.namespaces import ID, local_name

TIES = (
    "<#row=2> { model:lotus-1b cnai:developedBy org:lotus , org:harbor . }\n"
    "<#row=3> { model:reed-1b cnai:developedBy org:lotus , org:harbor , org:river-bank , org:reed-office , org:coral , org:daily , org:tiny-press . }\n"
    "<#row=4> { event:r a cnai:FinancingRound ; cnai:investor org:daily ; cnai:investee org:lotus ; cnai:kind rtype:seed ; "
    'cnai:date "2024-03"^^edtf:EDTF . }\n'
    "<#row=5> { org:coral cnai:legalEntityOf org:daily . event:listed a cnai:Listing ; cnai:listedParty org:coral ; cnai:onList policy:a-list . }\n"
    "<#row=6> { relation:j a cnai:Position ; cnai:person person:lin ; cnai:organization org:lotus ; cnai:role role:chair ; "
    'cnai:from "2020"^^edtf:EDTF ; cnai:to "2022-03"^^edtf:EDTF . }\n'
    "<#row=4> prov:hadPrimarySource <https://copy.example/x> , <https://daily.example/y> , <https://www.other.example/z> .\n"
    "<https://copy.example/x> a cnai:WebPage ; cnai:kind hostkind:mirror ; dcterms:publisher org:daily .\n"
    "<https://daily.example/y> a cnai:WebPage ; cnai:kind hostkind:publisher ; dcterms:publisher org:daily .\n"
    "<https://www.other.example/z> a cnai:WebPage ; cnai:kind hostkind:aggregator .\n"
)


def of_ties(folder: Path, name: str) -> Card:
    return card(tables.built(folder, daily_2024=TIES), f"{ID}{name}")


def test_who_wrote_the_pages_of_a_row_is_named_with_the_address(tmp_path: Path) -> None:
    found = of_ties(tmp_path, "event/r")
    (evidence,) = found.records[0].evidence
    assert [(page.url, page.en, page.zh) for page in evidence.pages] == [
        ("https://copy.example/x", "Daily, read in a copy", "Daily（转载页）"),
        ("https://daily.example/y", "Daily", "Daily"),
        ("https://www.other.example/z", "other.example, origin not named", "other.example（未注明来源）"),
    ]
    assert "row 4: Daily, read in a copy, https://copy.example/x, Daily, https://daily.example/y" in found.render()


def test_who_is_met_only_in_large_consortia_is_counted_and_left_out(tmp_path: Path) -> None:
    found = of_ties(tmp_path, "org/lotus")
    partners = [fact.value.iri for fact in found.facts if local_name(fact.property) == "codevelopedWith"]
    assert partners == [f"{ID}org/harbor"]
    assert found.consortium == 5
    assert "met only in consortia of many makers or partners: 5" in found.render()


def test_what_holds_of_a_unit_names_the_unit(tmp_path: Path) -> None:
    found = of_ties(tmp_path, "org/daily")
    (listed,) = (fact for fact in found.facts if local_name(fact.property) == "restrictedBy")
    assert (listed.status, [unit.iri for unit in listed.through]) == ("through-unit", [f"{ID}org/coral"])
    assert "through a unit: Coral Exchange" in found.render()


def test_a_record_that_lasted_has_both_its_dates(tmp_path: Path) -> None:
    (record,) = (r for r in of_ties(tmp_path, "org/lotus").records if r.iri.endswith("/j"))
    assert record.date == "2020/2022-03"
