"""Importers: what rows become, what is left out and said, and that the same table gives the same bytes."""

import json
import re
import shutil
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from difflib import unified_diff
from pathlib import Path

import pytest
import tiny
from hypothesis import given
from hypothesis import strategies as st
from imported import table, told
from pyoxigraph import Literal

from kg_cn_ai.authoring.corpus import read_corpus
from kg_cn_ai.authoring.evidence import Outcome, verify
from kg_cn_ai.authoring.identity import Decisions
from kg_cn_ai.authoring.importers import (
    ai_policies,
    cells,
    epoch_hardware,
    epoch_models,
    models_dev,
    ror,
    us_lists,
    wgwang,
)
from kg_cn_ai.authoring.importers.run import IMPORTERS, run
from kg_cn_ai.authoring.name_table import NameDecision
from kg_cn_ai.authoring.register import Register
from kg_cn_ai.errors import InputError
from kg_cn_ai.files import write_files
from kg_cn_ai.namespaces import CNAI, ID, curie

SHARED = tiny.ROOT.parent / "shared/data"
needs_shared = pytest.mark.skipif(not SHARED.is_dir(), reason="the shared datasets are not beside this checkout")

EPOCH = (*epoch_models._NEEDED, "Country (from Organization)")
PLACES = """
place:hk a cnai:Place ; rdfs:label "Hong Kong"@en , "香港"@zh-hans ; cnai:kind placetype:territory ; cnai:isoCode "HK" .
place:zhejiang a cnai:Place ; rdfs:label "Zhejiang"@en , "浙江"@zh-hans ; cnai:kind placetype:province .
place:hangzhou a cnai:Place ; rdfs:label "Hangzhou"@en , "杭州"@zh-hans ; cnai:kind placetype:city .
org:reed-city a cnai:GovernmentBody ; rdfs:label "Reed City"@en , "苇市办公厅"@zh-hans .
org:coral a"""


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """The tiny corpus with more places."""
    return tiny.write(tmp_path / "data", ("org:coral a", PLACES))


Reader = Callable[[str], Literal | None]
NO_NUMBERS = ("inf", "-inf", "nan", "1e999", "1_000", "1_0", "0x10", "１０", "many")
COLUMNS = {
    "epoch-models": EPOCH,
    "epoch-hardware": epoch_hardware._NEEDED,
    "models-dev": models_dev._NEEDED,
    "ror": ror._NEEDED,
    "ai-policies": ai_policies._NEEDED,
}
"""The columns that a table must have, by importer."""


def epoch(path: Path, *rows: Mapping[str, str], name: str = "all_ai_models_2026-01.csv") -> Path:
    return table(path / name, EPOCH, *rows)


CHINESE = {"Model": "Lotus-1", "Organization": "Lotus AI", "Country (from Organization)": "China"}


def test_a_models_row_becomes_facts(data: Path, tmp_path: Path) -> None:
    row = {
        **CHINESE,
        "Organization": "Lotus AI,Harbor Systems",
        "Organization categorization": "Industry,Industry",
        "Country (from Organization)": "China,United States",
        "Publication date": "2025-03-14",
        "Domain": "Language,Vision",
        "Parameters": "247000000.00000003",
        "Training compute (FLOP)": "9.504e+22",
        "Training hardware": "Pearl P1",
        "Hardware quantity": "16.0",
        "Base model": "Wave-2",
        "Model accessibility": "Open weights (restricted use)",
    }
    summary = run("epoch-models", epoch(tmp_path, row), data)
    assert told(data, summary)["row=2"] == {
        ("model:lotus-1", "developedBy", "org:lotus"),
        ("model:lotus-1", "developedBy", "org:harbor"),
        ("model:lotus-1", "basedOn", "model:wave-2"),
        ("model:lotus-1", "released", "2025-03-14"),
        ("model:lotus-1", "parameters", "247000000"),
        ("model:lotus-1", "trainingCompute", "95040000000000000000000"),
        ("model:lotus-1", "hardwareQuantity", "16"),
        ("model:lotus-1", "trainingHardware", "chip:pearl-p1"),
        ("model:lotus-1", "openness", "openness:open-weights-restricted"),
        ("model:lotus-1", "domain", "domain:language"),
        ("model:lotus-1", "domain", "domain:vision"),
        ("org:lotus", "jurisdiction", "place:cn"),
        ("org:harbor", "jurisdiction", "place:us"),
    }
    assert (summary.read, summary.used, summary.warnings) == (1, 1, [])
    assert [curie(iri) for iri in summary.registered] == ["chip:pearl-p1"]
    (result,) = (r for r in verify(read_corpus(data), tmp_path) if "epoch-ai" in r.span)
    assert (result.outcome, result.mentions) == (Outcome.VERIFIED, True)


def test_hong_kong_is_one_country_with_a_comma(data: Path, tmp_path: Path) -> None:
    row = {
        **CHINESE,
        "Organization": "Lotus AI,Harbor Systems",
        "Country (from Organization)": "Hong Kong,China,United States",
    }
    rows = told(data, run("epoch-models", epoch(tmp_path, row), data))["row=2"]
    assert ("org:lotus", "jurisdiction", "place:hk") in rows
    assert ("org:harbor", "jurisdiction", "place:us") in rows
    assert epoch_models.countries("Hong Kong,China,China") == ["Hong Kong", "China"]


def test_countries_that_do_not_match_the_organizations_stay_out(data: Path, tmp_path: Path) -> None:
    summary = run(
        "epoch-models", epoch(tmp_path, {**CHINESE, "Country (from Organization)": "China,United States"}), data
    )
    assert not [f for f in told(data, summary)["row=2"] if f[1] == "jurisdiction"]
    assert sum(n for reason, n in summary.skipped.items() if "numbers differ" in reason) == 1


