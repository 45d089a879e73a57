"""Ties between organizations: what is summed up, how strong, since when, and what is never a tie. Each graph is a few rows."""

from pathlib import Path

import pytest
from pyoxigraph import Literal, NamedNode, Store
from tables import ask, built, corpus

from kg_cn_ai.authoring.corpus import read_corpus
from kg_cn_ai.build import flat_graph
from kg_cn_ai.namespaces import PREFIXES


def one(store: Store, pattern: str) -> str:
    """The only value of ``?x``; the test fails where there are none or several."""
    (row,) = store.query(f"SELECT DISTINCT ?x WHERE {{ {pattern} }}", prefixes=PREFIXES)  # type: ignore[misc]
    value = row["x"]
    assert isinstance(value, Literal | NamedNode)
    return value.value


def count(store: Store, pattern: str) -> int:
    return int(one(store, f"{{ SELECT (COUNT(DISTINCT ?y) AS ?x) WHERE {{ {pattern} }} }}"))


def test_an_undated_record_leaves_the_dates_of_the_others(tmp_path: Path) -> None:
    rows = (
        "<#row=2> { relation:a a cnai:Partnership ; cnai:partner org:lotus , org:coral ; cnai:kind ptype:strategic . "
        "relation:b a cnai:Partnership ; cnai:partner org:lotus , org:coral ; cnai:kind ptype:research ; "
        'cnai:date "2024-07-01"^^edtf:EDTF . }\n'
    )
    store = built(tmp_path, daily_2024=rows)
    day = '"2024-07-01"^^xsd:date'
    assert ask(store, f"tie:partnership--coral--lotus cnai:count 2 ; cnai:firstDate {day} ; cnai:lastDate {day}")
    assert ask(
        store, f"?s rdf:predicate cnai:partnersWith ; rdf:subject org:coral ; cnai:earliest {day} ; cnai:latest {day}"
    )


@pytest.mark.parametrize(
    ("begun", "first", "last"),
    [
        ("2014", "2014-01-01", "2014-12-31"),
        ("2024-02", "2024-02-01", "2024-02-29"),
        ("2023-12", "2023-12-01", "2023-12-31"),
        ("2024-02-05", "2024-02-05", "2024-02-05"),
    ],
)
def test_what_began_in_a_year_or_month_may_have_begun_on_its_last_day(
    tmp_path: Path, begun: str, first: str, last: str
) -> None:
    rows = (
        "<#row=2> { relation:a a cnai:Partnership ; cnai:partner org:lotus , org:coral ; cnai:kind ptype:research ; "
        f'cnai:from "{begun}"^^edtf:EDTF . }}\n'
    )
    store = built(tmp_path, daily_2024=rows)
    assert not ask(store, "relation:a cnai:latest ?open")
    assert ask(
        store,
        f'tie:partnership--coral--lotus cnai:firstDate "{first}"^^xsd:date ; cnai:lastDate "{last}"^^xsd:date ; cnai:count 1',
    )
    assert ask(
        store,
        "?s rdf:predicate cnai:partnersWith ; rdf:subject org:coral ; "
        f'cnai:earliest "{first}"^^xsd:date ; cnai:latest "{last}"^^xsd:date',
    )


SUPPLY = (
    "relation:s a cnai:Partnership ; cnai:supplier org:harbor ; cnai:customer org:lotus ; cnai:kind ptype:{kind} ; "
    'cnai:date "2024-03"^^edtf:EDTF {more}.'
)


