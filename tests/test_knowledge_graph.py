"""``kg_cn_ai.load()``: what it gives, and where it keeps what it builds."""

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
import tiny
from small_graph import small_ntriples, small_release

from kg_cn_ai.errors import InputError, QueryError, UnknownName
from kg_cn_ai.knowledge_graph import KnowledgeGraph, load

BAIDU = "https://w3id.org/kg-cn-ai/id/org/baidu"


@pytest.fixture(scope="module")
def kg(tmp_path_factory: pytest.TempPathFactory) -> Iterator[KnowledgeGraph]:
    folder = tmp_path_factory.mktemp("kg")
    with load(release=small_release(folder), cache=folder / "cache") as graph:
        yield graph


@pytest.fixture(scope="module")
def built() -> Iterator[KnowledgeGraph]:
    """The package's own data, built as for a user."""
    with load() as graph:
        yield graph


def entries(cache: Path) -> list[str]:
    return sorted(path.name for path in cache.iterdir())


def test_queries_are_answered(kg: KnowledgeGraph) -> None:
    assert list(kg.query("SELECT ?o { model:ernie-4-0 cnai:developedBy ?o }")) == [(BAIDU,)]
    with pytest.raises(QueryError, match="not allowed"):
        kg.query("SELECT * { SERVICE <http://127.0.0.1:9999/> {} }")


@pytest.mark.parametrize(
    "name", ["org:baidu", f"<{BAIDU}>", BAIDU, "Baidu", "baidu", "百度", "百度集團", " Baidu, Inc. "]
)
def test_a_thing_has_many_names(kg: KnowledgeGraph, name: str) -> None:
    assert kg.resolve(name) == BAIDU
    assert kg.show(name).label == "Baidu"


@pytest.mark.parametrize(
    ("name", "near"),
    [
        ("Baidoo", "org:baidu"),
        ("org:baidoo", "org:baidu"),
        ("百渡", "org:baidu"),
        ("cnai:developBy", "cnai:developedBy"),
        ("source:sirmion-2023-10", "source:sirmione-2023-10"),
    ],
)
def test_an_unknown_name_gets_the_nearest(kg: KnowledgeGraph, name: str, near: str) -> None:
    with pytest.raises(UnknownName) as caught:
        kg.resolve(name)
    assert near in caught.value.suggestions
    assert near in str(caught.value)


@pytest.mark.parametrize("name", ["", "   ", "org:", "http://nowhere.example/x y", "<>"])
def test_what_is_no_name_is_unknown(kg: KnowledgeGraph, name: str) -> None:
    with pytest.raises(UnknownName):
        kg.resolve(name)


def test_a_name_of_two_things_is_not_guessed(tmp_path: Path) -> None:
    more = 'model:baichuan a cnai:AIModel ; rdfs:label "Baichuan"@en .'
    with load(release=small_release(tmp_path, more), cache=tmp_path / "cache") as graph:
        with pytest.raises(UnknownName, match="more than one") as caught:
            graph.resolve("Baichuan")
        assert set(caught.value.suggestions) == {"model:baichuan", "org:baichuan"}


def test_show_at_a_day(kg: KnowledgeGraph) -> None:
    assert not any(fact.label == "launched" for fact in kg.show("Baidu", at=date(2020, 1, 1)).facts)
    assert any(fact.label == "launched" for fact in kg.show("Baidu").facts)


def test_search_network_and_rdflib_see_the_same_graph(kg: KnowledgeGraph) -> None:
    assert kg.search("百度")[0].iri == BAIDU
    assert kg.network().nodes[BAIDU]["label"] == "Baidu"
    graph = kg.rdflib()
    assert len(graph) == len(kg.store) == len(small_ntriples().splitlines())
    assert dict(graph.namespaces())["org"].toPython() == "https://w3id.org/kg-cn-ai/id/org/"


def test_rdflib_reads_no_file_that_a_query_names(kg: KnowledgeGraph, tmp_path: Path) -> None:
    secret = tmp_path / "secret.nt"
    secret.write_text("<http://e.example/a> <http://e.example/b> <http://e.example/c> .\n", encoding="utf-8")
    query = f"ASK FROM <{secret.as_uri()}> {{ <http://e.example/a> ?p ?o }}"
    assert kg.rdflib().query(query).askAnswer is False


def test_the_release_folder_and_its_manifest(kg: KnowledgeGraph) -> None:
    assert (kg.release_dir / "kg.nt").is_file()
    assert kg.manifest["title"] == "small"
    assert kg.manifest["release"][:12] in repr(kg)


def test_closing_ends_the_child(kg: KnowledgeGraph) -> None:
    kg.query("ASK {}")
    kg.close()
    kg.close()
    assert kg.query("ASK {}")


