"""What makes two names the same, and how a name is typed.

Two names are the same when :func:`normalise` gives the same text. It folds what a keyboard, a font or a house
style changes (case, full width, accents and tone marks, punctuation, spaces, traditional characters) and
nothing else: word order, numbers and legal suffixes still tell names apart.

Traditional characters are folded one by one, not by phrase as a converter of running text does it: a
character must give the same result wherever it stands, or a part of a name would no longer be found in the
whole. The table is that of OpenCC (``opencc-python-reimplemented``: pure Python, Apache-2.0, 7 ms to import);
the ``zhconv`` packages carry a GPL table. It is read only when a Chinese character is met.

Pinyin comes from the stored ``zh-latn-pinyin`` label where there is one, because a curator knows how a name
is read. Only Chinese names without one are computed, by ``pypinyin`` (MIT, pure Python, no dependencies),
which is imported on the first such name: the import costs 0.15 s.
"""

import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Final, Literal

__all__ = [
    "Key",
    "PinyinForms",
    "fold_table",
    "has_han",
    "nearest",
    "normalise",
    "pinyin_forms",
    "readings",
    "search_keys",
    "spoken_keys",
    "stored_keys",
    "strip_legal_suffix",
]

PINYIN: Final = "zh-latn-pinyin"

_HAN: Final = "\u3005\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_HAN_CHARACTER: Final = re.compile(f"[{_HAN}]")
_BESIDE_HAN: Final = re.compile(f"(?<=[{_HAN}]) | (?=[{_HAN}])")
_WORD: Final = re.compile(f"[{_HAN}]+|[^{_HAN}\\s]+")
_MARKS: Final = dict.fromkeys(range(0x300, 0x370))
_APOSTROPHES: Final = dict.fromkeys(map(ord, "'‘’ʻʼ`"))
_SEPARATOR: Final = re.compile(r"(?:[^\w+]|_)+")

_LEGAL_SUFFIX: Final = re.compile(
    r"""(?:
        [\s,]+(?:incorporated|inc|corporation|corp|company|co|limited|ltd|pte|pty|llc|llp|plc)\.?
        | [\s,]+(?:gmbh|ag|s\.?a|n\.?v|b\.?v)\.?
        | [\s,]*[(（]?\s*(?:股份)?有限(?:[责責]任)?公司\s*[)）]?
        | \s*[(（]\s*有限合[伙夥]\s*[)）]
    )[\s,]*$""",
    re.IGNORECASE | re.VERBOSE,
)

_SYLLABLE: Final = re.compile(r"(?:[zcs]h|[bpmfdtnlgkhjqxrzcsyw])?[aeiouü]+(?:(?:ng|n)?r?(?![aeiouü]))?")
_TONES: Final = dict.fromkeys((0x300, 0x301, 0x304, 0x30C))


class _Simplified(dict[int, str]):
    """Code point → simplified character, filled as characters are met."""

    def __missing__(self, code: int) -> str:
        character = chr(code)
        if _HAN_CHARACTER.match(character):
            convert = _converter()
            # 薴 → 苧 → 苎: a second step is needed for the fold to be stable.
            while (simpler := convert(character)) != character:
                character = simpler
        self[code] = character
        return character


_SIMPLIFIED: Final = _Simplified()


@dataclass(frozen=True, slots=True)
class PinyinForms:
    """How a Chinese name is typed on a Latin keyboard, without tones: ``baichuan``, ``bai chuan``, ``bc``.

    Words that are Latin in the name itself stay whole in every form (``zhi pu ai``, ``zpai``).
    """

    joined: str
    spaced: str
    initials: str


@dataclass(frozen=True, slots=True)
class Key:
    """A normalised form under which a thing is found; words, or syllables of pinyin, are separated by spaces.

    ``name`` is the spelling that it comes from.
    """

    text: str
    kind: Literal["name", "pinyin", "initials"]
    name: str


def normalise(text: str) -> str:
    """The form in which names are compared; equal for names that differ only in how they are written.

    NFKC, case folded, accents and tone marks removed, traditional Chinese simplified, apostrophes dropped,
    every other run of punctuation one space, no space beside a Chinese character. A plus sign stays, because
    it tells names apart.

    >>> normalise("ＧＰＴ－４Ｖ"), normalise("Bǎidù"), normalise("神威·太湖之光"), normalise("國家網信辦")
    ('gpt 4v', 'baidu', '神威太湖之光', '国家网信办')
    """
    if not text.isascii():
        text = unicodedata.normalize("NFKC", text).casefold()
        text = unicodedata.normalize("NFKD", text).translate(_APOSTROPHES).translate(_MARKS)
        text = unicodedata.normalize("NFKC", text.casefold()).translate(_SIMPLIFIED)
    words = _SEPARATOR.sub(" ", text.casefold().translate(_APOSTROPHES)).strip()
    return words if words.isascii() else _BESIDE_HAN.sub("", words)


def simplified(text: str) -> str:
    """The text with each traditional Chinese character replaced by its simplified one; its length stays."""
    return text.translate(_SIMPLIFIED)


def has_han(text: str) -> bool:
    """True where the text has a Chinese character."""
    return _HAN_CHARACTER.search(text) is not None


def words_of(normal: str) -> list[str]:
    """Words of a normalised name: what spaces separate, and each run of Chinese characters."""
    return _WORD.findall(normal)


