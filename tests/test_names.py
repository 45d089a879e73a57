"""What makes two names the same."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg_cn_ai.names import fold_table, nearest, normalise, strip_legal_suffix

# Characters of every kind, with more of those that are hard; no lone surrogates, which are no text.
TEXTS = st.text(
    st.one_of(
        st.characters(exclude_categories=["Cs"]),
        st.characters(min_codepoint=0x3400, max_codepoint=0x9FFF),
        st.sampled_from("aZéßİŉ'’·－ＡＢ１ (（）)ǎǖ̈々〇薴乾龍发髮"),
    ),
    max_size=12,
)
SIMPLIFIED_AND_TRADITIONAL = [
    ("网信办", "網信辦"),
    ("阿里巴巴集团", "阿里巴巴集團"),
    ("华为技术", "華為技術"),
    ("中国电子科技集团", "中國電子科技集團"),
    ("云计算市场", "雲計算市場"),
    ("台湾", "臺灣"),
    ("头发", "頭髮"),
]


@given(TEXTS)
def test_normalise_is_idempotent(text: str) -> None:
    once = normalise(text)
    assert normalise(once) == once


@given(TEXTS)
def test_normalise_ignores_unicode_form_and_space_around(text: str) -> None:
    assert normalise(f" {text}\n") == normalise(text)
    assert normalise(unicodedata.normalize("NFD", text)) == normalise(unicodedata.normalize("NFC", text))


@given(st.text(st.characters(min_codepoint=0x21, max_codepoint=0x7E)))
def test_full_width_is_the_same_as_half_width(text: str) -> None:
    assert normalise("".join(chr(ord(character) + 0xFEE0) for character in text)) == normalise(text)


@pytest.mark.parametrize(("simplified", "traditional"), SIMPLIFIED_AND_TRADITIONAL)
def test_traditional_is_the_same_as_simplified(simplified: str, traditional: str) -> None:
    assert normalise(traditional) == normalise(simplified) == simplified


@given(TEXTS, TEXTS, TEXTS)
def test_a_chinese_part_is_found_in_the_whole(before: str, part: str, after: str) -> None:
    part = "".join(character for character in part if "\u4e00" <= character <= "\u9fff")
    assert normalise(part) in normalise(f"{before}中{part}中{after}")


@pytest.mark.parametrize(
    "spellings",
    [
        ["GPT-4V", "gpt 4v", "ＧＰＴ－４Ｖ", "GPT–4V"],
        ["S&P", "s p", "S & P"],
        ["神威·太湖之光", "神威太湖之光", "神威 太湖之光"],
        ["Österreichische Akademie", "OSTERREICHISCHE AKADEMIE"],
        ["Xī'ān", "Xi’an", "xian"],
        ["Bǎidù", "baidu", "BAI\u0301DU"],
        ["智谱 AI", "智譜AI"],
        ["薴", "苧", "苎"],
    ],
)
def test_ways_of_writing_one_name(spellings: list[str]) -> None:
    assert len({normalise(spelling) for spelling in spellings}) == 1


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("GPT-4", "GPT-4V"),
        ("C++", "C"),
        ("Baidu", "Baidu, Inc."),
        ("Ant Group", "Group Ant"),
        ("百度", "百川"),
    ],
)
def test_different_names_stay_different(one: str, other: str) -> None:
    assert normalise(one) != normalise(other)


@pytest.mark.parametrize(
    ("name", "without"),
    [
        ("Baidu, Inc.", "Baidu"),
        ("Huawei Technologies Co., Ltd.", "Huawei Technologies"),
        ("China Electronics Technology Group Corporation Limited", "China Electronics Technology Group"),
        ("百度在线网络技术（北京）有限公司", "百度在线网络技术（北京）"),
        ("科大讯飞股份有限公司", "科大讯飞"),
        ("騰訊控股有限責任公司", "騰訊控股"),
        ("某基金（有限合伙）", "某基金"),
        ("Ant Group", "Ant Group"),
        ("Limited", "Limited"),
        ("有限公司", "有限公司"),
        ("Unlimited", "Unlimited"),
    ],
)
def test_legal_suffix(name: str, without: str) -> None:
    assert strip_legal_suffix(name) == without


@given(TEXTS)
def test_legal_suffix_leaves_something(text: str) -> None:
    short = strip_legal_suffix(f"{text} Ltd")
    assert strip_legal_suffix(short) == short
    assert bool(normalise(short)) == bool(normalise(f"{text} Ltd"))


def test_fold_table_brings_typed_traditional_to_the_keys() -> None:
    table = fold_table(["百度集團", "云计算", "Baidu"])
    assert table["團"] == "团"
    assert table["雲"] == "云"
    assert "龍" not in table
    for character, folded in table.items():
        assert normalise(character) == folded
    assert fold_table(["Baidu"]) == {}


def test_nearest_suggests_the_likely_and_nothing_else() -> None:
    known = ["org:baidu", "org:baichuan", "org:huawei", "place:beijing"]
    assert nearest("org:bidu", known)[0] == "org:baidu"
    assert "org:huawei" not in nearest("org:bidu", known)
    assert nearest("org:zhipux", ["org:zhipu", *known]) == ["org:zhipu"]
    assert nearest("zzzz", known) == []
    assert nearest("", known) == []
    assert nearest("智譜", ["智谱", "百度"]) == ["智谱"]


@given(st.lists(st.text(max_size=6), max_size=6, unique=True), st.integers(0, 4))
def test_nearest_finds_a_candidate_itself_and_keeps_the_limit(names: list[str], limit: int) -> None:
    for name in names:
        found = nearest(name, names, limit)
        assert len(found) <= limit
        if limit and normalise(name):
            assert normalise(found[0]) == normalise(name)
