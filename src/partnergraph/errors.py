"""Errors, one tree, by operation; each carries its data and is formatted only in ``__str__``."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

_ACTING = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")


def printable(text: str) -> str:
    """Return text that only stands on a screen: what would act on it is written as an escape, as JSON writes it.

    Line feeds and tabs stay.

    >>> printable("\\x1b[2J\\u202eEvil\\n")
    '\\\\u001b[2J\\\\u202eEvil\\n'
    """
    return _ACTING.sub(lambda found: f"\\u{ord(found[0]):04x}", text)


class PartnerGraphError(Exception):
    """Base of everything that partnergraph raises on purpose."""


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing to mend in an input: where it is, what it is, why it is refused, what to write instead.

    ``line`` and ``column`` count from 1; ``None`` where the input has no such place (a column of a
    spreadsheet, say, has a ``field`` instead). ``severity`` is ``"error"`` or ``"warning"``.
    """

    message: str
    hint: str | None = None
    file: str | None = None
    line: int | None = None
    column: int | None = None
    field: str | None = None
    value: str | None = None
    severity: str = "error"

    def __str__(self) -> str:
        where = ":".join(str(part) for part in (self.file, self.line, self.column) if part is not None)
        subject = self.field or ""
        if not subject.isprintable():
            subject = repr(subject)  # a key may hold line breaks
        if self.value is not None:
            shown = self.value if len(self.value) <= 60 else self.value[:57] + "..."
            subject = f"{subject} {shown!r}".strip()
        text = ": ".join(part for part in (where, subject, self.message) if part)
        return printable(f"{text}\n    {self.hint}" if self.hint else text)


def ring(names: Sequence[str]) -> Problem:
    """Return the problem of what stands, through others, above itself: their names, each below the next.

    >>> print(ring(["x1", "x2"]))
    x1: stands above itself: x1, x2, x1
        let the way up end at one of them
    """
    way = ", ".join((*names, names[0]))
    return Problem(f"stands above itself: {way}", "let the way up end at one of them", field=names[0])


class InputError(PartnerGraphError, ValueError):
    """What was given cannot be read; holds every problem found in one pass."""

    def __init__(self, problems: Sequence[Problem] | str, hint: str | None = None) -> None:
        if isinstance(problems, str):
            problems = [Problem(problems, hint)]
        super().__init__(problems)
        self.problems: tuple[Problem, ...] = tuple(problems)

    def __str__(self) -> str:
        return "\n".join(map(str, self.problems))


class PhraseError(PartnerGraphError, ValueError):
    """A territory or date phrase that cannot be read without guessing."""

    def __init__(self, phrase: str, why: str, hint: str | None = None) -> None:
        super().__init__(phrase, why, hint)
        self.phrase, self.why, self.hint = phrase, why, hint

    def __str__(self) -> str:
        text = f"{self.phrase!r}: {self.why}"
        return f"{text}\n    {self.hint}" if self.hint else text


class UnknownNameError(PartnerGraphError, LookupError):
    """A name that nothing in the graph has; carries the nearest known ones."""

    def __init__(self, what: str, name: str, nearest: Sequence[str] = ()) -> None:
        super().__init__(what, name, tuple(nearest))
        self.what, self.name, self.nearest = what, name, tuple(nearest)

    def __str__(self) -> str:
        text = f"no {self.what} is called {self.name!r}"
        return f"{text}\n    nearest: {', '.join(self.nearest)}" if self.nearest else text


class QueryError(PartnerGraphError, ValueError):
    """A query that the engine refuses, or that asks for something switched off."""

    def __init__(self, why: str, hint: str | None = None) -> None:
        super().__init__(why, hint)
        self.why, self.hint = why, hint

    def __str__(self) -> str:
        return f"{self.why}\n    {self.hint}" if self.hint else self.why


class NotSparqlError(QueryError):
    """A query or update that cannot be parsed; ``why`` says where the engine stopped."""


class RefusedQueryError(QueryError):
    """A query that the engine of a remote store did not answer; ``why`` says what it answered instead."""


class _AtPath:
    """What went wrong with a file or directory, and what to do instead."""

    def __init__(self, path: str | Path, why: str, hint: str | None = None) -> None:
        super().__init__(str(path), why, hint)  # type: ignore[call-arg]
        self.path, self.why, self.hint = str(path), why, hint

    def __str__(self) -> str:
        text = f"{self.path}: {self.why}"
        return f"{text}\n    {self.hint}" if self.hint else text


class StoreError(_AtPath, PartnerGraphError, OSError):
    """A store that is absent, foreign, locked, too new or broken."""


class StoreUnreachableError(StoreError):
    """A store that does not answer."""


class ExportError(_AtPath, PartnerGraphError, OSError):
    """An output that cannot be written; no half file is left."""


class MissingPackageError(PartnerGraphError, ImportError):
    """A package that is not installed with partnergraph, and is needed for what was asked."""

    def __init__(self, package: str, what: str) -> None:
        super().__init__(package, what)
        self.package, self.what = package, what

    def __str__(self) -> str:
        return f"{self.package} is not installed, which {self.what} need\n    pip install {self.package}"


@dataclass
class ProblemList:
    """Collects problems while a reader goes on, so that all are reported in one pass."""

    file: str | None = None
    items: list[Problem] = field(default_factory=list)

    def add(self, message: str, **where: object) -> None:
        """Keep one problem; ``where`` are the other fields of `Problem`."""
        where.setdefault("file", self.file)
        self.items.append(Problem(message, **where))  # type: ignore[arg-type]

    @property
    def errors(self) -> list[Problem]:
        """Those that refuse the input."""
        return [p for p in self.items if p.severity == "error"]

    @property
    def warnings(self) -> list[Problem]:
        """Those that only want a look."""
        return [p for p in self.items if p.severity == "warning"]

    def raise_errors(self) -> None:
        """Raise `InputError` with all errors, if there is one."""
        if self.errors:
            raise InputError(self.errors)
