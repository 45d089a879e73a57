"""Whether a query may call other endpoints: decided in a process of its own, since a parser can be kept busy for long.

``python -m kg_cn_ai.web.processes.federation`` reads ``{"query": …, "services": […]}`` and prints
``{"calls": true}`` or ``{"error": …, "hint": …}``.
"""

import asyncio
import json
import sys
from collections.abc import Sequence

from kg_cn_ai.errors import LimitExceeded, QueryError


async def calls_services(text: str, services: Sequence[str], seconds: float) -> bool:
    """Whether a query calls other endpoints, all of which are among ``services``.

    Raises:
        QueryError: It calls another one, or cannot be checked.
        LimitExceeded: The check takes longer than ``seconds``.
    """
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-P", "-m", "kg_cn_ai.web.processes.federation",
        stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.DEVNULL,
    )  # fmt: skip
    try:
        async with asyncio.timeout(seconds):
            said, _ = await process.communicate(json.dumps({"query": text, "services": list(services)}).encode())
        found = json.loads(said)
    except TimeoutError:
        raise LimitExceeded(
            "the query has the word SERVICE, and reading it took too long", hint="Write it flatter, or shorter."
        ) from None
    except ValueError:
        raise QueryError(
            "the query has the word SERVICE and could not be checked", hint="It may be nested too deeply."
        ) from None
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
    if "error" in found:
        raise QueryError(found["error"], hint=found["hint"], line=found["line"], column=found["column"])
    return bool(found["calls"])


def main() -> None:
    """Check one query, from standard input."""
    from kg_cn_ai.query import text as query_text

    request = json.load(sys.stdin)
    try:
        calls = query_text.calls_services(query_text.read(request["query"]), request["services"])
    except QueryError as error:
        answer = {"error": error.what, "hint": error.hint, "line": error.line, "column": error.column}
    else:
        answer = {"calls": calls}
    sys.stdout.write(json.dumps(answer))


if __name__ == "__main__":
    main()