def test_a_pair_has_one_tie_for_each_kind_over_all_records(tmp_path: Path) -> None:
    rows = (
        "<#row=2> { relation:a a cnai:Partnership ; cnai:partner org:lotus , org:reed-office ; cnai:kind ptype:strategic ; "
        'cnai:from "2022"^^edtf:EDTF ; cnai:to "2023-05"^^edtf:EDTF . }\n'
        "<#row=3> { relation:b a cnai:Partnership ; cnai:partner org:lotus , org:reed-office ; cnai:kind ptype:research ; "
        'cnai:date "2024-07-01"^^edtf:EDTF . }\n'
    )
    store = built(tmp_path, daily_2024=rows)
    tie = "tie:partnership--lotus--reed-office"
    assert ask(
        store,
        f"{tie} a cnai:Tie ; cnai:between org:lotus , org:reed-office ; cnai:tieKind tiekind:partnership ; cnai:count 2 ; "
        'cnai:firstDate "2022-01-01"^^xsd:date ; cnai:lastDate "2024-07-01"^^xsd:date ; cnai:year 2022 ; cnai:ended false ; '
        "prov:wasDerivedFrom relation:a , relation:b",
    )
    assert float(one(store, f"{tie} cnai:weight ?x")) == 2
    assert count(store, "?y cnai:between org:reed-office") == 1


def test_a_tie_is_over_where_all_behind_it_is(tmp_path: Path) -> None:
    store = built(
        tmp_path,
        daily_2024="<#row=2> { " + SUPPLY.format(kind="supply", more="; cnai:state state:terminated ") + " }\n",
    )
    assert ask(store, "tie:supply--harbor--lotus cnai:ended true")
    assert ask(store, "?s rdf:predicate cnai:suppliesTo ; cnai:ended true ; cnai:year 2024")


@pytest.mark.parametrize(
    ("kind", "edge", "tie"),
    [
        ("supply", "org:harbor cnai:suppliesTo org:lotus", "tie:supply--harbor--lotus"),
        ("model-use", "org:lotus cnai:usesModelOf org:harbor", "tie:model-use--harbor--lotus"),
    ],
)
def test_who_supplies_whom_is_one_tie_with_a_direction(tmp_path: Path, kind: str, edge: str, tie: str) -> None:
    store = built(tmp_path, daily_2024="<#row=2> { " + SUPPLY.format(kind=kind, more="") + " }\n")
    assert ask(store, edge)
    assert ask(
        store, f"?s rdf:predicate ?p ; cnai:claimStatus status:derived ; prov:wasDerivedFrom relation:s . {edge}"
    )
    # relation:lotus-harbor of the first document is the partnership; the new record is not counted there again.
    assert ask(store, f"{tie} cnai:count 1 . tie:partnership--harbor--lotus cnai:count 1")


@pytest.mark.parametrize(
    "why",
    [
        "; cnai:claimStatus status:unconfirmed ",
        "; cnai:state state:refused ",
        "; cnai:state state:withdrawn ",
        "; cnai:state state:candidate ",
    ],
)
def test_talks_and_what_never_came_about_are_no_edge_and_no_tie(tmp_path: Path, why: str) -> None:
    rows = "<#row=2> { " + SUPPLY.format(kind="supply", more=why).replace("org:lotus", "org:river-bank") + " }\n"
    store = built(tmp_path, daily_2024=rows)
    assert ask(store, "relation:s a cnai:Partnership")
    assert not ask(store, "org:harbor ?any org:river-bank")
    assert not ask(store, "?tie cnai:between org:river-bank ; cnai:between org:harbor")


def test_a_joint_work_counts_less_the_more_make_it(tmp_path: Path) -> None:
    many = " , ".join(["org:lotus", "org:harbor", "org:river-bank", "org:reed-office", "org:coral", "org:daily"])
    rows = (
        '<#row=2> { model:lotus-1b cnai:developedBy org:lotus , org:harbor ; cnai:released "2023-05"^^edtf:EDTF . }\n'
        f'<#row=3> {{ model:reed-1b cnai:developedBy {many} , org:tiny-press ; cnai:released "2024"^^edtf:EDTF . }}\n'
    )
    store = built(tmp_path, daily_2024=rows)
    pair = "tie:co-development--harbor--lotus"
    assert float(one(store, f"{pair} cnai:weight ?x")) == pytest.approx(1 + 1 / 6, abs=1e-3)
    assert ask(
        store,
        f"{pair} cnai:count 2 ; prov:wasDerivedFrom model:lotus-1b , model:reed-1b ; "
        'cnai:firstDate "2023-05-01"^^xsd:date ; cnai:lastDate "2024-12-31"^^xsd:date',
    )
    assert not ask(store, f"{pair} cnai:largeConsortium ?large")
    assert ask(store, "tie:co-development--daily--lotus cnai:largeConsortium true ; cnai:count 1")
    assert count(store, "?y cnai:tieKind tiekind:co-development") == 21