def test_models_that_chinese_ones_rest_on_are_kept_and_others_not(data: Path, tmp_path: Path) -> None:
    foreign = {"Organization": "Harbor Systems", "Country (from Organization)": "United States"}
    summary = run(
        "epoch-models",
        epoch(
            tmp_path,
            {**CHINESE, "Base model": "Wave-3"},
            {**foreign, "Model": "Wave-3", "Base model": "Wave-4"},
            {**foreign, "Model": "Wave-4"},
            {**foreign, "Model": "Gull"},
            {},
        ),
        data,
    )
    assert {row for row, found in told(data, summary).items() if any(f[1] == "developedBy" for f in found)} == {
        "row=2",
        "row=3",
        "row=4",
    }
    assert summary.skipped == {
        "no organization in China, and no model in China rests on it": 1,
        "row names no model": 1,
    }


def test_what_is_not_understood_is_a_warning_with_its_row(data: Path, tmp_path: Path) -> None:
    row = {
        **CHINESE,
        "Domain": "Divination",
        "Publication date": "spring",
        "Parameters": "many",
        "Model accessibility": "By post",
        "Country (from Organization)": "China",
    }
    file = table(tmp_path / "all_ai_models_2026-01.csv", (*EPOCH, "Aura"), row)
    warnings = run("epoch-models", file, data).warnings
    assert any(w.startswith("#row=1: ") and "'Aura'" in w for w in warnings)
    for piece in ("Divination", "spring", "many", "By post"):
        assert any(w.startswith("#row=2: ") and piece in w for w in warnings), piece


def test_another_table_is_refused(data: Path, tmp_path: Path) -> None:
    before = {p: p.read_bytes() for p in data.rglob("*") if p.is_file()}
    with pytest.raises(InputError, match="has no column"):
        run("epoch-models", table(tmp_path / "x_2026-01.csv", ["Model", "Country (from Organization)"]), data)
    with pytest.raises(InputError, match="none of the lists"):
        (tmp_path / "list_2026-01.json").write_text('{"list_id": "ours"}', encoding="utf-8")
        run("us-lists", tmp_path / "list_2026-01.json", data)
    with pytest.raises(InputError, match="no heading"):
        (tmp_path / "README_2026-01.md").write_text("# Nothing\n", encoding="utf-8")
        run("wgwang", tmp_path / "README_2026-01.md", data)
    assert before == {p: p.read_bytes() for p in data.rglob("*") if p.is_file()}


def test_a_row_of_another_length_is_refused(data: Path, tmp_path: Path) -> None:
    file = epoch(tmp_path, CHINESE)
    file.write_text(file.read_text(encoding="utf-8") + "a,b\n", encoding="utf-8")
    with pytest.raises(InputError, match="row 3 has 2 cells"):
        run("epoch-models", file, data)


def test_the_edition_is_given_or_told_by_the_name(data: Path, tmp_path: Path) -> None:
    with pytest.raises(InputError, match="edition"):
        run("epoch-models", epoch(tmp_path, CHINESE, name="models.csv"), data)
    given_ = run("epoch-models", epoch(tmp_path, CHINESE, name="models.csv"), data, "2026-02-03")
    assert given_.file.name == "epoch-ai-models-2026-02-03.trig"
    for edition, name in (("2026-99", "models.csv"), (None, "models-2026-99.csv"), ("2026-02-30", "models.csv")):
        with pytest.raises(InputError, match="is no"):
            run("epoch-models", epoch(tmp_path, {**CHINESE, "Model": "Lotus-2"}, name=name), data, edition)
    # The same file is recognised by its hash, whatever it is called.
    assert run("epoch-models", epoch(tmp_path, CHINESE, name="renamed.csv"), data).file == given_.file


def test_twice_the_same_table_changes_nothing_and_a_changed_row_little(data: Path, tmp_path: Path) -> None:
    rows = [{**CHINESE, "Model": f"Lotus-{n}", "Publication date": f"2025-01-{n:02}"} for n in range(1, 29)]
    first = run("epoch-models", epoch(tmp_path, *rows), data)
    text = first.file.read_text(encoding="utf-8")
    entities = {p: p.read_bytes() for p in (data / "graph/entities").iterdir()}
    again = run("epoch-models", epoch(tmp_path, *rows), data)
    assert again.file.read_text(encoding="utf-8") == text
    assert entities == {p: p.read_bytes() for p in (data / "graph/entities").iterdir()}
    assert again.registered == []
    rows[13]["Publication date"] = "2025-02-14"
    run("epoch-models", epoch(tmp_path, *rows), data)
    changed = [
        d
        for d in unified_diff(text.split("\n"), first.file.read_text(encoding="utf-8").split("\n"), n=0)
        if d[:1] in "+-"
    ]
    assert len([d for d in changed if "sha256" not in d]) == 4  # the two lines of the header of the diff, and the row


def test_decisions_say_what_a_name_means(data: Path, tmp_path: Path) -> None:
    decisions = Decisions(data)
    decisions.decide(NameDecision("L. AI", "org", "epoch-ai", "", f"{ID}org/lotus", "same", "trade name"))
    decisions.decide(NameDecision("Lotus-1 Mini", "model", "epoch-ai", "", f"{ID}model/lotus-1", "version", "its name"))
    decisions.decide(
        NameDecision("Wave-2", "model", "epoch-ai", "Lotus AI", f"{ID}model/wave-2", "not", "another model")
    )
    write_files(decisions.contents())
    rows = told(
        data,
        run(
            "epoch-models",
            epoch(
                tmp_path, {**CHINESE, "Organization": "L. AI", "Model": "Lotus-1 Mini"}, {**CHINESE, "Model": "Wave-2"}
            ),
            data,
        ),
    )
    assert ("model:lotus-1-mini", "developedBy", "org:lotus") in rows["row=2"]
    assert ("model:lotus-1-mini", "versionOf", "model:lotus-1") in rows["row=2"]
    assert ("model:wave-2-lotus-ai", "developedBy", "org:lotus") in rows["row=3"]


