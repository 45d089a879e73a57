"""One theme for all pages: where colours are stated, in which themes, and how pages without a script follow the system."""

import re
from pathlib import Path

import pytest
import tiny

from kg_cn_ai.pages.data import config, template
from kg_cn_ai.pages.theme import system_theme, theme

PACKAGE = tiny.ROOT / "kg_cn_ai"
SHEETS = sorted(
    path
    for folder in ("pages/templates", "web/static")
    for path in (PACKAGE / folder).rglob("*.css")
    if "editor" not in path.relative_to(PACKAGE).parts  # made by ./run assets
)
COLOUR = re.compile(r"#(?:[0-9a-f]{8}|[0-9a-f]{6}|[0-9a-f]{3,4})\b|\b(?:rgb|hsl|oklch|color)a?\(")
FOREIGN = {"api.css": ["#3b4151"]}
"""Colours of others: Swagger UI's own text."""


def declarations(style: str) -> str:
    """A style sheet without comments and selectors, in which an id can look like a colour."""
    style = re.sub(r"/\*.*?\*/", "", style, flags=re.DOTALL)
    return "\n".join(re.findall(r":\s([^;{}]+);", style))


def themes() -> dict[str, dict[str, str]]:
    """Custom properties of each block of the theme, by its first selector."""
    found: dict[str, dict[str, str]] = {}
    for selector, body in re.findall(r"^(:root|\[data-theme=[^{]*)\{\n([^}]*)^\}", theme().replace(":root {", ":root{"), re.MULTILINE):  # fmt: skip
        found[selector.split(",")[0].strip()] = dict(re.findall(r"(--[\w-]+): ([^;]+);", body))
    return found


def test_no_other_style_sheet_names_a_colour() -> None:
    assert len(SHEETS) >= 8
    named = {path.name: COLOUR.findall(declarations(path.read_text(encoding="utf-8"))) for path in SHEETS}
    assert named.pop("theme.css")
    assert {name: colours for name, colours in named.items() if colours} == FOREIGN


def test_no_two_style_sheets_define_the_same_property() -> None:
    owners: dict[str, set[str]] = {}
    for path in SHEETS:
        for name in re.findall(r"^\s*(--[\w-]+):|[{;]\s*(--[\w-]+):", path.read_text(encoding="utf-8"), re.MULTILINE):
            owners.setdefault("".join(name), set()).add(path.name)
    assert {name: files for name, files in owners.items() if len(files) > 1 and name != "--font"} == {}
    assert owners["--font"] == {"theme.css", "frame.css"}, "the pages of the network change it for Chinese"


def test_every_property_that_a_sheet_uses_is_defined() -> None:
    defined = {name for block in themes().values() for name in block}
    scripted = {"--from", "--to", "--cell"}  # set on an element by the explorer
    for path in SHEETS:
        used = set(re.findall(r"var\((--[\w-]+)", path.read_text(encoding="utf-8")))
        assert used <= defined | scripted, path.name


def test_every_colour_has_a_dark_one_and_each_kind_and_family_its_own() -> None:
    found = themes()
    light, dark = found[":root"], found['[data-theme="dark"]']
    coloured = {name for name, value in light.items() if COLOUR.search(value)} - {"--edge", "--backdrop"}
    assert coloured == {name for name, value in dark.items() if COLOUR.search(value)}
    for prefix, rows in (("--kind-", config()["kinds"]), ("--family-", config()["families"])):
        for block in (light, dark, found['[data-theme="contrast"]']):
            assert {f"{prefix}{row['id']}" for row in rows} <= block.keys()
            assert len({block[f"{prefix}{row['id']}"] for row in rows}) == len(rows)


def test_the_canvas_writes_in_the_font_of_the_page() -> None:
    scene = template("explorer/scene.js")
    assert f"'{themes()[':root']['--font']}'" in scene


@pytest.mark.parametrize("name", ["dark", "contrast", "contrast-dark"])
def test_pages_without_a_script_follow_the_system(name: str) -> None:
    made = system_theme()
    assert "[data-theme=" not in re.sub(r"/\*.*?\*/", "", made, flags=re.DOTALL)
    blocks = re.findall(r"^@media ([^{]*prefers[^{]*) \{\n:root \{\n([^}]*)\}\n\}$", made, re.MULTILINE)
    assert len(blocks) == 3
    own = dict(re.findall(r"(--[\w-]+): ([^;]+);", blocks[["dark", "contrast", "contrast-dark"].index(name)][1]))
    assert own == themes()[f'[data-theme="{name}"]']
    assert Path(PACKAGE / "pages" / "templates" / "theme.css").read_text(encoding="utf-8").count("@media") == 1