def test_papers_are_summed_over_the_years(tmp_path: Path) -> None:
    rows = "".join(
        f"<#row={n}> {{ observation:p{n} a cnai:Observation ; cnai:measure measure:joint-papers ; cnai:concerns org:lotus , org:harbor ; "
        f'cnai:value {n} ; cnai:unit unit:COUNT ; cnai:comparator cmp:eq ; cnai:refPeriod "202{n}"^^edtf:EDTF . }}\n'
        for n in (2, 3)
    )
    store = built(tmp_path, daily_2024=rows)
    tie = "tie:joint-papers--harbor--lotus"
    assert ask(
        store, f'{tie} cnai:count 5 ; cnai:firstDate "2022-01-01"^^xsd:date ; cnai:lastDate "2023-12-31"^^xsd:date'
    )
    assert float(one(store, f"{tie} cnai:weight ?x")) == 5


def test_a_tie_across_a_border(tmp_path: Path) -> None:
    rows = (
        "<#row=2> { relation:a a cnai:Partnership ; cnai:partner org:lotus , org:reed-office ; cnai:kind ptype:strategic . "
        "org:reed-office cnai:jurisdiction place:cn . }\n"
        "<#row=3> { relation:b a cnai:Partnership ; cnai:partner org:lotus , org:coral ; cnai:kind ptype:strategic . }\n"
    )
    store = built(tmp_path, daily_2024=rows)
    assert ask(
        store,
        "tie:partnership--harbor--lotus cnai:crossBorder true . tie:partnership--lotus--reed-office cnai:crossBorder false",
    )
    assert not ask(store, "tie:partnership--coral--lotus cnai:crossBorder ?any")


def test_what_holds_of_a_unit_is_found_at_its_house(tmp_path: Path) -> None:
    rows = (
        "<#row=2> { org:coral cnai:legalEntityOf org:daily . org:daily cnai:parentOrganization org:reed-office . "
        "model:lotus-1b cnai:developedBy org:coral . "
        "event:listed a cnai:Listing ; cnai:listedParty org:coral ; cnai:onList policy:a-list . "
        "relation:a a cnai:Partnership ; cnai:partner org:coral , org:river-bank ; cnai:kind ptype:strategic . }\n"
    )
    store = built(tmp_path, daily_2024=rows)
    for house in ("org:daily", "org:reed-office"):
        for subject, predicate, value in (
            (house, "cnai:restrictedBy", "policy:a-list"),
            ("model:lotus-1b", "cnai:developedBy", house),
        ):
            assert ask(
                store,
                f"?s rdf:subject {subject} ; rdf:predicate {predicate} ; rdf:object {value} ; "
                "cnai:claimStatus status:through-unit ; cnai:through org:coral ; cnai:evidence ?span",
            )
            # Found there, and not said of it.
            assert not ask(store, f"{subject} {predicate} {value}")
    # The tie of the unit is one tie, which has its houses beside it.
    assert ask(store, "tie:partnership--coral--river-bank cnai:house org:daily , org:reed-office")
    assert count(store, "?y cnai:between org:river-bank ; cnai:tieKind tiekind:partnership") == 1
    # Between a unit and its own house there is a tie of structure, and no house above it in this tie.
    assert not ask(store, "tie:structure--coral--daily cnai:house org:daily")


@pytest.mark.parametrize(
    ("there", "origin"),
    [
        ('cnai:to "../2020"^^edtf:EDTF', True),
        ('cnai:from "2015"^^edtf:EDTF', True),
        ('cnai:from "2024"^^edtf:EDTF ; cnai:to "2025"^^edtf:EDTF', False),
        ('cnai:asOf "2024"^^edtf:EDTF', False),
    ],
)
def test_only_a_post_before_the_founding_is_an_origin(tmp_path: Path, there: str, origin: bool) -> None:
    rows = (
        "<#row=2> { relation:1 a cnai:Position ; cnai:person person:lin ; cnai:organization org:lotus ; cnai:role role:founder . "
        'org:lotus cnai:foundingDate "2021"^^edtf:EDTF . }\n'
        f"<#row=3> {{ relation:2 a cnai:Position ; cnai:person person:lin ; cnai:organization org:harbor ; cnai:role role:chair ; {there} . }}\n"
    )
    assert ask(built(tmp_path, daily_2024=rows), "org:lotus cnai:founderCameFrom org:harbor") is origin


