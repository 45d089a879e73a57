"""What makes two names the same.

Two names are the same when :func:`normalise` gives the same text. It folds what a keyboard, a font or a house
style changes (case, full width, accents and tone marks, punctuation, spaces, traditional characters) and
nothing else: word order, numbers and legal suffixes still tell names apart.

Traditional characters are folded one by one, not by phrase as a converter of running text does it: a
character must give the same result wherever it stands, or a part of a name would no longer be found in the
whole. The table is that of OpenCC (``opencc-python-reimplemented``: pure Python, Apache-2.0, 7 ms to import);
the ``zhconv`` packages carry a GPL table. It is read only when a Chinese character is met.
"""

import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from functools import cache
from typing import Final

__all__ = [
    "closest",
    "fold_table",
    "has_han",
    "is_unit",
    "nearest",
    "normalise",
    "simplified",
    "strip_legal_suffix",
    "words_of",
]


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

_UNIT: Final = re.compile(r"\b(?:institute|laboratory|cent(?:er|re)|school|department|hospital|branch)\b")


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


def is_unit(name: str, whole: str) -> bool:
    """Whether a name is that of a part of the body called ``whole``: it goes on behind that name, to an institute.

    >>> is_unit("Beihang University Hefei Innovation Institute", "Beihang University")
    True
    >>> is_unit("Beihang University (BUAA)", "Beihang University"), is_unit("Mila Institute", "Mila")
    (False, False)
    """
    rest = normalise(name).removeprefix(f"{normalise(whole)} ")
    return len(rest.split()) > 1 and rest != normalise(name) and _UNIT.search(rest) is not None


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


def nearest(text: str, candidates: Iterable[str], limit: int = 3) -> list[str]:
    """The candidates most like the text, best first, as suggestions for a name that was not found.

    Likeness is the share of the two normalised texts that stays when one is edited into the other. What is
    less than 60 % like the text, or far less like it than the best, is left out. Equal candidates come in
    alphabetical order.
    """
    return closest(normalise(text), {candidate: normalise(candidate) for candidate in candidates}, limit)


def closest(wanted: str, choices: Mapping[str, str], limit: int = 3) -> list[str]:
    """As :func:`nearest`, of candidates with their normalised texts to a text that is normalised already."""
    from rapidfuzz import fuzz, process

    if not wanted:
        return []
    found = process.extract(wanted, choices, scorer=fuzz.ratio, score_cutoff=60, limit=None)
    best = max((score for _, score, _ in found), default=0.0)
    close = sorted((-score, name) for _, score, name in found if score > best - 15)
    return [name for _, name in close[:limit]]


@cache
def _converter() -> Callable[[str], str]:
    from opencc import OpenCC

    convert: Callable[[str], str] = OpenCC("t2s").convert
    return convert
