"""The command ``kg-cn-ai`` as a whole: its options and its commands."""

from pathlib import Path

import click

from kg_cn_ai.cli import ask, author, build, look, serve
from kg_cn_ai.cli.options import FOLDER
from kg_cn_ai.console import Kg


@click.group(cls=Kg, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110})
@click.version_option(package_name="kg-cn-ai")
@click.option("--release", type=FOLDER, help="Read this release folder.  [default: the package's own data]")
def main(release: Path | None) -> None:
    """Build, check, ask and look at an open knowledge graph of China's AI ecosystem.

    Results go to standard output, messages to standard error. Exit status: 0 ok, 1 check failed, 2 usage or input,
    3 name not found, 4 query error, 5 limit hit.
    """


for command in (
    author.check,
    author.import_,
    author.resolve,
    author.verify,
    author.cite,
    author.coverage,
    build.build,
    build.stats,
    build.export,
    ask.query,
    ask.ask,
    ask.show,
    ask.search,
    ask.path,
    ask.reconcile,
    look.network,
    look.visualize,
    look.explore,
    serve.serve,
):
    main.add_command(command)