def test_what_a_founder_founded_too_is_no_origin(tmp_path: Path) -> None:
    rows = "".join(
        f"<#row={n}> {{ relation:{n} a cnai:Position ; cnai:person person:lin ; cnai:organization org:{at} ; cnai:role role:{role} {more}. }}\n"
        for n, at, role, more in (
            (2, "lotus", "founder", ""),
            (3, "harbor", "founder", ""),
            (4, "harbor", "chair", '; cnai:to "2020"^^edtf:EDTF '),
        )
    )
    assert not ask(built(tmp_path, daily_2024=rows), "?a cnai:founderCameFrom ?b")


def test_founders_and_moves_connect_organizations(tmp_path: Path) -> None:
    entities = 'person:lin a cnai:Person ; rdfs:label "Lin"@en .\norg:coral a'
    rows = (
        '<#row=2> { relation:1 a cnai:Position ; cnai:person person:lin ; cnai:organization org:lotus ; cnai:role role:founder ; cnai:from "2021"^^edtf:EDTF . '
        'org:lotus cnai:foundingDate "2021"^^edtf:EDTF . }\n'
        '<#row=3> { relation:2 a cnai:Position ; cnai:person person:lin ; cnai:organization org:harbor ; cnai:role role:researcher ; cnai:to "../2020"^^edtf:EDTF . }\n'
        "<#row=4> { relation:3 a cnai:Position ; cnai:person person:lin ; cnai:organization org:river-bank ; cnai:role role:student . }\n"
        '<#row=5> { relation:4 a cnai:Position ; cnai:person person:lin ; cnai:organization org:daily ; cnai:role role:chief-executive ; cnai:from "2023-02"^^edtf:EDTF ; cnai:previousPosition relation:1 . }\n'
    )
    folder = corpus(tmp_path, daily_2024=rows)
    file = folder / "graph/entities/tiny.ttl"
    file.write_text(file.read_text(encoding="utf-8").replace("org:coral a", entities, 1), encoding="utf-8")
    store = flat_graph(read_corpus(folder))
    assert ask(
        store,
        "person:lin cnai:founded org:lotus ; cnai:worksFor org:harbor , org:daily ; cnai:leads org:daily ; cnai:studiedAt org:river-bank",
    )
    assert not ask(store, "person:lin cnai:worksFor org:river-bank")
    assert ask(store, "org:lotus cnai:founderCameFrom org:harbor ; cnai:movedTo org:daily")
    # What he studied, and a post that began after the founding, is no origin.
    assert not ask(store, "org:lotus cnai:founderCameFrom org:river-bank") and not ask(
        store, "org:lotus cnai:founderCameFrom org:daily"
    )
    assert ask(store, 'tie:people--daily--lotus cnai:count 1 ; cnai:firstDate "2023-02-01"^^xsd:date')


def test_hosting_is_of_another_makers_models(tmp_path: Path) -> None:
    rows = (
        "<#row=2> { model:lotus-1b cnai:developedBy org:lotus . relation:1 a cnai:Offering ; cnai:provider org:harbor ; cnai:model model:lotus-1b ; "
        'cnai:from "2024-05-01"^^edtf:EDTF . relation:2 a cnai:Offering ; cnai:provider org:lotus ; cnai:model model:lotus-1b . }\n'
        "<#row=3> { relation:3 a cnai:Offering ; cnai:provider org:daily ; cnai:maker org:lotus . }\n"
    )
    store = built(tmp_path, daily_2024=rows)
    assert ask(
        store,
        "org:harbor cnai:serves model:lotus-1b ; cnai:hostsModelsOf org:lotus . org:daily cnai:hostsModelsOf org:lotus",
    )
    assert ask(store, "tie:hosting--harbor--lotus cnai:count 1 ; cnai:firstDate ?d")
    assert not ask(store, "org:lotus cnai:hostsModelsOf ?any")


