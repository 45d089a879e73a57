"""Who wrote the text of a page, where a table says it: ``Reuters via WHBL``, ``SCMP repost``, ``Sowetan (Reuters)``.

The name of the writer is looked up among the registered organizations. A decision for the whole cell, in the context
``publisher``, goes before what its words say; so does one that it is not a named writer's. A cell that names only the
site gives no origin: who publishes there is for the table of hosts to say.
"""

import re
from typing import Final

from kg_cn_ai.authoring.importers.core import Draft

_FORMS: Final = (
    re.compile(r"(?P<writer>.+?),? (?:via|relayed by) .+"),
    re.compile(r"repost of (?P<writer>.+)"),
    re.compile(r"(?P<writer>.+?),? (?:repost(?:ed)?|mirror(?:ed)?|quoted|translated|copy)(?: \(.+\))?"),
    re.compile(r".+ \((?:citing )?(?P<writer>[^()a-z][^()]*?)(?:,? (?:relayed|repost|paraphrased|translated))?\)"),
)
"""How a cell names the writer; what stands in brackets is a name where it begins with a capital or in Chinese."""
CONTEXT: Final = "publisher"


def writer_of(text: str) -> str:
    """The writer that the words of a cell name as another than the site; empty where they name none.

    >>> [writer_of(t) for t in ("Reuters via WHBL", "SCMP repost", "Sowetan (Reuters)", "dnyuz (repost)", "Pandaily")]
    ['Reuters', 'SCMP', 'Reuters', '', '']
    """
    for form in _FORMS:
        if match := form.fullmatch(text):
            # What looks like an address is the site itself.
            return "" if re.fullmatch(r"[\w-]+(\.[\w-]+)+", match["writer"]) else match["writer"]
    return ""


def origin_of(draft: Draft, row: str, text: str) -> str:
    """The organization that a cell names as writer of a page; empty where it names none that is registered."""
    if not text:
        return ""
    if iri := draft.decided("org", text, CONTEXT):
        return iri
    writer = writer_of(text)
    found = draft.bearing("org", writer or text, CONTEXT)
    if writer and not found:
        draft.warn(row, f"{writer!r} wrote the page and is not registered: register it, or decide for {text!r}")
    return found[0] if len(found) == 1 else ""


__all__ = ["CONTEXT", "origin_of", "writer_of"]
