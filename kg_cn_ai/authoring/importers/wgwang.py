"""The list of Chinese large models by 走向未来 (wgwang/awesome-LLMs-In-China, Apache-2.0), a Markdown table.

A row names an organization, its models, a place and a category. The notes beside them are prose and stay out, with
two exceptions that are facts: models that the row links to and a decision gives to its organization, and clauses
"X基于Y", X is based on Y, where both are known models (the row's only model where the clause begins with 基于).
Places such as 浙江杭州 are a province and a city; the city is the place. A row is cited by its line in the file.
"""

import re
from collections.abc import Iterator
from typing import Final

from pyoxigraph import NamedNode

from kg_cn_ai.authoring.documents import Document
from kg_cn_ai.authoring.importers.core import Draft, Header, Importer
from kg_cn_ai.errors import InputError
from kg_cn_ai.namespaces import PREFIXES

_HEADING: Final = "## 大模型列表"
_COLUMNS: Final = ("序号", "公司", "大模型", "省市", "类别", "官网", "说明")
_LINK: Final = re.compile(r"\[([^\]]+)\]\([^)]*\)")
_BETWEEN: Final = re.compile(r"[,，、]\s*(?![^(（]*[)）])")
_BASE_NAME: Final = r"[A-Za-z][A-Za-z0-9.+ \-]*[A-Za-z0-9]"
_BASED: Final = re.compile(rf"基于(?:了|的)?\s*\[?({_BASE_NAME}(?:\s*和\s*{_BASE_NAME})?)")
_ABOVE: Final = 2
"""Lines of the table above its first row: the header, and the rule below it."""
_LARGE: Final = NamedNode(f"{PREFIXES['mtype']}large")


def header(document: Document, edition: str) -> Header:
    """What is said of the document."""
    return Header(
        slug=f"wgwang-llms-in-china-{edition}",
        label=f"Awesome LLMs in China (走向未来), {edition}",
        label_zh=f"中国大模型列表（走向未来），{edition}",
        title="中国大模型列表",
        publisher="wgwang",
        url="https://github.com/wgwang/awesome-LLMs-In-China",
        edition=edition,
        licence="https://www.apache.org/licenses/LICENSE-2.0",
        note="微信公众号：走向未来 和 仓库：https://github.com/wgwang/awesome-LLMs-In-China",
    )


def read(document: Document, draft: Draft) -> None:
    """Walk the lines of the table and add what they state."""
    lines = document.text.splitlines()
    if _HEADING not in lines:
        raise InputError(
            f"has no heading {_HEADING!r}", where=str(document.path), hint="check that this is the right list"
        )
    start = lines.index(_HEADING)
    table = [n for n in range(start + 1, len(lines)) if lines[n].startswith("|")]
    end = next((n for n in range(start + 1, len(lines)) if lines[n].startswith("## ")), len(lines))
    rows = [n for n in table if n < end]
    if len(rows) <= _ABOVE:
        raise InputError(
            f"has no table with rows under {_HEADING!r}",
            where=str(document.path),
            hint="check that this is the right list",
        )
    if tuple(_cells(lines[rows[0]])) != _COLUMNS:
        draft.warn(f"line={rows[0]},{rows[0] + 1}", f"the columns are {_cells(lines[rows[0]])}, not {list(_COLUMNS)}")
    for number in draft.walk(rows[_ABOVE:]):
        draft.summary.read += 1
        row = f"line={number},{number + 1}"
        cells = _cells(lines[number])
        if len(cells) < len(_COLUMNS) - 1:
            draft.warn(row, f"has {len(cells)} cells, not {len(_COLUMNS)}")
            draft.skip("row with too few cells")
            continue
        _row(row, cells, draft)


def _cells(line: str) -> list[str]:
    return [cell.strip().strip("\u200b").strip() for cell in line.strip().strip("|").split("|")]


def _row(row: str, cells: list[str], draft: Draft) -> None:
    company, names, place, category = cells[1:5]
    notes = " ".join(cells[6:])
    developers = [draft.thing("org", name, "Organization", company) for name in organizations(company, draft)]
    seat = _place(row, place, draft)
    for developer in developers:
        if len(developers) == 1:
            draft.add(row, developer, "locatedIn", seat)
    sector = draft.concept(row, "sector", category)
    models = []
    for name in model_names(names):
        model = draft.model(name, developers, company)
        models.append(model)
        for developer in developers:
            draft.add(row, model, "developedBy", developer)
        draft.add(row, model, "kind", _LARGE)
        draft.add(row, model, "targetSector", sector)
        draft.family(row, model, name)
    for name in linked(notes):
        if (model_iri := draft.decided("model", name, company)) and model_iri not in models:
            for developer in developers:
                draft.add(row, model_iri, "developedBy", developer)
            draft.family(row, model_iri, name)
            if name not in notes:
                draft.imply(row, "impliedMention", "A link lists sizes after the name of the first: Qwen-1.8B,7B.")
    for name, base_name in bases(notes):
        model_iri = _named_model(name, company, draft) if name else models[0] if len(models) == 1 else None
        base = _named_base(base_name, company, draft)
        if model_iri and base and model_iri != base:
            draft.add(row, model_iri, "basedOn", base)
        else:
            draft.skip("bases in the notes that cannot be given to one model, or are no registered model")


