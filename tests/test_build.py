"""The build: same bytes for the same input, all or nothing, and clear words about bad input."""

import hashlib
import json
import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
import tiny
from pyoxigraph import Literal, NamedNode, RdfFormat, Store

from kg_cn_ai.authoring.corpus import read_corpus
from kg_cn_ai.build import build_release, counts, flat_graph
from kg_cn_ai.checks.check import check
from kg_cn_ai.errors import InputError
from kg_cn_ai.namespaces import CNAI, PREFIXES

BUILD = "import sys, pathlib; from kg_cn_ai.build import build_release; build_release(pathlib.Path(sys.argv[2]), data=pathlib.Path(sys.argv[1]))"


def run_build(data: Path, target: Path, seed: str = "0") -> "subprocess.Popen[bytes]":
    environment = {**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": str(tiny.ROOT)}
    return subprocess.Popen(
        [sys.executable, "-c", BUILD, str(data), str(target)], env=environment, stderr=subprocess.PIPE
    )


def whole(folder: Path) -> str:
    """The release id of a folder whose every file is as its manifest says."""
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    assert {p.name for p in folder.iterdir()} == {*manifest["files"], "manifest.json"}
    for name, entry in manifest["files"].items():
        assert hashlib.sha256((folder / name).read_bytes()).hexdigest() == entry["sha256"]
    assert hashlib.sha256((folder / "kg.nt").read_bytes()).hexdigest() == manifest["release"]
    return str(manifest["release"])


def store_of(folder: Path) -> Store:
    return flat_graph(read_corpus(folder))


def ask(store: Store, pattern: str) -> bool:
    return bool(store.query(f"ASK {{ {pattern} }}", prefixes=PREFIXES))


@pytest.fixture
def built(tmp_path: Path) -> Store:
    return store_of(tiny.write(tmp_path))


def test_same_bytes_on_two_hash_seeds(tmp_path: Path) -> None:
    data = tiny.write(tmp_path / "data")
    for seed in ("1", "2"):
        assert run_build(data, tmp_path / seed, seed).wait(60) == 0
    first, second = ({p.name: p.read_bytes() for p in (tmp_path / seed).iterdir()} for seed in ("1", "2"))
    assert first == second
    whole(tmp_path / "1")


def test_ntriples_are_sorted_and_without_blank_nodes(tmp_path: Path) -> None:
    build_release(tmp_path / "out", data=tiny.write(tmp_path / "data"))
    lines = (tmp_path / "out/kg.nt").read_bytes().splitlines()
    assert lines == sorted(set(lines))
    assert not any(line.startswith(b"_:") or b" _:" in line.split(b'"')[0] for line in lines)


def test_core_has_the_facts_but_no_statements_or_spans(tmp_path: Path) -> None:
    build_release(tmp_path / "out", data=tiny.write(tmp_path / "data"))
    store = Store()
    store.load(path=str(tmp_path / "out/core.ttl"), format=RdfFormat.TURTLE)
    assert ask(store, "org:lotus cnai:partnersWith org:harbor")
    assert not ask(store, "?s cnai:evidence ?span")
    assert not ask(store, "?s a cnai:Statement")


def test_what_is_counted_as_a_thing_is_registered(tmp_path: Path) -> None:
    corpus = read_corpus(tiny.write(tmp_path))
    assert counts(flat_graph(corpus))["things"] == len(corpus.registered())


def test_a_partnership_becomes_an_edge_with_a_statement_and_its_evidence(built: Store) -> None:
    assert ask(
        built,
        """org:lotus cnai:partnersWith org:harbor . org:harbor cnai:partnersWith org:lotus .
        ?s a cnai:Statement ; rdf:subject org:lotus ; rdf:predicate cnai:partnersWith ; rdf:object org:harbor ;
        cnai:claimStatus status:derived ; prov:wasDerivedFrom relation:lotus-harbor ; cnai:confidence grade:single-source ;
        cnai:evidence ?span ; cnai:statedIn source:tiny . ?span oa:hasSource source:tiny ; oa:hasSelector/oa:start 0""",
    )


def test_with_a_lead_partner_the_others_do_not_become_partners(tmp_path: Path) -> None:
    lead = "cnai:leadPartner org:lotus ; cnai:partner org:harbor , org:river-bank"
    store = store_of(tiny.write(tmp_path, ("cnai:partner org:lotus , org:harbor", lead)))
    assert ask(
        store,
        "org:lotus cnai:partnersWith org:harbor , org:river-bank . org:river-bank cnai:partnersWith org:lotus",
    )
    assert not ask(store, "org:harbor cnai:partnersWith org:river-bank")


def test_roles_and_shortcuts(built: Store) -> None:
    assert ask(built, "org:harbor a cnai:ForeignPartner")
    assert not ask(built, "org:lotus a cnai:ForeignPartner")
    assert ask(built, "org:river-bank cnai:investedIn org:lotus ; a cnai:Investor")
    assert ask(
        built,
        "org:lotus cnai:launched model:lotus-1 ; cnai:memberOf programme:harbor-circle ; cnai:listedOn org:coral",
    )


def test_claims_and_unconfirmed_links_are_no_edges(built: Store) -> None:
    assert not ask(built, "model:lotus-1 cnai:availableOn ?anything")
    assert not ask(built, "model:lotus-1 ?p model:wave-2")


def test_a_claim_by_the_party_itself_is_graded_so(built: Store) -> None:
    assert ask(built, "assessment:lotus-on-par cnai:confidence grade:self-reported")


def test_a_record_gets_status_and_dates_get_bounds(built: Store) -> None:
    assert ask(
        built,
        'event:lotus-round cnai:claimStatus status:asserted ; cnai:earliest "2024-03-01"^^xsd:date ; cnai:latest "2024-03-31"^^xsd:date',
    )
    assert ask(
        built,
        "observation:cn-ai-2025 cnai:claimStatus status:forecast ; cnai:field field:ai ; cnai:place place:cn",
    )


SECOND_SOURCE = """@base <https://w3id.org/kg-cn-ai/source/second> .
@prefix cnai: <https://w3id.org/kg-cn-ai/ontology#> .
@prefix dcterms: <http://purl.org/dc/terms/> .
@prefix doctype: <https://w3id.org/kg-cn-ai/concept/document-kind/> .
@prefix edtf: <http://id.loc.gov/datatypes/edtf/> .
@prefix org: <https://w3id.org/kg-cn-ai/id/org/> .
@prefix model: <https://w3id.org/kg-cn-ai/id/model/> .
@prefix place: <https://w3id.org/kg-cn-ai/id/place/> .
@prefix policy: <https://w3id.org/kg-cn-ai/id/policy/> .
<> a cnai:SourceDocument ; dcterms:publisher org:%s ; cnai:kind doctype:%s ; cnai:fileName "second.csv" ; cnai:sha256 "0" .
<#row=2> { org:harbor cnai:jurisdiction place:us . org:river-bank cnai:jurisdiction place:cn . policy:reed-plan cnai:issued "%s"^^edtf:EDTF . }
"""


@pytest.mark.parametrize(
    ("publisher", "kind", "date", "grade", "issue_grade"),
    [
        ("coral", "dataset", "2024-02-09", "corroborated", "single-source"),
        ("coral", "dataset", "2024-04", "corroborated", "contested"),
        ("tiny-press", "dataset", "2024-02", "single-source", "single-source"),
        ("coral", "background", "2024-02", "single-source", "single-source"),
    ],
)
def test_grades_come_from_publishers_and_agreement(
    tmp_path: Path, publisher: str, kind: str, date: str, grade: str, issue_grade: str
) -> None:
    folder = tiny.write(tmp_path)
    (folder / "graph/sources/second.trig").write_text(SECOND_SOURCE % (publisher, kind, date), encoding="utf-8")
    store = store_of(folder)
    assert ask(
        store,
        f"?s rdf:subject org:harbor ; rdf:predicate cnai:jurisdiction ; cnai:confidence grade:{grade} ; cnai:claimStatus status:asserted",
    )
    assert ask(
        store,
        f'?s rdf:subject policy:reed-plan ; rdf:predicate cnai:issued ; rdf:object "2024-02"^^edtf:EDTF ; cnai:confidence grade:{issue_grade}',
    )
    only_here = "background" if kind == "background" else "single-source"
    assert ask(
        store,
        f"?s rdf:subject org:river-bank ; rdf:predicate cnai:jurisdiction ; cnai:confidence grade:{only_here}",
    )
    assert ask(
        store,
        "?s rdf:subject org:river-bank ; rdf:predicate cnai:jurisdiction ; cnai:claimStatus status:background",
    ) is (kind == "background")


def test_every_record_and_statement_has_one_status_and_one_grade(built: Store) -> None:
    for name in ("claimStatus", "confidence"):
        holders = [
            q.subject
            for q in built.quads_for_pattern(None, NamedNode(f"{CNAI}{name}"), None)
            if str(q.graph_name) == "DEFAULT"
        ]
        assert len(holders) == len(set(holders))
    assert not ask(
        built,
        "{ ?x a cnai:Record } UNION { ?x a cnai:Statement } MINUS { ?x cnai:confidence ?g ; cnai:claimStatus ?s }",
    )


# Bad input


def test_broken_trig_names_file_line_and_column(tmp_path: Path) -> None:
    folder = tiny.write(tmp_path, ("cnai:partner org:lotus , org:harbor ;", "cnai:partner org:lotus , ;"))
    line = (folder / "graph/sources/tiny.trig").read_text(encoding="utf-8").split("cnai:partner org:lotus , ;")[
        0
    ].count("\n") + 1
    with pytest.raises(InputError) as caught:
        read_corpus(folder)
    assert str(caught.value.where).startswith(f"graph/sources/tiny.trig:{line}:")
    assert "cnai:partner org:lotus , ;" in str(caught.value.hint) and "^" in str(caught.value.hint)


def test_a_file_that_is_not_utf_8_names_its_line(tmp_path: Path) -> None:
    folder = tiny.write(tmp_path)
    path = folder / "graph/entities/tiny.ttl"
    path.write_bytes(path.read_bytes().replace("莲花智能".encode(), "莲花智能".encode("gbk")))
    with pytest.raises(InputError, match="not UTF-8") as caught:
        read_corpus(folder)
    line = int(str(caught.value.where).rsplit(":", 1)[1])
    assert b"Lotus AI" in path.read_bytes().split(b"\n")[line - 1]


@pytest.mark.parametrize(
    ("file", "old", "new"),
    [("rules/10-merge.rq", "CONSTRUCT", "CONSTRUC"), ("shapes.ttl", "sh:NodeShape ;", "sh:NodeShape ; ;;( ")],
)
def test_a_broken_rule_or_shape_names_its_place(tmp_path: Path, file: str, old: str, new: str) -> None:
    folder = tiny.write(tmp_path)
    path = folder / "ontology" / file
    path.write_text(path.read_text(encoding="utf-8").replace(old, new, 1), encoding="utf-8")
    with pytest.raises(InputError) as caught:
        check(read_corpus(folder))
    assert re.match(rf"ontology/{re.escape(file)}:\d+:\d+$", str(caught.value.where))


def test_an_invalid_date_names_its_line(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="2024-13") as caught:
        store_of(tiny.write(tmp_path, ('"2024-03"^^edtf:EDTF', '"2024-13"^^edtf:EDTF')))
    assert str(caught.value.where).startswith("graph/sources/tiny.trig:")


def test_blank_nodes_are_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="blank node"):
        read_corpus(tiny.write(tmp_path, ("cnai:outcome product:pagoda", "cnai:outcome [ a cnai:Platform ]")))


