"""The forms under which a thing is found."""

import subprocess
import sys

from kg_cn_ai.search.keys import search_keys, stored_keys


def test_search_keys_of_a_thing() -> None:
    labels = {"en": "Zhipu AI", "zh-hans": "智谱AI", "zh-latn-pinyin": "Zhìpǔ AI"}
    keys = search_keys(labels, ["北京智譜華章科技有限公司", "Zhipu, Inc.", "绿色"])
    assert keys[:2] == ["zhipu ai", "智谱ai"]
    assert {"北京智谱华章科技有限公司", "北京智谱华章科技", "zhipu inc", "zhipu"} <= set(keys)
    assert {"zhipuai", "zpai", "beijingzhipuhuazhangkejiyouxiangongsi", "luse", "lvse", "ls"} <= set(keys)
    assert len(keys) == len(set(keys))


def test_stored_keys_remember_the_spelling() -> None:
    keys = {key.text: key for key in stored_keys({"en": "Baidu", "zh-latn-pinyin": "Bǎidù"}, ["百度集團"])}
    assert (keys["百度集团"].name, keys["百度集团"].kind) == ("百度集團", "name")
    assert (keys["bai du"].name, keys["bai du"].kind) == ("Bǎidù", "pinyin")
    assert keys["bd"].kind == "initials"


def test_english_needs_neither_opencc_nor_pypinyin() -> None:
    code = (
        "import sys; from kg_cn_ai.names import normalise; from kg_cn_ai.search.keys import search_keys; normalise('Baidu, Inc.'); "
        "search_keys({'en': 'Baidu'}, ['Baidu, Inc.']); "
        "print(sorted({'opencc', 'pypinyin', 'rapidfuzz'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
