"""The command as people and scripts use it: output, messages, forms, exit statuses."""

import base64
import csv
import gzip
import io
import json
import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import own_data
import pytest
import rdflib
import tiny
from click.testing import CliRunner, Result

from kg_cn_ai.authoring.documents import Document
from kg_cn_ai.build import build_release
from kg_cn_ai.cli.main import main
from kg_cn_ai.stats import rewritten

README = (tiny.ROOT / "README.md").read_text(encoding="utf-8")
READ_COMMANDS = {
    "query": ["SELECT ?a { ?a a cnai:Company } LIMIT 2"],
    "ask": [],
    "show": ["Lotus AI"],
    "search": ["莲花"],
    "path": ["River Bank", "Harbor Systems"],
    "network": [],
    "stats": [],
}


@pytest.fixture(scope="session")
def release(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("cli")
    build_release(folder / "release", data=tiny.write(folder / "data"))
    return folder / "release"


def run(*words: str, release: Path | None = None, stdin: str | None = None) -> Result:
    begin = ["--release", str(release)] if release else []
    return CliRunner().invoke(main, [*begin, *words], input=stdin)


def test_every_command_has_help_and_stands_in_the_readme_or_change_log() -> None:
    documented = README + (tiny.ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    for name, command in main.commands.items():
        result = run(name, "--help")
        assert result.exit_code == 0
        assert command.help and command.get_short_help_str()
        assert re.search(
            rf"(\./run|kg-cn-ai|`){re.escape(name)}|`{re.escape(name)}`| {re.escape(name)} ", documented
        ), name


@pytest.mark.parametrize("name", sorted(READ_COMMANDS))
@pytest.mark.parametrize("form", ["table", "tsv", "csv", "json", "md"])
def test_every_read_command_speaks_every_form(release: Path, name: str, form: str) -> None:
    result = run(name, *READ_COMMANDS[name], "--format", form, release=release)
    assert result.exit_code == 0, result.output
    assert result.stdout.strip()
    if form == "json":
        json.loads(result.stdout)
    elif form == "csv":
        rows = list(csv.reader(io.StringIO(result.stdout)))
        assert len({len(row) for row in rows}) == 1 and len(rows) > 1
    elif form == "tsv":
        assert len({line.count("\t") for line in result.stdout.splitlines()}) == 1
    elif form == "md":
        assert "|" in result.stdout or "#" in result.stdout


def test_output_is_tsv_where_no_one_watches(release: Path) -> None:
    assert run("query", "SELECT ?a { ?a a cnai:Policy } ORDER BY ?a", release=release).stdout == (
        "?a\n<https://w3id.org/kg-cn-ai/id/policy/reed-list>\n<https://w3id.org/kg-cn-ai/id/policy/reed-plan>\n"
    )


@pytest.mark.parametrize(
    ("words", "status", "says"),
    [
        (["query", "SELECT * { ?a cnai:partner ?b "], 4, ""),
        (["query", "SELECT * { ?a foo:x ?b }"], 4, "foo"),
        (["query", "SELECT * { ?a skoss:prefLabel ?b }"], 4, "skos"),
        (["query", "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }", "--timeout", "0.4"], 5, "0.4"),
        (["query", "nofile.rq"], 2, "no file nofile.rq"),
        (["search", " "], 2, "no name"),
        (["path", "Lotus AI", "Picture 1"], 3, ""),
        (["query", "INSERT DATA { <a:a> <a:b> <a:c> }"], 4, ""),
        (["show", "Lotuss AI"], 3, "org:lotus"),
        (["path", "Lotus AI", "Nobody at all"], 3, ""),
        (["search", "qqqqqqqqqq"], 3, ""),
        (["ask", "fundingg"], 3, "funding"),
        (["ask", "funding", "colour=red"], 2, "source"),
        (["ask", "funding", "novalue"], 2, "NAME=VALUE"),
        (["export", "turtle"], 3, "ttl"),
        (["nonsense"], 2, "nonsense"),
        (["show", "Lotus AI", "--at", "yesterday"], 2, "yesterday"),
    ],
)  # fmt: skip
def test_failures_have_their_status_and_say_what_to_do(release: Path, words: list[str], status: int, says: str) -> None:
    result = run(*words, release=release)
    assert result.exit_code == status, result.output
    assert says in result.stderr
    assert "Traceback" not in result.output
    assert not result.stdout


def test_queries_come_from_argument_file_or_standard_input(release: Path, tmp_path: Path) -> None:
    text = "SELECT (COUNT(*) AS ?n) { ?a a cnai:Company }"
    (tmp_path / "q.rq").write_text(text, encoding="utf-8")
    answers = {
        run("query", text, release=release).stdout,
        run("query", str(tmp_path / "q.rq"), release=release).stdout,
        run("query", "-", release=release, stdin=text).stdout,
    }
    assert answers == {"?n\n5\n"}


def test_columns_of_a_star_come_in_the_order_of_the_query(release: Path) -> None:
    result = run("query", "SELECT * { ?s cnai:partnersWith ?o }", "--format", "csv", release=release)
    assert result.stdout.splitlines()[0] == "s,o"


# They need another folder or a network, or other tests do the same with all of the project's data.
_TRIED_ELSEWHERE = ("assets", "build", "check", "cite", "coverage", "explore", "import", "serve", "test", "verify")


@pytest.mark.timeout(600)  # the first command builds the project's own graph, if no other test has
def test_the_readmes_commands_work(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    tried = 0
    for line in re.findall(r"(?m)^\./run (.*)$", README):
        words = shlex.split(line, comments=True)
        if words[0] in _TRIED_ELSEWHERE or "--endpoint" in words:
            continue
        result = run(*[word for word in words if word != "--open"])
        assert result.exit_code == 0, (line, result.output)
        tried += 1
    assert tried >= 9


def test_a_construct_answer_is_rdf(release: Path) -> None:
    result = run(
        "query",
        "CONSTRUCT { ?a cnai:partnersWith ?b } WHERE { ?a cnai:partnersWith ?b }",
        "--format",
        "ttl",
        release=release,
    )
    assert len(rdflib.Graph().parse(data=result.stdout, format="turtle")) == 2


def test_a_question_with_another_value(release: Path) -> None:
    result = run("ask", "investments", "investor=River Bank", "source=any", release=release)
    assert result.stdout.splitlines()[1:] == ['"Lotus AI"@en']
    text = run("ask", "--text", "investments", "investor=River Bank", release=release).stdout
    assert "VALUES ?investor { <https://w3id.org/kg-cn-ai/id/org/river-bank> }" in text


def test_a_card_shows_the_place_of_its_evidence_and_sets_claims_apart(release: Path) -> None:
    card = run("show", "Lotus-1", "--format", "table", release=release).stdout
    start = tiny.TEXT.index("Lotus AI launched")
    assert f"characters {start}–" in card
    assert card.index("developed by") < card.index("Claims, forecasts and opinions") < card.index("on par")


def test_a_path_shows_the_evidence_of_each_step(release: Path) -> None:
    rows = json.loads(run("path", "River Bank", "Harbor Systems", "--format", "json", release=release).stdout)
    assert [(r["from"], r["relation"], r["to"]) for r in rows] == [
        ("River Bank", "invested in", "Lotus AI"),
        ("Harbor Systems", "partners with", "Lotus AI"),
    ]
    assert all(r["place"] and r["source"] == "source:tiny" for r in rows)


@pytest.mark.parametrize("target", ["net.graphml", "net.gexf", "neo4j"])
def test_the_network_is_written_with_its_measures(release: Path, tmp_path: Path, target: str) -> None:
    result = run("network", "-o", str(tmp_path / target), release=release)
    assert result.exit_code == 0, result.output
    path = tmp_path / target
    text = path.read_text(encoding="utf-8") if path.is_file() else (path / "nodes.csv").read_text(encoding="utf-8")
    assert "pagerank" in text and "莲花智能" in text
    result = run("network", "--what", "organizations", "-o", str(tmp_path / "ties" / target), release=release)
    assert result.exit_code == 0, result.output


def test_a_picture_of_too_much_shows_the_foremost_organizations(
    release: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("kg_cn_ai.pages.visualize.MOST", 3)
    result = run("visualize", "-o", str(tmp_path / "n.html"), release=release)
    assert result.exit_code == 0, result.output
    html = (tmp_path / "n.html").read_text(encoding="utf-8")
    assert "(3 things)" in result.output and re.search(r"The 3 of \d+ organizations whose ties weigh most", html)
    data = json.loads(re.findall(r'<script type="application/json"[^>]*>(.*?)</script>', html, re.S)[0])
    assert all(name.startswith("org:") for name in data["things"]["id"])


@pytest.mark.parametrize(
    ("words", "shown", "hidden"),
    [
        ([], ["Lotus AI", "Coral Exchange"], []),
        (["River Bank"], ["River Bank", "Lotus AI"], ["Harbor Studio"]),
        (["River Bank", "--to", "Harbor Studio"], ["River Bank", "Harbor Studio"], ["Coral Exchange"]),
        (["--construct", "CONSTRUCT { ?a cnai:partnersWith ?b } WHERE { ?a cnai:partnersWith ?b }"], ["Harbor Systems"], ["Coral Exchange"]),
    ],
)  # fmt: skip
def test_a_picture_of_the_whole_a_neighbourhood_a_path_or_a_query(
    release: Path, tmp_path: Path, words: list[str], shown: list[str], hidden: list[str]
) -> None:
    result = run("visualize", *words, "-o", str(tmp_path / "n.html"), release=release)
    assert result.exit_code == 0, result.output
    html = (tmp_path / "n.html").read_text(encoding="utf-8")
    data = json.loads(re.findall(r'<script type="application/json"[^>]*>(.*?)</script>', html, re.S)[0])
    names = set(data["things"]["name"])
    assert set(shown) <= names and not set(hidden) & names


@pytest.mark.parametrize(
    "words", [["--construct", "SELECT * { ?s ?p ?o }"], ["--construct", "CONSTRUCT { ?a ?b ?c } WHERE { ?a ?b ?c . FILTER(false) }"], ["Lotus AI", "--construct", "ASK {}"], ["--to", "Lotus AI"]]
)  # fmt: skip
def test_a_picture_of_nothing_is_refused(release: Path, tmp_path: Path, words: list[str]) -> None:
    result = run("visualize", *words, "-o", str(tmp_path / "n.html"), release=release)
    assert result.exit_code == 2 and not (tmp_path / "n.html").exists()


def test_the_explorer_opens_with_the_thing_in_focus(release: Path, tmp_path: Path) -> None:
    target = tmp_path / "e.html"
    result = run("explore", "-o", str(target), "--focus", "莲花智能", "--lang", "zh", release=release)
    assert result.exit_code == 0, result.output
    block = re.findall(r'id="graph">([^<]*)</script>', target.read_text(encoding="utf-8"))[0]
    data = json.loads(gzip.decompress(base64.b64decode(block)))
    assert (data["focus"], data["lang"]) == ("org:lotus", "zh")
    assert {"Lotus AI", "Coral Exchange"} <= set(data["things"]["name"])
    nobody = run("explore", "-o", str(tmp_path / "x.html"), "--focus", "Nobody at all", release=release)
    assert nobody.exit_code == 3 and not (tmp_path / "x.html").exists()


def test_export_writes_to_standard_output_or_a_file(release: Path, tmp_path: Path) -> None:
    printed = run("export", "nt", release=release)
    assert run("export", "nt", "-o", str(tmp_path / "kg.nt"), release=release).exit_code == 0
    assert printed.stdout_bytes == (tmp_path / "kg.nt").read_bytes() == (release / "kg.nt").read_bytes()
    assert "graphml" in run("export", release=release).stdout


@pytest.mark.timeout(600)  # all of the project's data, with checks and pages
def test_build_checks_first_and_says_what_to_try(tmp_path: Path) -> None:
    result = run("build", "-o", str(tmp_path / "out"), "--data", str(tiny.ROOT))
    assert result.exit_code == 0, result.output
    assert {p.name for p in (tmp_path / "out").iterdir()} == {
        "core.ttl", "explorer.html", "kg.nt", "kg.ttl", "manifest.json", "map.csv", "ontology.html",
    }  # fmt: skip
    assert "records" in result.stdout and "kg-cn-ai search" in result.stdout


def test_build_with_problems_writes_nothing(tmp_path: Path) -> None:
    data = tiny.write(tmp_path / "data", ("cnai:partner org:lotus , org:harbor", "cnai:partner org:lotus , org:harbr"))
    result = run("build", "-o", str(tmp_path / "out"), "--data", str(data))
    assert result.exit_code == 1
    assert "graph/sources/tiny.trig:" in result.stderr and "org:harbor" in result.stderr
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("form", ["text", "json", "github"])
def test_check_reports_for_people_and_for_machines(tmp_path: Path, form: str) -> None:
    data = tiny.write(tmp_path / "data", ("cnai:partner org:lotus , org:harbor", "cnai:partner org:lotus , org:harbr"))
    result = run("check", "--data", str(data), "--format", form)
    assert result.exit_code == 1
    if form == "json":
        (found,) = [p for p in json.loads(result.stdout) if p["check"] == "unregistered"]
        assert found["line"] > 0
    else:
        assert "org:harbr" in result.stdout
        assert form == "text" or "::error file=graph/sources/tiny.trig,line=" in result.stdout


def test_check_reports_broken_trig_in_its_form(tmp_path: Path) -> None:
    data = tiny.write(tmp_path, ("cnai:partner org:lotus , org:harbor ;", "cnai:partner org:lotus , ;"))
    result = run("check", "--data", str(data), "--format", "json")
    assert result.exit_code == 1
    (found,) = json.loads(result.stdout)
    assert (found["check"], found["file"]) == ("syntax", "graph/sources/tiny.trig") and found["line"] > 1


def test_verify_counts_apart_and_fails_on_a_mismatch(tmp_path: Path) -> None:
    data = tiny.write(tmp_path / "data")
    good = run("verify", "--sources", str(data / "documents"), "--data", str(data))
    assert good.exit_code == 0 and f"{len(tiny.FACTS)} verified, 0 mismatch, 0 source absent" in good.stderr
    (data / "documents/tiny.txt").write_text("another", encoding="utf-8")
    changed = run("verify", "--sources", str(data / "documents"), "--data", str(data))
    assert changed.exit_code == 1 and changed.stdout.count("has changed") == 1


@pytest.mark.parametrize("command", [["verify"], ["verify", "--sample", "3"], ["coverage"]])
def test_what_finds_no_document_to_check_fails_and_names_what_it_looked_for(tmp_path: Path, command: list[str]) -> None:
    data = tiny.write(tmp_path / "data")
    folder = tmp_path / "none"
    words = [*command, "--sources", str(folder), "--data", str(data)]
    assert run(*words).exit_code == 2  # there is no such folder
    folder.mkdir()
    for name in (None, "tiny (1).txt"):
        if name:
            (folder / name).write_bytes((data / "documents/tiny.txt").read_bytes())
        result = run(*words)
        assert result.exit_code == 1 and "holds none of the documents" in result.stderr and "tiny.txt" in result.stderr


def test_verify_names_the_documents_that_are_not_there(tmp_path: Path) -> None:
    data = tiny.write(tmp_path / "data")
    source = (data / "graph/sources/tiny.trig").read_text(encoding="utf-8")
    other = source.replace("source/tiny>", "source/other>").replace("tiny.txt", "other.txt")
    (data / "graph/sources/other.trig").write_text(other, encoding="utf-8")
    result = run("verify", "--sources", str(data / "documents"), "--data", str(data))
    assert result.exit_code == 0 and "not there: other.txt" in result.stderr


def test_coverage_and_cite(tmp_path: Path) -> None:
    data = tiny.write(tmp_path)
    assert "source:tiny" in run("coverage", "--sources", str(data / "documents"), "--data", str(data)).stderr
    path = data / "documents/tiny.txt"
    result = run("cite", str(path), "Harbor", "Circle")
    (row,) = result.stdout.splitlines()[1:]
    fragment = row.split("\t")[0].strip("<#>")
    start, end = map(int, fragment.removeprefix("char=").split(","))
    assert Document.read(path).text[start:end] == "Harbor Circle"
    assert run("cite", str(path), "no such words").exit_code == 2


def test_the_numbers_that_documents_print_are_current() -> None:
    printed = rewritten(tiny.ROOT, own_data.built())
    assert set(printed) == {tiny.ROOT / "README.md", tiny.ROOT / "docs/data.md"}
    for path, content in printed.items():
        assert path.read_text(encoding="utf-8") == content.decode(), (
            f"{path} is older than the graph: ./run stats --write"
        )


def test_numbers_are_written_where_documents_print_them(
    release: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("kg_cn_ai.data.data_dir", lambda: tmp_path)
    missing = run("stats", "--write", release=release)
    assert missing.exit_code == 2 and "README.md: is not there" in missing.stderr
    for name in ("README.md", "docs/data.md"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        shutil.copy(tiny.ROOT / name, tmp_path / name)
    assert run("stats", "--write", release=release).exit_code == 0
    readme, data = ((tmp_path / name).read_text(encoding="utf-8") for name in ("README.md", "docs/data.md"))
    assert "| source documents | 1 |" in readme
    assert run("stats", "--format", "md", release=release).stdout in data
    (tmp_path / "README.md").write_text("no numbers here", encoding="utf-8")
    assert "has 0 places for its numbers" in run("stats", "--write", release=release).stderr


def test_the_readme_stays_short() -> None:
    assert len(README.splitlines()) < 200


def test_output_survives_an_ascii_locale_and_a_closed_pipe(release: Path, tmp_path: Path) -> None:
    environment = {
        **os.environ,
        # In an ASCII locale Python itself cannot start where its path to this package has other letters.
        "LC_ALL": "C" if str(tiny.ROOT).isascii() else "C.UTF-8",
        "PYTHONUTF8": "0",
        "PYTHONIOENCODING": "ascii",
        "XDG_CACHE_HOME": str(tmp_path),
    }
    command = [sys.executable, "-m", "kg_cn_ai", "--release", str(release), "search", "莲花"]
    result = subprocess.run(command, capture_output=True, check=True, env=environment, cwd=tiny.ROOT)
    assert "莲花智能" in result.stdout.decode("utf-8")
    piped = f"{shlex.quote(sys.executable)} -m kg_cn_ai --release {shlex.quote(str(release))} export nt | head -n 1"
    closed = subprocess.run(["/bin/sh", "-c", piped], capture_output=True, check=True, env=environment, cwd=tiny.ROOT)
    assert closed.stderr == b""


def test_no_color_is_honoured(release: Path, tmp_path: Path) -> None:
    environment = {**os.environ, "NO_COLOR": "1", "FORCE_COLOR": "1", "XDG_CACHE_HOME": str(tmp_path)}
    command = [sys.executable, "-m", "kg_cn_ai", "--release", str(release), "show", "Lotus AI", "--format", "table"]
    assert (
        b"\x1b[" not in subprocess.run(command, capture_output=True, check=True, env=environment, cwd=tiny.ROOT).stdout
    )


def test_shell_completion_is_offered() -> None:
    environment = {**os.environ, "_KG_CN_AI_COMPLETE": "bash_source", "PYTHONPATH": str(tiny.ROOT)}
    start = "from kg_cn_ai.cli.main import main; main(prog_name='kg-cn-ai')"
    result = subprocess.run([sys.executable, "-c", start], capture_output=True, check=True, env=environment)
    assert b"complete" in result.stdout


def test_an_unknown_importer_is_refused_with_those_there_are(tmp_path: Path) -> None:
    from kg_cn_ai.authoring.importers.run import IMPORTERS

    file = tmp_path / "table_2026-01.csv"
    file.write_text("a\n", encoding="utf-8")
    result = run("import", "tables", str(file))
    assert result.exit_code == 2
    assert all(name in " ".join(result.output.split()) for name in IMPORTERS)


def test_an_import_says_what_it_wrote(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from kg_cn_ai.authoring.importers import epoch_models

    row = {"Model": "Pearl-9", "Organization": "Lotus AI", "Country (from Organization)": "China"}
    columns = dict.fromkeys((*epoch_models._NEEDED, *row), "") | row
    table = tmp_path / "all_ai_models_2026-01.csv"
    with table.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([columns, columns.values()])
    words = ["import", "epoch-models", str(table), "--data", str(tiny.write(tmp_path / "data"))]
    monkeypatch.setenv("KG_CN_AI_COMMAND", "./run")
    first = run(*words)
    assert first.exit_code == 0, first.output
    graph = tmp_path / "data/graph"
    assert f"wrote {graph}/entities/models.ttl\nwrote {graph}/sources/epoch-ai-models-2026-01.trig\n" in first.stderr
    assert "new: model:pearl-9\nlook for twins among them: ./run resolve\n" in first.stderr
    again = run(*words)
    assert again.exit_code == 0
    assert "wrote" not in again.stderr
    assert f"unchanged: {graph}/sources/epoch-ai-models-2026-01.trig" in again.stderr