def test_a_model_of_the_same_name_by_others_is_another_model(data: Path, tmp_path: Path) -> None:
    rows = told(data, run("epoch-models", epoch(tmp_path, {**CHINESE, "Organization": "River Bank"}), data))
    assert ("model:lotus-1-river-bank", "developedBy", "org:river-bank") in rows["row=2"]


def named_alike(data: Path, *models: str) -> None:
    """Register models with the name Lotus-9."""
    path = data / "graph/entities/tiny.ttl"
    blocks = (f'{model} a cnai:AIModel ; rdfs:label "Lotus-9"@en .\n' for model in models)
    path.write_text(path.read_text(encoding="utf-8") + "\n" + "\n".join(blocks), encoding="utf-8")


def test_a_base_that_may_be_two_models_is_a_warning_and_stays_out(data: Path, tmp_path: Path) -> None:
    named_alike(data, "model:lotus-9", "model:lotus-9-river")
    row = {**CHINESE, "Base model": "Lotus-9,Wave-2"}
    summary = run("epoch-models", epoch(tmp_path, row), data)
    assert summary.warnings == ["#row=2: Base model: 'Lotus-9' may be model:lotus-9 or model:lotus-9-river"]
    bases = {f for f in told(data, summary)["row=2"] if f[1] == "basedOn"}
    assert bases == {("model:lotus-1", "basedOn", "model:wave-2")}


def test_a_model_of_the_maker_goes_before_one_that_nobody_claims(data: Path, tmp_path: Path) -> None:
    named_alike(data, "model:a-lotus-9", "model:lotus-9")
    with pytest.raises(InputError, match=r"model:a-lotus-9 or model:lotus-9"):
        run("epoch-models", epoch(tmp_path, {**CHINESE, "Model": "Lotus-9"}), data)
    decisions = Decisions(data)
    decisions.decide(NameDecision("Lotus Nine", "model", "epoch-ai", "", f"{ID}model/lotus-9", "same", "test"))
    write_files(decisions.contents())
    rows = ({**CHINESE, "Model": "Lotus Nine"}, {**CHINESE, "Model": "Lotus-9"})
    found = told(data, run("epoch-models", epoch(tmp_path, *rows), data))
    assert ("model:lotus-9", "developedBy", "org:lotus") in found["row=3"]


def test_a_name_of_two_things_must_be_decided(data: Path, tmp_path: Path) -> None:
    entities = data / "graph/entities/tiny.ttl"
    entities.write_text(
        entities.read_text(encoding="utf-8") + 'org:lotus-bank a cnai:Company ; rdfs:label "Lotus"@en .\n',
        encoding="utf-8",
    )
    with pytest.raises(InputError, match=r"org:lotus or org:lotus-bank"):
        run("epoch-models", epoch(tmp_path, {**CHINESE, "Organization": "Lotus"}), data)


def test_a_chips_row_becomes_facts(data: Path, tmp_path: Path) -> None:
    row = {
        "Hardware name": "Pearl P1", "Manufacturer": "Lotus AI", "Foundry": "Reed Foundry", "Type": "GPU", "Release date": "2024-05",
        "Process size (nm)": "7.0", "Memory (bytes)": "64000000000.0", "TDP (W)": "350.5", "ML models": "Lotus-1,Nobody's", "INT8 performance (OP/s)": "0.5",
    }  # fmt: skip
    columns = (*epoch_hardware._NEEDED, "Memory (bytes)", "TDP (W)", "INT8 performance (OP/s)")
    summary = run("epoch-hardware", table(tmp_path / "ml_hardware_2026-01.csv", columns, row), data)
    assert told(data, summary)["row=2"] == {
        ("chip:pearl-p1", "developedBy", "org:lotus"),
        ("chip:pearl-p1", "fabricatedBy", "org:reed-foundry"),
        ("chip:pearl-p1", "kind", "chipkind:gpu"),
        ("chip:pearl-p1", "released", "2024-05"),
        ("chip:pearl-p1", "processSize", "7"),
        ("chip:pearl-p1", "memory", "64000000000"),
        ("chip:pearl-p1", "thermalDesignPower", "350.5"),
        ("model:lotus-1", "trainingHardware", "chip:pearl-p1"),
    }
    assert "0.5" in summary.warnings[0]


def test_a_form_of_a_chip_is_a_version_of_it_by_decision(data: Path, tmp_path: Path) -> None:
    rows = [
        {"Hardware name": name, "Manufacturer": "Lotus AI", "Type": "GPU", "Process size (nm)": "7"}
        for name in ("Pearl P1", "Pearl P1 PCIe")
    ]
    file = table(tmp_path / "ml_hardware_2026-01.csv", epoch_hardware._NEEDED, *rows)
    run("epoch-hardware", file, data)
    decisions = Decisions(data)
    decided = NameDecision("Pearl P1 PCIe", "chip", "epoch-ai", "", f"{ID}chip/pearl-p1", "version", "its card")
    decisions.decide(decided)
    write_files(decisions.contents())
    found = told(data, run("epoch-hardware", file, data))
    assert ("chip:pearl-p1-pcie", "versionOf", "chip:pearl-p1") in found["row=3"]
    assert not any(predicate == "versionOf" for _, predicate, _ in found["row=2"])


def test_a_models_dev_row_becomes_facts(data: Path, tmp_path: Path) -> None:
    row = {
        "lab": "Lotus AI", "name": "Lotus-1", "release_date": "2026-01", "open_weights": "True", "context": "1000000",
        "input_modalities": "text|image", "output_modalities": "text", "weights": "https://example.org/lotus",
    }  # fmt: skip
    columns = (*models_dev._NEEDED, *models_dev._NOT_TAKEN)
    assert told(data, run("models-dev", table(tmp_path / "models_2026-02.csv", columns, row), data))["row=2"] == {
        ("model:lotus-1", "developedBy", "org:lotus"),
        ("model:lotus-1", "released", "2026-01"),
        ("model:lotus-1", "openWeights", "true"),
        ("model:lotus-1", "contextLength", "1000000"),
        ("model:lotus-1", "inputModality", "modality:text"),
        ("model:lotus-1", "inputModality", "modality:image"),
        ("model:lotus-1", "outputModality", "modality:text"),
        ("model:lotus-1", "weightsAt", "https://example.org/lotus"),
    }


