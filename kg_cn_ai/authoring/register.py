"""The register of things: the files under ``graph/entities``, read and extended by programs.

People write these files and programs add to them, so what is there stays as it is written, comments too
(:mod:`kg_cn_ai.authoring.blocks`): a new thing is one block of lines in the order of the IRIs, a new spelling changes
the block of its thing and nothing else.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from pyoxigraph import Literal, NamedNode

from kg_cn_ai.authoring.blocks import Blocks, tokens
from kg_cn_ai.authoring.corpus import parse_file
from kg_cn_ai.errors import InputError
from kg_cn_ai.names import has_han, normalise
from kg_cn_ai.namespaces import CNAI, ID, PREFIXES, RDF, RDFS, SKOS, curie, kind_of
from kg_cn_ai.pinyin import pinyin_forms

FILES: Final = {
    "chip": "chips.ttl",
    "model": "models.ttl",
    "org": "organizations.ttl",
    "person": "people.ttl",
    "place": "places.ttl",
    "policy": "policies.ttl",
    "product": "products.ttl",
    "programme": "programmes.ttl",
    "system": "systems.ttl",
}
"""File of new things by kind; what people registered elsewhere stays where it is."""

_LABEL, _ALT = f"{RDFS}label", f"{SKOS}altLabel"
_SLUG: Final = re.compile(r"[^a-z0-9]+")
_LONGEST_SLUG: Final = 60
_LANGUAGES: Final = ("en", "zh-hans", "zh-hant", "zh-latn-pinyin")


@dataclass(slots=True)
class Thing:
    """A registered thing: its class and names. ``labels`` are by language; ``others`` are (text, language)."""

    iri: str
    type: str
    labels: dict[str, str] = field(default_factory=dict)
    others: list[tuple[str, str]] = field(default_factory=list)

    @property
    def label(self) -> str:
        """The English label, or the first there is."""
        return self.labels.get("en") or next(iter(self.labels.values()), curie(self.iri))

    def names(self) -> list[str]:
        """All names but pinyin, the labels first."""
        spelt = [text for language, text in self.labels.items() if language != "zh-latn-pinyin"]
        return list(dict.fromkeys([*spelt, *(text for text, _ in self.others)]))


class Register:
    """All registered things, and changes to them that are written when :meth:`contents` is."""

    def __init__(self, data: Path) -> None:
        """Read ``graph/entities`` under a data folder.

        Raises:
            InputError: A file cannot be read or parsed, or says at two places what a thing is.
        """
        self.things: dict[str, Thing] = {}
        self._folder = data / "graph/entities"
        self._files: dict[str, Blocks] = {}
        self._before: dict[str, str] = {}
        self._home: dict[str, Blocks] = {}
        self._names: dict[tuple[str, str], set[str]] = defaultdict(set)
        self._kinds: dict[str, set[str]] = defaultdict(set)
        for path in sorted(self._folder.glob("*.ttl")):
            self._read(path.relative_to(data).as_posix(), path)
        for kind, name in FILES.items():
            if name not in self._files:
                prefixes = ("cnai", kind, "rdfs", "skos")
                self._before[name] = "".join(f"@prefix {p}: <{PREFIXES[p]}> .\n" for p in sorted(prefixes))
                self._files[name] = Blocks(self._before[name], f"graph/entities/{name}")

    def _read(self, name: str, path: Path) -> None:
        text, quads = parse_file(path, name)
        subjects = {quad.subject.value for quad in quads if isinstance(quad.subject, NamedNode)}
        file = self._files[path.name] = Blocks(text, name, subjects)
        self._before[path.name] = text
        for quad in quads:
            if not isinstance(quad.subject, NamedNode):
                continue
            thing = self.things.setdefault(quad.subject.value, Thing(quad.subject.value, ""))
            if quad.predicate.value == f"{RDF}type" and isinstance(quad.object, NamedNode):
                thing.type = quad.object.value
                self._home[thing.iri] = file
            elif quad.predicate.value in (_LABEL, _ALT) and isinstance(quad.object, Literal):
                language, spelt = quad.object.language or "en", quad.object.value
                if quad.predicate.value == _LABEL:
                    thing.labels[language] = spelt
                else:
                    thing.others.append((spelt, language))
        for iri, home in self._home.items():
            if home is file:
                self._index(self.things[iri])

    def _index(self, thing: Thing) -> None:
        self._kinds[kind_of(thing.iri) or ""].add(thing.iri)
        for name in thing.names():
            self._names[kind_of(thing.iri) or "", normalise(name)].add(thing.iri)

    def named(self, kind: str, name: str) -> list[str]:
        """IRIs of the things of a kind that bear this very name, once case, width and script variant are folded."""
        return sorted(self._names.get((kind, normalise(name)), ()))

    def of_kind(self, kind: str) -> list[Thing]:
        """The things of a kind, by IRI."""
        return [self.things[iri] for iri in sorted(self._kinds[kind])]

    def new_iri(self, kind: str, name: str, context: str = "") -> str:
        """An unused IRI for a new thing: readable, from its name, and from what tells it apart where that is taken."""
        base = slug(name) or "unnamed"
        tries = [base, *([f"{base}-{slug(context)}"] if context else []), *(f"{base}-{n}" for n in range(2, 100))]
        return next(iri for s in tries if (iri := f"{ID}{kind}/{s}") not in self.things)

    def add(
        self,
        iri: str,
        type: str,
        labels: Mapping[str, str],
        others: Iterable[tuple[str, str]] = (),
        extra: Iterable[str] = (),
    ) -> None:
        """Register a new thing.

        Args:
            iri: Its IRI, of a kind in ``FILES``.
            type: Local name of its class.
            labels: Language to label; English is required by the shapes.
            others: Other spellings with their languages.
            extra: Further predicate-object pairs in Turtle, such as a comment.

        Raises:
            InputError: It is registered already, or its kind has no file.
        """
        kind = kind_of(iri) or ""
        if iri in self.things or kind not in FILES:
            raise InputError(f"{curie(iri)} cannot be registered: it is there already, or of an unknown kind")
        thing = Thing(iri, f"{CNAI}{type}", dict(labels), [])
        known = {normalise(text) for text in thing.labels.values()}
        for text, language in others:
            if text and text not in thing.labels.values() and (text, language) not in thing.others:
                thing.others.append((text, language))
                known.add(normalise(text))
        self.things[iri] = thing
        file = self._home[iri] = self._files[FILES[kind]]
        file.put(iri, _block(thing, type, extra))
        self._index(thing)

    def spell(self, iri: str, name: str, language: str | None = None) -> None:
        """Add a spelling to a thing as another name, unless it has it.

        Raises:
            InputError: There is no such thing.
        """
        file = self._file_of(iri)
        thing = self.things[iri]
        language = language or language_of(name)
        if name in thing.names():
            return
        thing.others.append((name, language))
        file.put(iri, _spelt(file.body(iri), str(Literal(name, language=language))))
        self._index(thing)

    def drop(self, iri: str) -> Thing:
        """Take a thing out and return it, as when it turns out to be another one.

        Raises:
            InputError: There is no such thing.
        """
        self._file_of(iri).drop(iri)
        del self._home[iri]
        thing = self.things.pop(iri)
        self._kinds[kind_of(iri) or ""].discard(iri)
        for name in thing.names():
            self._names[kind_of(iri) or "", normalise(name)].discard(iri)
        return thing

    def _file_of(self, iri: str) -> Blocks:
        if iri not in self._home:
            raise InputError(f"{curie(iri)} is not registered", hint="register it, or mend the decision")
        return self._home[iri]

    def text_of(self, name: str) -> str:
        """One of the entity files as it would be written."""
        return self._files[name].text()

    def contents(self) -> dict[Path, bytes]:
        """The files that have changed, as they are to be written."""
        texts = {name: file.text() for name, file in self._files.items()}
        return {self._folder / name: text.encode() for name, text in texts.items() if text != self._before[name]}


def _spelt(block: str, literal: str) -> str:
    """A block with one more skos:altLabel: after those it has, else on a new line after the labels, or at the end."""
    inside = [token for token in tokens(block) if token.kind != "comment"]
    named = {token.text: n for n, token in reversed([*enumerate(inside)]) if token.kind == "word"}
    at = named.get("skos:altLabel", named.get("rdfs:label", 0))
    ends = ("end",) if at == 0 else ("end", "mark")
    stop = next(n for n in range(at, len(inside)) if inside[n].kind in ends and inside[n].text != ",")
    place = inside[stop - 1].stop
    more = f" , {literal}" if "skos:altLabel" in named else f" ;\n    skos:altLabel {literal}"
    return block[:place] + more + block[place:]


def _block(thing: Thing, type: str, extra: Iterable[str]) -> str:
    def written(names: Iterable[tuple[str, str]]) -> str:
        return " , ".join(str(Literal(text, language=language)) for text, language in names)

    labels = [(thing.labels[language], language) for language in _LANGUAGES if language in thing.labels]
    parts = [f"{curie(thing.iri)} a cnai:{type}", f"rdfs:label {written(labels)}"]
    if thing.others:
        parts.append(f"skos:altLabel {written(thing.others)}")
    return " ;\n    ".join([*parts, *extra]) + " ."


def slug(name: str) -> str:
    """A name in lower-case ASCII letters, digits and single hyphens; Chinese in pinyin.

    >>> slug("Qwen2.5-7B"), slug("盘古"), slug("PanGu-Σ")
    ('qwen2-5-7b', 'pan-gu', 'pangu')
    """
    if has_han(name):
        name = pinyin_forms(name).spaced
    whole = _SLUG.sub("-", normalise(name).replace(".", "-").replace("+", " plus ")).strip("-")
    return whole if len(whole) <= _LONGEST_SLUG else whole[:_LONGEST_SLUG].rsplit("-", 1)[0]


def language_of(name: str) -> str:
    """``zh-hans`` for a name with a Chinese character, else ``en``."""
    return "zh-hans" if has_han(name) else "en"