def test_the_packages_own_data(built: KnowledgeGraph) -> None:
    assert built.manifest["counts"]["triples"] == len(built.store) > 1000
    assert built.query("ASK { ?s a cnai:Statement }")
    assert (built.release_dir / "kg.ttl").is_file()


def test_every_named_question_runs_and_knows_its_terms(built: KnowledgeGraph) -> None:
    assert built.questions
    for name in built.questions:
        result = built.ask(name)
        assert len(result) > 0, name
        assert result.warnings == (), name


def test_a_question_takes_names_for_things(built: KnowledgeGraph) -> None:
    by_iri = built.ask("round-investors", company="org:baichuan", source="any")
    by_name = built.ask("round-investors", company=["百川智能"], source="any")
    assert list(by_iri) == list(by_name) != []


@pytest.mark.parametrize(
    ("name", "value", "iri"),
    [
        ("source", "sirmione-2023-10", "source:sirmione-2023-10"),
        ("source", "Investors of Chinese AI companies, round by round", "source:financing-rounds-2026-11-30"),
        ("source", "中国人工智能企业融资轮次，2026-11-30", "source:financing-rounds-2026-11-30"),
        ("investor", "alibaba", "org:alibaba"),
    ],
)
def test_a_question_takes_ids_and_labels_of_documents_too(
    built: KnowledgeGraph, name: str, value: str, iri: str
) -> None:
    assert built.question_text("investments", **{name: value}) == built.question_text("investments", **{name: iri})


def test_a_question_takes_concepts_by_their_labels(built: KnowledgeGraph) -> None:
    texts = {built.question_text("partners", kind=kind) for kind in ("tiekind:supply", "supply", "Supply", "供应")}
    assert len(texts) == 1


@pytest.mark.parametrize(
    ("question", "params", "error", "what"),
    [
        ("investments", {"source": "Sirmione"}, UnknownName, "source:sirmione-2023-10"),
        ("partners", {"kind": "suply"}, UnknownName, "tiekind:supply"),
        ("round-investor", {}, UnknownName, "round-investors"),
        ("zzz", {}, UnknownName, "kg-cn-ai ask"),
        ("round-investors", {"company": "Nobody Ltd"}, UnknownName, "nothing is called"),
        ("round-investors", {"firm": "org:baichuan"}, InputError, "company"),
    ],
)
def test_a_question_asked_wrongly(
    built: KnowledgeGraph, question: str, params: dict[str, str], error: type[Exception], what: str
) -> None:
    with pytest.raises(error) as caught:
        built.ask(question, **params)
    assert what in str(caught.value)


