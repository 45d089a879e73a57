"""The theme: colours, type and room of all pages, from one style sheet.

``templates/theme.css`` states each theme once, for pages that name theirs in ``data-theme``. A page without a script
cannot do that and follows the system: `system_theme` puts the same declarations under media queries.
"""

import re
from functools import cache
from typing import Final

from kg_cn_ai.pages.data import template

__all__ = ["system_theme", "theme"]

_SYSTEM: Final = {
    "dark": "(prefers-color-scheme: dark)",
    "contrast": "(prefers-contrast: more) and (prefers-color-scheme: light)",
    "contrast-dark": "(prefers-contrast: more) and (prefers-color-scheme: dark)",
}
_BLOCK: Final = re.compile(r'^\[data-theme="([\w-]+)"\][^{]*\{\n([^}]*)^\}', re.MULTILINE)


def theme() -> str:
    """The style sheet for a page that says its theme in ``data-theme``."""
    return template("theme.css")


@cache
def system_theme() -> str:
    """The style sheet for a page that follows the system."""
    return _BLOCK.sub(lambda found: f"@media {_SYSTEM[found[1]]} {{\n:root {{\n{found[2]}}}\n}}", theme())