def test_bad_data_leaves_the_old_release(tmp_path: Path) -> None:
    build_release(tmp_path / "out", data=tiny.write(tmp_path / "data"))
    before = whole(tmp_path / "out")
    with pytest.raises(InputError):
        build_release(
            tmp_path / "out",
            data=tiny.write(tmp_path / "bad", ("cnai:partner org:lotus", "cnai:partner org lotus")),
        )
    assert whole(tmp_path / "out") == before


def test_a_folder_that_is_no_release_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine/notes.txt").write_text("keep", encoding="utf-8")
    with pytest.raises(InputError, match="left alone"):
        build_release(tmp_path / "mine", data=tiny.write(tmp_path / "data"))
    assert [p.name for p in (tmp_path / "mine").iterdir()] == ["notes.txt"]


def test_a_file_in_the_way_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "out").write_text("keep", encoding="utf-8")
    with pytest.raises(InputError, match="is a file"):
        build_release(tmp_path / "out", data=tiny.write(tmp_path / "data"))


def test_an_unwritable_place_is_said_so(tmp_path: Path) -> None:
    (tmp_path / "wall").write_text("a file where a folder should be", encoding="utf-8")
    with pytest.raises(InputError, match="cannot be written"):
        build_release(tmp_path / "wall/out", data=tiny.write(tmp_path / "data"))


