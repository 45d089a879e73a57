"""What the rules make of tables: joint development, seats, families, revisions, disagreement, listings."""

from pathlib import Path

import pytest
from tables import ask, built


def test_developers_of_one_row_developed_it_together(tmp_path: Path) -> None:
    store = built(
        tmp_path,
        daily_2024="<#row=2> { model:lotus-1b cnai:developedBy org:lotus , org:harbor . }\n",
        coral_2024="<#row=3> { model:lotus-1b cnai:developedBy org:river-bank . }\n",
    )
    assert ask(store, "org:lotus cnai:codevelopedWith org:harbor . org:harbor cnai:codevelopedWith org:lotus")
    # Another document names another developer; whether they worked together it does not say.
    assert not ask(store, "org:river-bank cnai:codevelopedWith ?anyone")
    assert ask(
        store,
        "?s rdf:predicate cnai:codevelopedWith ; rdf:subject org:lotus ; rdf:object org:harbor ; cnai:claimStatus status:derived ; "
        "cnai:evidence <https://w3id.org/kg-cn-ai/source/daily-2024#row=2> ; prov:wasDerivedFrom ?base . ?base rdf:predicate cnai:developedBy",
    )


def test_a_seat_gives_the_jurisdiction_that_no_source_states(tmp_path: Path) -> None:
    rows = "<#row=2> { org:river-bank cnai:locatedIn place:hangzhou . org:harbor cnai:locatedIn place:hangzhou . place:hangzhou cnai:partOf place:cn . }\n"
    store = built(tmp_path, daily_2024=rows)
    assert ask(
        store,
        "?s rdf:subject org:river-bank ; rdf:predicate cnai:jurisdiction ; rdf:object place:cn ; cnai:claimStatus status:derived",
    )
    assert not ask(store, "org:harbor cnai:jurisdiction place:cn")


@pytest.mark.parametrize(("second", "derived"), [("org:lotus", True), ("org:harbor", False)])
def test_a_family_has_the_only_maker_of_its_versions(tmp_path: Path, second: str, derived: bool) -> None:
    rows = (
        "<#row=2> { model:lotus-1b cnai:versionOf model:lotus ; cnai:developedBy org:lotus . }\n"
        f"<#row=3> {{ model:reed-1b cnai:versionOf model:lotus ; cnai:developedBy {second} . }}\n"
    )
    store = built(tmp_path, daily_2024=rows)
    assert (
        ask(
            store,
            "?s rdf:subject model:lotus ; rdf:predicate cnai:developedBy ; rdf:object org:lotus ; cnai:claimStatus status:derived",
        )
        is derived
    )
    assert ask(store, "model:lotus cnai:developedBy ?maker") is derived


SMALL = "<#row=2> { model:lotus-1b cnai:parameters 1000000000 . }\n"
LARGE = "<#row=9> { model:lotus-1b cnai:parameters 1100000000 . }\n"
OLD = "?old rdf:object 1000000000 . ?new rdf:object 1100000000 . "


def test_a_publisher_that_gives_another_value_later_has_revised_it(tmp_path: Path) -> None:
    store = built(tmp_path, daily_2024=SMALL, daily_2026=LARGE)
    assert ask(
        store,
        f"{OLD} ?old cnai:supersededBy ?new ; cnai:confidence grade:superseded . ?new cnai:confidence grade:single-source",
    )
    assert not ask(store, f"{OLD} ?old cnai:contradicts ?new")
    assert not ask(store, f"{OLD} ?new cnai:supersededBy ?old")


def test_publishers_that_give_other_values_disagree(tmp_path: Path) -> None:
    store = built(tmp_path, daily_2024=SMALL, coral_2026=LARGE)
    assert ask(store, f"{OLD} ?old cnai:contradicts ?new ; cnai:confidence grade:contested")
    assert not ask(store, "?old cnai:supersededBy ?new")


def test_a_value_that_the_later_document_repeats_is_not_superseded(tmp_path: Path) -> None:
    store = built(tmp_path, daily_2024=SMALL, daily_2026=LARGE + SMALL.replace("row=2", "row=3"))
    assert not ask(store, "?old cnai:supersededBy ?new")
    assert ask(store, f"{OLD} ?old cnai:contradicts ?new")


def test_a_revised_value_that_another_publisher_supports_is_not_graded_so(tmp_path: Path) -> None:
    store = built(tmp_path, daily_2024=SMALL, daily_2026=LARGE, coral_2024=SMALL)
    assert ask(store, f"{OLD} ?old cnai:contradicts ?new ; cnai:confidence grade:contested")


def test_dates_that_can_mean_the_same_day_neither_disagree_nor_revise(tmp_path: Path) -> None:
    store = built(
        tmp_path,
        daily_2024='<#row=2> { model:lotus-1b cnai:released "2024-05"^^edtf:EDTF . }\n',
        daily_2026='<#row=2> { model:lotus-1b cnai:released "2024-05-06"^^edtf:EDTF . }\n',
        coral_2026='<#row=2> { model:lotus-1b cnai:released "2024"^^edtf:EDTF . }\n',
    )
    assert not ask(store, "?a cnai:contradicts|cnai:supersededBy ?b")


def test_a_listing_is_an_edge_to_its_list(tmp_path: Path) -> None:
    row = (
        '<#/entities/3> { event:lotus-listed a cnai:Listing ; rdfs:label "Lotus AI listed"@en ; cnai:listedParty org:lotus ; '
        'cnai:onList policy:a-list ; cnai:namesBrand org:harbor ; cnai:date "2024-01-02"^^edtf:EDTF ; cnai:dateBasis basis:stated . }\n'
    )
    store = built(tmp_path, daily_2024=row)
    assert ask(store, "org:lotus cnai:restrictedBy policy:a-list . event:lotus-listed cnai:participant org:lotus")
    assert not ask(store, "org:harbor cnai:restrictedBy ?list")


def test_a_thing_leads_to_the_documents_that_say_something_of_it(tmp_path: Path) -> None:
    store = built(
        tmp_path,
        daily_2024="<#row=2> { model:lotus-1b cnai:developedBy org:lotus . }\n",
        coral_2024="<#row=3> { model:reed-1b cnai:developedBy org:lotus . }\n",
    )
    daily, coral = "<https://w3id.org/kg-cn-ai/source/daily-2024>", "<https://w3id.org/kg-cn-ai/source/coral-2024>"
    assert ask(store, f"org:lotus cnai:statedIn {daily} , {coral} . model:lotus-1b cnai:statedIn {daily}")
    assert not ask(store, f"model:lotus-1b cnai:statedIn {coral}")
    assert not ask(store, "?document a cnai:SourceDocument ; cnai:statedIn ?any")


def test_what_a_term_means_is_its_comment_too(tmp_path: Path) -> None:
    store = built(tmp_path, daily_2024="<#row=2> { model:lotus-1b cnai:developedBy org:lotus . }\n")
    assert ask(store, "cnai:developedBy rdfs:comment ?text ; skos:definition ?text")
    assert ask(store, "cnai:Company rdfs:comment ?text ; skos:definition ?text")
    assert not ask(
        store,
        "VALUES ?kind { owl:Class owl:ObjectProperty owl:DatatypeProperty } ?term a ?kind ; skos:definition ?text "
        "MINUS { ?term rdfs:comment ?text }",
    )
