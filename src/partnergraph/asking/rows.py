"""What every answer is: rows to go through, a table for data frames, and sentences with quotes in a notebook."""

from __future__ import annotations

import textwrap
from abc import abstractmethod
from collections.abc import Iterable, Iterator, Sequence
from html import escape
from typing import TYPE_CHECKING, Any, ClassVar, Final, TypeVar, overload

from partnergraph.errors import MissingPackageError, printable

if TYPE_CHECKING:
    from partnergraph.exclusivity import Quote

R = TypeVar("R")
Table = tuple[Sequence[str], Sequence[Sequence[object]]]
"""The names of columns, and the cells row by row."""
Sentences = Sequence[tuple[str, "Sequence[Quote]"]]
"""Sentences, each with the passages that it rests on."""
Told = Iterable[tuple[str, Sentences]]
"""Sentences under headings; a heading may be empty."""
_WIDTH: Final = 78
_QUOTES: Final = ("sentence", "quote", "source", "date")


def fill(text: str, first: str = "", other: str | None = None) -> str:
    """Return text in lines of a terminal; ``first`` stands before the first, ``other`` before those that follow."""
    return textwrap.fill(
        text, _WIDTH, initial_indent=first, subsequent_indent=first if other is None else other,
        break_long_words=False, break_on_hyphens=False,
    )  # fmt: skip


class Rows(Sequence[R]):
    """An answer as a sequence of its rows.

    In a notebook it is shown in sentences with quotes, at the prompt as the command line prints it. Either form has
    the notes on how it is to be taken.
    """

    __slots__ = ()
    notes: tuple[str, ...]
    kind: ClassVar[str] = "answer"
    """What the answer is called as a file."""

    @abstractmethod
    def _rows(self) -> Sequence[R]:
        """Return the rows."""

    @abstractmethod
    def table(self) -> Table:
        """Return the names of the columns, and the rows with names in place of addresses."""

    def lines(self) -> list[str]:
        """Return the answer as the command line prints it."""
        foot = [fill(text, "", "  ") for text in self._foot()]
        return [*map(fill, (*self._head(), *self.notes)), *self._body(), *([""] if foot else []), *foot]

    def _head(self) -> Sequence[str]:
        """Return what stands before the notes."""
        return ()

    @abstractmethod
    def _body(self) -> Iterable[str]:
        """Return the lines between the notes and the foot."""

    def _foot(self) -> Sequence[str]:
        """Return what stands last."""
        return ()

    def _told(self) -> Told:
        """Return what is shown in a notebook in place of a table."""
        return ()

    def __len__(self) -> int:
        return len(self._rows())

    def __iter__(self) -> Iterator[R]:
        return iter(self._rows())

    @overload
    def __getitem__(self, place: int) -> R: ...
    @overload
    def __getitem__(self, place: slice) -> Sequence[R]: ...
    def __getitem__(self, place: int | slice) -> R | Sequence[R]:
        return self._rows()[place]

    def __bool__(self) -> bool:
        return True  # "nothing collides" is an answer

    def _quoted(self) -> Sentences:
        """Return sentences with the passages that they rest on."""
        return [sentence for _, sentences in self._told() for sentence in sentences]

    def to_xlsx(self) -> bytes:
        """Return a workbook: a sheet of the rows, one of the quotes, one of the notes, as far as there are any.

        Raises `ExportError` where openpyxl is not installed.
        """
        from partnergraph.export.workbook import workbook_of

        names, rows = self.table()
        quotes = [(text, q.quote, q.source, q.date) for text, several in self._quoted() for q in several]
        notes = [(text,) for text in (*self._head(), *self.notes, *self._foot())]
        sheets = {self.kind: (names, rows), "quotes": (_QUOTES, quotes), "notes": (("note",), notes)}
        kept = {title: [head, *body] for title, (head, body) in sheets.items() if body or title == self.kind}
        return workbook_of({title: [list(map(_cell, row)) for row in body] for title, body in kept.items()}, self.kind)

    def to_pandas(self) -> Any:
        """Return the rows as a data frame. Raises `MissingPackageError` where pandas is not installed."""
        names, rows = self.table()
        return _library("pandas").DataFrame(list(map(list, rows)), columns=list(names))

    def to_polars(self) -> Any:
        """Return the rows as a data frame. Raises `MissingPackageError` where polars is not installed."""
        names, rows = self.table()
        return _library("polars").DataFrame(list(map(list, rows)), schema=list(names), orient="row", strict=False)

    def __repr__(self) -> str:
        return "\n".join(self.lines())

    def _repr_html_(self) -> str:
        head = (*self._head(), *self.notes)
        told = "".join(_html_section(heading, sentences) for heading, sentences in self._told())
        if not told and (len(self) or not head):
            told = _html_table(*self.table())
        return f"<div>{_html_lines(head)}{told}{_html_lines(self._foot())}</div>"


def _cell(value: object) -> object:
    """Return what a spreadsheet has for a value."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return printable(value) if isinstance(value, str) else value


def _library(name: str) -> Any:
    from importlib import import_module

    try:
        return import_module(name)
    except ImportError:
        raise MissingPackageError(name, "data frames") from None


def _html_lines(texts: Iterable[str]) -> str:
    return "".join(f"<p>{escape(text)}</p>" for text in texts)


def _html_section(heading: str, sentences: Sentences) -> str:
    items = "".join(f"<li>{escape(text)}{''.join(map(_html_quote, quotes))}</li>" for text, quotes in sentences)
    return f"{heading and f'<h4>{escape(heading)}</h4>'}{items and f'<ul>{items}</ul>'}"


def _html_quote(quote: Quote) -> str:
    source = escape(f"{quote.source}, {quote.date}" if quote.date else quote.source)
    words = f"<q>{escape(quote.quote)}</q> " if quote.quote else ""
    return f"<br><small>{words}<cite>{source}</cite></small>"


def _html_table(names: Sequence[str], rows: Sequence[Sequence[object]]) -> str:
    def row(cells: Iterable[object], tag: str) -> str:
        texts = ("" if cell is None else escape(str(cell)) for cell in cells)
        return f"<tr>{''.join(f'<{tag}>{text}</{tag}>' for text in texts)}</tr>"

    return (
        f"<table><thead>{row(names, 'th')}</thead><tbody>{''.join(row(cells, 'td') for cells in rows)}</tbody></table>"
    )
