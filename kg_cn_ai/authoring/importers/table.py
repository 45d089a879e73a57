"""A table described by data: its columns, what its cells are, and the records that a row becomes.

One declaration serves each table whose rows state facts column by column (:mod:`kg_cn_ai.authoring.importers.tables`).
The first rule whose words a row has decides: which template it fills, or why it is left out. A row that no rule knows
is a warning. A claim that is not confirmed becomes the same record with ``claimStatus``, and its name says so.

Rows of one table that give a record the same name are the same record, unless both have a value of ``apart`` and these
differ; then the later one has its value in the name too.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from pyoxigraph import NamedNode

from kg_cn_ai.authoring.documents import Document
from kg_cn_ai.authoring.importers.cells import records
from kg_cn_ai.authoring.importers.core import Draft, Header, Importer
from kg_cn_ai.authoring.importers.origins import origin_of
from kg_cn_ai.authoring.importers.readers import Cells, Reader
from kg_cn_ai.authoring.importers.settle import Settled, settle
from kg_cn_ai.authoring.importers.template import Lookup, Pattern, Values, slug_of
from kg_cn_ai.errors import InputError
from kg_cn_ai.namespaces import CNAI, PREFIXES, SOURCE

Words = Mapping[str, Sequence[str]]
"""Column to the words of which a row has one."""

_REPEATED: Final = (f"{CNAI}jurisdiction", f"{CNAI}kind")
"""What the rows of a thing repeat, its seat and kind: the first row that states it is evidence."""
_UNCONFIRMED: Final = NamedNode(f"{PREFIXES['status']}unconfirmed")


@dataclass(frozen=True, slots=True)
class Rule:
    """What becomes of the rows that have these words.

    Attributes:
        when: Column to words; empty for all rows that no rule before took.
        states: The template that such a row fills.
        values: Readers for this rule alone, before those of the table.
        leave_out: The reason why such a row states nothing here.
        unconfirmed: Whether it is a claim that nobody has confirmed.
        implied: Why such a row supports facts about something that it does not name.
        of_things: Whether a row is about a thing: what it says of the thing itself stands without a record too.
    """

    when: Words = field(default_factory=dict)
    states: tuple[Pattern, ...] = ()
    values: Mapping[str, Reader] = field(default_factory=dict)
    leave_out: str = ""
    unconfirmed: bool = False
    implied: str = ""
    of_things: bool = False

    def takes(self, given: Cells) -> bool:
        """Whether a row has the words."""
        return all(given[column] in words for column, words in self.when.items())


@dataclass(frozen=True, slots=True)
class Cited:
    """A column with an address of the page a row rests on, and the column that says who wrote the page."""

    page: str
    publisher: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """A table that is described by data.

    Attributes:
        name: Word of the command line, and beginning of the document's slug.
        about: One line on what it holds.
        label: The document's name in English, before the edition.
        label_zh: The same in Chinese.
        title: Its title.
        publisher: Slug of the organization that publishes it.
        url: Where it is published; empty for a table of our own, which is published with the graph.
        licence: Address of the licence.
        values: Readers by the variables of the templates.
        rules: What rows become; the first that takes a row decides.
        columns: All columns; a table without one of them is refused, another one is a warning.
        pages: Columns of the pages that a row rests on.
        unconfirmed: Words of rows that are claims which nobody has confirmed.
        apart: Variables that tell records of one name apart; ``date.month`` is the month of the variable ``date``.
        source: Name under which decisions about names are kept; the tables of the curators share one.
        note: What is said at the head of the file.
        settled: Properties that have one value however many rows a record has.
        once: Local names of what the rows of a thing repeat, besides its seat and kind.
    """

    name: str
    about: str
    label: str
    label_zh: str
    title: str
    values: Mapping[str, Reader]
    rules: Sequence[Rule]
    columns: Sequence[str]
    publisher: str = "kg-cn-ai"
    url: str = ""
    licence: str = "https://creativecommons.org/licenses/by/4.0/"
    pages: Sequence[Cited] = ()
    unconfirmed: Words = field(default_factory=dict)
    apart: Sequence[str] = ()
    source: str = "curated"
    note: str = ""
    settled: Settled | None = None
    once: Sequence[str] = ()


def importer(table: Table) -> Importer:
    """The importer of a table that is described by data.

    Raises:
        InputError: The declaration names a variable without a reader, or a column that the table does not have.
    """
    for rule in table.rules:
        used = {variable for pattern in rule.states for variable in pattern.variables()}
        if unread := used - {*table.values, *rule.values}:
            raise InputError(f"nothing reads {', '.join(sorted(unread))}", where=table.name, hint="add a reader")
        if missing := set(rule.when) - set(table.columns):
            raise InputError(f"has no column {', '.join(sorted(missing))}", where=table.name, hint="mend the rule")

    def header(document: Document, edition: str) -> Header:
        return Header(
            slug=f"{table.name}-{edition}",
            label=f"{table.label}, {edition}",
            label_zh=f"{table.label_zh}，{edition}",
            title=table.title,
            publisher=table.publisher,
            url=table.url or f"{SOURCE}{table.name}-{edition}",
            edition=edition,
            licence=table.licence,
            note=table.note,
        )

    def read(document: Document, draft: Draft) -> None:
        walk = _Walk(table, draft)
        for row, given in records(document, (), table.columns, draft):
            walk.take(row, given)
        if table.settled:
            settle(draft, table.settled)

    return Importer(table.name, table.about, table.source, header, read)


class _Walk:
    """The way over the rows of a table: which records it has named so far."""

    def __init__(self, table: Table, draft: Draft) -> None:
        self._table = table
        self._draft = draft
        self._named: dict[str, list[tuple[str, dict[str, str]]]] = {}

    def take(self, row: str, given: Cells) -> None:
        """What one row states."""
        rule = next((rule for rule in self._table.rules if rule.takes(given)), None)
        if rule is None:
            words = {column: given[column] for rule in self._table.rules for column in rule.when}
            self._draft.warn(row, f"no rule of the importer takes a row with {words}")
            self._draft.skip("row of an unknown kind")
        elif rule.leave_out:
            self._draft.skip(rule.leave_out)
        else:
            self._fill(row, given, rule)

    def _fill(self, row: str, given: Cells, rule: Rule) -> None:
        readers = {**self._table.values, **rule.values}
        known: dict[str, Values] = {}
        counted = self._draft.summary.skipped.total()

        def values(variable: str) -> Values:
            if variable not in known:
                known[variable] = readers[variable](self._draft, row, given)
            return known[variable]

        table = self._table
        claim = rule.unconfirmed or any(given[column] in words for column, words in table.unconfirmed.items())
        made = False
        for pattern in (p for p in rule.states if p.is_record):
            for subject, bound in pattern.subjects(values):
                if pattern.is_symmetric and len(set(bound.values())) < len(bound):
                    self._draft.skip("both sides are one thing of the graph")
                    return
                self._record(row, subject, pattern, _bound(bound, values), claim)
                made = True
        if made or rule.of_things or not any(pattern.is_record for pattern in rule.states):
            for pattern in (p for p in rule.states if not p.is_record):
                for subject, bound in pattern.subjects(values):
                    self._thing(row, subject, pattern, _bound(bound, values), claim)
        if row not in self._draft.rows:
            if self._draft.summary.skipped.total() == counted:
                self._draft.skip("row without a name or value that its facts need, or one that is not understood")
            return
        if rule.implied:
            self._draft.imply(row, "impliedMention", rule.implied)
        for cited in table.pages:
            if given[cited.page]:
                publisher = given[cited.publisher] if cited.publisher else ""
                self._draft.cite(row, given[cited.page], origin_of(self._draft, row, publisher))

    def _record(self, row: str, subject: str, pattern: Pattern, values: Lookup, claim: bool) -> None:
        name = self._apart(f"{subject}-reported" if claim else subject, values)
        for predicate, term in pattern.pairs(values):
            self._draft.add(row, name, predicate, term)
        if claim:
            self._draft.add(row, name, "claimStatus", _UNCONFIRMED)

    def _thing(self, row: str, subject: str, pattern: Pattern, values: Lookup, claim: bool) -> None:
        """Facts of a thing itself; an unconfirmed row states only what it is and where its seat is."""
        for predicate, term in pattern.pairs(values):
            if predicate in _REPEATED or predicate.removeprefix(CNAI) in self._table.once:
                self._draft.add_once(row, subject, predicate, term.value)
            elif not claim:
                self._draft.add(row, subject, predicate, term)

    def _apart(self, subject: str, values: Lookup) -> str:
        """The name of a record, with what tells it apart from one that has the name already."""
        mine = {variable: told for variable in self._table.apart if (told := _told(variable, values))}
        for name, theirs in (known := self._named.setdefault(subject, [])):
            if all(theirs.get(variable, value) == value for variable, value in mine.items()):
                theirs.update(mine)
                return name
        differing = [value for variable, value in mine.items() if any(variable in theirs for _, theirs in known)]
        known.append(("-".join([subject, *differing[:1]]) if known else subject, mine))
        return known[-1][0]


def _told(variable: str, values: Lookup) -> str:
    """The slug of a variable's value, its month for ``date.month``; empty where it has none, or a year alone."""
    name, _, month = variable.partition(".")
    text = slug_of(found[0]) if (found := values(name)) else ""
    return (text[:7] if len(text) >= len("2026-01") else "") if month else text


def _bound(bound: Mapping[str, Values], values: Lookup) -> Lookup:
    return lambda variable: bound[variable] if variable in bound else values(variable)


__all__ = ["Cited", "Rule", "Table", "importer"]