@pytest.mark.parametrize("name", ["os.fsync", "kg_cn_ai.files._exchange"])
def test_a_full_disk_leaves_the_old_release_and_no_litter(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    data = tiny.write(tmp_path / "data")
    build_release(tmp_path / "out", data=data)
    before = whole(tmp_path / "out")

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(name, full)
    with pytest.raises(InputError, match="No space left"):
        build_release(tmp_path / "out", data=data)
    assert whole(tmp_path / "out") == before
    assert sorted(p.name for p in tmp_path.iterdir()) == ["data", "out"]


def test_killed_at_any_point_the_folder_is_the_old_or_the_new_release(tmp_path: Path) -> None:
    target = tmp_path / "out"
    versions = [tiny.write(tmp_path / "one"), tiny.write(tmp_path / "two", ("Harbor Circle", "Port Circle"))]
    releases = [build_release(tmp_path / f"r{n}", data=data).release for n, data in enumerate(versions)]
    build_release(target, data=versions[0])
    started = time.monotonic()
    assert run_build(versions[1], target).wait(60) == 0
    length = time.monotonic() - started
    seen = set()
    # Kills spread over the run, closer together towards its end, where the files are written and the folders exchanged.
    for number in range(14):
        process = run_build(versions[number % 2], target)
        time.sleep(length * (0.3 + 0.05 * number))
        process.send_signal(signal.SIGKILL)
        process.wait(60)
        seen.add(whole(target))
    assert seen <= set(releases)


def test_a_release_names_the_one_before_it(tmp_path: Path) -> None:
    data, changed = tiny.write(tmp_path / "data"), tiny.write(tmp_path / "new", ('"Lotus AI"@en ,', '"Lotus"@en ,'))
    first = build_release(tmp_path / "first", data=data)
    second = build_release(tmp_path / "second", data=changed, previous=tmp_path / "first")
    again = build_release(tmp_path / "again", data=changed, previous=tmp_path / "second")
    assert first.previous is None
    assert (second.previous, again.previous) == (first.release, first.release)
    with pytest.raises(InputError, match="no release"):
        build_release(tmp_path / "third", data=changed, previous=tmp_path)
    assert not (tmp_path / "third").exists()


def test_the_manifest_counts_what_is_there(tmp_path: Path) -> None:
    manifest = build_release(tmp_path / "out", data=tiny.write(tmp_path / "data"))
    raw = json.loads((tmp_path / "out/manifest.json").read_text(encoding="utf-8"))
    assert raw["counts"] == manifest.counts
    assert manifest.counts["things"] == tiny.ENTITIES.count(" a cnai:")
    assert manifest.counts["documents"] == 1
    assert manifest.counts["spans"] == len(tiny.FACTS)
    assert manifest.counts["triples"] == (tmp_path / "out/kg.nt").read_bytes().count(b"\n")


def test_statement_iris_are_hashes_of_their_triple(built: Store) -> None:
    rows = built.query(
        "SELECT ?s ?a ?p ?o WHERE { ?s rdf:subject ?a ; rdf:predicate ?p ; rdf:object ?o ; a cnai:Statement }",
        prefixes=PREFIXES,
    )
    checked = 0
    for row in rows:  # type: ignore[union-attr]
        o = row["o"]
        text = (
            o.value
            if isinstance(o, NamedNode)
            else f"{o.value}" + (f"@{o.language}" if o.language else f"^^{o.datatype.value}")
        )
        assert isinstance(o, NamedNode | Literal)
        digest = hashlib.sha256(f"{row['a'].value} {row['p'].value} {text}".encode()).hexdigest()
        assert row["s"].value.endswith(f"/statement/{digest[:16]}")
        checked += 1
    assert checked > 10


def test_a_users_file_in_a_release_folder_is_never_lost(tmp_path: Path) -> None:
    data = tiny.write(tmp_path / "data")
    build_release(tmp_path / "out", data=data)
    (tmp_path / "out/notes.txt").write_text("keep", encoding="utf-8")
    with pytest.raises(InputError, match=r"notes\.txt"):
        build_release(tmp_path / "out", data=data)
    assert (tmp_path / "out/notes.txt").read_text(encoding="utf-8") == "keep"


def test_a_link_to_a_release_stays_a_link(tmp_path: Path) -> None:
    data = tiny.write(tmp_path / "data")
    build_release(tmp_path / "real", data=data)
    (tmp_path / "link").symlink_to("real")
    newer = tiny.write(tmp_path / "newer", ("Harbor Circle", "Port Circle"))
    release = build_release(tmp_path / "link", data=newer).release
    assert (tmp_path / "link").is_symlink()
    assert whole(tmp_path / "real") == release
    assert sorted(p.name for p in tmp_path.iterdir()) == ["data", "link", "newer", "real"]
