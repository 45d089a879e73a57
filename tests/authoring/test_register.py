"""The register of things: what people wrote stays as it is, and what programs add is in order."""

import re
from pathlib import Path

import pytest
import tiny
from hypothesis import given
from hypothesis import strategies as st
from pyoxigraph import NamedNode

from kg_cn_ai.authoring.blocks import Blocks
from kg_cn_ai.authoring.corpus import parse_file
from kg_cn_ai.authoring.register import Register, language_of, slug
from kg_cn_ai.errors import InputError
from kg_cn_ai.files import write_files
from kg_cn_ai.namespaces import ID, curie

BAIDU = f"{ID}org/baidu"


def folder(path: Path) -> Path:
    """A data folder with a few organizations, written as people write them."""
    entities = path / "graph/entities"
    entities.mkdir(parents=True)
    (entities / "organizations.ttl").write_text(
        "@prefix cnai: <https://w3id.org/kg-cn-ai/ontology#> .\n"
        "@prefix org: <https://w3id.org/kg-cn-ai/id/org/> .\n"
        "@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .\n"
        "@prefix skos: <http://www.w3.org/2004/02/skos/core#> .\n\n"
        'org:baidu a cnai:Company ;\n    rdfs:label "Baidu"@en , "百度"@zh-hans .\n\n'
        'org:zhipu a cnai:Company ;\n    rdfs:label "Zhipu AI"@en ;\n    skos:altLabel "Zhipu; the firm"@en ;\n'
        '    rdfs:comment "Ends with a full stop."@en .\n',
        encoding="utf-8",
    )
    return path


def test_the_projects_files_are_reproduced_to_the_byte() -> None:
    register = Register(tiny.ROOT)
    for path in sorted((tiny.ROOT / "graph/entities").glob("*.ttl")):
        assert register.text_of(path.name) == path.read_text(encoding="utf-8")
    assert register.contents() == {}


def test_every_thing_of_the_project_has_its_block() -> None:
    for path in sorted((tiny.ROOT / "graph/entities").glob("*.ttl")):
        text, quads = parse_file(path, path.name)
        subjects = {quad.subject.value for quad in quads if isinstance(quad.subject, NamedNode)}
        file = Blocks(text, path.name, subjects)
        assert all(file.body(iri).startswith(f"{curie(iri)} ") for iri in subjects)


COMMENTED = """\
# Written by hand.

@prefix cnai: <https://w3id.org/kg-cn-ai/ontology#> .
@prefix org: <https://w3id.org/kg-cn-ai/id/org/> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .

# Companies. org:nobody is none of them.

# Says "AI" everywhere.
org:baidu a cnai:Company ;
    rdfs:label "Baidu. # no comment"@en , "百度"@zh-hans .   # checked
org:megvii a cnai:Company ; rdfs:label "Megvii"@en ; rdfs:comment "one; line"@en .

# The second comment above a thing.
org:zhipu a cnai:Company ;

    rdfs:label "Zhipu AI"@en .
# The end.
"""


def commented(path: Path) -> tuple[Path, Path]:
    """A data folder with a file full of comments, and that file."""
    file = path / "graph/entities/organizations.ttl"
    file.parent.mkdir(parents=True)
    file.write_text(COMMENTED, encoding="utf-8")
    return path, file


@pytest.mark.parametrize(
    ("slug", "old", "new"),
    [
        ("baidu", '"百度"@zh-hans .', '"百度"@zh-hans ;\n    skos:altLabel "Xi"@en .'),
        ("megvii", '"Megvii"@en ;', '"Megvii"@en ;\n    skos:altLabel "Xi"@en ;'),
        ("zhipu", '"Zhipu AI"@en .', '"Zhipu AI"@en ;\n    skos:altLabel "Xi"@en .'),
    ],
)
def test_a_spelling_leaves_comments_and_neighbours_alone(tmp_path: Path, slug: str, old: str, new: str) -> None:
    data, path = commented(tmp_path)
    register = Register(data)
    register.spell(f"{ID}org/{slug}", "Xi")
    write_files(register.contents())
    skos = "@prefix skos: <http://www.w3.org/2004/02/skos/core#> .\n"
    declared = COMMENTED.replace("\n\n# Companies", f"\n{skos}\n# Companies")
    assert path.read_text(encoding="utf-8") == declared.replace(old, new)
    again = Register(data)
    assert len(again.things) == 3
    again.spell(f"{ID}org/{slug}", "Psi")
    assert ' skos:altLabel "Xi"@en , "Psi"@en ' in again.text_of(path.name)


