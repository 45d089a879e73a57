"""One script from small ES modules: what a page carries, made without npm.

A module becomes a function of its own that runs once and returns what it exports; an import becomes a look-up in what
that function returned. Names of one module are therefore unknown to all others, as in the language itself. Only what
the modules of this package use is understood: named imports on one line or several from ``./name.js``, and ``export``
before ``function``, ``async function``, ``class`` or ``const``. Anything else stops the build instead of changing its
meaning. Modules may not import each other in a circle. Comments that begin a line are left out: they are a third of the
text, and no module may have a text over several lines in which such a line could stand.
"""

import re
from collections.abc import Callable
from typing import Final

__all__ = ["bundle"]

_IMPORT: Final = re.compile(r"^import\s*\{([^}]*)\}\s*from\s*\"\./([\w-]+\.js)\";\n", re.MULTILINE)
_EXPORT: Final = re.compile(r"^export\s+((?:async\s+)?function\*?|class|const)\s+([\w$]+)", re.MULTILINE)
_COMMENT: Final = re.compile(r"^[ \t]*(?://.*|/\*\*(?:[^*]|\*(?!/))*\*/[ \t]*)\n", re.MULTILINE)
_LEFT: Final = re.compile(r"^\s*(?:import\b(?!\s*\()|export\b).*$", re.MULTILINE)


def bundle(entry: str, read: Callable[[str], str]) -> str:
    """The script of a module and all that it imports.

    Args:
        entry: File name of the module that starts the page.
        read: Text of a module by file name.

    Raises:
        ValueError: A module uses what is not understood, imports what is not exported, or is part of a circle.
    """
    done: dict[str, tuple[str, list[str]]] = {}
    _visit(entry, read, done, ())
    return '"use strict";\n' + "".join(text for text, _ in done.values())


def _visit(
    name: str, read: Callable[[str], str], done: dict[str, tuple[str, list[str]]], above: tuple[str, ...]
) -> None:
    if name in above:
        raise ValueError(f"{name}: modules import each other in a circle: {' → '.join((*above, name))}")
    if name in done:
        return
    text = read(name)
    for found in _IMPORT.finditer(text):
        _visit(found[2], read, done, (*above, name))
        wanted = {word.split(" as ")[0].strip() for word in found[1].split(",") if word.strip()}
        if missing := wanted - set(done[found[2]][1]):
            raise ValueError(f"{name}: {found[2]} exports no {', '.join(sorted(missing))}")
    exported = [found[2] for found in _EXPORT.finditer(text)]
    text = _IMPORT.sub(lambda found: f"const {{{_renamed(found[1])}}} = {_variable(found[2])};\n", text)
    text = _EXPORT.sub(r"\1 \2", text)
    if left := _LEFT.search(text):
        raise ValueError(f"{name}: only named imports and exports are understood, not: {left[0].strip()}")
    text = _COMMENT.sub("", text)
    given = f"return {{ {', '.join(exported)} }};\n" if exported else ""
    done[name] = (f"const {_variable(name)} = (() => {{\n{text}{given}}})();\n", exported)


def _variable(name: str) -> str:
    return "module_" + re.sub(r"\W", "_", name.removesuffix(".js"))


def _renamed(names: str) -> str:
    return re.sub(r"\s+as\s+", ": ", " ".join(names.split()))
