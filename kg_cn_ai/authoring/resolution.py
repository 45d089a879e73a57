"""Deciding whether two registered things are one: what is said of each, side by side, and the decision as data.

*Different* adds a block to ``graph/identity.ttl``. *Same* keeps one IRI and retires the other: its names and what was
decided about it go to the one that stays, the authored files name that one, and the retirement is recorded, because a
released IRI is never used again.
"""

import re
from pathlib import Path

from pyoxigraph import NamedNode

from kg_cn_ai.authoring.corpus import Corpus, edges
from kg_cn_ai.authoring.identity import Decisions
from kg_cn_ai.authoring.likeness import Candidate, candidates
from kg_cn_ai.authoring.name_table import NAMES_FILE
from kg_cn_ai.authoring.register import Register
from kg_cn_ai.authoring.source_file import SourceFile
from kg_cn_ai.errors import InputError, UnknownName
from kg_cn_ai.files import write_files
from kg_cn_ai.names import nearest
from kg_cn_ai.namespaces import CNAI, curie, expand, kind_of, local_name
from kg_cn_ai.turtle import term

_COMPANY = (f"{CNAI}developedBy", f"{CNAI}locatedIn")

__all__ = ["differ", "facts_of", "find", "merge", "side_by_side", "undecided"]


def undecided(corpus: Corpus) -> list[Candidate]:
    """Pairs of registered things with like names that no decision and no fact tells apart, the most alike first."""
    related = {
        frozenset((quad.subject.value, quad.object.value))
        for file in corpus.sources
        for quad in file.quads
        if isinstance(quad.subject, NamedNode) and isinstance(quad.object, NamedNode)
    }
    company: dict[str, set[str]] = {}
    for one, other in edges(corpus.sources, *_COMPANY):
        company.setdefault(one, set()).add(other)
        company.setdefault(other, set()).add(one)
    shared = {iri: frozenset(others) for iri, others in company.items()}
    return candidates(Register(corpus.root), corpus.decisions, related, shared)


def find(register: Register, name: str) -> str:
    """The IRI of a registered thing, given as ``org:baidu``, as an IRI or by a name that only one thing has.

    Raises:
        UnknownName: There is none, or there are several.
    """
    iri = expand(name)
    if iri in register.things:
        return iri
    found = sorted({iri for kind in ("org", "model", "chip", "policy", "place") for iri in register.named(kind, name)})
    if len(found) == 1:
        return found[0]
    near = [curie(iri) for iri in found] or nearest(name, [curie(iri) for iri in register.things], 3)
    raise UnknownName(
        f"{name!r} is {'several things' if found else 'no registered thing'}",
        hint=f"name one of {', '.join(near)}" if near else "list the candidates with: kg-cn-ai resolve",
        suggestions=near,
    )


def facts_of(corpus: Corpus, iri: str) -> list[tuple[str, str, str]]:
    """What sources say of a thing: property, value and place (document and fragment); incoming facts with an arrow."""
    found = []
    for file in corpus.sources:
        name = local_name(SourceFile.of(file).document)
        for quad in file.quads:
            ends = [t.value if isinstance(t, NamedNode) else "" for t in (quad.subject, quad.object)]
            if iri in ends and isinstance(quad.graph_name, NamedNode):
                place = f"{name}#{quad.graph_name.value.partition('#')[2]}"
                other = term(quad.object) if ends[0] == iri else term(quad.subject)
                found.append((f"{'' if ends[0] == iri else '← '}{local_name(quad.predicate.value)}", other, place))
    return sorted(found)


def side_by_side(corpus: Corpus, one: str, other: str) -> list[tuple[str, str, str]]:
    """Rows of what is said of two things: property, values of the one, values of the other, each with its place."""
    register = Register(corpus.root)
    names = [" / ".join(register.things[iri].names()) for iri in (one, other)]
    rows: list[tuple[str, str, str]] = [("", curie(one), curie(other)), ("names", names[0], names[1])]
    told: tuple[dict[str, list[str]], dict[str, list[str]]] = ({}, {})
    for said, iri in zip(told, (one, other), strict=True):
        for name, value, place in facts_of(corpus, iri):
            said.setdefault(name, []).append(f"{value} ({place})")
    for name in sorted({*told[0], *told[1]}):
        rows.append((name, "\n".join(told[0].get(name, ())), "\n".join(told[1].get(name, ()))))
    return rows


def differ(data: Path, one: str, other: str, reason: str) -> None:
    """Record that two things are different.

    Raises:
        InputError: They are one IRI, or no reason is given.
    """
    _check(one, other, reason)
    decisions = Decisions(data)
    decisions.tell_apart(one, other, reason)
    write_files(decisions.contents())


def merge(data: Path, kept: str, gone: str, reason: str) -> None:
    """Record that two things are one: ``gone`` is retired in favour of ``kept`` in all authored files.

    Raises:
        InputError: They are one IRI, of two kinds, not registered, decided to be different, or no reason is given.
    """
    _check(kept, gone, reason)
    register, decisions = Register(data), Decisions(data)
    thing = register.drop(gone)
    names = [(text, language) for language, text in thing.labels.items() if language != "zh-latn-pinyin"]
    for text, language in (*names, *thing.others):
        register.spell(kept, text, language)
    decisions.retire(gone, kept, reason)
    contents = {**register.contents(), **decisions.contents()}
    whole = re.compile(rf"(?<![\w:-]){re.escape(curie(gone))}(?![\w-])")
    for folder in ("graph/entities", "graph/sources"):
        for path in sorted((data / folder).glob("*.t*")):
            text = contents.get(path, path.read_bytes()).decode()
            if (mended := whole.sub(curie(kept), text)) != text:
                contents[path] = mended.encode()
    write_files(contents)


def _check(one: str, other: str, reason: str) -> None:
    if one == other:
        raise InputError(f"{curie(one)} is one thing", hint="name two")
    if kind_of(one) != kind_of(other):
        raise InputError(f"{curie(one)} and {curie(other)} are of two kinds", hint="they need no decision")
    if not reason.strip():
        raise InputError("a decision needs its reason", hint="say by which evidence", where=NAMES_FILE)
