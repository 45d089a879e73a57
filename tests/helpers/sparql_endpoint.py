"""A small SPARQL 1.1 endpoint for tests: pyoxigraph behind the standard library's HTTP server."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs

import pyoxigraph as ox

JSON = "application/sparql-results+json"


class Endpoint(ThreadingHTTPServer):
    """An endpoint that counts and keeps the requests it got."""

    daemon_threads = True

    def __init__(self, store: ox.Store) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.store = store
        self.hits: list[str] = []

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}/sparql"


class _Handler(BaseHTTPRequestHandler):
    server: Endpoint

    def _answer(self, status: int, media: str, body: bytes) -> None:
        self.send_response(status)
        self.send_header("content-type", media)
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def do_GET(self) -> None:
        self.server.hits.append(self.path)
        self._answer(405, "text/plain", b"POST only")

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers.get("content-length", 0))).decode()
        form = self.headers.get_content_type() == "application/x-www-form-urlencoded"
        query = parse_qs(body).get("query", [""])[0] if form else body
        self.server.hits.append(query)
        try:
            result = self.server.store.query(query)
        except SyntaxError as error:
            self._answer(400, "text/plain", str(error).encode())
            return
        if isinstance(result, ox.QueryTriples):
            self._answer(200, "application/n-triples", result.serialize(format=ox.RdfFormat.N_TRIPLES) or b"")
        elif "xml" in self.headers.get("accept", "") and "json" not in self.headers.get("accept", ""):
            self._answer(
                200,
                "application/sparql-results+xml",
                result.serialize(format=ox.QueryResultsFormat.XML) or b"",
            )
        else:
            self._answer(200, JSON, result.serialize(format=ox.QueryResultsFormat.JSON) or b"")

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


@contextmanager
def endpoint(store: ox.Store) -> Iterator[Endpoint]:
    """Serve a store until the block ends."""
    server = Endpoint(store)
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()
