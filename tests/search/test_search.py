"""Names are found as one types them; what is no name is not found."""

import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from pathlib import Path

import first_source
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from small_graph import small_store

from kg_cn_ai import namespaces as ns
from kg_cn_ai.errors import InputError, UnknownName
from kg_cn_ai.network.network import values
from kg_cn_ai.search.index import Entry, entries_of, write_index
from kg_cn_ai.search.search import Index

CASES = [
    line.split("\t")
    for line in (Path(__file__).parents[1] / "data" / "search.tsv").read_text(encoding="utf-8").splitlines()
    if not line.startswith("#")
]


@cache
def whole() -> Index:
    return Index.from_store(first_source.store())


@cache
def small() -> Index:
    return Index.from_store(small_store())


def iris(index: Index, text: str, limit: int = 10, type: str | None = None) -> list[str]:
    return [ns.curie(match.iri) for match in index.search(text, limit, type)]


@pytest.mark.parametrize(("text", "first", "how"), CASES)
def test_first_hit(text: str, first: str, how: str) -> None:
    found = [(ns.curie(match.iri), match.how) for match in whole().search(text)]
    assert found[:1] == ([] if first == "-" else [(first, how)])


@pytest.mark.parametrize("form", ["kg", "spans"])
def test_an_index_counts_only_the_graph_itself(form: str, tmp_path: Path) -> None:
    # A store as built also holds each source's named graphs, where the same triples stand again.
    store = first_source.store()
    if form == "kg":
        for name in list(store.named_graphs()):
            store.remove_graph(name)
    write_index(store, tmp_path / "one")
    write_index(first_source.store(), tmp_path / "other")
    assert (tmp_path / "one").read_bytes() == (tmp_path / "other").read_bytes()


def test_an_index_from_a_file_is_the_same_for_several_threads(tmp_path: Path) -> None:
    write_index(small_store(), tmp_path / "names")
    index = Index.open(tmp_path / "names")
    texts = [text for text, _, _ in CASES]
    with ThreadPoolExecutor(4) as threads:
        assert list(threads.map(index.search, texts)) == [small().search(text) for text in texts]


@pytest.mark.parametrize("content", [None, b"", b"no database"])
def test_a_file_that_is_no_index(content: bytes | None, tmp_path: Path) -> None:
    if content is not None:
        (tmp_path / "names").write_bytes(content)
    with pytest.raises(InputError, match="no index of names"):
        Index.open(tmp_path / "names")


def test_a_match_says_what_was_found() -> None:
    match = small().search("百度集團")[0]
    assert (match.iri, match.label, match.label_zh) == (f"{ns.ID}org/baidu", "Baidu", "百度")
    assert (match.type_label, match.matched, match.how, match.score) == (
        "Company",
        "百度集團",
        "exact",
        100.0,
    )


def test_order_of_kinds() -> None:
    def entry(slug: str, label: str, weight: int, kind: str = "org") -> Entry:
        return Entry(f"{ns.ID}{kind}/{slug}", {"en": label}, (), ("Company",), "Company", weight)

    index = Index(
        [
            entry("typo", "Lotos", 9),
            entry("substring", "Blacklotus Works", 8),
            entry("word", "White Lotus", 7),
            entry("prefix", "Lotus Capital", 6),
            entry("prefix-heavy", "Lotus Zoo", 60),
            entry("prefix-record", "Lotus bought", 99, "event"),
            entry("exact", "Lotus", 0),
        ]
    )
    found = [ns.local_name(match.iri) for match in index.search("lotus")]
    assert found == ["exact", "prefix-heavy", "prefix", "prefix-record", "word", "substring"]
    mistyped = index.search("lotsu")
    assert ns.local_name(mistyped[0].iri) == "exact"
    assert [match.how for match in mistyped] == ["typo"] * 5
    scores = [match.score for match in index.search("lotus")]
    assert scores == sorted(scores, reverse=True)


def test_equal_matches_come_in_order_of_label_then_iri() -> None:
    entries = [
        Entry(f"{ns.ID}org/{slug}", {"en": label}, (), ("Company",), "Company", 1)
        for slug, label in [("c", "Orchid B"), ("b", "Orchid A"), ("a", "Orchid B")]
    ]
    expected = [f"{ns.ID}org/{slug}" for slug in "bac"]
    for order in (entries, entries[::-1]):
        assert [match.iri for match in Index(order).search("orchid")] == expected


