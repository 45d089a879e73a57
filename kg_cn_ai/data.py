"""Where the authored data is: the folder that holds ``graph/`` and ``ontology/``.

In a checkout, which is also what an editable install uses, both stand at the top level, beside the package. A
wheel carries them inside the package. Either way the answer does not depend on the current folder.
"""

from importlib.resources import files
from pathlib import Path

from kg_cn_ai.errors import InputError

__all__ = ["data_dir"]

_ROOMS = ("graph/entities", "graph/sources", "ontology/rules")


def data_dir() -> Path:
    """The folder that holds ``graph/`` and ``ontology/``.

    Raises:
        InputError: Neither the installed package nor the folder around it holds them.
    """
    package = files(__package__)
    if not isinstance(package, Path):
        raise InputError(
            "the package is not installed as files, so its data cannot be read",
            where=str(package),
            hint="install the wheel with pip instead of importing it from an archive",
        )
    for folder in (package, package.parent):
        if all((folder / room).is_dir() for room in _ROOMS):
            return folder
    raise InputError(
        "the data of this installation is missing: there is no graph/ and ontology/ in or beside the package",
        where=str(package),
        hint="install the package again, or name the folder that holds graph/ and ontology/",
    )
