"""The forms under which a thing is found: its names, normalised, and how its Chinese ones are typed in pinyin."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

from kg_cn_ai.names import has_han, normalise, strip_legal_suffix
from kg_cn_ai.pinyin import PINYIN, typed_forms

__all__ = ["Key", "search_keys", "spoken_keys", "stored_keys"]


@dataclass(frozen=True, slots=True)
class Key:
    """A normalised form under which a thing is found; words, or syllables of pinyin, are separated by spaces.

    ``name`` is the spelling that it comes from.
    """

    text: str
    kind: Literal["name", "pinyin", "initials"]
    name: str


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
        _add_pinyin(keys, chinese, stored, stored)
    return list(keys.values())


def spoken_keys(labels: Mapping[str, str], names: Iterable[str]) -> list[Key]:
    """Forms in computed pinyin, of the thing's Chinese names that have no stored one."""
    keys: dict[tuple[str, str], Key] = {}
    spelt = [] if PINYIN in labels else [label for tag, label in sorted(labels.items()) if tag.startswith("zh")]
    for name in (*spelt, *names):
        if has_han(name):
            _add_pinyin(keys, name, None, name)
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


def _add(keys: dict[tuple[str, str], Key], key: Key) -> None:
    if key.text:
        keys.setdefault((key.text, key.kind), key)


def _add_pinyin(keys: dict[tuple[str, str], Key], zh: str, stored: str | None, name: str) -> None:
    first, *others = typed_forms(zh, stored)
    for forms in (first, *others):
        _add(keys, Key(forms.spaced, "pinyin", name))
    if len(first.initials) > 1:
        _add(keys, Key(first.initials, "initials", name))
