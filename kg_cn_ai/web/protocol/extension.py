"""Data extension of the reconciliation service: which properties can be fetched, and their values for many things."""

import re
from collections.abc import Mapping
from typing import Any, Final

from fastapi import Request

from kg_cn_ai.cards.facts import Value
from kg_cn_ai.errors import InputError
from kg_cn_ai.namespaces import BASE, CNAI, ID, XSD, expand, local_name
from kg_cn_ai.web.release.knowledge import Knowledge, knowledge
from kg_cn_ai.web.release.site import site_of

_MOST_IDS: Final = 1_000
NAMES: Final = {"label-en": ("en", "English label"), "label-zh": ("zh-hans", "中文名称"),
                "label-pinyin": ("zh-latn-pinyin", "pinyin")}  # fmt: skip
"""What a thing can be extended by besides its properties: id → language tag and name."""

_DAY: Final = re.compile(r"\d{4}-\d{2}-\d{2}")


def extension(request: Request, given: Mapping[str, Any]) -> dict[str, Any]:
    """The values of properties of many things; a thing or property that is not there has none.

    Raises:
        InputError: The query is not as the protocol has it, or is too long.
    """
    ids, properties = given.get("ids"), given.get("properties")
    sound = (
        isinstance(ids, list)
        and all(isinstance(id, str) for id in ids)
        and isinstance(properties, list)
        and all(isinstance(p, dict) and isinstance(p.get("id"), str) for p in properties)
    )
    if not sound or ids is None or properties is None:
        hint = '{"ids": ["org/baidu"], "properties": [{"id": "jurisdiction"}]}'
        raise InputError("extend is not as the protocol has it", hint=hint)
    if len(ids) > _MOST_IDS or len(properties) > 50:
        raise InputError("too many ids or properties at once", hint=f"Send at most {_MOST_IDS} ids and 50 properties.")
    known = knowledge(request)
    base = site_of(request).settings.base
    return {
        "meta": [_meta(known, p["id"], base) for p in properties],
        "rows": {id: {p["id"]: _cells(known, id, p) for p in properties} for id in ids},
    }


def _meta(known: Knowledge, name: str, base: str) -> dict[str, Any]:
    if name in NAMES:
        return {"id": name, "name": NAMES[name][1]}
    if name == "iri":
        return {"id": name, "name": "IRI"}
    term = known.vocabulary.properties.get(CNAI + local_name(name))
    if term is None:
        return {"id": name, "name": name}
    meta: dict[str, Any] = {"id": name, "name": term.label.en or name}
    if term.kind == "object" and len(term.range) == 1:
        meta["type"] = {"id": local_name(term.range[0]), "name": known.name(term.range[0])}
        meta["service"] = f"{base}reconcile"
    return meta


def _cells(known: Knowledge, id: str, wanted: Mapping[str, Any]) -> list[dict[str, Any]]:
    iri = known.kg.successor(expand(id) or ID + id)
    if not known.exists(iri):
        return []
    name = wanted["id"]
    if name == "iri":
        return [{"str": iri}]
    if name in NAMES:
        label = known.labels(iri).get(NAMES[name][0])
        return [{"str": label}] if label else []
    cells = [_cell(value, datatype) for value, datatype in known.typed_values(iri, CNAI + local_name(name))]
    settings = wanted.get("settings")
    limit = str(settings.get("limit")) if isinstance(settings, dict) else ""
    most = int(limit) if limit.isdecimal() and len(limit) < 9 else 0
    return cells[:most] if most else cells


def _cell(value: Value, datatype: str) -> dict[str, Any]:
    if value.iri is not None:
        if value.iri.startswith(ID):
            return {"id": value.iri.removeprefix(ID), "name": value.text}
        return {"str": value.text if value.iri.startswith(BASE) else value.iri}
    try:
        if datatype == f"{XSD}integer":
            return {"int": int(value.text)}
        if datatype in (f"{XSD}decimal", f"{XSD}double", f"{XSD}float"):
            return {"float": float(value.text)}
    except ValueError:
        return {"str": value.text}
    if _DAY.fullmatch(value.text) and datatype != f"{XSD}string":
        return {"date": f"{value.text}T00:00:00"}
    return {"str": value.text}