def test_ror_records_are_used_where_they_are_certain(data: Path, tmp_path: Path) -> None:
    columns = (*ror._NEEDED, *ror._NOT_TAKEN)
    lotus = {
        "ror": "https://ror.org/01",
        "name": "Lotus AI",
        "name_zh": "Lián Huā|莲花智能|莲花人工智能",
        "city": "Hangzhou",
        "country": "CN",
        "status": "active",
        "wikidata": "Q1",
        "established": "976",
    }
    unlike = {**lotus, "ror": "https://ror.org/02", "name": "River Bank", "name_zh": "河岸", "relationships": ""}
    gone = {**lotus, "ror": "https://ror.org/03", "status": "withdrawn"}
    bank = {
        **lotus,
        "ror": "https://ror.org/04",
        "name": "River Bank",
        "name_zh": "江河银行",
        "relationships": "parent:https://ror.org/01|child:https://ror.org/02",
    }
    # One of its Chinese names is of another organization, so which of the two it is cannot be told.
    torn = {**lotus, "ror": "https://ror.org/05", "name": "Lotus AI", "name_zh": "莲花智能|江河银行"}
    summary = run("ror", table(tmp_path / "ror_2026-01.csv", columns, lotus, unlike, gone, bank, torn), data)
    rows = told(data, summary)
    assert rows["row=2"] == {
        ("org:lotus", "rorId", "https://ror.org/01"),
        ("org:lotus", "wikidataId", "http://www.wikidata.org/entity/Q1"),
        ("org:lotus", "jurisdiction", "place:cn"),
        ("org:lotus", "locatedIn", "place:hangzhou"),
        ("org:lotus", "foundingDate", "0976"),
    }
    assert ("org:river-bank", "parentOrganization", "org:lotus") in rows["row=5"]
    assert set(rows) == {"row=2", "row=5"}
    assert summary.skipped == {"no organization of the graph": 2, "withdrawn or inactive": 1}
    names = (data / "graph/entities/tiny.ttl").read_text(encoding="utf-8")
    assert "莲花人工智能" in names
    assert "Lián Huā" not in names


TABLE = """# 列表

## 大模型列表

|序号|公司|大模型|省市|类别|官网|说明|
|:-|:-|:-|:-|:-|:-|:-|
|1|莲花智能|[青莲](https://example.org)系列，白莲|浙江杭州|通用|✔|开源模型[QL-7B,13B](https://example.org/q)|
|2|江河银行|红莲|火星|占卜|✘|基于Wave-2的模型|

## 国外大模型
|公司|大模型|说明|
|x|y|z|
"""


def test_the_markdown_table_is_read_by_lines(data: Path, tmp_path: Path) -> None:
    file = tmp_path / "README.md"
    file.write_text(TABLE, encoding="utf-8")
    decisions = Decisions(data)
    for name in ("QL-7B", "QL-13B"):
        decisions.decide(NameDecision(name, "model", "wgwang", "", f"{ID}model/lotus-1", "same", "test"))
    write_files(decisions.contents())
    summary = run("wgwang", file, data, "2024-11-30")
    rows = told(data, summary)
    assert set(rows) == {"line=6,7", "line=7,8"}
    assert ("org:lotus", "locatedIn", "place:hangzhou") in rows["line=6,7"]
    assert {f for f in rows["line=6,7"] if f[1] == "developedBy"} == {
        (m, "developedBy", "org:lotus") for m in ("model:qing-lian", "model:bai-lian", "model:lotus-1")
    }
    assert ("model:hong-lian", "basedOn", "model:wave-2") in rows["line=7,8"]
    assert any("占卜" in w for w in summary.warnings)
    assert any("火星" in w for w in summary.warnings)
    assert summary.read == 2


LIST = {
    "list_id": "bis-entity-list",
    "entities": [
        {"name": "Lotus AI", "aliases": ["Lotus Firm", "12 Lotus Road, Floor 3", "Hangzhou"], "country": "China", "address": "Hangzhou, China", "status": None, "effective_date": None, "federal_register": "85 FR 34505, 6/5/20.\n84 FR 54004, 10/9/19", "notes": "(See § 744.11 of the EAR) 4"},
        {"name": "Pearl Chips Limited", "aliases": [], "country": "China", "address": "Kowloon, Hong Kong", "status": None, "effective_date": None, "federal_register": "91 FR 1 (June 10, 2026)", "notes": "of the EAR)"},
        {"name": "Tractor Works", "aliases": [], "country": "China", "address": "", "status": None, "effective_date": None, "federal_register": "", "notes": ""},
        {"name": "Robot Works", "aliases": [], "country": "Freedonia", "address": "", "status": None, "effective_date": None, "federal_register": "", "notes": ""},
    ],
}  # fmt: skip


def test_list_entries_become_listings(data: Path, tmp_path: Path) -> None:
    file = tmp_path / "list.json"
    file.write_text(json.dumps(LIST), encoding="utf-8")
    decisions = Decisions(data)
    decisions.decide(NameDecision("Pearl Chips Limited", "org", "us-lists", "", f"{ID}org/harbor", "brand", "test"))
    write_files(decisions.contents())
    summary = run("us-lists", file, data, "2026-07-09")
    rows = told(data, summary)
    lotus = {f[1:] for f in rows["/entities/0"] if f[0] == "event:listing-entity-list-lotus-ai-china-84-fr-54004"}
    assert {("listedParty", "org:lotus"), ("date", "2019-10-09"), ("footnote", "4"), ("place", "place:cn")} <= lotus
    assert {f for f in lotus if f[0] == "federalRegister"} == {
        ("federalRegister", "84 FR 54004"),
        ("federalRegister", "85 FR 34505"),
    }
    assert ("org:lotus", "jurisdiction", "place:cn") in rows["/entities/0"]
    pearl = rows["/entities/1"]
    listing = "event:listing-entity-list-pearl-chips-limited-china-91-fr-1"
    assert {(listing, "namesBrand", "org:harbor"), (listing, "date", "2026-06-10")} <= pearl
    # The heading is China, and the only address in Hong Kong.
    assert [f[2] for f in pearl if f[1] == "jurisdiction"] == ["place:hk"]
    assert set(rows) == {"/entities/0", "/entities/1"}
    assert sum(summary.skipped.values()) == 2
    names = (data / "graph/entities/tiny.ttl").read_text(encoding="utf-8")
    assert "Lotus Firm" in names
    assert "Lotus Road" not in names


