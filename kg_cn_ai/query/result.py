"""Answers to SPARQL queries, and how they are printed.

A :class:`Result` keeps the answer as it came (SPARQL JSON results, or N-Triples) and converts on demand:
Python values for programs, compact names for people, the W3C result formats for other tools.
"""

import html
import io
import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from functools import cached_property
from importlib import import_module
from typing import TYPE_CHECKING, Any, Final, Literal

from kg_cn_ai.errors import InputError, QueryError
from kg_cn_ai.namespaces import PREFIXES, XSD, curie
from kg_cn_ai.query.rows import ALIASES, ROW_FORMATS, cell_text, html_table, render_rows, visible

if TYPE_CHECKING:
    import rdflib

Scalar = str | int | float | bool | Decimal | date | datetime | None
Row = tuple[Scalar, ...]
Kind = Literal["solutions", "boolean", "triples"]

__all__ = ["GRAPH_FORMATS", "ROW_FORMATS", "Kind", "Result", "Row", "Scalar", "render_rows"]

GRAPH_FORMATS: Final = ("ttl", "nt", "jsonld", "rdfxml")
_HTML_ROWS: Final = 100
_INTEGERS: Final = frozenset(
    XSD + name
    for name in (
        "integer", "int", "long", "short", "byte", "nonNegativeInteger", "positiveInteger",
        "nonPositiveInteger", "negativeInteger", "unsignedLong", "unsignedInt", "unsignedShort",
        "unsignedByte",
    )
)  # fmt: skip
_TRIPLE_COLUMNS: Final = ("subject", "predicate", "object")


