"""The articles of official texts: each provision is whole, stands inside its own article, and copies no sentence."""

import re
from collections import defaultdict
from functools import cache
from pathlib import Path

import pytest
import tiny
from own_data import corpus
from pyoxigraph import Literal, NamedNode

from kg_cn_ai.authoring.corpus import facts
from kg_cn_ai.authoring.documents import parse_span
from kg_cn_ai.namespaces import CNAI, curie

TEXTS = tiny.ROOT.parent / "shared/data/cn-policy-texts"
needs_texts = pytest.mark.skipif(not TEXTS.is_dir(), reason="the texts are not beside this checkout")
NAMES = (
    "ai-content-labelling-measures-2025",
    "algorithm-recommendation-provisions-2021",
    "deep-synthesis-provisions-2022",
    "generative-ai-interim-measures-2023",
    "government-ai-model-deployment-guidance-2025",
    "shenzhen-ai-industry-promotion-regulations-2022",
)
NUMBERED = tuple(name for name in NAMES if not name.startswith("government"))
DIGITS = "零一二三四五六七八九"
COPIED = 20
"""So many characters in a row of a text in a summary would be a copy of it."""


@cache
def stated(name: str) -> dict[str, dict[str, set[str]]]:
    """Provision to what is said of it, by local names of properties; ``span`` is where it is described."""
    found: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    (file,) = (f for f in corpus().sources if f.path.stem == name)
    for quad in facts(file):
        subject = curie(quad.subject.value)  # type: ignore[union-attr]
        if subject.startswith("provision:"):
            value = quad.object
            language = f"@{value.language}" if isinstance(value, Literal) and value.language else ""
            key = quad.predicate.value.removeprefix(CNAI) + language
            found[subject][key].add(value.value)  # type: ignore[union-attr]
            if key == "article" and isinstance(quad.graph_name, NamedNode):
                found[subject]["span"].add(quad.graph_name.value)
    return found


def numeral(number: int) -> str:
    """A number below 100 as an article bears it."""
    tens, ones = divmod(number, 10)
    return ("" if tens < 2 else DIGITS[tens]) + ("十" if tens else "") + (DIGITS[ones] if ones or not tens else "")


def text(name: str) -> str:
    return Path(TEXTS / f"{name}.txt").read_bytes().decode()


@pytest.mark.parametrize("name", NAMES)
def test_a_provision_says_whom_it_binds_how_and_about_what_in_both_languages(name: str) -> None:
    for provision, said in stated(name).items():
        if "article" in said:
            for key in ("article", "effect", "concerns", "partOf", "summary@en", "summary@zh-hans", "span"):
                assert len(said[key]) == 1, (provision, key)
            assert said["regulatedParty"], provision


def test_there_are_provisions_of_six_texts() -> None:
    assert sum("article" in said for name in NAMES for said in stated(name).values()) >= 150


@needs_texts
@pytest.mark.parametrize("name", NUMBERED)
def test_the_evidence_of_a_provision_lies_inside_its_article(name: str) -> None:
    whole = text(name)
    starts = {m[1]: m.start() for m in re.finditer(r"^第([一二三四五六七八九十]+)条 ", whole, re.MULTILINE)}
    for provision, said in stated(name).items():
        if "article" in said:
            (article,), (iri,) = said["article"], said["span"]
            span, number = parse_span(iri), int(article)
            after = starts.get(numeral(number + 1), len(whole))
            assert starts[numeral(number)] <= span.start < span.end <= after, provision


@needs_texts
@pytest.mark.parametrize("name", NAMES)
def test_no_summary_copies_a_sentence(name: str) -> None:
    whole = text(name)
    for provision, said in stated(name).items():
        for summary in said["summary@zh-hans"]:
            parts = (summary[i : i + COPIED] for i in range(len(summary) - COPIED + 1))
            assert not any(part in whole for part in parts), provision
            assert summary.rstrip("。") not in whole, provision