def test_what_a_provider_made_too_or_its_house_made_is_not_hosted(tmp_path: Path) -> None:
    rows = (
        "<#row=2> { model:lotus-1b cnai:developedBy org:lotus , org:harbor . org:daily cnai:parentOrganization org:harbor . "
        "relation:1 a cnai:Offering ; cnai:provider org:harbor ; cnai:model model:lotus-1b . "
        "relation:2 a cnai:Offering ; cnai:provider org:daily ; cnai:maker org:harbor . }\n"
    )
    assert not ask(built(tmp_path, daily_2024=rows), "?a cnai:hostsModelsOf ?b")


def test_who_builds_on_whose_models_is_a_tie_of_the_models(tmp_path: Path) -> None:
    rows = (
        "<#row=2> { model:lotus-1b cnai:developedBy org:lotus . model:reed-1b cnai:developedBy org:harbor ; "
        'cnai:basedOn model:lotus-1b ; cnai:released "2024-05"^^edtf:EDTF . }\n'
        "<#row=3> { model:lotus cnai:developedBy org:daily , org:lotus ; cnai:basedOn model:reed-1b , model:lotus-1b . "
        "org:daily cnai:parentOrganization org:harbor . }\n"
    )
    store = built(tmp_path, daily_2024=rows)
    assert ask(store, "org:harbor cnai:buildsOnModelsOf org:lotus")
    assert ask(store, "tie:lineage--harbor--lotus cnai:count 2 ; cnai:tieKind tiekind:lineage")
    days = 'cnai:firstDate "2024-05-01"^^xsd:date ; cnai:lastDate "2024-05-31"^^xsd:date'
    assert ask(store, f"tie:lineage--harbor--lotus {days}")
    # A house's own, and what it made together with the maker of the base, is nobody else's.
    assert not ask(store, "org:daily cnai:buildsOnModelsOf ?any")


def test_a_version_has_the_only_maker_of_its_family(tmp_path: Path) -> None:
    rows = "<#row=2> { model:lotus-1b cnai:versionOf model:lotus . model:lotus cnai:developedBy org:lotus . }\n"
    store = built(tmp_path, daily_2024=rows)
    assert ask(
        store,
        "?s rdf:subject model:lotus-1b ; rdf:predicate cnai:developedBy ; rdf:object org:lotus ; cnai:claimStatus status:derived",
    )


ACQUISITION = (
    "<#row=2> {{ event:a a cnai:Acquisition ; cnai:acquirer org:harbor ; cnai:acquiree org:coral {state}. }}\n"
)


@pytest.mark.parametrize(
    ("state", "edge", "tie"),
    [("", True, True), ("; cnai:state state:completed ", True, True), ("; cnai:state state:announced ", False, True), ("; cnai:state state:forbidden ", False, False)],
)  # fmt: skip
def test_an_acquisition_is_one_once_it_is_closed(tmp_path: Path, state: str, edge: bool, tie: bool) -> None:
    store = built(tmp_path, daily_2024=ACQUISITION.format(state=state))
    assert ask(store, "org:harbor cnai:acquired org:coral") is edge
    assert ask(store, "tie:acquisition--coral--harbor a cnai:Tie") is tie


def test_contributing_to_the_project_of_another_house_is_a_tie(tmp_path: Path) -> None:
    rows = (
        "<#row=2> { product:pagoda a cnai:SoftwareProject . relation:1 a cnai:Contribution ; cnai:contributor org:daily ; cnai:project product:pagoda ; cnai:commits 9 . "
        "relation:2 a cnai:Contribution ; cnai:contributor org:coral ; cnai:project product:pagoda . org:coral cnai:parentOrganization org:lotus . "
        "relation:3 a cnai:Adoption ; cnai:adopter org:river-bank ; cnai:project product:pagoda . }\n"
    )
    store = built(tmp_path, daily_2024=rows)
    assert ask(store, "org:daily cnai:contributesTo product:pagoda . org:river-bank cnai:uses product:pagoda")
    assert ask(store, "tie:contribution--daily--lotus a cnai:Tie . tie:adoption--lotus--river-bank a cnai:Tie")
    assert not ask(store, "tie:contribution--coral--lotus a cnai:Tie")
    assert ask(store, "tie:contribution--coral--harbor a cnai:Tie")