class Result:
    """The answer to one query.

    SELECT: iteration gives one tuple per row, in the order of ``columns``, of str (IRIs, strings, EDTF), int,
    Decimal, float, bool, date, datetime or None (unbound). ASK: ``boolean``, and the truth of the result.
    CONSTRUCT and DESCRIBE: iteration gives (subject, predicate, object) in the same types, sorted.

    Attributes:
        kind: ``solutions``, ``boolean`` or ``triples``.
        warnings: What the asker should know, such as a name in the query that the graph does not have.
    """

    def __init__(self, kind: Kind, body: bytes, warnings: Sequence[str] = ()) -> None:
        """Take an answer: SPARQL JSON results, or N-Triples for ``triples``; it is read when it is used."""
        self.kind = kind
        self.warnings = tuple(warnings)
        self._body = body

    @cached_property
    def _json(self) -> dict[str, Any]:
        try:
            data = json.loads(self._body)
            if self.kind == "solutions":
                data["head"]["vars"], data["results"]["bindings"]
            else:
                data["boolean"]
        except (ValueError, LookupError, TypeError) as error:
            raise QueryError(
                "the answer is not SPARQL JSON results, or was cut off",
                hint="Ask again, or ask for less at once.",
            ) from error
        return dict(data)

    @property
    def columns(self) -> list[str]:
        """Names of the columns, without question marks; empty for ASK."""
        if self.kind == "triples":
            return list(_TRIPLE_COLUMNS)
        return list(self._json["head"]["vars"]) if self.kind == "solutions" else []

    @property
    def bindings(self) -> list[dict[str, dict[str, str]]]:
        """The rows as SPARQL JSON has them: ``{"x": {"type": "uri", "value": "…"}}``."""
        self._require("solutions", "rows")
        return list(self._json["results"]["bindings"])

    @property
    def boolean(self) -> bool:
        """The answer of an ASK query."""
        self._require("boolean", "a yes or no")
        return bool(self._json["boolean"])

    @cached_property
    def ntriples(self) -> str:
        """The triples of a CONSTRUCT or DESCRIBE query as N-Triples, sorted, each once."""
        self._require("triples", "triples")
        return "".join(sorted({f"{line}\n" for line in self._body.decode("utf-8").split("\n") if line.strip()}))

    @cached_property
    def triples(self) -> list[Row]:
        """The triples of a CONSTRUCT or DESCRIBE query as (subject, predicate, object)."""
        import pyoxigraph as ox

        parsed = ox.parse(self.ntriples, format=ox.RdfFormat.N_TRIPLES)
        return [(_text(t.subject), t.predicate.value, _term_value(t.object)) for t in parsed]

    @cached_property
    def _rows(self) -> list[Row]:
        if self.kind == "triples":
            return self.triples
        if self.kind == "boolean":
            return [(self.boolean,)]
        names = self.columns
        return [tuple(_binding_value(row.get(name)) for name in names) for row in self.bindings]

    def _require(self, kind: Kind, what: str) -> None:
        if self.kind != kind:
            forms = {"solutions": "SELECT", "boolean": "ASK", "triples": "CONSTRUCT or DESCRIBE"}
            raise QueryError(
                f"the query was {forms[self.kind]}, whose answer has no {what}",
                hint=f"Write the query as {forms[kind]}.",
            )

    def __iter__(self) -> Iterator[Row]:
        """Rows of a SELECT, triples of a graph, or the one row of an ASK."""
        return iter(self._rows)

    def __len__(self) -> int:
        """Number of rows or triples; 1 for ASK."""
        return len(self._rows)

    def __bool__(self) -> bool:
        """The answer of an ASK query; elsewhere whether there is any row or triple."""
        return self.boolean if self.kind == "boolean" else bool(self._rows)

    def __getitem__(self, index: int) -> Row:
        """One row or triple."""
        return self._rows[index]

    def __repr__(self) -> str:
        """Kind, size and columns."""
        if self.kind == "boolean":
            return f"<Result {self.boolean}>"
        unit = "rows" if self.kind == "solutions" else "triples"
        return f"<Result {len(self)} {unit}: {', '.join(self.columns)}>"

    def to_pandas(self) -> Any:
        """The rows as a ``pandas.DataFrame``.

        Raises:
            ImportError: pandas is not installed.
        """
        try:
            pandas = import_module("pandas")
        except ImportError as error:
            message = 'to_pandas needs pandas; install it with: pip install "kg-cn-ai[notebook]"'
            raise ImportError(message) from error
        return pandas.DataFrame.from_records(self._rows, columns=self.columns or ["boolean"])

    def to_rdflib(self) -> "rdflib.Graph":
        """The triples of a CONSTRUCT or DESCRIBE query as an ``rdflib.Graph``, prefixes bound."""
        import rdflib

        graph = rdflib.Graph()
        for prefix, iri in PREFIXES.items():
            graph.bind(prefix, iri, override=True, replace=True)
        return graph.parse(data=self.ntriples, format="nt")

    def render(self, format: str = "table", *, width: int | None = None) -> str:
        """The answer as text.

        SELECT and ASK: ``tsv``, ``csv`` and ``json`` are the W3C formats of SPARQL 1.1 results. Graphs:
        ``ttl``, ``nt``, ``jsonld``, ``rdfxml``, or the triples as rows. ``table`` and ``md`` are for people,
        with IRIs as compact names.

        Args:
            format: One of :data:`ROW_FORMATS`, for graphs also of :data:`GRAPH_FORMATS`.
            width: Columns of the terminal for ``table``; None asks the terminal.

        Raises:
            InputError: There is no such format, or not for this kind of answer.
        """
        name = ALIASES.get(format, format)
        if self.kind == "triples" and name in GRAPH_FORMATS:
            return self._render_graph(name)
        if self.kind != "triples" and name in ("tsv", "csv", "json"):
            return self._render_standard(name)
        if name not in ROW_FORMATS:
            known = ROW_FORMATS + (GRAPH_FORMATS if self.kind == "triples" else ())
            raise InputError(f"no format {format!r} for this kind of answer", hint=f"Use one of {', '.join(known)}.")
        if self.kind == "boolean":
            return f"{json.dumps(self.boolean)}\n"
        if self.kind == "triples" and name == "tsv":
            return self._render_terms()
        rows: list[Row] = (
            [self._compact(index) for index in range(len(self))] if name in ("table", "md") else self._rows
        )
        return render_rows(self.columns, rows, name, width=width)

    def _compact(self, index: int) -> Row:
        """A row for people: IRIs as compact names, everything else in its own spelling."""
        if self.kind == "triples":
            return tuple(_compact_iri(v) if isinstance(v, str) and _is_iri(v) else v for v in self._rows[index])
        return tuple(
            _compact_iri(cell["value"]) if cell and cell["type"] == "uri" else _readable(cell, value)
            for value, cell in zip(self._rows[index], map(self.bindings[index].get, self.columns), strict=True)
        )

    def _render_standard(self, name: str) -> str:
        import pyoxigraph as ox

        _ = self._json  # a body that is no SPARQL JSON gets its own error here
        formats = ox.QueryResultsFormat
        try:
            parsed = ox.parse_query_results(self._body, format=formats.JSON)
            buffer = io.BytesIO()
            parsed.serialize(buffer, format={"json": formats.JSON, "csv": formats.CSV, "tsv": formats.TSV}[name])
        except (SyntaxError, ValueError) as error:
            raise QueryError(f"the answer is not SPARQL JSON results: {error}") from error
        text = buffer.getvalue().decode("utf-8")
        return text if text.endswith("\n") else f"{text}\n"

    def _render_terms(self) -> str:
        """Triples as the TSV of SPARQL results writes terms, so that IRIs, languages and datatypes stay apart."""
        import pyoxigraph as ox

        lines = ["\t".join(f"?{name}" for name in _TRIPLE_COLUMNS)]
        for quad in ox.parse(self.ntriples, format=ox.RdfFormat.N_TRIPLES):
            lines.append("\t".join(str(term).replace("\t", "\\t") for term in quad.triple))
        return "".join(f"{line}\n" for line in lines)

    def _render_graph(self, name: str) -> str:
        import pyoxigraph as ox

        if name == "nt":
            return self.ntriples
        if name == "jsonld":
            text: str = self.to_rdflib().serialize(format="json-ld", context=PREFIXES, sort_keys=True)
            return f"{text}\n"
        triples = list(ox.parse(self.ntriples, format=ox.RdfFormat.N_TRIPLES))
        used = {prefix: iri for prefix, iri in PREFIXES.items() if iri in self.ntriples}
        format = ox.RdfFormat.TURTLE if name == "ttl" else ox.RdfFormat.RDF_XML
        buffer = io.BytesIO()
        ox.serialize((t.triple for t in triples), buffer, format=format, prefixes=used)
        return buffer.getvalue().decode("utf-8")

    def _repr_html_(self) -> str:
        """The answer as an HTML table for notebooks: everything escaped, IRIs as links, at most 100 rows."""
        notes = "".join(f"<p>{html.escape(visible(warning))}</p>" for warning in self.warnings)
        if self.kind == "boolean":
            return f"{notes}<p>{json.dumps(self.boolean)}</p>"
        more = len(self) - _HTML_ROWS
        rest = f"<p>… and {more:,} more</p>" if more > 0 else ""
        return f"{notes}{html_table(self.columns, self._rows[:_HTML_ROWS], _html_cell)}{rest}"


