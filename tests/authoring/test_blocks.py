"""Turtle cut into blocks: nothing lost, every subject found, changes where they belong."""

import pytest
import tiny
from pyoxigraph import NamedNode, RdfFormat, parse

from kg_cn_ai.authoring.blocks import Blocks, renamed
from kg_cn_ai.errors import InputError
from kg_cn_ai.namespaces import ID, PREFIXES

A, B, C = (f"{ID}org/{slug}" for slug in "abc")
HEAD = "".join(f"@prefix {prefix}: <{PREFIXES[prefix]}> .\n" for prefix in ("cnai", "org", "rdfs"))


def blocks(body: str, head: str = HEAD) -> Blocks:
    text = head + body
    subjects = {q.subject.value for q in parse(text.encode(), RdfFormat.TURTLE) if isinstance(q.subject, NamedNode)}
    found = Blocks(text, "x.ttl", subjects)
    assert found.text() == text
    return found


@pytest.mark.parametrize(
    ("body", "subject", "statement"),
    [
        ('org:a rdfs:label "1. 2"@en . org:b rdfs:label "2"@en .', B, 'org:b rdfs:label "2"@en .'),
        ('org:a rdfs:label "\\"x\\" . "@en.\norg:b a org:c.', A, 'org:a rdfs:label "\\"x\\" . "@en.'),
        ('org:a rdfs:label """x .\n\n# "y" .\n""" .\n', A, 'org:a rdfs:label """x .\n\n# "y" .\n""" .'),
        ("org:a rdfs:label 'it \"is\" . ' . # why\n", A, "org:a rdfs:label 'it \"is\" . ' . # why"),
        (f"<{A}> rdfs:seeAlso <http://x.org/a#b.c> .", A, f"<{A}> rdfs:seeAlso <http://x.org/a#b.c> ."),
        ("# one\n\n# two\norg:a cnai:value 1.5 ; # it\n  a org:b .\n# three", A, None),
        ("org:a rdfs:seeAlso [ a org:b ; rdfs:label 'x' ] , ( org:c ) .\n\n\n", A, None),
        (f"\n\n  \n# one \n \n#two\norg:a a org:b .\r\n<{B}> a org:c .\r\n", B, f"<{B}> a org:c ."),
    ],
)
def test_subjects_have_their_statements(body: str, subject: str, statement: str | None) -> None:
    found = blocks(body)
    assert subject in found
    assert statement is None or found.body(subject) == statement


def test_the_projects_files_are_cut_without_loss() -> None:
    for path in sorted((tiny.ROOT / "graph").rglob("*.ttl")):
        blocks(path.read_text(encoding="utf-8"), head="")


def test_what_cannot_be_cut_is_refused_with_its_line() -> None:
    with pytest.raises(InputError, match="org:b has no block") as caught:
        blocks(f"org:a a <{C}>.org:b a org:c .\n")
    assert caught.value.where == "x.ttl:4"
    with pytest.raises(InputError, match="org:a has two blocks") as caught:
        blocks(f"org:a a org:c .\n\n# more\n<{A}> a org:b .\n")
    assert caught.value.where == "x.ttl:7"


def test_a_dropped_block_leaves_the_next_on_a_line_of_its_own() -> None:
    found = blocks("org:a a org:c . # kept\norg:b a org:c . org:c a org:c .\n")
    found.drop(B)
    assert found.text() == HEAD + "org:a a org:c . # kept\norg:c a org:c .\n"


def test_a_renamed_block_moves_with_its_comment() -> None:
    found = blocks("# head\n\n# of a\norg:a a org:x .\n\norg:b a org:x .\n")
    found.rename(A, C, renamed(found.body(A), {A: C}))
    assert found.text() == HEAD + "# head\n\norg:b a org:x .\n\n# of a\norg:c a org:x .\n"


def test_names_in_strings_and_comments_stay() -> None:
    text = f"org:a a org:ab , <{A}> ; rdfs:label 'org:a' . # org:a"
    assert renamed(text, {A: B}) == "org:b a org:ab , org:b ; rdfs:label 'org:a' . # org:a"


@pytest.mark.parametrize(
    ("head", "declared"),
    [
        ("# head\n" + HEAD, "# head\n@prefix chip: <{chip}> .\n" + HEAD + "@prefix xsd: <{xsd}> .\n"),
        ("", "@prefix chip: <{chip}> .\n@prefix org: <{org}> .\n@prefix xsd: <{xsd}> .\n"),
    ],
)
def test_prefixes_are_declared_in_their_order(head: str, declared: str) -> None:
    found = blocks(f"\n<{B}> a <{C}> .\n", head)
    found.put(A, 'org:a a chip:x , "1"^^xsd:byte .')
    top, _, _ = found.text().partition("\n\n")
    assert top + "\n" == declared.format(**PREFIXES)
    list(parse(found.text().encode(), RdfFormat.TURTLE))