def strip_legal_suffix(text: str) -> str:
    """The name without its legal form: ``Co., Ltd.``, ``Inc.``, ``股份有限公司``.

    Other words stay (``Group``, ``Holdings``, ``集团``, ``控股``); so does a name that is only a legal form.

    >>> strip_legal_suffix("Global Mofy Limited"), strip_legal_suffix("华为技术有限公司")
    ('Global Mofy', '华为技术')
    """
    while (shorter := _LEGAL_SUFFIX.sub("", text)) != text and normalise(shorter):
        text = shorter
    return text


def pinyin_forms(zh: str, stored: str | None = None) -> PinyinForms:
    """How the Chinese name is typed in pinyin; all three forms are empty where it has no Chinese character.

    Args:
        zh: The name in Chinese characters.
        stored: Its ``zh-latn-pinyin`` label, which wins over the computed reading.
    """
    if not has_han(zh):
        return PinyinForms("", "", "")
    return _forms(_parts(zh, stored))


def stored_keys(labels: Mapping[str, str], names: Iterable[str]) -> list[Key]:
    """Forms under which a thing is found that follow from what is written about it; the label first.

    Args:
        labels: Language tag → label.
        names: Its other names, in any language.
    """
    keys: dict[tuple[str, str], Key] = {}
    spelt = [labels[tag] for tag in sorted(labels, key=lambda tag: (tag != "en", tag)) if tag != PINYIN]
    for name in (*spelt, *names):
        _add(keys, Key(normalise(name), "name", name))
    for name in (*spelt, *names):
        _add(keys, Key(normalise(strip_legal_suffix(name)), "name", name))
    if stored := labels.get(PINYIN):
        chinese = labels.get("zh-hans", labels.get("zh-hant", ""))
        _add_pinyin(keys, _parts(chinese, stored), stored)
    return list(keys.values())


def spoken_keys(labels: Mapping[str, str], names: Iterable[str]) -> list[Key]:
    """Forms in computed pinyin, of the thing's Chinese names that have no stored one."""
    keys: dict[tuple[str, str], Key] = {}
    spelt = [] if PINYIN in labels else [label for tag, label in sorted(labels.items()) if tag.startswith("zh")]
    for name in (*spelt, *names):
        if has_han(name):
            _add_pinyin(keys, _parts(name, None), name)
    return list(keys.values())


def search_keys(labels: Mapping[str, str], names: Iterable[str]) -> list[str]:
    """Every form under which a thing is found, for a page that searches by itself; the label first.

    Names are normalised; pinyin is joined, once in full and once as initials. A page folds what is typed in
    the same way: NFKC, lower case, no accents, punctuation to spaces, and :func:`fold_table` for traditional
    characters.
    """
    other = tuple(names)
    keys = (*stored_keys(labels, other), *spoken_keys(labels, other))
    return list(dict.fromkeys(key.text.replace(" ", "") if key.kind == "pinyin" else key.text for key in keys))


def fold_table(texts: Iterable[str]) -> dict[str, str]:
    """Traditional character → the character it folds to, for those that the texts contain once folded.

    It holds what a page needs to find its own names when they are typed in traditional Chinese: about one
    entry per three distinct characters.
    """
    wanted = {_SIMPLIFIED[ord(character)] for text in texts for character in _HAN_CHARACTER.findall(text)}
    if not wanted:
        return {}
    folded = {chr(code): _SIMPLIFIED[code] for code in range(0x3400, 0xA000)}
    return {character: to for character, to in folded.items() if character != to and to in wanted}


@cache
def readings() -> dict[str, str]:
    """Simplified Chinese character → the syllable by which it is most often read, normalised."""
    from pypinyin.constants import PINYIN_DICT

    return {
        chr(code): normalise(read.partition(",")[0])
        for code, read in sorted(PINYIN_DICT.items())
        if 0x3400 <= code < 0xA000 and _SIMPLIFIED[code] == chr(code)
    }


def nearest(text: str, candidates: Iterable[str], limit: int = 3) -> list[str]:
    """The candidates most like the text, best first, as suggestions for a name that was not found.

    Likeness is the share of the two normalised texts that stays when one is edited into the other. What is
    less than 60 % like the text, or far less like it than the best, is left out. Equal candidates come in
    alphabetical order.
    """
    from rapidfuzz import fuzz, process

    wanted = normalise(text)
    if not wanted:
        return []
    choices = {candidate: normalise(candidate) for candidate in candidates}
    found = process.extract(wanted, choices, scorer=fuzz.ratio, score_cutoff=60, limit=None)
    best = max((score for _, score, _ in found), default=0.0)
    close = sorted((-score, name) for _, score, name in found if score > best - 15)
    return [name for _, name in close[:limit]]


@cache
def _converter() -> Callable[[str], str]:
    from opencc import OpenCC

    convert: Callable[[str], str] = OpenCC("t2s").convert
    return convert


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


def _add(keys: dict[tuple[str, str], Key], key: Key) -> None:
    if key.text:
        keys.setdefault((key.text, key.kind), key)


def _add_pinyin(keys: dict[tuple[str, str], Key], parts: list[_Part], name: str) -> None:
    forms = _forms(parts)
    _add(keys, Key(forms.spaced, "pinyin", name))
    if any("ü" in part.text for part in parts):
        # Input methods type ü as v.
        typed = [_Part(part.text.replace("ü", "v"), part.syllable) for part in parts]
        _add(keys, Key(_forms(typed).spaced, "pinyin", name))
    if len(forms.initials) > 1:
        _add(keys, Key(forms.initials, "initials", name))