@pytest.mark.parametrize(
    ("country", "address", "place"),
    [
        ("China", "", "place:cn"),
        ("China", "1 Reed Road, Hangzhou", "place:cn"),
        ("China", "1 Reed Road, Kowloon, Hong Kong, China", "place:hk"),
        ("China", "Sino-American Eco-city, Tianjin, China (See alternate address under United States)", "place:cn"),
        ("China", "Hangzhou, China; and Kowloon, Hong Kong", "place:cn"),
        ("China", "Kowloon, Hong Kong; and Boston, United States", None),
    ],
)
def test_a_listed_party_is_seated_where_its_addresses_are(
    data: Path, tmp_path: Path, country: str, address: str, place: str | None
) -> None:
    entry = {**LIST["entities"][0], "country": country, "address": address}  # type: ignore[dict-item]
    file = tmp_path / "list.json"
    file.write_text(json.dumps({"list_id": "bis-entity-list", "entities": [entry]}), encoding="utf-8")
    found = told(data, run("us-lists", file, data, "2026-07-09"))["/entities/0"]
    assert [f[2] for f in found if f[1] == "jurisdiction"] == ([place] if place else [])


def test_what_a_list_gives_as_an_alias_is_not_always_a_name(data: Path, tmp_path: Path) -> None:
    aliases = [
        "Pearl Chips", "Ningbo, China", "Pearl Lab. Kowloon, Hong Kong", "Reed Institute subordinate institution:",
        "Pearl (Kowloon", "Pearl AI Ningbo Research Institute", "Harbor Systems",
    ]  # fmt: skip
    entry = {**LIST["entities"][1], "name": "Pearl AI", "aliases": aliases}  # type: ignore[dict-item]
    remarked = {**entry, "name": "Tide Institute subordinate institution: Tide", "aliases": []}
    decisions = Decisions(data)
    decisions.decide(NameDecision("Pearl AI", "org", "us-lists", "", f"{ID}org/harbor", "brand", "test"))
    decisions.decide(NameDecision(str(remarked["name"]), "org", "us-lists", "", f"{ID}org/harbor", "same", "test"))
    write_files(decisions.contents())
    file = tmp_path / "list.json"
    content = {"list_id": "bis-entity-list", "entities": [entry, remarked]}
    file.write_text(json.dumps(content), encoding="utf-8")
    found = told(data, run("us-lists", file, data, "2026-07-09"))
    names = Register(data).things[f"{ID}org/pearl-ai"].names()
    assert names == ["Pearl AI", "Pearl Chips"]
    # The list itself gives the brand as a name of the party, so the party is a legal entity of it.
    assert ("org:pearl-ai", "legalEntityOf", "org:harbor") in found["/entities/0"]
    assert Register(data).things[f"{ID}org/harbor"].names() == ["Harbor Systems"]


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("Reed Robots (Ningbo) Co., Ltd.", "Company"),
        ("Reed Robots University", "University"),
        ("Reed Robots Research Institute", "ResearchInstitution"),
        ("Reed Robots", "Organization"),
    ],
)
def test_the_class_of_a_listed_party_is_what_its_name_says(data: Path, tmp_path: Path, name: str, kind: str) -> None:
    file = tmp_path / "list.json"
    content = {"list_id": "bis-entity-list", "entities": [{**LIST["entities"][0], "name": name}]}  # type: ignore[dict-item]
    file.write_text(json.dumps(content), encoding="utf-8")
    (new,) = run("us-lists", file, data, "2026-07-09").registered
    assert Register(data).things[new].type == f"{CNAI}{kind}"


def test_a_place_among_the_organizations_and_a_wrong_country_stay_out(data: Path, tmp_path: Path) -> None:
    row = {
        "Model": "Lotus-1",
        "Organization": "Lotus AI,Ningbo,Tide",
        "Country (from Organization)": "China,China,China",
    }
    decisions = Decisions(data)
    decisions.decide(NameDecision("Ningbo", "place", "epoch-ai", "", f"{ID}place/ningbo", "same", "a place"))
    decisions.decide(NameDecision("China", "place", "epoch-ai", "Tide", f"{ID}place/cn", "not", "it is elsewhere"))
    write_files(decisions.contents())
    summary = run("epoch-models", epoch(tmp_path, row), data)
    found = {f for facts in told(data, summary).values() for f in facts}
    assert {f[2] for f in found if f[1] == "developedBy"} == {"org:lotus", "org:tide"}
    assert {f[0] for f in found if f[1] == "jurisdiction"} == {"org:lotus"}
    assert sum(summary.skipped.values()) == 2