def _binding_value(cell: Mapping[str, Any] | None) -> Scalar:
    if cell is None:
        return None
    if cell["type"] == "triple":  # RDF 1.2; shown as text, since a row holds plain values
        return json.dumps(cell["value"], ensure_ascii=False, sort_keys=True)
    if cell["type"] in ("literal", "typed-literal"):
        return _literal_value(cell["value"], cell.get("datatype"))
    return f"_:{cell['value']}" if cell["type"] == "bnode" else str(cell["value"])


def _term_value(term: Any) -> Scalar:
    return _literal_value(term.value, term.datatype.value) if hasattr(term, "datatype") else _text(term)


def _text(term: Any) -> str:
    return str(term.value) if type(term).__name__ == "NamedNode" else str(term)


def _literal_value(lexical: str, datatype: str | None) -> Scalar:
    """The Python value of a literal; its own form where the datatype has none or does not fit."""
    try:
        if datatype in _INTEGERS:
            return int(lexical)
        if datatype == f"{XSD}decimal":
            return Decimal(lexical)
        if datatype in (f"{XSD}double", f"{XSD}float"):
            return float(lexical)
        if datatype == f"{XSD}boolean":
            return {"true": True, "1": True, "false": False, "0": False}[lexical]
        if datatype == f"{XSD}date":
            return date.fromisoformat(lexical)
        if datatype == f"{XSD}dateTime":
            return datetime.fromisoformat(lexical)
    except (ValueError, ArithmeticError, KeyError):
        pass
    return lexical


def _is_iri(text: str) -> bool:
    return text.startswith(("http://", "https://")) and not any(c.isspace() for c in text)


def _readable(cell: Mapping[str, Any] | None, value: Scalar) -> Scalar:
    """A cell for people: numbers as numbers, so that they line up; everything else in its own spelling."""
    if cell is None or cell["type"] not in ("literal", "typed-literal"):
        return value
    return value if isinstance(value, int | float | Decimal) and not isinstance(value, bool) else str(cell["value"])


def _compact_iri(iri: str) -> str:
    name = curie(iri)
    return iri if name.startswith("<") else name


def _html_cell(value: Scalar) -> str:
    if isinstance(value, str) and _is_iri(value):
        link, name = html.escape(value), html.escape(visible(_compact_iri(value)))
        return f'<a href="{link}" rel="noopener noreferrer">{name}</a>'
    return html.escape(visible(cell_text(value)))
