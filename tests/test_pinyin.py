"""How a Chinese name is typed on a Latin keyboard."""

import pytest

from kg_cn_ai.pinyin import pinyin_forms


@pytest.mark.parametrize(
    ("zh", "stored", "forms"),
    [
        ("百川智能", "Bǎichuān Zhìnéng", ("baichuanzhineng", "bai chuan zhi neng", "bczn")),
        ("智谱AI", "Zhìpǔ AI", ("zhipuai", "zhi pu ai", "zpai")),
        ("哈尔滨", "Hā'ěrbīn", ("haerbin", "ha er bin", "heb")),
        ("西安", "Xī’ān", ("xian", "xi an", "xa")),
        (
            "生成式人工",
            "Shēngchéngshì Réngōng",
            ("shengchengshirengong", "sheng cheng shi ren gong", "scsrg"),
        ),
        ("3D场景", "3D Chǎngjǐng", ("3dchangjing", "3d chang jing", "3dcj")),
        ("中美", "Zhōng-Měi", ("zhongmei", "zhong mei", "zm")),
        ("绿色", "Lǜsè", ("luse", "lu se", "ls")),
        ("长安", None, ("changan", "chang an", "ca")),
        ("重慶大學", None, ("chongqingdaxue", "chong qing da xue", "cqdx")),
        ("智谱AI", None, ("zhipuai", "zhi pu ai", "zpai")),
        ("GPT-4", None, ("", "", "")),
    ],
)
def test_pinyin_forms(zh: str, stored: str | None, forms: tuple[str, str, str]) -> None:
    found = pinyin_forms(zh, stored)
    assert (found.joined, found.spaced, found.initials) == forms


def test_a_stored_reading_wins() -> None:
    # 单 is read Shàn as a family name, dān otherwise.
    assert pinyin_forms("单氏", "Shàn Shì").joined == "shanshi"