def test_the_second_time_nothing_is_built(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    release = small_release(tmp_path)
    load(release=release, cache=tmp_path / "cache").close()
    before = (tmp_path / "cache" / entries(tmp_path / "cache")[0] / "store" / "CURRENT").stat().st_mtime_ns

    def fail(*_: object) -> None:
        raise AssertionError("built again")

    monkeypatch.setattr("kg_cn_ai.cache.load_store", fail)
    with load(release=release, cache=tmp_path / "cache") as graph:
        assert graph.query("ASK { org:baidu ?p ?o }")
    (entry,) = entries(tmp_path / "cache")
    assert (tmp_path / "cache" / entry / "store" / "CURRENT").stat().st_mtime_ns == before


def test_other_data_has_another_place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    copy = tiny.write(tmp_path / "data")
    monkeypatch.setattr("kg_cn_ai.data.data_dir", lambda: copy)
    cache = tmp_path / "cache"
    load(cache=cache).close()
    load(cache=cache).close()
    assert len(entries(cache)) == 1
    changed = sorted((copy / "ontology").glob("*.ttl"))[0]
    changed.write_text(changed.read_text(encoding="utf-8") + "\n# changed\n", encoding="utf-8")
    load(cache=cache).close()
    assert len(entries(cache)) == 2


def test_a_release_that_changed_has_another_place(tmp_path: Path) -> None:
    cache = tmp_path / "cache"
    one = load(release=small_release(tmp_path / "one"), cache=cache)
    more = 'org:new a cnai:Company ; rdfs:label "New"@en .'
    two = load(release=small_release(tmp_path / "two", more), cache=cache)
    assert (one.query("ASK { org:new ?p ?o }").boolean, two.query("ASK { org:new ?p ?o }").boolean) == (
        False,
        True,
    )
    one.close()
    two.close()


@pytest.mark.parametrize("spoil", ["nothing", "no manifest", "no graph", "other graph", "no json"])
def test_a_folder_that_is_no_release_is_refused(tmp_path: Path, spoil: str) -> None:
    release = small_release(tmp_path)
    if spoil == "nothing":
        release = tmp_path / "elsewhere"
    elif spoil == "no manifest":
        (release / "manifest.json").unlink()
    elif spoil == "no graph":
        (release / "kg.nt").unlink()
    elif spoil == "other graph":
        (release / "kg.nt").write_text("<a:a> <a:b> <a:c> .\n", encoding="utf-8")
    else:
        (release / "manifest.json").write_text("{", encoding="utf-8")
    with pytest.raises(InputError) as caught:
        load(release=release, cache=tmp_path / "cache")
    assert caught.value.where == str(release)


@pytest.mark.parametrize("damage", ["store", "index"])
def test_a_damaged_entry_is_made_again(tmp_path: Path, damage: str) -> None:
    release, cache = small_release(tmp_path), tmp_path / "cache"
    load(release=release, cache=cache).close()
    (entry,) = entries(cache)
    if damage == "store":
        (cache / entry / "store" / "CURRENT").unlink()
    else:
        (cache / entry / "search.sqlite").write_bytes(b"half")
    with load(release=release, cache=cache) as graph:
        assert graph.query("ASK { org:baidu ?p ?o }")
        assert graph.search("百度")[0].label == "Baidu"
    assert entries(cache) == [entry]


def test_what_a_killed_process_left_is_not_used(tmp_path: Path) -> None:
    release, cache = small_release(tmp_path), tmp_path / "cache"
    (cache / ".making-left").mkdir(parents=True)
    (cache / ".making-left" / "store").write_text("half", encoding="utf-8")
    with load(release=release, cache=cache) as graph:
        assert graph.query("ASK { org:baidu ?p ?o }")
    assert ".making-left" in entries(cache)  # it may be another process at work; only an old one is removed


def test_old_entries_are_removed(tmp_path: Path) -> None:
    cache = tmp_path / "cache"
    names = {".making-old": 2, ".making-new": 0, "data-1-old": 90, "data-1-new": 1, "mine": 900}
    for name, days in names.items():
        (cache / name).mkdir(parents=True)
        then = time.time() - days * 86_400
        os.utime(cache / name, (then, then))
    load(release=small_release(tmp_path), cache=cache).close()
    assert set(entries(cache)) & set(names) == {".making-new", "data-1-new", "mine"}


@pytest.mark.parametrize("where", ["cache", "cache/below"])
def test_a_cache_that_cannot_be_used_is_replaced_for_now(tmp_path: Path, where: str) -> None:
    (tmp_path / "cache").write_text("a file, not a folder", encoding="utf-8")
    with pytest.warns(UserWarning, match="cannot be used"):
        graph = load(release=small_release(tmp_path), cache=tmp_path / where)
    assert graph.query("ASK { org:baidu ?p ?o }")
    graph.close()


def test_of_processes_at_once_one_makes_what_all_use(tmp_path: Path) -> None:
    release, cache = small_release(tmp_path), tmp_path / "cache"
    code = (
        "from pathlib import Path; from kg_cn_ai import cache; from kg_cn_ai.knowledge_graph import load\n"
        "made = cache.load_store; cache.load_store = lambda *given: (print('made', end=' '), made(*given))\n"
        f"kg = load(release=Path({str(release)!r}), cache=Path({str(cache)!r}))\n"
        "print(kg.query('ASK { org:baidu ?p ?o }').boolean); kg.close()"
    )
    both = [
        subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        for _ in range(3)
    ]
    said = sorted(process.communicate(timeout=60) for process in both)
    assert said == [("True\n", ""), ("True\n", ""), ("made True\n", "")]
    assert len(entries(cache)) == 1


def test_the_program_ends_even_if_nothing_was_closed(tmp_path: Path) -> None:
    release = small_release(tmp_path)
    code = (
        "from pathlib import Path; from kg_cn_ai.knowledge_graph import load\n"
        f"kg = load(release=Path({str(release)!r}), cache=Path({str(tmp_path / 'cache')!r}))\n"
        "kg.query('ASK {}'); print(kg._runner.pid)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=30, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    stat = Path("/proc") / done.stdout.strip() / "stat"
    assert not stat.exists()


def test_a_damaged_store_is_made_anew(tmp_path: Path) -> None:
    release = small_release(tmp_path / "release")
    load(release=release, cache=tmp_path / "cache").close()
    (entry,) = (p for p in (tmp_path / "cache").iterdir() if p.name.startswith("release-"))
    for path in (entry / "store").iterdir():
        path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
    with load(release=release, cache=tmp_path / "cache") as kg:
        assert kg.query("ASK { ?s ?p ?o }").boolean


def test_a_day_may_be_a_text_and_results_are_tables_in_notebooks(tmp_path: Path) -> None:
    with load(release=small_release(tmp_path / "release"), cache=tmp_path / "cache") as kg:
        assert kg.show("Baidu", at="2023-05-01").label == "Baidu"
        with pytest.raises(InputError, match="no day"):
            kg.show("Baidu", at="2023-02-30")
        assert "<table>" in kg.search("baidu")._repr_html_()
        assert "<table>" in kg._repr_html_()