def test_things_before_records() -> None:
    assert iris(small(), "baichuan")[:2] == ["org:baichuan", "event:baichuan-series-a"]


@pytest.mark.parametrize("text", ["bx", "xd", "cn", "gp5", "12", "üß"])
def test_two_letters_are_never_taken_for_a_typing_error(text: str) -> None:
    for index in (small(), whole()):
        assert all(match.how in ("exact", "prefix", "word") for match in index.search(text))


def test_a_short_text_must_begin_right() -> None:
    assert iris(small(), "baidi")[0] == "org:baidu"
    assert iris(small(), "taidu") == []


def test_two_syllables_must_be_the_whole_name_to_sound_like_it() -> None:
    assert iris(small(), "白杜") == ["org:baidu"]
    assert iris(small(), "白穿") == []
    assert iris(small(), "白穿智") == ["org:baichuan"]


def test_single_letters_are_whole_words() -> None:
    assert iris(whole(), "S&P")[0] == "org:sp-global-ratings"


def test_of_two_names_that_fit_the_label_is_given() -> None:
    index = Index([Entry(f"{ns.ID}org/x", {"en": "Nova Zeta"}, ("Nova Alpha",), ("Company",), "Company", 0)])
    assert index.search("nova")[0].matched == "Nova Zeta"
    assert index.search("nova al")[0].matched == "Nova Alpha"


def test_prefixes_as_one_types() -> None:
    for end in range(1, len("Chinese Academy of Sciences") + 1):
        assert "org:cas" in iris(small(), "Chinese Academy of Sciences"[:end])
    for end in range(1, len("zhongguokexueyuan") + 1):
        assert "org:cas" in iris(small(), "zhongguokexueyuan"[:end])
    for end in range(1, len("中国科学院") + 1):
        assert "org:cas" in iris(small(), "中国科学院"[:end])


def test_limit() -> None:
    assert len(small().search("c", limit=3)) == 3
    assert small().search("c", limit=0) == []
    assert iris(small(), "c", limit=2) == iris(small(), "c", limit=5)[:2]


@pytest.mark.parametrize("kind", ["Company", "company", "cnai:Company", f"{ns.CNAI}Company"])
def test_only_one_type(kind: str) -> None:
    assert iris(small(), "ba", type=kind) == ["org:baidu", "org:baichuan"]


def test_a_type_includes_its_subclasses() -> None:
    assert iris(small(), "gpt", type="AIModel")[0] == "model:gpt-4"
    assert iris(small(), "baidu", type="AIModel") == []


def test_a_type_that_nothing_has() -> None:
    with pytest.raises(UnknownName) as caught:
        small().search("baidu", type="Compny")
    assert caught.value.suggestions == ("Company",)


def test_a_type_is_filled_with_weaker_matches() -> None:
    # Ten models begin with the text, but only a company was asked for.
    entries = [Entry(f"{ns.ID}model/m{i}", {"en": f"Nova {i}"}, (), ("AIModel",), "AI model", 5) for i in range(10)]
    entries.append(Entry(f"{ns.ID}org/super", {"en": "Super Nova"}, (), ("Company",), "Company", 1))
    assert iris(Index(entries), "nova", limit=3, type="Company") == ["org:super"]


def test_nearest_suggests_where_nothing_is_found() -> None:
    assert small().search("Baidoo Incorporation") == []
    assert ns.curie(small().nearest("Zhipu Artificial")[0].iri) == "org:zhipu"
    assert len(small().nearest("Bejing Academy of Science", limit=2)) <= 2
    assert small().nearest("qqqqqq") == []
    assert small().nearest("") == []


def test_names_beyond_the_basic_plane_and_other_scripts() -> None:
    index = Index([Entry(f"{ns.ID}org/x", {"en": "Ωmega 𠮷野"}, ("Яндекс",), ("Company",), "Company", 0)])
    for text in ("ωmega", "𠮷野", "яндекс", "ЯНДЕ"):
        assert iris(index, text) == ["org:x"]


def test_a_thing_without_names_is_no_obstacle() -> None:
    index = Index([Entry(f"{ns.ID}org/x", {"en": "---"}, (), ("Company",), "Company", 0)])
    assert index.search("x") == []
    assert len(index) == 1
    assert Index([]).search("x") == []