def test_a_listing_keeps_its_iri_whatever_else_the_list_holds(data: Path, tmp_path: Path) -> None:
    lotus = {"name": "Lotus AI", "aliases": [], "country": "China", "federal_register": "84 FR 54004, 10/9/19"}
    long = "Pearl Group of Research Institutes for Integrated Circuits, Computing and Robots, Institute"
    units = [{**lotus, "name": f"{long} {number}"} for number in (7, 8)]
    decisions = Decisions(data)
    decisions.decide(NameDecision("Lotus Cloud", "org", "us-lists", "", f"{ID}org/lotus", "same", "its old name"))
    decisions.decide(NameDecision("Lotus AI", "org", "us-lists", "", f"{ID}org/lotus", "same", "its name"))
    write_files(decisions.contents())

    def listings(*entries: Mapping[str, object]) -> list[str]:
        file = tmp_path / "list.json"
        file.write_text(json.dumps({"list_id": "bis-entity-list", "entities": entries}), encoding="utf-8")
        found = told(data, run("us-lists", file, data, "2026-07-09"))
        return [next(f[0] for f in found[f"/entities/{n}"] if f[1] == "rdf:type") for n in range(len(entries))]

    before = listings(lotus, *units)
    assert len(set(before)) == 3
    # Entries of the same party, of the same name by a later notice, and under another heading, put in before.
    more = [{**lotus, "name": "Lotus Cloud"}, {**lotus, "federal_register": "90 FR 7, 1/2/25"}, {**lotus, "country": "Hong Kong"}]  # fmt: skip
    after = listings(*more, {**lotus, "federal_register": "85 FR 34505, 6/5/20.\n84 FR 54004, 10/9/19"}, *units)
    assert after[3:] == before
    assert len(set(after)) == 6
    # The name that a listing goes by is the entry's, so a merge of parties does not touch it.
    assert before[0] == "event:listing-entity-list-lotus-ai-china-84-fr-54004"


def test_policies_are_chosen_and_read_by_their_titles(data: Path, tmp_path: Path) -> None:
    rows = [
        {"title": "苇市办公厅等三部门关于印发《智能芦苇行动计划》的通知", "url": "https://example.org/1", "publication_date": "2024-02-03", "issuing_department": "国家网信办", "source": "cac"},
        {"title": "《智能芦苇行动计划》答记者问", "url": "https://example.org/2", "publication_date": "2024-02-04", "issuing_department": "国家网信办", "source": "cac"},
        {"title": "关于密码算法的通知", "url": "https://example.org/3", "publication_date": "2024-02-03", "issuing_department": "苇市办公厅", "source": "miit"},
    ]  # fmt: skip
    summary = run("ai-policies", table(tmp_path / "policies_2026-01.csv", ai_policies._NEEDED, *rows), data)
    found = told(data, summary)
    assert {f[1:] for f in found["row=2"]} == {
        ("issued", "2024-02-03"), ("officialText", "https://example.org/1"), ("issuedBy", "org:reed-city"), ("statedCount", "3"),
        ("listComplete", "false"), ("unnamedMembers", "2 bodies that the title does not name"),
    }  # fmt: skip
    assert {f[0] for f in found["row=3"]} == {f[0] for f in found["row=2"]}
    assert {f[1:] for f in found["row=3"]} == {("officialText", "https://example.org/2")}
    assert set(found) == {"row=2", "row=3"}
    assert summary.skipped == {"the title has no term of AI": 1}


@pytest.mark.parametrize(
    ("pages", "issued"),
    [
        ([("《智能芦苇计划》答记者问", "2024-02-01"), ("关于印发《智能芦苇计划》的通知", "2024-02-03")], {"row=3": "2024-02-03"}),
        ([("关于印发《智能芦苇计划》的通知", "2024-02-05"), ("智能芦苇计划", "2024-02-03")], {"row=3": "2024-02-03"}),
        ([("关于印发《智能芦苇计划》的通知", "2024-02-03"), ("智能芦苇计划", "2024-02-03")], {"row=2": "2024-02-03", "row=3": "2024-02-03"}),
        ([("《智能芦苇计划》答记者问", "2024-02-04"), ("《智能芦苇计划》解读", "2024-02-06")], {"row=2": "2024-02-04"}),
        ([("关于印发《智能芦苇计划》的通知", "soon"), ("《智能芦苇计划》答记者问", "2024-02-04")], {"row=3": "2024-02-04"}),
    ],
)  # fmt: skip
def test_a_policy_has_the_date_of_its_notice_or_text(
    data: Path, tmp_path: Path, pages: Sequence[tuple[str, str]], issued: Mapping[str, str]
) -> None:
    rows = [
        {"title": title, "url": f"https://example.org/{n}", "publication_date": day, "source": "cac"}
        for n, (title, day) in enumerate(pages)
    ]
    found = told(data, run("ai-policies", table(tmp_path / "policies_2026-01.csv", ai_policies._NEEDED, *rows), data))
    assert {row: f[2] for row, facts_ in found.items() for f in facts_ if f[1] == "issued"} == issued
    assert len({f[0] for facts_ in found.values() for f in facts_}) == 1


@given(st.integers(min_value=-(10**15), max_value=10**15))
def test_whole_numbers_survive_being_written_as_floats(number: int) -> None:
    for text in (str(number), f"{number}.0"):
        found = cells.whole(text)
        assert found is not None
        assert found.value == str(number)


@given(st.floats(min_value=1e-6, max_value=1e30, allow_nan=False))
def test_numbers_of_any_size_are_read_to_twelve_digits(number: float) -> None:
    found = cells.double(repr(number))
    assert found is not None
    assert float(found.value) == pytest.approx(number, rel=5e-12)
    assert len(f"{Decimal(found.value).normalize():e}".partition("e")[0].replace(".", "")) <= 12


@pytest.mark.parametrize(
    ("read", "text", "value"),
    [
        (cells.double, "6.899999999999999e24", "6900000000000000000000000"),
        (cells.double, "5.0000000000000004e22", "50000000000000000000000"),
        (cells.whole, "65129999999999.9", "65130000000000"),
        (cells.whole, "9223372036854775807", "9223372036854775807"),
        (cells.decimal, "12.300000000000001", "12.3"),
        (cells.decimal, "1200.0", "1200"),
        (cells.decimal, "1e-3", "0.001"),
    ],
)
def test_the_noise_of_arithmetic_is_rounded_off(read: Reader, text: str, value: str) -> None:
    found = read(text)
    assert found is not None
    assert found.value == value


