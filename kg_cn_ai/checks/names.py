"""Checks of what things are called, and of the decisions which names and things are the same."""

from collections import defaultdict
from collections.abc import Iterator
from typing import Final

from pyoxigraph import Literal, NamedNode

from kg_cn_ai.authoring.corpus import Corpus, iris
from kg_cn_ai.authoring.name_table import NAMES_FILE
from kg_cn_ai.authoring.problem import Problem, problem_at
from kg_cn_ai.names import nearest, normalise, simplified, strip_legal_suffix
from kg_cn_ai.namespaces import RDFS, SKOS, curie, kind_of

_LABEL: Final = f"{RDFS}label"
_ALT: Final = f"{SKOS}altLabel"
_BOTH: Final = {"乾", "吒", "昇"}
"""Characters that are simplified too: 乾 as in 乾坤, though it is also the traditional 干; 昇 as in 昇腾;
吒 as in 哪吒."""


def look_alikes(corpus: Corpus) -> Iterator[Problem]:
    """Two things of one type with the same name, once case, width, script variant and legal suffix are folded.

    A decision in graph/identity.ttl that they are different settles it.
    """
    seen: dict[tuple[str, str], dict[str, str]] = defaultdict(dict)
    for file in corpus.entities:
        for quad in sorted(file.quads, key=str):
            if quad.predicate.value not in (_LABEL, _ALT) or not isinstance(quad.object, Literal):
                continue
            if not isinstance(quad.subject, NamedNode) or quad.object.language == "zh-latn-pinyin":
                continue
            iri = quad.subject.value
            bearers = seen[kind_of(iri) or "", strip_legal_suffix(normalise(quad.object.value))]
            for other, name in bearers.items():
                if other != iri and iri not in bearers and not corpus.decisions.are_different(iri, other):
                    what = f"{curie(iri)} and {curie(other)} share the name {name!r}"
                    yield problem_at(
                        "look-alike",
                        file,
                        quad,
                        what,
                        "decide whether they are one: kg-cn-ai resolve",
                    )
            bearers.setdefault(iri, quad.object.value)


def identities(corpus: Corpus) -> Iterator[Problem]:
    """Decisions about things that are not registered, and retired things that are still there."""
    registered = corpus.registered()
    retired = corpus.decisions.retired
    for decision in corpus.decisions.names:
        if decision.iri not in registered:
            near = nearest(decision.iri, registered, 1)
            hint = f"did you mean {curie(near[0])}?" if near else "register it"
            what = f"{decision.name!r} is decided to be {curie(decision.iri)}, which is not registered"
            yield Problem("identity", NAMES_FILE, decision.line, what, hint)
    for iri, kept in sorted(retired.items()):
        file = registered.get(iri)
        if file is not None:
            what = f"{curie(iri)} is retired in favour of {curie(kept)} and still registered"
            yield Problem("identity", file.name, file.line_of(iri), what, "take it out, or the decision")
    for file in (*corpus.entities, *corpus.sources):
        for quad in file.quads:
            for iri in iris(quad):
                if iri in retired and iri not in registered:
                    what = f"{curie(iri)} is retired"
                    yield problem_at("identity", file, quad, what, f"write {curie(retired[iri])}")


def scripts(corpus: Corpus) -> Iterator[Problem]:
    """Labels tagged as simplified Chinese that are written with traditional characters."""
    for file in corpus.entities:
        for quad in file.quads:
            if not isinstance(quad.object, Literal) or quad.object.language != "zh-hans":
                continue
            text = quad.object.value
            found = {a for a, b in zip(text, simplified(text), strict=True) if a != b}
            if traditional := sorted(found - _BOTH):
                what = f"{text!r} is tagged zh-hans and has the traditional {', '.join(traditional)}"
                yield problem_at("script", file, quad, what, "write it in simplified characters, or tag it zh-hant")
