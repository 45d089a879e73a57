"""How the command talks: results to standard output, everything else to standard error, failures as exit statuses."""

import json
import os
import sys
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from typing import TYPE_CHECKING, Any, Final

import click

from kg_cn_ai.errors import CheckFailed, KgError, LimitExceeded, QueryError, UnknownName

if TYPE_CHECKING:
    from kg_cn_ai.knowledge_graph import KnowledgeGraph

_MANY: Final = 500
FORMATS: Final = ("table", "tsv", "csv", "json", "md")
EXIT: Final = ((CheckFailed, 1), (UnknownName, 3), (QueryError, 4), (LimitExceeded, 5), (KgError, 2))
"""Exit status by kind of error, the first that fits."""


class Kg(click.Group):
    """A group whose commands end with the exit status of what went wrong, and one message on standard error."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Read the arguments, as UTF-8 also where the locale cannot."""
        return super().parse_args(ctx, [_utf8(word) for word in args])

    def invoke(self, ctx: click.Context) -> Any:
        """Run a command.

        Raises:
            SystemExit: With the status of the error.
        """
        try:
            return super().invoke(ctx)
        except KgError as error:
            say(f"kg-cn-ai: {error}")
            sys.exit(next(status for kind, status in EXIT if isinstance(error, kind)))
        except BrokenPipeError:
            # The reader has what it wanted (head, less): end quietly, and keep Python from complaining at exit.
            with suppress(OSError):
                os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            sys.exit(0)


def _utf8(word: str) -> str:
    # Bytes that the locale's encoding has no letters for arrive as lone surrogates; they are UTF-8 all the same.
    if any("\udc80" <= letter <= "\udcff" for letter in word):
        return word.encode("utf-8", "surrogateescape").decode("utf-8", "replace")
    return word


def format_option(*more: str) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """The option ``--format``: a table on a terminal, TSV elsewhere, unless it is given."""
    return click.option(
        "--format",
        "form",
        type=click.Choice([*FORMATS, *more]),
        default=lambda: "table" if sys.stdout.isatty() else "tsv",
        show_default="table on a terminal, else tsv",
        help="Form of the output.",
    )


def out(text: str) -> None:
    """A result, in UTF-8 whatever the locale says."""
    if not text:
        return
    sys.stdout.flush()
    stream = getattr(sys.stdout, "buffer", None)
    if stream is None:
        sys.stdout.write(text)
    else:
        stream.write(text.encode("utf-8", "surrogateescape"))
        stream.flush()


def rows(columns: Sequence[str], values: Sequence[Sequence[Any]], form: str) -> None:
    """Rows as a result."""
    from kg_cn_ai.query.rows import render_rows

    out(render_rows(columns, values, form))


def say(text: str) -> None:
    """A message, on standard error."""
    click.echo(text, err=True)


def progress(text: str) -> None:
    """A line of progress on standard error, only where a person watches."""
    if sys.stderr.isatty():
        from rich.console import Console

        Console(stderr=True, highlight=False).print(text, style="dim")


def tracked(items: Sequence[Any]) -> Iterable[Any]:
    """The items one by one, with a bar on standard error where a person watches and there are many."""
    if not sys.stderr.isatty() or len(items) < _MANY:
        return items
    from rich.console import Console
    from rich.progress import track

    return track(items, description="rows", console=Console(stderr=True), transient=True)


def opened() -> "KnowledgeGraph":
    """The graph to read: the release folder of ``--release``, else the package's own data from the cache."""
    from kg_cn_ai.knowledge_graph import load

    context = click.get_current_context()
    return context.with_resource(load(release=context.find_root().params.get("release")))


def pretty(value: object) -> str:
    """A value as indented JSON with a line end."""
    return json.dumps(value, ensure_ascii=False, indent=1, default=str) + "\n"
