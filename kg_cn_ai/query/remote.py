"""Asking any SPARQL 1.1 endpoint over HTTP, with the interface of :class:`kg_cn_ai.query.runner.Runner`.

The protocol is small, and this client keeps to the part that endpoints agree on: a form-encoded POST, JSON
for SELECT and ASK, N-Triples or Turtle for graphs. An answer is read whole and checked before any of it is
used, because endpoints cut answers off and still say 200.
"""

import re
import time
from collections.abc import Iterable
from types import TracebackType
from typing import TYPE_CHECKING, Final, Self

from kg_cn_ai.errors import InputError, LimitExceeded, QueryError
from kg_cn_ai.query import mistakes as query_mistakes
from kg_cn_ai.query import text as query_text
from kg_cn_ai.query.result import Kind, Result
from kg_cn_ai.query.text import MAX_RESULT, NARROW

if TYPE_CHECKING:
    import httpx

_KINDS: Final[dict[str, Kind]] = {
    "select": "solutions", "ask": "boolean", "construct": "triples", "describe": "triples",
}  # fmt: skip
_JSON: Final = "application/sparql-results+json"
_GRAPHS: Final = "application/n-triples, text/turtle;q=0.5"
_HINTS: Final = {
    400: "The endpoint cannot read the query; its own message is above.",
    401: "The endpoint wants a login.",
    403: "The endpoint forbids this query.",
    404: "There is nothing at this address; check its path.",
    405: "This address does not take POST; check its path.",
    503: "The endpoint is busy; try again later.",
}


class Remote:
    """A SPARQL 1.1 endpoint over HTTP, with the interface of :class:`Runner`.

    Queries go as form-encoded POST. SELECT and ASK are asked for as SPARQL JSON, CONSTRUCT and DESCRIBE as
    N-Triples. The package's prefixes are written in front of the query where it uses them.
    """

    def __init__(self, endpoint: str, *, client: "httpx.Client | None" = None) -> None:
        """Prepare; nothing is sent before the first query.

        Args:
            endpoint: The endpoint's http or https address.
            client: A client with settings of its own (proxy, login); closed with this object.

        Raises:
            InputError: The address is no http or https address.
        """
        import httpx

        if not re.match(r"https?://[^/\s]", endpoint):
            raise InputError(f"{endpoint!r} is no endpoint's address", hint="Give it as https://host/path.")
        self.endpoint = endpoint
        self._client = client or httpx.Client()

    def query(
        self,
        text: str,
        *,
        timeout: float = 30.0,
        allow_service: Iterable[str] = (),
        max_bytes: int = MAX_RESULT,
    ) -> Result:
        """Send a SELECT, ASK, CONSTRUCT or DESCRIBE query.

        Args:
            text: SPARQL.
            timeout: Seconds until the answer must be complete.
            allow_service: Not used: the endpoint itself decides what its SERVICE may call.
            max_bytes: Largest answer in bytes.

        Raises:
            QueryError: The endpoint refuses, cannot be reached, or answers something else than SPARQL
                results.
            LimitExceeded: The time or the size of the answer ran out.
        """
        import httpx

        text = text.removeprefix("\ufeff")
        query = query_text.checked(text, timeout)
        kind = _KINDS.get(query.form)
        if kind is None:
            raise query_mistakes.explain(query, "")
        prefixes = query.prefix_lines()
        form = {"query": f"{prefixes}\n{text}" if prefixes else text}
        deadline = time.monotonic() + timeout
        late = LimitExceeded(f"{self.endpoint} did not answer within {timeout:g} s", hint=NARROW)
        try:
            with self._client.stream(
                "POST",
                self.endpoint,
                data=form,
                headers={"accept": _GRAPHS if kind == "triples" else _JSON},
                timeout=timeout,
                follow_redirects=False,
            ) as response:
                body = bytearray()
                for chunk in response.iter_bytes():
                    body += chunk
                    if time.monotonic() > deadline:
                        raise late
                    if len(body) > max_bytes:
                        raise LimitExceeded(
                            f"the answer of {self.endpoint} is larger than {max_bytes} bytes",
                            hint="Add LIMIT.",
                        )
                return self._result(response, bytes(body), kind)
        except httpx.TimeoutException as error:
            raise late from error
        except httpx.HTTPError as error:
            raise QueryError(
                f"no answer: {error or type(error).__name__}",
                where=self.endpoint,
                hint="Is the address right, and is the endpoint running?",
            ) from error

    def _result(self, response: "httpx.Response", body: bytes, kind: Kind) -> Result:
        media = response.headers.get("content-type", "").partition(";")[0].strip().lower()
        if not response.is_success:
            raise self._refusal(response, body)
        if kind != "triples" and media in (_JSON, "application/json"):
            result = Result(kind, body)
            len(result)  # an answer that was cut off fails here, not in the middle of its use
            return result
        triples = _as_ntriples(media, body) if kind == "triples" else None
        if triples is None:
            wanted = "N-Triples or Turtle" if kind == "triples" else "SPARQL JSON results"
            raise QueryError(
                f"the answer is {media or 'of no stated type'}, not {wanted}",
                where=self.endpoint,
                hint="Is this the address of the endpoint itself, and not of its web page?",
            )
        return Result("triples", triples)

    def _refusal(self, response: "httpx.Response", body: bytes) -> QueryError | LimitExceeded:
        status = response.status_code
        text = " ".join(re.sub(r"[^\w\s!-~]", "", body[:2000].decode("utf-8", "replace")).split())[:300]
        if response.is_redirect:
            location = response.headers.get("location", "another address")
            return QueryError(f"moved (HTTP {status})", where=self.endpoint, hint=f"Use {location} instead.")
        if status in (408, 504):
            return LimitExceeded(f"the endpoint gave up (HTTP {status}): {text}", where=self.endpoint, hint=NARROW)
        wait = response.headers.get("retry-after", "a while")
        hint = f"Too many queries; wait {wait}." if status == 429 else _HINTS.get(status)
        what = f"HTTP {status} {response.reason_phrase}".rstrip() + (f": {text}" if text else "")
        return QueryError(what, where=self.endpoint, hint=hint)

    def close(self) -> None:
        """Close the connections."""
        self._client.close()

    def __enter__(self) -> Self:
        """The client itself."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close."""
        self.close()


def _as_ntriples(media: str, body: bytes) -> bytes | None:
    """A graph in any RDF form as N-Triples; None where the media type is no RDF form."""
    import pyoxigraph as ox

    # Some endpoints still send N-Triples under the type that the format had before 2014.
    format = ox.RdfFormat.N_TRIPLES if media == "text/plain" else ox.RdfFormat.from_media_type(media)
    if format is None:
        return None
    try:
        output = ox.serialize((quad.triple for quad in ox.parse(body, format=format)), format=ox.RdfFormat.N_TRIPLES)
    except SyntaxError as error:
        raise QueryError(f"the answer is not valid {format.name}, or was cut off: {error}") from error
    return output
