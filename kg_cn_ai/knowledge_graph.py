"""The knowledge graph in Python: ``kg = kg_cn_ai.load()``.

This module wires the others to one built release: queries go to a child process, everything else reads the
same store in this one. Where the release and its store are kept is the business of :mod:`kg_cn_ai.cache`.
"""

import weakref
from collections.abc import Iterable, Sequence
from datetime import date
from functools import cached_property
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self

from kg_cn_ai.errors import InputError, UnknownName
from kg_cn_ai.namespaces import PREFIXES, expand

if TYPE_CHECKING:
    from tempfile import TemporaryDirectory

    import networkx as nx
    import pyoxigraph as ox
    import rdflib

    from kg_cn_ai.cards.card import Card
    from kg_cn_ai.network.paths import Step
    from kg_cn_ai.query.questions import Question
    from kg_cn_ai.query.result import Result
    from kg_cn_ai.query.runner import Runner
    from kg_cn_ai.search.reconcile import Reconciler
    from kg_cn_ai.search.search import Index, Match, Matches


class KnowledgeGraph:
    """One built release and everything that can be asked of it; made by :func:`load`.

    It owns a child process for queries, started by the first one: use it as a context manager, or
    :meth:`close` it.

    Attributes:
        release_dir: Folder with ``kg.nt`` and ``manifest.json``.
        manifest: Contents of ``manifest.json``.
    """

    def __init__(self, release_dir: Path, store_dir: Path, manifest: dict[str, Any]) -> None:
        """Wire a release folder to the on-disk store made of its ``kg.nt``; :func:`load` makes both."""
        self.release_dir = release_dir
        self.manifest = manifest
        self._store_dir = store_dir

    @cached_property
    def store(self) -> "ox.Store":
        """The graph as a read-only pyoxigraph store, for trusted queries: they have no time limit."""
        import pyoxigraph as ox

        return ox.Store.read_only(str(self._store_dir))

    @property
    def is_gone(self) -> bool:
        """Whether somebody has deleted the store that the graph was opened from."""
        return not self._store_dir.is_dir()

    @cached_property
    def _runner(self) -> "Runner":
        from kg_cn_ai.query.runner import Runner

        return Runner(self._store_dir)

    @cached_property
    def index(self) -> "Index":
        """The names of all things and records."""
        from kg_cn_ai.cache import INDEX
        from kg_cn_ai.search.search import Index

        return Index.open(self._store_dir.with_name(INDEX))

    @cached_property
    def reconciler(self) -> "Reconciler":
        """Matches names of other lists to things of the graph."""
        from kg_cn_ai.search.reconcile import Reconciler

        return Reconciler(self.index, self.store)

    @cached_property
    def questions(self) -> dict[str, "Question"]:
        """The named questions, by id."""
        from kg_cn_ai.data import data_dir
        from kg_cn_ai.query.questions import load_questions

        return load_questions(data_dir() / "ontology" / "questions")

    def query(self, text: str, timeout: float = 30.0, allow_service: Iterable[str] = ()) -> "Result":
        """Run a SPARQL query; see :meth:`kg_cn_ai.query.runner.Runner.query`.

        Raises:
            QueryError: The query cannot be parsed or run.
            LimitExceeded: The time, the memory or the size of the answer ran out.
        """
        return self._runner.query(text, timeout=timeout, allow_service=allow_service)

    def question_text(self, question_id: str, **params: str | Sequence[str]) -> str:
        """The SPARQL of a named question, with other values than its own where ``params`` says so.

        Args:
            question_id: One of :attr:`questions`.
            **params: Values by parameter; things may be given by name. ``any`` takes the restriction out.

        Raises:
            UnknownName: There is no such question, or no such thing.
            InputError: There is no such parameter, or the value is of the wrong kind.
        """
        from kg_cn_ai.query.text import nearest

        question = self.questions.get(question_id)
        if question is None:
            near = nearest(question_id, self.questions)
            raise UnknownName(
                f"there is no question {question_id!r}",
                hint=f"Did you mean {near}?" if near else "List them with: kg-cn-ai ask",
                suggestions=[near] if near else [],
            )
        return question.bind(**{name: self._values(question, name, given) for name, given in params.items()})

    def ask(self, question_id: str, **params: str | Sequence[str]) -> "Result":
        """Run a named question; arguments and errors as :meth:`question_text`."""
        return self.query(self.question_text(question_id, **params))

    def _values(self, question: "Question", name: str, given: str | Sequence[str]) -> list[str]:
        from kg_cn_ai.query.questions import ANY
        from kg_cn_ai.search.meaning import like

        values = [given] if isinstance(given, str) else list(given)
        parameter = question.params.get(name)
        if parameter is None or not parameter.takes_iri:
            return values
        # A name that several things bear means the one of the kind that the question asks about.
        example = expand(parameter.default.split()[0]) or ""
        return [value if value == ANY else like(self.store, self.index, value, example) for value in values]

    def successor(self, iri: str) -> str:
        """The IRI that stands today for a thing: another one where this one was retired in its favour."""
        from kg_cn_ai.search.identifiers import successor

        return successor(self.store, iri)

    def search(self, text: str, limit: int = 10) -> "Matches":
        """Things by name, in English, Chinese or pinyin, the best first."""
        from kg_cn_ai.search.search import Matches

        return Matches(self.index.search(text, limit=limit))

    def resolve(self, name_or_iri: str, kind: str = "") -> str:
        """The IRI of a thing given by IRI, ``prefix:name``, an identifier elsewhere, or one of its names.

        A retired IRI leads to the one that stands for the thing today. Of several things that bear the name, those of
        the kind (``org``, ``model``) go first. Of several of one kind it means those whose label it is: a subsidiary's
        short form is often its parent's name. Else nothing is guessed.

        Raises:
            UnknownName: Nothing is called that, or more than one thing; ``suggestions`` are compact IRIs.
        """
        from kg_cn_ai.search.meaning import resolve

        return resolve(self.store, self.index, name_or_iri, kind)

    def meant(self, name_or_iri: str) -> "tuple[str, tuple[Match, ...]]":
        """The IRI that a reader means, and the other things that bear the name.

        As :meth:`resolve`, but of several things the organization is taken where only one is, because that is what a
        firm's product is named after.

        Raises:
            UnknownName: Nothing is called that, or more than one thing and not one organization.
        """
        from kg_cn_ai.search.meaning import meant

        return meant(self.store, self.index, name_or_iri)

    def show(self, name_or_iri: str, at: date | str | None = None) -> "Card":
        """What the graph says of a thing, with the source of each fact.

        Args:
            name_or_iri: What :meth:`meant` takes.
            at: A day; what its date bounds exclude is left out, see :func:`kg_cn_ai.cards.card.card`.

        Raises:
            UnknownName: Nothing is called that.
            InputError: ``at`` is a text and no day.
        """
        from kg_cn_ai.cards.reader import card
        from kg_cn_ai.search.meaning import asked_for

        if isinstance(at, str):
            try:
                at = date.fromisoformat(at)
            except ValueError as error:
                raise InputError(f"{at!r} is no day", hint="write it as 2023-05-01") from error
        iri, others = self.meant(name_or_iri)
        return asked_for(card(self.store, iri, at), name_or_iri, others)

    def network(self, *, weak: bool = False) -> "nx.MultiDiGraph[str]":
        """The relations between things as a networkx graph; see :func:`kg_cn_ai.network.network.network`."""
        from kg_cn_ai.network.network import network

        return network(self.store, weak=weak)

    def paths(self, source: str, target: str, limit: int = 3) -> "list[tuple[Step, ...]]":
        """The shortest connections between two things, given by name or IRI.

        Raises:
            UnknownName: Nothing is called that.
            NoPath: Nothing connects the two.
        """
        from kg_cn_ai.network.paths import shortest_paths

        return shortest_paths(self.network(), self.resolve(source), self.resolve(target), limit)

    def rdflib(self) -> "rdflib.Graph":
        """A new ``rdflib.Graph`` of the release, prefixes bound.

        rdflib's queries read files and addresses that FROM names; that is switched off, for the whole
        process.
        """
        import rdflib
        import rdflib.plugins.sparql

        rdflib.plugins.sparql.SPARQL_LOAD_GRAPHS = False
        graph = rdflib.Graph()
        for prefix, iri in PREFIXES.items():
            graph.bind(prefix, iri, override=True, replace=True)
        return graph.parse(self.release_dir / "kg.nt", format="nt")

    def close(self) -> None:
        """End the child process that answers queries; a later query starts a new one."""
        if "_runner" in self.__dict__:
            self._runner.close()

    def __enter__(self) -> Self:
        """The graph itself."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close."""
        self.close()

    def _repr_html_(self) -> str:
        """The numbers of the release, for notebooks."""
        from kg_cn_ai.query.rows import html_table

        counts = self.manifest.get("counts", {})
        return html_table(("in the graph", "number"), list(counts.items()))

    def __repr__(self) -> str:
        """Release id and numbers."""
        counts = ", ".join(f"{number:,} {name}" for name, number in self.manifest.get("counts", {}).items())
        return f"<KnowledgeGraph {str(self.manifest.get('release', ''))[:12]}: {counts}>"


def load(release: Path | None = None, cache: Path | None = None) -> KnowledgeGraph:
    """Open the knowledge graph.

    Args:
        release: A release folder made by ``build``. None takes the package's own data, and builds it the
            first time.
        cache: Folder for built releases and stores. None takes the user's cache folder. Where it cannot be
            used, a temporary folder serves until the graph is let go, with a warning.

    Raises:
        InputError: ``release`` is no release folder, or the data cannot be built.
    """
    from kg_cn_ai import cache as entries
    from kg_cn_ai.build import read_manifest

    folder = Path(cache) if cache is not None else entries.user_folder()

    def prepared() -> tuple[entries.Plan, Path, "TemporaryDirectory[str] | None"]:
        plan = entries.plan(Path(release) if release is not None else None)
        return plan, *entries.entry_somewhere(folder, plan)

    plan, entry, temporary = entries.settled(prepared)
    release_dir = Path(release) if release is not None else entry / "release"
    graph = KnowledgeGraph(release_dir, entry / "store", plan.manifest or read_manifest(release_dir))
    if temporary is not None:
        weakref.finalize(graph, temporary.cleanup)
    return graph
