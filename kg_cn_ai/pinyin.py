"""How a Chinese name is typed on a Latin keyboard.

Pinyin comes from the stored ``zh-latn-pinyin`` label where there is one, because a curator knows how a name is read.
Only Chinese names without one are computed, by ``pypinyin`` (MIT, pure Python, no dependencies), which is imported on
the first such name: the import costs 0.15 s.
"""

import re
import unicodedata
from dataclasses import dataclass
from functools import cache
from typing import Final

from kg_cn_ai.names import has_han, normalise, simplified, words_of

__all__ = ["PINYIN", "PinyinForms", "pinyin_forms", "readings", "typed_forms"]

PINYIN: Final = "zh-latn-pinyin"

_SYLLABLE: Final = re.compile(r"(?:[zcs]h|[bpmfdtnlgkhjqxrzcsyw])?[aeiouü]+(?:(?:ng|n)?r?(?![aeiouü]))?")
_TONES: Final = dict.fromkeys((0x300, 0x301, 0x304, 0x30C))


@dataclass(frozen=True, slots=True)
class PinyinForms:
    """How a Chinese name is typed on a Latin keyboard, without tones: ``baichuan``, ``bai chuan``, ``bc``.

    Words that are Latin in the name itself stay whole in every form (``zhi pu ai``, ``zpai``).
    """

    joined: str
    spaced: str
    initials: str


def pinyin_forms(zh: str, stored: str | None = None) -> PinyinForms:
    """How the Chinese name is typed in pinyin; all three forms are empty where it has no Chinese character.

    Args:
        zh: The name in Chinese characters.
        stored: Its ``zh-latn-pinyin`` label, which wins over the computed reading.
    """
    if not has_han(zh):
        return PinyinForms("", "", "")
    return _forms(_parts(zh, stored))


def typed_forms(zh: str, stored: str | None) -> list[PinyinForms]:
    """The ways in which a name is typed, also one whose Chinese is not known; with ``ü`` a second one: as ``v``."""
    parts = _parts(zh, stored)
    forms = [_forms(parts)]
    if any("ü" in part.text for part in parts):
        forms.append(_forms([_Part(part.text.replace("ü", "v"), part.syllable) for part in parts]))
    return forms


@cache
def readings() -> dict[str, str]:
    """Simplified Chinese character → the syllable by which it is most often read, normalised."""
    from pypinyin.constants import PINYIN_DICT

    return {
        chr(code): normalise(read.partition(",")[0])
        for code, read in sorted(PINYIN_DICT.items())
        if 0x3400 <= code < 0xA000 and simplified(chr(code)) == chr(code)
    }


@dataclass(frozen=True, slots=True)
class _Part:
    """A syllable without tone (``ü`` kept), or a whole word that is Latin in the name."""

    text: str
    syllable: bool


def _parts(zh: str, stored: str | None) -> list[_Part]:
    words = words_of(normalise(zh))
    if stored is None:
        from pypinyin import lazy_pinyin

        return [
            _Part(text, has_han(word))
            for word in words
            for text in (lazy_pinyin(word, v_to_u=True) if has_han(word) else [word])
        ]
    latin = {word for word in words if not has_han(word)}
    toneless = unicodedata.normalize("NFD", stored.casefold()).translate(_TONES)
    parts: list[_Part] = []
    for word in re.findall(r"[^\W_]+", unicodedata.normalize("NFC", toneless)):
        syllables = [] if word in latin else _SYLLABLE.findall(word)
        if "".join(syllables) == word:
            parts += [_Part(text, True) for text in syllables]
        else:
            parts.append(_Part(word, False))
    return parts


def _forms(parts: list[_Part]) -> PinyinForms:
    texts = [normalise(part.text) for part in parts]
    initials = "".join(text[0] if part.syllable else text for text, part in zip(texts, parts, strict=True))
    return PinyinForms("".join(texts), " ".join(texts), initials)