@pytest.mark.parametrize(
    ("read", "text"),
    [
        *((read, text) for read in (cells.whole, cells.decimal, cells.double) for text in NO_NUMBERS),
        (cells.whole, "0.5"),
        (cells.whole, "1e30"),
        (cells.date, "2024/01/05"),
        (cells.date, "2024-13-45"),
        (cells.date, "2024-13"),
        (cells.date, "2024-21"),
        (cells.date, "2023-02-29"),
        (cells.date, "0000"),
        (cells.us_date, "Janury 16, 2025"),
        (cells.us_date, "13/45/2020"),
        (cells.truth, "perhaps"),
    ],
)
def test_what_is_no_such_value_is_refused(read: Reader, text: str) -> None:
    with pytest.raises(InputError):
        read(text)


ODD: tuple[tuple[str, str, Mapping[str, str], str], ...] = (
    *(("epoch-models", "Parameters", {**CHINESE, "Parameters": text}, "row=2") for text in NO_NUMBERS),
    *(
        ("epoch-models", "Training compute (FLOP)", {**CHINESE, "Training compute (FLOP)": text}, "row=2")
        for text in NO_NUMBERS
    ),
    ("epoch-models", "Publication date", {**CHINESE, "Publication date": "2024-13-45"}, "row=2"),
    ("epoch-hardware", "Process size (nm)", {"Hardware name": "Pearl P1", "Type": "GPU", "Process size (nm)": "nan"}, "row=2"),
    ("models-dev", "context", {"lab": "Lotus AI", "name": "Lotus-1", "context": "inf"}, "row=2"),
    ("ai-policies", "publication_date", {"title": "智能芦苇行动计划", "url": "https://example.org/1", "publication_date": "2024/01/05"}, "row=2"),
)  # fmt: skip


@pytest.mark.parametrize(("name", "column", "row", "place"), ODD)
def test_an_odd_cell_is_a_warning_with_its_row_and_the_rest_is_read(
    data: Path, tmp_path: Path, name: str, column: str, row: Mapping[str, str], place: str
) -> None:
    summary = run(name, table(tmp_path / "x_2026-01.csv", COLUMNS[name], row), data)
    (warning,) = summary.warnings
    assert warning.startswith(f"#{place}: {column}: ")
    assert repr(row[column]) in warning
    assert summary.facts > 0


@pytest.mark.parametrize(
    ("fields", "warned"),
    [
        ({"federal_register": "90 FR 4617, Janury 16, 2025"}, "federal_register: 'Janury 16, 2025'"),
        ({"effective_date": "2024-13-45"}, "effective_date: '2024-13-45'"),
        ({"notes": "Listing Date (CMIC): 31 Jun 2021"}, "notes: '31 Jun 2021'"),
        ({"federal_register": "somewhere"}, "'somewhere' is no citation"),
        ({"aliases": None}, ""),
        ({"aliases": "Lotus Firm"}, "is no entry"),
        ({"aliases": [7]}, "is no entry"),
        ({"name": None}, "is no entry"),
        ({"notes": 4}, "is no entry"),
        ({"colour": "red"}, "the fields colour are new"),
    ],
)
def test_an_odd_entry_of_a_list_is_a_warning_with_its_place(
    data: Path, tmp_path: Path, fields: Mapping[str, object], warned: str
) -> None:
    entry = {"name": "Lotus AI", "aliases": [], "country": "China", "notes": "", "federal_register": ""}
    file = tmp_path / "list.json"
    whole = {**entry, "name": "Pearl AI", "federal_register": "85 FR 1, 1/2/20"}
    file.write_text(json.dumps({"list_id": "bis-entity-list", "entities": [{**entry, **fields}, whole, 7]}))
    summary = run("us-lists", file, data, "2026-07-09")
    first = [w for w in summary.warnings if w.startswith("#/entities/0: ")]
    assert [warned in w for w in first] == ([True] if warned else [])
    assert any(w.startswith("#/entities/2: is no entry") for w in summary.warnings)
    assert set(told(data, summary)) == ({"/entities/1"} if warned == "is no entry" else {"/entities/0", "/entities/1"})


@pytest.mark.parametrize("name", ["epoch-models", "epoch-hardware", "models-dev", "ror", "ai-policies"])
@pytest.mark.parametrize("rows", [False, True])
def test_an_empty_table_is_refused(data: Path, tmp_path: Path, name: str, rows: bool) -> None:
    file = tmp_path / "x_2026-01.csv"
    file.write_text(f"{','.join(COLUMNS[name])}\n" if rows else "", encoding="utf-8")
    with pytest.raises(InputError, match="no rows" if rows else "is empty"):
        run(name, file, data)


@pytest.mark.parametrize(
    ("name", "text", "message"),
    [
        ("wgwang", "## 大模型列表\n", "no table"),
        ("wgwang", "## 大模型列表\n\n## 国外大模型\n|公司|\n|:-|\n|x|\n", "no table"),
        ("us-lists", '{"list_id": "bis-entity-list"}', "no list of entities"),
        ("us-lists", "[]", "none of the lists"),
        ("us-lists", '{"list_id": ["bis-entity-list"], "entities": []}', "none of the lists"),
    ],
)
def test_a_file_without_its_table_is_refused(data: Path, tmp_path: Path, name: str, text: str, message: str) -> None:
    file = tmp_path / "x_2026-01"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(InputError, match=message):
        run(name, file, data)


@given(st.lists(st.text(alphabet="ab \u00e9-", min_size=1).map(str.strip).filter(bool), min_size=1, max_size=5))
def test_lists_are_split_at_commas(parts: list[str]) -> None:
    assert cells.split(" , ".join(parts)) == parts


def test_names_with_commas_stay_whole() -> None:
    assert cells.split("A,SambaNova Systems, Inc,B", ["SambaNova Systems, Inc"]) == ["A", "SambaNova Systems, Inc", "B"]