def test_dropping_and_adding_leave_comments_and_neighbours_alone(tmp_path: Path) -> None:
    data, path = commented(tmp_path)
    register = Register(data)
    register.drop(f"{ID}org/megvii")
    register.drop(f"{ID}org/zhipu")
    register.add(f"{ID}org/sense-time", "Company", {"en": "SenseTime"})
    write_files(register.contents())
    head, _, _ = COMMENTED.partition("org:megvii")
    added = '\norg:sense-time a cnai:Company ;\n    rdfs:label "SenseTime"@en .\n# The end.\n'
    assert path.read_text(encoding="utf-8") == head + added
    with pytest.raises(InputError, match="not registered"):
        register.drop(f"{ID}org/megvii")


def test_a_thing_with_two_blocks_is_refused_at_the_second(tmp_path: Path) -> None:
    data, path = commented(tmp_path)
    path.write_text(COMMENTED + 'org:baidu rdfs:label "Bǎidù"@zh-latn-pinyin .\n', encoding="utf-8")
    with pytest.raises(InputError, match="org:baidu has two blocks") as caught:
        Register(data)
    assert caught.value.where == f"graph/entities/organizations.ttl:{COMMENTED.count(chr(10)) + 1}"


def test_a_new_thing_stands_in_the_order_of_the_iris(tmp_path: Path) -> None:
    data = folder(tmp_path)
    register = Register(data)
    register.add(
        f"{ID}org/megvii", "Company", {"zh-hans": "旷视", "en": "Megvii"}, [("Face++", "en"), ("旷视", "zh-hans")]
    )
    write_files(register.contents())
    text = (data / "graph/entities/organizations.ttl").read_text(encoding="utf-8")
    assert re.findall(r"^(org:\S+) a", text, re.MULTILINE) == ["org:baidu", "org:megvii", "org:zhipu"]
    assert '    rdfs:label "Megvii"@en , "旷视"@zh-hans ;\n    skos:altLabel "Face++"@en .' in text
    assert Register(data).named("org", "ＭＥＧＶＩＩ") == [f"{ID}org/megvii"]


@pytest.mark.parametrize("iri", [BAIDU, f"{ID}org/zhipu"])
def test_a_spelling_changes_the_block_of_its_thing_alone(tmp_path: Path, iri: str) -> None:
    data = folder(tmp_path)
    path = data / "graph/entities/organizations.ttl"
    before = path.read_text(encoding="utf-8").split("\n\n")
    register = Register(data)
    register.spell(iri, 'A "quoted"; name, Inc.')
    register.spell(iri, 'A "quoted"; name, Inc.')
    write_files(register.contents())
    after = path.read_text(encoding="utf-8").split("\n\n")
    assert sum(a != b for a, b in zip(before, after, strict=True)) == 1
    assert Register(data).named("org", 'A "quoted"; name, Inc.') == [iri]
    parse_file(path, path.name)


def test_what_is_dropped_is_gone_with_its_names(tmp_path: Path) -> None:
    data = folder(tmp_path)
    register = Register(data)
    register.drop(BAIDU)
    assert register.named("org", "百度") == []
    write_files(register.contents())
    assert BAIDU not in Register(data).things


def test_new_iris_are_readable_and_unused(tmp_path: Path) -> None:
    register = Register(folder(tmp_path))
    assert register.new_iri("org", "Baidu") == f"{ID}org/baidu-2"
    assert register.new_iri("org", "Baidu", "Hong Kong") == f"{ID}org/baidu-hong-kong"
    assert register.new_iri("model", "盘古") == f"{ID}model/pan-gu"


def test_what_cannot_be_registered_is_refused(tmp_path: Path) -> None:
    register = Register(folder(tmp_path))
    with pytest.raises(InputError, match="org:baidu"):
        register.add(BAIDU, "Company", {"en": "Baidu"})
    with pytest.raises(InputError, match="unknown kind"):
        register.add(f"{ID}market/x", "Market", {"en": "X"})
    with pytest.raises(InputError, match="not registered"):
        register.spell(f"{ID}org/nobody", "Nobody")


@given(st.text(min_size=1, max_size=90))
def test_every_slug_is_valid_or_empty(name: str) -> None:
    made = slug(name)
    assert made == "" or re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", made)
    assert len(made) <= 60
    assert slug(made) == made


def test_the_language_of_a_name_shows_in_its_script() -> None:
    assert (language_of("Qwen"), language_of("通义Qwen")) == ("en", "zh-hans")
