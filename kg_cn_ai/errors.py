"""What can go wrong, as one family of exceptions.

Every message says where (a file and line, a query position, a command's option), what is wrong, and what to do
next. Functions raise; only the command line turns a kind into an exit status.
"""

from collections.abc import Sequence


class KgError(Exception):
    """Root of the package's errors.

    Args:
        what: What is wrong, in one sentence.
        where: Place of the fault, such as ``graph/sources/x.trig:41``.
        hint: What to do next.

    Attributes:
        zh: The same in Chinese, what and hint, where a reader of Chinese pages may meet it.
    """

    zh: tuple[str, str | None] | None = None

    def __init__(self, what: str, *, where: str | None = None, hint: str | None = None) -> None:
        self.what = what
        self.where = where
        self.hint = hint
        super().__init__(what)

    def said(self, language: str) -> tuple[str, str | None]:
        """What is wrong and what to do, in ``zh`` where there is a Chinese text, else in English."""
        return self.zh if language == "zh" and self.zh is not None else (self.what, self.hint)

    def __str__(self) -> str:
        """The whole message on one to two lines: ``where: what`` and the hint below it."""
        head = f"{self.where}: {self.what}" if self.where else self.what
        return f"{head}\n  {self.hint}" if self.hint else head


class InputError(KgError, ValueError):
    """A file, an argument or a source document cannot be used as it is."""


class CheckFailed(KgError):
    """The graph breaks a rule of its own shapes or checks."""


class UnknownName(KgError, LookupError):
    """No registered thing has this name or IRI; ``suggestions`` holds the nearest ones."""

    def __init__(
        self, what: str, *, where: str | None = None, hint: str | None = None, suggestions: Sequence[str] = ()
    ) -> None:
        super().__init__(what, where=where, hint=hint)
        self.suggestions = tuple(suggestions)


class QueryError(KgError, ValueError):
    """A SPARQL query cannot be parsed or run; ``line`` and ``column`` count from 1 where they are known."""

    def __init__(
        self,
        what: str,
        *,
        where: str | None = None,
        hint: str | None = None,
        line: int | None = None,
        column: int | None = None,
    ) -> None:
        super().__init__(what, where=where, hint=hint)
        self.line = line
        self.column = column


class LimitExceeded(KgError, TimeoutError):
    """A time or size limit was hit before the answer was complete."""
