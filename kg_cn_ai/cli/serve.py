"""The command that serves the graph."""

import click

from kg_cn_ai.console import say
from kg_cn_ai.errors import InputError


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen at; 0.0.0.0 for all.")
@click.option(
    "--port", type=click.IntRange(0, 65535), default=8000, show_default=True, help="Port; 0 takes any free one."
)
@click.option("--base", metavar="URL", help="Address as visitors write it.  [default: http://HOST:PORT/]")
@click.option("--reload", is_flag=True, help="Serve a new release as soon as the folder of --release holds one.")
@click.option("--allow-service", multiple=True, metavar="URL", help="Endpoint that SERVICE may call; repeatable.")
@click.option(
    "--timeout", type=click.FloatRange(0.1, 600), default=10.0, show_default=True, help="Seconds a query may take."
)
@click.option("--memory", type=click.IntRange(16), default=512, show_default=True, help="Megabytes a query may take.")
@click.option("--workers", type=click.IntRange(1, 64), help="Queries at a time.  [default: one a core, at least 2]")
@click.option(
    "--processes",
    type=click.IntRange(1, 64),
    default=1,
    show_default=True,
    metavar="N",
    help="Processes that take requests, each with the release in memory; places for queries are shared out among them.",
)
@click.option(
    "--whole-up-to",
    type=click.IntRange(1),
    default=20_000,
    show_default=True,
    metavar="N",
    help="Things up to which /network is one page; a larger network is sent in parts.",
)
def serve(
    host: str,
    port: int,
    base: str | None,
    reload: bool,
    allow_service: tuple[str, ...],
    timeout: float,
    memory: int,
    workers: int | None,
    processes: int,
    whole_up_to: int,
) -> None:
    """Serve the graph: SPARQL endpoint and editor, search, pages, API, downloads. Ends with Ctrl-C.

    SIGHUP has it serve the release anew, without a failed request.
    """
    try:
        from kg_cn_ai.web.serve import run
    except ImportError as error:
        raise InputError(
            f"the service needs packages that are not installed ({error.name})",
            hint='install them with: pip install "kg-cn-ai[web]"',
        ) from error
    release = click.get_current_context().find_root().params.get("release")
    limits = {
        "seconds": timeout,
        "memory": memory,
        "services": allow_service,
        **({"workers": workers} if workers else {}),
    }
    run(
        release,
        host=host,
        port=port,
        base=base,
        reload=reload,
        limits=limits,
        whole_up_to=whole_up_to,
        processes=processes,
        said=say,
    )