@given(st.text(max_size=12))
@settings(max_examples=150)
def test_any_text_can_be_searched(text: str) -> None:
    for match in small().search(text):
        assert 0 < match.score <= 100
        assert match.matched


def test_every_name_finds_its_owner() -> None:
    store = first_source.store()
    for predicate in (f"{ns.RDFS}label", f"{ns.SKOS}altLabel"):
        for iri, names in values(store, predicate).items():
            for name in names if ns.kind_of(iri) in (*ns.THING_TYPES, *ns.RECORD_TYPES) else ():
                found = [match.iri for match in whole().search(name, limit=50) if match.how == "exact"]
                assert iri in found, name


def test_things_with_more_statements_come_first() -> None:
    # Two edges from it, two to it, one record's participant twice over.
    weights = {ns.curie(entry.iri): entry.weight for entry in entries_of(small_store())}
    assert weights["org:baidu"] > weights["org:epoch-ai"]
    assert len(small()) == len(weights)
    assert small().types["Company"] >= 3


def test_nothing_is_searched_with_pypinyin(tmp_path: Path) -> None:
    write_index(small_store(), tmp_path / "names")
    code = (
        "import sys; from pathlib import Path; from kg_cn_ai.search.search import Index; index = Index.open(Path(sys.argv[1])); "
        "assert all(map(index.search, ['baidu', '百度', 'bd', 'academy', 'wangxinban', '白度', 'baidi'])); "
        "print([name for name in ('pypinyin', 'pyoxigraph') if name in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(tmp_path / "names")], capture_output=True, text=True, check=True
    )
    assert done.stdout.split() == ["[]"]


def test_many_names_answer_while_one_types() -> None:
    # A guard against quadratic work, not a measurement: benchmarks/search.py measures.
    syllables = ["ba", "du", "ke", "lin", "mo", "shen", "tai", "wei", "yun", "zhi"]
    words = [a + b + c for a in syllables for b in syllables for c in syllables]
    entries = [
        Entry(
            f"{ns.ID}org/n{i}",
            {"en": f"{words[i % 1000]} {words[i * 7 % 997]}", "zh-hans": chr(0x4E00 + i % 20000) + "云科技"},
            (f"{words[i * 3 % 991]} labs",),
            ("Company",),
            "Company",
            i % 50,
        )
        for i in range(6000)
    ]
    index = Index(entries)
    index.search("warm up the index")
    for text in ("b", "baduke", "shentai labs", "云科", "aid", "baduek", "zzzzzz"):
        start = time.process_time()
        index.search(text)
        assert time.process_time() - start < 0.5, text


def identified() -> Index:
    baidu = Entry(
        f"{ns.ID}org/baidu", {"en": "Baidu"}, (), ("Company",), "Company", 2,
        ("http://www.wikidata.org/entity/Q14772", "https://ror.org/03vs3wt56", "BIDU", f"{ns.ID}org/baidu-inc"),
    )  # fmt: skip
    return Index([baidu, Entry(f"{ns.ID}org/bidu", {"en": "Bidu Q1"}, (), ("Company",), "Company", 1)])


@pytest.mark.parametrize(
    "text",
    ["Q14772", "q14772", "wd:Q14772", "https://www.wikidata.org/wiki/Q14772", "http://www.wikidata.org/entity/Q14772",
     "03vs3wt56", "https://ror.org/03vs3wt56", "ror.org/03vs3wt56/", "org:baidu-inc", "org:baidu", f"<{ns.ID}org/baidu>"],
)  # fmt: skip
def test_an_identifier_finds_its_thing_alone(text: str) -> None:
    found = identified().search(text)
    assert [(ns.curie(match.iri), match.how, match.score) for match in found] == [("org:baidu", "identifier", 100.0)]
    assert not identified().search(text, type="Company")[1:]


def test_names_follow_a_ticker() -> None:
    assert iris(identified(), "BIDU") == ["org:baidu", "org:bidu"]
    assert not [match for match in identified().search("Q1477") if match.how == "identifier"]


@pytest.mark.parametrize("text", ["AI chips", "AI chip", "advanced processor", "AI芯片", "芯片", "field:ai-chips"])
def test_concepts_are_found_by_all_of_their_names(text: str) -> None:
    found = {ns.curie(match.iri): match for match in whole().search(text, limit=50)}
    assert found["field:ai-chips"].type == "Concept"
    assert found["field:ai-chips"].label_zh == "AI芯片"
