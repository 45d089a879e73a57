"""What several commands take: folders, files, queries; and how the command is called in a hint."""

import os
import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from kg_cn_ai.console import say
from kg_cn_ai.errors import InputError
from kg_cn_ai.namespaces import curie, expand

if TYPE_CHECKING:
    from kg_cn_ai.knowledge_graph import KnowledgeGraph

FOLDER: Final = click.Path(path_type=Path, file_okay=False)
FILE: Final = click.Path(path_type=Path, dir_okay=False)
data_option = click.option(
    "--data", type=FOLDER, help="Folder with graph/ and ontology/.  [default: the package's own]"
)
sources_option = click.option("--sources", type=FOLDER, required=True, help="Folder with the source documents.")


def command_name() -> str:
    """How this command is called here, for a hint that can be typed as it stands."""
    return os.environ.get("KG_CN_AI_COMMAND", "kg-cn-ai")


def say_retired(kg: "KnowledgeGraph", *names: str) -> None:
    """Say of each name that is a retired IRI which one stands in its place."""
    for name in names:
        if (iri := expand(name)) is not None and (now := kg.successor(iri)) != iri:
            say(f"note: {curie(iri)} is retired: {curie(now)} stands in its place")


def query_text(text: str) -> str:
    """A query as it was given: itself, the text of a file of that name, or of standard input.

    Raises:
        InputError: There is no such file, or it cannot be read as UTF-8.
    """
    try:
        if text == "-":
            return sys.stdin.read()
        if "{" not in text and "\n" not in text:
            if Path(text).is_file():
                return Path(text).read_text(encoding="utf-8")
            if text.endswith((".rq", ".sparql")) or not re.search(r"\s", text):
                raise InputError(
                    f"there is no file {text}", hint="give a query, the name of a file that holds one, or -"
                )
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(
            f"the query cannot be read: {error}", hint="give the query, a UTF-8 file, or - for standard input"
        ) from error
    return text
