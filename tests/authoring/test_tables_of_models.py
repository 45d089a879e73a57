"""Tables of models: what is built on what, who scored how, what runs on whose hardware."""

from collections.abc import Mapping
from pathlib import Path

import pytest
import tiny
from imported import table, told

from kg_cn_ai.authoring.identity import Decisions
from kg_cn_ai.authoring.importers.core import Summary
from kg_cn_ai.authoring.importers.run import run
from kg_cn_ai.authoring.importers.tables import evaluations, hardware, lineage
from kg_cn_ai.authoring.name_table import NameDecision
from kg_cn_ai.authoring.register import Register
from kg_cn_ai.files import write_files
from kg_cn_ai.namespaces import ID

TABLES = {t.name: t for t in (lineage.TABLE, evaluations.RUNS, evaluations.INDEX, hardware.MODELS)}
BUILT = {
    "derived_model": "Reed 7B (first release)", "derived_developer": "Harbor Systems; Lotus AI", "base_model": "Lotus-1",
    "base_developer": "Lotus AI", "relation": "fine-tuned from", "licence_of_derived": "Apache 2.0", "date": "2025-03",
    "evidence_kind": "model card",
}  # fmt: skip
RUN = {
    "board": "polyglot", "model": "Lotus-1", "chinese_lab": "Lotus AI", "date": "2025-05-08", "edit_format": "diff",
    "pass_rate_1": "14.2", "pass_rate_2": "40.0",
}  # fmt: skip


@pytest.fixture
def data(tmp_path: Path) -> Path:
    folder = tiny.write(tmp_path / "data")
    register = Register(folder)
    register.add(f"{ID}org/aider-ai", "Community", {"en": "Aider"})
    register.add(f"{ID}product/raft", "SoftwareProject", {"en": "Raft"})
    write_files(register.contents())
    return folder


def imported(data: Path, name: str, *rows: Mapping[str, str]) -> Summary:
    return run(name, table(data.parent / f"{name}.csv", TABLES[name].columns, *rows), data, "2026-08")


def decided(data: Path, name: str, source: str, slug: str, relation: str) -> None:
    decisions = Decisions(data)
    decisions.decide(NameDecision(name, "model", source, "", f"{ID}model/{slug}", relation, "a test"))
    write_files(decisions.contents())


def test_a_row_of_lineage_says_who_built_what_on_what(data: Path) -> None:
    decided(data, "Reed 7B", "curated", "wave-2", "version")
    summary = imported(data, "model-lineage", BUILT)
    assert summary.warnings == []
    assert told(data, summary)["row=2"] >= {
        ("model:reed-7b", "basedOn", "model:lotus-1"),
        ("model:reed-7b", "developedBy", "org:harbor"),
        ("model:reed-7b", "developedBy", "org:lotus"),
        ("model:reed-7b", "released", "2025-03"),
        ("model:reed-7b", "versionOf", "model:wave-2"),
        ("model:reed-7b", "weightsLicence", "https://spdx.org/licenses/Apache-2.0"),
        ("model:lotus-1", "developedBy", "org:lotus"),
    }


@pytest.mark.parametrize(
    "cells",
    [
        {"evidence_kind": "press or third-party page"},
        {"relation": "architecture"},
        {"relation": "synthetic training data from"},
        {"base_developer": ""},
    ],
)
def test_what_is_no_base_or_a_claim_stays_out(data: Path, cells: dict[str, str]) -> None:
    summary = imported(data, "model-lineage", {**BUILT, **cells}, {**BUILT, "derived_model": "Other"})
    assert set(told(data, summary)) == {"row=3"}
    assert summary.skipped.total() == 1


def test_another_licence_than_those_of_the_list_is_none(data: Path) -> None:
    summary = imported(data, "model-lineage", {**BUILT, "licence_of_derived": "Lotus LICENSE"})
    assert not any(predicate == "weightsLicence" for _, predicate, _ in told(data, summary)["row=2"])


def test_runs_of_one_model_on_one_day_are_scores_of_their_own(data: Path) -> None:
    decided(data, "Lotus 1, no think", "aider", "lotus-1", "same")
    summary = imported(
        data, "aider-leaderboards", RUN, {**RUN, "model": "Lotus 1, no think", "pass_rate_2": "38.5"},
        {**RUN, "chinese_lab": ""}, {**RUN, "combination": "with another model"}, {**RUN, "model": "Nobody's"},
    )  # fmt: skip
    rows = told(data, summary)
    assert set(rows) == {"row=2", "row=3"}
    assert len({subject for facts in rows.values() for subject, _, _ in facts}) == 2
    assert ("observation:aider-polyglot-lotus-1-diff-2025-05-08", "value", "40") in rows["row=2"]
    settings = {value for _, predicate, value in rows["row=3"] if predicate == "setting"}
    assert settings == {"Lotus 1, no think", "diff"}


def test_refactoring_has_one_attempt(data: Path) -> None:
    summary = imported(data, "aider-leaderboards", {**RUN, "board": "refactor", "pass_rate_2": ""})
    values = {value for _, predicate, value in told(data, summary)["row=2"] if predicate == "value"}
    assert values == {"14.2"}


def test_an_index_without_a_score_says_nothing(data: Path) -> None:
    row = {"model_name": "Lotus-1", "eci_score": "139.5"}
    summary = imported(data, "epoch-capabilities-index", row, {**row, "eci_score": ""})
    assert set(told(data, summary)) == {"row=2"}


def test_support_that_is_experimental_is_no_full_support(data: Path) -> None:
    row = {"stack": "Raft", "model": "Lotus-1", "support": "supported", "hardware": "Pond A2",
           "hardware_vendor": "Harbor Systems", "commit_date": "2026-08-22"}  # fmt: skip
    summary = imported(
        data, "model-hardware", row, {**row, "support": "experimental"}, {**row, "support": "not supported"}
    )
    rows = told(data, summary)
    assert set(rows) == {"row=2", "row=3"}
    for number, state in (("row=2", "supported"), ("row=3", "experimental")):
        record = f"relation:lotus-1-on-harbor-through-raft-{state}"
        assert {(record, "state", f"state:{state}"), (record, "model", "model:lotus-1")} <= rows[number]
