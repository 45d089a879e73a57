"""Who publishes at which host, and whether a host shows its own texts or those of others: ``graph/hosts.csv``.

A row of a table may rest on a page. The publisher of that page is whoever wrote the text: the origin that the row
names, else whoever publishes at the host, unless the host copies or gathers the texts of others. A page of such a host
without a named origin has no publisher, and what rests on it alone is graded secondary. Hosts are decided one by one;
a host that is not in the table is a warning of the importer, never a guess.
"""

import csv
from dataclasses import dataclass
from pathlib import Path
from typing import Final
from urllib.parse import quote, urlsplit

from kg_cn_ai.errors import InputError

HOSTS_FILE: Final = "graph/hosts.csv"
KINDS: Final = ("publisher", "agency", "official", "company", "repository", "encyclopedia", "aggregator", "mirror")
COPIES: Final = ("aggregator", "mirror")
"""Kinds of hosts whose texts are those of others."""

_COLUMNS: Final = ["host", "kind", "publisher", "note"]
_SAFE: Final = "/:?#[]@!$&'()*+,;=-._~%"


@dataclass(frozen=True, slots=True)
class Host:
    """A host, or a host and the beginning of a path (``github.com/mindspore-ai``).

    Attributes:
        name: As in an address, without ``www.``.
        kind: Concept of the scheme host-kind.
        publisher: Slug of the organization that publishes there; empty for hosts of many, copies among them.
    """

    name: str
    kind: str
    publisher: str


@dataclass(frozen=True, slots=True)
class Hosts:
    """All hosts that are decided, by name."""

    known: dict[str, Host]

    @classmethod
    def read(cls, data: Path) -> "Hosts":
        """Read the table; empty where there is none.

        Raises:
            InputError: A row has another form, repeats a host, or a host of copies has a publisher.
        """
        path = data / HOSTS_FILE
        if not path.is_file():
            return cls({})
        known: dict[str, Host] = {}
        with path.open(encoding="utf-8", newline="") as file:
            reader = csv.DictReader(file)
            if reader.fieldnames != _COLUMNS:
                raise InputError(
                    f"has other columns than {', '.join(_COLUMNS)}", where=f"{HOSTS_FILE}:1", hint="mend the header"
                )
            for row in reader:
                where = f"{HOSTS_FILE}:{reader.line_num}"
                host = Host(row["host"], row["kind"], row["publisher"])
                if host.kind not in KINDS:
                    raise InputError(
                        f"{host.kind!r} is no kind of host", where=where, hint=f"one of {', '.join(KINDS)}"
                    )
                if host.kind in COPIES and host.publisher:
                    raise InputError(
                        f"{host.name} shows texts of others and has a publisher",
                        where=where,
                        hint="leave the publisher empty: each row names the origin, where it is known",
                    )
                if host.name in known:
                    raise InputError(f"{host.name} stands there twice", where=where, hint="keep one row")
                known[host.name] = host
        return cls(known)

    def of(self, url: str) -> Host | None:
        """The host of an address: the longest known beginning of its host and path, or a known domain above it."""
        parts = urlsplit(url)
        name = (parts.hostname or "").removeprefix("www.")
        steps = [s for s in parts.path.split("/") if s]
        for length in range(len(steps), 0, -1):
            if found := self.known.get("/".join((name, *steps[:length]))):
                return found
        while "." in name:
            if found := self.known.get(name):
                return found
            name = name.split(".", 1)[1]
        return None


def page_iri(url: str) -> str:
    """An address as an IRI: what may not stand in one is percent-encoded.

    Raises:
        InputError: It is no address of the web.
    """
    iri = quote(url.strip(), safe=_SAFE)
    parts = urlsplit(iri)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise InputError(f"{url!r} is no address of a page", hint="write it with http:// or https://")
    return iri
