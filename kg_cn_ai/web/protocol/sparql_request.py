"""What a request to ``/sparql`` asks for, by the SPARQL 1.1 Protocol (sections 2.1 and 2.2).

Besides the protocol's own parameters ``format``, ``output`` and ``results`` name a format; a name that is not known is
passed over, because clients send whatever some server once understood.
"""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import lru_cache
from ipaddress import ip_address, ip_network
from typing import Final
from urllib.parse import parse_qsl

from starlette.requests import Request

from kg_cn_ai.errors import KgError
from kg_cn_ai.web.media import ALL, GRAPHS, TABLES, Format, named, offers
from kg_cn_ai.web.negotiation import choose, takes_gzip
from kg_cn_ai.web.release.site import site_of

_OVERRIDES: Final = ("format", "output", "results")
_FORM: Final = "application/x-www-form-urlencoded"
_QUERY: Final = "application/sparql-query"
_UPDATE: Final = "application/sparql-update"
_HOW: Final = f'Send "query" in the address, in a form ({_FORM}), or as {_QUERY}.'
_HOW_ZH: Final = f"请把 query 放在地址或表单（{_FORM}）中，或作为 {_QUERY} 发送。"
_READ_ONLY_ZH: Final = "本端点只回答查询；新的事实请在项目的代码仓库中添加。"
READ_ONLY: Final = "This endpoint answers queries only; facts are added in the project's repository."


@dataclass(frozen=True, slots=True)
class Asked:
    """A query and the form of the answer.

    Attributes:
        text: The query.
        table: Format for solutions and booleans; None where the asker takes none of them.
        graph: Format for triples; None likewise.
        default_graphs: ``default-graph-uri`` values; None where neither it nor ``named-graph-uri`` is given.
        named_graphs: ``named-graph-uri`` values, likewise.
        gzip: Whether the asker takes a compressed answer.
        as_page: Whether the asker is a browser that wants to show the answer.
        client: Who asks, as far as the connection tells.
    """

    text: str
    table: Format | None
    graph: Format | None
    default_graphs: list[str] | None = None
    named_graphs: list[str] | None = None
    gzip: bool = False
    as_page: bool = False
    client: str = ""


class Refused(KgError):
    """The request is not one that the protocol allows, or asks for what is not served here."""

    def __init__(self, status: int, what: str, hint: str, what_zh: str, hint_zh: str, **headers: str) -> None:
        super().__init__(what, hint=hint)
        self.zh = (what_zh, hint_zh)
        self.status = status
        self.headers = {name.replace("_", "-"): value for name, value in headers.items()}


async def read_request(request: Request) -> Asked | None:
    """What a request asks for; None where it has no query.

    Raises:
        Refused: It is no request for a query.
    """
    longest = site_of(request).settings.limits.text
    parameters = _parse(request.scope["query_string"])
    queries = [value for name, value in parameters if name == "query"]
    if request.method == "POST":
        kind, charset = _content_type(request)
        if kind == _UPDATE:
            raise Refused(403, "updates are not allowed", READ_ONLY, "不允许更新", _READ_ONLY_ZH)
        if kind not in (_FORM, _QUERY):
            said = f"a body of type {kind}" if kind else "a body without Content-Type"
            said_zh = f"类型为 {kind} 的请求体" if kind else "没有 Content-Type 的请求体"
            raise Refused(415, f"{said} is no query", _HOW, f"{said_zh}不是查询", _HOW_ZH, accept=f"{_QUERY}, {_FORM}")
        if charset not in ("", "utf-8", "utf8", "us-ascii"):
            raise Refused(
                415, f"the body is in {charset}", "Send UTF-8.", f"请求体的编码是 {charset}", "请使用 UTF-8。",
                accept=f"{_QUERY}, {_FORM}",
            )  # fmt: skip
        coding = request.headers.get("content-encoding", "identity").strip().lower()
        if coding != "identity":
            raise Refused(
                415, f"the body is compressed ({coding})", "Send it as it is, without Content-Encoding.",
                f"请求体经过压缩（{coding}）", "请直接发送，不要 Content-Encoding。",
                accept_encoding="identity",
            )  # fmt: skip
        body = await _body(request, longest if kind == _QUERY else 4 * longest)
        if kind == _QUERY:
            queries.append(_utf8(body))
        else:
            form = _parse(body)
            queries += [value for name, value in form if name == "query"]
            parameters += form
    if any(name == "update" for name, _ in parameters):
        raise Refused(403, "updates are not allowed", READ_ONLY, "不允许更新", _READ_ONLY_ZH)
    if len(queries) > 1:
        raise Refused(
            400, "there is more than one query", "Send one query in a request.",
            "有多个查询", "每个请求请只发送一个查询。",
        )  # fmt: skip
    if request.method == "POST" and not queries:
        raise Refused(400, "the form has no query", _HOW, "表单中没有查询", _HOW_ZH)
    if not queries:
        return None
    queries[0] = queries[0].removeprefix("\ufeff")  # as editors of Windows begin a file
    if len(queries[0].encode()) > longest:
        raise Refused(
            413, f"the query is longer than {longest:,} bytes", "Split it into several.",
            f"查询超过 {longest:,} 字节", "请拆成几个查询。",
        )  # fmt: skip
    default = [value for name, value in parameters if name == "default-graph-uri"]
    graphs = [value for name, value in parameters if name == "named-graph-uri"]
    _require_iris([*default, *graphs])
    replaced = bool(default or graphs)
    wish = next((v for n, v in parameters if n in _OVERRIDES and named(v, ALL)), None)
    as_page, table, graph = _forms(request.headers.get("accept"), wish)
    if table is graph is None and not as_page:
        known = ", ".join(f.media_type for f in ALL)
        raise Refused(
            406, "there is no format that you accept", f"Accept one of {known}.",
            "没有您接受的格式", f"请接受其中之一：{known}。",
        )  # fmt: skip
    return Asked(
        text=queries[0],
        table=TABLES[0] if as_page else table,
        graph=GRAPHS[1] if as_page else graph,
        default_graphs=default if replaced else None,
        named_graphs=graphs if replaced else None,
        gzip=takes_gzip(request.headers.get("accept-encoding", "")) and not as_page,
        as_page=as_page,
        client=visitor(request),
    )