PAGE = "<https://{host}/x> a cnai:WebPage ; cnai:kind hostkind:{kind} {by} .\n"
ROUND = "<#row={row}> {{ event:r a cnai:FinancingRound ; cnai:investor org:harbor ; cnai:investee org:lotus ; cnai:kind rtype:seed . }}\n<#row={row}> prov:hadPrimarySource <https://{host}/x> .\n"


@pytest.mark.parametrize(
    ("pages", "grade"),
    [
        ([("daily.example", "publisher", "; dcterms:publisher org:daily")], "single-source"),
        ([("a.example", "mirror", "; dcterms:publisher org:daily"), ("b.example", "mirror", "; dcterms:publisher org:daily")], "single-source"),
        ([("a.example", "mirror", "; dcterms:publisher org:daily"), ("b.example", "publisher", "; dcterms:publisher org:coral")], "corroborated"),
        ([("a.example", "mirror", ""), ("b.example", "aggregator", "")], "secondary"),
        ([("a.example", "mirror", ""), ("b.example", "publisher", "; dcterms:publisher org:daily")], "single-source"),
        ([("lotus.example", "company", "; dcterms:publisher org:lotus")], "self-reported"),
    ],
)  # fmt: skip
def test_grades_count_the_publishers_of_pages(tmp_path: Path, pages: list[tuple[str, str, str]], grade: str) -> None:
    rows = "".join(ROUND.format(row=n + 2, host=host) for n, (host, _, _) in enumerate(pages))
    rows += "".join(PAGE.format(host=host, kind=kind, by=by) for host, kind, by in pages)
    store = built(tmp_path, daily_2024=rows)
    assert ask(store, f"event:r cnai:confidence grade:{grade}")
    assert ask(store, f"?s rdf:predicate cnai:investedIn ; rdf:subject org:harbor ; cnai:confidence grade:{grade}")
    # The table's own publisher is no witness of a row that names its page.
    assert not ask(store, "event:r cnai:witness org:daily") or "org:daily" in str(pages)


def test_pages_that_differ_contradict_each_other(tmp_path: Path) -> None:
    rows = (
        '<#row=2> { org:lotus cnai:foundingDate "2019"^^edtf:EDTF . }\n<#row=3> { org:lotus cnai:foundingDate "2021"^^edtf:EDTF . }\n'
        "<#row=2> prov:hadPrimarySource <https://a.example/x> .\n<#row=3> prov:hadPrimarySource <https://b.example/x> .\n"
        + PAGE.format(host="a.example", kind="publisher", by="; dcterms:publisher org:coral")
        + PAGE.format(host="b.example", kind="mirror", by="")
    )
    store = built(tmp_path, daily_2024=rows)
    assert ask(
        store,
        '?a rdf:object "2019"^^edtf:EDTF ; cnai:contradicts ?b ; cnai:confidence grade:contested . ?b rdf:object "2021"^^edtf:EDTF',
    )


def test_only_the_document_that_names_both_makers_says_that_they_worked_together(tmp_path: Path) -> None:
    store = built(
        tmp_path,
        daily_2024="<#row=2> { model:lotus-1b cnai:developedBy org:lotus , org:daily . }\n",
        coral_2024="<#row=2> { model:lotus-1b cnai:developedBy org:lotus . }\n",
    )
    pattern = "?s rdf:predicate cnai:codevelopedWith ; rdf:object org:daily"
    assert one(store, f"{pattern} ; cnai:statedIn ?x").endswith("daily-2024")
    assert ask(store, f"{pattern} ; cnai:confidence grade:single-source")


