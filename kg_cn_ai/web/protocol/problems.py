"""Why a query has no answer, with the status of the HTTP answer that says so, in English and Chinese.

The texts are made here, of what the process of a query reports or how it ended.
"""

import re
from typing import Any, Final

from kg_cn_ai.errors import KgError, LimitExceeded, QueryError
from kg_cn_ai.query.mistakes import explain
from kg_cn_ai.query.service_word import service_mentions
from kg_cn_ai.query.text import QueryText
from kg_cn_ai.web.media import GRAPHS, TABLES
from kg_cn_ai.web.processes.child import Broken, Died
from kg_cn_ai.web.processes.pool import Busy, BusyWithLong
from kg_cn_ai.web.release.site import Site

__all__ = ["Problem", "failed", "outward", "refused", "stopped", "unavailable"]

_NARROW: Final = (
    "Add LIMIT, a type or a name, or a pattern that joins those that share no variable. "
    "Without a limit: take /data/kg.nt, or run kg-cn-ai query --timeout 600 on your machine."
)
_NARROW_ZH: Final = (
    "请加上 LIMIT、类型或名称，或用一个模式把没有共同变量的部分连接起来。"
    "若要不受限制：下载 /data/kg.nt，或在自己的机器上运行 kg-cn-ai query --timeout 600。"
)
_CALLS: Final = (
    "SERVICE calls nothing from here. Ask the other endpoint yourself, or have it ask this one with "
    "SERVICE <this endpoint>."
)
_CALLS_ZH: Final = "此处的 SERVICE 不会调用任何端点。请自行查询另一端点，或让它用 SERVICE <本端点> 来查询这里。"


class Problem(QueryError):
    """What went wrong, with the status of the answer that says so."""

    def __init__(self, status: int, error: KgError, zh: tuple[str, str | None] | None = None) -> None:
        line, column = (error.line, error.column) if isinstance(error, QueryError) else (None, None)
        super().__init__(error.what, where=error.where, hint=error.hint, line=line, column=column)
        self.status = status
        self.zh = zh or error.zh


def unavailable(error: Busy | Broken) -> Problem:
    """No process can take the query."""
    if isinstance(error, BusyWithLong):
        zh = ("该查询耗时较长，而先到的其他长查询还在运行", "请几秒后再试，或缩小查询范围：短查询此时仍会得到回答。")
    elif isinstance(error, Busy):
        zh = ("所有查询进程都在忙", "请几秒后再试。")
    else:
        zh = (f"目前无法运行查询：{error.what}", "请稍后再试；若一直如此，请告知本服务的运营者。")
    return Problem(503, error, zh)


def stopped(error: LimitExceeded, seconds: float) -> Problem:
    """The query was stopped at the deadline."""
    zh = (f"查询运行 {seconds:g} 秒后被停止", _NARROW_ZH)
    return Problem(504, LimitExceeded(error.what, hint=_NARROW), zh)


def failed(died: Died) -> Problem:
    """The query has ended its process."""
    if "memory allocation" in died.words or died.status in (-6, -9):
        return _out_of_memory("the query ran out of memory")
    if died.status == -11 or "overflow" in died.words:
        deep = QueryError("the query is nested too deeply", hint="Write it flatter.")
        return Problem(400, deep, ("查询嵌套过深", "请减少嵌套层数。"))
    if died.status == -14:  # the worker's own alarm
        late = LimitExceeded("the query was stopped at the time limit", hint=_NARROW)
        return Problem(504, late, ("查询达到时间上限而被停止", _NARROW_ZH))
    zh = (f"查询使其进程终止（状态 {died.status}）", _NARROW_ZH)
    return Problem(500, QueryError(died.what, hint=_NARROW), zh)


def refused(site: Site, query: QueryText, header: dict[str, Any]) -> Problem:
    """What a process answers where it has no result."""
    kind, message = header["kind"], str(header["message"])
    if kind == "syntax":
        return Problem(400, explain(query, message))
    if kind == "too-large":
        return _too_large(message)
    if kind == "memory":
        return _out_of_memory(message)
    if kind == "unwritable":
        hint = "Ask for Turtle, N-Triples or JSON-LD; a table as JSON or CSV."
        zh = ("结果中有所选格式无法写出的内容", "图请选 Turtle、N-Triples 或 JSON-LD；表格请选 JSON 或 CSV。")
        return Problem(406, QueryError(message, hint=hint), zh)
    if kind == "unwanted":
        tables, graphs = (", ".join(format.media_type for format in formats) for formats in (TABLES, GRAPHS))
        hint = f"SELECT and ASK: {tables}. CONSTRUCT and DESCRIBE: {graphs}."
        error = QueryError("this kind of answer has no format that you accept", hint=hint)
        return Problem(406, error, ("您接受的格式都不适用于这类结果", hint.replace(" and ", " 和 ")))
    if kind == "refused" or (service_mentions(query.text) and not site.settings.limits.services):
        return outward()
    return Problem(
        400, QueryError(f"the query cannot be run: {message}"[:500]), (f"查询无法运行：{message}"[:500], None)
    )


def outward() -> Problem:
    """The query calls another endpoint."""
    error = QueryError("the query calls another endpoint, and that is not allowed here", hint=_CALLS)
    return Problem(403, error, ("查询要调用另一个端点，此处不允许", _CALLS_ZH))


def _out_of_memory(message: str) -> Problem:
    return Problem(507, LimitExceeded(message, hint=_NARROW), ("查询用尽了内存", _NARROW_ZH))


def _too_large(message: str) -> Problem:
    hint = "Ask for it in parts (ORDER BY, LIMIT, OFFSET), select fewer columns, or take a whole file from /data/."
    hint_zh = "请分批查询（ORDER BY、LIMIT、OFFSET），少选几列，或从 /data/ 下载整个文件。"
    most = re.search(r"([\d,]+) (bytes|rows|triples)", message)
    units = {"bytes": "字节", "rows": "行", "triples": "条三元组"}
    zh = f"结果超过 {most[1]} {units[most[2]]}" if most else "结果过大"
    return Problem(413, LimitExceeded(message, hint=hint), (zh, hint_zh))