def test_the_examples_in_the_docstrings_hold() -> None:
    import doctest

    from kg_cn_ai.authoring import register

    for module in (ai_policies, cells, us_lists, wgwang, register):
        assert doctest.testmod(module).failed == 0


FILES = (
    ("cac-algorithms", "cac-registers/algorithm_filings.csv"),
    ("cac-cancellations", "cac-registers/algorithm_cancellations.csv"),
    ("cac-generative-ai-services", "cac-registers/genai_services.csv"),
    ("ror", "ror/ror_cn_hk_mo.csv"),
    ("epoch-models", "epoch-ai/all_ai_models_2025-04.csv"),
    ("epoch-models", "epoch-ai/notable_ai_models_2026-07-19.csv"),
    ("epoch-hardware", "epoch-ai/ml_hardware_2026-07-19.csv"),
    ("models-dev", "models-dev/china_lab_models.csv"),
    ("wgwang", "wgwang-llms-in-china/README.md"),
    ("us-lists", "us-restricted-lists/bis_entity_list.json"),
    ("us-lists", "us-restricted-lists/dow_1260h.json"),
    ("us-lists", "us-restricted-lists/ofac_nscmic.json"),
    ("ai-policies", "ai-policies/policies.csv"),
    ("linux-foundation-members", "linux-foundation/china_memberships.csv"),
    ("cncf-maintainers", "linux-foundation/cncf_project_maintainers.csv"),
    ("project-roles", "project-governance/roles.csv"),
    ("openeuler-sigs", "openeuler/sig_organizations.csv"),
    ("github-repositories", "github-projects/repositories.csv"),
    ("github-contributions", "github-projects/contributions.csv"),
    ("hosted-projects", "foundation-landscapes/hosted_projects.csv"),
    ("ai-infra-organizations", "ai-infra-projects/organizations.csv"),
    ("github-adopters", "github-projects/adopters.csv"),
    ("software-hardware", "software-hardware/backends.csv"),
    ("model-hardware", "model-hardware/model_hardware.csv"),
    ("aider-leaderboards", "aider-leaderboards/leaderboards.csv"),
    ("epoch-capabilities-index", "epoch-capabilities-index/chinese_models.csv"),
    ("mlperf-systems", "mlperf/china_systems.csv"),
    ("models-dev-offerings", "models-dev-offerings/offerings_of_chinese_models.csv"),
    ("hf-inference-examples", "hf-inference-providers/mappings.csv"),
    ("hf-inference-partners", "hf-inference-providers/partners.csv"),
    ("litellm-prices", "litellm-prices/chinese_models.csv"),
    ("joint-papers", "paperlists/joint_papers_by_pair.csv"),
    ("cloud-regions", "cloud-regions/regions.csv"),
    ("linux-foundation-members-abroad", "linux-foundation/memberships.csv"),
)


def documented() -> dict[tuple[str, ...], set[str]]:
    """Importer, rows, used and facts of each table in docs/data.md, and the numbers of what it says is left out."""
    text = (tiny.ROOT / "docs/data.md").read_text(encoding="utf-8")
    rows = [[cell.strip() for cell in line.split("|")[1:-1]] for line in text.split("\n") if line.startswith("| `")][1:]
    return {
        (cells[0].strip("`"), *cells[2:5]): set(re.findall(r"[0-9]{1,3}(?:,[0-9]{3})*", cells[5]))
        for cells in rows
        if len(cells) == 6
    }


@pytest.fixture(scope="module")
def own(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the project's own data, for imports that change nothing of it."""
    folder = tmp_path_factory.mktemp("own")
    for room in ("graph", "ontology"):
        shutil.copytree(tiny.ROOT / room, folder / room)
    return folder


def contents(data: Path) -> dict[str, bytes]:
    return {p.relative_to(data).as_posix(): p.read_bytes() for p in (data / "graph").rglob("*") if p.is_file()}


@needs_shared
@pytest.mark.parametrize(("name", "file"), FILES)
def test_the_published_tables_give_the_graph_as_it_is(own: Path, name: str, file: str) -> None:
    summary = run(name, SHARED / file, own)
    before, after = contents(tiny.ROOT), contents(own)
    changed = {path for path in {*before, *after} if before.get(path) != after.get(path)}
    for path in changed:  # for the next table
        (own / path).write_bytes(before[path]) if path in before else (own / path).unlink()
    assert (summary.registered, changed) == ([], set())
    assert summary.read >= summary.used > 0
    left_out = documented()[name, f"{summary.read:,}", f"{summary.used:,}", f"{summary.facts:,}"]
    assert {f"{number:,}" for number in summary.skipped.values()} <= left_out


def test_every_importer_is_tried_on_its_published_table() -> None:
    # Our own tables are shipped, and tried where they stand.
    shipped = {
        path.name.removesuffix("-2026-11-30.csv") for path in (tiny.ROOT / "graph/sources").glob("*-2026-11-30.csv")
    }
    assert {name for name, _ in FILES} | shipped == set(IMPORTERS)
    assert sorted([*(name for name, _ in FILES), *shipped]) == sorted(name for name, *_ in documented())


def test_the_command_prints_a_summary(data: Path, tmp_path: Path) -> None:
    from click.testing import CliRunner

    from kg_cn_ai.cli.main import main

    result = CliRunner().invoke(
        main, ["import", "epoch-models", str(epoch(tmp_path, CHINESE, {})), "--data", str(data)]
    )
    assert result.exit_code == 0
    assert "rows read\t2" in result.output
    assert "left out: row names no model\t1" in result.output
    assert (
        CliRunner()
        .invoke(main, ["import", "epoch-models", str(tmp_path / "none_2026-01.csv"), "--data", str(data)])
        .exit_code
        == 2
    )


def test_us_keywords_are_words() -> None:
    assert us_lists.KEYWORDS.search("Pearl AI Limited")
    assert not us_lists.KEYWORDS.search("Cloudmax Tech")
    assert not us_lists.KEYWORDS.search("Maintenance Chipping Works")
