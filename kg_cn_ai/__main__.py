"""``python -m kg_cn_ai`` is the command ``kg-cn-ai``."""

from kg_cn_ai.cli.main import main

main(prog_name="kg-cn-ai")