def organizations(cell: str, draft: Draft) -> list[str]:
    """The organizations of a cell: one, unless a decision knows the parts that ``&``, ``+`` or ``、`` separate."""
    parts = [part.strip() for part in re.split(r"[&+＋、]", cell)]
    if len(parts) > 1 and all(draft.find("org", part, cell) for part in parts):
        return parts
    return [cell]


def model_names(cell: str) -> list[str]:
    """The models of a cell: link texts, or what commas separate.

    >>> model_names("[智脑](https://ai.360.cn/),[一见](https://github.com/360CVGroup/SEEChat)")
    ['智脑', '一见']
    >>> model_names("长虹超脑，云帆")
    ['长虹超脑', '云帆']
    """
    links = [match[1] for match in _LINK.finditer(cell)]
    marked = _LINK.sub("\0", cell)
    names = []
    for part in _BETWEEN.split(marked):
        # A part with a link is named by the link's text: "[流萤](…)系列" is 流萤.
        found = [links.pop(0) for _ in range(part.count("\0"))]
        names += [name.strip() for text in found for name in _BETWEEN.split(text)] or [part.strip()]
    return list(dict.fromkeys(filter(None, names)))


def linked(notes: str) -> Iterator[str]:
    """The models that links of the notes name; ``Qwen-1.8B,7B`` is two.

    >>> list(linked("开源模型[Qwen-1.8B,7B](https://github.com/QwenLM/Qwen)"))
    ['Qwen-1.8B', 'Qwen-7B']
    """
    for match in _LINK.finditer(notes):
        first, *more = [part.strip() for part in re.split(r"[,，、]", match[1])]
        yield first
        stem = re.sub(r"[0-9.]+[BM]$", "", first)
        yield from (f"{stem}{part}" if re.fullmatch(r"[0-9.]+[BM]", part) else part for part in more)


def bases(notes: str) -> Iterator[tuple[str, str]]:
    """Model and base of each clause of the form "X基于Y"; the model is empty where the clause begins with 基于.

    >>> list(bases("基于Qwen-7B，开源"))
    [('', 'Qwen-7B')]
    >>> list(bases("基于LLaMA和LLaMA2的模型"))
    [('', 'LLaMA'), ('', 'LLaMA2')]
    >>> list(bases("[雅意2.0](u)：30B, [雅意](u)基于 LLaMA-2-7B"))
    [('雅意', 'LLaMA-2-7B')]
    """
    for clause in re.split(r"[,，。；;：:、](?![^(（\[]*[)）\]])", notes):
        if found := _BASED.search(clause):
            before = clause[: found.start()].strip()
            link = _LINK.search(before)
            for name in re.split(r"\s*和\s*\[?", found[1]):
                yield (link[1] if link else before), name.strip()


def _named_model(text: str, company: str, draft: Draft) -> str | None:
    """The model that stands before 基于, also where it has a second name in brackets: 扁鹊-1.0（BianQue-1.0）."""
    names = [text, *(part.strip() for part in re.split(r"[（()）]", text) if part.strip())]
    return next(filter(None, (_named_base(name, company, draft) for name in names)), None)


def _named_base(name: str, company: str, draft: Draft) -> str | None:
    try:
        return draft.find("model", name, company)
    except InputError:
        return None


def _place(row: str, name: str, draft: Draft) -> str | None:
    """The city of ``浙江杭州``, the province where no city is given."""
    found = draft.register.named("place", name)
    for at in range(1, len(name)):
        if not found and draft.register.named("place", name[:at]):
            found = draft.register.named("place", name[at:])
    if len(found) != 1:
        draft.warn(row, f"the place {name!r} is not registered: add it to graph/entities/places.ttl")
        return None
    return found[0]


IMPORTER: Final = Importer(
    name="wgwang",
    about="走向未来, list of Chinese large models (Markdown)",
    source="wgwang",
    header=header,
    read=read,
)