@pytest.mark.parametrize(
    ("fact", "first", "last"),
    [
        ('org:lotus cnai:foundingDate "2019-03"^^edtf:EDTF', "2019-03-01", "2019-03-31"),
        ('model:lotus cnai:released "2022"^^edtf:EDTF', "2022-01-01", "2022-12-31"),
        ('model:lotus cnai:released "2022"^^edtf:EDTF , "2022-06-07"^^edtf:EDTF', "2022-06-07", "2022-06-07"),
        (
            'relation:x a cnai:Position ; cnai:from "2020"^^edtf:EDTF ; cnai:to "2022-02"^^edtf:EDTF',
            "2020-01-01",
            "2022-02-28",
        ),
        ('relation:x a cnai:Position ; cnai:from "2020"^^edtf:EDTF', "2020-01-01", ""),
        ('relation:x a cnai:Position ; cnai:to "2022-02"^^edtf:EDTF', "", "2022-02-28"),
        ('relation:x a cnai:Position ; cnai:asOf "2022-02"^^edtf:EDTF', "2022-02-01", "2022-02-28"),
        (
            'relation:x a cnai:Position ; cnai:from "2023"^^edtf:EDTF ; cnai:asOf "2022-02"^^edtf:EDTF',
            "2022-02-01",
            "2022-02-28",
        ),
        (
            'relation:x a cnai:Position ; cnai:from "2020"^^edtf:EDTF , "2021-05"^^edtf:EDTF ; cnai:asOf "2022"^^edtf:EDTF , "2024"^^edtf:EDTF',
            "2020-01-01",
            "2024-12-31",
        ),
    ],
)
def test_each_dated_thing_has_bounds_and_a_year(tmp_path: Path, fact: str, first: str, last: str) -> None:
    store = built(tmp_path, daily_2024=f"<#row=2> {{ {fact} . }}\n")
    subject = fact.split(" ")[0]
    for name, value in (("earliest", first), ("latest", last)):
        assert ask(store, f'{subject} cnai:{name} "{value}"^^xsd:date') is bool(value)
        assert ask(store, f"{subject} cnai:{name} ?any") is bool(value)
    assert ask(store, f"{subject} cnai:year {(first or last)[:4]}")


@pytest.mark.parametrize(
    ("facts", "english", "chinese"),
    [
        ('relation:x a cnai:Partnership ; cnai:supplier org:harbor ; cnai:customer org:lotus ; cnai:kind ptype:supply ; cnai:date "2024-03"^^edtf:EDTF', "Harbor Systems – Lotus AI: supply (2024)", "Harbor Systems—莲花智能：供应（2024）"),
        ("event:x a cnai:IPO ; cnai:investee org:lotus ; cnai:exchange org:coral", "Lotus AI – Coral Exchange: Initial public offering", "莲花智能—Coral Exchange：首次公开发行"),
    ],
)  # fmt: skip
def test_a_record_without_a_label_is_called_after_its_parties(
    tmp_path: Path, facts: str, english: str, chinese: str
) -> None:
    store = built(tmp_path, daily_2024=f"<#row=2> {{ {facts} . }}\n")
    subject = facts.split(" ")[0]
    assert one(store, f'{subject} rdfs:label ?x . FILTER(LANG(?x) = "en")') == english
    assert one(store, f'{subject} rdfs:label ?x . FILTER(LANG(?x) = "zh-hans")') == chinese


@pytest.mark.parametrize(("date", "basis"), [('; cnai:date "2024"^^edtf:EDTF ', "stated"), ("", "none")])
def test_the_basis_of_a_date_is_stated_or_there_is_no_date(tmp_path: Path, date: str, basis: str) -> None:
    rows = f"<#row=2> {{ event:x a cnai:Acquisition ; cnai:acquirer org:lotus ; cnai:acquiree org:coral {date}. }}\n"
    store = built(tmp_path, daily_2024=rows)
    assert one(store, "event:x cnai:dateBasis ?x").endswith(f"/{basis}")
    # What an author says stays.
    assert one(store, "event:delta-forum cnai:dateBasis ?x").endswith("/none")
