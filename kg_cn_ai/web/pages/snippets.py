"""A query as a program: the line for curl, and short scripts for Python and R that read the answer as a table."""

from typing import Final

LANGUAGES: Final = ("curl", "python", "r")


def snippets(endpoint: str, query: str) -> dict[str, str]:
    """The query as a shell command, a Python and an R script; each runs as it stands."""
    graph = _is_graph(query)
    return {
        "curl": _curl(endpoint, query, graph),
        "python": _python(endpoint, query, graph),
        "r": _r(endpoint, query, graph),
    }


def _is_graph(query: str) -> bool:
    from kg_cn_ai.query.text import read

    return read(query).form in ("construct", "describe")


def _curl(endpoint: str, query: str, graph: bool) -> str:
    accept = "text/turtle" if graph else "text/csv"
    text = query.strip().replace("'", "'\\''")
    return f"curl '{endpoint}' -H 'Accept: {accept}' --data-urlencode 'query={text}'\n"


def _python(endpoint: str, query: str, graph: bool) -> str:
    text = query.strip().replace("\\", "\\\\").replace('"""', '\\"\\"\\"')
    text = f"{text}\n" if not text.endswith('"') else f"{text} \n"
    if graph:
        return (
            "# pip install rdflib\nimport urllib.parse, urllib.request\nimport rdflib\n\n"
            f'query = """\n{text}"""\n'
            'data = urllib.parse.urlencode({"query": query}).encode()\n'
            f'request = urllib.request.Request("{endpoint}", data, {{"Accept": "application/n-triples"}})\n'
            "with urllib.request.urlopen(request) as answer:\n"
            '    graph = rdflib.Graph().parse(data=answer.read(), format="nt")\n'
            'print(graph.serialize(format="turtle"))\n'
        )
    return (
        "# pip install pandas\nimport urllib.parse, urllib.request\nimport pandas\n\n"
        f'query = """\n{text}"""\n'
        'data = urllib.parse.urlencode({"query": query}).encode()\n'
        f'request = urllib.request.Request("{endpoint}", data, {{"Accept": "text/csv"}})\n'
        "with urllib.request.urlopen(request) as answer:\n"
        "    table = pandas.read_csv(answer)\n"
        "print(table)\n"
    )


def _r(endpoint: str, query: str, graph: bool) -> str:
    dashes = "-"
    while f'){dashes}"' in query:
        dashes += "-"
    accept = "text/turtle" if graph else "text/csv"
    read = "cat(content)" if graph else "table <- read.csv(text = content)\nprint(table)"
    return (
        '# install.packages("httr2"); R 4.1 or newer\nlibrary(httr2)\n\n'
        f'query <- r"{dashes}(\n{query.strip()}\n){dashes}"\n'
        f'answer <- request("{endpoint}") |>\n'
        f'  req_headers(Accept = "{accept}") |>\n'
        "  req_body_form(query = query) |>\n"
        "  req_perform()\n"
        f"content <- resp_body_string(answer)\n{read}\n"
    )