def visitor(request: Request) -> str:
    """The address that a request comes from, as one that cannot be chosen freely.

    A web server in front on this machine adds its visitor's to ``X-Forwarded-For``, as the last one; what anybody else
    says there counts for nothing. Of an IPv6 address the half that a network is given counts.
    """
    address = request.client.host if request.client is not None else ""
    if forwarded := request.headers.get("x-forwarded-for"):
        with suppress(ValueError):
            if ip_address(address).is_loopback:
                address = forwarded.rpartition(",")[2].strip()
    with suppress(ValueError):
        found = ip_address(address)
        if found.version == 6 and found.ipv4_mapped is None:
            return str(ip_network((int(found) >> 64 << 64, 64)))
    return address


@lru_cache(maxsize=256)
def _forms(accept: str | None, wish: str | None) -> tuple[bool, Format | None, Format | None]:
    """Whether a page is wanted, the format of tables and that of graphs; programs send the same headers each time."""
    as_page = wish is None and _is_browser(accept)
    return as_page, _format(accept, wish, TABLES), _format(accept, wish, GRAPHS)


def _is_browser(accept: str | None) -> bool:
    """Whether a page is what is wanted most: no program that asks for results names text/html first."""
    return accept is not None and choose(accept, (*offers(ALL), "text/html")) == "text/html"


def _format(accept: str | None, wish: str | None, formats: Sequence[Format]) -> Format | None:
    """The format of one kind of answer: what the parameters name, else what Accept prefers.

    A wish that only the other kind of answer has leaves this kind to its first format.
    """
    given = tuple(formats)
    if wish is not None:
        return named(wish, given) or given[0]
    media = offers(given)
    found = choose(accept, list(media))
    return media[found] if found is not None else None


def _content_type(request: Request) -> tuple[str, str]:
    kind, *parameters = (part.strip() for part in request.headers.get("content-type", "").lower().split(";"))
    charset = next((p.partition("=")[2].strip(' "') for p in parameters if p.startswith("charset")), "")
    return kind, charset


def _parse(data: bytes) -> list[tuple[str, str]]:
    try:
        return parse_qsl(
            data.decode("utf-8"), keep_blank_values=True, encoding="utf-8", errors="strict", max_num_fields=100
        )
    except UnicodeDecodeError as error:
        raise Refused(
            400, "the request is not UTF-8", "Encode the query in UTF-8.", "请求不是 UTF-8", "请用 UTF-8 编码查询。"
        ) from error
    except ValueError as error:
        raise Refused(400, "the request has too many parameters", _HOW, "请求的参数过多", _HOW_ZH) from error


def _utf8(body: bytes) -> str:
    try:
        return body.decode("utf-8")
    except UnicodeDecodeError as error:
        raise Refused(
            400, "the query is not UTF-8", "Encode the query in UTF-8.", "查询不是 UTF-8", "请用 UTF-8 编码查询。"
        ) from error


async def _body(request: Request, most: int) -> bytes:
    body = b""
    async for part in request.stream():
        body += part
        if len(body) > most:
            raise Refused(
                413, f"the body is longer than {most:,} bytes", "Send a shorter query.",
                f"请求体超过 {most:,} 字节", "请发送更短的查询。",
            )  # fmt: skip
    return body


def _require_iris(graphs: Sequence[str]) -> None:
    import pyoxigraph as ox

    for iri in graphs:
        try:
            ox.NamedNode(iri)
        except ValueError as error:
            raise Refused(
                400,
                f"{iri!r} is no IRI of a graph",
                "Give an absolute IRI.",
                f"{iri!r} 不是图的 IRI",
                "请给出绝对 IRI。",
            ) from error
